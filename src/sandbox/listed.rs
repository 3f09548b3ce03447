//! A list of coupons that is held whole: everybody's but the hundred thousand.

use std::cmp::Reverse;

use serde_json::value::RawValue;

use super::entry::{CouponOptions, Entry, Facts};
use crate::domain::{SortOrder, Status};

/// Which part of a list is wanted, in which order and state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// `None` is all, entries that are no coupons among them.
    pub(super) status: Option<Status>,
    /// By creation date.
    pub(super) order: SortOrder,
    /// Rows to skip.
    pub(super) skip: u64,
    /// Rows to give at most.
    pub(super) take: u64,
}

/// The rows found, as places in the list, and how many there are on all pages together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// On all pages.
    pub(super) total: u64,
    /// On this page.
    pub(super) rows: Vec<u32>,
}

/// Coupons in their printed order, with what filters need to know of them.
#[derive(Debug)]
pub(super) struct Listed(Vec<(Entry, Option<Facts>)>);

impl Listed {
    /// Takes the entries in printed order.
    pub(super) fn new(raw: Vec<Box<RawValue>>) -> Self {
        let with_facts = |entry: Entry| {
            let facts = entry.facts();
            (entry, facts)
        };
        Self(raw.into_iter().map(Entry::new).map(with_facts).collect())
    }

    /// The part wanted as of the second `now`.
    pub(super) fn find(&self, wanted: Wanted, now: i64) -> Found {
        let mut rows: Vec<(Option<i64>, u32)> = (0u32..)
            .zip(&self.0)
            .filter(|(_, (_, facts))| is_wanted(*facts, wanted.status, now))
            .map(|(row, (_, facts))| (facts.and_then(|facts| facts.created), row))
            .collect();
        // Both sorts are stable: equal dates keep the printed order either way, and what has no
        // date comes last either way.
        match wanted.order {
            SortOrder::Descending => rows.sort_by_key(|(created, _)| Reverse(*created)),
            SortOrder::Ascending => rows.sort_by_key(|(created, _)| (created.is_none(), *created)),
        }
        let page = rows.iter().skip(size(wanted.skip)).take(size(wanted.take));
        Found { total: rows.len() as u64, rows: page.map(|(_, row)| *row).collect() }
    }

    /// Writes a row.
    pub(super) fn write(&self, row: u32, options: CouponOptions, out: &mut String) {
        if let Some((entry, _)) = self.0.get(size(u64::from(row))) {
            entry.write(options, out);
        }
    }
}

fn is_wanted(facts: Option<Facts>, status: Option<Status>, now: i64) -> bool {
    status.is_none_or(|status| facts.is_some_and(|facts| facts.standing(now).meets(status)))
}

/// A count as the machine counts; beyond that nothing is left anyway.
pub(super) fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(entries: &[&str]) -> Listed {
        Listed::new(entries.iter().map(|json| RawValue::from_string((*json).to_owned()).unwrap()).collect())
    }

    fn dated() -> Listed {
        listed(&[
            r#"{"code":"a","createdDate":"2024-10-11T13:18:03Z","redemptionsLeft":1,"validTill":"2024-12-31"}"#,
            r#"{"code":"b","createdDate":"2024-10-11T13:18:03Z","redemptionsLeft":0,"validTill":"2024-12-31"}"#,
            r#"{"code":"c","createdDate":"soon"}"#,
            r#"{"code":"d","createdDate":"2024-10-08T18:29:14Z","redemptionsLeft":1,"validTill":"1970-01-01"}"#,
            r#"{"code":"e","createdDate":"2024-10-08T18:29:14Z","redemptionsLeft":1,"validTill":"2024-12-31"}"#,
            "17",
        ])
    }

    fn rows(wanted: Wanted) -> (u64, Vec<u32>) {
        let found = dated().find(wanted, 10 * super::super::dates::DAY);
        (found.total, found.rows)
    }

    const ALL: Wanted = Wanted { status: None, order: SortOrder::Descending, skip: 0, take: 100 };

    #[test]
    fn equal_dates_keep_the_printed_order_both_ways() {
        assert_eq!(rows(ALL), (6, vec![0, 1, 3, 4, 2, 5]));
        assert_eq!(rows(Wanted { order: SortOrder::Ascending, ..ALL }), (6, vec![3, 4, 0, 1, 2, 5]));
    }

    #[test]
    fn the_total_counts_what_the_status_lets_through_on_all_pages() {
        assert_eq!(rows(Wanted { status: Some(Status::Redeemable), take: 1, ..ALL }), (2, vec![0]));
        assert_eq!(rows(Wanted { status: Some(Status::Redeemable), skip: 1, ..ALL }), (2, vec![4]));
        assert_eq!(rows(Wanted { status: Some(Status::Expired), ..ALL }), (1, vec![3]));
    }

    #[test]
    fn a_page_behind_the_end_is_empty_with_the_true_total() {
        assert_eq!(rows(Wanted { skip: u64::MAX, take: u64::MAX, ..ALL }), (6, vec![]));
    }

    #[test]
    fn what_is_no_coupon_answers_to_no_status() {
        for status in Status::ALL {
            assert!(!rows(Wanted { status: Some(status), ..ALL }).1.contains(&5));
        }
    }
}
