//! Filter and order of what is loaded, told apart from the server's.

use couponscope::app::Action;
use couponscope::app::rows::LocalOrder;
use couponscope::domain::{Coupon, FailureKind, ServerDate};

use crate::driver::coupons::{Shop, bad_row, coupon, every_state, page, row, rows, whole};
use crate::driver::{Browser, NUMBER};

#[test]
fn a_filter_works_as_one_types_and_says_of_how_many() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("/").type_text("07");
    assert!(browser.codes().contains(&"aB000007x") && browser.codes().len() == 11, "{:?}", browser.codes());
    assert!(browser.shows("filter (loaded 100): 07  11 matches"), "{}", browser.screen());
    assert!(browser.app.list().asked().is_none(), "the server is not asked");
}

#[test]
fn the_selection_stays_on_its_coupon_through_a_filter() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("j j j j j j /").type_text("07").press("enter");
    assert_eq!(browser.selected(), Some("aB000007x"));
    browser.press("esc");
    assert_eq!((browser.codes().len(), browser.selected()), (100, Some("aB000007x")));
}

#[test]
fn an_earlier_filter_is_replaced_by_what_is_typed_and_kept_by_moving_in_it() {
    let mut browser = Browser::showing(&Shop::of(30));
    browser.press("/").type_text("offer").press("enter /").type_text("b");
    assert_eq!(browser.app.list().words(), "b");
}

#[test]
fn whoever_orders_sees_what_comes_first() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("G O down enter");
    assert_eq!((browser.app.list().scroll().cursor(), browser.app.list().scroll().top()), (0, 0));
}

#[test]
fn a_filter_that_is_switched_off_comes_back_with_its_words() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("/").type_text("07").press("enter esc");
    assert_eq!(browser.toast(), Some("The filter is off; {filter} brings it back"));
    browser.press("/");
    assert_eq!(browser.app.list().words(), "07");
}

#[test]
fn a_filter_that_matches_nothing_says_so_and_how_to_leave() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("/").type_text("zzz").press("enter");
    assert!(browser.shows("None of the 100 loaded coupons matches \"zzz\"."));
    assert!(browser.shows("Esc switches the filter off."));
    browser.press("y");
    assert_eq!(browser.toast(), Some("Nothing is listed"));
}

#[test]
fn a_filter_that_matches_nothing_of_a_part_says_how_the_rest_is_searched() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("/").type_text("b000201x");
    assert!(browser.shows("150 more are not loaded: Enter, then A searches them too."), "{}", browser.screen());
    browser.press("enter");
    assert!(browser.shows("150 more are not loaded: A loads and searches them."), "{}", browser.screen());
    assert!(browser.shows("A load all"), "{}", browser.screen());
    browser.press("A").serve(&shop);
    assert_eq!(browser.codes(), ["aB000201x"]);
    assert!(browser.shows("1 match") && !browser.shows("1 matches"), "{}", browser.screen());
    assert!(!browser.shows("A load all"), "{}", browser.screen());
    browser.press("/").type_text("zzz").press("enter");
    assert!(browser.shows("no match") && !browser.shows("more are not loaded"), "{}", browser.screen());
}

#[test]
fn without_a_total_nobody_says_how_many_are_not_searched() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, None)).press("/").type_text("zzz").press("enter");
    assert!(browser.shows("More may not be loaded: A loads and searches them."), "{}", browser.screen());
}

#[test]
fn an_order_of_a_part_offers_the_whole_and_the_server_s_order_does_not() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    assert!(!browser.shows("A load all"), "{}", browser.screen());
    browser.press("O j enter");
    assert!(browser.shows("A load all"), "{}", browser.screen());
    browser.press("A").serve(&shop);
    assert!(!browser.shows("A load all") && browser.shows("loaded 250 by expiry"), "{}", browser.screen());
}

#[test]
fn what_was_loaded_to_its_end_is_not_offered_again_though_nobody_knows_the_total() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, None)).press("A");
    browser.answer(page(rows(1..=100), 0, None)).answer(page(Vec::new(), 100, None));
    browser.act(Action::LoadAll);
    assert_eq!(browser.toast(), Some("Everything is loaded"));
}

#[test]
fn an_order_of_what_is_loaded_says_that_it_is_one() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("O j enter");
    assert_eq!(browser.app.list().order(), LocalOrder::Expiry);
    assert!(browser.shows("loaded 100 by expiry"), "{}", browser.screen());
}

#[test]
fn by_expiry_what_runs_out_first_stands_first() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(every_state())).press("O j enter");
    assert_eq!(browser.codes()[..3], ["aB000002x", "aB000003x", "aB000001x"]);
}

#[test]
fn while_an_order_is_on_the_last_row_is_an_edge_and_not_a_way_to_the_next_page() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("O j j j j enter G j j");
    assert_eq!(browser.offset(), Some(0));
}

#[test]
fn a_coupon_expires_on_the_screen_when_its_moment_has_passed() {
    let ending = Coupon { valid_till_date_time: Some(ServerDate::new("2026-11-23T12:05:00Z")), ..coupon(1) };
    let mut browser = Browser::at(120, 40).looking_up(NUMBER);
    browser.answer(whole(vec![row(ending), row(coupon(2))]));
    assert!(browser.shows("2 redeemable"));
    browser.wait(std::time::Duration::from_secs(5 * 60 + 2));
    assert!(browser.shows("1 redeemable") && browser.shows("EXPIRED") | browser.shows("Expired"));
}

#[test]
fn a_row_without_an_id_stays_selected_when_the_counts_change() {
    let ending = Coupon { valid_till_date_time: Some(ServerDate::new("2026-11-23T12:05:00Z")), ..coupon(1) };
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(vec![row(ending), row(coupon(2)), bad_row()])).press("G");
    browser.wait(std::time::Duration::from_mins(6));
    assert!(browser.shows("2 redeemable") || browser.shows("1 redeemable"));
    assert_eq!(browser.app.list().scroll().cursor(), 2);
}

#[test]
fn a_filter_without_a_match_is_told_even_after_a_failed_reload() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("r").fail(FailureKind::Busy).press("/").type_text("zzz");
    assert!(browser.shows("None of the 100 loaded coupons matches"), "{}", browser.screen());
}

#[test]
fn looking_the_same_customer_up_again_shows_every_row_at_once() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("/").type_text("Offer 3").press("enter");
    assert_eq!(browser.codes().len(), 1);
    browser.press("f enter");
    assert!(browser.app.list().asked().is_some());
    assert_eq!((browser.app.list().words(), browser.codes().len()), ("", 9));
}

#[test]
fn after_a_filter_without_a_match_the_selection_is_on_its_coupon_again() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("g j j j j j j j j j /").type_text("zzz").press("enter esc");
    assert_eq!(browser.selected(), Some("aB000010x"));
    browser.press("/").type_text("aB000020xzz").press("enter esc");
    assert_eq!(browser.selected(), Some("aB000010x"), "rows that were only passed while typing were not chosen");
}

#[test]
fn a_row_that_was_found_and_taken_stays_selected_when_the_filter_goes() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("j j /").type_text("000020").press("enter esc");
    assert_eq!(browser.selected(), Some("aB000020x"));
    browser.press("/").type_text("00003").press("down enter /").type_text("zzz").press("enter esc");
    assert_eq!(browser.selected(), Some("aB000030x"));
}
