//! From page to page: fetched ahead, by key, past the edge, by number.

use std::sync::Arc;
use std::time::Duration;

use couponscope::app::export::Coupons;
use couponscope::app::remote::Slot;
use couponscope::app::{Effect, Msg};
use couponscope::domain::{FailureKind, Identifier};

use crate::driver::coupons::{Shop, page, rows};
use crate::driver::{Browser, NUMBER};

/// A browser that shows the first of three pages; the second is on its way.
fn first_of_three() -> Browser {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(250)));
    browser
}

#[test]
fn the_next_page_is_fetched_ahead_and_then_shown_without_a_call_for_it() {
    let mut browser = Browser::showing(&Shop::of(250));
    assert_eq!(browser.sent.iter().map(|query| query.page.offset).collect::<Vec<_>>(), [0, 100]);
    browser.press("]");
    assert_eq!((browser.offset(), browser.selected()), (Some(100), Some("aB000101x")));
    assert_eq!(browser.sent.last().unwrap().page.offset, 200, "only the page after it is asked for");
    assert!(browser.shows("page 2 of 3, 101–200 of 250"));
}

#[test]
fn a_page_that_is_on_its_way_is_waited_for_and_not_asked_for_again() {
    let mut browser = first_of_three();
    let (ahead, _) = browser.call(Slot::Ahead).unwrap();
    browser.press("]");
    assert_eq!(browser.sent.len(), 2);
    assert_eq!(browser.effects, [Effect::Hurry(ahead)], "it goes before whatever else can wait");
    browser.answer(page(rows(101..=200), 100, Some(250)));
    assert_eq!(browser.offset(), Some(100));
}

#[test]
fn walking_past_the_last_row_goes_to_the_first_of_the_next_page_and_back_again() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("G j");
    assert_eq!((browser.offset(), browser.selected()), (Some(100), Some("aB000101x")));
    browser.press("k");
    assert_eq!((browser.offset(), browser.selected()), (Some(0), Some("aB000100x")));
}

#[test]
fn the_walk_ends_at_both_ends() {
    let mut browser = Browser::showing(&Shop::of(130));
    browser.press("k");
    assert_eq!(browser.selected(), Some("aB000001x"));
    browser.press("] G j j");
    assert_eq!((browser.offset(), browser.selected()), (Some(100), Some("aB000130x")));
}

#[test]
fn the_first_and_the_last_page_say_that_they_are() {
    let mut browser = Browser::showing(&Shop::of(130));
    browser.press("[");
    assert_eq!(browser.toast(), Some("This is the first page"));
    browser.press("] ]");
    assert_eq!(browser.toast(), Some("This is the last page"));
}

#[test]
fn a_page_is_gone_to_by_its_number() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("# 3 enter").serve(&Shop::of(250));
    assert!(browser.offset() == Some(200) && browser.shows("page 3 of 3, 201–250 of 250"));
}

#[test]
fn a_page_that_is_not_there_is_refused_with_those_that_are() {
    let mut browser = Browser::showing(&Shop::of(250));
    for number in ["0", "4", "x", "99999999999999999999999"] {
        browser.press("#").type_text(number).press("enter");
        assert_eq!(browser.toast(), Some("The pages are 1 to 3"), "{number}");
    }
    assert_eq!(browser.offset(), Some(0));
}

#[test]
fn a_server_that_sends_smaller_pages_than_asked_for_is_followed_row_by_row() {
    let shop = Shop { most: 40, ..Shop::of(100) };
    let mut browser = Browser::showing(&shop);
    browser.press("]").serve(&shop);
    assert_eq!((browser.offset(), browser.selected()), (Some(40), Some("aB000041x")));
    browser.press("]").serve(&shop);
    assert_eq!((browser.offset(), browser.codes().len()), (Some(80), 20));
    browser.press("[ [").serve(&shop);
    assert_eq!(browser.offset(), Some(0));
}

#[test]
fn without_a_total_an_empty_page_is_the_end() {
    let shop = Shop { total: None, ..Shop::of(100) };
    let mut browser = Browser::showing(&shop);
    browser.press("]").serve(&shop);
    assert!(browser.shows("There are no further coupons."));
    browser.press("[");
    assert_eq!(browser.codes().len(), 100);
}

#[test]
fn a_row_that_came_twice_because_the_list_moved_is_shown_once_with_a_note() {
    let mut browser = first_of_three();
    browser.press("]").answer(page(rows(99..=198), 100, Some(251)));
    assert_eq!(browser.selected(), Some("aB000101x"));
    assert!(browser.shows("The list moved while it was paged; shown once although they came twice: 2"));
}

#[test]
fn a_server_that_ignores_the_offset_repeats_nothing_on_the_screen() {
    let mut browser = first_of_three();
    browser.press("]").answer(page(rows(1..=100), 0, Some(250)));
    assert!(browser.codes().is_empty());
    browser.press("[");
    assert_eq!(browser.codes().len(), 100);
}

#[test]
fn a_reload_or_look_up_that_failed_loses_no_page_so_that_a_repeated_one_is_still_known() {
    for again in ["r", "f enter"] {
        for stops in [false, true] {
            let mut browser = first_of_three();
            browser.press(again);
            if stops {
                browser.press("esc");
            } else {
                browser.fail(FailureKind::Busy);
            }
            browser.press("]").answer(page(rows(1..=100), 0, Some(250)));
            assert!(browser.codes().is_empty(), "{again}: page 1 stands under the name of page 2");
            browser.wait(Duration::from_secs(5));
            assert!(browser.shows("The list moved while it was paged"), "{}", browser.screen());
        }
    }
}

#[test]
fn a_reload_asks_the_server_and_what_it_brings_replaces_all_pages_loaded_before() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("] r");
    let asked = browser.sent.len();
    browser.serve(&shop);
    browser.press("[");
    assert!(browser.sent.len() > asked && browser.awaited().1.page.offset == 0, "page 1 is older than page 2");
}

#[test]
fn a_page_that_failed_ahead_is_asked_for_when_it_is_wanted() {
    let mut browser = first_of_three();
    let (ticket, _) = browser.call(Slot::Ahead).unwrap();
    let failure = couponscope::domain::Failure::new(FailureKind::Busy);
    browser.happen(Msg::Answered(ticket, Err(failure)));
    assert_eq!((browser.toast(), browser.app.list().asked()), (None, None));
    browser.press("]");
    assert_eq!(browser.awaited().1.page.offset, 100);
}

#[test]
fn a_key_held_at_the_edge_does_not_start_the_call_over_and_over() {
    let mut browser = first_of_three();
    browser.press("G j j j j j");
    assert_eq!(browser.sent.len(), 2, "one for each page");
    browser.answer(page(rows(101..=200), 100, Some(250)));
    assert_eq!(browser.selected(), Some("aB000105x"), "and each key counts");
}

#[test]
fn a_key_that_turns_pages_counts_each_time_it_is_pressed() {
    let mut browser = Browser::showing(&Shop::of(600));
    browser.press("] ] ]");
    assert_eq!(browser.awaited().1.page.offset, 300);
    browser.press("[");
    assert_eq!(browser.awaited().1.page.offset, 200);
    browser.press("] ] ] ] ] ]");
    assert_eq!((browser.awaited().1.page.offset, browser.toast()), (500, Some("This is the last page")));
    browser.serve(&Shop::of(600));
    assert_eq!(browser.codes()[0], "aB000501x");
}

#[test]
fn a_total_that_changes_from_page_to_page_is_the_newest_one_told() {
    let mut browser = first_of_three();
    browser.press("]").answer(page(rows(101..=200), 100, Some(200)));
    assert!(browser.shows("page 2 of 2, 101–200 of 200"), "{}", browser.screen());
    browser.press("]");
    assert_eq!(browser.toast(), Some("This is the last page"));
    browser.press("r").answer(page(rows(101..=200), 100, None));
    assert!(browser.shows("page 2, 101–200"), "{}", browser.screen());
    browser.press("]").answer(page(Vec::new(), 200, Some(3)));
    assert!(browser.shows("There are no further coupons."), "{}", browser.screen());
}

#[test]
fn an_absurd_total_breaks_nothing() {
    let shop = Shop { total: Some(u64::MAX), ..Shop::of(250) };
    let mut browser = Browser::showing(&shop);
    browser.press("#").type_text(&(u64::MAX / 100 + 1).to_string()).press("enter");
    browser.answer(page(rows(1..=100), 0, Some(u64::MAX)));
    browser.press("j ] G");
    assert!(!browser.screen().is_empty());
}

#[test]
fn while_a_page_is_on_its_way_the_reason_is_a_true_one() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, None)).press("] ]");
    assert_eq!(browser.toast(), Some("The page after that is known when it has come"));
    let mut browser = Browser::showing(&Shop::of(600));
    browser.press("# 4 enter {");
    assert_eq!((browser.offset(), browser.app.list().asked().is_some()), (Some(0), false), "back to the first one");
}

#[test]
fn a_page_past_the_end_says_how_to_go_on_and_everything_can_be_loaded_or_written_from_there() {
    let shop = Shop::of(250);
    let mut browser = Browser::at(80, 24);
    let effects = browser.app.open(Identifier::parse(NUMBER).unwrap(), 300);
    let Effect::Call(ticket, query) = effects[0].clone() else { panic!("{effects:?}") };
    browser.happen(Msg::Answered(ticket, Ok(Arc::new(shop.answer(&query)))));
    assert!(browser.shows("There are no further coupons."), "{}", browser.screen());
    assert!(browser.shows("{ shows the first page, [ the one before, A loads all."), "{}", browser.screen());
    let footer = browser.screen().lines().last().unwrap().to_owned();
    assert!(footer.contains("[ page back") && footer.contains("A load all"), "{footer}");
    let mut exports = browser.clone();
    exports.press("e down down enter enter");
    assert!(matches!(exports.export.unwrap().1.coupons, Coupons::EveryPage(_)));
    browser.press("A").answer(page(rows(1..=100), 0, Some(250)));
    assert_eq!(browser.codes().len(), 100, "an empty page gives way at once");
    browser.serve(&shop);
    assert!(browser.shows("all loaded: 250 of 250"), "{}", browser.screen());
}

#[test]
fn on_a_page_past_the_end_there_is_nothing_to_filter_or_copy() {
    let mut browser = Browser::showing(&Shop { total: None, ..Shop::of(100) });
    browser.press("]").serve(&Shop { total: None, ..Shop::of(100) });
    for (key, reason) in [("/", "No coupon is listed"), ("y", "Nothing is listed")] {
        browser.press(key);
        assert_eq!(browser.toast(), Some(reason));
    }
}

#[test]
fn without_a_total_nobody_calls_the_first_page_the_last() {
    let shop = Shop { total: None, ..Shop::of(250) };
    let mut browser = Browser::showing(&shop);
    browser.press("}");
    assert_eq!(browser.toast(), Some("The server does not say which page is the last; {next-page} goes on"));
    browser.press("]").serve(&shop);
    browser.press("]").serve(&shop);
    browser.press("]").serve(&shop);
    assert!(browser.shows("There are no further coupons."), "{}", browser.screen());
    browser.press("}");
    assert_eq!(browser.toast(), Some("This is the last page"));
}

#[test]
fn a_total_of_none_beside_rows_is_no_total() {
    let shop = Shop { total: Some(0), ..Shop::of(250) };
    let mut browser = Browser::showing(&shop);
    assert!(browser.shows("page 1, 1–100") && !browser.shows("of 0"), "{}", browser.screen());
    browser.press("A").serve(&shop);
    assert!(browser.shows("all loaded: 250") && !browser.shows("of 0"), "{}", browser.screen());
}
