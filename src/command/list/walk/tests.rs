//! Walks along servers that behave, and along liars.

use proptest::prelude::*;

use super::*;
use crate::domain::paging::{LONGEST, MOST_KEPT};
use crate::domain::{BadEntry, Coupon, Id, Pagination};

fn coupon(id: u64) -> Entry {
    Entry::Coupon(Coupon { id: Some(Id::number(&id.to_string())), ..Coupon::default() })
}

fn bad(problem: &str) -> Entry {
    Entry::Bad(BadEntry { problem: Clean::new(problem), code: None })
}

fn of(customer: u64, entries: Vec<Entry>) -> CustomerCoupons {
    let customer = Customer { id: Some(Id::number(&customer.to_string())), ..Customer::default() };
    CustomerCoupons { customer, entries }
}

fn page(total: Option<u64>, ids: impl IntoIterator<Item = u64>) -> Answer {
    let entries = ids.into_iter().map(coupon).collect();
    let pagination = Pagination { total, ..Pagination::default() };
    Answer { customers: vec![of(1, entries)], pagination, ..Answer::default() }
}

fn ids(batches: &[Batch]) -> Vec<String> {
    let entries = batches.iter().flat_map(|batch| &batch.holder.entries);
    entries.map(|entry| entry.id().map_or_else(|| "bad".into(), ToString::to_string)).collect()
}

/// Walks until the walk ends; gives back the offsets asked for and the ids that came out.
fn walked(from: u64, server: impl Fn(u64) -> Answer) -> (Vec<u64>, Vec<String>, Vec<String>) {
    let mut walk = Walk::new(Page { offset: from, limit: 3 }, true);
    let (mut offsets, mut out) = (Vec::new(), Vec::new());
    while let Some(page) = walk.next() {
        offsets.push(page.offset);
        assert!(offsets.len() < 100, "the walk does not end");
        out.extend(ids(&walk.take(server(page.offset))));
    }
    let printed = out.len().try_into().unwrap();
    (offsets, out, walk.notes(printed))
}

/// `count` coupons in pages of at most `cut`.
fn honest(count: u64, cut: u64, total: Option<u64>) -> impl Fn(u64) -> Answer {
    move |offset| page(total, offset..count.min(offset + cut))
}

#[test]
fn a_walk_ends_where_the_total_is_reached() {
    let (offsets, out, notes) = walked(0, honest(7, 3, Some(7)));
    assert_eq!(offsets, [0, 3, 6]);
    assert_eq!((out.len(), notes.len()), (7, 0));
    assert_eq!(walked(6, honest(7, 3, Some(7))).0, [6]);
}

#[test]
fn a_short_page_is_not_the_end() {
    let (offsets, out, _) = walked(0, honest(5, 2, Some(5)));
    assert_eq!((offsets, out.len()), (vec![0, 2, 4], 5));
}

#[test]
fn without_a_total_an_empty_page_ends_it() {
    let (offsets, out, notes) = walked(0, honest(6, 3, None));
    assert_eq!((offsets, out.len()), (vec![0, 3, 6], 6));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn a_server_that_ignores_the_offset_makes_no_loop_and_no_doubles() {
    let (offsets, out, notes) = walked(0, |_| page(Some(250), 0..3));
    assert_eq!((offsets, out.len()), (vec![0, 3], 3));
    assert_eq!(notes, ["the server sent a page without a new coupon: stopped after 3 of 250"]);
}

#[test]
fn a_total_too_large_ends_at_the_empty_page_and_is_told() {
    let (offsets, out, notes) = walked(0, honest(4, 3, Some(u64::MAX)));
    assert_eq!((offsets, out.len()), (vec![0, 3, 4], 4));
    assert!(notes[0].contains("announced 18446744073709551615 coupons and sent 4"), "{notes:?}");
}

#[test]
fn a_walk_ends_where_the_total_is_passed_and_says_that_there_may_be_more() {
    let passed = "the server announced 250 coupons and sent more: ended there, there may be yet more";
    let endless = |offset| page(Some(250), offset..offset + 100);
    let (offsets, out, notes) = walked(0, endless);
    assert_eq!((offsets, out.len()), (vec![0, 100, 200], 300));
    assert_eq!(notes, [passed]);
    let barely = |offset| page(Some(250), (0..99).chain([1000 + offset]));
    let (offsets, out, notes) = walked(0, barely);
    assert_eq!((offsets, out.len()), (vec![0, 100, 200], 102));
    assert_eq!(notes[1..], [passed]);
}

#[test]
fn a_list_without_an_end_is_left_and_is_not_whole() {
    for ahead in [None, Some(5)] {
        let endless = |offset: u64| page(ahead.map(|ahead| offset + ahead), offset..offset + 3);
        let (offsets, _, notes) = walked(LONGEST - 5, endless);
        assert_eq!(offsets, [LONGEST - 5, LONGEST - 2]);
        assert!(notes[0].contains("has more than 1000000 rows") && notes[0].contains("stopped after 6"), "{notes:?}");
        let mut walk = Walk::new(Page { offset: LONGEST - 1, limit: 100 }, true);
        walk.take(endless(LONGEST - 1));
        assert!(walk.was_cut_off(3), "a page that is not full too");
    }
}

#[test]
fn a_total_of_none_beside_rows_is_no_total() {
    let (_, out, notes) = walked(0, honest(8, 3, Some(0)));
    assert_eq!((out.len(), notes.len()), (8, 0));
}

/// What a server with an unreadable or absent id in every row sends.
fn without_id(codes: impl IntoIterator<Item = u64>, total: Option<u64>) -> Answer {
    let bad = |code: u64| BadEntry { problem: Clean::new("x"), code: Some(Clean::new(&code.to_string())) };
    let entries = codes.into_iter().map(|code| Entry::Bad(bad(code))).collect();
    let pagination = Pagination { total, ..Pagination::default() };
    Answer { customers: vec![of(1, entries)], pagination, ..Answer::default() }
}

#[test]
fn rows_without_an_id_are_read_to_the_total() {
    let (offsets, out, notes) = walked(0, |offset| without_id(offset..8.min(offset + 3), Some(8)));
    assert_eq!((offsets, out.len(), notes.len()), (vec![0, 3, 6], 8, 0));
    let first_is_bad = |offset| if offset == 0 { without_id([0], Some(3)) } else { page(Some(3), [offset]) };
    let (_, out, notes) = walked(0, first_is_bad);
    assert_eq!((out, notes.len()), (vec!["bad".into(), "1".into(), "2".into()], 0));
}

#[test]
fn rows_without_an_id_that_come_again_or_have_no_total_end_a_walk() {
    let (offsets, out, notes) = walked(0, |_| without_id(0..3, Some(250)));
    assert_eq!((offsets, out.len()), (vec![0, 3], 3));
    assert_eq!(notes, ["the server sent a page without a new coupon: stopped after 3 of 250"]);
    let (offsets, _, notes) = walked(0, |offset| without_id(offset..offset + 3, None));
    assert_eq!(offsets, [0]);
    assert!(notes[0].contains("without an id and without a total: stopped after 3"), "{notes:?}");
}

#[test]
fn nobody_is_told_that_a_walk_stopped_short_of_what_it_has() {
    let (_, out, notes) = walked(0, |offset| if offset == 0 { page(Some(9), 0..2) } else { page(Some(2), 0..2) });
    assert_eq!((out.len(), notes), (2, vec!["the server sent a page without a new coupon: stopped after 2".into()]));
}

#[test]
fn a_walk_is_cut_off_where_the_server_has_or_may_have_more() {
    let cut_off = |server: &dyn Fn(u64) -> Answer| {
        let mut walk = Walk::new(Page::first(3), true);
        let mut printed = 0;
        while let Some(page) = walk.next() {
            printed += ids(&walk.take(server(page.offset))).len() as u64;
        }
        walk.was_cut_off(printed)
    };
    assert!(cut_off(&|_| page(Some(250), 0..3)));
    assert!(cut_off(&|_| page(None, 0..3)) && !cut_off(&|_| page(None, 0..2)), "a page that is not full is likely all");
    assert!(cut_off(&|offset| without_id(offset..offset + 3, None)));
    assert!(cut_off(&|_| page(Some(5), [])) && !cut_off(&|_| page(Some(0), [])) && !cut_off(&|_| page(None, [])));
    assert!(!cut_off(&honest(7, 3, Some(7))) && !cut_off(&honest(7, 3, Some(9))), "an empty page is an end");
}

#[test]
fn rows_that_moved_to_the_next_page_are_not_printed_twice() {
    let (_, out, notes) = walked(0, |offset| match offset {
        0 => page(None, [1, 2, 3]),
        3 => page(None, [3, 4, 5]),
        _ => page(None, []),
    });
    assert_eq!(out, ["1", "2", "3", "4", "5"]);
    assert_eq!(notes, ["the list moved or repeats itself: rows seen before left out: 1"]);
}

#[test]
fn rows_without_an_id_are_kept_but_cannot_keep_a_walk_going() {
    let with_bad = |offset: u64| {
        let mut answer = page(None, offset..(offset + 2).min(4));
        if offset < 5 {
            answer.customers[0].entries.push(bad("x"));
        }
        answer
    };
    let (offsets, out, _) = walked(0, with_bad);
    assert_eq!((offsets, out), (vec![0, 3, 5], vec!["0".into(), "1".into(), "bad".into(), "3".into(), "bad".into()]));

    let only_bad = |_| Answer { customers: vec![of(1, vec![bad("x"), bad("y")])], ..Answer::default() };
    assert_eq!(walked(0, only_bad).1, ["bad", "bad"]);

    let repeats = |_| Answer { customers: vec![of(1, vec![coupon(1), bad("y")])], ..Answer::default() };
    assert_eq!(walked(0, repeats).1, ["1", "bad"]);
}

#[test]
fn customers_keep_their_place_from_page_to_page() {
    let mut walk = Walk::new(Page::first(3), true);
    let two = |a: u64, b: u64| Answer {
        customers: vec![of(7, vec![coupon(a)]), of(8, vec![coupon(b)])],
        ..Answer::default()
    };
    assert_eq!(ids(&walk.take(two(1, 1))), ["1", "1"], "ids are unique per customer only");
    let mut second = two(2, 3);
    second.customers.reverse();
    let places: Vec<usize> = walk.take(second).iter().map(|batch| batch.customer).collect();
    assert_eq!((places, walk.customers()), (vec![1, 0], 2));
}

#[test]
fn rows_of_one_customer_are_news_though_another_had_their_ids() {
    let one_after_the_other = |offset: u64| Answer {
        customers: vec![if offset < 3 {
            of(7, vec![coupon(1), coupon(2), coupon(3)])
        } else {
            of(8, vec![coupon(offset - 2)])
        }],
        pagination: Pagination { total: Some(6), ..Pagination::default() },
        ..Answer::default()
    };
    let (offsets, out, notes) = walked(0, one_after_the_other);
    assert_eq!((offsets, out), (vec![0, 3, 4, 5], ["1", "2", "3", "1", "2", "3"].map(str::to_owned).to_vec()));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn a_page_that_came_again_loses_only_its_rows_without_an_id() {
    let unnamed = |firstname: &str, entries| CustomerCoupons {
        customer: Customer { firstname: Some(Clean::new(firstname)), ..Customer::default() },
        entries,
    };
    let mut walk = Walk::new(Page::first(3), true);
    let mut take = |firstname| {
        let customers = vec![unnamed(firstname, vec![coupon(1), bad("x")])];
        ids(&walk.take(Answer { customers, ..Answer::default() }))
    };
    assert_eq!((take("Ann"), take("Bea")), (vec!["1".into(), "bad".into()], vec!["1".to_owned()]));
}

#[test]
fn a_server_that_renames_its_customer_makes_no_loop() {
    let renamed = |offset: u64| {
        let firstname = Some(Clean::new(&offset.to_string()));
        let customer = Customer { firstname, ..Customer::default() };
        let holder = CustomerCoupons { customer, entries: vec![coupon(1), coupon(2)] };
        Answer { customers: vec![holder], ..Answer::default() }
    };
    assert_eq!(walked(0, renamed).0, [0, 2]);
}

#[test]
fn one_page_is_one_page_and_says_that_there_are_more() {
    let mut walk = Walk::new(Page::first(3), false);
    let rows = walk.take(page(Some(250), 0..3));
    assert_eq!((ids(&rows).len(), walk.next()), (3, None));
    assert_eq!(walk.notes(3), ["3 of 250 coupons; --all prints every page"]);
}

#[test]
fn offsets_at_the_edge_of_numbers_do_no_harm() {
    let (offsets, _, _) = walked(u64::MAX - 1, |_| page(None, 0..3));
    assert_eq!(offsets, [u64::MAX - 1]);
}

proptest! {
    /// Whatever a server sends, and whatever total it claims.
    #[test]
    fn every_walk_ends_and_prints_no_id_twice(
        pages in prop::collection::vec((prop::collection::vec(0_u64..12, 0..5), prop::option::of(0_u64..40)), 1..30),
    ) {
        let answers = pages.iter().map(|(ids, total)| page(*total, ids.iter().copied()));
        let mut endless = answers.cycle();
        let mut walk = Walk::new(Page::first(5), true);
        let mut out = Vec::new();
        let mut steps = 0;
        while walk.next().is_some() {
            out.extend(ids(&walk.take(endless.next().unwrap())));
            steps += 1;
            prop_assert!(steps <= 13, "each step but the last brings one of twelve ids");
        }
        let unique: HashSet<&String> = out.iter().collect();
        prop_assert_eq!(unique.len(), out.len());
    }
}

/// Looking each customer up among those before would take minutes for so many.
#[test]
fn a_list_that_names_a_hundred_thousand_customers_is_walked_in_no_time() {
    let mut walk = Walk::new(Page::first(100), true);
    for page in 0..100 {
        let customers = (0..1_000).map(|place| of(page * 1_000 + place, vec![coupon(place)])).collect();
        assert_eq!(ids(&walk.take(Answer { customers, ..Answer::default() })).len(), 1_000);
    }
    assert_eq!(walk.customers(), 100_000);
    let without_id = CustomerCoupons { customer: Customer::default(), entries: vec![coupon(1)] };
    let twice = Answer { customers: vec![of(7, vec![]), without_id.clone(), without_id], ..Answer::default() };
    let places: Vec<usize> = walk.take(twice).iter().map(|batch| batch.customer).collect();
    assert_eq!(places, [7, 100_000, 100_000], "without an id, by all that is known");
}

#[test]
fn what_is_kept_until_the_last_page_ends_before_it_fills_the_memory_and_what_is_not_goes_on() {
    let heavy = |offset: u64| Answer { bytes: MOST_KEPT / 4, ..page(Some(9), [offset]) };
    let walked = |is_kept| {
        let mut walk = Walk::new(Page::first(1), true).kept(is_kept);
        while let Some(page) = walk.next() {
            walk.take(heavy(page.offset));
        }
        (walk.received, walk.notes(walk.received), walk.was_cut_off(walk.received))
    };
    let note = "the list is larger than 256 MiB, the most that is kept: stopped after 4 of 9";
    assert_eq!(walked(true), (4, vec![note.to_owned()], true));
    assert_eq!(walked(false), (9, Vec::new(), false));
}
