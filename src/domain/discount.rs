//! What a coupon is worth. The server names no currency, so neither do we.

use super::lexeme::Number;
use super::text::Clean;

/// How the value is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiscountKind {
    /// `ABS`: an amount off the bill.
    Absolute,
    /// `PERC`: a share of the bill.
    Percent,
    /// Anything else, shown as it came.
    Other(Clean),
}

impl DiscountKind {
    /// Reads the API's `discountType`.
    #[must_use]
    pub fn new(raw: &Clean) -> Self {
        match raw.as_str() {
            "ABS" => Self::Absolute,
            "PERC" => Self::Percent,
            _ => Self::Other(raw.clone()),
        }
    }

    /// The API's own word.
    #[must_use]
    pub fn param(&self) -> &str {
        match self {
            Self::Absolute => "ABS",
            Self::Percent => "PERC",
            Self::Other(text) => text.as_str(),
        }
    }
}

/// The discount of one coupon; each part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discount {
    /// Amount or share.
    pub kind: Option<DiscountKind>,
    /// How much.
    pub value: Option<Number>,
    /// The most it can come to; the server writes 0 for "no cap".
    pub up_to: Option<Number>,
}

impl Discount {
    /// One short cell: `10.00`, `15 %`, `7.00 POINTS`, or nothing when unknown.
    #[must_use]
    pub fn short(&self) -> String {
        let Some(value) = &self.value else { return String::new() };
        match &self.kind {
            Some(DiscountKind::Percent) => format!("{} %", trim_zeros(&value.display())),
            Some(DiscountKind::Other(word)) => format!("{} {word}", value.display()),
            Some(DiscountKind::Absolute) | None => value.display(),
        }
    }

    /// One clause for the detail pane: `10.00 off`, `15 % off, at most 200.00`.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.value.is_none() {
            return "not stated".to_owned();
        }
        let off = match &self.kind {
            Some(DiscountKind::Other(_)) | None => self.short(),
            Some(DiscountKind::Absolute | DiscountKind::Percent) => format!("{} off", self.short()),
        };
        match self.cap() {
            Some(cap) => format!("{off}, at most {}", cap.display()),
            None => off,
        }
    }

    /// The cap, when there is one.
    #[must_use]
    pub fn cap(&self) -> Option<&Number> {
        self.up_to.as_ref().filter(|cap| cap.value() != Some(0.0))
    }
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn discount(kind: &str, value: &str, up_to: &str) -> Discount {
        Discount {
            kind: Some(DiscountKind::new(&Clean::new(kind))),
            value: Number::parse(value),
            up_to: Number::parse(up_to),
        }
    }

    #[test]
    fn a_cap_of_zero_is_no_cap() {
        assert_eq!(discount("ABS", "1000.0", "0.0").sentence(), "1000.00 off");
        assert_eq!(discount("PERC", "15.0", "200.0").sentence(), "15 % off, at most 200.00");
        assert_eq!(discount("PERC", "12.5", "0").short(), "12.5 %");
    }

    #[test]
    fn an_unknown_type_is_shown_as_it_came() {
        assert_eq!(discount("POINTS", "7", "0").short(), "7.00 POINTS");
        assert_eq!(Discount::default().sentence(), "not stated");
    }
}
