//! Loading all: page after page of everything, as one list.
//!
//! It grows aside, until it reaches as far as what is shown: a reload that fails or is stopped takes
//! nothing away, and the cursor never leaves its coupon.

use std::sync::Arc;

use super::{Fetched, Landing, List, ListContext, Listing, Outcome, PageRequest, Slot, Ticket};
use crate::app::effect::Effect;
use crate::domain::paging::without_id;
use crate::domain::{End, Failure, Page, PageProgress, PageRead, Query};

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
    fn load_from(&mut self, offset: u64, context: &mut ListContext) {
        let Some(who) = self.who.clone() else { return };
        self.unanswered = None;
        self.walk = None;
        if let Some(ticket) = self.page.cancel() {
            context.effects.push(Effect::Abandon(ticket.slot));
        }
        self.aside = (offset == 0).then(Listing::whole);
        let query = Query { who, filter: self.filter, page: Page { offset, limit: self.stride } };
        self.gather(query, context);
    }

    /// Loads everything again. A key that is held down does not begin it over and over.
    pub(super) fn load_anew(&mut self, context: &mut ListContext) {
        if self.anew_progress().is_none() {
            self.load_from(0, context);
        }
    }

    /// How many rows have come, and of how many, while what is loaded does not yet take the place of
    /// what is shown.
    #[must_use]
    pub fn anew_progress(&self) -> Option<(u64, Option<u64>)> {
        let (asked, _) = self.all.asked()?;
        let (shown, listing) = self.page.shown().filter(|(ask, _)| ask.query.filter == asked.filter)?;
        let aside = self.aside.as_ref()?;
        let behind = shown.query.page.offset > 0 && !listing.rows().is_empty();
        let replaces = behind || aside.received() > 0 || listing.is_whole();
        replaces.then(|| (aside.received(), aside.total()))
    }

    /// True while rows are added to those shown.
    #[must_use]
    pub fn grows(&self) -> bool {
        self.all.asked().is_some() && self.aside.is_none()
    }

    /// True when what is shown is one list, rather than a page.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.page.shown().is_some_and(|(_, listing)| listing.is_whole())
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
            return self.ended_before(context);
        }
        if self.all.settle(ticket, fetched).is_none() {
            return Outcome::Stale;
        }
        let Some((query, fetched)) = self.all.shown().map(|(query, fetched)| (query.clone(), fetched.clone())) else {
            self.aside = None;
            self.want_what_is_shown();
            return Outcome::Failed;
        };
        let fetched = self.as_shown(fetched);
        self.customers.meet(&fetched.answer);
        let read = self.extend(&query, &fetched, context);
        let outcome = self.show_what_came(&query, read.end(), context);
        self.all.forget();
        if read.end().is_none() {
            let page = Page { offset: read.position, ..query.page };
            self.gather(Query { page, ..query }, context);
        }
        outcome
    }

    /// True where the failure is but the end of the list, which had more rows when the pages before were
    /// read: nothing stands where the next page would begin.
    fn is_end(&self, failure: &Failure) -> bool {
        let goes_on = self.all.asked().is_some_and(|(query, _)| query.page.offset > 0);
        goes_on && failure.is_behind_the_end()
    }

    /// The page before was the last one.
    fn ended_before(&mut self, context: &mut ListContext) -> Outcome {
        let query = self.all.asked().map(|(query, _)| query.clone());
        self.all.forget();
        query.map_or(Outcome::Stale, |query| self.show_what_came(&query, Some(End::Empty), context))
    }

    /// What is loaded takes the place of what is shown once it reaches as far, so that the coupon
    /// under the cursor is among it; and at its end, however far that is.
    fn show_what_came(&mut self, query: &Query, end: Option<End>, context: &mut ListContext) -> Outcome {
        if let (Some(end), Some(listing)) = (end, self.gathered_mut()) {
            listing.end(end);
        }
        let Some(aside) = self.aside.take() else {
            self.meet_marks();
            self.arrange_around_the_cursor(context);
            return Outcome::Grown;
        };
        if end.is_none() && aside.received() < self.reach(query) {
            self.aside = Some(aside);
            return Outcome::Kept;
        }
        let selected = self.selected().cloned();
        self.put_in_place(query, aside, context);
        self.meet_marks();
        self.arrange(context);
        self.land(Landing::Stay, selected.as_ref(), context);
        Outcome::Shown
    }

    fn put_in_place(&mut self, query: &Query, listing: Listing, context: &mut ListContext) {
        if self.is_whole() {
            // pages that are older than what is shown must not come back
            self.kept.clear();
        }
        let ticket = context.tickets.next(Slot::Page);
        let query = Query { page: Page { offset: 0, ..query.page }, ..query.clone() };
        self.page.start(ticket, PageRequest { query, landing: Landing::Keep, anew: false }, context.now.mono);
        self.page.settle(ticket, Ok(listing));
    }

    /// How far into the server's list that is asked for the rows shown reach; no row, no reach.
    fn reach(&self, query: &Query) -> u64 {
        let shown = self.page.shown();
        let shown = shown.filter(|(ask, listing)| ask.query.filter == query.filter && !listing.rows().is_empty());
        shown.map_or(0, |(ask, listing)| ask.query.page.offset.saturating_add(listing.received()))
    }

    /// Adds a page to what is gathered; how far the list is with it.
    fn extend(&mut self, query: &Query, fetched: &Fetched, context: &ListContext) -> PageRead {
        let rows = fetched.answer.len() as u64;
        let chosen = self.chosen_of(&fetched.answer);
        let (known, before) = self.gathered_mut().map_or((0, Vec::new()), |listing| {
            (listing.ids(), listing.answer().map(|answer| without_id(answer)).unwrap_or_default())
        });
        let (mut ids, mut total, mut kept) = (known, None, 0);
        if let Some(listing) = self.gathered_mut() {
            listing.extend(fetched, &chosen, context);
            (ids, total, kept) = (listing.ids(), listing.total(), listing.bytes());
        }
        let position = query.page.offset.saturating_add(rows);
        let progress = PageProgress::of(ids > known, &before, &without_id(&fetched.answer));
        PageRead { rows, progress, position, total, kept }
    }

    /// A page that is shown already is kept once: a list of a hundred thousand that is loaded anew has
    /// seldom changed, and would take twice the memory.
    fn as_shown(&self, fetched: Fetched) -> Fetched {
        let number = self.aside.as_ref().map(|aside| aside.rows().pages());
        let shown = self.page.shown().zip(number).and_then(|((_, listing), number)| listing.rows().page(number));
        match shown {
            Some(shown) if shown.says_the_same(&fetched.answer) => Fetched { answer: Arc::clone(shown), ..fetched },
            Some(_) | None => fetched,
        }
    }

    /// The list that grows: beside the one shown, until that is replaced by it.
    fn gathered_mut(&mut self) -> Option<&mut Listing> {
        self.aside.as_mut().or_else(|| self.page.shown_mut())
    }
}
