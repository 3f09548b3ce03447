//! Taking answers, failures and pauses.

use std::sync::Arc;

use super::list::{KnownCustomer, List, MOST_CUSTOMERS, Outcome};
use super::overlay::{Choice, Chooser, Overlay};
use super::remote::Ticket;
use super::scroll::Scroll;
use super::toast::Tone;
use super::{App, Effect, LookupStage, Pause};
use crate::domain::{Answer, Entry, Failure, Query, measure};
use crate::layout::Pane;

/// The coupon under the cursor, and what was asked for to show it.
#[derive(Debug)]
struct Looked {
    query: Query,
    entry: Entry,
}

impl Looked {
    fn at(list: &List) -> Option<Self> {
        let (ask, _) = list.shown()?;
        Some(Self { query: ask.query.clone(), entry: list.selected()?.clone() })
    }
}

impl App {
    pub(super) fn answered(&mut self, ticket: Ticket, result: Result<Arc<Answer>, Failure>, effects: &mut Vec<Effect>) {
        let before = Looked::at(&self.list);
        let skew = result.as_ref().ok().map(|answer| answer.skew);
        let (had_more, was_gathering) = (self.list.has_more_customers(), self.list.is_gathering());
        let outcome = self.with_list(effects, |list, context| list.answered(ticket, result, context));
        if let Some(skew) = skew.filter(|_| outcome != Outcome::Stale) {
            self.skew = skew.filter(|skew| skew.matters());
        }
        if self.list.has_more_customers() && !had_more {
            self.tell_of_more_customers();
        }
        if was_gathering && !self.list.is_gathering() {
            self.tell_the_limit();
        }
        match outcome {
            Outcome::Stale | Outcome::Kept | Outcome::Grown => {}
            Outcome::Failed => self.failed(),
            Outcome::Shown => self.shown(before, effects),
        }
    }

    /// Rows are on the screen; before them the cursor stood on this coupon.
    fn shown(&mut self, before: Option<Looked>, effects: &mut Vec<Effect>) {
        self.tell_of_another(before);
        if self.finding == LookupStage::Awaited {
            self.finding = LookupStage::Done;
            self.found(effects);
        }
        if self.focus == Pane::Detail && self.list.selected().is_none() {
            // an empty detail would hide the sentence that says why
            self.focus_on(Pane::List);
        }
    }

    fn tell_of_more_customers(&mut self) {
        self.say(
            format!("More than {MOST_CUSTOMERS} customers match; only the first of them can be chosen"),
            Tone::Plain,
        );
    }

    /// The load of every page has ended; where that was not for want of pages, it is told.
    fn tell_the_limit(&mut self) {
        if let Some(limit) = self.list.shown().and_then(|(_, listing)| listing.limit()) {
            self.say(format!("The list {limit}"), Tone::Plain);
        }
    }

    /// Where another coupon is under the cursor than before, the detail must not become that one without a
    /// word, and nobody should copy it for the one they looked at.
    fn tell_of_another(&mut self, before: Option<Looked>) {
        let now = self.list.selected();
        if before.as_ref().zip(now).is_some_and(|(before, now)| before.entry.is_same(now)) {
            return;
        }
        self.detail.reset();
        let Some(before) = before else { return };
        let asked_again = self.list.shown().is_some_and(|(ask, _)| ask.query == before.query);
        if asked_again || self.focus == Pane::Detail {
            let is_menu =
                |overlay: &mut Overlay| matches!(overlay, Overlay::Chooser(Chooser { choice: Choice::CopyAs, .. }));
            self.overlay.take_if(is_menu);
            self.say(self.not_there(&before.entry, asked_again), Tone::Plain);
        }
        if self.focus == Pane::Detail {
            self.focus_on(Pane::List);
        }
    }

    fn not_there(&self, entry: &Entry, was_there: bool) -> String {
        let code = entry.code().filter(|code| !code.as_str().trim().is_empty());
        let who =
            code.or(entry.id()).map_or_else(|| "That row".to_owned(), |code| measure::cut(code.as_str(), 30, "…"));
        let place = if self.list.is_whole() { "in this list" } else { "on this page" };
        format!("{who} is {} {place}", if was_there { "no longer" } else { "not" })
    }

    /// The first answer for a customer came.
    pub(super) fn found(&mut self, effects: &mut Vec<Effect>) {
        let Some(who) = self.list.who().cloned() else { return };
        if self.list.customers().len() > 1 {
            self.finding = LookupStage::Several;
        }
        // it stays on one line, which may be too short for all of it
        if let Some(notice) = self.notice() {
            self.say(notice, Tone::Plain);
        }
        self.search.remember(&who);
        effects.push(Effect::Remember(who));
    }

    /// Opens the chooser of customers once nothing else lies in front.
    pub(super) fn ask_for_the_customer(&mut self) {
        if self.finding != LookupStage::Several || self.overlay.is_some() {
            return;
        }
        self.finding = LookupStage::Done;
        let options = self.customer_options();
        self.overlay = Some(Overlay::Chooser(Chooser { choice: Choice::Customer, options, scroll: Scroll::default() }));
    }

    /// The customers to choose from, as they may be shown now.
    pub(super) fn customer_options(&self) -> Vec<String> {
        let line = |known: &KnownCustomer| {
            format!("{}   {} coupons", known.customer.summary(self.bullet()).join("  "), known.coupons)
        };
        self.list.customers().iter().map(line).collect()
    }

    pub(super) fn failed(&mut self) {
        // where rows stay on the screen the failure has no other place
        if self.list.shown().is_some()
            && let Some(failure) = self.list.failure()
        {
            self.say(failure.in_short(), Tone::Bad);
        }
    }

    /// A call is tried again after a while. One that is fetched ahead may be wanted before that.
    pub(super) fn waiting(&mut self, ticket: Ticket, pause: Pause) {
        let until = self.now.mono + pause.delay;
        self.pauses.retain(|(paused, ..)| *paused != ticket);
        self.pauses.push((ticket, pause, until));
        if self.pause().is_some() {
            // an earlier message, such as that a call was stopped, would hide the countdown; what tells of a
            // copy may still be looked at
            self.toast.take_if(|toast| toast.copied.is_none());
        }
    }

    pub(super) fn forget_pauses_that_ended(&mut self) {
        let open: Vec<Ticket> = self.list.open_tickets().chain(self.export.awaited()).collect();
        self.pauses.retain(|(paused, ..)| open.contains(paused));
    }
}
