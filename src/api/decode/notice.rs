//! The elements of `errors` and `warnings`: `{"status": false, "code": 8015, "message": "…"}`.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::limits::{MOST_NOTICES, elements};
use super::reader::{Value, each_field, whole};
use crate::domain::{CODES, Clean, FailureKind, ServerMessage};

/// Of a message that is a list or an object so many parts are read.
const MOST_WORDS: usize = 8;

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
        Value::Text(text) => {
            notice.code = whole(&text);
            notice.message = Clean::new(&text);
        }
        Value::Bare("false" | "0") | Value::Nothing => return None,
        Value::Bare(lexeme) => notice.code = whole(lexeme),
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
        match name {
            "code" => notice.code = scalars(value).iter().find_map(|code| whole(code)),
            "message" => notice.message = Clean::new(&scalars(value).join(", ")),
            _ => {}
        }
    });
    any
}

/// The texts and numbers that a value is, or that stand in it side by side: servers write a list or an
/// object where one of them belongs. What stands deeper is not looked for.
fn scalars(raw: &RawValue) -> Vec<Cow<'_, str>> {
    let scalar = |raw| match Value::of(raw) {
        Value::Text(text) => Some(text),
        Value::Bare(lexeme) => Some(Cow::Borrowed(lexeme)),
        Value::List | Value::Object | Value::Nothing | Value::Broken => None,
    };
    let mut found = Vec::new();
    match Value::of(raw) {
        Value::List => {
            let (items, _) = elements(raw, MOST_WORDS).unwrap_or_default();
            found.extend(items.into_iter().filter_map(scalar));
        }
        Value::Object => {
            each_field(raw, |_, value| found.extend(scalar(value).filter(|_| found.len() < MOST_WORDS)));
        }
        _ => found.extend(scalar(raw)),
    }
    found
}

/// Of several errors, the first whose code has a meaning of its own, else the first.
pub(in crate::api) fn first_telling(errors: &[ServerMessage]) -> Option<&ServerMessage> {
    let known = |notice: &&ServerMessage| notice.code.and_then(FailureKind::of_code).is_some();
    errors.iter().find(known).or_else(|| errors.first())
}
