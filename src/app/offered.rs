//! What footer and palette offer: first what does something where one is, in words that say what it
//! would do now.

use std::borrow::Cow;

use super::App;
use super::action::Action;
use super::overlay::{Choice, Chooser, Overlay, Palette};
use super::rows::LocalOrder;
use crate::layout::Pane;

impl App {
    /// True where a key is worth its room in the footer. Among keys that work a dim one says that there
    /// is more; where most cannot work, they only hide the ones that can.
    #[must_use]
    pub fn is_offered(&self, action: Action) -> bool {
        let without_rows = self.focus == Pane::List && self.list.is_empty();
        let reads = matches!(self.overlay, Some(Overlay::Help(_)));
        let only_what_works = without_rows || reads || self.detail.json().is_some();
        self.helps(action) && (!only_what_works || self.allowed(action).is_ok())
    }

    /// False for what could be done, and would change nothing that matters here.
    fn helps(&self, action: Action) -> bool {
        let helps = |only: Action, where_it_helps: bool| action != only || where_it_helps;
        helps(Action::LoadAll, self.shows_part_of_a_part() || self.shows_an_empty_page())
            && helps(Action::PreviousPage, self.shows_an_empty_page())
            && helps(Action::SeekNext, !self.sought.is_empty())
            && helps(Action::ToggleOrder, self.has_loaded_rows())
            && helps(Action::NextStatus, self.has_loaded_rows() || self.shows_no_row_of_a_status())
    }

    fn has_loaded_rows(&self) -> bool {
        self.list.shown().is_some_and(|(_, listing)| !listing.rows().is_empty())
    }

    /// Behind the last page, say.
    fn shows_an_empty_page(&self) -> bool {
        self.list.previous_offset().is_some() && !self.has_loaded_rows()
    }

    fn shows_no_row_of_a_status(&self) -> bool {
        self.list.shown().is_some_and(|(ask, _)| ask.query.filter.status.is_some())
    }

    /// A filter or an order of what is loaded shows less than the whole.
    fn shows_part_of_a_part(&self) -> bool {
        let is_local = !self.list.words().is_empty() || self.list.order() != LocalOrder::Server;
        is_local && self.allowed(Action::LoadAll).is_ok()
    }

    /// The word for an action beside its key: of its row, or more exactly where that makes a difference.
    #[must_use]
    pub fn footer_word(&self, action: Action) -> Cow<'static, str> {
        let row = action.row().footer;
        let marked = self.marks_to_copy();
        if marked > 0 && [Action::Copy, Action::Pick].contains(&action) {
            return format!("{row} {marked} marked").into();
        }
        let others = [
            (Action::Json, self.detail.json().is_some(), "fields"),
            (Action::Choose, self.ticks(), "show/hide"),
            (Action::Back, self.ticks(), "done"),
        ];
        let other = others.into_iter().find(|(of, now, _)| *now && *of == action);
        other.map_or(row, |(.., word)| word).into()
    }

    /// Lines are ticked one after the other, rather than one chosen.
    #[must_use]
    pub fn ticks(&self) -> bool {
        matches!(&self.overlay, Some(Overlay::Chooser(Chooser { choice: Choice::Columns, .. })))
    }

    /// What the palette offers: first what can be done where one is, then elsewhere, then what cannot.
    #[must_use]
    pub fn palette_entries(&self, palette: &Palette) -> Vec<Action> {
        let is_here = |action: Action| action.row().contexts.iter().any(|c| self.contexts_behind().contains(c));
        let mut entries = palette.entries();
        // a name that was typed whole is meant, wherever else the word stands
        let is_meant = |action: Action| action.row().name == palette.field.text().trim();
        entries.sort_by_cached_key(|&action| (!is_meant(action), self.allowed(action).is_err(), !is_here(action)));
        entries
    }
}
