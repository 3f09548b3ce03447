//! Calls and answers: late, twice, failing, cancelled.

use std::sync::Arc;
use std::time::Duration;

use couponscope::app::remote::Slot;
use couponscope::app::{Effect, Msg, Pause};
use couponscope::domain::{Answer, Clean, Failure, FailureKind, Skew, WhyWait};
use couponscope::layout::Pane;
use jiff::Timestamp;

use crate::driver::coupons::{Shop, bad_row, page, rows, whole};
use crate::driver::{Browser, NOON, NUMBER};

#[test]
fn late_answer_of_an_older_page_is_dropped() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("o");
    let (old, _) = browser.awaited();
    browser.press("o o");
    browser.serve(&Shop::of(250));
    let before = browser.app.clone();
    browser.happen(Msg::Answered(old, Ok(Arc::new(whole(rows(900..=905))))));
    assert!(browser.app == before);
    assert_eq!(browser.effects, []);
}

#[test]
fn the_same_answer_twice_counts_once() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    let (ticket, _) = browser.awaited();
    browser.answer(whole(rows(1..=3)));
    let before = browser.app.clone();
    browser.happen(Msg::Answered(ticket, Ok(Arc::new(whole(rows(4..=9))))));
    assert!(browser.app == before);
}

#[test]
fn a_failure_ends_loading_and_keeps_the_old_rows() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("r").fail(FailureKind::Busy);
    assert_eq!(browser.app.list().asked(), None);
    assert_eq!(browser.codes().len(), 3);
    assert!(browser.toast().unwrap().starts_with("The server is busy or failing"));
}

#[test]
fn a_failure_beside_rows_shows_its_advice_whole_on_every_usual_screen() {
    for kind in FailureKind::ALL {
        let mut failure = Failure::new(kind).with_status(503).with_message(&"the server's own words ".repeat(9));
        failure.request_id = Some(Clean::new("3f1b9c42"));
        for ((width, height), keys) in [((120, 40), "r"), ((119, 30), "r"), ((80, 24), "r"), ((80, 24), "enter r")] {
            let mut browser = Browser::at(width, height).looking_up(NUMBER).served_by(&Shop::of(3));
            browser.press(keys);
            let (ticket, _) = browser.awaited();
            browser.happen(Msg::Answered(ticket, Err(failure.clone())));
            let screen = browser.screen().split_whitespace().collect::<Vec<_>>().join(" ");
            let told = format!("{}. {}", kind.sentence(), kind.advice());
            assert!(screen.contains(&told), "{width}: {told}\n{}", browser.screen());
        }
    }
}

#[test]
fn a_failure_without_rows_says_what_happened_and_what_to_try() {
    for kind in FailureKind::ALL {
        let mut browser = Browser::at(80, 24).looking_up(NUMBER);
        browser.fail(kind);
        assert!(browser.shows(kind.sentence()), "{kind:?}");
        let advice = kind.advice().split(' ').next().unwrap();
        assert!(browser.shows(advice) && browser.shows("r  ask again"), "{kind:?}");
        assert!(browser.app.list().asked().is_none());
    }
}

#[test]
fn a_failure_on_the_way_names_the_server_with_and_without_rows() {
    let failure = Failure::new(FailureKind::Unreachable).with_message("connection refused");
    let failure = failure.at(&Clean::new("127.0.0.1:8472"));
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    let (ticket, _) = browser.awaited();
    browser.happen(Msg::Answered(ticket, Err(failure.clone())));
    assert!(browser.shows("Details: 127.0.0.1:8472: connection refused"), "{}", browser.screen());
    browser.press("r").serve(&Shop::of(3));
    browser.press("r");
    let (ticket, _) = browser.awaited();
    browser.happen(Msg::Answered(ticket, Err(failure)));
    assert!(browser.shows("(127.0.0.1:8472, connection"), "{}", browser.screen());
}

#[test]
fn keys_work_on_the_old_rows_while_new_ones_load() {
    let mut browser = Browser::showing(&Shop::of(50));
    browser.press("r j j");
    assert_eq!(browser.selected(), Some("aB000003x"));
    browser.press("enter");
    assert!(browser.is_in(Pane::Detail) && browser.app.list().asked().is_some());
}

#[test]
fn a_spinner_comes_after_150_ms_and_the_seconds_after_one() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("r");
    let header = |browser: &Browser| browser.screen().lines().next().unwrap().to_owned();
    let calm = header(&browser);
    browser.wait(Duration::from_millis(149));
    assert_eq!(header(&browser), calm);
    browser.wait(Duration::from_millis(1));
    assert_ne!(header(&browser), calm);
    assert!(!header(&browser).contains(" s  "));
    browser.wait(Duration::from_secs(2));
    assert!(header(&browser).contains("2 s"), "{}", header(&browser));
}

#[test]
fn asking_again_after_a_stop_gives_the_page_that_was_asked_for_and_not_the_first() {
    for goes_wrong in [
        |browser: &mut Browser| {
            browser.press("esc");
        },
        |browser: &mut Browser| {
            browser.fail(FailureKind::Busy);
        },
    ] {
        let mut browser = Browser::showing(&Shop::of(500));
        browser.press("# 4 enter");
        goes_wrong(&mut browser);
        assert_eq!((browser.offset(), browser.app.list().asked()), (Some(0), None));
        browser.press("r");
        assert_eq!(browser.awaited().1.page.offset, 300);
        browser.serve(&Shop::of(500));
        browser.press("r");
        assert_eq!(browser.awaited().1.page.offset, 300, "then it is what is shown");
    }
}

#[test]
fn a_pause_before_the_next_try_is_counted_down_and_esc_ends_it() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.hold(FailureKind::TooManyRequests, Duration::from_secs(3));
    assert!(browser.shows("The server gets too many requests; trying again in 3 s (Esc stops)"));
    browser.wait(Duration::from_millis(1200));
    assert!(browser.shows("trying again in 2 s"));
    browser.press("esc");
    browser.wait(Duration::from_secs(5));
    assert!(!browser.shows("trying again"));
    assert_eq!(browser.app.next_wake().map(|at| at > Duration::from_mins(10)), Some(true), "only the lock is left");
}

#[test]
fn a_wait_for_a_turn_is_counted_down_and_gone_when_the_turn_has_come() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    let (ticket, _) = browser.awaited();
    let why = WhyWait::Turn { calls_a_minute: 6 };
    browser.happen(Msg::Waiting(ticket, Pause { delay: Duration::from_secs(9), why }));
    assert!(browser.shows("This profile allows 6 calls a minute; asking in 9 s (Esc stops)"), "{}", browser.screen());
    browser.wait(Duration::from_secs(4));
    assert!(browser.shows("asking in 5 s"));
    browser.wait(Duration::from_secs(5));
    assert!(!browser.shows("This profile allows") && browser.app.list().awaited() == Some(ticket));
}

#[test]
fn a_wait_that_the_server_asked_another_call_for_is_counted_down_and_esc_ends_it() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    let (ticket, _) = browser.awaited();
    let pause = Pause { delay: Duration::from_secs(30), why: WhyWait::Asked };
    browser.happen(Msg::Waiting(ticket, pause));
    assert!(browser.shows("The server asks for a wait; asking in 30 s (Esc stops)"), "{}", browser.screen());
    browser.press("esc");
    assert!(!browser.shows("asks for a wait") && browser.app.list().awaited().is_none());
    browser.press("r");
    let (ticket, _) = browser.awaited();
    browser.happen(Msg::Waiting(ticket, Pause { delay: Duration::from_secs(29), why: WhyWait::Asked }));
    assert!(browser.shows("asking in 29 s (Esc stops)"), "and not that it was stopped: {}", browser.screen());
}

#[test]
fn a_pause_of_the_page_fetched_ahead_bothers_nobody() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(250)));
    let (ticket, _) = browser.calls[0].clone();
    let failure = Failure::new(FailureKind::Busy);
    browser.happen(Msg::Waiting(ticket, Pause { delay: Duration::from_secs(9), why: failure.into() }));
    assert!(!browser.shows("trying again"));
    browser.wait(Duration::from_secs(3));
    browser.press("]");
    assert!(browser.shows("trying again in 6 s"), "until somebody waits for it: {}", browser.screen());
}

#[test]
fn the_screen_tells_as_of_when() {
    let mut browser = Browser::showing(&Shop::of(3));
    assert!(browser.shows("as of 12:00"));
    browser.wait(Duration::from_mins(3));
    assert!(browser.shows("as of 12:00"));
    browser.press("r").serve(&Shop::of(3));
    assert!(browser.shows("as of 12:03"));
}

/// An answer that came while this machine's clock was so many seconds ahead.
fn skewed(seconds: i64) -> Answer {
    let server: Timestamp = NOON.parse().unwrap();
    let here = Timestamp::from_second(server.as_second() + seconds).unwrap();
    Answer { skew: Some(Skew::between(here, server)), ..page(rows(1..=100), 0, Some(250)) }
}

#[test]
fn a_clock_that_differs_is_told_beside_the_time_until_it_is_right_again() {
    for (width, words) in [
        (120, "this clock is 12 min ahead of the server's: expiry may be wrong   as of"),
        (80, "clock 12 min ahead   as of"),
    ] {
        let mut browser = Browser::at(width, 40).looking_up(NUMBER);
        browser.answer(skewed(720));
        assert!(browser.shows(words), "{}", browser.screen());
        browser.press("j y");
        assert!(browser.shows(words), "{}", browser.screen());
        browser.press("r").answer(skewed(-3));
        assert!(!browser.shows("clock"), "{}", browser.screen());
        browser.press("r").answer(skewed(-4000)).press("r").fail(FailureKind::Busy);
        assert!(browser.shows("1 h behind"), "a failure tells no time: {}", browser.screen());
    }
}

#[test]
fn a_clock_that_differs_by_less_than_five_minutes_is_right() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(skewed(299));
    assert!(!browser.shows("clock"), "{}", browser.screen());
}

#[test]
fn the_page_fetched_ahead_tells_the_newest_time_and_a_late_answer_tells_none() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(skewed(0));
    let (ahead, _) = browser.call(Slot::Ahead).unwrap();
    browser.happen(Msg::Answered(ahead, Ok(Arc::new(skewed(720)))));
    assert!(browser.shows("clock 12 min ahead"), "{}", browser.screen());
    browser.happen(Msg::Answered(ahead, Ok(Arc::new(skewed(0)))));
    assert!(browser.shows("clock 12 min ahead"), "{}", browser.screen());
}

#[test]
fn coming_back_from_the_shell_draws_the_screen_anew() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("ctrl-z");
    assert_eq!(browser.effects, [Effect::Suspend]);
    browser.happen(Msg::Resumed);
    assert_eq!(browser.effects, [Effect::Redraw]);
}

#[test]
fn asking_again_while_the_answer_is_on_its_way_makes_no_second_call() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.press("f enter");
    assert_eq!(browser.sent.len(), 1);
}

#[test]
fn an_answer_without_rows_takes_the_keys_back_to_the_list() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("enter r").answer(page(Vec::new(), 0, Some(0)));
    assert!(browser.is_in(Pane::List) && browser.shows("This customer has no coupons."), "{}", browser.screen());
}

#[test]
fn esc_stops_waiting_and_says_how_to_go_on() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.press("esc");
    assert!(browser.calls.is_empty() && browser.app.list().asked().is_none());
    assert_eq!(browser.toast(), Some("Stopped; {reload} asks again"));
    assert!(browser.shows("The look-up was stopped."), "{}", browser.screen());
    browser.press("r").answer(whole(rows(1..=2)));
    assert_eq!(browser.codes().len(), 2);
}

#[test]
fn a_detail_of_a_row_without_an_id_begins_anew_with_every_answer() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(vec![bad_row()])).press("o enter j").answer(page(Vec::new(), 0, Some(0)));
    assert_eq!(browser.app.detail().scroll().cursor(), 0);
}

#[test]
fn a_coupon_that_a_reload_does_not_find_any_more_is_named_and_its_detail_closed() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("j enter r").answer(whole(rows([1, 3])));
    assert!(browser.is_in(Pane::List), "the detail must not become another coupon");
    assert_eq!(browser.toast(), Some("aB000002x is no longer on this page"));
    assert_eq!(browser.selected(), Some("aB000003x"), "the row that took its place");
    browser.press("j r").answer(whole(rows([1])));
    assert_eq!(browser.toast(), Some("aB000003x is no longer on this page"), "whoever copies now should know");
}

#[test]
fn a_page_that_comes_late_closes_the_detail_that_was_opened_meanwhile() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(250))).press("] enter").answer(page(rows(101..=200), 100, Some(250)));
    assert!(browser.is_in(Pane::List));
    assert_eq!(browser.toast(), Some("aB000001x is not on this page"));
}

#[test]
fn an_open_detail_stays_on_its_coupon_wherever_a_reload_brings_it() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("j enter j j r").answer(whole(rows([9, 1, 2, 3])));
    assert!(browser.is_in(Pane::Detail));
    assert_eq!((browser.selected(), browser.app.detail().scroll().cursor()), (Some("aB000002x"), 2));
    assert_eq!(browser.toast(), None);
}

#[test]
fn a_message_about_a_key_does_not_hide_the_countdown() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut browser = Browser::at(width, height).looking_up(NUMBER).served_by(&Shop::of(3));
        browser.press("r").hold(FailureKind::TooManyRequests, Duration::from_secs(9)).press("m");
        assert!(browser.shows("Personal data is shown"), "{}", browser.screen());
        assert!(browser.shows("trying again in 9 s (Esc stops)"), "{}", browser.screen());
        browser.wait(Duration::from_secs(5));
        assert!(browser.shows("in 4 s") && !browser.shows("Personal data"), "{}", browser.screen());
    }
}

#[test]
fn the_failure_of_an_earlier_try_is_not_told_any_more_when_one_asks_again() {
    let shop = Shop::of(250);
    for again in ["A", "r", "]", "s"] {
        let mut browser = Browser::showing(&shop);
        browser.press("A").fail(FailureKind::TimedOut);
        assert!(browser.toast().is_some());
        browser.press(again);
        assert_eq!(browser.toast(), None, "{again}");
    }
}
