//! A long day: forty thousand look-ups, page changes and reloads, which are more than twenty thousand
//! calls, through the real loop, the real client and a real server that fails one call in five. Ignored
//! by default; it takes a minute: `cargo test --test it -- --ignored --nocapture soak`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use couponscope::api::{BaseUrl, Client, Credentials, Wait};
use couponscope::app::export::{ExportJob, Report};
use couponscope::app::{App, CopyNumber, Now, Pause, Preferences};
use couponscope::domain::{Answer, Failure, Query};
use couponscope::keymap::Keymap;
use couponscope::runtime::Event;
use couponscope::runtime::browser::{Browser, Ending, Stage};
use couponscope::runtime::clock::Clock;
use couponscope::runtime::executor::{Accounts, Executor, OnPause, OnProgress, Server, Wanted};
use couponscope::sandbox::{CLIENT_KEY, CLIENT_SECRET, Faults, Sandbox, SandboxSettings};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::contract::server::client;
use crate::driver::{NOON, key};

const STEPS: u64 = 40_000;
const CALLS: u64 = 20_000;
/// From here on the memory must not grow: allocator, pool and caches have their size by then.
const WARM: u64 = 4_000;
/// What an allocator may waste meanwhile.
const SLACK_KIB: u64 = 8 * 1024;
/// Whatever a step does, it has ended by then; longer is stuck.
const PATIENCE: Duration = Duration::from_secs(20);
const CUSTOMERS: [&str; 5] = ["918860000001", "917003222195", "919800000250", "919800000022", "910000000000"];

/// Every call begun, and each way in which one ends.
#[derive(Debug, Default)]
struct Tally {
    begun: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    given_up: AtomicU64,
    /// Attempts of the calls that ended, and of those that were given up.
    attempts: AtomicU64,
    lost_attempts: AtomicU64,
}

fn add(counter: &AtomicU64, number: u64) {
    counter.fetch_add(number, Ordering::SeqCst);
}

fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::SeqCst)
}

/// One call; dropping it without an end counts it as given up.
struct UnderWay {
    tally: Arc<Tally>,
    attempts: Arc<AtomicU64>,
    ended: bool,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let attempts = read(&self.attempts);
        if self.ended {
            add(&self.tally.attempts, attempts);
        } else {
            add(&self.tally.given_up, 1);
            add(&self.tally.lost_attempts, attempts);
        }
    }
}

#[derive(Clone)]
struct Wire {
    client: Client,
    tally: Arc<Tally>,
}

impl Server for Wire {
    async fn ask(&self, query: Query, wanted: Wanted, on_pause: OnPause) -> Result<Answer, Failure> {
        add(&self.tally.begun, 1);
        let attempts = Arc::new(AtomicU64::new(1));
        let mut under_way = UnderWay { tally: Arc::clone(&self.tally), attempts: Arc::clone(&attempts), ended: false };
        let tell = move |wait: Wait| {
            add(&attempts, 1);
            on_pause(Pause { delay: wait.delay, why: wait.why });
        };
        let outcome = self.client.while_wanted(wanted).coupons(&query, &tell).await;
        under_way.ended = true;
        add(if outcome.is_ok() { &self.tally.answered } else { &self.tally.failed }, 1);
        outcome
    }

    async fn export(&self, _: ExportJob, _: OnPause, _: OnProgress) -> Report {
        unreachable!("no key of the session leads to a file")
    }
}

/// A screen that remembers the newest state alone.
struct Window(watch::Sender<App>);

impl Stage for Window {
    fn show(&mut self, app: &App) {
        self.0.send_replace(app.clone());
    }

    fn redraw(&mut self) {}

    fn copy(&mut self, _number: CopyNumber, _text: String) {}

    fn suspend(&mut self) {}

    fn resume(&mut self) {}
}

/// There is no other account to switch to.
struct OnlyOne;

impl Accounts<Wire> for OnlyOne {
    fn open(&mut self, _profile: &str) -> Result<(Wire, Preferences), String> {
        Err("there is no other".to_owned())
    }
}

/// A session at a terminal of 80x24, in small pages.
struct Session {
    events: UnboundedSender<Event>,
    window: watch::Receiver<App>,
    running: JoinHandle<Ending>,
}

impl Session {
    fn begin(server: Wire) -> Self {
        let (events, queue) = unbounded_channel();
        let wall = NOON.parse().unwrap();
        let preferences = Preferences { page_size: 20, idle_lock: None, ..Preferences::default() };
        let app = App::new(preferences, Now { mono: Duration::ZERO, wall }, Size { width: 80, height: 24 });
        let (stage, window) = watch::channel(app.clone());
        let executor = Executor::new(server, events.clone());
        let running = tokio::spawn(async move {
            let keymap = Keymap::defaults();
            let clock = Clock::starting_at(wall);
            let (stage, accounts) = (Window(stage), OnlyOne);
            Browser { app, keymap: &keymap, clock, stage, executor, accounts, events: queue }.run(Vec::new()).await
        });
        Self { events, window, running }
    }

    fn press(&self, names: &str) {
        for name in names.split(' ') {
            self.events.send(Event::Key(key(name))).unwrap();
        }
    }

    fn look_up(&self, who: &str) {
        self.press("f ctrl-u");
        for digit in who.chars() {
            self.events.send(Event::Key(KeyEvent::new(KeyCode::Char(digit), KeyModifiers::NONE))).unwrap();
        }
        self.press("enter");
    }

    /// Does one step and waits until nothing is asked for any more.
    async fn step(&mut self, number: u64) {
        self.window.mark_unchanged();
        let keys = ["]", "]", "]", "[", "G j", "g k", "o", "s", "r"];
        match number % 10 {
            0 => self.look_up(CUSTOMERS[usize::try_from(number / 10).unwrap() % CUSTOMERS.len()]),
            other => self.press(keys[usize::try_from(other * 7 + number / 10).unwrap() % keys.len()]),
        }
        let rest = async {
            loop {
                self.window.changed().await.unwrap();
                if self.window.borrow().list().asked().is_none() {
                    return;
                }
            }
        };
        let stuck = tokio::time::timeout(PATIENCE, rest).await.is_err();
        assert!(!stuck, "step {number} never ends: {:?}", self.window.borrow().list().asked());
    }

    async fn end(self) {
        self.press("ctrl-c");
        assert_eq!(self.running.await.unwrap(), Ending::Quit);
    }
}

/// This process's memory in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

async fn sandbox(fail_status: u16) -> (Sandbox, Client) {
    let faults = Faults { fail_every: Some(5), fail_status: Some(fail_status), ..Faults::default() };
    let sandbox = Sandbox::start(SandboxSettings { faults, ..SandboxSettings::new(NOON.parse().unwrap()) });
    let sandbox = sandbox.await.unwrap();
    let base = BaseUrl::parse(&sandbox.base_url()).unwrap();
    (sandbox, client(base, Credentials::oauth(CLIENT_KEY.into(), CLIENT_SECRET.into())))
}

/// Whatever ends, ends soon after the last key.
async fn all_ended(tally: &Tally) {
    let ended = || read(&tally.answered) + read(&tally.failed) + read(&tally.given_up);
    let done = async {
        while ended() != read(&tally.begun) {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, done).await.is_ok(), "calls without an end: {tally:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute; run it when network, loop or memory change"]
async fn soak_of_twenty_thousand_calls_against_a_server_that_fails_one_call_in_five() {
    let mut calls = 0;
    // failures that pass by themselves and are tried again, and failures that are shown
    for fail_status in [503, 404] {
        let (sandbox, client) = sandbox(fail_status).await;
        let tally = Arc::new(Tally::default());
        let mut session = Session::begin(Wire { client, tally: Arc::clone(&tally) });
        let mut warm = 0;
        for number in 0..STEPS / 2 {
            session.step(number).await;
            if number == WARM {
                warm = memory();
            }
        }
        let grown = memory().saturating_sub(warm);
        session.end().await;
        all_ended(&tally).await;
        let asked = sandbox.calls().coupons;
        println!("HTTP {fail_status}: {asked} requests, {warm} KiB when warm, {grown} KiB more at the end, {tally:?}");
        assert!(grown < SLACK_KIB, "{grown} KiB more");
        let (least, most) = (read(&tally.attempts), read(&tally.attempts) + read(&tally.lost_attempts));
        assert!((least..=most).contains(&asked), "{asked} requests for {least} to {most} attempts");
        assert!(read(&tally.failed) > 0 && read(&tally.answered) > CALLS / 4, "{tally:?}");
        calls += read(&tally.begun);
    }
    assert!(calls >= CALLS, "{calls} calls");
}
