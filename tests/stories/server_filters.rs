//! Status, order and code case: what the server filters and sorts by.

use couponscope::domain::{CodeCase, FailureKind, SortOrder, Status};

use crate::driver::coupons::{Shop, page, rows};
use crate::driver::{Browser, NUMBER};

#[test]
fn o_asks_for_the_oldest_first_and_the_title_changes_with_the_answer() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("o");
    assert_eq!(browser.awaited().1.filter.order, SortOrder::Ascending);
    assert!(browser.shows("status all  newest first") && browser.shows("asking for oldest first …"));
    browser.serve(&shop);
    assert!(browser.shows("status all  oldest first") && !browser.shows("asking for"));
    assert_eq!(browser.codes()[0], "aB000250x");
}

#[test]
fn s_walks_through_all_nine_statuses_and_back_to_all() {
    let shop = Shop::of(3);
    let mut browser = Browser::showing(&shop);
    for status in Status::ALL.into_iter().map(Some).chain([None]) {
        browser.press("s");
        assert_eq!(browser.app.list().filter().status, status);
        browser.serve(&shop);
        assert!(browser.shows(&format!("status {}", Status::name(status))));
    }
}

#[test]
fn a_status_can_be_chosen_from_a_list_that_begins_where_one_is() {
    let shop = Shop::of(3);
    let mut browser = Browser::showing(&shop);
    browser.press("s").serve(&shop);
    browser.press("S j enter");
    assert_eq!(browser.awaited().1.filter.status, Some(Status::Active));
}

#[test]
fn c_asks_for_codes_in_other_letters() {
    let mut browser = Browser::showing(&Shop::of(3));
    for case in [CodeCase::Upper, CodeCase::Lower, CodeCase::AsIs] {
        browser.press("c");
        assert_eq!(browser.app.list().filter().code_case, case);
    }
    browser.press("c").serve(&Shop::of(3));
    assert!(browser.shows("codes in upper case"));
}

#[test]
fn another_status_begins_at_the_first_page() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("] s");
    assert_eq!(browser.awaited().1.page.offset, 0);
}

#[test]
fn what_was_seen_before_comes_back_without_a_call() {
    let shop = Shop::of(50);
    let mut browser = Browser::showing(&shop);
    browser.press("o").serve(&shop);
    browser.press("o");
    assert_eq!(browser.sent.len(), 2);
    assert_eq!(browser.codes()[0], "aB000001x");
}

#[test]
fn old_rows_never_stand_under_the_name_of_a_filter_that_failed() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("s").fail(FailureKind::TimedOut);
    assert!(browser.shows("status all") && !browser.shows("status redeemable"));
    browser.press("r");
    assert_eq!(browser.awaited().1.filter.status, Some(Status::Redeemable));
}

#[test]
fn the_selection_stays_on_its_coupon_through_reload_and_order() {
    let shop = Shop::of(90);
    let mut browser = Browser::showing(&shop);
    browser.press("j j j j j");
    assert_eq!(browser.selected(), Some("aB000006x"));
    browser.press("r").answer(page(rows([200, 201].into_iter().chain(1..=90)), 0, Some(92)));
    assert_eq!(browser.selected(), Some("aB000006x"));
    browser.press("o").serve(&shop);
    assert_eq!(browser.selected(), Some("aB000006x"));
}

#[test]
fn a_status_without_coupons_says_so_with_the_key_that_helps() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=2), 0, Some(2))).press("s").answer(page(Vec::new(), 0, Some(0)));
    assert!(browser.shows("This customer has no coupon with status redeemable."));
    assert!(browser.shows("s shows the next status."));
}

#[test]
fn after_a_filter_that_failed_or_was_stopped_pages_are_turned_under_the_one_that_is_shown() {
    for goes_wrong in [
        |browser: &mut Browser| {
            browser.press("esc");
        },
        |browser: &mut Browser| {
            browser.fail(FailureKind::Busy);
        },
    ] {
        let shop = Shop::of(500);
        let mut browser = Browser::showing(&shop);
        browser.press("s");
        goes_wrong(&mut browser);
        browser.press("# 3 enter");
        let asked = browser.awaited().1;
        assert_eq!((asked.filter.status, asked.page.offset), (None, 200));
        browser.press("esc s");
        goes_wrong(&mut browser);
        browser.press("r");
        let asked = browser.awaited().1;
        assert_eq!((asked.filter.status, asked.page.offset), (Some(Status::Redeemable), 0), "asking again means it");
    }
}

#[test]
fn the_chooser_says_what_each_status_means_and_cuts_no_word_of_it_on_an_ordinary_screen() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("S");
    for status in Status::ALL {
        assert!(browser.shows(&format!("{:<19}  {}", status.label(), status.meaning())), "{}", browser.screen());
    }
    assert!(browser.shows("every coupon") && !browser.screen().contains("…  "), "{}", browser.screen());
}
