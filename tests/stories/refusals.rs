//! What cannot be done now says why.

use couponscope::app::{Action, Effect, Picked, Preferences};
use couponscope::domain::{FailureKind, Originals};
use couponscope::layout::Pane;

use crate::driver::coupons::{Shop, rows, whole};
use crate::driver::{Browser, NUMBER};

#[test]
fn an_action_that_cannot_be_done_says_why_and_does_nothing() {
    let places = vec![
        Browser::at(80, 24),
        Browser::at(80, 24).looking_up(NUMBER),
        Browser::showing(&Shop::of(0)),
        Browser::showing(&Shop::of(3)),
        Browser::showing(&Shop::of(250)),
    ];
    for place in places {
        for &action in Action::ALL {
            let mut browser = place.clone();
            let Err(reason) = browser.app.allowed(action) else { continue };
            browser.act(action);
            assert_eq!(browser.toast(), Some(reason), "{action:?}");
            assert!(browser.effects.is_empty() && browser.codes() == place.codes(), "{action:?}");
            assert!(browser.app.overlay().is_none(), "{action:?}");
        }
    }
}

#[test]
fn without_a_customer_the_keys_of_the_list_say_so() {
    let mut browser = Browser::at(80, 24);
    for action in [Action::NextStatus, Action::ToggleOrder, Action::Reload, Action::LoadAll, Action::Copy] {
        browser.act(action);
        assert_eq!(browser.toast(), Some("Look a customer up first"), "{action:?}");
    }
}

#[test]
fn a_key_that_means_nothing_here_changes_nothing() {
    let mut browser = Browser::showing(&Shop::of(3));
    let before = browser.picture().with_styles();
    browser.press("x z ctrl-x");
    assert_eq!(browser.picture().with_styles(), before);
    assert!(browser.effects.is_empty() && browser.is_in(Pane::List));
}

#[test]
fn the_footer_dims_what_cannot_be_done() {
    let browser = Browser::at(120, 40).looking_up(NUMBER).served_by(&Shop::of(3));
    let footer = browser.picture().with_styles().lines().last().unwrap().to_owned();
    assert!(footer.contains("dim[]") && footer.contains("bold[y"), "one page has no next one: {footer}");
}

#[test]
fn without_a_row_the_footer_has_room_for_the_keys_that_work() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.fail(FailureKind::Unreachable);
    let footer = browser.screen().lines().last().unwrap().to_owned();
    assert!(footer.contains("r reload") && !footer.contains("y copy") && !footer.contains("] page"), "{footer}");
    browser.press("?");
    let footer = browser.screen().lines().last().unwrap().to_owned();
    assert!(footer.contains("Esc back") && !footer.contains("choose"), "{footer}");
}

#[test]
fn leaving_is_always_possible() {
    for (width, height) in [(80, 24), (10, 3), (1, 1)] {
        for keys in ["?", ":", "/", "S", "v", "f", "enter", "#"] {
            let mut browser = Browser::at(width, height).looking_up(NUMBER).served_by(&Shop::of(3));
            browser.press(keys);
            let tries = if keys == "v" { 2 } else { 1 };
            for _ in 0..tries {
                browser.press("ctrl-c");
            }
            assert_eq!(browser.effects, [Effect::Quit], "{keys} at {width}x{height}");
        }
    }
}

#[test]
fn choosing_for_a_shell_is_for_pick_alone() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press(":").type_text("marked coupons");
    assert!(!browser.shows("and leave"), "{}", browser.screen());
    browser.press("esc").act(Action::Pick);
    assert_eq!(
        (browser.toast(), &browser.effects[..]),
        (Some("Codes are handed to a shell by `couponscope pick` alone"), &[][..])
    );
    let picking = Preferences { picks: Some(Picked::Code), ..Preferences::default() };
    let mut browser = Browser::with(picking, 80, 24).looking_up(NUMBER).served_by(&Shop::of(3));
    browser.press("?");
    let first: Vec<String> = browser.screen().lines().skip(1).take(2).map(str::to_owned).collect();
    assert!(first[0].contains("Picking") && first[1].contains("Enter") && first[1].contains("leave"), "{first:?}");
    assert!(
        browser.screen().lines().any(|line| line.contains("Right ") && line.contains("Show all about")),
        "Enter is taken"
    );
    browser.press("esc right");
    assert!(browser.is_in(Pane::Detail));
}

/// The keys at the bottom of the screen.
fn footer(browser: &Browser) -> String {
    browser.screen().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn in_the_json_only_keys_that_do_something_there_are_offered() {
    let mut answer = whole(rows(1..=1));
    answer.originals = Some(Originals::pack(r#"{"code":"aB000001x"}"#, vec![vec![(0, 20)]]));
    let mut browser = Browser::at(120, 40).looking_up(NUMBER);
    browser.answer(answer).press("enter");
    for offered in ["l section", "E empty", "J JSON"] {
        assert!(footer(&browser).contains(offered), "{offered}: {}", footer(&browser));
    }
    browser.press("J");
    let keys = footer(&browser);
    assert!(keys.contains("J fields") && !keys.contains("section") && !keys.contains("empty"), "{keys}");
    for key in ["l", "h", "E"] {
        browser.press(key);
        assert!(browser.shows("The JSON is shown; J shows the fields again"), "{key}\n{}", browser.screen());
    }
}

#[test]
fn the_next_place_of_words_is_offered_once_words_were_looked_for() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER).served_by(&Shop::of(3));
    browser.press("enter");
    assert!(!footer(&browser).contains("n next"), "{}", footer(&browser));
    browser.press("/").type_text("offer").press("enter");
    assert!(footer(&browser).contains("n next"), "{}", footer(&browser));
}

#[test]
fn where_nothing_came_status_and_order_are_offered_only_where_they_help() {
    let mut unknown = Browser::at(120, 40).looking_up(NUMBER);
    unknown.fail(FailureKind::UnknownCustomer);
    let mut unreachable = Browser::at(120, 40).looking_up(NUMBER);
    unreachable.fail(FailureKind::Unreachable);
    let none = Browser::at(120, 40).looking_up(NUMBER).served_by(&Shop::of(0));
    for browser in [&unknown, &unreachable, &none] {
        let keys = footer(browser);
        assert!(!keys.contains("status") && !keys.contains("order") && keys.contains("r reload"), "{keys}");
    }
    let mut none_of_a_status = none;
    none_of_a_status.press("s").serve(&Shop::of(0));
    let keys = footer(&none_of_a_status);
    assert!(keys.contains("s status") && !keys.contains("order"), "{keys}");
}

#[test]
fn enter_on_a_failure_says_that_nothing_is_listed_and_what_helps() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.fail(FailureKind::Unreachable).press("enter");
    assert!(browser.shows("Nothing is listed; r asks again"), "{}", browser.screen());
    let mut browser = Browser::showing(&Shop::of(0));
    browser.press("enter");
    assert_eq!(browser.toast(), Some("Nothing is listed"));
}

#[test]
fn a_hidden_number_that_nobody_has_says_how_to_see_it() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.fail(FailureKind::UnknownCustomer);
    assert!(browser.shows("Asked for 91••••••••01 as mobile; m shows it."), "{}", browser.screen());
    browser.press("m");
    assert!(browser.shows("Asked for 918860000001 as mobile."), "{}", browser.screen());
    let mut browser = Browser::at(80, 24).looking_up("ext:A-17");
    browser.fail(FailureKind::UnknownCustomer);
    assert!(
        browser.shows("Asked for A-17 as external id."),
        "what is not hidden cannot be shown\n{}",
        browser.screen()
    );
}

#[test]
fn the_chooser_of_columns_says_what_its_keys_do_and_which_columns_have_no_room() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER).served_by(&Shop::of(3));
    browser.press("C");
    assert!(footer(&browser).starts_with("Space show/hide   Esc done   "), "{}", footer(&browser));
    for line in ["✓ offer\n", "✓ series    no room", "✓ issued at    no room"] {
        assert!(browser.shows(line), "{line}\n{}", browser.screen());
    }
    browser.press("space down down down space");
    assert!(!browser.shows("✓ discount") && !browser.shows("✓ offer"), "{}", browser.screen());
    assert!(
        browser.shows("✓ issued at") && !browser.shows("✓ issued at    no") && browser.shows("✓ series    no room"),
        "{}",
        browser.screen()
    );
    let mut wide = Browser::at(200, 50).looking_up(NUMBER).served_by(&Shop::of(3));
    wide.press("C");
    assert!(!wide.shows("no room"), "{}", wide.screen());
}
