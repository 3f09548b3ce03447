//! Ids and numbers kept exactly as the server wrote them.
//!
//! Ids can be larger than 2^63 and a value can be `1e400`: a machine number would change or lose
//! them. Both therefore stay text, and say what they are worth only when asked.

use std::fmt;
use std::sync::Arc;

use super::text::Clean;

/// An identifying number: compared and shown as text, printed as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id(Form);

/// A text and whether it stood in quotes, in no more memory than the text: a hundred thousand coupons
/// have three hundred thousand ids, and nearly all are numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    Number(Clean),
    Quoted(Arc<Clean>),
}

impl Id {
    /// An id that came as a JSON number.
    #[must_use]
    pub fn number(text: &str) -> Self {
        Self::of(Clean::keeping(text), false)
    }

    /// An id that came as a JSON string.
    #[must_use]
    pub fn quoted(text: &str) -> Self {
        Self::of(Clean::keeping(text), true)
    }

    /// An id of a text that was read already and remembers its original.
    #[must_use]
    pub fn of(text: Clean, is_quoted: bool) -> Self {
        Self(if is_quoted { Form::Quoted(Arc::new(text)) } else { Form::Number(text) })
    }

    /// The digits (or whatever the server sent), cleaned; the original is kept with it.
    #[must_use]
    pub fn text(&self) -> &Clean {
        match &self.0 {
            Form::Number(text) => text,
            Form::Quoted(text) => text,
        }
    }

    /// True when it came as a JSON string rather than a JSON number.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        matches!(self.0, Form::Quoted(_))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

/// A quantity as the server wrote it; always a valid JSON number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Clean);

impl Number {
    /// Takes a lexeme such as `10.0`, `-1` or `1e400`; anything else is `None`.
    #[must_use]
    pub fn parse(lexeme: &str) -> Option<Self> {
        is_json_number(lexeme).then(|| Self(Clean::new(lexeme)))
    }

    /// True for what [`Number::parse`] takes.
    #[must_use]
    pub fn is_number(lexeme: &str) -> bool {
        is_json_number(lexeme)
    }

    /// The lexeme as a text, which holds nothing to clean.
    #[must_use]
    pub fn text(&self) -> &Clean {
        &self.0
    }

    /// Takes what a server wrote into a text: also `05`, `.5`, `5.` and `+5`, as the JSON number that
    /// they are.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::parse(text).or_else(|| Self::parse(&in_json(text)?))
    }

    /// The lexeme itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Its value, when a finite 64-bit float can hold one near it.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.as_str().parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// Its value as a whole number (`2`, `2.0`, `2e3`), when it is one.
    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        let text = self.as_str();
        if text.contains(['e', 'E']) {
            // exact up to here as a float
            let value = self.value().filter(|value| value.fract() == 0.0 && value.abs() < 9e15)?;
            return format!("{value:.0}").parse().ok();
        }
        let digits = text
            .split_once('.')
            .map_or(text, |(whole, fraction)| if fraction.bytes().all(|byte| byte == b'0') { whole } else { text });
        digits.parse().ok()
    }

    /// How it reads: two decimals for ordinary amounts, as it came where that would lie.
    #[must_use]
    pub fn display(&self) -> String {
        match self.value() {
            Some(value) if is_in_cents(value) => format!("{value:.2}"),
            _ => self.as_str().to_owned(),
        }
    }
}

/// True for an amount of at most two decimals. A float lies just above or just below its decimals.
fn is_in_cents(value: f64) -> bool {
    let cents = value * 100.0;
    value.abs() < 1e12 && (cents - cents.round()).abs() < 1e-6
}

/// Without the sign, zeros and point that JSON does not have, with the zeros that it wants.
fn in_json(text: &str) -> Option<String> {
    let sign = if text.starts_with('-') { "-" } else { "" };
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = rest.split_at(rest.find(['e', 'E']).unwrap_or(rest.len()));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_none = whole.is_empty() && fraction.is_empty();
    if is_none || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = whole.trim_start_matches('0');
    let whole = if digits.is_empty() { "0" } else { digits };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}{exponent}"))
}

fn is_json_number(text: &str) -> bool {
    // nearly every number, ids above all
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() && !text.starts_with('0') {
        return true;
    }
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|byte| byte.is_ascii_digit());
    let no_leading_zero = whole == "0" || !whole.starts_with('0');
    digits(whole)
        && no_leading_zero
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_json_numbers_are_numbers() {
        for good in ["0", "-1", "10.0", "1e400", "1E-5", "18446744073709551616"] {
            assert!(Number::parse(good).is_some(), "{good}");
        }
        for bad in ["", "-", "01", ".5", "1.", "+1", "NaN", "1e", "0x1", "1 "] {
            assert!(Number::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_id_remembers_its_quotes_in_no_more_memory_than_its_text() {
        assert_eq!(size_of::<Option<Id>>(), size_of::<Clean>());
        let (number, quoted) = (Id::number("7"), Id::quoted("7"));
        assert_eq!((number.text(), number.is_quoted(), quoted.is_quoted()), (quoted.text(), false, true));
        assert!(number != quoted, "they are printed differently");
    }

    #[test]
    fn a_number_in_a_text_may_be_written_as_people_do_and_becomes_one_of_json() {
        let read = |text: &str| Number::of_text(text).map(|number| number.as_str().to_owned());
        for (text, number) in [
            ("05", "5"),
            ("-007.50", "-7.50"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("+5", "5"),
            (" 10.0 ", "10.0"),
            ("000", "0"),
            ("00.0", "0.0"),
            ("05e3", "5e3"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", ".", "+", "-", "--5", "+-5", "5..", "1,5", "0x1", "e5", "5e", "NaN", "inf"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_read_with_two_decimals_and_monsters_as_they_came() {
        let shown = |text: &str| Number::parse(text).unwrap().display();
        assert_eq!(shown("1000.0"), "1000.00");
        assert_eq!(shown("250.5"), "250.50");
        // a hair below their decimals as floats
        assert_eq!([shown("4.6"), shown("8.2"), shown("19.9")], ["4.60", "8.20", "19.90"]);
        assert_eq!(shown("0.125"), "0.125");
        assert_eq!(shown("1e400"), "1e400");
    }

    #[test]
    fn whole_numbers_may_be_written_with_a_fraction_of_zeros() {
        assert_eq!(Number::parse("2.0").unwrap().whole(), Some(2));
        assert_eq!(Number::parse("-1").unwrap().whole(), Some(-1));
        assert_eq!(Number::parse("2.5").unwrap().whole(), None);
        assert_eq!(Number::parse("8.015e3").unwrap().whole(), Some(8015));
        assert_eq!(Number::parse("5e-1").unwrap().whole(), None);
        assert_eq!(Number::parse("1e300").unwrap().whole(), None);
        assert_eq!(Number::parse("1e400").unwrap().whole(), None);
    }

    proptest! {
        #[test]
        fn a_number_that_parses_is_accepted_by_json(text in "-?[0-9]{1,4}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,2})?") {
            let ours = Number::parse(&text).is_some();
            let json = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
            prop_assert_eq!(ours, json);
        }
    }
}
