//! Where a list ends that is read page after page, trusting nothing the server says about it.
//!
//! A walk advances by the rows received. A short page is not its end, because servers cut pages as
//! they like. But each page either brings a new id, or stands in a list whose total is not reached
//! yet, or is the last. A server that never runs out of new ids is read to its [`LONGEST`] row, and where
//! all of it is kept to [`MOST_KEPT`] bytes: no server can make a loop, or fill the memory.

use super::answer::Answer;
use super::coupon::Entry;

/// How many rows are read of a list: far more than any customer holds.
pub const LONGEST: u64 = 1_000_000;

/// How many bytes of pages are read of a list that is kept whole, so that it fits into memory: a hundred
/// thousand usual coupons are a fifth of that, but a server may send 16 MiB with every row.
pub const MOST_KEPT: u64 = 256 * 1024 * 1024;

/// What a page brought that no page before it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageProgress {
    /// An id.
    NewId,
    /// No id, but rows without any, which are not those of the page before. Nothing tells whether
    /// they came earlier.
    WithoutId,
    /// Nothing.
    Nothing,
}

impl PageProgress {
    /// What a page brought with these rows without an id, behind a page with those.
    #[must_use]
    pub fn of(brought_id: bool, before: &[Entry], without_id: &[Entry]) -> Self {
        if brought_id {
            Self::NewId
        } else if without_id.is_empty() || without_id == before {
            Self::Nothing
        } else {
            Self::WithoutId
        }
    }
}

/// The rows without an id, of all customers.
#[must_use]
pub fn without_id(answer: &Answer) -> Vec<Entry> {
    let entries = answer.customers.iter().flat_map(|holder| &holder.entries);
    entries.filter(|entry| entry.id().is_none()).cloned().collect()
}

/// A page that was read, and how far the walk is with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRead {
    /// The rows it held.
    pub rows: u64,
    /// What of it was new.
    pub progress: PageProgress,
    /// The offset behind its last row.
    pub position: u64,
    /// How many rows there are in all, by the server's last word.
    pub total: Option<u64>,
    /// The bytes of all pages so far, where all of them are kept.
    pub kept: u64,
}

/// Why a page was the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// No row.
    Empty,
    /// Rows, but none that was new.
    NothingNew,
    /// Rows without an id, and no total that would tell how many of them there are.
    WithoutIds,
    /// The announced total is reached or passed.
    Total,
    /// It goes on behind the last row that is read of any list.
    TooLong,
    /// It goes on behind the last byte that is kept of any list.
    TooHeavy,
}

impl End {
    /// Why reading stopped early, where the limit is ours.
    #[must_use]
    pub fn limit(self) -> Option<String> {
        match self {
            Self::TooLong => Some(format!("has more than {LONGEST} rows, the most that are read")),
            Self::TooHeavy => Some(format!("is larger than {} MiB, the most that is kept", MOST_KEPT / 1024 / 1024)),
            Self::Empty | Self::NothingNew | Self::WithoutIds | Self::Total => None,
        }
    }
}

impl PageRead {
    /// Why it was the last page, if it was. A total of none beside rows is nonsense, and no total.
    #[must_use]
    pub fn end(self) -> Option<End> {
        if self.rows == 0 {
            return Some(End::Empty);
        }
        let total = self.total.filter(|&total| total > 0);
        let is_reached = total.is_some_and(|total| self.position >= total);
        match self.progress {
            PageProgress::Nothing => Some(End::NothingNew),
            PageProgress::WithoutId if total.is_none() => Some(End::WithoutIds),
            PageProgress::NewId | PageProgress::WithoutId if is_reached => Some(End::Total),
            PageProgress::NewId | PageProgress::WithoutId if self.position >= LONGEST => Some(End::TooLong),
            PageProgress::NewId | PageProgress::WithoutId => (self.kept >= MOST_KEPT).then_some(End::TooHeavy),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::coupon::{BadEntry, Coupon};
    use super::super::customer::CustomerCoupons;
    use super::super::lexeme::Id;
    use super::super::text::Clean;
    use super::*;

    const PAGE: PageRead = PageRead { rows: 3, progress: PageProgress::NewId, position: 6, total: None, kept: 0 };

    #[test]
    fn a_page_is_the_last_when_it_is_empty_brings_nothing_new_or_reaches_the_total() {
        assert_eq!(PAGE.end(), None);
        assert_eq!(PageRead { rows: 0, ..PAGE }.end(), Some(End::Empty));
        assert_eq!(PageRead { progress: PageProgress::Nothing, ..PAGE }.end(), Some(End::NothingNew));
        for total in [5, 6] {
            assert_eq!(PageRead { total: Some(total), ..PAGE }.end(), Some(End::Total), "{total}");
        }
    }

    #[test]
    fn a_list_of_a_million_rows_is_whole_when_its_total_says_so_and_too_long_otherwise() {
        let page = PageRead { position: LONGEST, ..PAGE };
        assert_eq!(PageRead { total: Some(LONGEST), ..page }.end(), Some(End::Total));
        assert_eq!(PageRead { total: Some(LONGEST + 1), ..page }.end(), Some(End::TooLong));
        assert_eq!(page.end(), Some(End::TooLong));
        assert_eq!(PageRead { position: LONGEST - 1, ..page }.end(), None);
    }

    #[test]
    fn a_list_that_is_kept_ends_where_it_fills_the_memory_unless_that_is_all() {
        let page = PageRead { kept: MOST_KEPT, ..PAGE };
        assert_eq!(page.end(), Some(End::TooHeavy));
        assert_eq!(PageRead { total: Some(6), ..page }.end(), Some(End::Total));
        assert_eq!(PageRead { kept: MOST_KEPT - 1, ..PAGE }.end(), None);
    }

    proptest! {
        /// Each page is full of what was never seen, and the total grows with every page or is never told.
        #[test]
        fn a_server_that_never_runs_out_is_left(
            rows in 500..20_000_u64,
            progress in prop::sample::select(vec![PageProgress::NewId, PageProgress::WithoutId]),
            ahead in prop::option::of(1..u64::MAX / 2),
        ) {
            let mut position = 0;
            let end = loop {
                position += rows;
                prop_assert!(position < LONGEST + rows, "the list does not end");
                let page = PageRead { rows, progress, position, total: ahead.map(|ahead| position + ahead), kept: 0 };
                if let Some(end) = page.end() {
                    break end;
                }
            };
            let nobody_knows_more = progress == PageProgress::WithoutId && ahead.is_none();
            prop_assert_eq!(end, if nobody_knows_more { End::WithoutIds } else { End::TooLong });
        }
    }

    #[test]
    fn neither_a_short_page_nor_a_total_of_none_is_an_end() {
        assert_eq!(PageRead { rows: 1, total: Some(7), ..PAGE }.end(), None);
        assert_eq!(PageRead { total: Some(0), ..PAGE }.end(), None);
    }

    #[test]
    fn rows_without_an_id_are_progress_only_towards_a_total() {
        let page = PageRead { progress: PageProgress::WithoutId, ..PAGE };
        assert_eq!(PageRead { total: Some(7), ..page }.end(), None);
        assert_eq!(PageRead { total: Some(6), ..page }.end(), Some(End::Total));
        assert_eq!(page.end(), Some(End::WithoutIds));
        assert_eq!(PageRead { total: Some(0), ..page }.end(), Some(End::WithoutIds));
    }

    #[test]
    fn rows_without_an_id_that_come_again_are_no_news() {
        let coupon = Entry::Coupon(Coupon { id: Some(Id::number("1")), ..Coupon::default() });
        let bad = |problem| Entry::Bad(BadEntry { problem: Clean::new(problem), code: None });
        let page = |entries| Answer {
            customers: vec![CustomerCoupons { entries, ..CustomerCoupons::default() }],
            ..Answer::default()
        };
        let [one, two, none] = [vec![coupon.clone(), bad("a")], vec![coupon.clone(), bad("b")], vec![coupon]]
            .map(|entries| without_id(&page(entries)));
        assert_eq!(one, [bad("a")]);
        assert_eq!(PageProgress::of(true, &one, &one), PageProgress::NewId);
        assert_eq!(PageProgress::of(false, &[], &one), PageProgress::WithoutId);
        assert_eq!(PageProgress::of(false, &one, &two), PageProgress::WithoutId);
        assert_eq!(PageProgress::of(false, &one, &one), PageProgress::Nothing);
        assert_eq!(PageProgress::of(false, &one, &none), PageProgress::Nothing);
    }
}
