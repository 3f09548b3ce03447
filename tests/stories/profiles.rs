//! Switching to another profile: nothing of the one before stays, on the screen or behind it.

use std::sync::Arc;
use std::time::Duration;

use couponscope::app::remote::Slot;
use couponscope::app::{Action, Effect, Msg, Preferences, ProfileLine, Profiles};
use couponscope::domain::{Answer, FailureKind, Identifier, Skew};
use couponscope::layout::Pane;

use crate::driver::coupons::{Shop, page, rows};
use crate::driver::{Browser, NUMBER};

fn line(name: &str, label: Option<&str>, is_asked_for: bool) -> ProfileLine {
    ProfileLine { name: name.to_owned(), label: label.map(str::to_owned), is_asked_for }
}

/// How the browser begins with a profile of three.
fn beginning_with(profile: &str, label: Option<&str>) -> Preferences {
    let lines = vec![line("stores-eu", Some("PROD"), false), line("stores-in", None, false), line("lab", None, true)];
    Preferences {
        place: profile.to_owned(),
        profile: Some(profile.to_owned()),
        label: label.map(str::to_owned),
        profiles: Profiles::Several(lines),
        ..Preferences::default()
    }
}

/// Nobody whom the search pane gives as an example.
const SOMEBODY: &str = "4477009005678";

/// With a customer whose first page is shown and who was looked up before, too.
fn in_europe() -> Browser {
    let recent = vec![Identifier::parse("4477009001234").unwrap()];
    let preferences = Preferences { recent, ..beginning_with("stores-eu", Some("PROD")) };
    Browser::with(preferences, 120, 40).looking_up(SOMEBODY).served_by(&Shop::of(250))
}

fn switched(browser: &mut Browser, preferences: Preferences) {
    browser.happen(Msg::Switched(Ok(Box::new(preferences))));
}

#[test]
fn p_offers_the_profiles_with_the_one_in_use_marked_and_asks_for_the_chosen_one() {
    let mut browser = in_europe();
    browser.press("P");
    assert!(browser.shows("Switch to which profile?") && browser.shows("✓ stores-eu  PROD"), "{}", browser.screen());
    assert!(browser.shows("lab  (its secret is typed at the start)"));
    browser.press("j enter");
    assert_eq!(browser.effects, [Effect::SwitchProfile("stores-in".to_owned())]);
    assert_eq!(browser.codes().len(), 100, "until the account is open everything stays");
}

#[test]
fn nothing_of_the_profile_before_is_left() {
    let mut browser = in_europe();
    browser.press("m space j space / 0 enter s enter / a enter y").wait(Duration::from_secs(10));
    browser.press("P");
    switched(&mut browser, beginning_with("stores-in", None));
    let kept = format!("{:?}", browser.app);
    for trace in [SOMEBODY, "4477009001234", "Vera", "aB0000", "vera@"] {
        assert!(!kept.contains(trace) && !browser.shows(trace), "{trace}");
    }
    assert!(browser.is_in(Pane::Search) && browser.app.is_masked() && browser.calls.is_empty());
    assert!(browser.shows("stores-in") && !browser.shows("PROD"), "{}", browser.screen());
    assert_eq!(browser.toast(), Some("Profile stores-in"));
}

#[test]
fn the_settings_of_the_new_profile_are_in_force() {
    let mut browser = in_europe();
    let recent = vec![Identifier::parse("919800000007").unwrap()];
    let preferences = Preferences { country: "91".parse().ok(), recent, ..beginning_with("stores-in", Some("PILOT")) };
    switched(&mut browser, preferences);
    assert!(browser.shows("PILOT") && browser.shows("91••••••••07"), "{}", browser.screen());
    browser.type_text("98000 00001").press("enter");
    assert_eq!(browser.awaited().1.who.value(), "919800000001");
    assert_eq!(browser.awaited().1.page.limit, 100);
}

#[test]
fn a_late_answer_of_the_profile_before_changes_nothing() {
    let mut browser = Browser::with(beginning_with("stores-eu", None), 120, 40).looking_up(NUMBER);
    let (late, _) = browser.awaited();
    switched(&mut browser, beginning_with("stores-in", None));
    assert!(browser.calls.is_empty(), "the call is given up");
    browser.type_text("919800000001").press("enter");
    let (awaited, _) = browser.awaited();
    assert_ne!(late, awaited);
    let before = browser.app.clone();
    browser.happen(Msg::Answered(late, Ok(Arc::new(page(rows(1..=3), 0, Some(3))))));
    assert!(browser.app == before);
}

#[test]
fn pages_that_are_being_loaded_are_given_up() {
    let mut browser = Browser::with(beginning_with("stores-eu", None), 120, 40).looking_up(NUMBER);
    browser.answer(page(rows(1..=100), 0, Some(250))).press("A");
    assert!(browser.call(Slot::All).is_some());
    switched(&mut browser, beginning_with("stores-in", None));
    assert!(browser.calls.is_empty() && !browser.app.list().is_gathering());
}

#[test]
fn a_profile_that_cannot_be_used_leaves_everything_as_it_was_and_says_why() {
    let mut browser = in_europe();
    browser.press("P j enter");
    browser.happen(Msg::Switched(Err("the variable LAB is not set".to_owned())));
    assert_eq!(browser.toast(), Some("Not switched: the variable LAB is not set"));
    assert_eq!(browser.codes().len(), 100);
    assert!(browser.shows("PROD"));
}

#[test]
fn a_secret_that_is_typed_is_not_typed_here() {
    let mut browser = in_europe();
    browser.press("P G enter");
    assert_eq!(browser.effects, []);
    assert!(browser.toast().unwrap().contains("couponscope --profile lab"), "{:?}", browser.toast());
    browser.press("P enter");
    assert_eq!((browser.effects.as_slice(), browser.toast()), (&[][..], Some("Still the profile stores-eu")));
}

#[test]
fn where_there_is_nothing_to_switch_the_key_says_why() {
    let fixed = Preferences { profiles: Profiles::Fixed("The demo has no profiles"), ..Preferences::default() };
    let mut browser = Browser::with(fixed, 80, 24).looking_up(NUMBER);
    browser.press("P");
    assert_eq!((browser.toast(), browser.app.overlay()), (Some("The demo has no profiles"), None));
}

#[test]
fn the_search_pane_names_a_key_that_works_there() {
    let mut browser = Browser::with(beginning_with("stores-eu", None), 80, 24);
    assert!(browser.shows("F2") && browser.shows("the customers of another profile"), "{}", browser.screen());
    browser.press("f2");
    assert!(browser.shows("Switch to which profile?"));
    assert!(!Browser::at(80, 24).shows("another profile"));
}

#[test]
fn the_clock_of_the_server_before_is_not_told_of_the_new_one() {
    let mut browser = Browser::with(beginning_with("stores-eu", None), 120, 40).looking_up(NUMBER);
    let here = browser.app.wall();
    let skew = Some(Skew::between(here, here + Duration::from_mins(12)));
    browser.answer(Answer { skew, ..page(rows(1..=3), 0, Some(3)) });
    assert!(browser.app.skew().is_some());
    switched(&mut browser, beginning_with("stores-in", None));
    assert_eq!(browser.app.skew(), None);
}

#[test]
fn a_failure_of_the_profile_before_is_not_shown_under_the_new_one() {
    let mut browser = Browser::with(beginning_with("stores-eu", None), 80, 24).looking_up(NUMBER);
    browser.fail(FailureKind::UnknownCustomer).act(Action::SwitchProfile);
    switched(&mut browser, beginning_with("stores-in", None));
    assert!(!browser.shows("The server knows no such customer"));
}
