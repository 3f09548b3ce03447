//! What servers echo and nothing that is told may hold: the customer asked for, and the secrets.
//!
//! Looked for in the server's own words, before anything of them is masked or cut: half a secret is no
//! longer found. So only this file takes words of a server into a failure.

use std::fmt;
use std::ops::Range;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

use super::auth::Credentials;
use super::request::encoded;
use super::trace::Traces;
use crate::domain::{Clean, Failure, Query, ServerMessage};

/// Stands where something private stood.
const BLANK: &str = "***";
/// Texts of fewer bytes stand in ordinary words.
pub(super) const SHORTEST: usize = 4;
/// Bytes of a server's words that are looked at; far more than is ever quoted.
const LOOKED_AT: usize = 64 * 1024;
/// An entity of a web page has at most so many bytes, leading zeros and all.
const LONGEST_ENTITY: usize = 12;
/// The named ones that stand for signs of ASCII; the text is in small letters.
const NAMED: [(&str, char); 5] = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
/// A request id is a word of at most so many characters.
const LONGEST_ID: usize = 64;

/// The private texts of one call.
#[derive(Clone, Default)]
pub(super) struct Private {
    customer: Option<SecretString>,
    /// What the login is made of, and what was sent of it.
    secrets: Vec<SecretString>,
    /// By which a password is recognised that was forgotten.
    password: Traces,
    /// Half of a login. May be an ordinary word (`store`), so it is kept out of ids only.
    user: Option<String>,
}

impl Private {
    /// The customer of `query`, and what the login is made of; the header is added when it is sent.
    pub(super) fn of(query: &Query, credentials: &Credentials) -> Self {
        let customer = Some(query.who.value().into());
        match credentials {
            Credentials::Basic { username, md5, traces } => {
                Self { customer, secrets: vec![md5.clone()], password: traces.clone(), user: Some(username.clone()) }
            }
            Credentials::OAuth { key, secret } => {
                Self { customer, secrets: vec![key.clone(), secret.clone()], ..Self::default() }
            }
        }
    }

    /// A header that shows who asks: the token of this very attempt, which another call may have
    /// replaced by the time of the answer.
    pub(super) fn add(&mut self, proof: &HeaderValue) {
        let Ok(text) = proof.to_str() else { return };
        // the sign of Base64's end says nothing, and an echo may lack it
        self.secrets.push(text.strip_prefix("Basic ").map_or(text, |pair| pair.trim_end_matches('=')).into());
    }

    /// `failure` with words of the server: at most so many characters.
    pub(super) fn quoted(&self, failure: Failure, words: &str, most: usize) -> Failure {
        failure.with_words(&self.blanked(Clean::new(words).as_str()), most)
    }

    /// `failure` with the code and the words of an error.
    pub(super) fn told(&self, failure: Failure, error: &ServerMessage) -> Failure {
        let mut failure = self.quoted(failure, error.message.as_str(), Failure::LONGEST_WORDS);
        failure.code = error.code;
        failure
    }

    /// A warning as it may stand beside rows, which name the customer too.
    pub(super) fn warned(&self, warning: &ServerMessage) -> ServerMessage {
        let blanked = blanked(warning.message.as_str(), self.secrets.iter(), &self.password);
        ServerMessage { message: Clean::new(&blanked), code: warning.code }
    }

    fn texts(&self) -> impl Iterator<Item = &SecretString> {
        self.customer.iter().chain(&self.secrets)
    }

    /// The id of a request as it may be told and logged. One that holds something private is an echo, and
    /// a text with blanks or an address is no id; all others are whole, since support looks for them by
    /// every digit, and only an endless one is cut.
    pub(super) fn request_id(&self, raw: &str) -> Option<Clean> {
        let id = Clean::new(raw);
        let usual = |c: char| c.is_ascii_alphanumeric() || "-_.:+/=".contains(c);
        let squeezed = squeezed(id.as_str());
        let user = self.user.iter().map(String::as_str);
        let mut private = self.texts().map(SecretString::expose_secret).chain(user);
        if id.is_blank()
            || !id.as_str().chars().all(usual)
            || private.any(|text| echoes(&squeezed, tell_tale(&self::squeezed(text))))
            || self.password.echo_in(&squeezed)
        {
            return None;
        }
        Some(Clean::new(&id.as_str().chars().take(LONGEST_ID).collect::<String>()))
    }

    /// The head of a text with everything private blanked out, in whatever letters and encoding.
    pub(super) fn blanked(&self, text: &str) -> String {
        blanked(text, self.texts(), &self.password)
    }
}

fn blanked<'a>(text: &str, private: impl Iterator<Item = &'a SecretString>, password: &Traces) -> String {
    let spellings: Vec<String> = private.flat_map(|text| spellings(text.expose_secret())).collect();
    let longest = spellings.iter().map(String::len).chain([password.longest()]).max().unwrap_or(0);
    let head = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or(text);
    // one that begins in the head is seen to its end
    let most = LOOKED_AT + longest * LONGEST_ENTITY;
    let seen = text.get(..text.floor_char_boundary(most)).unwrap_or(text).to_ascii_lowercase();
    let read = Read::of(&seen);
    let of = |text: &str| -> Vec<Range<usize>> {
        let known = spellings.iter().flat_map(|spelling| places(text, spelling));
        known.chain(password.places(text)).collect()
    };
    let (as_sent, as_read) = (of(&seen), of(&read.text));
    let as_read = as_read.iter().map(|at| read.origin(at));
    let mut found: Vec<Range<usize>> = as_sent.into_iter().chain(as_read).filter(|at| at.start < head.len()).collect();
    found.sort_by_key(|at| (at.start, at.end));
    without(head, &found)
}

/// A text as a web page shows it.
struct Read {
    text: String,
    /// For every byte of it where that began in the text that was sent; and the end.
    origins: Vec<usize>,
}

impl Read {
    fn of(sent: &str) -> Self {
        let mut read = Self { text: String::with_capacity(sent.len()), origins: Vec::with_capacity(sent.len() + 1) };
        let mut at = 0;
        while let Some((c, bytes)) = sent.get(at..).and_then(|rest| entity(rest).or_else(|| first(rest))) {
            read.text.push(c.to_ascii_lowercase());
            read.origins.resize(read.text.len(), at);
            at += bytes;
        }
        read.origins.push(at);
        read
    }

    fn origin(&self, at: &Range<usize>) -> Range<usize> {
        let of = |place: usize| self.origins.get(place).copied().unwrap_or_default();
        of(at.start)..of(at.end)
    }
}

fn first(text: &str) -> Option<(char, usize)> {
    text.chars().next().map(|c| (c, c.len_utf8()))
}

/// The character that an entity at the beginning stands for, and its bytes: `&#64;`, `&#x40;`, `&amp;`.
fn entity(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix('&')?;
    let name = inside.get(..inside.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?)?;
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let c = match name.strip_prefix('#') {
        Some(digits) => digits.strip_prefix('x').map_or_else(|| number(digits, 10), |digits| number(digits, 16)),
        None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
    };
    Some((c?, name.len() + "&;".len()))
}

/// Names no text.
impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private([REDACTED])")
    }
}

/// How a server may write it: as it is, as in an address or a form, as in JSON; in small letters.
pub(super) fn spellings(private: &str) -> Vec<String> {
    if private.len() < SHORTEST {
        return Vec::new();
    }
    let json = serde_json::Value::from(private).to_string();
    let quoted = json.trim_matches('"').to_owned();
    let all = [private.to_owned(), encoded(private), encoded(private).replace("%20", "+"), quoted];
    let mut all: Vec<String> = all.iter().map(|text| text.to_ascii_lowercase()).collect();
    all.sort();
    all.dedup();
    all
}

/// Every place of `what`, also where two of them overlap.
fn places<'a>(text: &'a str, what: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find(what)?;
        from = text.ceil_char_boundary(start + 1);
        Some(start..start + what.len())
    })
}

/// The text with each group of overlapping places replaced by one blank.
fn without(text: &str, places: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut told = 0;
    for at in places {
        if at.start >= told {
            out.push_str(text.get(told..at.start).unwrap_or_default());
            out.push_str(BLANK);
        }
        told = told.max(at.end);
    }
    out.push_str(text.get(told..).unwrap_or_default());
    out
}

fn echoes(text: &str, private: &str) -> bool {
    private.len() >= SHORTEST && text.contains(private)
}

/// What is left when it is written in another way.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The part that gives it away: of a long number its end, which is told without the country too.
pub(super) fn tell_tale(squeezed: &str) -> &str {
    const ENOUGH: usize = 8;
    let is_number = squeezed.bytes().all(|byte| byte.is_ascii_digit());
    let start = if is_number { squeezed.len().saturating_sub(ENOUGH) } else { 0 };
    squeezed.get(start..).unwrap_or(squeezed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::FailureKind;

    fn private(texts: &[&str]) -> Private {
        let secrets = texts.iter().copied().map(SecretString::from).collect();
        Private { secrets, user: Some("till.7".to_owned()), ..Private::default() }
    }

    fn told(private: &Private, words: &str) -> String {
        private.quoted(Failure::new(FailureKind::Rejected), words, 80).to_string()
    }

    /// True when five letters or digits in a row are told.
    fn leaks(told: &str, secret: &str) -> bool {
        let letters: Vec<char> = secret.chars().collect();
        letters.windows(5).any(|part| told.contains(&part.iter().collect::<String>()))
    }

    proptest! {
        #[test]
        fn no_piece_of_a_secret_is_told_wherever_it_stands(
            secret in "([0-9]{0,12}[a-f]{1,3}){2,8}[0-9]{8,20}",
            before in 0..220_usize,
            again in 0..40_usize,
            hidden in any::<bool>(),
        ) {
            let echo = if hidden { secret.replace('a', "a\u{200b}") } else { secret.clone() };
            let words = format!("{}{echo}{}{}", "x".repeat(before), " ".repeat(again), echo.to_uppercase());
            let private = private(&[&secret]);
            for most in [80, Failure::LONGEST_WORDS] {
                let told = private.quoted(Failure::new(FailureKind::Rejected), &words, most).to_string();
                prop_assert!(!leaks(&told.to_lowercase(), &secret), "{told}");
            }
        }
    }

    #[test]
    fn other_spellings_of_it_are_blanked_too() {
        let private = private(&["ann+b@example.com", "k&y\"7 Ä", "o'neil", "a&#64;b"]);
        for echo in [
            "ann%2Bb%40example.com",
            "ann%2bb%40EXAMPLE.com",
            "ann&#43;b&#64;example.com",
            "ANN&#x2B;B&#X00040;example.com",
            "k&amp;y&quot;7 Ä",
            "k&amp;y&#34;7 &#196;",
            "k%26y%227%20%C3%84",
            "k%26y%227+%C3%84",
            "k&y\\\"7 Ä",
            "o&#39;neil",
            "o&apos;neil",
            "a&#64;b",
        ] {
            assert!(told(&private, &format!("at {echo} end")).contains("at *** end"), "{echo}");
        }
    }

    #[test]
    fn what_overlaps_is_blanked_as_one() {
        assert_eq!(private(&["abab"]).blanked("x ababab y"), "x *** y");
        assert_eq!(private(&["secret-1", "1-more"]).blanked("secret-1-more"), "***");
        assert_eq!(private(&["secret", "secret-1234"]).blanked("secret-1234 secret"), "*** ***");
    }

    #[test]
    fn one_that_crosses_the_end_of_what_is_looked_at_is_blanked_whole() {
        let words = format!("{}the-secret-1", "é".repeat(LOOKED_AT / 2 - 3));
        assert!(private(&["the-secret-1"]).blanked(&words).ends_with("é***"));
    }

    #[test]
    fn short_texts_stand_in_ordinary_words_and_are_kept() {
        assert_eq!(private(&["no"]).blanked("no customer"), "no customer");
    }

    #[test]
    fn a_request_id_that_echoes_somebody_is_forgotten_and_others_are_kept() {
        let private = private(&["918860000001", "ann@example.com", "token-7f"]);
        let echoes = [
            "918860000001",
            "r-8860-000-001",
            "ANN-example.com",
            "x-token-7F-y",
            "t\u{200b}oken-7f",
            "TILL7-3",
            " ",
            "tom@example.org",
            "Tom Sawyer",
            "a/b?mobile=1",
        ];
        for echo in echoes {
            assert_eq!(private.request_id(echo), None, "{echo}");
        }
        for id in ["ab12", "3f1b9c42-8860-4000-9000-000001", "token-8", "r-917003222195", "12345678901/a+b="] {
            assert_eq!(private.request_id(id).unwrap().as_str(), id);
        }
        let shown = |id: &str| private.request_id(id).unwrap().to_string();
        assert_eq!(shown(&"a".repeat(500)).len(), LONGEST_ID);
    }
}
