//! The elements of `errors` and `warnings`: `{"status": false, "code": 8015, "message": "…"}`.

use serde_json::value::RawValue;

use super::limits::{MOST_NOTICES, elements};
use super::reader::{Value, each_field, whole};
use crate::domain::{CODES, Clean, FailureKind, ServerMessage};

/// Reads the list. A single element without its list, or a bare text, is taken for one.
pub(in crate::api) fn all(raw: &RawValue) -> Vec<ServerMessage> {
    let Some((items, more)) = elements(raw, MOST_NOTICES) else {
        return one(raw).into_iter().collect();
    };
    let unread = ServerMessage { code: None, message: Clean::new("more came than are read of one answer") };
    items.into_iter().filter_map(one).chain(more.then_some(unread)).collect()
}

fn one(raw: &RawValue) -> Option<ServerMessage> {
    let mut notice = ServerMessage { code: None, message: Clean::default() };
    match Value::of(raw) {
        Value::Object => {
            if !has_fields(raw, &mut notice) {
                return None;
            }
        }
        Value::Text(text) => notice.message = Clean::new(&text),
        Value::Bare(_) | Value::Nothing => return None,
        Value::List | Value::Broken => {}
    }
    // a number that is none of the vendor's may be the customer's, and codes are told unmasked
    notice.code = notice.code.filter(|code| CODES.contains(code));
    Some(notice)
}

/// False for `{}`, which says nothing.
fn has_fields(raw: &RawValue, notice: &mut ServerMessage) -> bool {
    let mut any = false;
    each_field(raw, |name, value| {
        any = true;
        match (name, Value::of(value)) {
            ("code", Value::Text(text)) => notice.code = whole(&text),
            ("code", Value::Bare(lexeme)) => notice.code = whole(lexeme),
            ("message", Value::Text(text)) => notice.message = Clean::new(&text),
            ("message", Value::Bare(lexeme)) => notice.message = Clean::new(lexeme),
            _ => {}
        }
    });
    any
}

/// Of several errors, the first whose code has a meaning of its own, else the first.
pub(in crate::api) fn first_telling(errors: &[ServerMessage]) -> Option<&ServerMessage> {
    let known = |notice: &&ServerMessage| notice.code.and_then(FailureKind::of_code).is_some();
    errors.iter().find(known).or_else(|| errors.first())
}
