//! The fields of a row as cells, and the choice among them.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::shape::{CouponShape, EntryShape, Lexeme, Spelling, Written};
use super::write::Json;
use crate::cli::FIELDS;
use crate::command::Moment;
use crate::domain::{Clean, Customer, Entry};

/// Some of the [`FIELDS`], in the order they are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields(Vec<&'static str>);

impl Fields {
    /// The fields asked for; all when none was.
    pub(super) fn of(chosen: &[&'static str]) -> Self {
        Self(if chosen.is_empty() { FIELDS.to_vec() } else { chosen.to_vec() })
    }

    /// Their paths.
    pub(super) fn names(&self) -> &[&'static str] {
        &self.0
    }

    /// A row as text, as it stands in a file that knows nothing but text.
    pub(super) fn cells(
        &self,
        (customer, lookup): (&Customer, &str),
        entry: &Entry,
        style: CellStyle<'_>,
    ) -> Vec<String> {
        let all = all_cells((customer, lookup), entry, style);
        let cell = |name: &&str| FIELDS.iter().position(|field| field == name).and_then(|at| all.get(at)).cloned();
        self.0.iter().map(|name| cell(name).unwrap_or_default()).collect()
    }

    /// The chosen fields of a whole JSON line, whose values stay as they are, character by character.
    pub(super) fn json(&self, line: &[u8]) -> serde_json::Result<String> {
        let whole: HashMap<&str, &RawValue> = serde_json::from_slice(line)?;
        let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
        for name in &self.0 {
            let (outer, inner) = name.split_once('.').map_or((*name, None), |(outer, inner)| (outer, Some(inner)));
            let text = whole.get(outer).map_or("null", |value| value.get());
            let Some(inner) = inner else {
                parts.push((outer, vec![text.to_owned()]));
                continue;
            };
            let fields: Option<HashMap<&str, &RawValue>> = serde_json::from_str(text)?;
            let value = fields.as_ref().and_then(|fields| fields.get(inner)).map_or("null", |value| value.get());
            let member = format!("\"{inner}\":{value}");
            match parts.iter_mut().find(|(name, _)| *name == outer) {
                Some((_, members)) => members.push(member),
                None => parts.push((outer, vec![member])),
            }
        }
        let has_members = |outer: &str| self.0.iter().any(|name| name.split_once('.').is_some_and(|(o, _)| o == outer));
        let object = |(outer, members): (&str, Vec<String>)| {
            let value = members.join(",");
            if has_members(outer) { format!("\"{outer}\":{{{value}}}") } else { format!("\"{outer}\":{value}") }
        };
        Ok(format!("{{{}}}", parts.into_iter().map(object).collect::<Vec<_>>().join(",")))
    }
}

/// By what and how cells are made.
#[derive(Clone, Copy)]
pub(super) struct CellStyle<'a> {
    pub(super) moment: &'a Moment,
    pub(super) spelling: Spelling,
}

fn all_cells((customer, lookup): (&Customer, &str), entry: &Entry, style: CellStyle<'_>) -> Vec<String> {
    let CellStyle { moment, spelling } = style;
    let mut cells = vec![Lexeme::id(customer.id.as_ref()).cell(spelling).to_owned(), lookup.to_owned()];
    match EntryShape::of(entry, moment) {
        EntryShape::Coupon(coupon) => {
            cells.extend(coupon_cells(&coupon, spelling));
            cells.push(coupon.problem.map(Clean::to_string).unwrap_or_default());
        }
        EntryShape::Bad { problem } => {
            cells.resize(FIELDS.len() - 1, String::new());
            cells.push(problem.to_string());
        }
    }
    cells
}

fn coupon_cells(coupon: &CouponShape<'_>, spelling: Spelling) -> [String; 24] {
    let text = |text: Option<&Clean>| text.map(|text| text.as_str().to_owned()).unwrap_or_default();
    let lexeme = |lexeme: Lexeme<'_>| lexeme.cell(spelling).to_owned();
    let date = |date: Option<Written<'_>>| date.map(|date| date.0.to_string()).unwrap_or_default();
    let count = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    let fact = |fact: Option<bool>| fact.map(|fact| fact.to_string()).unwrap_or_default();
    let store = coupon.issued_at.as_ref();
    [
        lexeme(coupon.id),
        coupon.code.map(|code| spelling.of(code.0).to_owned()).unwrap_or_default(),
        lexeme(coupon.series_id),
        text(coupon.description),
        date(coupon.valid_till),
        date(coupon.valid_till_date_time),
        coupon.discount_type.unwrap_or_default().to_owned(),
        lexeme(coupon.discount_value),
        lexeme(coupon.discount_upto),
        count(coupon.redemption_count),
        count(coupon.redemptions_left),
        date(coupon.created_date),
        date(coupon.created_date_iso),
        text(coupon.transaction_number),
        text(store.and_then(|store| store.code)),
        text(store.and_then(|store| store.name)),
        json(&coupon.custom_property),
        json(&coupon.redemptions),
        json(&coupon.reversed_redemptions),
        fact(coupon.state.expired),
        fact(coupon.state.redeemed),
        fact(coupon.state.redeemable),
        coupon.state.expires_at.map(|until| until.to_string()).unwrap_or_default(),
        fact(coupon.state.expiry_approximate),
    ]
}

/// A list in one cell.
fn json(list: &impl Json) -> String {
    let mut text = Vec::new();
    list.write(&mut text);
    String::from_utf8(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn chosen(names: &[&'static str], line: &str) -> String {
        Fields::of(names).json(line.as_bytes()).unwrap()
    }

    #[test]
    fn chosen_fields_keep_their_nesting_their_order_and_every_character() {
        let line = r#"{"id":18446744073709551616,"code":"A","discountValue":1e400,"issuedAt":null,"state":{"expired":true,"expiresAt":"x"}}"#;
        assert_eq!(
            chosen(&["state.expiresAt", "code", "state.expired", "id", "discountValue"], line),
            r#"{"state":{"expiresAt":"x","expired":true},"code":"A","id":18446744073709551616,"discountValue":1e400}"#
        );
        assert_eq!(chosen(&["issuedAt.code", "problem"], line), r#"{"issuedAt":{"code":null},"problem":null}"#);
        assert_eq!(chosen(&["code"], r#"{"problem":"a list"}"#), r#"{"code":null}"#);
    }

    #[test]
    fn what_is_chosen_is_a_document_for_every_field() {
        for field in FIELDS {
            let text = chosen(&[field], r#"{"state":{"expired":true}}"#);
            assert!(serde_json::from_str::<&RawValue>(&text).is_ok(), "{text}");
        }
    }
}
