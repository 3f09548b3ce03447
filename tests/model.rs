//! Whatever is pressed, typed, pasted, answered, failed, resized or waited for, in whatever order:
//! after every step the promises hold.
//!
//! The server here is a liar: late, twice, with several customers, with none, with wrong totals,
//! with rows that came before, with rows that are no coupons, and deaf to the offset.

use std::sync::Arc;
use std::time::Duration;

use couponscope::app::export::Report;
use couponscope::app::overlay::Overlay;
use couponscope::app::remote::{Slot, Ticket};
use couponscope::app::rows::LocalOrder;
use couponscope::app::{Action, CopyReport, Msg, Pause, Preferences, ProfileLine, Profiles};
use couponscope::domain::{Answer, Clean, Customer, CustomerCoupons, Entry, Failure, FailureKind, Id, Query};
use couponscope::layout::Pane;
use proptest::prelude::*;
use proptest::sample::select;

use crate::driver::Browser;
use crate::driver::coupons::{Shop, bad_row, every_state, merge_notice, page, rows, vera, wide};

/// How the server answers.
#[derive(Clone, Copy, Debug)]
enum Reply {
    Honest,
    WithoutTotal,
    Few,
    Empty,
    Nobody,
    SeveralCustomers,
    /// Of the several customers only the other one has coupons on this page.
    OnlyTheOther,
    IgnoresTheOffset,
    TotalTooSmall,
    TotalAbsurd,
    OnlyBadRows,
    Odd,
    Merged,
    Fails(FailureKind),
}

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    Key(&'static str),
    Act(Action),
    Type(String),
    Paste(String),
    Filter(&'static str),
    Unbound,
    LookUp(&'static str),
    Resize(u16, u16),
    Wait(u64),
    /// The call in one of the lanes ends.
    Answer(Slot, Reply),
    /// A call ends that nobody waits for any more: the number of the ticket is spent or invented.
    Stale(Slot, u64, Reply),
    Hold(Slot, u64),
    /// So many coupons are written.
    Exporting(u64),
    /// The file that is being written ends so.
    Exported(Report),
    /// The end of a file that nobody waits for.
    StaleExport(u64, Report),
    Copied(CopyReport),
    Resumed,
    /// Another profile, or none.
    Switched(bool),
}

fn reply() -> impl Strategy<Value = Reply> {
    let kinds = vec![
        Reply::Honest,
        Reply::WithoutTotal,
        Reply::Few,
        Reply::Empty,
        Reply::Nobody,
        Reply::SeveralCustomers,
        Reply::OnlyTheOther,
        Reply::IgnoresTheOffset,
        Reply::TotalTooSmall,
        Reply::TotalAbsurd,
        Reply::OnlyBadRows,
        Reply::Odd,
        Reply::Merged,
    ];
    prop_oneof![
        4 => Just(Reply::Honest),
        4 => select(kinds),
        1 => select(FailureKind::ALL.to_vec()).prop_map(Reply::Fails),
    ]
}

fn slot() -> impl Strategy<Value = Slot> {
    prop_oneof![3 => Just(Slot::Page), 2 => Just(Slot::Ahead), 2 => Just(Slot::All)]
}

fn step() -> impl Strategy<Value = Step> {
    const KEYS: [&str; 37] = [
        "j",
        "k",
        "g",
        "G",
        "]",
        "[",
        "s",
        "S",
        "o",
        "O",
        "c",
        "/",
        "space",
        "y",
        "Y",
        "v",
        "A",
        "e",
        "enter",
        "tab",
        "shift-tab",
        "esc",
        "f",
        "r",
        "m",
        "?",
        ":",
        "#",
        "1",
        "down",
        "up",
        "pagedown",
        "pageup",
        "E",
        "l",
        "P",
        "f2",
    ];
    const CUSTOMERS: [&str; 4] = ["918860000001", "ann@example.com", "ext:A-1700", "id:12"];
    let report = select(vec![
        CopyReport::Confirmed,
        CopyReport::InTmux,
        CopyReport::InTmuxAlone,
        CopyReport::Sent,
        CopyReport::SentThroughMultiplexer,
        CopyReport::NoWay,
        CopyReport::Failed("no display".to_owned()),
    ]);
    let outcome = vec![
        Report::Written { coupons: 7, file: "~/x.csv".to_owned(), notes: Vec::new() },
        Report::Written { coupons: 7, file: "~/x.csv".to_owned(), notes: vec!["the list moved".to_owned()] },
        Report::Refused("x.csv already exists".to_owned()),
        Report::NotWritten("No space left on device".to_owned()),
        Report::Failed(Failure::new(FailureKind::Busy)),
    ];
    let size = prop_oneof![
        4 => select(vec![(120, 40), (80, 24), (60, 16), (20, 5), (119, 12), (59, 11), (1, 1), (500, 200)]),
        1 => (1u16..=140, 1u16..=50),
    ];
    let wait = prop_oneof![6 => 0u64..3_000, 1 => Just(16 * 60_000), 1 => Just(14 * 3_600_000)];
    prop_oneof![
        12 => select(KEYS.to_vec()).prop_map(Step::Key),
        6 => select(Action::ALL.to_vec()).prop_map(Step::Act),
        2 => "[0-9a-z@ ]{1,6}".prop_map(Step::Type),
        1 => any::<String>().prop_map(Step::Paste),
        2 => select(vec!["aB00001", "series 3", "no such word"]).prop_map(Step::Filter),
        1 => Just(Step::Unbound),
        2 => select(CUSTOMERS.to_vec()).prop_map(Step::LookUp),
        2 => size.prop_map(|(width, height)| Step::Resize(width, height)),
        2 => wait.prop_map(Step::Wait),
        10 => (slot(), reply()).prop_map(|(slot, reply)| Step::Answer(slot, reply)),
        2 => (slot(), 0u64..40, reply()).prop_map(|(slot, id, reply)| Step::Stale(slot, id, reply)),
        1 => (slot(), 0u64..90_000).prop_map(|(slot, delay)| Step::Hold(slot, delay)),
        1 => (0u64..300).prop_map(Step::Exporting),
        2 => select(outcome.clone()).prop_map(Step::Exported),
        1 => (0u64..40, select(outcome)).prop_map(|(id, report)| Step::StaleExport(id, report)),
        1 => report.prop_map(Step::Copied),
        1 => Just(Step::Resumed),
        1 => any::<bool>().prop_map(Step::Switched),
    ]
}

/// The other customer's id, and the first number of their coupons.
const OTHER: (&str, u64) = ("8", 10_000);

fn other(offset: u64) -> CustomerCoupons {
    let customer = Customer { id: Some(Id::number(OTHER.0)), ..vera() };
    let first = OTHER.1 + offset % 1_000;
    CustomerCoupons { customer, entries: rows(first..first + 5) }
}

fn answer(reply: Reply, query: &Query) -> Result<Arc<Answer>, Failure> {
    let shop = Shop::of(250);
    let offset = query.page.offset;
    let with_total = |total| Shop { total, ..shop.clone() }.answer(query);
    Ok(Arc::new(match reply {
        Reply::Honest => shop.answer(query),
        Reply::WithoutTotal => with_total(None),
        Reply::Few => Shop { most: 7, ..shop }.answer(query),
        Reply::Empty => page(Vec::new(), offset, Some(250)),
        Reply::Nobody => Answer::default(),
        Reply::SeveralCustomers => {
            let mut answer = shop.answer(query);
            answer.customers.push(other(offset));
            answer
        }
        Reply::OnlyTheOther => {
            let mut answer = page(Vec::new(), offset, Some(250));
            answer.customers = vec![other(offset)];
            answer
        }
        Reply::IgnoresTheOffset => page(rows(1..=100), 0, Some(250)),
        Reply::TotalTooSmall => with_total(Some(3)),
        Reply::TotalAbsurd => with_total(Some(u64::MAX)),
        Reply::OnlyBadRows => page(vec![bad_row(), bad_row()], offset, Some(250)),
        Reply::Odd => page(every_state().into_iter().chain(wide()).collect(), offset, Some(250)),
        Reply::Merged => {
            let mut answer = shop.answer(query);
            answer.warnings.push(merge_notice());
            answer
        }
        Reply::Fails(kind) => return Err(Failure::new(kind).with_message("Customer 918860000001\u{1b}[2J")),
    }))
}

fn with_profiles() -> Preferences {
    let line = |name: &str, is_asked_for| ProfileLine { name: name.to_owned(), label: None, is_asked_for };
    let profiles = Profiles::Several(vec![line("one", false), line("two", false), line("three", true)]);
    Preferences { profile: Some("one".to_owned()), profiles, ..Preferences::default() }
}

fn carry_out(browser: &mut Browser, step: &Step) {
    match step {
        Step::Key(name) => {
            browser.press(name);
        }
        Step::Act(action) => {
            browser.act(*action);
        }
        Step::Type(text) => {
            browser.type_text(text);
        }
        Step::Paste(text) => {
            browser.paste(text);
        }
        Step::Filter(words) => {
            browser.act(Action::Filter).press("ctrl-u").type_text(words).press("enter");
        }
        Step::Unbound => browser.happen(Msg::Unbound),
        Step::LookUp(who) => {
            browser.act(Action::Find).press("ctrl-u").type_text(who).press("enter");
        }
        Step::Resize(width, height) => {
            browser.resize(*width, *height);
        }
        Step::Wait(millis) => {
            browser.wait_at_most(Duration::from_millis(*millis), 50);
        }
        Step::Answer(slot, reply) => {
            if let Some((ticket, query)) = browser.call(*slot) {
                let looked_at = in_detail(browser);
                browser.happen(Msg::Answered(ticket, answer(*reply, &query)));
                if let (Some(before), Some(now)) = (looked_at, in_detail(browser)) {
                    assert!(before.is_same(&now), "an answer made the open detail another coupon's");
                }
            }
        }
        Step::Stale(slot, id, reply) => stale_answer(browser, Ticket { slot: *slot, id: *id }, *reply),
        Step::Hold(slot, delay) => {
            if let Some((ticket, _)) = browser.call(*slot) {
                let pause = Pause { delay: Duration::from_millis(*delay), why: Failure::new(FailureKind::Busy).into() };
                browser.happen(Msg::Waiting(ticket, pause));
            }
        }
        Step::Exporting(written) => {
            if let Some((ticket, _)) = &browser.export {
                browser.happen(Msg::Exporting(*ticket, *written));
            }
        }
        Step::Exported(report) => {
            if browser.export.is_some() {
                browser.exported(report.clone());
            }
        }
        Step::StaleExport(id, report) => {
            stale(browser, Msg::Exported(Ticket { slot: Slot::Export, id: *id }, report.clone()));
        }
        Step::Copied(report) => {
            browser.report(report.clone());
        }
        Step::Resumed => browser.happen(Msg::Resumed),
        Step::Switched(works) => {
            let other = || Box::new(Preferences { place: "another".to_owned(), ..with_profiles() });
            browser.happen(Msg::Switched(works.then(other).ok_or_else(|| "it is broken".to_owned())));
        }
    }
}

/// The coupon whose detail has the keys.
fn in_detail(browser: &Browser) -> Option<Entry> {
    browser.app.list().selected().filter(|_| browser.app.focus() == Pane::Detail).cloned()
}

/// An answer that nobody waits for changes nothing at all.
fn stale_answer(browser: &mut Browser, ticket: Ticket, reply: Reply) {
    let query = browser.sent.last().cloned();
    let Some(query) = query else { return };
    stale(browser, Msg::Answered(ticket, answer(reply, &query)));
}

fn stale(browser: &mut Browser, msg: Msg) {
    let (Msg::Answered(ticket, _) | Msg::Exported(ticket, _)) = &msg else { panic!("no answer") };
    if open_tickets(browser).any(|open| open == *ticket) {
        return;
    }
    // what time alone changes has happened before
    browser.happen(Msg::Wake);
    let before = browser.app.clone();
    browser.happen(msg);
    // told without the two states, which are as long as a book
    assert!(browser.app == before, "a stale answer changed something");
    assert_eq!(browser.effects, [], "a stale answer wants something");
}

fn open_tickets(browser: &Browser) -> impl Iterator<Item = Ticket> {
    browser.app.list().open_tickets().chain(browser.app.export().awaited())
}

fn check(browser: &Browser) {
    check_selection(browser);
    check_rows(browser);
    check_calls(browser);
    check_contexts(browser);
    let app = &browser.app;
    if let Some(wake) = app.next_wake() {
        assert!(wake > app.now().mono, "the next wake-up is not in the future: {wake:?}");
    }
    check_screen(browser);
}

/// The table by which clashing keys are found knows which keys work together.
fn check_contexts(browser: &Browser) {
    let contexts = browser.app.contexts();
    for one in contexts {
        let others = contexts.iter().filter(|other| *other != one);
        assert!(others.clone().all(|other| one.beside().contains(other)), "{one:?} in {contexts:?}");
    }
}

fn check_selection(browser: &Browser) {
    let app = &browser.app;
    let (scroll, len) = (app.list().scroll(), app.list().len());
    let valid = scroll.cursor() < len || (len == 0 && scroll.cursor() == 0);
    assert!(valid, "row {} of {len} is selected", scroll.cursor());
    let visible = scroll.top()..scroll.top() + app.list_height().max(1);
    assert!(visible.contains(&scroll.cursor()), "row {} is not among {visible:?}", scroll.cursor());
    let detail = app.detail().scroll();
    assert!(detail.cursor() <= app.detail_lines().len(), "line {} of the detail", detail.cursor());
    match app.overlay() {
        Some(Overlay::Chooser(chooser)) => assert!(chooser.scroll.cursor() < chooser.options.len()),
        Some(Overlay::Palette(palette)) => assert!(palette.scroll.cursor() < palette.entries().len().max(1)),
        Some(Overlay::Help(_) | Overlay::Prompt(_) | Overlay::CopyView(_)) | None => {}
    }
}

/// What stands on the screen is what its title names: the rows of the customer chosen, and of these
/// the ones that match the words.
fn check_rows(browser: &Browser) {
    let list = browser.app.list();
    let Some((ask, listing)) = list.shown() else { return };
    if list.asked().is_none() {
        assert_eq!(list.filter(), ask.query.filter, "what is wanted is what is shown");
    }
    let shown: Vec<&Entry> = (0..listing.len()).filter_map(|place| listing.row(place)).collect();
    if list.words().is_empty() {
        assert_eq!(shown.len(), listing.rows().len(), "without words every row is shown");
        if list.order() == LocalOrder::Server {
            assert!(shown.iter().copied().eq(listing.rows().iter()), "without an order it is the server's");
        }
    }
    let others = list.chosen_customer().is_some_and(|chosen| chosen.is(usize::MAX, Some(&other(0).customer)));
    for entry in shown {
        assert!(matches(entry, list.words()), "{entry:?} under {:?}", list.words());
        let number = entry.id().and_then(|id| id.as_str().parse::<u64>().ok());
        let belongs = number.is_none_or(|number| (number >= 500_000 + OTHER.1) == others);
        assert!(belongs, "{entry:?} is not of the customer shown");
    }
}

/// Holds the words' letters, at least in their order.
fn matches(entry: &Entry, words: &str) -> bool {
    let Entry::Coupon(coupon) = entry else { return true };
    let store = coupon.issued_at.as_ref().map(|store| store.display());
    let series = coupon.series_id.as_ref().map(|id| id.text().to_string());
    let parts = [Some(coupon.code.to_string()), coupon.description.as_ref().map(Clean::to_string), series, store];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
    words.split_whitespace().all(|word| {
        let mut rest = text.chars();
        word.to_lowercase().chars().all(|letter| rest.any(|c| c == letter))
    })
}

/// What is waited for is under way, one call in each lane, and nothing else is.
fn check_calls(browser: &Browser) {
    let mut waited: Vec<Ticket> = open_tickets(browser).collect();
    let mut running: Vec<Ticket> = browser.calls.iter().map(|(ticket, _)| *ticket).collect();
    running.extend(browser.export.as_ref().map(|(ticket, _)| *ticket));
    waited.sort_by_key(|ticket| ticket.id);
    running.sort_by_key(|ticket| ticket.id);
    assert_eq!(waited, running, "left: waited for, right: under way");
    for slot in Slot::ALL {
        assert!(waited.iter().filter(|ticket| ticket.slot == slot).count() <= 1, "two calls in the lane {slot:?}");
    }
    for (_, query) in &browser.calls {
        assert!((1..=100).contains(&query.page.limit), "{query:?}");
        assert_eq!(Some(&query.who), browser.app.list().who());
        let known = browser.app.list().shown().map_or(0, |(ask, listing)| {
            let received = ask.query.page.offset.saturating_add(listing.rows().len() as u64 + 100);
            listing.total().unwrap_or(0).max(received)
        });
        assert!(query.page.offset <= known, "offset {} with {known} rows known", query.page.offset);
    }
}

fn check_screen(browser: &Browser) {
    let picture = browser.picture();
    for (number, cells) in picture.lines().enumerate() {
        for cell in cells {
            assert!(!cell.symbol().chars().any(char::is_control), "line {number}: {:?}", cell.symbol());
        }
    }
    if let Some(cursor) = picture.cursor {
        assert!(picture.buffer.area.contains(cursor), "the cursor is outside the screen");
    }
}

/// Once every call is answered, nothing is waited for.
fn let_everything_end(browser: &mut Browser, replies: &[Reply]) {
    for turn in 0..700 {
        let Some((ticket, query)) = browser.calls.first().cloned() else { break };
        let reply = replies[turn % replies.len()];
        browser.happen(Msg::Answered(ticket, answer(reply, &query)));
    }
    assert_eq!(browser.calls, [], "calls without end");
    assert_eq!(browser.app.list().asked(), None, "loading has not ended");
    assert!(!browser.app.list().is_gathering());
    if browser.export.is_some() {
        browser.exported(Report::Written { coupons: 1, file: "~/x.csv".to_owned(), notes: Vec::new() });
    }
    assert_eq!(browser.app.export().progress(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_breaks_a_promise(
        steps in proptest::collection::vec(step(), 1..50),
        replies in proptest::collection::vec(reply(), 1..4),
        lock: bool,
    ) {
        let idle_lock = lock.then_some(Duration::from_mins(15));
        let mut browser = Browser::with(Preferences { idle_lock, ..with_profiles() }, 80, 24);
        check(&browser);
        for step in &steps {
            carry_out(&mut browser, step);
            check(&browser);
        }
        let_everything_end(&mut browser, &replies);
        check(&browser);
    }
}
