//! How a customer is named, and what kind of name it is.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::country::CountryCode;
use super::mask;
use super::text::Clean;

/// The kinds of identifier the endpoint takes; exactly one is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Country code and digits, no `+`.
    Mobile,
    /// An e-mail address.
    Email,
    /// The brand's own id of the customer: any text.
    ExternalId,
    /// The vendor's id of the customer: a whole number.
    Id,
}

impl Kind {
    /// Every kind, in the order the kind key walks through them.
    pub const ALL: [Self; 4] = [Self::Mobile, Self::Email, Self::ExternalId, Self::Id];

    /// The query parameter; the external id's spelling differs between versions of the vendor's
    /// page, this is the one of the page given.
    #[must_use]
    pub const fn param(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Email => "email",
            Self::ExternalId => "externalId",
            Self::Id => "id",
        }
    }

    /// The prefix by which a user states the kind: `mobile:…`.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Email => "email",
            Self::ExternalId => "ext",
            Self::Id => "id",
        }
    }

    /// In words, for sentences.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Email => "e-mail",
            Self::ExternalId => "external id",
            Self::Id => "customer id",
        }
    }

    /// The next kind, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Mobile => Self::Email,
            Self::Email => Self::ExternalId,
            Self::ExternalId => Self::Id,
            Self::Id => Self::Mobile,
        }
    }

    /// What a bare text most likely is: 10 to 15 digits a mobile number (separators and `+` do not
    /// count), `@` an e-mail address, other digits an id, all else an external id.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let text = text.trim();
        if looks_like_mobile(text) {
            Self::Mobile
        } else if text.contains('@') {
            Self::Email
        } else if is_digits(without_fraction(text)) {
            Self::Id
        } else {
            Self::ExternalId
        }
    }

    /// Splits `ext:A-17` into its stated kind and the rest; `None` when no kind is stated.
    #[must_use]
    pub fn stated(text: &str) -> Option<(Self, &str)> {
        let (prefix, rest) = text.split_once(':')?;
        let kind = Self::ALL.into_iter().find(|kind| kind.prefix().eq_ignore_ascii_case(prefix.trim()))?;
        Some((kind, rest))
    }
}

/// A customer's name as the server takes it: checked, normalised, and never printed by accident.
///
/// Two are equal when they ask for the same, however they were typed.
#[derive(Clone)]
pub struct Identifier {
    kind: Kind,
    value: String,
    /// The text it was read from: as another kind it may mean something else.
    typed: Box<str>,
}

impl PartialEq for Identifier {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, &self.value) == (other.kind, &other.value)
    }
}

impl Eq for Identifier {}

impl Hash for Identifier {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, &self.value).hash(state);
    }
}

/// Why a text cannot name a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierError {
    /// Nothing was given.
    Empty,
    /// It holds control characters or is longer than any identifier.
    NotText,
    /// A mobile number with something that is neither digit nor separator.
    NotAMobile,
    /// An e-mail address without `@`, or with blanks.
    NotAnEmail,
    /// A customer id that is no whole number.
    NotAnId,
}

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no customer given",
            Self::NotText => "this is no text that can name a customer",
            Self::NotAMobile => "a mobile number holds only digits, with the country code first",
            Self::NotAnEmail => "an e-mail address has an @ and no blanks",
            Self::NotAnId => "a customer id holds only digits",
        })
    }
}

impl std::error::Error for IdentifierError {}

/// Longer than any address or id in use; keeps a pasted file out of a URL.
const LONGEST: usize = 320;

/// The text without what nobody sees, such as the bidi marks around a number from an address book:
/// what is looked up is what is shown. Control characters stay, to be refused.
fn as_seen(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() || text.chars().any(char::is_control) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(Clean::new(text).to_string())
    }
}

impl Identifier {
    /// Reads what a user typed: with a stated kind (`ext:…`) or by the guess.
    ///
    /// # Errors
    /// When the text cannot be of its kind.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = &*as_seen(text);
        match Kind::stated(text) {
            Some((kind, rest)) => Self::new(kind, rest),
            None => Self::new(Kind::guess(text), text),
        }
    }

    /// Reads what a user typed: as the given kind, or else by stated or guessed kind. A national
    /// mobile number gets the code of the country.
    ///
    /// # Errors
    /// When the text cannot be of its kind.
    pub fn read(kind: Option<Kind>, text: &str, country: Option<&CountryCode>) -> Result<Self, IdentifierError> {
        let text = &*as_seen(text);
        let guess = || Kind::stated(text).unwrap_or_else(|| (Kind::guess(text), text));
        let (kind, text) = kind.map_or_else(guess, |kind| (kind, text));
        let mut identifier = Self::new(kind, text)?;
        if let (Kind::Mobile, Some(country)) = (kind, country) {
            identifier.value = country.complete(text, &identifier.value);
        }
        Ok(identifier)
    }

    /// Takes a text as the given kind.
    ///
    /// # Errors
    /// When the text cannot be of that kind.
    pub fn new(kind: Kind, text: &str) -> Result<Self, IdentifierError> {
        let text = &*as_seen(text);
        let text = text.trim();
        if text.is_empty() {
            return Err(IdentifierError::Empty);
        }
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(IdentifierError::NotText);
        }
        let value = match kind {
            Kind::Mobile => mobile_digits(text).ok_or(IdentifierError::NotAMobile)?,
            Kind::Email if is_email(text) => text.to_owned(),
            Kind::Email => return Err(IdentifierError::NotAnEmail),
            Kind::Id if is_digits(without_fraction(text)) => without_fraction(text).to_owned(),
            Kind::Id => return Err(IdentifierError::NotAnId),
            Kind::ExternalId => text.to_owned(),
        };
        Ok(Self { kind, value, typed: text.into() })
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The value as the server takes it. Personal data: for the request and the user's own output
    /// only, never for a log or an error.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// `mobile:9188…`: the identifier a row of output was found by.
    #[must_use]
    pub fn lookup(&self) -> String {
        format!("{}:{}", self.kind.prefix(), self.value)
    }

    /// The value as the screen shows it while personal data is hidden.
    #[must_use]
    pub fn masked(&self, bullet: char) -> String {
        match self.kind {
            Kind::Mobile => mask::number(&self.value, bullet),
            Kind::Email => mask::email(&self.value, bullet),
            // an external id can be an address or a number: "try as external id" makes one of them
            Kind::ExternalId => mask::running_text(&self.value, bullet),
            Kind::Id => mask::long_numbers(&self.value, bullet),
        }
    }

    /// The other kinds that the typed text could be, for "try as …" after "not found".
    #[must_use]
    pub fn other_kinds(&self) -> Vec<Kind> {
        let plausible = |kind: Kind| match kind {
            Kind::Mobile => looks_like_mobile(&self.typed),
            Kind::Email | Kind::ExternalId | Kind::Id => Self::new(kind, &self.typed).is_ok(),
        };
        Kind::ALL.into_iter().filter(|&kind| kind != self.kind && plausible(kind)).collect()
    }

    /// What was typed, taken as another kind. Not the value: a country's code that was put before a
    /// mobile number belongs to no id.
    ///
    /// # Errors
    /// When the text cannot be of that kind.
    pub fn taken_as(&self, kind: Kind, country: Option<&CountryCode>) -> Result<Self, IdentifierError> {
        Self::read(Some(kind), &self.typed, country)
    }
}

/// What a user typed for a customer: known to name one, not yet tied to a country, which is a matter
/// of settings that are read later.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed {
    kind: Option<Kind>,
    text: String,
}

impl Typed {
    /// Takes `text` as the given kind, or by stated or guessed kind.
    ///
    /// # Errors
    /// When the text cannot be of that kind.
    pub fn new(kind: Option<Kind>, text: &str) -> Result<Self, IdentifierError> {
        Identifier::read(kind, text, None)?;
        Ok(Self { kind, text: text.to_owned() })
    }

    /// The identifier, with the code of the country before a national number.
    ///
    /// # Errors
    /// None in practice: the text was read once already.
    pub fn identifier(&self, country: Option<&CountryCode>) -> Result<Identifier, IdentifierError> {
        Identifier::read(self.kind, &self.text, country)
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.identifier(None).fmt(f)
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.prefix(), self.masked('*'))
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(text: &str) -> bool {
    let blank = text.chars().any(char::is_whitespace);
    !blank && text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

/// A spreadsheet writes a column of numbers with a fraction: `918860000001.0` is that number, and its
/// `.` no separator, which would make another customer's of it.
fn without_fraction(text: &str) -> &str {
    text.split_once('.')
        .filter(|(whole, fraction)| is_digits(whole) && matches!(*fraction, "" | "0" | "00"))
        .map_or(text, |(whole, _)| whole)
}

fn looks_like_mobile(text: &str) -> bool {
    mobile_digits(text).is_some_and(|digits| (10..=15).contains(&digits.len()))
}

/// The digits of a mobile number as people write it; `None` when something else is in it.
fn mobile_digits(text: &str) -> Option<String> {
    let text = without_fraction(text.strip_prefix('+').unwrap_or(text));
    let mut digits = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{202f}' | '\u{2010}'..='\u{2013}' => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_nobody_sees_is_not_looked_up() {
        for text in ["\u{202a}+91 98000-00001\u{202c}", "\u{feff}919800000001", "mobile:\u{200b}919800000001"] {
            let number = Identifier::parse(text).unwrap();
            assert_eq!((number.kind(), number.value()), (Kind::Mobile, "919800000001"), "{text:?}");
        }
        assert_eq!(Identifier::new(Kind::ExternalId, "A\u{200b}\u{202e}1").unwrap().value(), "A1");
        assert_eq!(Identifier::parse("\u{200b}"), Err(IdentifierError::Empty));
        assert_eq!(Identifier::parse("A\u{200b}\u{1b}1"), Err(IdentifierError::NotText));
    }

    #[test]
    fn the_kind_is_guessed_as_the_manual_says() {
        let cases = [
            ("918860000001", Kind::Mobile),
            ("+91 98000-00001", Kind::Mobile),
            ("(98000) 00001", Kind::Mobile),
            ("9800000001", Kind::Mobile),
            ("ann@example.com", Kind::Email),
            ("401031250", Kind::Id),
            ("1234567890123456", Kind::Id),
            ("918860000001.0", Kind::Mobile),
            ("401031250.00", Kind::Id),
            ("A-17", Kind::ExternalId),
            ("ext_id917003222195", Kind::ExternalId),
        ];
        for (text, kind) in cases {
            assert_eq!(Kind::guess(text), kind, "{text}");
        }
    }

    #[test]
    fn a_mobile_number_loses_plus_and_separators() {
        let identifier = Identifier::parse("+91 98000-00001").unwrap();
        assert_eq!((identifier.kind(), identifier.value()), (Kind::Mobile, "919800000001"));
    }

    #[test]
    fn a_number_of_a_spreadsheet_is_that_number() {
        let of = |text: &str| Identifier::parse(text).unwrap().value().to_owned();
        assert_eq!(of("918860000001.0"), "918860000001");
        assert_eq!(of("+918860000001.00"), "918860000001");
        assert_eq!(of("91.886.000.0001"), "918860000001", "these are separators");
        assert_eq!(of("98860.00000"), "9886000000", "and this is one");
        assert_eq!(of("id:401031250.0"), "401031250");
        assert_eq!(of("ext:17.0"), "17.0", "an external id is any text");
    }

    #[test]
    fn a_stated_kind_wins_over_the_guess() {
        let of = |text: &str| Identifier::parse(text).map(|i| (i.kind(), i.value().to_owned()));
        assert_eq!(of("id:918860000001"), Ok((Kind::Id, "918860000001".into())));
        assert_eq!(of("EXT: A:17 "), Ok((Kind::ExternalId, "A:17".into())));
        assert_eq!(of("urn:17"), Ok((Kind::ExternalId, "urn:17".into())));
        assert_eq!(of("id:x"), Err(IdentifierError::NotAnId));
        assert_eq!(of("mobile:ann"), Err(IdentifierError::NotAMobile));
        assert_eq!(of("email:ann"), Err(IdentifierError::NotAnEmail));
        assert_eq!(of("  "), Err(IdentifierError::Empty));
        assert_eq!(of("a\u{1b}b"), Err(IdentifierError::NotText));
    }

    #[test]
    fn a_debug_print_gives_no_number_away() {
        let shown = format!("{:?}", Identifier::parse("918860000001").unwrap());
        assert!(!shown.contains("8860000"), "{shown}");
    }

    #[test]
    fn whatever_kind_a_number_or_an_address_is_taken_for_it_is_hidden() {
        for text in ["ext:ann@example.com", "ext:98000-00001", "ext:card 918860000001"] {
            let shown = Identifier::parse(text).unwrap().masked('*');
            assert!(!shown.contains("ann") && !shown.contains("0000"), "{shown}");
        }
    }

    #[test]
    fn what_else_it_could_be_is_offered() {
        let kinds = Identifier::parse("9188600000").unwrap().other_kinds();
        assert_eq!(kinds, [Kind::ExternalId, Kind::Id]);
    }

    #[test]
    fn another_kind_is_tried_with_what_was_typed() {
        let india = "91".parse().ok();
        let number = Identifier::read(None, "9800000001", india.as_ref()).unwrap();
        assert_eq!(number.value(), "919800000001");
        let id = number.taken_as(Kind::Id, india.as_ref()).unwrap();
        assert_eq!(id.value(), "9800000001");
        assert_eq!(id.taken_as(Kind::Mobile, india.as_ref()), Ok(number));
        let spaced = Identifier::parse("123-456-7890").unwrap();
        assert_eq!((spaced.kind(), spaced.other_kinds()), (Kind::Mobile, vec![Kind::ExternalId]));
        assert_eq!(spaced.taken_as(Kind::ExternalId, None).unwrap().value(), "123-456-7890");
    }

    proptest! {
        #[test]
        fn a_look_up_name_parses_back_to_itself(text in "[ -~]{1,40}") {
            if let Ok(identifier) = Identifier::parse(&text) {
                prop_assert_eq!(Identifier::parse(&identifier.lookup()), Ok(identifier));
            }
        }
    }
}
