//! Choosing for a shell, as `couponscope pick` does.

use couponscope::app::{Action, Effect, Picked, Preferences};
use couponscope::domain::{Clean, Coupon, Entry};
use couponscope::layout::Pane;

use crate::driver::coupons::{Shop, bad_row_of, coupon, row};
use crate::driver::{Browser, NUMBER};

fn picking(what: Picked, shop: &Shop) -> Browser {
    let preferences = Preferences { picks: Some(what), ..Preferences::default() };
    Browser::with(preferences, 80, 24).looking_up(NUMBER).served_by(shop)
}

/// The codes that were handed over, once something was.
fn picked(browser: &Browser) -> Option<Vec<String>> {
    let codes = |rows: &Vec<Entry>| rows.iter().map(|row| row.code().unwrap().to_string()).collect();
    browser.effects.iter().find_map(|effect| if let Effect::Pick(rows) = effect { Some(codes(rows)) } else { None })
}

/// The second coupon has neither code nor id; the third row is no coupon.
fn odd() -> Shop {
    let mut shop = Shop::of(3);
    shop.entries[1] = row(Coupon { code: Clean::new(" "), id: None, ..coupon(2) });
    shop.entries[2] = bad_row_of(3);
    shop
}

#[test]
fn enter_hands_over_the_marked_coupons_or_the_selected_one() {
    let mut browser = picking(Picked::Code, &Shop::of(3));
    browser.press("j enter");
    assert_eq!(picked(&browser).unwrap(), ["aB000002x"]);
    browser.press("g space j j space g enter");
    assert_eq!(picked(&browser).unwrap(), ["aB000001x", "aB000003x"]);
}

#[test]
fn in_the_detail_enter_hands_over_the_coupon_that_is_shown() {
    let mut browser = picking(Picked::Code, &Shop::of(3));
    browser.press("space j right j j");
    assert!(browser.is_in(Pane::Detail) && browser.screen().lines().last().unwrap().contains("Enter choose"));
    browser.press("enter");
    assert_eq!(picked(&browser).unwrap(), ["aB000002x"]);
}

#[test]
fn what_has_nothing_to_hand_over_is_not_taken() {
    for (what, keys, reason) in [
        (Picked::Code, "j enter", "This coupon has no code"),
        (Picked::Code, "j right enter", "This coupon has no code"),
        (Picked::Id, "j enter", "This coupon has no id"),
        (Picked::Row, "G enter", "This row cannot be read as a coupon"),
    ] {
        let mut browser = picking(what, &odd());
        browser.press(keys);
        assert_eq!((browser.toast(), picked(&browser)), (Some(reason), None), "{what:?}: {keys}");
    }
    for what in [Picked::Id, Picked::Row, Picked::Json] {
        let mut browser = picking(what, &odd());
        browser.press("enter");
        assert!(picked(&browser).is_some(), "{what:?}");
    }
}

#[test]
fn of_several_marked_ones_each_must_have_what_is_handed_over() {
    let mut shop = Shop::of(3);
    shop.entries[1] = row(Coupon { code: Clean::new(""), ..coupon(2) });
    let mut browser = picking(Picked::Code, &shop);
    browser.press("space j space g enter");
    assert_eq!((browser.toast(), picked(&browser)), (Some("A marked coupon has no code"), None));
}

#[test]
fn elsewhere_there_is_nothing_to_choose_for_a_shell() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.act(Action::Pick);
    assert_eq!(browser.toast(), Some("Codes are handed to a shell by `couponscope pick` alone"));
    browser.press("enter enter");
    assert!(browser.is_in(Pane::Detail) && picked(&browser).is_none());
}
