//! What the footer offers: the word of a key where it depends on what it would do now.

use std::borrow::Cow;

use super::App;
use super::action::Action;

impl App {
    /// The word for an action beside its key: of its row, or more exactly where that makes a difference.
    #[must_use]
    pub fn footer_word(&self, action: Action) -> Cow<'static, str> {
        let word = action.row().footer;
        match (action, self.marks_to_copy()) {
            (Action::Copy | Action::Pick, marked @ 1..) => format!("{word} {marked} marked").into(),
            _ => word.into(),
        }
    }
}
