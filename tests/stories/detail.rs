//! The detail pane has thousands of lines for some coupons.

use std::sync::Arc;

use couponscope::domain::{Clean, Coupon};

use crate::driver::Browser;
use crate::driver::coupons::{Shop, coupon, row};

#[test]
fn keys_in_the_detail_find_its_lines_made() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("enter");
    let made = browser.app.detail_lines();
    browser.press("j l y");
    assert!(Arc::ptr_eq(&made, &browser.app.detail_lines()));
    browser.press("E");
    assert!(!Arc::ptr_eq(&made, &browser.app.detail_lines()));
}

#[test]
fn a_detail_that_is_left_keeps_nothing() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("enter esc");
    assert!(!Arc::ptr_eq(&browser.app.detail_lines(), &browser.app.detail_lines()), "made for each who asks");
}

#[test]
fn what_is_drawn_is_the_beginning_of_all_lines() {
    let browser = Browser::showing(&Shop::of(9));
    let all = browser.app.detail_lines();
    for most in [1, 5, all.len(), all.len() + 9] {
        let first = browser.app.first_detail_lines(most);
        assert!(first.len() >= most.min(all.len()));
        assert_eq!(first[..], all[..first.len()]);
    }
}

#[test]
fn the_arrows_go_from_match_to_match_while_words_are_looked_for() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("j enter /").type_text("series");
    let at = |browser: &Browser| browser.app.detail().scroll().cursor();
    let first = at(&browser);
    browser.press("down");
    let second = at(&browser);
    assert_ne!(first, second);
    browser.press("up");
    assert_eq!((at(&browser), browser.selected()), (first, Some("aB000002x")), "and the coupon stays");
    assert_eq!(browser.sent.len(), 1);
}

#[test]
fn the_arrows_move_nothing_while_a_page_is_asked_for() {
    let mut browser = Browser::showing(&Shop::of(500));
    browser.press("j # down down");
    assert_eq!(browser.selected(), Some("aB000002x"));
}

#[test]
fn of_a_coupon_that_is_read_in_part_the_detail_says_what_is_missing_and_claims_nothing_of_it() {
    let mut shop = Shop::of(1);
    let problem = Some(Box::new(Clean::new("redemptions is a text, not an object")));
    shop.entries[0] = row(Coupon { problem, ..coupon(1) });
    let mut browser = Browser::showing(&shop);
    assert!(browser.shows("▌ !● redeemable"), "the row is marked: {}", browser.screen());
    browser.press("enter");
    assert!(browser.shows("not all of it can be read: redemptions is a text"), "{}", browser.screen());
    assert!(browser.shows("none that can be read") && !browser.shows("never redeemed"), "{}", browser.screen());
}
