//! Loading all: page after page of everything, as one list.

use super::{Ask, Fetched, Landing, List, Listing, Outcome, Slot, Ticket, Turn};
use crate::app::effect::Effect;
use crate::domain::paging::nameless;
use crate::domain::{Entry, Failure, News, Page, PageRead, Query};

impl List {
    /// Loads page after page until the end; goes on where that was stopped or failed.
    pub fn load_all(&mut self, turn: &mut Turn) {
        let offset = self.page.shown().and_then(|(ask, listing)| {
            let goes_on = listing.is_whole() && !listing.is_complete() && ask.query.filter == self.filter;
            goes_on.then(|| listing.received())
        });
        self.load_from(offset.unwrap_or(0), turn);
    }

    /// Loads page after page, from the page after `offset` rows.
    pub(super) fn load_from(&mut self, offset: u64, turn: &mut Turn) {
        let Some(who) = self.who.clone() else { return };
        self.unanswered = None;
        if let Some(ticket) = self.page.cancel() {
            turn.effects.push(Effect::Abandon(ticket.slot));
        }
        let query = Query { who, filter: self.filter, page: Page { offset, limit: self.stride } };
        self.gather(query, turn);
    }

    fn gather(&mut self, query: Query, turn: &mut Turn) {
        let ticket = turn.tickets.next(Slot::All);
        turn.effects.push(Effect::Call(ticket, query.clone()));
        self.all.start(ticket, query, turn.now.mono);
    }

    pub(super) fn gathered(&mut self, ticket: Ticket, fetched: Result<Fetched, Failure>, turn: &mut Turn) -> Outcome {
        if self.all.settle(ticket, fetched).is_none() {
            return Outcome::Stale;
        }
        let Some((query, fetched)) = self.all.shown().map(|(query, fetched)| (query.clone(), fetched.clone())) else {
            self.want_what_is_shown();
            return Outcome::Failed;
        };
        let is_first = query.page.offset == 0;
        let selected = self.selected().and_then(Entry::id).cloned();
        self.meet_customers(&fetched.answer);
        let read = self.extend(&query, &fetched, turn);
        self.meet_marks();
        if is_first {
            self.arrange_quietly(turn);
            self.land(Landing::Keep, selected.as_ref(), turn);
        } else {
            self.arrange(turn);
        }
        self.all.forget();
        match (read.end(), self.page.shown_mut()) {
            (Some(end), Some(listing)) => listing.end(end),
            (Some(_), None) => {}
            (None, _) => {
                let page = Page { offset: read.position, ..query.page };
                self.gather(Query { page, ..query }, turn);
            }
        }
        if is_first { Outcome::Shown } else { Outcome::Grown }
    }

    /// Adds a page to what is gathered; how far the list is with it.
    fn extend(&mut self, query: &Query, fetched: &Fetched, turn: &mut Turn) -> PageRead {
        let rows = fetched.answer.len() as u64;
        let chosen = self.chosen_of(&fetched.answer);
        let is_first = query.page.offset == 0;
        let known = if is_first { 0 } else { self.known_ids() };
        let before = if is_first { Vec::new() } else { self.last_nameless() };
        if is_first {
            let ticket = turn.tickets.next(Slot::Page);
            self.page.start(ticket, Ask { query: query.clone(), landing: Landing::Keep, anew: false }, turn.now.mono);
            self.page.settle(ticket, Ok(Listing::start_whole(fetched, &chosen, turn)));
        } else if let Some(listing) = self.page.shown_mut() {
            listing.extend(fetched, &chosen, turn);
        }
        let position = query.page.offset.saturating_add(rows);
        let total = self.page.shown().and_then(|(_, listing)| listing.total());
        let news = News::of(self.known_ids() > known, &before, &nameless(&fetched.answer));
        PageRead { rows, news, position, total }
    }

    fn last_nameless(&self) -> Vec<Entry> {
        let answer = self.page.shown().and_then(|(_, listing)| listing.answer());
        answer.map(|answer| nameless(answer)).unwrap_or_default()
    }

    fn known_ids(&self) -> usize {
        self.page.shown().map_or(0, |(_, listing)| listing.ids())
    }
}
