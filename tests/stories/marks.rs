//! Marks: set, kept, copied.

use couponscope::app::CopyReport;
use couponscope::domain::{Clean, Coupon};

use crate::driver::coupons::{Shop, bad_row, coupon, row, whole};
use crate::driver::{Browser, NUMBER};

#[test]
fn a_mark_is_set_and_taken_away_and_the_selection_stays() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("j space");
    assert!(browser.selected() == Some("aB000002x") && browser.shows("1 marked"));
    browser.press("space");
    assert!(!browser.shows("marked"));
}

#[test]
fn marks_survive_paging_filtering_ordering_and_reload() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("space ] space").serve(&shop);
    browser.press("/").type_text("zzz").press("enter esc");
    browser.press("O j enter r").serve(&shop);
    browser.press("s").serve(&shop);
    assert_eq!(browser.app.list().marks(), 2);
    assert!(browser.shows("2 marked"));
}

#[test]
fn a_marked_coupon_that_a_filter_hides_is_copied_too() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("space G space /").type_text("009").press("enter y");
    assert_eq!(browser.copied.last().unwrap().lines().count(), 2);
}

#[test]
fn a_row_without_an_id_cannot_be_marked_and_says_so() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(vec![bad_row(), row(coupon(1))])).press("space");
    assert_eq!(browser.toast(), Some("This row has no id, so it cannot be marked"));
}

#[test]
fn marked_codes_are_copied_one_a_line_in_the_order_of_the_list() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("G space k k space g space y");
    assert_eq!(browser.copied, ["aB000001x\naB000007x\naB000009x"]);
}

#[test]
fn a_mark_on_a_page_that_is_no_longer_kept_is_copied_all_the_same() {
    let shop = Shop::of(2000);
    let mut browser = Browser::showing(&shop);
    browser.press("space");
    for _ in 0..15 {
        browser.press("]").serve(&shop);
    }
    browser.press("space y");
    assert_eq!(browser.copied, ["aB000001x\naB001501x"]);
    browser.press("r").serve(&shop);
    browser.press("y");
    assert_eq!(browser.copied[1], "aB000001x\naB001501x");
}

#[test]
fn codes_marked_on_several_pages_are_copied_in_the_order_of_the_list_from_wherever_one_is() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("] ]").serve(&shop);
    browser.press("space [ j space [ j j space");
    browser.press("y ] y ] y");
    assert_eq!(browser.copied, vec!["aB000003x\naB000102x\naB000201x"; 3]);
}

#[test]
fn a_marked_code_is_copied_in_the_letters_in_which_it_came_last() {
    let shop = Shop::of(5);
    let mut browser = Browser::showing(&shop);
    browser.press("space j j space c");
    let upper = (1..=5).map(|id| row(Coupon { code: Clean::new(&format!("AB00000{id}X")), ..coupon(id) }));
    browser.answer(whole(upper.collect())).press("y");
    assert_eq!(browser.copied, ["AB000001X\nAB000003X"]);
}

#[test]
fn marked_codes_are_copied_in_the_order_of_the_list_as_it_is_now() {
    let shop = Shop::of(250);
    let mut browser = Browser::showing(&shop);
    browser.press("space ]").serve(&shop);
    browser.press("j space o").serve(&shop);
    browser.press("]").serve(&shop);
    browser.press("] [").serve(&shop);
    browser.press("y");
    assert_eq!(browser.copied, ["aB000102x\naB000001x"], "oldest first");
}

#[test]
fn the_footer_says_that_the_marked_coupons_are_copied_wherever_the_selection_is() {
    let mut browser = Browser::showing(&Shop::of(9));
    assert!(browser.shows("y copy   "), "{}", browser.screen());
    browser.press("space j j space G");
    assert!(browser.shows("y copy 2 marked   "), "{}", browser.screen());
    browser.press("/").type_text("009").press("enter");
    assert!(browser.shows("y copy 2 marked   ") && browser.codes() == ["aB000009x"], "{}", browser.screen());
    browser.press("enter");
    assert!(browser.shows("y copy   "), "the detail copies its line");
}

#[test]
fn where_one_is_marked_the_message_says_that_it_is_not_the_selected_one() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("space G y").report(CopyReport::Confirmed);
    assert_eq!(browser.toast(), Some("Copied aB000001x (marked)"));
}

#[test]
fn the_copy_menu_says_of_what_it_makes_copies() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("space j space G Y");
    for line in ["the 2 marked codes and their offers", "the 2 marked rows, tab-separated", "the selected coupon's"] {
        assert!(browser.shows(line), "{line}\n{}", browser.screen());
    }
    browser.press("j j enter").report(CopyReport::Confirmed);
    assert_eq!(browser.toast(), Some("Copied the 2 marked rows, tab-separated, for a spreadsheet"));
    browser.press("U Y");
    assert!(browser.shows("the row, tab-separated"), "{}", browser.screen());
}

#[test]
fn marked_coupons_can_be_copied_where_a_filter_shows_no_row_at_all() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("space j space /").type_text("zzz").press("enter");
    assert!(browser.shows("y copy 2 marked   "), "{}", browser.screen());
    browser.press("y");
    assert_eq!(browser.copied, ["aB000001x\naB000002x"]);
    browser.press("U y");
    assert_eq!(browser.toast(), Some("Nothing is listed"));
}
