//! The title of the list on 80 columns: what changes the meaning of the rows comes before all else.

use crate::driver::coupons::{Shop, page, rows};
use crate::driver::{Browser, NUMBER};

/// The line of the title.
fn title(browser: &Browser) -> String {
    browser.screen().lines().nth(2).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_plain_list_says_everything_in_full() {
    let browser = Browser::showing(&Shop::of(250));
    assert_eq!(title(&browser), "status all newest first page 1 of 3, 1–100 of 250");
}

#[test]
fn with_a_filter_the_order_and_the_range_stay() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("/").type_text("07").press("enter");
    assert_eq!(title(&browser), "status all newest first 1–100 of 250 filter (loaded 100): 07 11 matches");
}

#[test]
fn status_order_letters_local_order_filter_and_marks_are_all_told() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("space j space S down down down down down down down enter").serve(&shop);
    browser.press("o").serve(&shop);
    browser.press("c").serve(&shop);
    browser.press("O down enter /").type_text("offer").press("enter");
    assert_eq!(title(&browser), "active, unredeemed oldest 1–100/250 ABC ✚2 by expiry \"offer\" 100 matches");
}

#[test]
fn what_is_waited_for_and_how_it_is_stopped_is_not_cut() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("/").type_text("offer").press("enter S down down down down down down enter");
    assert_eq!(title(&browser), "status all 1–100 of 250 status active, redeemed … filter: offer 100 matches");
    browser.press("esc A").answer(page(rows(1..=100), 0, Some(250)));
    assert_eq!(title(&browser), "status all newest 100 of 250 Esc stops filter: offer 100 matches");
    browser.serve(&shop);
    browser.press("r").answer(page(rows(1..=100), 0, Some(250)));
    assert_eq!(title(&browser), "status all 250 of 250 anew: 100 of 250 Esc stops filter: offer 250 matches");
}

#[test]
fn a_page_that_begins_between_two_pages_has_no_number() {
    let mut browser = Browser::at(80, 24);
    browser.app.open(couponscope::domain::Identifier::parse(NUMBER).unwrap(), 50);
    let ticket = browser.app.list().awaited().unwrap();
    let answer = std::sync::Arc::new(page(rows(51..=150), 50, Some(250)));
    browser.happen(couponscope::app::Msg::Answered(ticket, Ok(answer)));
    assert_eq!(title(&browser), "status all newest first 51–150 of 250");
}
