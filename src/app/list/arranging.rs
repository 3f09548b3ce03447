//! Order and filter of what is loaded: nothing of it asks the server.

use super::{List, ListContext};
use crate::app::rows::LocalOrder;

impl List {
    /// The order of what is loaded.
    #[must_use]
    pub fn order(&self) -> LocalOrder {
        self.order
    }

    /// The words that loaded rows are filtered by; empty without a filter.
    #[must_use]
    pub fn words(&self) -> &str {
        if self.filters { &self.words } else { "" }
    }

    /// The words of this filter, or of the last one.
    #[must_use]
    pub fn last_words(&self) -> &str {
        &self.words
    }

    /// The row under the cursor, if any, is the one that is meant from here on, whatever words hid.
    pub fn take_selected(&mut self) {
        if !self.is_empty() {
            self.hidden_row = None;
        }
    }

    /// Orders what is loaded.
    pub fn set_order(&mut self, order: LocalOrder, context: &mut ListContext) {
        self.order = order;
        self.take_selected();
        self.arrange(context);
        // whoever orders wants to see what comes first
        self.select(0, context.height);
    }

    /// Filters what is loaded.
    pub fn set_words(&mut self, words: &str, context: &mut ListContext) {
        words.trim().clone_into(&mut self.words);
        self.filters = true;
        self.arrange_around_the_cursor(context);
    }

    /// Shows every loaded row again; the words are kept for the next time.
    pub fn switch_filter_off(&mut self, context: &mut ListContext) {
        self.filters = false;
        self.arrange_around_the_cursor(context);
    }

    /// Counts again what depends on the time of day.
    pub fn refresh(&mut self, context: &mut ListContext) {
        let Some(listing) = self.page.shown_mut() else { return };
        if listing.summary().next_change.is_some_and(|change| change <= context.now.wall) {
            listing.recount(context.now.wall, context.zone);
            self.arrange_around_the_cursor(context);
        }
    }

    /// While a local order or filter is on, the last row shown is not the last row of the page.
    pub(super) fn walks_pages(&self) -> bool {
        self.order == LocalOrder::Server && self.words().is_empty()
    }

    /// Orders and filters the rows anew. Where the cursor lands is for the caller to say.
    pub(super) fn arrange(&mut self, context: &ListContext) {
        let words = if self.filters { self.words.as_str() } else { "" };
        if let Some(listing) = self.page.shown_mut() {
            listing.arrange(self.order, words, context.now.wall, context.zone);
        }
    }

    /// The same, with the cursor on the row on which it stands, or stood before words hid that.
    pub(super) fn arrange_around_the_cursor(&mut self, context: &ListContext) {
        let row_at = |list: &Self| list.page.shown().and_then(|(_, listing)| listing.row_number(list.scroll.cursor()));
        let row = self.hidden_row.or_else(|| row_at(self));
        self.arrange(context);
        let place = self.page.shown().zip(row).and_then(|((_, listing), row)| listing.place_of(row));
        self.hidden_row = row.filter(|_| place.is_none());
        self.scroll.land(place.unwrap_or(0), self.len(), context.height);
    }
}
