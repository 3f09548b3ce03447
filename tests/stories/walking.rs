//! Walking from row to row past the edge of a page, however long the next one takes.

use couponscope::app::remote::Slot;
use couponscope::app::{Effect, Preferences};
use couponscope::domain::FailureKind;
use couponscope::layout::Pane;
use proptest::prelude::*;
use proptest::sample::select;

use crate::driver::coupons::{Shop, page, rows};
use crate::driver::{Browser, NUMBER};

/// A browser that shows the first of three pages; the second is on its way.
fn first_of_three() -> Browser {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(250)));
    browser
}

fn second() -> couponscope::domain::Answer {
    page(rows(101..=200), 100, Some(250))
}

#[test]
fn a_screen_down_at_the_last_row_walks_into_the_next_page_and_a_screen_up_back() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("G pagedown");
    assert_eq!(browser.selected(), Some("aB000101x"));
    browser.press("pageup");
    assert_eq!(browser.selected(), Some("aB000100x"));
    browser.press("k pagedown");
    assert_eq!(browser.selected(), Some("aB000100x"), "first to the edge");
}

#[test]
fn the_ends_of_the_page_are_no_way_out_of_it() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("G G");
    assert_eq!(browser.selected(), Some("aB000100x"));
    browser.press("] g g");
    assert_eq!(browser.selected(), Some("aB000101x"));
}

#[test]
fn a_step_that_is_taken_back_before_the_page_comes_leaves_the_cursor_where_it_was() {
    for back in ["k", "up", "pageup"] {
        let mut browser = first_of_three();
        browser.press("G j").press(back);
        assert_eq!(browser.app.list().asked(), None, "{back}");
        let (ahead, _) = browser.call(Slot::Ahead).expect("the page is fetched ahead as before");
        browser.happen(couponscope::app::Msg::Answered(ahead, Ok(std::sync::Arc::new(second()))));
        assert_eq!(browser.selected(), Some("aB000100x"), "{back}");
        browser.press("j");
        assert_eq!(browser.selected(), Some("aB000101x"), "and is there when it is wanted");
    }
}

#[test]
fn twenty_keys_in_pages_of_one_row_end_on_the_twenty_first_row() {
    let preferences = Preferences { page_size: 1, ..Preferences::default() };
    let shop = Shop::of(250);
    let mut browser = Browser::with(preferences, 80, 24).looking_up(NUMBER).served_by(&shop);
    for _ in 0..20 {
        browser.press("j");
    }
    browser.serve(&shop);
    assert_eq!(browser.selected(), Some("aB000021x"));
}

#[test]
fn whoever_does_something_with_a_row_stays_on_it() {
    for keys in ["y", "space", "enter", "v", "J"] {
        let mut browser = first_of_three();
        browser.press("G j j").press(keys).serve(&Shop::of(250));
        assert_eq!(browser.selected(), Some("aB000100x"), "{keys}");
    }
}

#[test]
fn a_key_of_another_kind_ends_the_steps_and_the_page_still_comes() {
    let mut browser = first_of_three();
    browser.press("G j j j m").answer(second());
    assert_eq!(browser.selected(), Some("aB000101x"));
}

#[test]
fn a_walk_that_fails_or_is_stopped_takes_its_steps_with_it() {
    for stops in [false, true] {
        let mut browser = first_of_three();
        browser.press("G j j j");
        if stops {
            browser.press("esc");
        } else {
            browser.fail(FailureKind::Busy);
        }
        assert_eq!(browser.selected(), Some("aB000100x"));
        browser.press("r").answer(second());
        assert_eq!(browser.selected(), Some("aB000101x"));
    }
}

#[test]
fn a_walk_in_the_list_leaves_no_step_for_the_detail() {
    let mut browser = first_of_three();
    browser.press("G j j enter j");
    assert!(browser.is_in(Pane::Detail) && browser.app.detail().scroll().cursor() == 1);
    assert!(!browser.effects.iter().any(|effect| matches!(effect, Effect::Call(..))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// With a total, so that no page is walked into that has no rows.
    #[test]
    fn where_a_walk_ends_is_a_matter_of_the_keys_and_not_of_the_servers_speed(
        keys in proptest::collection::vec((select(vec!["j", "k", "pagedown", "pageup", "g", "G"]), 0usize..3), 0..40),
        page_size in select(vec![1, 2, 7, 100]),
    ) {
        let shop = Shop::of(23);
        let start = || {
            let preferences = Preferences { page_size, ..Preferences::default() };
            Browser::with(preferences, 80, 12).looking_up(NUMBER).served_by(&shop)
        };
        let (mut fast, mut slow) = (start(), start());
        for (key, answers) in keys {
            fast.press(key).serve(&shop);
            slow.press(key);
            for _ in 0..answers {
                if let Some((ticket, query)) = slow.calls.first().cloned() {
                    let answer = shop.answer(&query);
                    slow.happen(couponscope::app::Msg::Answered(ticket, Ok(std::sync::Arc::new(answer))));
                }
            }
        }
        slow.serve(&shop);
        prop_assert_eq!(slow.selected(), fast.selected());
        prop_assert_eq!(slow.app.list().scroll(), fast.app.list().scroll());
    }
}
