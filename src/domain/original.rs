//! The server's own JSON of each coupon, kept small.
//!
//! A hundred thousand coupons are 47 MB of JSON, so a page's body is kept compressed and unpacked
//! only when somebody wants to read one of its coupons.

use std::fmt;
use std::iter::Peekable;
use std::sync::Arc;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec;

use super::text::Clean;

/// Spaces by which each level is indented.
const INDENT: usize = 2;
/// Of the ten levels. A page takes a third of a millisecond, beside its call; the fastest takes a fifth
/// of that, and 3 MB more of memory for a hundred thousand coupons.
const LEVEL: u8 = 5;
/// Deeper levels are indented no further: a hostile body may be ten thousand deep.
const DEEPEST: usize = 40;

/// The body of a page and where each entry stands in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Originals {
    packed: Arc<[u8]>,
    spans: Arc<[Spans]>,
}

/// The byte ranges of one customer's entries in the body, in their order.
pub type Spans = Vec<(u32, u32)>;

impl Originals {
    /// Packs `body`; `spans` say where the entries of each customer stand in it.
    #[must_use]
    pub fn pack(body: &str, spans: Vec<Spans>) -> Self {
        Self { packed: compress_to_vec(body.as_bytes(), LEVEL).into(), spans: spans.into() }
    }

    /// The JSON of one entry as the server sent it.
    #[must_use]
    pub fn text(&self, customer: usize, entry: usize) -> Option<String> {
        let &(start, end) = self.spans.get(customer)?.get(entry)?;
        let body = decompress_to_vec(&self.packed).ok()?;
        let text = body.get(start as usize..end as usize)?;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    /// The JSON of one entry, one value a line; keys keep their order and numbers their digits.
    #[must_use]
    pub fn lines(&self, customer: usize, entry: usize) -> Option<Vec<Clean>> {
        Some(pretty(&self.text(customer, entry)?).lines().map(Clean::new).collect())
    }
}

/// Customer data: only how much there is.
impl fmt::Debug for Originals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Originals({} entries)", self.spans.iter().map(Vec::len).sum::<usize>())
    }
}

/// Re-indents JSON without reading its values, so that nothing of them changes.
#[must_use]
pub fn pretty(json: &str) -> String {
    // a line ends with a line feed alone, whatever the server's ends with
    let rest = json.chars().filter(|c| *c != '\r').peekable();
    Indenter { rest, out: String::with_capacity(json.len() * 2), depth: 0 }.indented()
}

/// JSON that is being indented. Broken JSON gives odd lines, and every character of it.
struct Indenter<I: Iterator<Item = char>> {
    rest: Peekable<I>,
    out: String,
    depth: usize,
}

impl<I: Iterator<Item = char>> Indenter<I> {
    fn indented(mut self) -> String {
        while let Some(c) = self.rest.next() {
            match c {
                '"' => self.string(),
                '{' | '[' => self.open(c),
                '}' | ']' => self.close(c),
                ',' => {
                    self.out.push(c);
                    self.break_line();
                }
                ':' => self.out.push_str(": "),
                c if c.is_ascii_whitespace() => {}
                c => self.out.push(c),
            }
        }
        self.out
    }

    /// Everything up to the quote that ends it.
    fn string(&mut self) {
        self.out.push('"');
        let mut escaped = false;
        for c in self.rest.by_ref() {
            self.out.push(c);
            if c == '"' && !escaped {
                break;
            }
            escaped = c == '\\' && !escaped;
        }
    }

    /// What is empty stays on its line.
    fn open(&mut self, bracket: char) {
        while self.rest.next_if(char::is_ascii_whitespace).is_some() {}
        self.out.push(bracket);
        if let Some(close) = self.rest.next_if(|next| matches!(next, '}' | ']')) {
            self.out.push(close);
        } else {
            self.depth += 1;
            self.break_line();
        }
    }

    fn close(&mut self, bracket: char) {
        self.depth = self.depth.saturating_sub(1);
        self.break_line();
        self.out.push(bracket);
    }

    fn break_line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.depth.min(DEEPEST) * INDENT));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_comes_back_as_the_server_sent_it() {
        let body = r#"{"coupons":[{"b":1.0,"a":"x, {y}"},{"id":18446744073709551616}]}"#;
        let spans = vec![vec![(12, 34), (35, 62)]];
        let originals = Originals::pack(body, spans);
        assert_eq!(originals.text(0, 0).as_deref(), Some(r#"{"b":1.0,"a":"x, {y}"}"#));
        let lines: Vec<String> = originals.lines(0, 1).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["{", "  \"id\": 18446744073709551616", "}"]);
        assert_eq!((originals.text(0, 2), originals.text(1, 0)), (None, None));
    }

    #[test]
    fn strings_are_left_alone_and_empty_ones_stay_on_their_line() {
        let json = r#"{ "a" : "x\"{,:[" , "b":[ ], "c":{"d":[1,2]} }"#;
        let expected =
            "{\n  \"a\": \"x\\\"{,:[\",\n  \"b\": [],\n  \"c\": {\n    \"d\": [\n      1,\n      2\n    ]\n  }\n}";
        assert_eq!(pretty(json), expected);
    }

    #[test]
    fn ten_thousand_levels_cost_no_more_than_their_length() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(pretty(&deep).len() < 2_000_000);
    }

    proptest! {
        #[test]
        fn printing_again_changes_nothing(text in "[\\[\\]{},:\"\\\\a1 ]{0,60}") {
            let once = pretty(&text);
            prop_assert_eq!(pretty(&once), once);
        }
    }
}
