//! Personal data: masked, and gone after a while.

use std::time::Duration;

use couponscope::app::{Action, Msg, Preferences};
use couponscope::domain::{Clean, Identifier};
use couponscope::layout::Pane;

use crate::driver::coupons::{Shop, page, rows, whole};
use crate::driver::{Browser, NUMBER};

const LOCK: Duration = Duration::from_mins(15);
/// Looked up in an earlier session.
const EARLIER: &str = "918860000007";
const ALMOST: Duration = Duration::from_secs(15 * 60 - 1);

#[test]
fn numbers_and_addresses_are_hidden_until_m_shows_them() {
    for (width, height) in [(120, 40), (80, 24)] {
        let mut browser = Browser::at(width, height).looking_up(NUMBER).served_by(&Shop::of(3));
        assert!(!browser.shows(NUMBER) && !browser.shows("vera@"), "{width}");
        browser.press("m");
        assert!(browser.shows(NUMBER), "{width}\n{}", browser.screen());
        browser.press("m");
        assert!(!browser.shows(NUMBER));
    }
}

#[test]
fn an_address_that_was_there_masked_is_there_in_full_where_shorter_counts_leave_it_room() {
    let mut browser = Browser::showing(&Shop::of(100));
    assert!(browser.shows("v•••@e•••.org    100 redeemable · 0 soon, of 100 loaded"), "{}", browser.screen());
    browser.press("m");
    let line = "Vera Lind  918860000001  vera@example.org          100 redeemable, of 100 loaded";
    assert!(browser.shows(line), "{}", browser.screen());
    browser.resize(120, 40);
    assert!(browser.shows("vera@example.org  id 345635529") && browser.shows("0 redeemed"), "{}", browser.screen());
}

#[test]
fn an_address_that_no_count_leaves_room_for_costs_no_count() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    let mut answer = whole(rows(1..=3));
    answer.customers[0].customer.email = Some(Clean::new("a.very.long.address.of.vera.lind@example.org"));
    browser.answer(answer).press("m");
    let line = "Vera Lind  918860000001                       3 redeemable · 0 soon, of 3 loaded";
    assert!(browser.shows(line), "{}", browser.screen());
}

#[test]
fn the_search_line_shows_what_is_typed_and_hides_what_was_looked_up() {
    let mut browser = Browser::at(120, 40);
    browser.type_text(NUMBER);
    assert!(browser.shows(NUMBER));
    browser.press("enter");
    assert!(!browser.shows(NUMBER) && browser.shows("91••••••••01"));
    let given = Browser::at(120, 40).looking_up(NUMBER);
    assert!(!given.shows(NUMBER));
}

#[test]
fn while_a_look_up_runs_the_number_is_hidden_in_its_sentence_too() {
    let browser = Browser::at(80, 24).looking_up(NUMBER);
    assert!(browser.shows("Looking up 91••••••••01 …"));
}

/// Somebody who is looked up, with all that a session can come to know.
struct Person {
    number: &'static str,
    earlier: &'static str,
    name: &'static str,
    ids: std::ops::Range<u64>,
    words: &'static str,
    typed: &'static str,
}

const OTTO: Person = Person {
    number: "4477009001234",
    earlier: "otto.senior@example.net",
    name: "Otto",
    ids: 1..4,
    words: "Offer",
    typed: "otto@example.net",
};
const VERA: Person = Person {
    number: "918860000001",
    earlier: "vera.senior@example.org",
    name: "Vera",
    ids: 101..104,
    words: "series",
    typed: "vera@example.org",
};

/// A session with marks, a filter, words looked for in the detail, and a copy.
fn session(person: &Person) -> Browser {
    let recent = vec![Identifier::parse(person.earlier).unwrap()];
    let mut browser = Browser::with(Preferences { recent, ..Preferences::default() }, 80, 24);
    browser.type_text(person.number).press("enter");
    let mut answer = whole(rows(person.ids.clone()));
    answer.customers[0].customer.firstname = Some(Clean::new(person.name));
    answer.customers[0].customer.mobile = Some(Clean::new(person.number));
    browser.answer(answer).press("space m /").type_text(person.words).press("enter y enter /");
    browser.type_text(person.words).press("enter esc");
    browser
}

#[test]
fn after_fifteen_minutes_nothing_tells_whom_the_session_was_about() {
    // what stands in front, or has the focus, when the lock falls
    for last in ["f", "v", "Y", "enter", "enter J", "/", ":", "r", "ctrl-l", "e"] {
        let [mut otto, mut vera] = [OTTO, VERA].map(|person| {
            let mut browser = session(&person);
            browser.press(last);
            if last == "f" {
                browser.type_text(person.typed);
            }
            browser
        });
        assert!(otto.app != vera.app);
        for browser in [&mut otto, &mut vera] {
            browser.wait(LOCK + Duration::from_secs(10));
            assert!(browser.is_in(Pane::Search) && browser.app.is_masked() && browser.app.is_locked(), "{last}");
        }
        // told without the two states, which are as long as a book
        assert!(otto.app == vera.app, "something of the customer is kept, with {last}");
        assert_eq!(otto.screen(), vera.screen(), "{last}");
    }
}

#[test]
fn earlier_look_ups_are_in_the_search_pane_alone_so_that_they_go_with_it() {
    let browser = session(&OTTO);
    assert_eq!(browser.app.search().recent().len(), 2);
    assert!(browser.app.preferences().recent.is_empty());
}

#[test]
fn a_call_under_way_is_given_up_at_the_lock() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.pass(LOCK);
    browser.happen(Msg::Wake);
    assert!(browser.calls.is_empty() && browser.app.list().who().is_none());
}

#[test]
fn every_key_puts_the_lock_off() {
    let mut browser = Browser::showing(&Shop::of(3));
    for _ in 0..4 {
        browser.wait(ALMOST);
        browser.press("j");
    }
    assert_eq!(browser.codes().len(), 3);
}

#[test]
fn a_key_that_comes_after_the_time_finds_the_customer_gone() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.pass(LOCK * 2);
    browser.press("y");
    assert!(browser.copied.is_empty() && browser.app.list().who().is_none());
}

#[test]
fn the_lock_waits_while_everything_is_loaded() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(250))).press("A");
    browser.wait(LOCK * 2);
    assert!(browser.app.list().is_gathering());
    browser.serve(&Shop::of(250));
    browser.wait(ALMOST);
    assert_eq!(browser.codes().len(), 250, "the time begins with the last page");
    browser.wait(Duration::from_secs(1));
    assert!(browser.codes().is_empty());
}

#[test]
fn without_a_lock_nothing_ever_goes() {
    let preferences = Preferences { idle_lock: None, ..Preferences::default() };
    let mut browser = Browser::with(preferences, 80, 24).looking_up(NUMBER).served_by(&Shop::of(3));
    browser.wait(LOCK * 20);
    assert_eq!(browser.codes().len(), 3);
}

#[test]
fn with_nobody_looked_up_and_nothing_typed_there_is_nothing_to_wait_for() {
    let browser = Browser::at(80, 24);
    assert_eq!(browser.app.next_wake(), None);
}

#[test]
fn a_mask_that_the_configuration_leaves_off_is_off_again_after_the_lock() {
    let mut browser = Browser::with(Preferences { mask: false, ..Preferences::default() }, 80, 24);
    browser.act(Action::ToggleMask).type_text("x");
    browser.wait(LOCK + Duration::from_secs(1));
    assert!(!browser.app.is_masked());
}

/// A browser that has earlier look-ups below its search line, and nobody looked up.
fn with_earlier_look_ups(mask: bool) -> Browser {
    let recent = vec![Identifier::parse(EARLIER).unwrap()];
    Browser::with(Preferences { mask, recent, ..Preferences::default() }, 80, 24)
}

#[test]
fn earlier_look_ups_shown_in_full_go_at_the_lock_and_with_one_wake_up() {
    let by_configuration = with_earlier_look_ups(false);
    let mut by_hand = with_earlier_look_ups(true);
    by_hand.press("f1 m").wait(Duration::from_secs(10));
    for mut browser in [by_configuration, by_hand] {
        assert!(browser.shows(EARLIER), "{}", browser.screen());
        assert_eq!(browser.wait(Duration::from_hours(1)), 1);
        assert!(!browser.shows(EARLIER) && browser.app.search().recent().is_empty(), "{}", browser.screen());
        assert!(browser.app.is_locked());
    }
}

#[test]
fn what_the_configuration_hides_is_hidden_again_at_the_lock_though_nobody_was_looked_up() {
    let mut browser = Browser::at(80, 24);
    browser.press("f1 m").wait(LOCK + Duration::from_secs(10));
    assert!(browser.app.is_masked());
}

#[test]
fn a_number_typed_into_the_palette_goes_at_the_lock() {
    for last in ["ctrl-l", "esc"] {
        let mut browser = Browser::at(80, 24);
        browser.press("f1 :").type_text(EARLIER).press(last);
        assert_eq!(browser.wait(LOCK * 2), 1, "{last}");
        browser.press("f1 :");
        assert!(!browser.shows(EARLIER), "{last}\n{}", browser.screen());
    }
}

#[test]
fn earlier_look_ups_that_are_hidden_or_without_a_lock_wake_nobody() {
    let unlocked = Preferences { idle_lock: None, mask: false, ..Preferences::default() };
    let recent = vec![Identifier::parse(EARLIER).unwrap()];
    let unlocked = Browser::with(Preferences { recent, ..unlocked }, 80, 24);
    for mut browser in [with_earlier_look_ups(true), unlocked] {
        assert_eq!(browser.wait(Duration::from_hours(1)), 0);
        assert_eq!(browser.app.search().recent().len(), 1);
    }
}

#[test]
fn the_lock_wakes_the_browser_once() {
    let mut browser = Browser::showing(&Shop::of(3));
    assert_eq!(browser.wait(Duration::from_hours(1)), 1);
}

#[test]
fn the_lock_says_why_the_screen_is_empty_until_the_next_key() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.wait(LOCK * 3);
    assert!(browser.shows("Locked after a while without a key: nothing of the customer is kept"));
    browser.type_text("9");
    assert!(!browser.shows("Locked after"));
}

#[test]
fn changing_the_kind_shows_nothing_that_was_hidden() {
    let mut browser = Browser::at(120, 40).looking_up(NUMBER).served_by(&Shop::of(3));
    browser.press("f ctrl-t");
    assert!(!browser.shows("918860000001") && browser.shows("91••••••••01"), "{}", browser.screen());
    browser.press("esc");
    assert!(browser.shows("mobile") && !browser.shows("918860000001"), "the kind is the one that was looked up");
    let recent = vec![Identifier::parse("918860000007").unwrap()];
    let mut browser = Browser::with(Preferences { recent, ..Preferences::default() }, 80, 24);
    browser.press("down ctrl-t");
    assert!(!browser.shows("918860000007"), "{}", browser.screen());
}

#[test]
fn what_is_typed_is_hidden_once_the_line_is_left() {
    let mut browser = Browser::at(120, 40).looking_up("ann@example.com").served_by(&Shop::of(3));
    browser.press("f left x");
    assert!(browser.shows("ann@example.coxm"));
    browser.press("esc");
    assert!(!browser.shows("ann@example"), "{}", browser.screen());
    browser.press("f");
    assert!(browser.shows("ann@example.coxm"), "and stays what was typed");
}
