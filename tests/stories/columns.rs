//! Choosing the columns of the list.

use couponscope::app::{Column, Effect};

use crate::driver::Browser;
use crate::driver::coupons::Shop;

#[test]
fn a_column_that_is_switched_off_goes_is_remembered_and_comes_back() {
    let mut browser = Browser::showing(&Shop::of(5));
    assert!(browser.shows("offer"));
    browser.press("C");
    assert!(browser.shows("Show which columns?"));
    // discount, valid till, uses, offer
    browser.press("j j j enter");
    assert_eq!(browser.effects, [Effect::RememberColumns(vec![Column::Offer])]);
    assert!(browser.shows("Show which columns?"), "several are chosen one after the other");
    browser.press("esc");
    assert!(!browser.shows("offer"));
    browser.press("C j j j enter");
    assert_eq!(browser.effects, [Effect::RememberColumns(vec![])]);
    browser.press("esc");
    assert!(browser.shows("offer"));
}

#[test]
fn state_and_code_cannot_be_switched_off() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("C");
    let picture = browser.screen();
    let chooser =
        picture.split("Show which columns?").nth(1).unwrap().split("──").nth(1).unwrap_or_default().to_owned();
    assert!(!chooser.contains("✓ code") && !chooser.contains("✓ state"), "{picture}");
}
