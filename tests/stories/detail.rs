//! The detail pane has thousands of lines for some coupons.

use std::sync::Arc;

use crate::driver::Browser;
use crate::driver::coupons::Shop;

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
