//! Keys of the user's own: they work, the old ones do not, and every screen names them.

use couponscope::app::Action;
use couponscope::keymap::Keymap;

use crate::driver::coupons::Shop;
use crate::driver::{Browser, NUMBER};

const OWN: &str = "[keys]\ncopy = \"ctrl-y\"\nhelp = \"f9\"\nnext-status = []\nfind = \"F\"\n";

fn with_own_keys() -> Browser {
    Browser::at(120, 40).with_keys(OWN).looking_up(NUMBER).served_by(&Shop::of(3))
}

#[test]
fn a_key_that_was_changed_works_and_the_old_one_does_not() {
    let mut browser = with_own_keys();
    browser.press("y s");
    assert!(browser.copied.is_empty() && browser.calls.is_empty());
    browser.press("ctrl-y");
    assert_eq!(browser.copied, ["aB000001x"]);
}

#[test]
fn footer_help_and_palette_show_the_keys_that_work() {
    let mut browser = with_own_keys();
    let footer = browser.screen().lines().last().unwrap().to_owned();
    assert!(footer.contains("Ctrl-Y copy") && footer.contains("F find") && !footer.contains("status"), "{footer}");
    assert!(browser.shows("F9 help"));
    browser.press(":").type_text("copy the code");
    assert!(browser.shows("Ctrl-Y"), "{}", browser.screen());
    browser.press("esc f9");
    let help = browser.screen();
    let line = |words: &str| help.lines().find(|line| line.contains(words)).unwrap().to_owned();
    assert!(line("Copy the code").contains("Ctrl-Y"), "{help}");
    assert_eq!(line("Show only the next status").trim().find("Show"), Some(0), "no key: {help}");
}

#[test]
fn what_has_no_key_is_still_found_in_the_palette() {
    let mut browser = with_own_keys();
    browser.press(":").type_text("next status").press("enter");
    assert_eq!(browser.calls.len(), 1);
}

#[test]
fn every_action_takes_another_key_and_none() {
    for action in Action::ALL {
        let name = action.row().name;
        for (keys, expected) in [("\"alt-f12\"", vec!["alt-f12"]), ("[]", vec![])] {
            let browser = Browser::at(80, 24).with_keys(&format!("[keys]\n{name} = {keys}\n"));
            let chords: Vec<String> = browser.look.keymap.chords(*action).iter().map(ToString::to_string).collect();
            assert_eq!(chords, expected, "{name}");
            let others = Action::ALL.iter().filter(|other| *other != action);
            let defaults = Keymap::defaults();
            assert!(others.clone().all(|other| browser.look.keymap.chords(*other) == defaults.chords(*other)));
        }
    }
}
