//! A one-line text field with readline's keys.

use tui_input::{Input, InputRequest};

use crate::domain::Clean;

/// Text and cursor. A thin skin over [`tui_input::Input`] that can be compared and that takes only
/// text that can be seen.
#[derive(Clone, Debug, Default)]
pub struct Field {
    input: Input,
}

/// More than any identifier, filter or page number; keeps a pasted file out of the line.
const LONGEST: usize = 400;

impl Field {
    /// A field that holds `text`, the cursor behind it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { input: Input::new(text.to_owned()) }
    }

    /// What is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The column of the cursor in what is typed.
    #[must_use]
    pub fn cursor_column(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Carries out one editing key; true when text or cursor changed.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        let insertion = matches!(request, InputRequest::InsertChar(_));
        let hidden = matches!(request, InputRequest::InsertChar(c) if !can_be_seen(c));
        if hidden || (insertion && self.text().len() >= LONGEST) {
            return false;
        }
        self.input.handle(request).is_some_and(|change| change.value || change.cursor)
    }

    /// Inserts what was pasted: its first line with text, cleaned. Numbers copied from an address
    /// book often stand between bidi marks that nobody sees and no server finds.
    pub fn paste(&mut self, text: &str) {
        let line = text.split(['\r', '\n']).find(|line| !line.trim().is_empty()).unwrap_or_default();
        let beginning: String = line.trim().chars().take(LONGEST).collect();
        for c in Clean::new(&beginning).as_str().trim().chars() {
            if self.text().len() < LONGEST {
                self.input.handle(InputRequest::InsertChar(c));
            }
        }
    }

    /// Empties the field; nothing of the text stays in it, not even what was cut.
    pub fn clear(&mut self) {
        self.input = Input::default();
    }
}

/// Behind a letter, as a combining mark is typed; a blank is seen by the gap it makes.
fn can_be_seen(c: char) -> bool {
    Clean::new(&format!("x{c}")).as_str().len() > 1 && !c.is_control()
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.input.value() == other.input.value() && self.input.cursor() == other.input.cursor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_takes_the_first_line_with_text_and_no_control_bytes() {
        let mut field = Field::default();
        field.paste("\r\n  918860\u{1b}000001 \r\nsecond line");
        assert_eq!(field.text(), "918860000001");
    }

    #[test]
    fn what_nobody_sees_is_neither_pasted_nor_typed() {
        let mut field = Field::default();
        field.paste("\u{202a}918860000001\u{202c}\u{200b}");
        assert_eq!(field.text(), "918860000001");
        for c in ['\u{202e}', '\u{200b}', '\u{feff}', '\u{9b}', '\t', 'e', '\u{301}', ' '] {
            field.edit(InputRequest::InsertChar(c));
        }
        assert_eq!(field.text(), "918860000001e\u{301} ");
    }

    #[test]
    fn a_megabyte_pasted_stays_one_short_line() {
        let mut field = Field::default();
        field.paste(&"9".repeat(1_000_000));
        assert_eq!(field.text().len(), LONGEST);
    }
}
