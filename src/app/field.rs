//! A one-line text field with readline's keys.

use tui_input::{Input, InputRequest};

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
        if let InputRequest::InsertChar(c) = request
            && (c.is_control() || self.text().len() >= LONGEST)
        {
            return false;
        }
        self.input.handle(request).is_some_and(|change| change.value || change.cursor)
    }

    /// Inserts what was pasted: its first line that is not blank, without control characters.
    pub fn paste(&mut self, text: &str) {
        let line = text.split(['\r', '\n']).find(|line| !line.trim().is_empty()).unwrap_or_default();
        for c in line.trim().chars().take(LONGEST) {
            self.edit(InputRequest::InsertChar(c));
        }
    }

    /// Empties the field; nothing of the text stays in it, not even what was cut.
    pub fn clear(&mut self) {
        self.input = Input::default();
    }
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
    fn a_megabyte_pasted_stays_one_short_line() {
        let mut field = Field::default();
        field.paste(&"9".repeat(1_000_000));
        assert_eq!(field.text().len(), LONGEST);
    }
}
