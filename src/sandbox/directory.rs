//! The customers' data, each made when somebody first asks for it.

use std::sync::OnceLock;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::assorted;
use super::entry::{CouponOptions, Fields};
use super::listed::{Found, Listed, Wanted};
use super::people::{ACCOUNTS, Account, Who};
use super::vast::Vast;
use super::wire::Coupon;

const TOM: &str = include_str!("../../assets/sandbox/tom-sawyer.json");
const PRINTED: &str = include_str!("../../assets/sandbox/printed-917003222195.json");
const AWKWARD: &str = include_str!("../../assets/sandbox/awkward.json");

/// Everybody.
#[derive(Debug)]
pub(super) struct Directory {
    made: i64,
    files: Box<[OnceLock<File>]>,
}

/// What is known of one customer.
#[derive(Debug)]
pub(super) struct File {
    /// The customer's own fields as JSON, open for the list of coupons: `{"firstname":"Tom",`.
    pub(super) head: String,
    coupons: Coupons,
}

#[derive(Debug)]
enum Coupons {
    Listed(Listed),
    Vast(Vast),
}

/// The customer's own fields where no sample prints them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    firstname: &'static str,
    lastname: &'static str,
    email: &'static str,
    mobile: &'static str,
    id: u64,
    external_id: &'static str,
}

impl Directory {
    /// Everybody as of the second `made`; nothing is computed yet.
    pub(super) fn new(made: i64) -> Self {
        Self { made, files: ACCOUNTS.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The file of a customer; the account it was merged from has the same.
    pub(super) fn file(&self, who: Who) -> Option<&File> {
        let current = |account: &Account| account.who == who && !account.merged;
        let (account, file) = ACCOUNTS.iter().zip(&*self.files).find(|(account, _)| current(account))?;
        Some(file.get_or_init(|| make(account, self.made)))
    }
}

impl File {
    /// The part wanted as of the second `now`.
    pub(super) fn find(&self, wanted: Wanted, now: i64) -> Found {
        match &self.coupons {
            Coupons::Listed(listed) => listed.find(wanted, now),
            Coupons::Vast(vast) => vast.find(wanted, now),
        }
    }

    /// Writes a row.
    pub(super) fn write(&self, row: u32, options: CouponOptions, out: &mut String) {
        match &self.coupons {
            Coupons::Listed(listed) => listed.write(row, options, out),
            Coupons::Vast(vast) => vast.write(row, options, out),
        }
    }
}

fn make(account: &Account, made: i64) -> File {
    let generated = |seed, count| entries(&assorted::coupons(seed, count, made));
    match account.who {
        Who::Tom => printed(TOM, Vec::new()),
        Who::Printed => printed(PRINTED, Vec::new()),
        Who::Awkward => printed(AWKWARD, entries(&overlong(made))),
        Who::Max => File { head: head(account), coupons: Coupons::Vast(Vast::new(made)) },
        Who::Vera => listed(account, generated(250, 250)),
        Who::Nora => listed(account, Vec::new()),
        Who::Alice => listed(account, generated(70, 12)),
        Who::Hansel => listed(account, generated(22, 8)),
        // More than a page, so that paging crosses from one customer into the next.
        Who::Gretel => listed(account, generated(23, 120)),
    }
}

/// A customer as an answer prints one, coupons and all.
fn printed(json: &str, more: Vec<Box<RawValue>>) -> File {
    // The assets are part of the program; a test reads each of them.
    let mut fields = serde_json::from_str::<Fields>(json).unwrap_or_default();
    let coupons = fields.take("coupons");
    let mut coupons: Vec<Box<RawValue>> =
        coupons.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    coupons.extend(more);
    File { head: fields.open(), coupons: Coupons::Listed(Listed::new(coupons)) }
}

fn listed(account: &Account, coupons: Vec<Box<RawValue>>) -> File {
    File { head: head(account), coupons: Coupons::Listed(Listed::new(coupons)) }
}

fn head(account: &Account) -> String {
    let &Account { first, last, email, mobile, id, external_id, .. } = account;
    let head = Head { firstname: first, lastname: last, email, mobile, id, external_id };
    let mut text = serde_json::to_string(&head).unwrap_or_default();
    text.pop();
    text.push(',');
    text
}

fn entries(coupons: &[Coupon]) -> Vec<Box<RawValue>> {
    coupons.iter().filter_map(|coupon| to_raw_value(coupon).ok()).collect()
}

/// Texts too long to keep in a file: 40,000 letters in one line, and 2,000 marks on one letter.
fn overlong(made: i64) -> Vec<Coupon> {
    let mut coupons = assorted::coupons(14, 2, made);
    let texts = ["All the small print. ".repeat(2_000), format!("Flood: a{}b", "\u{301}".repeat(2_000))];
    for (coupon, text) in coupons.iter_mut().zip(texts) {
        coupon.description = text;
    }
    coupons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{SortOrder, Status};

    const ALL: Wanted = Wanted { status: None, order: SortOrder::Descending, skip: 0, take: 100 };
    const NOW: i64 = 1_773_480_600;

    fn total(who: Who, wanted: Wanted) -> u64 {
        Directory::new(NOW).file(who).unwrap().find(wanted, NOW).total
    }

    #[test]
    fn everybody_has_as_many_coupons_as_the_hint_says() {
        let people = [Who::Tom, Who::Printed, Who::Vera, Who::Max, Who::Nora, Who::Hansel, Who::Gretel];
        assert_eq!(people.map(|who| total(who, ALL)), [4, 7, 250, 100_000, 0, 8, 120]);
        assert!(total(Who::Awkward, ALL) > 30);
    }

    #[test]
    fn the_samples_keep_the_order_they_are_printed_in() {
        for (who, count) in [(Who::Tom, 4), (Who::Printed, 7)] {
            let rows = Directory::new(NOW).file(who).unwrap().find(ALL, NOW).rows;
            assert_eq!(rows, (0..count).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn vera_has_coupons_in_each_of_the_nine_states() {
        for status in Status::ALL {
            let wanted = Wanted { status: Some(status), ..ALL };
            assert!(total(Who::Vera, wanted) >= 10, "{status:?}");
        }
    }

    #[test]
    fn every_file_opens_with_the_names_its_account_goes_by() {
        let directory = Directory::new(NOW);
        for account in ACCOUNTS.iter().filter(|account| !account.merged) {
            let head = &directory.file(account.who).unwrap().head;
            assert!(head.starts_with("{\"firstname\":") && head.ends_with(','), "{head}");
            assert!(head.contains(&format!("\"mobile\":\"{}\"", account.mobile)), "{head}");
            assert!(head.contains(&format!("\"id\":{}", account.id)), "{head}");
        }
    }
}
