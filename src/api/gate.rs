//! Whose call goes next: at most four at once, as many a minute as the profile allows, none before the
//! server wants any, and what the user asks for before what can wait.
//!
//! A turn is booked only when it is taken: a call that is given up in the line leaves nothing behind.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::connect::MOST_CALLS;

/// Shorter waits are not told, nor are changes of them.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// How much a call is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// Somebody waits for it.
    #[default]
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
    turn: Option<Instant>,
    /// When the next may go, by the server's word.
    held: Option<Instant>,
    /// Who waits, in the order in which they go.
    line: BTreeSet<QueuePosition>,
    newest: u64,
}

type QueuePosition = (Urgency, u64);

/// A call's place among the four; dropping it lets the next one in.
pub(super) struct Permit<'a>(&'a Gate);

/// Where a call stands in the line; dropping it leaves the line.
struct Queued<'a> {
    gate: &'a Gate,
    spot: QueuePosition,
}

/// What a call in the line has to wait for.
enum Next {
    Nothing,
    Turn(Until),
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
        state.held = state.held.max(Some(until));
        drop(state);
        self.changed.notify_waiters();
    }

    /// Waits for a place, and for a turn where these are limited or held back. `tell` hears how long that
    /// takes and why where it is a second or more, and again when that changes.
    pub(super) async fn enter(&self, urgency: Urgency, tell: impl Fn(Duration, Cause)) -> Permit<'_> {
        let standing = self.line_up(urgency);
        let mut told = None;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // from here on no change is missed
            changed.as_mut().enable();
            let next = standing.next();
            if let Next::Turn(until) | Next::Others(Some(until)) = next
                && is_worth_telling(told, until.at)
            {
                told = Some(until.at);
                tell(until.at - Instant::now(), until.cause);
            }
            match next {
                Next::Nothing => return Permit(self),
                Next::Others(_) => changed.await,
                Next::Turn(until) => tokio::select! {
                    () = changed => {}
                    () = sleep_until(until.at) => {}
                },
            }
        }
    }

    fn line_up(&self, urgency: Urgency) -> Queued<'_> {
        let mut state = self.state();
        state.newest += 1;
        let spot = (urgency, state.newest);
        state.line.insert(spot);
        drop(state);
        // those behind wait longer
        self.changed.notify_waiters();
        Queued { gate: self, spot }
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

fn is_worth_telling(told: Option<Instant>, at: Instant) -> bool {
    let before = told.unwrap_or_else(Instant::now);
    let change = at.saturating_duration_since(before).max(before.saturating_duration_since(at));
    change >= WORTH_TELLING
}

impl Queued<'_> {
    /// What has to happen first; where nothing has to, the place and the turn are taken.
    fn next(&self) -> Next {
        let now = Instant::now();
        let mut state = self.gate.state();
        let before = state.line.range(..self.spot).count();
        let turn = state.opens(now);
        if before > 0 {
            return Next::Others(self.gate.behind(before, turn, now));
        }
        if state.inside >= MOST_CALLS {
            return Next::Others(None);
        }
        if let Some(turn) = turn {
            return Next::Turn(turn);
        }
        state.inside += 1;
        state.turn = self.gate.gap.map(|gap| now + gap);
        Next::Nothing
    }
}

impl State {
    /// What the first of the line has to wait for; none when it is now.
    fn opens(&self, now: Instant) -> Option<Until> {
        let rate = self.turn.map(|at| Until { at, cause: Cause::Rate });
        let held = self.held.map(|at| Until { at, cause: Cause::Held });
        rate.into_iter().chain(held).filter(|until| until.at > now).max_by_key(|until| until.at)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.gate.state().line.remove(&self.spot);
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
mod tests {
    use std::sync::Arc;

    use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
    use tokio::task::{JoinHandle, yield_now};
    use tokio::time::timeout;

    use super::Urgency::{Asked, CanWait};
    use super::*;

    /// Calls that enter, tell their name and stay for a while.
    struct Callers {
        gate: Arc<Gate>,
        entered: (UnboundedSender<&'static str>, UnboundedReceiver<&'static str>),
    }

    impl Callers {
        fn at(calls_a_minute: u32) -> Self {
            Self { gate: Arc::new(Gate::new(calls_a_minute)), entered: unbounded_channel() }
        }

        /// Returns once the caller stands in the line or is in.
        async fn send(&self, name: &'static str, urgency: Urgency, stay: Duration) -> JoinHandle<()> {
            let (gate, entered) = (Arc::clone(&self.gate), self.entered.0.clone());
            let task = tokio::spawn(async move {
                let _place = gate.enter(urgency, |_, _| {}).await;
                entered.send(name).unwrap();
                tokio::time::sleep(stay).await;
            });
            yield_now().await;
            task
        }

        async fn next(&mut self) -> &'static str {
            self.entered.1.recv().await.unwrap()
        }
    }

    const SHORT: Duration = Duration::from_millis(1);

    #[tokio::test(start_paused = true)]
    async fn a_limit_of_calls_a_minute_spreads_them_evenly() {
        let began = Instant::now();
        let gate = Gate::new(30);
        for waited in [0, 2, 4] {
            drop(gate.enter(Asked, |_, _| {}).await);
            assert_eq!(began.elapsed().as_secs(), waited);
        }
        let unlimited = Gate::new(0);
        drop(unlimited.enter(Asked, |_, _| {}).await);
        drop(unlimited.enter(Asked, |_, _| {}).await);
        assert_eq!(began.elapsed().as_secs(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_are_given_up_leave_their_turns_to_the_next() {
        let gate = Gate::new(6);
        drop(gate.enter(Asked, |_, _| {}).await);
        let began = Instant::now();
        for _ in 0..8 {
            assert!(timeout(Duration::from_millis(100), gate.enter(Asked, |_, _| {})).await.is_err());
        }
        drop(gate.enter(Asked, |_, _| {}).await);
        assert_eq!(began.elapsed().as_secs(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_user_asks_takes_the_turn_of_what_can_wait() {
        let mut callers = Callers::at(6);
        callers.send("first", Asked, SHORT).await;
        callers.send("ahead", CanWait, SHORT).await;
        callers.send("next page", Asked, SHORT).await;
        assert_eq!([callers.next().await, callers.next().await, callers.next().await], ["first", "next page", "ahead"]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_user_asks_takes_the_next_of_the_four_places() {
        let mut callers = Callers::at(0);
        for seconds in 1..=4 {
            callers.send("one of four", CanWait, Duration::from_secs(seconds)).await;
            assert_eq!(callers.next().await, "one of four");
        }
        callers.send("ahead", CanWait, SHORT).await;
        callers.send("asked", Asked, SHORT).await;
        let began = Instant::now();
        assert_eq!(callers.next().await, "asked");
        assert_eq!(began.elapsed().as_secs(), 1, "as soon as one of the four is free");
        assert_eq!(callers.next().await, "ahead");
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_want_it_alike_go_in_the_order_of_their_coming() {
        let mut callers = Callers::at(60);
        for name in ["a", "b", "c"] {
            callers.send(name, CanWait, SHORT).await;
        }
        assert_eq!([callers.next().await, callers.next().await, callers.next().await], ["a", "b", "c"]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_of_the_line_that_is_given_up_stops_nobody() {
        let mut callers = Callers::at(0);
        for _ in 0..4 {
            callers.send("one of four", CanWait, Duration::from_secs(1)).await;
            callers.next().await;
        }
        let given_up = callers.send("given up", Asked, SHORT).await;
        callers.send("behind", CanWait, SHORT).await;
        given_up.abort();
        assert_eq!(callers.next().await, "behind");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_of_a_second_is_told_and_again_when_somebody_goes_before() {
        let gate = Arc::new(Gate::new(6));
        drop(gate.enter(Asked, |_, _| unreachable!("nobody waits for the first turn")).await);
        let (told, mut heard) = unbounded_channel();
        let waiting = Arc::clone(&gate);
        tokio::spawn(async move { drop(waiting.enter(CanWait, |wait, _| told.send(wait.as_secs()).unwrap()).await) });
        assert_eq!(heard.recv().await, Some(10));
        tokio::time::sleep(Duration::from_secs(3)).await;
        let asked = tokio::spawn(async move { drop(gate.enter(Asked, |_, _| {}).await) });
        assert_eq!(heard.recv().await, Some(17));
        asked.abort();
        assert_eq!(heard.recv().await, Some(7), "and it has its turn back");
        assert_eq!(heard.recv().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_the_server_asks_for_holds_everybody_and_the_longest_counts() {
        let gate = Gate::new(0);
        let began = Instant::now();
        gate.hold(Duration::from_secs(30));
        gate.hold(Duration::from_secs(5));
        let told = Mutex::new(Vec::new());
        let call = || async {
            drop(gate.enter(Asked, |wait, cause| told.lock().unwrap().push((wait.as_secs(), cause))).await);
            began.elapsed().as_secs()
        };
        assert_eq!(tokio::join!(call(), call(), call()), (30, 30, 30));
        assert_eq!(*told.lock().unwrap(), [(30, Cause::Held); 3]);
        assert_eq!(call().await, 30, "and then it is over");
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_turn_already_hears_of_a_longer_wait_that_the_server_asks_for() {
        let gate = Arc::new(Gate::new(6));
        drop(gate.enter(Asked, |_, _| {}).await);
        let (told, mut heard) = unbounded_channel();
        let waiting = Arc::clone(&gate);
        tokio::spawn(async move {
            drop(waiting.enter(Asked, |wait, cause| told.send((wait.as_secs(), cause)).unwrap()).await);
        });
        assert_eq!(heard.recv().await, Some((10, Cause::Rate)));
        gate.hold(Duration::from_secs(25));
        assert_eq!(heard.recv().await, Some((25, Cause::Held)));
        assert_eq!(heard.recv().await, None);
    }
}
