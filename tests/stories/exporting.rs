//! Writing coupons into a file: what, where, how far, and what is said about it.

use std::time::Duration;

use couponscope::app::export::{Coupons, ExportJob, Report};
use couponscope::app::{Effect, Msg, Pause, Preferences};
use couponscope::domain::{Entry, Failure, FailureKind, FileFormat, Page};
use couponscope::layout::Pane;

use crate::driver::coupons::Shop;
use crate::driver::{Browser, NUMBER};

/// Where a file is, as it is told once it is written.
const WRITTEN: &str = "~/files/x.csv";
const USUAL: &str = "coupons-2026-11-23-120000.ndjson";

fn browser() -> Browser {
    Browser::showing(&Shop::of(250))
}

/// The order that these keys lead to.
fn ordered(browser: &mut Browser, keys: &str) -> ExportJob {
    browser.press(keys);
    browser.export.clone().expect("a file is being written").1
}

fn codes<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<String> {
    entries.map(|entry| entry.code().unwrap().to_string()).collect()
}

fn shown(order: &ExportJob) -> Vec<String> {
    let Coupons::Shown(listing) = &order.coupons else { panic!("{order:?}") };
    codes((0..listing.len()).map(|place| listing.row(place).unwrap()))
}

#[test]
fn e_asks_which_coupons_and_then_for_the_file() {
    let mut browser = browser();
    browser.press("e");
    assert!(browser.shows("what is shown: 100 coupons"), "{}", browser.screen());
    assert!(browser.shows("the marked ones: none is marked") && browser.shows("every page, from the server: 250"));
    browser.press("enter");
    assert!(browser.shows(&format!("Write into: {USUAL}")), "{}", browser.screen());
    assert!(browser.export.is_none(), "nothing is written before the name is settled");
}

#[test]
fn what_is_shown_is_written_as_it_is_filtered_and_ordered() {
    let mut browser = browser();
    browser.press("/").type_text("aB00000").press("enter O down down down down enter");
    let codes_shown = browser.codes().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let order = ordered(&mut browser, "e enter enter");
    assert_eq!((order.file.as_str(), order.format), (USUAL, FileFormat::Ndjson));
    assert_eq!(order.query.who.value(), NUMBER);
    assert_eq!(shown(&order), codes_shown);
    assert!(codes_shown.len() < 100);
}

#[test]
fn the_marked_ones_are_written_from_whatever_page() {
    let mut browser = browser();
    browser.press("j space ]").serve(&Shop::of(250));
    browser.press("space e");
    assert!(browser.shows("the marked ones: 2 coupons"), "{}", browser.screen());
    let order = ordered(&mut browser, "down enter enter");
    let Coupons::Marked(_, rows) = &order.coupons else { panic!("{order:?}") };
    assert_eq!(codes(rows.iter()), ["aB000002x", "aB000101x"]);
}

#[test]
fn every_page_is_asked_for_from_the_first_one_under_the_filter_that_is_shown() {
    let mut browser = browser();
    browser.press("] s").serve(&Shop::of(250));
    let filter = browser.app.list().shown().unwrap().0.query.filter;
    let order = ordered(&mut browser, "e down down enter enter");
    assert_eq!(order.coupons, Coupons::EveryPage(browser.app.list().chosen_customer().unwrap().clone()));
    assert_eq!((order.query.page, order.query.filter), (Page::first(100), filter));
    assert!(filter.status.is_some());
}

#[test]
fn none_marked_means_none_to_write() {
    let mut browser = browser();
    browser.press("e down enter");
    assert_eq!(browser.toast(), Some("No coupon is marked"));
    assert!(browser.app.overlay().is_none());
}

#[test]
fn the_name_says_the_format_and_one_that_says_none_is_asked_for_again() {
    let mut browser = browser();
    browser.press("e enter ctrl-u").type_text("may.txt").press("enter");
    assert_eq!(browser.toast(), Some("The file's name must end in .ndjson or .csv"));
    assert!(browser.export.is_none() && browser.shows("Write into: may.txt"), "{}", browser.screen());
    browser.press("backspace backspace backspace");
    browser.type_text("CSV");
    let order = ordered(&mut browser, "enter");
    assert_eq!((order.file.as_str(), order.format), ("may.CSV", FileFormat::Csv));
}

#[test]
fn no_number_of_the_customer_is_in_the_name() {
    let mut browser = browser();
    let order = ordered(&mut browser, "e enter enter");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert!(!digits(&order.file).contains("60000001"));
    assert_eq!(digits(&order.file).len(), 14, "a date and a time");
}

#[test]
fn how_far_it_is_stands_on_the_screen_and_the_keys_go_on_working() {
    let mut browser = browser();
    ordered(&mut browser, "e down down enter enter");
    let (ticket, _) = browser.export.clone().unwrap();
    browser.happen(Msg::Exporting(ticket, 100));
    assert!(browser.shows(&format!("Writing {USUAL}: 100 of 250 coupons (Esc stops)")), "{}", browser.screen());
    browser.press("j");
    assert_eq!(browser.selected(), Some("aB000002x"));
    browser.press("e");
    assert_eq!(browser.toast(), Some("A file is being written; {back} stops it"));
    browser.exported(Report::Written { coupons: 250, file: WRITTEN.to_owned(), notes: Vec::new() });
    assert!(browser.shows("✓ 250 coupons in ~/files/x.csv"), "{}", browser.screen());
    browser.wait(Duration::from_secs(5));
    assert!(!browser.shows("Writing"));
}

#[test]
fn esc_stops_it_and_says_that_nothing_is_left() {
    let mut browser = browser();
    ordered(&mut browser, "e down down enter enter");
    browser.press("esc");
    assert_eq!(browser.toast(), Some("Stopped; no file is left"));
    assert!(browser.export.is_none() && browser.is_in(Pane::List) && !browser.codes().is_empty());
}

#[test]
fn a_name_that_is_taken_is_asked_for_again() {
    let mut browser = browser();
    ordered(&mut browser, "e enter enter");
    browser.exported(Report::Refused(format!("{USUAL} already exists; it is not overwritten")));
    assert!(browser.toast().unwrap().contains("already exists"));
    assert!(browser.shows(&format!("Write into: {USUAL}")), "{}", browser.screen());
    browser.press("ctrl-u").type_text("b.csv");
    assert_eq!(ordered(&mut browser, "enter").file, "b.csv");
}

#[test]
fn what_broke_off_is_told_with_its_reason() {
    let broken = Report::NotWritten("No space left on device".to_owned());
    for (report, words) in [
        (broken, "could not be written and was removed: No space left on device"),
        (Report::Failed(Failure::new(FailureKind::TimedOut)), "is not written: The server did not answer in time"),
        (
            Report::Written { coupons: 1, file: WRITTEN.to_owned(), notes: vec!["the list moved".into()] },
            "1 coupon in ~/files/x.csv; the list moved",
        ),
    ] {
        let mut browser = browser();
        ordered(&mut browser, "e enter enter");
        browser.exported(report);
        assert!(browser.toast().unwrap().contains(words), "{:?}", browser.toast());
    }
}

#[test]
fn the_end_of_a_file_that_was_given_up_changes_nothing() {
    let mut browser = browser();
    ordered(&mut browser, "e down down enter enter");
    let (ticket, _) = browser.export.clone().unwrap();
    browser.press("esc");
    let before = browser.app.clone();
    for msg in [Msg::Exporting(ticket, 9), Msg::Exported(ticket, Report::NotWritten("late".into()))] {
        browser.happen(msg);
        assert!(browser.app == before);
    }
}

#[test]
fn a_pause_of_the_server_is_counted_down() {
    let mut browser = browser();
    ordered(&mut browser, "e down down enter enter");
    let (ticket, _) = browser.export.clone().unwrap();
    let pause = Pause { delay: Duration::from_secs(4), why: Failure::new(FailureKind::TooManyRequests).into() };
    browser.happen(Msg::Waiting(ticket, pause));
    assert!(browser.shows("trying again in 4 s (Esc stops)"), "{}", browser.screen());
    assert_eq!(browser.wait(Duration::from_millis(2500)), 2, "one wake-up a second");
    assert!(browser.shows("trying again in 2 s"), "{}", browser.screen());
    browser.happen(Msg::Exporting(ticket, 100));
    assert!(browser.shows("100 of 250"));
}

#[test]
fn while_a_file_is_written_the_idle_lock_waits() {
    let preferences = Preferences { idle_lock: Some(Duration::from_mins(15)), ..Preferences::default() };
    let mut browser = Browser::with(preferences, 80, 24).looking_up(NUMBER).served_by(&Shop::of(250));
    ordered(&mut browser, "e down down enter enter");
    browser.wait(Duration::from_hours(1));
    assert!(browser.app.list().who().is_some() && browser.export.is_some());
    browser.exported(Report::Written { coupons: 250, file: WRITTEN.to_owned(), notes: Vec::new() });
    browser.wait(Duration::from_mins(14));
    assert!(!browser.app.is_locked(), "the end of the file counts as activity");
    browser.wait(Duration::from_mins(2));
    assert!(browser.app.is_locked());
}

#[test]
fn the_profile_is_not_switched_while_a_file_is_written() {
    let line = |name: &str| couponscope::app::ProfileLine { name: name.to_owned(), label: None, is_asked_for: false };
    let profiles = couponscope::app::Profiles::Several(vec![line("one"), line("two")]);
    let preferences = Preferences { profiles, ..Preferences::default() };
    let mut browser = Browser::with(preferences, 80, 24).looking_up(NUMBER).served_by(&Shop::of(250));
    ordered(&mut browser, "e down down enter enter");
    browser.press("P");
    assert_eq!(browser.toast(), Some("A file is being written; {back} stops it"));
    assert!(browser.app.overlay().is_none());
    // however it came to be switched, nothing of the one before goes on
    browser.happen(Msg::Switched(Ok(Box::default())));
    assert!(browser.export.is_none() && browser.app.export().awaited().is_none());
}

#[test]
fn leaving_while_a_file_is_written_is_asked_about_once() {
    let mut browser = Browser::showing(&Shop::of(500));
    browser.press("e j j enter enter q");
    assert_eq!(browser.toast(), Some("A file is being written; {quit} again stops it and quits"));
    assert_eq!(browser.effects, []);
    browser.press("j q");
    assert_eq!(browser.effects, [], "another key in between takes the question back");
    browser.press("ctrl-c");
    assert_eq!(browser.effects, [Effect::Quit]);
}

#[test]
fn a_file_name_that_was_typed_and_left_stands_there_again() {
    let mut browser = Browser::showing(&Shop::of(5));
    browser.press("e enter ctrl-u").type_text("/tmp/mine.csv").press("esc e enter");
    assert!(browser.shows("Write into: /tmp/mine.csv"), "{}", browser.screen());
    browser.press("enter").exported(Report::Written { coupons: 5, file: WRITTEN.to_owned(), notes: Vec::new() });
    browser.press("e enter");
    assert!(browser.shows("Write into: coupons-2026-11-23-120000.ndjson"), "{}", browser.screen());
}
