//! The rows that are loaded: one page, or page after page of everything.
//!
//! Pages stand behind `Arc`, so the copy of the state that is drawn costs next to nothing.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::{Answer, Clean, Coupon, Customer, CustomerCoupons, Entry, Id, State, calendar};

/// One answer and where its rows stand among all.
#[derive(Clone, Debug, PartialEq)]
struct Chunk {
    start: usize,
    answer: Arc<Answer>,
    holder: usize,
    /// The rows shown, where some are left out because another page shows them.
    kept: Option<Arc<[u32]>>,
}

impl Chunk {
    fn entries(&self) -> &[Entry] {
        self.answer.customers.get(self.holder).map_or(&[], |holder| &holder.entries)
    }

    fn len(&self) -> usize {
        self.kept.as_ref().map_or(self.entries().len(), |kept| kept.len())
    }

    fn get(&self, index: usize) -> Option<&Entry> {
        self.entries().get(self.place(index)?)
    }

    /// The place of a row in the server's own list.
    fn place(&self, index: usize) -> Option<usize> {
        match &self.kept {
            Some(kept) => kept.get(index).map(|&place| place as usize),
            None => Some(index),
        }
    }

    fn original(&self, index: usize) -> Option<Vec<Clean>> {
        self.answer.originals.as_ref()?.lines(self.holder, self.place(index)?)
    }
}

/// The ids that were seen, so that a row that comes twice is shown once.
///
/// Holds 64-bit hashes in order: at 100,000 rows a false match has a chance below one in a
/// billion, and the copy that is drawn shares them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen(Arc<Vec<u64>>);

impl Seen {
    /// How many ids there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True before the first one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the ids of a page, which are each customer's own. For every customer the numbers of the rows
    /// that are new, or `None` when all are. Rows without an id are always new: nothing tells them apart.
    pub fn add(&mut self, page: &[CustomerCoupons]) -> Vec<Option<Arc<[u32]>>> {
        // a set, and one for the whole page: neither very many rows nor very many customers hold up a key
        let mut fresh: HashSet<u64> = HashSet::new();
        let kept = page.iter().map(|holder| self.kept(holder, &mut fresh)).collect();
        let mut fresh: Vec<u64> = fresh.into_iter().collect();
        fresh.sort_unstable();
        merge(Arc::make_mut(&mut self.0), fresh);
        kept
    }

    fn kept(&self, holder: &CustomerCoupons, fresh: &mut HashSet<u64>) -> Option<Arc<[u32]>> {
        let (entries, owner) = (&holder.entries, holder.customer.id.as_ref());
        let mut is_new = |entry: &Entry| {
            let hash = entry.id().map(|id| hash(owner, id));
            hash.is_none_or(|hash| self.0.binary_search(&hash).is_err() && fresh.insert(hash))
        };
        let kept: Vec<u32> = (0..).zip(entries).filter(|(_, entry)| is_new(entry)).map(|(row, _)| row).collect();
        (kept.len() < entries.len()).then(|| Arc::from(kept))
    }
}

#[expect(clippy::stable_sort_primitive, reason = "the stable sort merges two runs in order, the other starts anew")]
fn merge(all: &mut Vec<u64>, fresh: Vec<u64>) {
    all.extend(fresh);
    all.sort();
}

fn hash(owner: Option<&Id>, id: &Clean) -> u64 {
    let mut hasher = DefaultHasher::new();
    owner.map(|owner| owner.text().as_str()).hash(&mut hasher);
    id.hash(&mut hasher);
    hasher.finish()
}

/// Loaded rows of one customer, in the server's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    chunks: Arc<Vec<Chunk>>,
    len: usize,
}

impl Rows {
    /// The rows of customer `holder` in an answer.
    #[must_use]
    pub fn of(answer: Arc<Answer>, holder: usize) -> Self {
        let mut rows = Self::default();
        rows.push(answer, holder, None);
        rows
    }

    /// Adds the rows of a further page; of these only the `kept` ones, when some are left out.
    pub fn push(&mut self, answer: Arc<Answer>, holder: usize, kept: Option<Arc<[u32]>>) {
        let chunk = Chunk { start: self.len, answer, holder, kept };
        self.len += chunk.len();
        Arc::make_mut(&mut self.chunks).push(chunk);
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True without a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One row.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Entry> {
        let chunk = self.chunk(index)?;
        chunk.get(index - chunk.start)
    }

    /// The JSON of one row as the server sent it, one value a line; `None` where it was not kept.
    #[must_use]
    pub fn original(&self, index: usize) -> Option<Vec<Clean>> {
        let chunk = self.chunk(index)?;
        chunk.original(index - chunk.start)
    }

    fn chunk(&self, index: usize) -> Option<&Chunk> {
        let at = self.chunks.partition_point(|chunk| chunk.start <= index).checked_sub(1)?;
        self.chunks.get(at)
    }

    /// Every row, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.chunks.iter().flat_map(|chunk| (0..chunk.len()).filter_map(|index| chunk.get(index)))
    }

    /// The customer these rows belong to.
    #[must_use]
    pub fn customer(&self) -> Option<&Customer> {
        let holders = self.chunks.iter().rev().filter_map(|chunk| chunk.answer.customers.get(chunk.holder));
        holders.map(|holder| &holder.customer).next()
    }

    /// How many answers they came in.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.chunks.len()
    }

    /// One of these answers, by its number.
    #[must_use]
    pub fn page(&self, number: usize) -> Option<&Arc<Answer>> {
        self.chunks.get(number).map(|chunk| &chunk.answer)
    }

    /// The newest answer.
    #[must_use]
    pub fn answer(&self) -> Option<&Arc<Answer>> {
        self.chunks.last().map(|chunk| &chunk.answer)
    }
}

/// What one glance should tell about the loaded rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows counted.
    pub loaded: usize,
    /// Can be used now.
    pub redeemable: usize,
    /// Were redeemed at least once.
    pub redeemed: usize,
    /// Past their date.
    pub expired: usize,
    /// Can be used now, and run out soon (see [`State::runs_out_soon`]).
    pub soon: usize,
    /// Are no coupon.
    pub bad: usize,
    /// When the first of these numbers will be wrong.
    pub next_change: Option<Timestamp>,
}

impl Summary {
    /// Counts `entries` as they are at `now`. The counts hold until the next coupon expires, and
    /// no longer than until midnight, when more of them run out soon.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>, now: Timestamp, zone: &TimeZone) -> Self {
        let mut summary = Self { next_change: calendar::midnight(now, zone), ..Self::default() };
        for entry in entries {
            summary.loaded += 1;
            match entry {
                Entry::Coupon(coupon) => summary.count(&State::of(coupon, now, zone), now, zone),
                Entry::Bad(_) => summary.bad += 1,
            }
        }
        summary
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            loaded: self.loaded + other.loaded,
            redeemable: self.redeemable + other.redeemable,
            redeemed: self.redeemed + other.redeemed,
            expired: self.expired + other.expired,
            soon: self.soon + other.soon,
            bad: self.bad + other.bad,
            next_change: earliest(self.next_change, other.next_change),
        }
    }

    fn count(&mut self, state: &State, now: Timestamp, zone: &TimeZone) {
        self.redeemable += usize::from(state.redeemable == Some(true));
        self.redeemed += usize::from(state.redeemed == Some(true));
        self.expired += usize::from(state.expired == Some(true));
        self.soon += usize::from(state.runs_out_soon(now, zone));
        if let Some(expiry) = state.expiry.filter(|_| state.expired == Some(false)) {
            let after = Timestamp::from_second(expiry.at.as_second() + 1).ok();
            self.next_change = earliest(self.next_change, after);
        }
    }
}

fn earliest(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).min()
}

/// An order of what is loaded; the server only knows the creation date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LocalOrder {
    /// As the server sent them.
    #[default]
    Server,
    /// What ends first stands first; past dates last.
    Expiry,
    /// Highest value first.
    Value,
    /// Most used first.
    Uses,
    /// By code.
    Code,
}

impl LocalOrder {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Server, Self::Expiry, Self::Value, Self::Uses, Self::Code];

    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Server => "as the server sends them",
            Self::Expiry => "by expiry",
            Self::Value => "by value",
            Self::Uses => "by uses",
            Self::Code => "by code",
        }
    }

    /// Sorts row numbers; equal rows keep the server's order.
    pub fn sort(self, indices: &mut [u32], rows: &Rows, now: Timestamp, zone: &TimeZone) {
        let coupon = |i: &u32| rows.get(*i as usize).and_then(Entry::coupon);
        match self {
            Self::Server => {}
            Self::Expiry => indices.sort_by_cached_key(|i| expiry_rank(coupon(i), now, zone)),
            Self::Value => indices.sort_by_cached_key(|i| Reverse(value_rank(coupon(i)))),
            Self::Uses => {
                indices.sort_by_cached_key(|i| Reverse(coupon(i).and_then(|c| c.redemption_count).unwrap_or(-1)));
            }
            Self::Code => indices.sort_by_cached_key(|i| rows.get(*i as usize).and_then(Entry::code).cloned()),
        }
    }
}

/// Still valid first, by what ends first; then what has ended, latest first; then unknown dates.
fn expiry_rank(coupon: Option<&Coupon>, now: Timestamp, zone: &TimeZone) -> (u8, i64) {
    let expiry = coupon.and_then(|coupon| State::of(coupon, now, zone).expiry);
    match expiry {
        Some(expiry) if expiry.is_past(now) => (1, -expiry.at.as_second()),
        Some(expiry) => (0, expiry.at.as_second()),
        None => (2, 0),
    }
}

/// Sorts as the value does: the bits of a float in an order that integers have.
fn value_rank(coupon: Option<&Coupon>) -> i64 {
    let value = coupon.and_then(|coupon| coupon.discount.value.as_ref()?.value()).unwrap_or(f64::NEG_INFINITY);
    let bits = value.to_bits().cast_signed();
    if bits < 0 { i64::MIN ^ !bits } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ServerDate;

    fn coupon(code: &str, valid_till: &str, left: i64) -> Entry {
        Entry::Coupon(Coupon {
            code: Clean::new(code),
            valid_till: Some(ServerDate::new(valid_till)),
            redemptions_left: Some(left),
            redemption_count: Some(0),
            ..Coupon::default()
        })
    }

    fn rows(entries: Vec<Entry>) -> Rows {
        let holder = CustomerCoupons { entries, ..CustomerCoupons::default() };
        Rows::of(Arc::new(Answer { customers: vec![holder], ..Answer::default() }), 0)
    }

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn rows_of_several_pages_count_through() {
        let mut all = rows(vec![coupon("a", "", 1), coupon("b", "", 1)]);
        all.push(Arc::clone(rows(vec![coupon("c", "", 1)]).answer().unwrap()), 0, None);
        let codes: Vec<_> = (0..4).map(|i| all.get(i).and_then(Entry::code).map(Clean::as_str)).collect();
        assert_eq!(codes, [Some("a"), Some("b"), Some("c"), None]);
        assert_eq!(all.iter().count(), all.len());
    }

    #[test]
    fn a_row_that_comes_twice_is_kept_once() {
        let page = |owner: &str, ids: &[&str]| {
            let row = |id: &&str| Entry::Coupon(Coupon { id: Some(Id::number(id)), ..Coupon::default() });
            let customer = Customer { id: Some(Id::number(owner)), ..Customer::default() };
            CustomerCoupons { customer, entries: ids.iter().map(row).collect() }
        };
        let mut seen = Seen::default();
        let rows = |rows: &[u32]| Some(Arc::from(rows));
        assert_eq!(seen.add(&[page("7", &["1", "2", "3"])]), [None]);
        assert_eq!(seen.add(&[page("7", &["3", "4", "4"])]), [rows(&[1])]);
        let others = page("8", &["1", "2", "4"]);
        assert_eq!(seen.add(&[page("7", &["1", "2", "4"]), others.clone(), others]), [rows(&[]), None, rows(&[])]);
        assert_eq!(seen.len(), 7, "another customer's ids are their own");
        let without_id = vec![coupon("no id", "", 1), coupon("no id", "", 1)];
        assert_eq!(seen.add(&[CustomerCoupons { entries: without_id, ..CustomerCoupons::default() }]), [None]);
    }

    #[test]
    fn the_summary_says_when_it_will_be_wrong() {
        let rows = rows(vec![
            coupon("today", "2026-11-23T00:00:00Z", 1),
            coupon("later", "2026-12-23T00:00:00Z", -1),
            coupon("past", "2026-11-22T00:00:00Z", 1),
            coupon("empty", "2026-11-25T00:00:00Z", 0),
        ]);
        let summary = Summary::of(rows.iter(), now(), &TimeZone::UTC);
        assert_eq!((summary.redeemable, summary.expired, summary.soon), (2, 1, 1));
        assert_eq!(summary.next_change, Some("2026-11-24T00:00:00Z".parse().unwrap()));
    }

    #[test]
    fn ordered_by_expiry_what_ends_first_stands_first_and_the_past_last() {
        let rows = rows(vec![
            coupon("past", "2026-11-20", 1),
            coupon("odd", "soon", 1),
            coupon("late", "2027-01-01", 1),
            coupon("next", "2026-11-24", 1),
        ]);
        let mut order: Vec<u32> = (0..4).collect();
        LocalOrder::Expiry.sort(&mut order, &rows, now(), &TimeZone::UTC);
        assert_eq!(order, [3, 2, 0, 1]);
    }
}
