//! Copying, and telling the truth about it.

use std::time::Duration;

use couponscope::app::overlay::Overlay;
use couponscope::app::{CopyReport, Effect, Msg, Preferences, Server};
use couponscope::domain::{Clean, Coupon};

use crate::driver::coupons::{Shop, bad_row, coupon, row, whole, wide};
use crate::driver::{Browser, NUMBER};

fn of_code(code: &str) -> Browser {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(vec![row(Coupon { code: Clean::new(code), ..coupon(1) })]));
    browser
}

#[test]
fn y_copies_the_code_of_the_selected_row() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("j y");
    assert_eq!(browser.effects, [Effect::Copy(browser.last_copy, "aB000002x".to_owned())]);
}

#[test]
fn in_the_detail_the_coupon_that_is_looked_at_is_copied_whatever_is_marked() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("space j j enter Y enter");
    assert_eq!(browser.copied.last().map(String::as_str), Some("aB000003x"));
}

#[test]
fn every_mark_goes_with_one_key() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("space j space U y");
    assert_eq!(browser.copied.last().map(String::as_str), Some("aB000002x"));
}

#[test]
fn the_toast_says_what_is_known_of_the_copy_and_no_more() {
    let cases = [
        (CopyReport::Confirmed, "Copied aB000001x"),
        (CopyReport::InTmux, "In tmux's buffer, sent on to your terminal: aB000001x"),
        (
            CopyReport::InTmuxAlone,
            "In tmux's buffer; your terminal does not confirm; {copy-view} shows it for copying by hand",
        ),
        (CopyReport::Sent, "Sent to your terminal (it does not confirm); {copy-view} shows it for copying by hand"),
        (
            CopyReport::SentThroughMultiplexer,
            "Sent; tmux's or screen's defaults may drop it; {copy-view} shows it for copying by hand",
        ),
        (
            CopyReport::Failed("no display".to_owned()),
            "Not copied: no display; {copy-view} shows it for copying by hand",
        ),
        (CopyReport::NoWay, "This terminal takes no copies: mark the text with the mouse"),
    ];
    for (report, words) in cases {
        let mut browser = Browser::showing(&Shop::of(5));
        browser.press("y");
        assert_eq!(browser.toast(), None, "nothing is said before it is known");
        browser.report(report.clone());
        assert_eq!(browser.toast(), Some(words));
        let in_view = matches!(browser.app.overlay(), Some(Overlay::CopyView(text)) if text == "aB000001x");
        assert_eq!(in_view, report == CopyReport::NoWay);
        browser.wait(Duration::from_secs(5));
        assert_eq!(browser.toast(), None, "{report:?}");
    }
}

#[test]
fn what_is_empty_is_not_copied() {
    for code in ["", "   ", "\u{200b}\u{202e}"] {
        let mut browser = of_code(code);
        browser.press("y");
        assert_eq!((browser.copied.len(), browser.toast()), (0, Some("There is nothing to copy here")), "{code:?}");
    }
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(vec![bad_row()])).press("y");
    assert!(browser.copied.is_empty());
}

#[test]
fn a_code_with_hidden_characters_is_copied_without_them_and_says_so() {
    let mut browser = of_code("AB\u{202e}C\u{200b}D\u{1b}[2J");
    browser.press("y").report(CopyReport::Confirmed);
    assert_eq!(browser.copied, ["ABCD[2J"]);
    assert_eq!(browser.toast(), Some("Copied ABCD[2J (hidden characters left out)"));
}

#[test]
fn several_codes_are_counted_in_the_toast() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("space j space y").report(CopyReport::Confirmed);
    assert_eq!(browser.toast(), Some("Copied 2 marked codes"));
    browser.press("y").report(CopyReport::Sent);
    assert!(browser.toast().unwrap().ends_with("for copying by hand (2 marked codes)"), "{:?}", browser.toast());
}

#[test]
fn a_code_that_reads_like_the_name_of_a_key_is_shown_as_it_is() {
    let mut browser = of_code("{quit}{{x}");
    browser.press("y").report(CopyReport::Confirmed);
    assert!(browser.shows("Copied {quit}{{x}"), "{}", browser.screen());
}

#[test]
fn more_than_a_terminal_takes_is_not_copied() {
    let mut browser = of_code(&"X".repeat(75_000));
    browser.press("y");
    assert_eq!(browser.toast(), Some("That is more than a terminal takes; {export} writes it into a file"));
    assert!(browser.copied.is_empty());
}

#[test]
fn the_copy_menu_copies_other_things() {
    let choose = |downs: usize| {
        let mut browser = Browser::showing(&Shop::of(5));
        browser.press("Y");
        for _ in 0..downs {
            browser.press("j");
        }
        browser.press("enter");
        browser.copied.pop()
    };
    assert_eq!(choose(0).as_deref(), Some("aB000001x"));
    assert_eq!(choose(1).as_deref(), Some("aB000001x  Offer 1 of series 1"));
    assert_eq!(choose(2).as_deref(), Some("aB000001x\tredeemable\t6.00\t30 Jun 2027\tOffer 1 of series 1\t500001"));
    assert_eq!(choose(3), None, "it was issued without a bill");
    assert_eq!(choose(4).as_deref(), Some("345635529"));
}

#[test]
fn the_copy_view_shows_the_text_alone_and_any_key_returns() {
    for back in ["x", "esc", "enter", "space", "q", "down"] {
        let mut browser = Browser::showing(&Shop::of(5));
        browser.press("space j space v");
        assert_eq!(browser.screen().trim_end(), "aB000001x\naB000002x");
        browser.press(back);
        assert!(browser.app.overlay().is_none() && browser.effects.is_empty(), "{back}");
    }
}

#[test]
fn in_the_detail_y_copies_what_the_cursor_is_on() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("enter y");
    assert_eq!(browser.copied, ["aB000001x"]);
    browser.press("l j y");
    assert_eq!(browser.copied[1], "Offer 1 of series 1");
}

#[test]
fn nothing_that_is_copied_holds_a_hidden_character() {
    let mut browser = Browser::at(120, 40).looking_up(NUMBER);
    browser.answer(whole(wide()));
    for _ in 0..6 {
        browser.press("y j");
    }
    let hidden = |c: char| c.is_control() || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}');
    assert!(browser.copied.len() == 6 && !browser.copied.concat().contains(hidden), "{:?}", browser.copied);
}

#[test]
fn where_nothing_can_be_copied_the_text_that_was_meant_is_shown() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("Y j j enter").report(CopyReport::NoWay);
    let row = "aB000001x\tredeemable\t6.00\t30 Jun 2027\tOffer 1 of series 1\t500001";
    assert!(matches!(browser.app.overlay(), Some(Overlay::CopyView(text)) if text == row));
}

#[test]
fn the_copy_view_shows_what_was_copied_while_its_message_stands() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("Y j enter").report(CopyReport::Sent).press("v");
    assert_eq!(browser.screen().trim_end(), "aB000001x  Offer 1 of series 1");
    browser.press("x").wait(Duration::from_secs(5));
    browser.press("v");
    assert_eq!(browser.screen().trim_end(), "aB000001x");
    browser.press("x Y j enter").report(CopyReport::Sent).press("j v");
    assert_eq!(browser.screen().trim_end(), "aB000002x", "whoever goes on means what the cursor is on");
}

#[test]
fn once_its_message_is_gone_nothing_of_a_copied_text_is_kept() {
    let server = Server {
        base_url: "https://eu.example.com".to_owned(),
        external_id_parameter: "externalId".to_owned(),
        include_reversed: true,
    };
    let preferences = Preferences { server: Some(server), ..Preferences::default() };
    let mut browser = Browser::with(preferences, 80, 24).looking_up(NUMBER).served_by(&Shop::of(5));
    browser.press("Y G enter").report(CopyReport::Sent);
    assert!(browser.copied[0].starts_with("curl -G") && format!("{:?}", browser.app).contains("curl -G"));
    browser.wait(Duration::from_secs(5));
    assert!(!format!("{:?}", browser.app).contains("curl -G"));
}

#[test]
fn what_became_of_an_older_copy_is_not_told_of_a_newer_one() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("y");
    let older = browser.last_copy;
    browser.press("j y");
    browser.happen(Msg::Copied(older, CopyReport::Confirmed));
    assert_eq!(browser.toast(), None);
    browser.report(CopyReport::Failed("it hangs".to_owned()));
    assert!(browser.toast().unwrap().starts_with("Not copied: it hangs"));
}

#[test]
fn hidden_characters_are_told_of_however_the_code_is_copied() {
    for keys in ["y", "enter y", "Y j enter", "Y j j enter"] {
        let mut browser = of_code("AB\u{202e}C");
        browser.press(keys).report(CopyReport::Sent);
        assert!(browser.toast().unwrap().ends_with("(hidden characters left out)"), "{keys}");
    }
    let mut browser = of_code("AB\u{202e}C");
    browser.press("Y j j j j enter").report(CopyReport::Sent);
    assert!(!browser.toast().unwrap().contains("hidden"), "the customer's id holds no code");
}

#[test]
fn rows_without_a_code_are_not_counted_as_codes() {
    let nameless = row(Coupon { code: Clean::new(""), ..coupon(2) });
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(vec![row(coupon(1)), nameless, row(coupon(3))]));
    browser.press("space j space j space y").report(CopyReport::Confirmed);
    assert_eq!(browser.toast(), Some("Copied 2 marked codes"));
}
