//! What the footer offers: the word of a key where it depends on what it would do now.

use std::borrow::Cow;

use super::App;
use super::action::Action;
use super::rows::LocalOrder;

impl App {
    /// True where a key is worth its room in the footer.
    #[must_use]
    pub fn is_offered(&self, action: Action) -> bool {
        action != Action::LoadAll || self.shows_part_of_a_part()
    }

    /// A filter or an order of what is loaded shows less than the whole.
    fn shows_part_of_a_part(&self) -> bool {
        let is_local = !self.list.words().is_empty() || self.list.order() != LocalOrder::Server;
        is_local && self.allowed(Action::LoadAll).is_ok()
    }

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
