//! Writing JSON: values straight into bytes, field by field.
//!
//! A hundred thousand coupons have three million fields. Their names need no escaping, cleaned text
//! hardly ever does, and numbers leave as the characters they came in.

use std::fmt::{self, Display};
use std::io::Write as _;

use crate::domain::Clean;
use crate::domain::text::is_hidden;

/// What can stand in a JSON document.
pub(super) trait Json {
    fn write(&self, out: &mut Vec<u8>);
}

/// An object with these fields, in this order. Names are written as they are.
pub(super) fn object(out: &mut Vec<u8>, fields: &[(&str, &dyn Json)]) {
    let mut before = b'{';
    for (name, value) in fields {
        out.extend_from_slice(&[before, b'"']);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        value.write(out);
        before = b',';
    }
    out.push(b'}');
}

/// An array of these.
pub(super) fn list(out: &mut Vec<u8>, values: impl Iterator<Item = impl Json>) {
    out.push(b'[');
    for (place, value) in values.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        value.write(out);
    }
    out.push(b']');
}

/// What a value prints, as a JSON string.
pub(super) fn quoted(out: &mut Vec<u8>, value: impl Display) {
    out.push(b'"');
    let start = out.len();
    printed(out, format_args!("{value}"));
    if out.get(start..).is_some_and(needs_escapes) {
        let text = out.split_off(start);
        escaped(out, &text);
    }
    out.push(b'"');
}

fn printed(out: &mut Vec<u8>, value: fmt::Arguments<'_>) {
    // writing into memory does not fail
    let _ = out.write_fmt(value);
}

fn needs_escape(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

fn needs_escapes(text: &[u8]) -> bool {
    text.iter().fold(false, |found, &byte| found | needs_escape(byte))
}

fn escaped(out: &mut Vec<u8>, text: &[u8]) {
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            _ if needs_escape(byte) => printed(out, format_args!("\\u{byte:04x}")),
            _ => out.push(byte),
        }
    }
}

fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    if needs_escapes(text) {
        escaped(out, text);
    } else {
        out.extend_from_slice(text);
    }
    out.push(b'"');
}

impl Json for str {
    fn write(&self, out: &mut Vec<u8>) {
        string(out, self.as_bytes());
    }
}

impl Json for Clean {
    fn write(&self, out: &mut Vec<u8>) {
        string(out, self.as_bytes());
    }
}

/// A text exactly as the server sent it. What a terminal could act upon, and whatever else cannot be
/// seen, leaves as an escape: every reader of JSON gets the character, and no byte of it is control.
#[derive(Clone, Copy)]
pub(super) struct Exact<'a>(pub(super) &'a Clean);

impl Json for Exact<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        if !self.0.was_altered() {
            return self.0.write(out);
        }
        out.push(b'"');
        for c in self.0.exact().chars() {
            let mut bytes = [0; 4];
            if is_hidden(c) {
                let mut halves = [0; 2];
                for half in c.encode_utf16(&mut halves) {
                    printed(out, format_args!("\\u{half:04x}"));
                }
            } else {
                escaped(out, c.encode_utf8(&mut bytes).as_bytes());
            }
        }
        out.push(b'"');
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: Json> Json for [T] {
    fn write(&self, out: &mut Vec<u8>) {
        list(out, self.iter());
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_slice().write(out);
    }
}

impl Json for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl Json for i64 {
    fn write(&self, out: &mut Vec<u8>) {
        match u8::try_from(*self) {
            // nearly every count
            Ok(digit @ 0..=9) => out.push(b'0' + digit),
            _ => printed(out, format_args!("{self}")),
        }
    }
}

impl Json for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        printed(out, format_args!("{self}"));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: &(impl Json + ?Sized)) -> String {
        let mut out = Vec::new();
        value.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_written_as_json_has_them() {
        assert_eq!(text(&vec![Some(true), None]), "[true,null]");
        assert_eq!(text(&vec![0_i64, 9, 10, -1, i64::MIN]), "[0,9,10,-1,-9223372036854775808]");
        assert_eq!(text(&Vec::<u64>::new()), "[]");
        let mut out = Vec::new();
        object(&mut out, &[("a", &1_u64), ("b", &"c")]);
        assert_eq!(out, br#"{"a":1,"b":"c"}"#);
    }

    #[test]
    fn what_cannot_be_seen_is_written_as_escapes_and_read_as_it_was() {
        let raw = "\t=1\u{200b}\u{9b}31m\u{e0041}\"é👨\u{200d}👩";
        let written = text(&Exact(&Clean::keeping(raw)));
        assert_eq!(written, "\"\\u0009=1\\u200b\\u009b31m\\udb40\\udc41\\\"é👨\\u200d👩\"");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), raw);
    }

    proptest! {
        #[test]
        fn any_exact_text_comes_back_without_a_control_character_on_the_way(raw in any::<String>()) {
            let written = text(&Exact(&Clean::keeping(&raw)));
            prop_assert!(!written.chars().any(char::is_control));
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), raw);
        }

        #[test]
        fn any_text_comes_back_as_it_was(raw in any::<String>()) {
            prop_assert_eq!(&serde_json::from_str::<String>(&text(raw.as_str())).unwrap(), &raw);
            let mut out = Vec::new();
            quoted(&mut out, &raw);
            prop_assert_eq!(String::from_utf8(out).unwrap(), text(raw.as_str()));
        }
    }
}
