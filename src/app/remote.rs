//! Loading something: the only place where it begins and ends, for success and failure alike.
//!
//! Every call carries a [`Ticket`]. An answer whose ticket is not the one waited for changes
//! nothing, so a late answer can do no harm. What is shown keeps the question it answers.

use std::time::Duration;

use crate::domain::Failure;

/// The lanes of calls; each holds one call at a time, a new one replaces the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// What the user asked for.
    Page,
    /// The page the user will most likely ask for next.
    Ahead,
    /// Page after page of everything.
    All,
    /// A file that is being written.
    Export,
}

impl Slot {
    /// Every lane.
    pub const ALL: [Self; 4] = [Self::Page, Self::Ahead, Self::All, Self::Export];
}

/// The identity of one call; no two calls of a session share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// The lane it runs in.
    pub slot: Slot,
    /// Counted up through the session.
    pub id: u64,
}

/// Hands out tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tickets(u64);

impl Tickets {
    /// A ticket never handed out before.
    pub fn next(&mut self, slot: Slot) -> Ticket {
        self.0 += 1;
        Ticket { slot, id: self.0 }
    }
}

/// A call under way.
#[derive(Clone, Debug, PartialEq)]
struct Loading<Q> {
    ticket: Ticket,
    asked: Q,
    since: Duration,
}

/// Something the server is asked for: what is shown, what is asked, what failed last.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote<Q, T> {
    loading: Option<Loading<Q>>,
    shown: Option<(Q, T)>,
    failed: Option<(Q, Failure)>,
}

impl<Q, T> Default for Remote<Q, T> {
    fn default() -> Self {
        Self { loading: None, shown: None, failed: None }
    }
}

impl<Q, T> Remote<Q, T> {
    /// Begins to wait for `ticket`; what is shown stays, what was waited for is forgotten.
    /// `since` is the program's own time (see [`Now::mono`](super::Now)).
    pub fn start(&mut self, ticket: Ticket, asked: Q, since: Duration) {
        self.loading = Some(Loading { ticket, asked, since });
        self.failed = None;
    }

    /// Ends the waiting for `ticket`. `None`, and no change, when it is not waited for.
    pub fn settle(&mut self, ticket: Ticket, result: Result<T, Failure>) -> Option<&Self> {
        let loading = self.loading.take_if(|loading| loading.ticket == ticket)?;
        match result {
            Ok(value) => self.shown = Some((loading.asked, value)),
            Err(failure) => self.failed = Some((loading.asked, failure)),
        }
        Some(self)
    }

    /// Stops waiting and keeps what is shown; the ticket that need not be answered any more.
    pub fn cancel(&mut self) -> Option<Ticket> {
        self.loading.take().map(|loading| loading.ticket)
    }

    /// Forgets everything; the ticket that need not be answered any more.
    pub fn forget(&mut self) -> Option<Ticket> {
        let ticket = self.cancel();
        *self = Self::default();
        ticket
    }

    /// The ticket waited for.
    #[must_use]
    pub fn awaited(&self) -> Option<Ticket> {
        self.loading.as_ref().map(|loading| loading.ticket)
    }

    /// What is asked and since when, while a call is under way.
    #[must_use]
    pub fn asked(&self) -> Option<(&Q, Duration)> {
        self.loading.as_ref().map(|loading| (&loading.asked, loading.since))
    }

    /// What is shown, and the question it answers.
    #[must_use]
    pub fn shown(&self) -> Option<(&Q, &T)> {
        self.shown.as_ref().map(|(asked, value)| (asked, value))
    }

    /// What is shown, to be changed in place (its order, its filter), never to be replaced.
    pub fn shown_mut(&mut self) -> Option<&mut T> {
        self.shown.as_mut().map(|(_, value)| value)
    }

    /// The failure of the last call, and what was asked.
    #[must_use]
    pub fn failed(&self) -> Option<(&Q, &Failure)> {
        self.failed.as_ref().map(|(asked, failure)| (asked, failure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FailureKind;

    fn waiting() -> (Remote<&'static str, u8>, Ticket, Ticket) {
        let mut tickets = Tickets::default();
        let (old, new) = (tickets.next(Slot::Page), tickets.next(Slot::Page));
        let mut remote = Remote::default();
        remote.start(old, "old", Duration::ZERO);
        remote.start(new, "new", Duration::from_secs(1));
        (remote, old, new)
    }

    #[test]
    fn an_answer_to_an_older_question_changes_nothing() {
        let (mut remote, old, _) = waiting();
        let before = remote.clone();
        assert!(remote.settle(old, Ok(1)).is_none());
        assert_eq!(remote, before);
    }

    #[test]
    fn loading_ends_with_success_and_with_failure_alike() {
        let (mut remote, _, new) = waiting();
        assert!(remote.settle(new, Ok(7)).is_some());
        assert_eq!((remote.asked(), remote.shown()), (None, Some((&"new", &7))));

        let (mut remote, _, new) = waiting();
        assert!(remote.settle(new, Err(Failure::new(FailureKind::Busy))).is_some());
        assert!(remote.asked().is_none() && remote.failed().is_some());
    }

    #[test]
    fn the_same_answer_twice_counts_once() {
        let (mut remote, _, new) = waiting();
        remote.settle(new, Ok(7));
        assert!(remote.settle(new, Ok(8)).is_none());
        assert_eq!(remote.shown(), Some((&"new", &7)));
    }

    #[test]
    fn what_was_shown_stays_when_the_next_call_fails() {
        let (mut remote, _, new) = waiting();
        remote.settle(new, Ok(7));
        let mut tickets = Tickets(10);
        let ticket = tickets.next(Slot::Page);
        remote.start(ticket, "later", Duration::ZERO);
        remote.settle(ticket, Err(Failure::new(FailureKind::Busy)));
        assert_eq!(remote.shown(), Some((&"new", &7)));
        assert_eq!(remote.failed().map(|(asked, _)| *asked), Some("later"));
    }
}
