//! The real loop in a time that only moves when nothing else can happen: which frames are drawn
//! and when, what ends it, what becomes of calls.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use couponscope::app::export::{Coupons, ExportJob, Report};
use couponscope::app::{App, CopyNumber, Msg, Now, Pause, Preferences, ProfileLine, Profiles};
use couponscope::domain::{Answer, Failure, FailureKind, Identifier, Page, Query, SortOrder};
use couponscope::keymap::Keymap;
use couponscope::runtime::Event;
use couponscope::runtime::browser::{Browser, Ending, Stage};
use couponscope::runtime::clock::Clock;
use couponscope::runtime::executor::{Accounts, Executor, OnPause, OnProgress, Server, Wanted};
use couponscope::ui::{Look, Theme, ThemeName};
use ratatui::layout::Size;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::driver::coupons::Shop;
use crate::driver::picture::Picture;
use crate::driver::{NOON, NUMBER, key};

/// A screen that keeps every state it was given, and whatever else was asked of it.
#[derive(Clone, Default)]
struct Gallery {
    frames: Arc<Mutex<Vec<App>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Gallery {
    fn note(&self, what: &str) {
        self.asked.lock().unwrap().push(what.to_owned());
    }
}

impl Stage for Gallery {
    fn show(&mut self, app: &App) {
        self.frames.lock().unwrap().push(app.clone());
    }

    fn redraw(&mut self) {
        self.note("redraw");
    }

    fn copy(&mut self, _number: CopyNumber, text: String) {
        self.note(&format!("copy {text}"));
    }

    fn remember(&mut self, profile: Option<&str>, _who: Identifier) {
        self.note(&format!("remember for {profile:?}"));
    }

    fn suspend(&mut self) {
        self.note("suspend");
    }

    fn resume(&mut self) {
        self.note("resume");
    }
}

/// How the server behaves.
#[derive(Clone, Copy)]
enum Manner {
    /// Answers after so long.
    After(Duration),
    /// Answers as soon as somebody waits for it.
    WhenWanted,
    /// Never answers.
    Hangs,
    /// Asks to be left alone for so long first, then answers.
    AsksForPause(Duration),
}

/// How the server behaves now.
#[derive(Clone)]
struct Changing(Arc<Mutex<Manner>>);

impl Changing {
    fn set(&self, manner: Manner) {
        *self.0.lock().unwrap() = manner;
    }

    fn now(&self) -> Manner {
        *self.0.lock().unwrap()
    }
}

/// A server with 250 coupons that counts what it is asked and which calls are given up.
#[derive(Clone)]
struct Counter {
    manner: Changing,
    asked: Arc<AtomicUsize>,
    /// Of these the ones that can wait.
    behind: Arc<AtomicUsize>,
    given_up: Arc<AtomicUsize>,
}

impl Counter {
    fn new(manner: Manner) -> Self {
        Self {
            manner: Changing(Arc::new(Mutex::new(manner))),
            asked: Arc::default(),
            behind: Arc::default(),
            given_up: Arc::default(),
        }
    }
}

/// Counts a call as given up unless it came to its end.
struct UnderWay(Option<Arc<AtomicUsize>>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(given_up) = &self.0 {
            given_up.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Server for Counter {
    async fn ask(&self, query: Query, mut wanted: Wanted, on_pause: OnPause) -> Result<Answer, Failure> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.behind.fetch_add(usize::from(!*wanted.borrow()), Ordering::SeqCst);
        let mut under_way = UnderWay(Some(Arc::clone(&self.given_up)));
        match self.manner.now() {
            Manner::After(time) => sleep(time).await,
            Manner::WhenWanted => {
                wanted.wait_for(|is_wanted| *is_wanted).await.unwrap();
            }
            Manner::Hangs => std::future::pending().await,
            Manner::AsksForPause(delay) => {
                on_pause(Pause { delay, why: Failure::new(FailureKind::TooManyRequests).into() });
                sleep(delay).await;
            }
        }
        under_way.0 = None;
        Ok(Shop::of(250).answer(&query))
    }

    async fn export(&self, order: ExportJob, on_pause: OnPause, on_progress: OnProgress) -> Report {
        assert!(matches!(order.coupons, Coupons::EveryPage(_)));
        on_progress(100);
        let page = Query { page: Page { offset: 100, limit: 100 }, ..order.query };
        match self.ask(page, tokio::sync::watch::channel(false).1, on_pause).await {
            Ok(_) => Report::Written { coupons: 250, file: "~/x.csv".to_owned(), notes: Vec::new() },
            Err(failure) => Report::Failed(failure),
        }
    }
}

/// A second profile with a server of its own; the third cannot be used.
struct Profiled(Counter);

fn profile(name: &str) -> Preferences {
    let line = |name: &str| ProfileLine { name: name.to_owned(), label: None, is_asked_for: false };
    let lines = ["one", "two", "three"].map(line).to_vec();
    Preferences {
        place: name.to_owned(),
        profile: Some(name.to_owned()),
        profiles: Profiles::Several(lines),
        ..Preferences::default()
    }
}

impl Accounts<Counter> for Profiled {
    fn open(&mut self, name: &str) -> Result<(Counter, Preferences), String> {
        if name == "two" { Ok((self.0.clone(), profile(name))) } else { Err(format!("{name} is broken")) }
    }
}

/// A session at a terminal of 80x24.
struct Session {
    events: UnboundedSender<Event>,
    gallery: Gallery,
    server: Counter,
    /// The one of the other profile.
    other: Counter,
    running: JoinHandle<Ending>,
}

impl Session {
    /// Begins with a customer looked up; without a lock when there is no time for one.
    fn begin(manner: Manner, idle_lock: Option<Duration>) -> Self {
        let (events, queue) = unbounded_channel();
        let server = Counter::new(manner);
        let other = Counter::new(Manner::Hangs);
        let gallery = Gallery::default();
        let wall = NOON.parse().unwrap();
        let preferences = Preferences { idle_lock, ..profile("one") };
        let mut app = App::new(preferences, Now { mono: Duration::ZERO, wall }, Size { width: 80, height: 24 });
        let first = app.open(Identifier::parse(NUMBER).unwrap(), 0);
        let executor = Executor::new(server.clone(), events.clone());
        let (stage, senders, accounts) = (gallery.clone(), events.clone(), Profiled(other.clone()));
        let running = tokio::spawn(async move {
            let keymap = Keymap::defaults();
            let clock = Clock::starting_at(wall);
            Browser { app, keymap: &keymap, clock, stage, executor, accounts, events: queue }.run(first).await
        });
        Self { events: senders, gallery, server, other, running }
    }

    /// Begins, and waits until the first page and the one fetched ahead are there.
    async fn at_rest(idle_lock: Option<Duration>) -> Self {
        let session = Self::begin(Manner::After(Duration::from_millis(20)), idle_lock);
        sleep(Duration::from_secs(1)).await;
        assert_eq!(session.server.asked.load(Ordering::SeqCst), 2);
        session
    }

    fn press(&self, names: &str) {
        for name in names.split(' ') {
            self.events.send(Event::Key(key(name))).unwrap();
        }
    }

    /// Waits until everything that can happen without time passing has happened.
    async fn settle(&self) {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    fn frames(&self) -> usize {
        self.gallery.frames.lock().unwrap().len()
    }

    fn newest(&self) -> App {
        self.gallery.frames.lock().unwrap().last().unwrap().clone()
    }

    fn screen(&self) -> String {
        let look = Look { theme: Theme::new(ThemeName::Auto), ascii: false, keymap: Arc::new(Keymap::defaults()) };
        Picture::of(&self.newest(), &look).text()
    }

    fn given_up(&self) -> usize {
        self.server.given_up.load(Ordering::SeqCst)
    }

    async fn ending(self) -> Ending {
        self.running.await.unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn ten_idle_minutes_without_a_lock_cost_no_frame_and_no_wake_up() {
    let session = Session::at_rest(None).await;
    let frames = session.frames();
    sleep(Duration::from_mins(10)).await;
    assert_eq!(session.frames(), frames);
}

#[tokio::test(start_paused = true)]
async fn with_the_lock_an_idle_hour_costs_exactly_one() {
    let session = Session::at_rest(Some(Duration::from_mins(15))).await;
    let frames = session.frames();
    sleep(Duration::from_mins(14)).await;
    assert_eq!(session.frames(), frames);
    sleep(Duration::from_mins(46)).await;
    assert_eq!(session.frames(), frames + 1);
    assert!(session.screen().contains("Locked after a while") && session.newest().list().who().is_none());
}

#[tokio::test(start_paused = true)]
async fn midnight_is_a_frame_because_the_days_left_change() {
    let session = Session::at_rest(None).await;
    let frames = session.frames();
    sleep(Duration::from_hours(11)).await;
    assert_eq!(session.frames(), frames);
    assert!(session.screen().contains("in 219 d"));
    sleep(Duration::from_hours(2)).await;
    assert_eq!(session.frames(), frames + 1);
    assert!(session.screen().contains("in 218 d"));
}

#[tokio::test(start_paused = true)]
async fn a_toast_costs_one_frame_when_it_comes_and_one_when_it_goes() {
    let session = Session::at_rest(None).await;
    let frames = session.frames();
    session.press("[");
    sleep(Duration::from_mins(1)).await;
    assert_eq!(session.frames(), frames + 2);
    assert_eq!(session.newest().toast(), None);
}

#[tokio::test(start_paused = true)]
async fn a_spinner_comes_only_with_a_wait_that_is_felt() {
    let session = Session::begin(Manner::Hangs, None);
    sleep(Duration::from_millis(149)).await;
    assert_eq!(session.frames(), 1);
    sleep(Duration::from_millis(2)).await;
    assert_eq!(session.frames(), 2);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(session.frames(), 7, "five steps a second, for a slow link");
}

#[tokio::test(start_paused = true)]
async fn a_quick_answer_shows_no_spinner_at_all() {
    let session = Session::begin(Manner::After(Duration::from_millis(149)), None);
    sleep(Duration::from_millis(150)).await;
    assert_eq!(session.frames(), 2, "the empty list and the full one");
}

#[tokio::test(start_paused = true)]
async fn two_hundred_keys_at_once_make_one_frame() {
    let session = Session::at_rest(None).await;
    let frames = session.frames();
    for _ in 0..40 {
        session.press("j j k j");
        session.events.send(Event::Resize(Size { width: 100, height: 30 })).unwrap();
    }
    session.settle().await;
    assert_eq!(session.frames(), frames + 1);
    assert_eq!(session.newest().list().scroll().cursor(), 80, "none of them is lost");
}

#[tokio::test(start_paused = true)]
async fn the_page_fetched_ahead_and_the_load_of_all_let_what_the_user_asks_go_first() {
    let session = Session::at_rest(None).await;
    let calls = || [&session.server.asked, &session.server.behind].map(|calls| calls.load(Ordering::SeqCst));
    assert_eq!(calls(), [2, 1], "the page, and the one behind it");
    session.press("r");
    sleep(Duration::from_secs(1)).await;
    let [asked, behind] = calls();
    session.press("A");
    sleep(Duration::from_secs(1)).await;
    let [all, all_behind] = calls();
    assert!(all > asked && all - asked == all_behind - behind, "{asked} {behind} {all} {all_behind}");
}

#[tokio::test(start_paused = true)]
async fn a_page_fetched_ahead_that_is_asked_for_goes_first_from_then_on() {
    let session = Session::begin(Manner::After(Duration::from_millis(20)), None);
    session.settle().await;
    session.server.manner.set(Manner::WhenWanted);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(session.server.asked.load(Ordering::SeqCst), 2, "the page, and the one behind it");
    session.press("]");
    sleep(Duration::from_secs(1)).await;
    assert_eq!(session.newest().list().page_number(), Some(2));
}

#[tokio::test(start_paused = true)]
async fn a_key_is_answered_at_once_while_a_call_hangs() {
    let session = Session::begin(Manner::Hangs, None);
    session.settle().await;
    let (frames, before) = (session.frames(), Instant::now());
    session.press("?");
    session.settle().await;
    assert_eq!((session.frames(), before.elapsed()), (frames + 1, Duration::ZERO));
    assert!(session.screen().contains("Keys"));
}

#[tokio::test(start_paused = true)]
async fn quit_a_signal_and_a_hang_up_end_the_loop_at_once_even_while_a_call_hangs() {
    for (event, ending) in [
        (Event::Key(key("q")), Ending::Quit),
        (Event::Key(key("ctrl-c")), Ending::Quit),
        (Event::Signal(15), Ending::Signal(15)),
        (Event::HangUp, Ending::HangUp),
    ] {
        let session = Session::begin(Manner::Hangs, None);
        session.settle().await;
        let before = Instant::now();
        session.press("j");
        session.events.send(event).unwrap();
        assert_eq!(session.ending().await, ending);
        assert_eq!(before.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_drawn_after_the_end() {
    let session = Session::at_rest(None).await;
    let frames = session.frames();
    session.press("j j q j j");
    let gallery = session.gallery.clone();
    assert_eq!(session.ending().await, Ending::Quit);
    assert_eq!(gallery.frames.lock().unwrap().len(), frames);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_the_server_asks_for_is_counted_down_second_by_second() {
    let session = Session::begin(Manner::AsksForPause(Duration::from_secs(4)), None);
    let mut told = Vec::new();
    for _ in 0..4 {
        sleep(Duration::from_millis(300)).await;
        let screen = session.screen();
        let line = screen.lines().find(|line| line.contains("trying again")).unwrap_or_default();
        told.push(line.trim().to_owned());
        sleep(Duration::from_millis(700)).await;
    }
    let words = |left: u8| format!("The server gets too many requests; trying again in {left} s (Esc stops)");
    assert_eq!(told, [words(4), words(3), words(2), words(1)]);
    sleep(Duration::from_secs(1)).await;
    assert!(session.screen().contains("page 1 of 3") && !session.screen().contains("trying again"));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_nobody_waits_for_is_given_up() {
    let session = Session::begin(Manner::Hangs, None);
    session.settle().await;
    assert_eq!((session.server.asked.load(Ordering::SeqCst), session.given_up()), (1, 0));
    session.press("esc");
    session.settle().await;
    assert_eq!(session.given_up(), 1);
    session.press("r");
    session.settle().await;
    session.press("o");
    session.settle().await;
    assert_eq!(session.given_up(), 2, "a newer question replaces the older one");
}

#[tokio::test(start_paused = true)]
async fn toggling_the_order_twenty_times_in_a_second_ends_in_one_true_request_and_state() {
    for toggles in [20, 21] {
        let session = Session::begin(Manner::After(Duration::from_millis(300)), None);
        for _ in 0..toggles {
            session.press("o");
            sleep(Duration::from_millis(50)).await;
        }
        sleep(Duration::from_secs(2)).await;
        let (asked, given_up) = (session.server.asked.load(Ordering::SeqCst), session.given_up());
        assert_eq!(asked - given_up, 2, "the last page asked for and the one after it");
        let app = session.newest();
        let (ask, _) = app.list().shown().unwrap();
        let order = if toggles % 2 == 0 { SortOrder::Descending } else { SortOrder::Ascending };
        assert_eq!((ask.query.filter.order, app.list().filter().order), (order, order));
        assert!(app.list().asked().is_none() && session.screen().contains(order.label()), "{}", session.screen());
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_user_asks_for_ends_what_is_fetched_ahead() {
    let session = Session::begin(Manner::After(Duration::from_millis(300)), None);
    sleep(Duration::from_millis(400)).await;
    assert_eq!((session.server.asked.load(Ordering::SeqCst), session.given_up()), (2, 0));
    session.press("s");
    session.settle().await;
    assert_eq!((session.server.asked.load(Ordering::SeqCst), session.given_up()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_queued_behind_the_key_that_gave_it_up_changes_nothing() {
    let session = Session::begin(Manner::Hangs, None);
    session.settle().await;
    let ticket = session.newest().list().awaited().unwrap();
    session.press("esc");
    let late = Ok(Arc::new(Shop::of(3).answer(&Query {
        who: Identifier::parse(NUMBER).unwrap(),
        filter: couponscope::domain::Filter::default(),
        page: couponscope::domain::Page::first(100),
    })));
    session.events.send(Event::Happened(Msg::Answered(ticket, late))).unwrap();
    session.settle().await;
    assert!(session.newest().list().is_empty());
}

#[tokio::test(start_paused = true)]
async fn another_profile_has_another_server_and_the_calls_of_the_one_before_are_given_up() {
    let session = Session::begin(Manner::Hangs, None);
    session.settle().await;
    session.press("P down enter");
    session.settle().await;
    assert_eq!((session.given_up(), session.newest().list().who()), (1, None));
    assert!(session.screen().contains("Profile two"), "{}", session.screen());
    session.press("9 1 9 8 0 0 0 0 0 0 0 1 enter");
    session.settle().await;
    let asked = |server: &Counter| server.asked.load(Ordering::SeqCst);
    assert_eq!((asked(&session.server), asked(&session.other)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_cannot_be_used_leaves_the_server_and_its_calls_alone() {
    let session = Session::begin(Manner::Hangs, None);
    session.settle().await;
    session.press("P end enter");
    session.settle().await;
    assert_eq!(session.given_up(), 0);
    assert!(session.screen().contains("Not switched: three is broken"), "{}", session.screen());
}

#[tokio::test(start_paused = true)]
async fn a_look_up_is_remembered_for_the_profile_in_use() {
    let session = Session::at_rest(None).await;
    assert_eq!(*session.gallery.asked.lock().unwrap(), ["remember for Some(\"one\")"]);
}

#[tokio::test(start_paused = true)]
async fn the_page_fetched_ahead_is_shown_without_waiting() {
    let session = Session::at_rest(None).await;
    let before = Instant::now();
    session.press("]");
    session.settle().await;
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert!(session.screen().contains("page 2 of 3"));
}

#[tokio::test(start_paused = true)]
async fn what_the_stage_must_do_reaches_it() {
    let session = Session::at_rest(None).await;
    session.press("y ctrl-l ctrl-z");
    session.events.send(Event::Continued(Some(Size { width: 60, height: 16 }))).unwrap();
    session.settle().await;
    let asked = session.gallery.asked.lock().unwrap().clone();
    assert_eq!(asked, ["remember for Some(\"one\")", "copy aB000001x", "redraw", "suspend", "resume", "redraw"]);
    assert_eq!(session.newest().size(), Size { width: 60, height: 16 });
}

/// The keys that write every page into a file.
const EVERY_PAGE: &str = "e down down enter enter";

#[tokio::test(start_paused = true)]
async fn an_export_tells_how_far_it_is_and_how_it_ended() {
    let session = Session::at_rest(None).await;
    session.server.manner.set(Manner::After(Duration::from_secs(3)));
    session.press(EVERY_PAGE);
    session.settle().await;
    assert!(session.screen().contains(": 100 of 250 coupons (Esc stops)"), "{}", session.screen());
    let frames = session.frames();
    sleep(Duration::from_millis(2900)).await;
    assert_eq!(session.frames(), frames, "nothing turns and nothing ticks meanwhile");
    sleep(Duration::from_millis(200)).await;
    assert!(session.screen().contains("✓ 250 coupons in ~/x.csv"), "{}", session.screen());
}

#[tokio::test(start_paused = true)]
async fn esc_and_quitting_give_an_export_up() {
    for keys in ["esc", "q q"] {
        let session = Session::at_rest(None).await;
        session.server.manner.set(Manner::Hangs);
        session.press(EVERY_PAGE);
        session.settle().await;
        assert_eq!(session.given_up(), 0);
        session.press(keys);
        session.settle().await;
        assert_eq!(session.given_up(), 1, "{keys}");
    }
}
