//! Asking the server: for a customer, a page, another filter; again; and giving it up.

use super::{Landing, List, ListContext, PageRequest};
use crate::app::effect::Effect;
use crate::app::remote::Slot;
use crate::domain::{Filter, Identifier, Page, Query};

impl List {
    /// Looks a customer up, from the page after `offset` rows: whatever belonged to another one
    /// goes at once.
    pub fn look_up(&mut self, who: Identifier, offset: u64, context: &mut ListContext) {
        if self.who.as_ref() != Some(&who) {
            self.forget(context);
            self.who = Some(who);
        }
        self.set_words("", context);
        self.unanswered = None;
        self.ask_anew(offset, context);
    }

    /// Asks again, from the server: for what was stopped or failed, or else for what is shown.
    pub fn reload(&mut self, context: &mut ListContext) {
        if let Some(ask) = self.unanswered.take() {
            self.filter = ask.query.filter;
            return self.want(PageRequest { anew: true, ..ask }, context);
        }
        if self.page.shown().is_some_and(|(_, listing)| listing.is_whole()) {
            return self.load_anew(context);
        }
        let offset = self.page.shown().map_or(0, |(ask, _)| ask.query.page.offset);
        self.ask_anew(offset, context);
    }

    /// Asks for the first page with another status, order or code case.
    pub fn set_filter(&mut self, filter: Filter, context: &mut ListContext) {
        self.filter = filter;
        self.marks.lose_places();
        self.ask(0, Landing::Keep, context);
    }

    /// Asks for the page that begins after `offset` rows.
    pub fn ask(&mut self, offset: u64, landing: Landing, context: &mut ListContext) {
        if let Some(query) = self.page_at(offset) {
            self.want(PageRequest { query, landing, anew: false }, context);
        }
    }

    fn ask_anew(&mut self, offset: u64, context: &mut ListContext) {
        if let Some(query) = self.page_at(offset) {
            self.want(PageRequest { query, landing: Landing::Stay, anew: true }, context);
        }
    }

    fn page_at(&self, offset: u64) -> Option<Query> {
        let who = self.who.clone()?;
        Some(Query { who, filter: self.filter, page: Page { offset, limit: self.stride } })
    }

    fn want(&mut self, ask: PageRequest, context: &mut ListContext) {
        self.unanswered = None;
        self.walk = None;
        if let Some((ticket, since)) = self.under_way(&ask.query) {
            self.page.start(ticket, ask, since);
            return;
        }
        self.stop_waiting(&ask.query, context);
        if let Some(fetched) = self.kept_page(&ask.query).filter(|_| !ask.anew) {
            let ticket = context.tickets.next(Slot::Page);
            self.page.start(ticket, ask, context.now.mono);
            self.show(ticket, fetched, context);
        } else if let Some(ticket) = self.promoted(&ask.query) {
            context.effects.push(Effect::Hurry(ticket));
            self.page.start(ticket, ask, context.now.mono);
        } else {
            let ticket = context.tickets.next(Slot::Page);
            context.effects.push(Effect::Call(ticket, ask.query.clone()));
            self.page.start(ticket, ask, context.now.mono);
        }
    }

    /// Stops what the user waits for; true when there was something.
    pub fn cancel(&mut self, context: &mut ListContext) -> bool {
        self.give_up();
        self.aside = None;
        let stopped = [self.page.cancel(), self.all.cancel()];
        context.effects.extend(stopped.iter().flatten().map(|ticket| Effect::Abandon(ticket.slot)));
        stopped.iter().any(Option::is_some)
    }

    /// What is asked for will not come; asking again comes back to it.
    pub(super) fn give_up(&mut self) {
        self.walk = None;
        if let Some((ask, _)) = self.page.asked() {
            self.unanswered = Some(ask.clone());
        }
        if self.asked().is_some() {
            self.want_what_is_shown();
        }
    }

    /// What is wanted from here on is what is shown, whose pages would otherwise be turned under a filter
    /// that they never saw.
    pub(super) fn want_what_is_shown(&mut self) {
        if let Some((shown, _)) = self.page.shown() {
            self.filter = shown.query.filter;
        }
    }

    /// Shows another of the customers that are known, by their place among them.
    pub fn choose_customer(&mut self, place: usize, context: &mut ListContext) {
        self.chosen = self.customers.all().get(place).map(|known| known.chosen.clone());
        self.marks.clear();
        let offset = self.page.shown().map_or(0, |(ask, _)| ask.query.page.offset);
        self.ask(offset, Landing::First, context);
    }
}
