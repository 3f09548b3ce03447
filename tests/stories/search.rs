//! Naming a customer: the kind, the line, who was looked up before.

use std::time::Duration;

use couponscope::app::Preferences;
use couponscope::domain::{Clean, CustomerCoupons, FailureKind, Id, Identifier, Kind, ServerMessage};
use couponscope::layout::Pane;

use crate::driver::coupons::{Shop, merge_notice, page, rows, vera, whole};
use crate::driver::{Browser, NUMBER};

#[test]
fn the_kind_is_guessed_as_one_types_and_shown() {
    let mut browser = Browser::at(80, 24);
    for (text, kind) in [("918860000001", "mobile"), ("ann@example.com", "e-mail"), ("345", "customer id")] {
        browser.type_text(text);
        assert!(browser.shows(&format!("{kind}, guessed  (Ctrl-T)")), "{}", browser.screen());
        browser.press("ctrl-u");
    }
    browser.type_text("A-1700");
    assert!(browser.shows("external id, guessed"));
}

#[test]
fn a_key_changes_the_kind_and_the_look_up_uses_it() {
    let mut browser = Browser::at(80, 24);
    browser.type_text("345635529012").press("ctrl-t ctrl-t ctrl-t");
    assert!(browser.shows("customer id  (Ctrl-T)") && !browser.shows("guessed"));
    browser.press("enter");
    assert_eq!(browser.sent[0].who, Identifier::new(Kind::Id, "345635529012").unwrap());
}

#[test]
fn a_look_up_makes_exactly_one_call_for_the_first_page() {
    let mut browser = Browser::at(80, 24);
    browser.type_text("+91 88600-00001").press("enter");
    let [query] = browser.sent.as_slice() else { panic!("{:?}", browser.sent) };
    assert_eq!(query.who, Identifier::new(Kind::Mobile, NUMBER).unwrap());
    assert_eq!((query.page.offset, query.page.limit), (0, 100));
    assert!(browser.is_in(Pane::List));
}

#[test]
fn a_text_that_cannot_be_of_its_kind_is_refused_in_words_and_nothing_is_sent() {
    let mut browser = Browser::at(80, 24);
    browser.type_text("ann@").press("enter");
    assert!(browser.shows("an e-mail address has an @ and no blanks") && browser.sent.is_empty());
    browser.type_text("x");
    assert!(!browser.shows("an e-mail address has"), "the complaint goes with the next letter");
}

#[test]
fn not_found_offers_the_other_kinds_one_key_each() {
    let mut browser = Browser::at(80, 24);
    browser.type_text(NUMBER).press("enter").fail(FailureKind::UnknownCustomer);
    assert!(browser.shows("The server knows no such customer."));
    assert!(browser.shows("1  try it as external id") && browser.shows("2  try it as customer id"));
    browser.press("2");
    let (_, query) = browser.awaited();
    assert_eq!(query.who, Identifier::new(Kind::Id, NUMBER).unwrap());
    assert!(browser.shows("Looking up"));
}

#[test]
fn an_offer_that_is_not_there_says_so() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.press("1");
    assert_eq!(browser.toast(), Some("Only after \"not found\" there is something else to try"));
}

#[test]
fn several_customers_give_a_chooser_and_the_choice_is_shown_without_a_new_call() {
    let mut ann = vera();
    ann.firstname = Some(Clean::new("Ann"));
    let mut answer = whole(rows(1..=3));
    answer.customers.push(CustomerCoupons { customer: ann, entries: rows(7..=8) });
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(answer);
    assert!(browser.shows("Several customers match. Which one?") && browser.shows("2 coupons"));
    let calls = browser.sent.len();
    browser.press("j enter");
    assert_eq!(browser.codes(), ["aB000007x", "aB000008x"]);
    assert!(browser.shows("Ann Lind") && browser.sent.len() == calls);
}

#[test]
fn a_merged_customer_gives_a_banner() {
    let mut answer = whole(rows(1..=3));
    answer.warnings.push(merge_notice());
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(answer);
    assert!(browser.shows("This customer was merged into the one shown"));
}

#[test]
fn nobody_and_nothing_are_told_apart() {
    let mut nobody = Browser::at(80, 24).looking_up(NUMBER);
    nobody.answer(couponscope::domain::Answer::default());
    assert!(nobody.shows("The server answered without naming any customer."));
    assert!(nobody.shows("f finds another customer, r asks again."), "{}", nobody.screen());
    let mut nothing = Browser::at(80, 24).looking_up(NUMBER);
    nothing.answer(page(Vec::new(), 0, Some(0)));
    assert!(nothing.shows("This customer has no coupons.") && nothing.shows("Vera Lind"));
    assert!(nothing.shows("f finds another customer."), "{}", nothing.screen());
}

#[test]
fn earlier_look_ups_are_offered_masked_and_taken_by_the_arrows() {
    let recent = vec![Identifier::parse("918860000007").unwrap(), Identifier::parse("ann@example.com").unwrap()];
    let mut browser = Browser::with(Preferences { recent, ..Preferences::default() }, 80, 24);
    assert!(browser.shows("91••••••••07") && browser.shows("a•••@e•••.com"));
    browser.press("down down enter");
    assert_eq!(browser.sent[0].who, Identifier::new(Kind::Email, "ann@example.com").unwrap());
}

#[test]
fn what_was_typed_comes_back_above_the_earlier_look_ups() {
    let recent = vec![Identifier::parse("918860000007").unwrap()];
    let mut browser = Browser::with(Preferences { recent, ..Preferences::default() }, 80, 24);
    browser.type_text("ann@").press("down up");
    assert_eq!(browser.app.search().field().text(), "ann@");
}

#[test]
fn the_kind_of_a_look_up_does_not_stick_to_the_next_text() {
    let mut browser = Browser::at(80, 24).looking_up("ann@example.com");
    browser.press("f ctrl-u").type_text(NUMBER).press("enter");
    assert_eq!(browser.sent[1].who, Identifier::new(Kind::Mobile, NUMBER).unwrap());
    browser.press("f backspace");
    assert_eq!(browser.app.search().kind(), Some((Kind::Mobile, true)), "it is guessed anew");
}

#[test]
fn the_kinds_come_round_to_the_guess() {
    let mut browser = Browser::at(80, 24);
    browser.type_text("918860000001").press("ctrl-t ctrl-t ctrl-t");
    assert_eq!(browser.app.search().kind(), Some((Kind::Id, false)));
    browser.press("ctrl-t");
    assert_eq!(browser.app.search().kind(), Some((Kind::Mobile, true)));
}

#[test]
fn who_was_found_stands_on_top_of_the_earlier_look_ups_and_who_was_not_does_not() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(whole(rows(1..=3))).press("f").type_text("nobody").press("enter").fail(FailureKind::UnknownCustomer);
    let recent: Vec<&str> = browser.app.search().recent().iter().map(Identifier::value).collect();
    assert_eq!(recent, [NUMBER]);
}

#[test]
fn a_paste_into_the_list_begins_a_new_look_up() {
    let mut browser = Browser::showing(&Shop::of(3));
    browser.paste(" ann@example.com\n");
    assert!(browser.is_in(Pane::Search));
    assert_eq!(browser.app.search().field().text(), "ann@example.com");
    assert!(browser.shows("Customer  ann@example.com"));
}

#[test]
fn another_customer_takes_everything_of_the_first_away_at_once() {
    let mut browser = Browser::showing(&Shop::of(250));
    browser.press("space O j enter / 4 enter f").type_text("ann@example.com").press("enter");
    assert!(browser.codes().is_empty() && browser.app.list().marks() == 0);
    assert!(browser.app.list().words().is_empty() && !browser.shows("Vera"));
}

#[test]
fn another_kind_takes_the_complaint_about_the_old_one_away() {
    let mut browser = Browser::at(80, 24);
    browser.type_text("ann@").press("enter ctrl-t");
    assert_eq!(browser.app.complaint(), None);
}

#[test]
fn a_complaint_is_seen_while_a_list_fills_the_screen() {
    for (width, height) in [(120, 40), (80, 24), (60, 16), (20, 5)] {
        let mut browser = Browser::at(width, height).looking_up(NUMBER).served_by(&Shop::of(3));
        browser.press("f").type_text("ann@").press("enter");
        assert!(browser.shows("an e-mail"), "{width}x{height}\n{}", browser.screen());
    }
}

fn two_customers() -> couponscope::domain::Answer {
    let mut answer = whole(rows(1..=3));
    let other = couponscope::domain::Customer { mobile: Some(Clean::new("918861111101")), ..vera() };
    answer.customers.push(CustomerCoupons { customer: other, entries: rows(7..=8) });
    answer
}

#[test]
fn customers_who_look_alike_while_masked_can_be_told_apart_without_leaving_the_chooser() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(two_customers()).press("m");
    assert!(browser.shows("918860000001") && browser.shows("918861111101"), "{}", browser.screen());
    browser.press("j enter");
    assert_eq!(browser.codes().len(), 2);
}

#[test]
fn a_customer_passed_over_is_offered_again_by_the_same_look_up() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(two_customers()).press("esc f enter").answer(two_customers());
    assert!(browser.shows("Several customers match. Which one?"));
    browser.press("j enter r").answer(two_customers());
    assert!(browser.app.overlay().is_none() && browser.codes().len() == 2, "asking again keeps the choice");
}

/// A page of a list of three hundred on which only these customers have coupons.
fn page_of(holders: &[(&str, std::ops::RangeInclusive<u64>)], offset: u64) -> couponscope::domain::Answer {
    let mut answer = page(Vec::new(), offset, Some(300));
    let customer = |id: &str| couponscope::domain::Customer { id: Some(Id::number(id)), ..vera() };
    let holder = |(id, ids): &(&str, std::ops::RangeInclusive<u64>)| CustomerCoupons {
        customer: customer(id),
        entries: rows(ids.clone()),
    };
    answer.customers = holders.iter().map(holder).collect();
    answer
}

#[test]
fn the_customer_chosen_of_several_is_the_same_on_every_page() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page_of(&[("7", 1..=60), ("8", 61..=100)], 0)).press("j enter ]");
    browser.answer(page_of(&[("8", 101..=200)], 100));
    assert_eq!((browser.codes().len(), browser.codes()[0]), (100, "aB000101x"));
    browser.press("[ A").answer(page_of(&[("7", 1..=60), ("8", 61..=100)], 0));
    browser.answer(page_of(&[("8", 101..=200)], 100)).answer(page_of(&[("7", 201..=240), ("8", 241..=300)], 200));
    assert_eq!((browser.codes().len(), browser.codes()[0]), (200, "aB000061x"));
    assert!(!browser.app.list().is_gathering());
}

/// Looking each customer up among those before, and each row among theirs, would take minutes for so many.
#[test]
fn very_many_customers_on_many_pages_hold_up_no_key_and_the_first_thousand_can_be_chosen() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    let page_of_many = |page: u64| {
        let mut answer = page_of(&[], page * 1_000);
        answer.pagination.total = Some(60_000);
        answer.customers = (page * 1_000..(page + 1) * 1_000)
            .map(|number| {
                let customer = couponscope::domain::Customer { id: Some(Id::number(&number.to_string())), ..vera() };
                CustomerCoupons { customer, entries: rows([number]) }
            })
            .collect();
        answer
    };
    browser.answer(page_of_many(0)).press("enter A");
    browser.answer(page_of_many(0)).answer(page_of_many(1));
    assert!(
        browser.shows("More than 1000 customers match; only the first of them can be chosen"),
        "{}",
        browser.screen()
    );
    for page in 2..60 {
        browser.answer(page_of_many(page));
    }
    assert!(!browser.app.list().is_gathering());
    assert_eq!((browser.app.list().customers().len(), browser.codes().len()), (1_000, 1));
}

#[test]
fn a_page_without_a_coupon_of_the_customer_chosen_says_so_and_leads_on() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page_of(&[("7", 1..=60), ("8", 61..=100)], 0)).press("enter ]");
    browser.answer(page_of(&[("8", 101..=200)], 100));
    assert!(browser.codes().is_empty() && browser.shows("This page holds only coupons of another customer."));
    browser.press("]").answer(page_of(&[("7", 201..=300)], 200));
    assert_eq!(browser.codes().len(), 100);
}

#[test]
fn the_choice_of_a_customer_waits_until_nothing_lies_in_front() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.press("?").answer(two_customers());
    assert!(!browser.shows("Which one?"));
    browser.press("esc");
    assert!(browser.shows("Several customers match. Which one?"));
    browser.press("esc");
    assert!(browser.app.overlay().is_none() && browser.codes().len() == 3);
}

#[test]
fn another_kind_is_tried_with_what_was_typed_and_not_with_the_code_of_the_country() {
    let country = "91".parse().ok();
    let mut browser = Browser::with(Preferences { country, ..Preferences::default() }, 80, 24);
    browser.type_text("9800000001").press("enter");
    assert_eq!(browser.awaited().1.who.value(), "919800000001");
    browser.fail(FailureKind::UnknownCustomer);
    let id = browser.app.list().offers().iter().position(|kind| *kind == Kind::Id).unwrap();
    browser.press(["1", "2", "3"][id]);
    assert_eq!(browser.awaited().1.who, Identifier::new(Kind::Id, "9800000001").unwrap());
}

#[test]
fn whoever_moves_to_the_end_of_what_was_looked_up_edits_it() {
    for key in ["end", "ctrl-e", "right"] {
        let mut browser = Browser::at(80, 24).looking_up("918860000").served_by(&Shop::of(3));
        browser.press("f").press(key).press("7");
        assert_eq!(browser.app.search().field().text(), "9188600007", "{key}");
    }
}

#[test]
fn one_of_several_customers_can_be_chosen_again() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(two_customers()).press("enter");
    assert_eq!(browser.codes().len(), 3);
    browser.press("w");
    assert!(browser.shows("Several customers match. Which one?"));
    browser.press("j enter");
    assert_eq!(browser.codes().len(), 2);
    let mut alone = Browser::showing(&Shop::of(3));
    alone.press("w");
    assert_eq!(alone.toast(), Some("There is no other customer to choose"));
}

#[test]
fn not_found_says_as_which_kind() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.fail(FailureKind::UnknownCustomer);
    assert!(browser.shows("Asked for 91••••••••01 as mobile"), "{}", browser.screen());
}

#[test]
fn who_is_chosen_is_who_stood_there_when_the_question_came() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page_of(&[("7", 1..=60), ("8", 61..=100)], 0)).press("enter r w j");
    browser.answer(page_of(&[("8", 61..=100), ("7", 1..=60)], 0));
    browser.press("enter");
    assert_eq!(browser.codes().len(), 40, "the second one of the question is the one with id 8");
}

#[test]
fn whoever_stood_on_an_earlier_page_can_still_be_chosen() {
    let mut browser = Browser::at(120, 40).looking_up(NUMBER);
    browser.answer(page_of(&[("7", 1..=60), ("8", 61..=100)], 0)).press("j enter ]");
    browser.answer(page_of(&[("8", 101..=200)], 100));
    assert!(browser.shows("(300 for 2 customers)"), "{}", browser.screen());
    browser.press("w");
    assert!(browser.shows("Several customers match. Which one?"));
}

#[test]
fn coupons_of_two_customers_that_share_their_ids_are_all_shown() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    browser.answer(page_of(&[("7", 1..=100), ("8", 1..=100)], 0)).press("j enter A");
    browser.answer(page_of(&[("7", 1..=100), ("8", 1..=100)], 0)).answer(page_of(&[("8", 101..=200)], 200));
    assert_eq!(browser.codes().len(), 200);
}

#[test]
fn that_a_customer_was_merged_is_told_whole_once_and_hides_no_verdict_from_then_on() {
    let mut browser = Browser::at(80, 24).looking_up(NUMBER);
    let mut answer = whole(rows(1..=3));
    let message = Clean::new("Account merged, the details of the surviving account are returned instead");
    answer.warnings.push(ServerMessage { message, ..merge_notice() });
    browser.answer(answer);
    assert!(browser.shows("account are returned instead)"), "{}", browser.screen());
    browser.wait(Duration::from_secs(5));
    assert!(
        browser.shows("Redeemable: 1 use left") && browser.shows("This customer was merged"),
        "{}",
        browser.screen()
    );
    browser.resize(20, 5);
    assert!(!browser.shows("merged"), "the keys keep their line: {}", browser.screen());
}
