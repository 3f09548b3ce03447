//! One entry of a coupon list as JSON text, kept byte for byte: field order, duplicate keys,
//! numbers beyond every type, and entries that are no object at all.

use std::fmt::{self, Write as _};

use jiff::tz::TimeZone;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::standing::Standing;
use crate::domain::{CodeCase, ServerDate};

/// The fields of an object in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, Box<RawValue>)>);

/// An entry of the list.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// An object, which is what a coupon should be.
    Object(Fields),
    /// Anything else, served as it stands.
    Other(Box<RawValue>),
}

/// What filters and order need to know of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// When it was created; unreadable dates sort last.
    pub(super) created: Option<i64>,
    /// The last second in which it counts; `None` never ends.
    last_second: Option<i64>,
    redeemed: bool,
    uses_left: bool,
}

/// How a coupon is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct CouponOptions {
    /// Letters of the code.
    pub(super) code_case: CodeCase,
    /// Without it `reversedRedemptions` is emptied.
    pub(super) reversed: bool,
}

impl CouponOptions {
    /// `code` in the letters asked for.
    pub(super) fn spell(self, code: &str) -> String {
        match self.code_case {
            CodeCase::AsIs => code.to_owned(),
            CodeCase::Upper => code.to_uppercase(),
            CodeCase::Lower => code.to_lowercase(),
        }
    }

    /// As it stands, its escapes too, unless other letters are wanted.
    fn write_code(self, raw: &RawValue, out: &mut String) {
        match serde_json::from_str::<String>(raw.get()) {
            Ok(code) if self.code_case != CodeCase::AsIs => push_text(&self.spell(&code), out),
            _ => out.push_str(raw.get()),
        }
    }
}

impl Facts {
    /// What the coupon is at the second `now`.
    pub(super) fn standing(self, now: i64) -> Standing {
        let active = self.last_second.is_none_or(|last| now <= last);
        Standing { active, redeemed: self.redeemed, uses_left: self.uses_left }
    }
}

impl Entry {
    /// Takes an entry of a list.
    pub(super) fn new(raw: Box<RawValue>) -> Self {
        Fields::parse(&raw).map_or(Self::Other(raw), Self::Object)
    }

    /// What it says of itself; `None` for what is no coupon.
    pub(super) fn facts(&self) -> Option<Facts> {
        match self {
            Self::Object(fields) => Some(fields.facts()),
            Self::Other(_) => None,
        }
    }

    /// Writes it the way it was asked for.
    pub(super) fn write(&self, options: CouponOptions, out: &mut String) {
        match self {
            Self::Object(fields) => fields.write(options, out),
            Self::Other(raw) => out.push_str(raw.get()),
        }
    }
}

impl Fields {
    /// Reads an object; `None` when it is none.
    pub(super) fn parse(raw: &RawValue) -> Option<Self> {
        serde_json::from_str(raw.get()).ok()
    }

    /// The raw value of a field.
    pub(super) fn raw(&self, name: &str) -> Option<&RawValue> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// Takes a field out.
    pub(super) fn take(&mut self, name: &str) -> Option<Box<RawValue>> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }

    fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.raw(name)?.get()).ok()
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.raw(name)?.get().trim_matches('"').parse().ok()
    }

    fn objects(&self, name: &str) -> Vec<Self> {
        let list = self.raw(name).and_then(|raw| serde_json::from_str::<Vec<Box<RawValue>>>(raw.get()).ok());
        list.unwrap_or_default().iter().filter_map(|raw| Self::parse(raw)).collect()
    }

    fn stamp(&self, name: &str) -> Option<ServerDate> {
        self.text(name).map(|text| ServerDate::new(&text))
    }

    fn facts(&self) -> Facts {
        let count = self.number("redemptionCount").unwrap_or_default();
        Facts {
            created: ["createdDateISO", "createdDate"].iter().find_map(|name| {
                let stamp = self.stamp(name)?;
                stamp.instant(&TimeZone::UTC).map(jiff::Timestamp::as_second)
            }),
            last_second: self.last_second(),
            redeemed: count > 0.0 || self.has_standing_redemption(),
            uses_left: self.number("redemptionsLeft").is_some_and(|left| left != 0.0),
        }
    }

    /// The exact moment where one is given, else the end of the day: never the day's start.
    fn last_second(&self) -> Option<i64> {
        let exact = self.stamp("validTillDateTime").filter(ServerDate::has_time);
        let exact = exact.and_then(|stamp| stamp.instant(&TimeZone::UTC));
        let last = exact.or_else(|| self.stamp("validTill")?.end_of_day(&TimeZone::UTC));
        last.map(jiff::Timestamp::as_second)
    }

    /// A listed redemption counts, even beside a count of 0 (the samples have such a coupon),
    /// unless a reversal carries its id.
    fn has_standing_redemption(&self) -> bool {
        let id_of = |fields: &Self| fields.raw("id").map(|raw| raw.get().to_owned());
        let reversed: Vec<String> = self.objects("reversedRedemptions").iter().filter_map(id_of).collect();
        self.objects("redemptions").iter().any(|redemption| id_of(redemption).is_none_or(|id| !reversed.contains(&id)))
    }

    fn write(&self, options: CouponOptions, out: &mut String) {
        for (at, (name, value)) in self.0.iter().enumerate() {
            out.push(if at == 0 { '{' } else { ',' });
            push_text(name, out);
            out.push(':');
            match name.as_str() {
                "code" => options.write_code(value, out),
                "reversedRedemptions" if !options.reversed => out.push_str("[]"),
                _ => out.push_str(value.get()),
            }
        }
        out.push_str(if self.0.is_empty() { "{}" } else { "}" });
    }

    /// The fields as text, without the closing brace, so that a list can follow.
    pub(super) fn open(&self) -> String {
        let mut out = String::from("{");
        for (name, value) in &self.0 {
            push_text(name, &mut out);
            let _ = write!(out, ":{},", value.get());
        }
        out
    }
}

/// A text as JSON.
pub(super) fn push_text(text: &str, out: &mut String) {
    let _ = write!(out, "{}", serde_json::Value::from(text));
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

/// Reads an object into a list of pairs.
struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(pair) = map.next_entry()? {
            fields.push(pair);
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    const ALL: CouponOptions = CouponOptions { code_case: CodeCase::AsIs, reversed: true };

    fn entry(json: &str) -> Entry {
        Entry::new(RawValue::from_string(json.to_owned()).unwrap())
    }

    fn written(json: &str, options: CouponOptions) -> String {
        let mut out = String::new();
        entry(json).write(options, &mut out);
        out
    }

    fn standing(json: &str, now: &str) -> Standing {
        entry(json).facts().unwrap().standing(now.parse::<Timestamp>().unwrap().as_second())
    }

    #[test]
    fn what_was_put_in_comes_out_byte_for_byte() {
        for json in [r#"{"code":"aB\u001b","id":99999999999999999999,"v":1e400,"v":null}"#, "42", "{}", r#""x""#, "[1]"]
        {
            assert_eq!(written(json, ALL), json);
        }
    }

    #[test]
    fn only_the_code_changes_its_letters() {
        let json = r#"{"code":"abAB1ß","description":"abAB"}"#;
        let in_case = |code_case| written(json, CouponOptions { code_case, reversed: true });
        assert_eq!(in_case(CodeCase::Upper), r#"{"code":"ABAB1SS","description":"abAB"}"#);
        assert_eq!(in_case(CodeCase::Lower), r#"{"code":"abab1ß","description":"abAB"}"#);
    }

    #[test]
    fn reversals_show_only_when_asked_for() {
        let json = r#"{"reversedRedemptions":[{"id":1}]}"#;
        assert_eq!(written(json, ALL), json);
        assert_eq!(written(json, CouponOptions { reversed: false, ..ALL }), r#"{"reversedRedemptions":[]}"#);
    }

    #[test]
    fn a_coupon_lasts_to_the_end_of_its_day_in_its_own_offset() {
        let json = r#"{"validTill":"2024-10-31T00:00:00+05:30"}"#;
        assert!(standing(json, "2024-10-31T18:29:59Z").active);
        assert!(!standing(json, "2024-10-31T18:30:00Z").active);
    }

    #[test]
    fn an_exact_moment_wins_over_the_day() {
        let json = r#"{"validTill":"2024-10-31T00:00:00Z","validTillDateTime":"2024-10-31T12:00:00Z"}"#;
        assert!(standing(json, "2024-10-31T12:00:00Z").active);
        assert!(!standing(json, "2024-10-31T12:00:01Z").active);
    }

    #[test]
    fn a_listed_redemption_counts_until_it_is_reversed() {
        let redeemed = |json: &str| standing(json, "2024-01-01T00:00:00Z").redeemed;
        assert!(redeemed(r#"{"redemptionCount":0,"redemptions":[{"date":"x"}]}"#));
        assert!(redeemed(r#"{"redemptionCount":"2","redemptions":[]}"#));
        assert!(!redeemed(r#"{"redemptions":[{"id":7}],"reversedRedemptions":[{"id":7}]}"#));
        assert!(!redeemed(r#"{"redemptionCount":0,"reversedRedemptions":[{"id":7}]}"#));
    }

    #[test]
    fn unlimited_uses_are_uses_left() {
        let left = |json: &str| standing(json, "2024-01-01T00:00:00Z").uses_left;
        assert!(left(r#"{"redemptionsLeft":-1}"#));
        assert!(left(r#"{"redemptionsLeft":1e400}"#));
        assert!(!left(r#"{"redemptionsLeft":"0"}"#));
        assert!(!left("{}"));
    }

    #[test]
    fn what_is_no_object_has_no_state() {
        assert!(entry("[]").facts().is_none());
    }
}
