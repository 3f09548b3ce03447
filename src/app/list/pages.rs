//! Pages: which there are beside the one shown, which are kept to go back to, fetched ahead, and called
//! for already.

use std::sync::Arc;
use std::time::Duration;

use super::{Fetched, List, ListContext};
use crate::app::effect::Effect;
use crate::app::remote::{Slot, Ticket};
use crate::domain::{Answer, Page, Query};

/// Pages kept for going back to without waiting.
const PAGES_KEPT: usize = 8;

impl List {
    /// The offset of the page after the one shown, when there is one.
    #[must_use]
    pub fn next_offset(&self) -> Option<u64> {
        let (ask, listing) = self.page.shown()?;
        listing.following(&ask.query)
    }

    /// The offset of the page before the one shown, when there is one.
    #[must_use]
    pub fn previous_offset(&self) -> Option<u64> {
        let (ask, listing) = self.page.shown()?;
        let offset = ask.query.page.offset;
        (offset > 0 && !listing.is_whole()).then(|| offset.saturating_sub(self.stride))
    }

    /// The offset of the page after, or before, the one the user has asked for or sees: a key that is
    /// pressed several times while the server is slow counts each time.
    #[must_use]
    pub fn offset_beyond(&self, forward: bool) -> Option<u64> {
        let asked = self.page.asked().map(|(ask, _)| &ask.query).filter(|query| self.turns_pages_of(query));
        match (asked.map(|query| query.page.offset), forward) {
            (Some(offset), true) => {
                let next = offset.saturating_add(self.stride);
                let total = self.page.shown().and_then(|(_, listing)| listing.total());
                Some(next).filter(|next| total.is_some_and(|total| *next < total))
            }
            (Some(offset), false) => (offset > 0).then(|| offset.saturating_sub(self.stride)),
            (None, true) => self.next_offset(),
            (None, false) => self.previous_offset(),
        }
    }

    /// True while another page of the list that is shown is on its way.
    #[must_use]
    pub fn turns_a_page(&self) -> bool {
        self.page.asked().is_some_and(|(ask, _)| self.turns_pages_of(&ask.query))
    }

    /// True for another page of the list that is shown.
    fn turns_pages_of(&self, query: &Query) -> bool {
        self.page.shown().is_some_and(|(ask, listing)| {
            !listing.is_whole() && ask.query.filter == query.filter && ask.query.page.offset != query.page.offset
        })
    }

    /// The offset of the last page, when that is not the one shown and the server says how many
    /// rows there are.
    #[must_use]
    pub fn last_offset(&self) -> Option<u64> {
        let (ask, listing) = self.page.shown()?;
        let last = listing.total()?.checked_sub(1)? / self.stride * self.stride;
        (last != ask.query.page.offset && !listing.is_whole()).then_some(last)
    }

    /// The number of pages, by the server's total.
    #[must_use]
    pub fn page_count(&self) -> Option<u64> {
        let (_, listing) = self.page.shown()?;
        Some(listing.total()?.div_ceil(self.stride).max(1))
    }

    /// The number of the page shown, from 1; none where it begins between two pages.
    #[must_use]
    pub fn page_number(&self) -> Option<u64> {
        let (ask, _) = self.page.shown()?;
        let offset = ask.query.page.offset;
        offset.is_multiple_of(self.stride).then(|| offset / self.stride + 1)
    }

    /// The call for this query that the user waits for already: a key held down at the edge of a
    /// page must not begin it over and over.
    pub(super) fn under_way(&self, query: &Query) -> Option<(Ticket, Duration)> {
        let (_, since) = self.page.asked().filter(|(ask, _)| ask.query == *query)?;
        self.page.awaited().map(|ticket| (ticket, since))
    }

    pub(super) fn stop_waiting(&mut self, query: &Query, context: &mut ListContext) {
        self.aside = None;
        if let Some(ticket) = self.all.forget() {
            context.effects.push(Effect::Abandon(ticket.slot));
        }
        if let Some(ticket) = self.page.cancel() {
            // a page that was fetched ahead and then asked for runs in the other lane
            context.effects.push(Effect::Abandon(ticket.slot));
        }
        let other = self.ahead.asked().is_some_and(|(asked, _)| asked != query);
        if other && let Some(ticket) = self.ahead.forget() {
            context.effects.push(Effect::Abandon(ticket.slot));
        }
    }

    pub(super) fn kept_page(&self, query: &Query) -> Option<Fetched> {
        self.kept.iter().find(|(known, _)| known == query).map(|(_, fetched)| fetched.clone())
    }

    pub(super) fn promoted(&mut self, query: &Query) -> Option<Ticket> {
        let same = self.ahead.asked().is_some_and(|(asked, _)| asked == query);
        if same { self.ahead.cancel() } else { None }
    }

    /// A server that sends fewer rows than asked for, though it has more, pages by its own number.
    pub(super) fn learn_stride(&mut self, query: &Query, answer: &Answer) {
        let rows = answer.len() as u64;
        let more = answer.pagination.total.is_some_and(|total| query.page.offset.saturating_add(rows) < total);
        if more && rows > 0 && rows < self.stride && query.page.offset == 0 {
            self.stride = rows;
        }
    }

    pub(super) fn keep(&mut self, query: Query, fetched: Fetched) {
        self.kept.retain(|(known, _)| *known != query);
        self.kept.push((query, fetched));
        if self.kept.len() > PAGES_KEPT {
            self.kept.remove(0);
        }
    }

    pub(super) fn keep_ahead(&mut self) {
        let ready = self.ahead.shown().map(|(query, fetched)| (query.clone(), fetched.clone()));
        self.ahead.forget();
        if let Some((query, fetched)) = ready {
            self.keep(query, fetched);
        }
    }

    pub(super) fn fetch_ahead(&mut self, context: &mut ListContext) {
        let Some((ask, listing)) = self.page.shown() else { return };
        let Some(offset) = listing.following(&ask.query) else { return };
        let page = Page { offset, limit: self.stride };
        let query = Query { page, ..ask.query.clone() };
        if self.kept_page(&query).is_some() {
            return;
        }
        let ticket = context.tickets.next(Slot::Ahead);
        context.effects.push(Effect::Call(ticket, query.clone()));
        self.ahead.start(ticket, query, context.now.mono);
    }

    pub(super) fn page_before(&self, query: &Query) -> Option<Arc<Answer>> {
        let offset = query.page.offset.checked_sub(query.page.limit)?;
        let before = Query { page: Page { offset, ..query.page }, ..query.clone() };
        self.kept_page(&before).map(|fetched| fetched.answer)
    }
}
