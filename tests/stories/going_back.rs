//! Esc, focus, sizes.

use couponscope::app::overlay::Overlay;
use couponscope::app::{Action, Effect};
use couponscope::layout::Pane;

use crate::driver::coupons::Shop;
use crate::driver::{Browser, NUMBER};

#[test]
fn esc_steps_back_once_each_time_and_never_quits() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("enter ?");
    let mut places = Vec::new();
    for _ in 0..6 {
        browser.press("esc");
        assert!(!browser.effects.contains(&Effect::Quit));
        places.push((browser.app.focus(), browser.app.overlay().is_some()));
    }
    let expected =
        [Pane::Detail, Pane::List, Pane::Search, Pane::List, Pane::Search, Pane::List].map(|pane| (pane, false));
    assert_eq!(places, expected);
}

#[test]
fn esc_in_an_empty_search_says_how_to_quit() {
    let mut browser = Browser::at(80, 24);
    browser.press("esc");
    assert_eq!(browser.toast(), Some("There is nothing to go back to; {quit} quits"));
}

#[test]
fn what_was_typed_survives_esc() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("f").type_text("ann@exam").press("esc f");
    assert_eq!(browser.app.search().field().text(), "ann@exam");
    let mut browser = Browser::at(80, 24);
    browser.type_text("ann@exam").press("esc esc");
    assert_eq!(browser.app.search().field().text(), "ann@exam");
}

#[test]
fn words_of_a_filter_survive_esc() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("/").type_text("007").press("esc esc esc");
    assert_eq!(browser.app.list().words(), "", "the filter is off");
    browser.press("f esc /");
    assert_eq!(browser.app.list().words(), "007");
}

#[test]
fn q_quits_from_the_list_and_is_a_letter_in_a_text_field() {
    let mut browser = Browser::showing(&Shop::of(9));
    browser.press("q");
    assert_eq!(browser.effects, [Effect::Quit]);
    let mut browser = Browser::at(80, 24);
    browser.press("q");
    assert_eq!((browser.app.search().field().text(), browser.effects.len()), ("q", 0));
    browser.press("ctrl-c");
    assert_eq!(browser.effects, [Effect::Quit]);
}

#[test]
fn tab_walks_through_the_panes_and_leaves_out_an_empty_one() {
    let mut browser = Browser::showing(&Shop::of(9));
    let mut walk = |key: &str| {
        browser.press(key);
        browser.app.focus()
    };
    assert_eq!([walk("tab"), walk("tab"), walk("tab")], [Pane::Detail, Pane::Search, Pane::List]);
    assert_eq!([walk("shift-tab"), walk("shift-tab")], [Pane::Search, Pane::Detail]);
    let mut empty = Browser::showing(&Shop::of(0));
    empty.press("tab");
    assert_eq!(empty.app.focus(), Pane::Search);
    empty.press("tab tab");
    assert_eq!(empty.app.focus(), Pane::Search);
}

#[test]
fn another_size_keeps_the_selected_row_in_view() {
    let mut browser = Browser::showing(&Shop::of(100));
    browser.press("G k k");
    for (width, height) in [(120, 40), (20, 5), (60, 16), (80, 24), (500, 200), (1, 1), (80, 24)] {
        browser.resize(width, height);
        let scroll = browser.app.list().scroll();
        let shown = scroll.top()..scroll.top() + browser.app.list_height().max(1);
        assert_eq!(browser.selected(), Some("aB000098x"));
        assert!(shown.contains(&scroll.cursor()), "{width}x{height}");
        assert!(width < 30 || browser.shows("aB000098x"), "{width}x{height}");
    }
}

#[test]
fn the_palette_finds_an_action_by_its_words_and_does_it() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press(":").type_text("oldest first").press("enter");
    assert!(browser.shows("asking for oldest first"));
    assert!(browser.app.overlay().is_none());
}

#[test]
fn the_palette_puts_what_works_here_first() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press(":").type_text("page");
    let at = |browser: &Browser, sentence: &str| browser.screen().find(sentence).unwrap();
    assert!(at(&browser, "Show the next page") < at(&browser, "Show the previous page"), "this is the first one");
    browser.press("esc :").type_text("search").press("enter");
    assert!(browser.shows("Show what matches:"), "in the list, the filter\n{}", browser.screen());
    browser.press("esc enter :").type_text("search").press("enter");
    assert!(browser.shows("Look for:"), "in the detail, its lines\n{}", browser.screen());
    browser.press("esc :").type_text("find").press("enter");
    assert!(browser.is_in(Pane::Search), "its own name goes before other words\n{}", browser.screen());
}

#[test]
fn an_actions_own_name_goes_before_every_other_place_of_the_word() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("space j space :").type_text("unmark").press("enter");
    assert_eq!(browser.app.list().marks(), 0);
    browser.press(":").type_text("quit").press("enter");
    assert_eq!(browser.effects, [Effect::Quit]);
}

#[test]
fn the_palette_does_what_stands_under_its_cursor_where_little_is_allowed() {
    let mut browser = Browser::at(80, 24);
    browser.press("f1 :");
    let Some(Overlay::Palette(palette)) = browser.app.overlay() else { panic!("the palette is open") };
    let entries = browser.app.palette_entries(palette);
    let suspend = entries.iter().position(|action| *action == Action::Suspend).unwrap();
    for _ in 0..suspend {
        browser.press("down");
    }
    browser.press("enter");
    assert_eq!(browser.effects, [Effect::Suspend]);
}

#[test]
fn a_key_of_the_palette_that_cannot_work_says_why() {
    let mut browser = Browser::at(80, 24);
    browser.press("f1 esc").act(Action::Palette).type_text("load every page").press("enter");
    assert_eq!(browser.toast(), Some("Look a customer up first"));
}

#[test]
fn help_shows_the_keys_that_work_here_first() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("?");
    let screen = browser.screen();
    let line = |text: &str| screen.lines().position(|line| line.contains(text));
    assert!(line("Coupon list").is_some() && line("Coupon list") < line("Everywhere").or(Some(99)), "{screen}");
    browser.press("?");
    assert!(browser.app.overlay().is_none());
}

#[test]
fn looking_the_same_customer_up_again_on_a_small_screen_keeps_the_row_in_view() {
    let mut browser = Browser::at(59, 11).looking_up(NUMBER).served_by(&Shop::of(100));
    browser.press("G f enter");
    let scroll = browser.app.list().scroll();
    assert!(scroll.cursor() < scroll.top() + browser.app.list_height(), "{scroll:?}");
}

#[test]
fn a_number_of_a_page_and_words_of_the_palette_survive_esc_and_give_way_to_the_first_letter() {
    let mut browser = Browser::showing(&Shop::of(500));
    browser.press("# 2 esc #");
    assert!(browser.shows("Page (1 to 5): 2"), "{}", browser.screen());
    browser.press("3 enter");
    assert_eq!(browser.awaited().1.page.offset, 200);
    browser.serve(&Shop::of(500));
    browser.press(":").type_text("load").press("esc :");
    assert!(browser.shows(": load") && browser.shows("Load every page"));
    browser.type_text("mask").press("enter");
    assert!(!browser.app.is_masked());
}

#[test]
fn a_page_that_is_not_there_leaves_the_question_open() {
    let mut browser = Browser::showing(&Shop::of(500));
    browser.press("# 9 enter");
    assert_eq!(browser.toast(), Some("The pages are 1 to 5"));
    browser.press("2 enter");
    assert_eq!(browser.offset(), Some(100));
}

#[test]
fn help_and_another_pane_lose_nothing_that_was_typed_either() {
    for away in ["f1", "tab"] {
        let mut browser = Browser::showing(&Shop::of(500));
        browser.press("e enter ctrl-u").type_text("/tmp/mine.csv").press(away).press("esc");
        browser.press("f esc e enter");
        assert!(browser.shows("Write into: /tmp/mine.csv"), "{away}: {}", browser.screen());
    }
}
