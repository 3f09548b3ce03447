//! Loading every page: progress, no row twice, an end in all cases, and a way out.

use std::sync::Arc;
use std::time::Duration;

use couponscope::app::Msg;
use couponscope::app::remote::Slot;
use couponscope::domain::paging::MOST_KEPT;
use couponscope::domain::{Answer, Coupon, Failure, FailureKind};
use couponscope::layout::Pane;

use crate::driver::coupons::{Shop, bad_row, bad_row_of, coupon, page, row, rows};
use crate::driver::{Browser, NUMBER};

/// A browser that has shown the first of three pages and now loads everything.
fn loading_all() -> Browser {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(250))).press("A");
    browser
}

#[test]
fn a_loads_page_after_page_and_ends_at_the_total() {
    let mut browser = loading_all();
    browser.answer(page(rows(1..=100), 0, Some(250)));
    assert!(browser.shows("loading all: 100 of 250"));
    browser.answer(page(rows(101..=200), 100, Some(250)));
    assert!(browser.shows("loading all: 200 of 250"));
    browser.answer(page(rows(201..=250), 200, Some(250)));
    assert!(browser.shows("all loaded: 250 of 250") && browser.app.list().asked().is_none());
    assert_eq!(browser.codes().len(), 250);
    browser.press("A");
    assert_eq!(browser.toast(), Some("Everything is loaded"));
}

#[test]
fn one_walks_through_all_of_it_as_one_list() {
    let shop = Shop::of(250);
    let mut browser = loading_all();
    browser.serve(&shop);
    browser.press("G");
    assert_eq!(browser.selected(), Some("aB000250x"));
    browser.press("]");
    assert_eq!(browser.toast(), Some("The pages are loaded as one list"));
}

#[test]
fn rows_that_come_twice_are_shown_once() {
    let mut browser = loading_all();
    browser.answer(page(rows(1..=100), 0, Some(199)));
    browser.answer(page(rows(95..=193), 100, Some(199)));
    assert_eq!(browser.codes().len(), 193);
    assert!(browser.app.list().asked().is_none());
}

#[test]
fn it_ends_at_an_empty_page_and_at_one_without_a_new_coupon() {
    for last in [Vec::new(), rows(1..=100)] {
        let mut browser = loading_all();
        browser.answer(page(rows(1..=100), 0, None));
        browser.answer(page(last, 100, None));
        assert!(!browser.app.list().is_gathering());
        assert_eq!(browser.codes().len(), 100);
    }
}

#[test]
fn the_selection_stays_while_rows_arrive() {
    let mut browser = loading_all();
    browser.press("j j").answer(page(rows(1..=100), 0, Some(250)));
    assert_eq!(browser.selected(), Some("aB000003x"));
    browser.press("j").answer(page(rows(101..=200), 100, Some(250)));
    assert_eq!(browser.selected(), Some("aB000004x"));
}

#[test]
fn filter_and_order_say_of_how_many_loaded_rows() {
    let mut browser = loading_all();
    browser.serve(&Shop::of(250));
    browser.press("/").type_text("007").press("enter");
    assert!(browser.shows("filter (loaded 250): 007"), "{}", browser.screen());
}

#[test]
fn asking_for_something_else_ends_it() {
    let mut browser = loading_all();
    browser.press("s");
    assert!(!browser.app.list().is_gathering() && browser.call(Slot::All).is_none());
}

#[test]
fn a_server_that_repeats_rows_without_an_id_makes_no_loop() {
    let mut browser = loading_all();
    for _ in 0..3 {
        if browser.app.list().is_gathering() {
            browser.answer(page(vec![bad_row(), bad_row()], 0, Some(250)));
        }
    }
    assert!(!browser.app.list().is_gathering());
}

#[test]
fn a_list_that_became_shorter_ends_where_the_server_says_that_nothing_stands() {
    for (total, shown) in [(Some(250), "loaded 200 of 250"), (None, "all loaded: 200")] {
        let mut browser = loading_all();
        browser.answer(page(rows(1..=100), 0, total)).answer(page(rows(101..=200), 100, total));
        let mut behind = Failure::new(FailureKind::OutOfRange);
        behind.code = Some(8101);
        let (ticket, _) = browser.awaited();
        browser.happen(Msg::Answered(ticket, Err(behind)));
        assert!(browser.shows(shown) && browser.toast().is_none(), "{}", browser.screen());
        assert!(!browser.app.list().is_gathering() && browser.app.list().failure().is_none());
    }
}

#[test]
fn the_first_page_out_of_range_is_a_failure_like_any_other() {
    let mut browser = loading_all();
    let mut behind = Failure::new(FailureKind::OutOfRange);
    behind.code = Some(8101);
    let (ticket, _) = browser.awaited();
    browser.happen(Msg::Answered(ticket, Err(behind)));
    assert!(browser.app.list().failure().is_some());
}

#[test]
fn a_list_that_would_fill_the_memory_is_left_and_not_taken_for_all() {
    for total in [Some(900), None] {
        let mut browser = loading_all();
        for offset in [0, 100, 200, 300] {
            assert!(browser.app.list().is_gathering());
            let answer = page(rows(offset + 1..=offset + 100), offset, total);
            browser.answer(Answer { bytes: MOST_KEPT / 4, ..answer });
        }
        assert!(!browser.app.list().is_gathering());
        assert!(browser.shows("loaded 400") && !browser.shows("all loaded"), "{}", browser.screen());
        assert_eq!(browser.toast(), Some("The list is larger than 256 MiB, the most that is kept"));
    }
}

#[test]
fn a_failure_on_the_way_keeps_what_came_and_says_so() {
    let mut browser = loading_all();
    browser.answer(page(rows(1..=100), 0, Some(250))).fail(FailureKind::TimedOut);
    assert!(browser.app.list().asked().is_none() && browser.codes().len() == 100);
    assert!(browser.toast().unwrap().starts_with("The server did not answer in time"));
    assert!(!browser.shows("all loaded"));
}

#[test]
fn esc_stops_it_and_what_came_stays_without_a_claim_to_be_all() {
    let mut browser = loading_all();
    browser.answer(page(rows(1..=100), 0, Some(250))).press("esc");
    assert!(!browser.app.list().is_gathering() && browser.call(Slot::All).is_none());
    assert_eq!(browser.codes().len(), 100);
    assert!(!browser.shows("all loaded") && browser.shows("loaded 100 of 250"), "{}", browser.screen());
}

#[test]
fn a_stale_answer_changes_nothing_while_everything_is_loaded() {
    let mut browser = loading_all();
    let (old, _) = browser.call(Slot::All).unwrap();
    browser.answer(page(rows(1..=100), 0, Some(250)));
    browser.pass(Duration::from_millis(50));
    browser.happen(Msg::Wake);
    let before = browser.app.clone();
    browser.happen(Msg::Answered(old, Ok(Arc::new(page(rows(900..=990), 0, None)))));
    assert!(browser.app == before && browser.effects.is_empty());
}

#[test]
fn it_ends_where_the_total_is_passed_and_says_that_there_may_be_more() {
    let mut browser = loading_all();
    for page_number in 0..3 {
        let offset = page_number * 100;
        assert!(browser.app.list().is_gathering(), "{offset}");
        browser.answer(page(rows(offset + 1..=offset + 100), offset, Some(250)));
    }
    assert!(!browser.app.list().is_gathering() && browser.codes().len() == 300);
    assert!(
        browser.shows("announced 250 coupons and sent more") && !browser.shows("all loaded"),
        "{}",
        browser.screen()
    );
}

#[test]
fn rows_without_an_id_are_loaded_to_the_total() {
    let bad = |from: u64| (from..from + 100).map(bad_row_of).collect::<Vec<_>>();
    let mut browser = loading_all();
    for offset in [0, 100] {
        browser.answer(page(bad(offset), offset, Some(250)));
        assert!(browser.app.list().is_gathering(), "{offset}");
    }
    browser.answer(page(bad(200).into_iter().take(50).collect(), 200, Some(250)));
    assert!(browser.shows("all loaded: 250 of 250"), "{}", browser.screen());
}

#[test]
fn walking_ends_at_the_total_however_many_the_server_sends() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    for offset in [0, 100, 200] {
        browser.answer(page(rows(offset + 1..=offset + 100), offset, Some(250)));
        browser.press("]");
    }
    assert_eq!(browser.selected(), Some("aB000201x"), "{}", browser.screen());
    assert!(browser.calls.is_empty(), "nothing lies behind the last page");
}

#[test]
fn a_row_without_an_id_stays_under_the_cursor_while_rows_arrive() {
    let mut shop = Shop::of(300);
    shop.entries[2] = row(Coupon { id: None, ..coupon(3) });
    let mut browser = Browser::showing(&shop);
    browser.press("A");
    let first = shop.answer(&browser.awaited().1);
    browser.answer(first).press("j j enter j j");
    let line = browser.app.detail().scroll().cursor();
    assert_eq!((browser.selected(), line), (Some("aB000003x"), 2));
    browser.serve(&shop);
    assert_eq!((browser.codes().len(), browser.selected()), (300, Some("aB000003x")));
    assert_eq!(browser.app.detail().scroll().cursor(), line);
}

#[test]
fn it_goes_on_where_it_was_stopped_and_r_begins_anew() {
    let shop = Shop::of(500);
    let mut browser = Browser::showing(&shop);
    browser.press("A");
    for _ in 0..2 {
        let answer = shop.answer(&browser.awaited().1);
        browser.answer(answer);
    }
    assert!(browser.shows("Esc stops"), "{}", browser.screen());
    browser.press("esc");
    assert_eq!(browser.toast(), Some("Stopped; {load-all} goes on"));
    browser.press("A");
    assert_eq!((browser.awaited().1.page.offset, browser.codes().len()), (200, 200));
    browser.serve(&shop);
    assert_eq!(browser.codes().len(), 500);
    browser.press("r");
    assert_eq!(browser.awaited().1.page.offset, 0);
}

#[test]
fn a_server_that_repeats_its_first_page_is_not_taken_for_all() {
    let mut browser = Browser::at(120, 40).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(200))).press("A");
    browser.answer(page(rows(1..=100), 0, Some(200))).answer(page(rows(1..=100), 0, Some(200)));
    assert!(browser.shows("loaded 100 of 200") && !browser.shows("all loaded"), "{}", browser.screen());
}

#[test]
fn a_filter_that_was_on_its_way_goes_with_the_loading_that_is_stopped() {
    let shop = Shop::of(500);
    let mut browser = Browser::showing(&shop);
    browser.press("s A esc");
    assert_eq!(browser.app.list().filter().status, None);
    browser.press("# 3 enter");
    assert_eq!((browser.awaited().1.filter.status, browser.awaited().1.page.offset), (None, 200));
}

#[test]
fn after_everything_was_loaded_r_means_that_and_not_an_earlier_failure() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("s").fail(FailureKind::Busy).press("A").serve(&shop);
    browser.press("r");
    assert_eq!((browser.awaited().1.filter.status, browser.awaited().1.page.offset), (None, 0));
}

#[test]
fn a_reload_of_everything_keeps_the_rows_and_the_coupon_one_looks_at_until_it_has_come() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("A").serve(&shop);
    browser.press("G enter");
    browser.wait(Duration::from_mins(3));
    browser.press("r").answer(page(rows(1..=100), 0, Some(250)));
    assert_eq!((browser.codes().len(), browser.selected()), (250, Some("aB000250x")), "the old rows stay");
    assert!(browser.shows("as of 12:00"), "{}", browser.screen());
    browser.press("y");
    assert_eq!(browser.copied, ["aB000250x"]);
    browser.serve(&shop);
    assert_eq!((browser.codes().len(), browser.selected()), (250, Some("aB000250x")));
    assert!(browser.is_in(Pane::Detail) && browser.shows("as of 12:03"), "{}", browser.screen());
}

#[test]
fn a_reload_of_everything_says_how_far_it_is_and_how_it_is_stopped() {
    let shop = Shop::of(250);
    let mut browser = Browser::at(120, 40).looking_up(NUMBER).served_by(&shop);
    browser.press("A").serve(&shop);
    browser.press("r").answer(page(rows(1..=100), 0, Some(250)));
    assert!(browser.shows("all loaded: 250 of 250"), "{}", browser.screen());
    assert!(browser.shows("loading anew: 100 of 250") && browser.shows("Esc stops"), "{}", browser.screen());
}

#[test]
fn a_reload_of_everything_that_fails_or_is_stopped_takes_nothing_away() {
    for stops in [false, true] {
        let shop = Shop::of(250);
        let mut browser = Browser::showing(&shop);
        browser.press("A").serve(&shop);
        browser.press("G r").answer(page(rows(1..=100), 0, Some(250)));
        if stops {
            browser.press("esc");
            assert_eq!(browser.toast(), Some("Stopped; what was loaded before stays, {reload} asks again"));
        } else {
            browser.fail(FailureKind::TimedOut);
            assert!(browser.toast().unwrap().starts_with("The server did not answer in time"));
        }
        assert_eq!((browser.codes().len(), browser.selected()), (250, Some("aB000250x")));
        assert!(!browser.app.list().is_gathering() && browser.calls.is_empty());
        assert!(browser.shows("all loaded: 250 of 250"), "{}", browser.screen());
        browser.press("r").serve(&shop);
        assert_eq!(browser.codes().len(), 250);
    }
}

#[test]
fn a_reload_key_that_is_held_down_does_not_begin_everything_over_and_over() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("A").serve(&shop);
    browser.press("r").answer(page(rows(1..=100), 0, Some(250))).press("r r");
    assert_eq!(browser.awaited().1.page.offset, 100);
}

#[test]
fn a_list_that_became_shorter_is_shown_once_its_reload_has_come_to_its_end() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("A").serve(&shop);
    browser.press("r").serve(&Shop::of(120));
    assert!(browser.shows("all loaded: 120 of 120"), "{}", browser.screen());
}

#[test]
fn loading_all_from_a_later_page_keeps_the_coupon_that_is_selected_there() {
    let shop = Shop::of(500);
    let mut browser = Browser::showing(&shop);
    browser.press("]").serve(&shop);
    browser.press("j j A").answer(page(rows(1..=100), 0, Some(500)));
    assert_eq!((browser.codes().len(), browser.selected()), (100, Some("aB000103x")), "its page stays");
    browser.answer(page(rows(101..=200), 100, Some(500)));
    assert_eq!((browser.codes().len(), browser.selected()), (200, Some("aB000103x")), "then all that came");
    browser.serve(&shop);
    assert_eq!((browser.codes().len(), browser.selected()), (500, Some("aB000103x")));
}

#[test]
fn a_row_without_an_id_stays_selected_through_a_reload_of_everything() {
    let mut shop = Shop::of(250);
    shop.entries[210] = row(Coupon { id: None, ..coupon(211) });
    let mut browser = Browser::showing(&shop);
    browser.press("A").serve(&shop);
    browser.press("/").type_text("000211").press("enter esc");
    assert_eq!(browser.selected(), Some("aB000211x"));
    browser.press("r").serve(&shop);
    assert_eq!(browser.selected(), Some("aB000211x"));
}

#[test]
fn a_coupon_that_is_gone_after_a_reload_of_everything_is_named() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("A").serve(&shop);
    browser.press("G enter r").serve(&Shop::of(249));
    assert!(browser.is_in(Pane::List));
    assert_eq!(browser.toast(), Some("aB000250x is no longer in this list"));
    assert_eq!(browser.selected(), Some("aB000249x"), "the eye stays where it was");
}

#[test]
fn a_page_that_comes_again_as_it_was_is_kept_once() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    let newest = |browser: &Browser| Arc::clone(browser.app.list().shown().unwrap().1.answer().unwrap());
    browser.press("A").serve(&shop);
    let before = newest(&browser);
    browser.press("r").serve(&shop);
    assert!(Arc::ptr_eq(&before, &newest(&browser)));
    let mut changed = shop.clone();
    changed.entries[249] = row(Coupon { redemptions_left: Some(0), ..coupon(250) });
    browser.press("r").serve(&changed);
    assert!(!Arc::ptr_eq(&before, &newest(&browser)) && browser.shows("249 redeemable"), "{}", browser.screen());
}
