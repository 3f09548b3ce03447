//! Who goes when, in a time that only moves when everybody waits.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::timeout;

use super::*;

fn asked() -> Wanted {
    wanted(true)
}

fn can_wait() -> Wanted {
    wanted(false)
}

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
    async fn send(&self, name: &'static str, wanted: Wanted, stay: Duration) -> JoinHandle<()> {
        let (gate, entered) = (Arc::clone(&self.gate), self.entered.0.clone());
        let task = tokio::spawn(async move {
            let _place = gate.enter(&wanted, |_, _| {}).await;
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
        drop(gate.enter(&asked(), |_, _| {}).await);
        assert_eq!(began.elapsed().as_secs(), waited);
    }
    let unlimited = Gate::new(0);
    drop(unlimited.enter(&asked(), |_, _| {}).await);
    drop(unlimited.enter(&asked(), |_, _| {}).await);
    assert_eq!(began.elapsed().as_secs(), 4);
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_given_up_leave_their_turns_to_the_next() {
    let gate = Gate::new(6);
    drop(gate.enter(&asked(), |_, _| {}).await);
    let began = Instant::now();
    for _ in 0..8 {
        assert!(timeout(Duration::from_millis(100), gate.enter(&asked(), |_, _| {})).await.is_err());
    }
    drop(gate.enter(&asked(), |_, _| {}).await);
    assert_eq!(began.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn what_the_user_asks_takes_the_turn_of_what_can_wait() {
    let mut callers = Callers::at(6);
    callers.send("first", asked(), SHORT).await;
    callers.send("ahead", can_wait(), SHORT).await;
    callers.send("next page", asked(), SHORT).await;
    assert_eq!([callers.next().await, callers.next().await, callers.next().await], ["first", "next page", "ahead"]);
}

#[tokio::test(start_paused = true)]
async fn what_the_user_asks_takes_the_next_of_the_four_places() {
    let mut callers = Callers::at(0);
    for seconds in 1..=4 {
        callers.send("one of four", can_wait(), Duration::from_secs(seconds)).await;
        assert_eq!(callers.next().await, "one of four");
    }
    callers.send("ahead", can_wait(), SHORT).await;
    callers.send("asked", asked(), SHORT).await;
    let began = Instant::now();
    assert_eq!(callers.next().await, "asked");
    assert_eq!(began.elapsed().as_secs(), 1, "as soon as one of the four is free");
    assert_eq!(callers.next().await, "ahead");
}

#[tokio::test(start_paused = true)]
async fn those_who_want_it_alike_go_in_the_order_of_their_coming() {
    let mut callers = Callers::at(60);
    for name in ["a", "b", "c"] {
        callers.send(name, can_wait(), SHORT).await;
    }
    assert_eq!([callers.next().await, callers.next().await, callers.next().await], ["a", "b", "c"]);
}

#[tokio::test(start_paused = true)]
async fn the_first_of_the_line_that_is_given_up_stops_nobody() {
    let mut callers = Callers::at(0);
    for _ in 0..4 {
        callers.send("one of four", can_wait(), Duration::from_secs(1)).await;
        callers.next().await;
    }
    let given_up = callers.send("given up", asked(), SHORT).await;
    callers.send("behind", can_wait(), SHORT).await;
    given_up.abort();
    assert_eq!(callers.next().await, "behind");
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_a_second_is_told_and_again_when_somebody_goes_before() {
    let gate = Arc::new(Gate::new(6));
    drop(gate.enter(&asked(), |_, _| unreachable!("nobody waits for the first turn")).await);
    let (told, mut heard) = unbounded_channel();
    let waiting = Arc::clone(&gate);
    tokio::spawn(async move { drop(waiting.enter(&can_wait(), |wait, _| told.send(wait.as_secs()).unwrap()).await) });
    assert_eq!(heard.recv().await, Some(10));
    tokio::time::sleep(Duration::from_secs(3)).await;
    let asked = tokio::spawn(async move { drop(gate.enter(&asked(), |_, _| {}).await) });
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
        drop(gate.enter(&asked(), |wait, cause| told.lock().unwrap().push((wait.as_secs(), cause))).await);
        began.elapsed().as_secs()
    };
    assert_eq!(tokio::join!(call(), call(), call()), (30, 30, 30));
    assert_eq!(*told.lock().unwrap(), [(30, Cause::Held); 3]);
    assert_eq!(call().await, 30, "and then it is over");
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_turn_already_hears_of_a_longer_wait_that_the_server_asks_for() {
    let gate = Arc::new(Gate::new(6));
    drop(gate.enter(&asked(), |_, _| {}).await);
    let (told, mut heard) = unbounded_channel();
    let waiting = Arc::clone(&gate);
    tokio::spawn(async move {
        drop(waiting.enter(&asked(), |wait, cause| told.send((wait.as_secs(), cause)).unwrap()).await);
    });
    assert_eq!(heard.recv().await, Some((10, Cause::Rate)));
    gate.hold(Duration::from_secs(25));
    assert_eq!(heard.recv().await, Some((25, Cause::Held)));
    assert_eq!(heard.recv().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_call_in_the_line_that_somebody_comes_to_wait_for_goes_before_what_can_wait() {
    let mut callers = Callers::at(6);
    let (somebody, wants) = tokio::sync::watch::channel(false);
    callers.send("first", asked(), SHORT).await;
    callers.send("a file's page", can_wait(), SHORT).await;
    callers.send("ahead", wants, SHORT).await;
    callers.send("asked later", asked(), SHORT).await;
    assert_eq!(callers.next().await, "first");
    somebody.send(true).unwrap();
    assert_eq!(
        [callers.next().await, callers.next().await, callers.next().await],
        ["ahead", "asked later", "a file's page"],
        "it came before the other that is waited for"
    );
}
