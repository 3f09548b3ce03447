//! Output in ASCII, for a terminal whose locale is not UTF-8: there the bytes of a text from outside could
//! be control.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::domain::ascii;

/// What becomes of a character that is not ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// A sign that means the same, or a question mark; columns stay as wide as they are.
    Signs,
    /// Signs in sentences, where three dots stand for what is left out.
    Prose,
    /// An escape of JSON, which every reader turns back.
    Escapes,
}

/// Passes on what is written to it, in ASCII.
pub struct Plain<W> {
    out: W,
    replacement: Replacement,
    /// The beginning of a character that was written in pieces.
    begun: Vec<u8>,
}

impl<W: Write> Plain<W> {
    /// Writes to `out`.
    pub fn new(out: W, replacement: Replacement) -> Self {
        Self { out, replacement, begun: Vec::new() }
    }

    fn in_ascii(&self, text: &str) -> String {
        match self.replacement {
            Replacement::Signs => ascii::text(text),
            Replacement::Prose => ascii::text(&text.replace('…', "...")),
            Replacement::Escapes => escaped(text),
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for half in c.encode_utf16(&mut [0; 2]) {
                // writing into a string does not fail
                let _ = write!(out, "\\u{half:04x}");
            }
        }
    }
    out
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.begun.is_empty() && bytes.is_ascii() {
            self.out.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&all) {
            // the rest of the last character is still to come
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => all.len(),
        };
        self.begun = all.split_off(whole);
        let text = self.in_ascii(&String::from_utf8_lossy(&all));
        self.out.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&[u8]], replacement: Replacement) -> String {
        let mut out = Vec::new();
        let mut plain = Plain::new(&mut out, replacement);
        for piece in pieces {
            plain.write_all(piece).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_byte_of_the_output_is_more_than_ascii_and_json_loses_nothing() {
        let text = "\"會😀\u{9b}…\"";
        assert_eq!(written(&[text.as_bytes()], Replacement::Signs), "\"???~\"");
        assert_eq!(written(&[text.as_bytes()], Replacement::Prose), "\"???...\"");
        let json = written(&[text.as_bytes()], Replacement::Escapes);
        assert!(json.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), "會😀\u{9b}…");
    }

    #[test]
    fn a_character_that_comes_in_pieces_is_one() {
        let bytes = "a…b".as_bytes();
        for at in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(at);
            assert_eq!(written(&[head, tail], Replacement::Signs), "a~b", "{at}");
        }
        assert_eq!(written(&[b"a\xff", b"b"], Replacement::Signs), "a?b");
    }
}
