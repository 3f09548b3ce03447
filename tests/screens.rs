//! What the browser looks like: text and styles of every screen at four sizes.
//!
//! Below the text stand the styles, line by line: `12: bold[y]  dim[offer]`. Read a changed picture
//! as a store manager would before it is accepted (`INSTA_UPDATE=always cargo test --test it screens`).

use std::time::Duration;

use couponscope::app::{Action, Preferences, ProfileLine, Profiles};
use couponscope::domain::{Clean, CustomerCoupons, FailureKind, Identifier};
use couponscope::ui::{Theme, ThemeName};

use crate::driver::coupons::{Shop, every_state, merge_notice, page, rows, vera, whole, wide};
use crate::driver::{Browser, NUMBER};

/// The sizes of the promises: wide, ordinary, small, the smallest.
const SIZES: [(u16, u16); 4] = [(120, 40), (80, 24), (60, 16), (20, 5)];

/// A screen: its name, and how one gets there on a terminal of some size.
type Scene = (&'static str, fn(u16, u16) -> Browser);

const SCENES: [Scene; 28] = [
    ("search_hints", search_hints),
    ("search_recent", search_recent),
    ("search_complaint", search_complaint),
    ("search_over_a_list", search_over_a_list),
    ("list_rows", list_rows),
    ("list_wide_characters", list_wide),
    ("list_looking_up", list_looking_up),
    ("list_loading_over_old_rows", list_loading_over_old_rows),
    ("list_without_coupons", list_without_coupons),
    ("list_unknown_customer", list_unknown_customer),
    ("list_no_connection", list_no_connection),
    ("list_failed_over_old_rows", list_failed_over_old_rows),
    ("list_filtered_ordered_marked", list_filtered_ordered_marked),
    ("list_merged_customer", list_merged_customer),
    ("detail_rows", detail_rows),
    ("detail_wide_characters", detail_wide),
    ("detail_of_a_bad_row", detail_of_a_bad_row),
    ("help", help),
    ("palette", palette),
    ("status_chooser", status_chooser),
    ("customer_chooser", customer_chooser),
    ("profile_chooser", profile_chooser),
    ("filter_prompt", filter_prompt),
    ("export_chooser", export_chooser),
    ("file_prompt", file_prompt),
    ("exporting", exporting),
    ("copy_view", copy_view),
    ("locked", locked),
];

fn preferences() -> Preferences {
    Preferences { place: "stores-eu".to_owned(), label: Some("PROD".to_owned()), ..Preferences::default() }
}

fn at(width: u16, height: u16) -> Browser {
    Browser::with(preferences(), width, height)
}

fn profile_chooser(width: u16, height: u16) -> Browser {
    let line = |name: &str, label: Option<&str>, is_asked_for| ProfileLine {
        name: name.to_owned(),
        label: label.map(str::to_owned),
        is_asked_for,
    };
    let lines =
        vec![line("head-office", None, true), line("stores-eu", Some("PROD"), false), line("test", None, false)];
    let profiles = Profiles::Several(lines);
    let preferences = Preferences { profile: Some("stores-eu".to_owned()), profiles, ..preferences() };
    let mut browser = Browser::with(preferences, width, height).looking_up(NUMBER);
    browser.answer(whole(every_state())).press("P");
    browser
}

fn answered(width: u16, height: u16, answer: couponscope::domain::Answer) -> Browser {
    let mut browser = at(width, height).looking_up(NUMBER);
    browser.answer(answer);
    browser
}

fn search_hints(width: u16, height: u16) -> Browser {
    let hints = [("918860000001", "Tom Sawyer, as the vendor prints him"), ("ext:VAST", "100,000 coupons")];
    let hints = hints.map(|(who, what)| (who.to_owned(), what.to_owned())).to_vec();
    Browser::with(Preferences { hints, ..preferences() }, width, height)
}

fn search_recent(width: u16, height: u16) -> Browser {
    let recent = ["918860000007", "ann@example.com", "ext:A-1700", "id:345635529"];
    let recent = recent.map(|who| Identifier::parse(who).unwrap()).to_vec();
    let mut browser = Browser::with(Preferences { recent, ..preferences() }, width, height);
    browser.press("up up");
    browser
}

fn search_complaint(width: u16, height: u16) -> Browser {
    let mut browser = at(width, height);
    browser.type_text("ann@").press("enter");
    browser
}

fn search_over_a_list(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press("f").type_text("91700322");
    browser
}

fn list_rows(width: u16, height: u16) -> Browser {
    answered(width, height, whole(every_state()))
}

fn list_wide(width: u16, height: u16) -> Browser {
    answered(width, height, whole(wide()))
}

fn list_looking_up(width: u16, height: u16) -> Browser {
    let mut browser = at(width, height).looking_up(NUMBER);
    browser.wait(Duration::from_millis(2200));
    browser
}

fn list_loading_over_old_rows(width: u16, height: u16) -> Browser {
    let mut browser = at(width, height).looking_up(NUMBER).served_by(&Shop::of(250));
    browser.press("j j s o").wait(Duration::from_millis(2200));
    browser
}

fn list_without_coupons(width: u16, height: u16) -> Browser {
    answered(width, height, page(Vec::new(), 0, Some(0)))
}

fn list_unknown_customer(width: u16, height: u16) -> Browser {
    let mut browser = at(width, height).looking_up(NUMBER);
    browser.fail(FailureKind::UnknownCustomer);
    browser
}

fn list_no_connection(width: u16, height: u16) -> Browser {
    let mut browser = at(width, height).looking_up(NUMBER);
    browser.fail(FailureKind::Unreachable);
    browser
}

fn list_failed_over_old_rows(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press("r").fail(FailureKind::CredentialsRefused);
    browser
}

fn list_filtered_ordered_marked(width: u16, height: u16) -> Browser {
    let shop = Shop::of(250);
    let mut browser = at(width, height).looking_up(NUMBER).served_by(&shop);
    browser.press("]").serve(&shop);
    browser.press("space j j space O j j j j enter /").type_text("series 3").press("enter j");
    browser
}

fn list_merged_customer(width: u16, height: u16) -> Browser {
    let mut answer = whole(every_state());
    answer.warnings.push(merge_notice());
    let mut browser = answered(width, height, answer);
    browser.wait(Duration::from_secs(5));
    browser
}

fn detail_rows(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press("j enter l E");
    browser
}

fn detail_wide(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(wide()));
    browser.press("j j j j enter");
    browser
}

fn detail_of_a_bad_row(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press("G enter");
    browser
}

fn help(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press("?");
    browser
}

fn palette(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press(":").type_text("page").press("down");
    browser
}

fn status_chooser(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press("S j j");
    browser
}

fn customer_chooser(width: u16, height: u16) -> Browser {
    let mut answer = whole(rows(1..=3));
    let ann = couponscope::domain::Customer { firstname: Some(Clean::new("Ann-Kathrin")), ..vera() };
    answer.customers.push(CustomerCoupons { customer: ann, entries: rows(7..=8) });
    answered(width, height, answer)
}

fn filter_prompt(width: u16, height: u16) -> Browser {
    let mut browser = at(width, height).looking_up(NUMBER).served_by(&Shop::of(250));
    browser.press("/").type_text("series 3");
    browser
}

fn export_chooser(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.press("space e");
    browser
}

fn file_prompt(width: u16, height: u16) -> Browser {
    let mut browser = export_chooser(width, height);
    browser.press("enter");
    browser
}

fn exporting(width: u16, height: u16) -> Browser {
    let mut browser = file_prompt(width, height);
    browser.press("enter");
    browser
}

fn copy_view(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(wide()));
    browser.press("space j space G space v");
    browser
}

fn locked(width: u16, height: u16) -> Browser {
    let mut browser = answered(width, height, whole(every_state()));
    browser.wait(Duration::from_mins(16));
    browser
}

fn snapshot(name: &str, browser: &Browser) {
    let settings = {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings
    };
    settings.bind(|| insta::assert_snapshot!(name, browser.picture().with_styles()));
}

fn snapshots_at(width: u16, height: u16) {
    for (name, scene) in SCENES {
        snapshot(&format!("{width}x{height}_{name}"), &scene(width, height));
    }
}

#[test]
fn every_screen_at_120x40() {
    snapshots_at(120, 40);
}

#[test]
fn every_screen_at_80x24() {
    snapshots_at(80, 24);
}

#[test]
fn every_screen_at_60x16() {
    snapshots_at(60, 16);
}

#[test]
fn every_screen_at_20x5() {
    snapshots_at(20, 5);
}

#[test]
fn without_colours_state_and_selection_are_told_by_words_signs_and_reverse_video() {
    for (name, scene) in [("list_rows", list_rows as fn(u16, u16) -> Browser), ("detail_rows", detail_rows)] {
        let mut browser = scene(80, 24);
        browser.look.theme = Theme::new(ThemeName::Mono);
        snapshot(&format!("mono_{name}"), &browser);
    }
}

#[test]
fn where_the_locale_is_not_utf_8_the_screen_stays_readable() {
    for (name, scene) in [("list_rows", list_rows as fn(u16, u16) -> Browser), ("list_wide", list_wide)] {
        let mut browser = scene(80, 24);
        browser.look.ascii = true;
        snapshot(&format!("ascii_{name}"), &browser);
    }
}

#[test]
fn in_ascii_every_cell_of_every_screen_is_ascii() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let mut browser = scene(width, height);
            browser.look.ascii = true;
            for cell in &browser.picture().buffer.content {
                assert!(cell.symbol().is_ascii(), "{name} at {width}x{height}: {}", cell.symbol());
            }
        }
    }
}

#[test]
fn ascii_changes_no_column() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let mut browser = scene(width, height);
            let plain = browser.picture();
            browser.look.ascii = true;
            let ascii = browser.picture();
            for (a, b) in plain.buffer.content.iter().zip(&ascii.buffer.content) {
                let same = a.symbol() == b.symbol() || !a.symbol().is_ascii();
                assert!(same, "{name} at {width}x{height}: {} became {}", a.symbol(), b.symbol());
            }
        }
    }
}

#[test]
fn every_line_is_as_wide_as_the_screen_whatever_characters_stand_in_it() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let picture = scene(width, height).picture().with_styles();
            for line in picture.lines().take(usize::from(height)) {
                let columns = couponscope::domain::measure::width(line);
                assert_eq!(columns, usize::from(width) + 2, "{name}: {line}");
            }
        }
    }
}

#[test]
fn every_action_of_the_table_is_found_on_the_help_screen() {
    let mut browser = list_rows(80, 24);
    browser.press("?");
    let mut seen = String::new();
    for _ in 0..20 {
        seen.push_str(&browser.screen());
        browser.press("pagedown");
    }
    for action in Action::ALL {
        let start: String = action.row().help.chars().take(40).collect();
        assert!(seen.contains(&start), "{action:?}");
    }
}

#[test]
fn what_is_typed_into_a_question_stays_in_view_however_long_it_is() {
    for (width, height) in SIZES {
        for question in ["/", ":"] {
            let mut browser = at(width, height).looking_up(NUMBER).served_by(&Shop::of(3));
            browser.press(question).type_text(&"abcdefghij".repeat(20)).type_text("XYZ");
            assert!(browser.shows("XYZ"), "{question} at {width}x{height}\n{}", browser.screen());
            let cursor = browser.picture().cursor.unwrap();
            let before = &browser.picture().buffer[(cursor.x - 1, cursor.y)];
            assert_eq!(before.symbol(), "Z", "{question} at {width}x{height}");
        }
    }
}

#[test]
fn what_lies_in_front_cuts_no_wide_character_in_two() {
    for width in (60..140).step_by(7) {
        for keys in ["S", "Y", ":", "O"] {
            let mut browser = list_wide(width, 24);
            browser.press(keys);
            for line in browser.picture().with_styles().lines().take(24) {
                assert_eq!(couponscope::domain::measure::width(line), usize::from(width) + 2, "{keys}: {line}");
            }
        }
    }
}

#[test]
fn help_says_that_there_is_more_and_cuts_no_sentence_on_an_ordinary_screen() {
    let mut browser = help(80, 24);
    let mut last = String::new();
    assert!(browser.shows("1–21 of "));
    while last != browser.screen() {
        last = browser.screen();
        assert!(!last.lines().skip(1).take(21).any(|line| line.contains('…')), "{last}");
        browser.press("pagedown");
    }
}
