//! The detail pane has thousands of lines for some coupons.

use std::sync::Arc;

use couponscope::domain::{Clean, Coupon, CustomProperty, Properties};

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

/// A coupon with a property that is empty before each one that is not.
fn with_properties(filled: usize) -> Browser {
    let mut shop = Shop::of(1);
    let property =
        |name: String, value: Option<&str>| CustomProperty { name: Clean::new(&name), value: value.map(Clean::new) };
    let custom_properties = (0..filled)
        .flat_map(|at| [property(format!("hollow {at}"), None), property(format!("full {at}"), Some("x"))])
        .collect::<Properties>();
    shop.entries[0] = row(Coupon { custom_properties, ..coupon(1) });
    let mut browser = Browser::showing(&shop);
    browser.press("enter");
    browser
}

/// The line under the cursor of the detail.
fn line(browser: &Browser) -> String {
    let lines = browser.app.detail_lines();
    let line = &lines[browser.app.detail().scroll().cursor()];
    format!("{} {}", line.label.trim(), line.value)
}

#[test]
fn showing_and_hiding_empty_properties_leaves_the_cursor_on_its_property() {
    let mut browser = with_properties(30);
    browser.press("G k k");
    assert_eq!(line(&browser), "full 27 x");
    browser.press("E");
    assert_eq!(line(&browser), "full 27 x");
    browser.press("k");
    assert_eq!(line(&browser), "hollow 27 (empty)");
    browser.press("E");
    assert_eq!(line(&browser), "full 26 x", "the one before, where it is hidden itself");
}

#[test]
fn of_an_empty_property_nothing_is_copied() {
    let mut browser = with_properties(1);
    browser.press("E G k y");
    assert_eq!((line(&browser).as_str(), browser.copied.len()), ("hollow 0 (empty)", 0));
    assert_eq!(browser.toast(), Some("There is nothing to copy here"));
}
