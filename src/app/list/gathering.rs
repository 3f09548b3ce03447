//! Loading all: page after page of everything, as one list.

use super::{Fetched, Landing, List, ListContext, Listing, Outcome, PageRequest, Slot, Ticket};
use crate::app::effect::Effect;
use crate::domain::paging::without_id;
use crate::domain::{End, Entry, Failure, Page, PageProgress, PageRead, Query};

impl List {
    /// Loads page after page until the end; goes on where that was stopped or failed.
    pub fn load_all(&mut self, context: &mut ListContext) {
        let offset = self.page.shown().and_then(|(ask, listing)| {
            let goes_on = listing.is_whole() && !listing.is_complete() && ask.query.filter == self.filter;
            goes_on.then(|| listing.received())
        });
        self.load_from(offset.unwrap_or(0), context);
    }

    /// Loads page after page, from the page after `offset` rows.
    pub(super) fn load_from(&mut self, offset: u64, context: &mut ListContext) {
        let Some(who) = self.who.clone() else { return };
        self.unanswered = None;
        if let Some(ticket) = self.page.cancel() {
            context.effects.push(Effect::Abandon(ticket.slot));
        }
        let query = Query { who, filter: self.filter, page: Page { offset, limit: self.stride } };
        self.gather(query, context);
    }

    fn gather(&mut self, query: Query, context: &mut ListContext) {
        let ticket = context.tickets.next(Slot::All);
        context.effects.push(Effect::Call(ticket, query.clone()));
        self.all.start(ticket, query, context.now.mono);
    }

    pub(super) fn gathered(
        &mut self,
        ticket: Ticket,
        fetched: Result<Fetched, Failure>,
        context: &mut ListContext,
    ) -> Outcome {
        if fetched.as_ref().is_err_and(|failure| self.is_end(failure)) {
            self.all.forget();
            if let Some(listing) = self.page.shown_mut() {
                listing.end(End::Empty);
            }
            return Outcome::Grown;
        }
        if self.all.settle(ticket, fetched).is_none() {
            return Outcome::Stale;
        }
        let Some((query, fetched)) = self.all.shown().map(|(query, fetched)| (query.clone(), fetched.clone())) else {
            self.want_what_is_shown();
            return Outcome::Failed;
        };
        let is_first = query.page.offset == 0;
        let selected = self.selected().and_then(Entry::id).cloned();
        self.customers.meet(&fetched.answer);
        let read = self.extend(&query, &fetched, context);
        self.meet_marks();
        if is_first {
            self.arrange(context);
            self.land(Landing::Keep, selected.as_ref(), context);
        } else {
            self.arrange_around_the_cursor(context);
        }
        self.all.forget();
        match (read.end(), self.page.shown_mut()) {
            (Some(end), Some(listing)) => listing.end(end),
            (Some(_), None) => {}
            (None, _) => {
                let page = Page { offset: read.position, ..query.page };
                self.gather(Query { page, ..query }, context);
            }
        }
        if is_first { Outcome::Shown } else { Outcome::Grown }
    }

    /// True where the failure is but the end of the list, which had more rows when the pages before were
    /// read: nothing stands where the next page would begin.
    fn is_end(&self, failure: &Failure) -> bool {
        let goes_on = self.all.asked().is_some_and(|(query, _)| query.page.offset > 0);
        goes_on && failure.is_behind_the_end()
    }

    /// Adds a page to what is gathered; how far the list is with it.
    fn extend(&mut self, query: &Query, fetched: &Fetched, context: &mut ListContext) -> PageRead {
        let rows = fetched.answer.len() as u64;
        let chosen = self.chosen_of(&fetched.answer);
        let is_first = query.page.offset == 0;
        let known = if is_first { 0 } else { self.known_ids() };
        let before = if is_first { Vec::new() } else { self.last_without_id() };
        if is_first {
            let ticket = context.tickets.next(Slot::Page);
            self.page.start(
                ticket,
                PageRequest { query: query.clone(), landing: Landing::Keep, anew: false },
                context.now.mono,
            );
            self.page.settle(ticket, Ok(Listing::start_whole(fetched, &chosen, context)));
        } else if let Some(listing) = self.page.shown_mut() {
            listing.extend(fetched, &chosen, context);
        }
        let position = query.page.offset.saturating_add(rows);
        let listing = self.page.shown().map(|(_, listing)| listing);
        let (total, kept) = listing.map_or((None, 0), |listing| (listing.total(), listing.bytes()));
        let progress = PageProgress::of(self.known_ids() > known, &before, &without_id(&fetched.answer));
        PageRead { rows, progress, position, total, kept }
    }

    fn last_without_id(&self) -> Vec<Entry> {
        let answer = self.page.shown().and_then(|(_, listing)| listing.answer());
        answer.map(|answer| without_id(answer)).unwrap_or_default()
    }

    fn known_ids(&self) -> usize {
        self.page.shown().map_or(0, |(_, listing)| listing.ids())
    }
}
