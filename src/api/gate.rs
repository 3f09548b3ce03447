//! Whose call goes next: at most four at once, as many a minute as the profile allows, none before the
//! server wants any, and what the user asks for before what can wait.
//!
//! A turn is booked only when it is taken: a call that is given up in the queue leaves nothing behind.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

use super::connect::MOST_CALLS;

/// Shorter waits are not told, nor are changes of them.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// Whether somebody waits for a call. That may change while it stands in the queue.
pub(super) type Wanted = watch::Receiver<bool>;

/// A flag that never changes.
pub(super) fn wanted(by_somebody: bool) -> Wanted {
    watch::channel(by_somebody).1
}

/// How much a call is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    /// Somebody waits for it.
    Asked,
    /// It may be wanted later, or is one of very many.
    CanWait,
}

/// The gate that every attempt goes through.
pub(super) struct Gate {
    /// The shortest time between two calls.
    gap: Option<Duration>,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// Calls under way.
    inside: usize,
    /// When the next may go, by the profile.
    next_by_rate: Option<Instant>,
    /// When the next may go, by the server's word.
    held_until: Option<Instant>,
    /// Who waits, in the order in which they go.
    queue: BTreeSet<QueuePosition>,
    last_number: u64,
}

type QueuePosition = (Urgency, u64);

/// A call's place among the four; dropping it lets the next one in.
pub(super) struct Permit<'a>(&'a Gate);

/// Where a call stands in the queue; dropping it leaves the queue.
struct Queued<'a> {
    gate: &'a Gate,
    position: QueuePosition,
}

/// What a call in the queue has to wait for.
enum Next {
    Nothing,
    Wait(Until),
    Others(Option<Until>),
}

/// When a call may go, as far as is known, and what sets that time.
#[derive(Clone, Copy)]
struct Until {
    at: Instant,
    cause: Cause,
}

/// Why nobody goes yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The profile's calls a minute.
    Rate,
    /// The server asked for a wait.
    Held,
}

impl Gate {
    /// A gate for so many calls a minute; 0 does not limit them.
    pub(super) fn new(calls_a_minute: u32) -> Self {
        let gap = Duration::from_mins(1).checked_div(calls_a_minute);
        Self { gap, state: Mutex::default(), changed: Notify::new() }
    }

    /// Lets nobody in for this long: the server asked one call for it, and would not answer the others
    /// better. A shorter wait than one that is under way changes nothing.
    pub(super) fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut state = self.state();
        state.held_until = state.held_until.max(Some(until));
        drop(state);
        self.changed.notify_waiters();
    }

    /// Waits for a place, and for a turn where these are limited or held back. `tell` hears how long that
    /// takes and why where it is a second or more, and again when that changes.
    pub(super) async fn enter(&self, wanted: &Wanted, tell: impl Fn(Duration, Cause)) -> Permit<'_> {
        let mut wanted = wanted.clone();
        let mut queued = self.join(Urgency::of(&mut wanted));
        let mut told = None;
        loop {
            queued.move_to(Urgency::of(&mut wanted));
            let mut changed = std::pin::pin!(self.changed.notified());
            // from here on no change is missed
            changed.as_mut().enable();
            let next = queued.next();
            if let Next::Wait(until) | Next::Others(Some(until)) = next
                && is_worth_telling(told, until.at)
            {
                told = Some(until.at);
                tell(until.at - Instant::now(), until.cause);
            }
            match next {
                Next::Nothing => return Permit(self),
                Next::Others(_) => tokio::select! {
                    () = changed => {}
                    () = more_wanted(&mut wanted) => {}
                },
                Next::Wait(until) => tokio::select! {
                    () = changed => {}
                    () = more_wanted(&mut wanted) => {}
                    () = sleep_until(until.at) => {}
                },
            }
        }
    }

    fn join(&self, urgency: Urgency) -> Queued<'_> {
        let mut state = self.state();
        state.last_number += 1;
        let position = (urgency, state.last_number);
        state.queue.insert(position);
        drop(state);
        // those behind wait longer
        self.changed.notify_waiters();
        Queued { gate: self, position }
    }

    /// When a call goes that has so many before it; nobody knows while only the places are full.
    fn behind(&self, before: usize, turn: Option<Until>, now: Instant) -> Option<Until> {
        let Some(gap) = self.gap else { return turn };
        let gaps = gap.checked_mul(u32::try_from(before).unwrap_or(u32::MAX))?;
        let turn = turn.unwrap_or(Until { at: now, cause: Cause::Rate });
        Some(Until { at: turn.at.checked_add(gaps)?, ..turn })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns when it is wanted otherwise; never, where nobody can change that any more.
async fn more_wanted(wanted: &mut Wanted) {
    if wanted.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn is_worth_telling(told: Option<Instant>, at: Instant) -> bool {
    let before = told.unwrap_or_else(Instant::now);
    let change = at.saturating_duration_since(before).max(before.saturating_duration_since(at));
    change >= WORTH_TELLING
}

impl Urgency {
    fn of(wanted: &mut Wanted) -> Self {
        if *wanted.borrow_and_update() { Self::Asked } else { Self::CanWait }
    }
}

impl Queued<'_> {
    /// Moves to the part of the queue with this urgency; its number stays.
    fn move_to(&mut self, urgency: Urgency) {
        let (before, position) = (self.position, (urgency, self.position.1));
        if position == before {
            return;
        }
        let mut state = self.gate.state();
        state.queue.remove(&before);
        state.queue.insert(position);
        drop(state);
        self.position = position;
        self.gate.changed.notify_waiters();
    }

    /// What has to happen first; where nothing has to, the place and the turn are taken.
    fn next(&self) -> Next {
        let now = Instant::now();
        let mut state = self.gate.state();
        let before = state.queue.range(..self.position).count();
        let turn = state.opens(now);
        if before > 0 {
            return Next::Others(self.gate.behind(before, turn, now));
        }
        if state.inside >= MOST_CALLS {
            return Next::Others(None);
        }
        if let Some(turn) = turn {
            return Next::Wait(turn);
        }
        state.inside += 1;
        state.next_by_rate = self.gate.gap.map(|gap| now + gap);
        Next::Nothing
    }
}

impl State {
    /// What the first of the queue has to wait for; none when it is now.
    fn opens(&self, now: Instant) -> Option<Until> {
        let rate = self.next_by_rate.map(|at| Until { at, cause: Cause::Rate });
        let held = self.held_until.map(|at| Until { at, cause: Cause::Held });
        rate.into_iter().chain(held).filter(|until| until.at > now).max_by_key(|until| until.at)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.gate.state().queue.remove(&self.position);
        self.gate.changed.notify_waiters();
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.state().inside -= 1;
        self.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
