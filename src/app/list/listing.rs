//! What the list shows: the rows of one page or of everything, in the order they are shown.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Fetched, ListContext};
use crate::app::matching::matching;
use crate::app::rows::{LocalOrder, Rows, Seen, Summary};
use crate::domain::paging::End;
use crate::domain::{Answer, ChosenCustomer, Clean, Customer, Entry, Query, ServerMessage};

/// Rows that are shown once although they came twice: the list moved while it was paged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved(pub usize);

/// The rows on the screen and what is known of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    rows: Rows,
    /// Row numbers in the order shown; `None` is the server's order, all of them.
    view: Option<Arc<[u32]>>,
    summary: Summary,
    as_of: Timestamp,
    total: Option<u64>,
    received: u64,
    /// The bytes of the pages it was made of.
    bytes: u64,
    /// Rows among them that came before, of whichever customer.
    repeated: u64,
    whole: bool,
    /// Where its loading ended.
    end: Option<End>,
    /// The server has no more rows than these.
    complete: bool,
    seen: Seen,
    moved: Moved,
}

impl Listing {
    /// The rows of one page that belong to `chosen`; those that stand on the page `before` too are
    /// left out.
    pub(super) fn of_page(
        fetched: &Fetched,
        chosen: &ChosenCustomer,
        before: Option<&Answer>,
        context: &ListContext,
    ) -> Self {
        let mut listing = Self::empty(false);
        listing.seen.add(before.map_or(&[], |answer| &answer.customers));
        listing.extend(fetched, chosen, context);
        listing
    }

    /// A list of everything, before its first page.
    pub(super) fn whole() -> Self {
        Self::empty(true)
    }

    fn empty(whole: bool) -> Self {
        Self {
            rows: Rows::default(),
            view: None,
            summary: Summary::default(),
            as_of: Timestamp::UNIX_EPOCH,
            total: None,
            received: 0,
            bytes: 0,
            repeated: 0,
            whole,
            end: None,
            complete: false,
            seen: Seen::default(),
            moved: Moved(0),
        }
    }

    /// Adds a page. Rows without an id are always added.
    pub(super) fn extend(&mut self, fetched: &Fetched, chosen: &ChosenCustomer, context: &ListContext) {
        if self.rows.answer().is_none() {
            self.as_of = fetched.as_of;
        }
        let customers = &fetched.answer.customers;
        // no rows of theirs on this page: the place behind the last one has none
        let holder = chosen.place_in(customers).unwrap_or(customers.len());
        let mut kept = None;
        // what another customer's rows bring is progress, too
        for (place, (one, fresh)) in customers.iter().zip(self.seen.add(customers)).enumerate() {
            let repeated = fresh.as_ref().map_or(0, |fresh| one.entries.len() - fresh.len());
            self.repeated += repeated as u64;
            if place == holder {
                self.moved.0 += repeated;
                kept = fresh;
            }
        }
        self.received += fetched.answer.len() as u64;
        self.bytes = self.bytes.saturating_add(fetched.answer.bytes);
        // a total of none beside rows is nonsense
        let total = fetched.answer.pagination.total.filter(|&total| total > 0 || self.received == 0);
        self.total = total.or(self.total);
        let before = self.rows.len();
        self.rows.push(Arc::clone(&fetched.answer), holder, kept);
        let added = (before..self.rows.len()).filter_map(|row| self.rows.get(row));
        self.summary = self.summary.and(Summary::of(added, context.now.wall, context.zone));
    }

    /// How many different ids came.
    pub(super) fn ids(&self) -> usize {
        self.seen.len()
    }

    /// All rows, in the server's order.
    #[must_use]
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// How many rows are shown.
    #[must_use]
    pub fn len(&self) -> usize {
        self.view.as_ref().map_or(self.rows.len(), |view| view.len())
    }

    /// True when no row is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row shown at this place.
    #[must_use]
    pub fn row(&self, place: usize) -> Option<&Entry> {
        self.rows.get(self.row_number(place)?)
    }

    /// The number, in the server's order, of the row shown at this place.
    #[must_use]
    pub fn row_number(&self, place: usize) -> Option<usize> {
        match &self.view {
            Some(view) => view.get(place).map(|&row| row as usize),
            None => (place < self.rows.len()).then_some(place),
        }
    }

    /// Where the row of this number, in the server's order, is shown.
    #[must_use]
    pub fn place_of(&self, row: usize) -> Option<usize> {
        match &self.view {
            Some(view) => view.iter().position(|&shown| shown as usize == row),
            None => (row < self.rows.len()).then_some(row),
        }
    }

    /// The JSON of the row shown at this place, as the server sent it.
    #[must_use]
    pub fn original(&self, place: usize) -> Option<Vec<Clean>> {
        match &self.view {
            Some(view) => self.rows.original(*view.get(place)? as usize),
            None => self.rows.original(place),
        }
    }

    /// Where this coupon is shown.
    #[must_use]
    pub fn position(&self, entry: &Entry) -> Option<usize> {
        (0..self.len()).find(|&place| self.row(place).is_some_and(|row| entry.is_same(row)))
    }

    /// Counts of what is loaded.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// When it came.
    #[must_use]
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// How many coupons there are in all, by the server's word.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many rows came, of all customers together: how far into the server's list it reaches.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// The bytes of all pages it was made of.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// True when it grows from the first row to the last, rather than being one page.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// True when it was loaded to its end, not stopped on the way.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// True when the server has no more rows than these, as far as anybody knows.
    #[must_use]
    pub fn has_all(&self) -> bool {
        self.complete || self.total.is_some_and(|total| self.rows.len() as u64 >= total)
    }

    /// It was loaded to this end. It is all only where as many different rows came as the server says
    /// that there are; a server can end before that, or not at all.
    pub(super) fn end(&mut self, end: End) {
        let different = self.received - self.repeated;
        let is_all = self.total.is_none_or(|total| different >= total) && self.surplus().is_none();
        self.complete = is_all && matches!(end, End::Empty | End::Total);
        self.end = Some(end);
    }

    /// Why reading stopped early, where the limit is ours.
    #[must_use]
    pub fn limit(&self) -> Option<String> {
        self.end.and_then(End::limit)
    }

    /// The total, where the server sent more than that.
    #[must_use]
    pub fn surplus(&self) -> Option<u64> {
        self.total.filter(|&total| self.whole && self.received > total)
    }

    /// Rows left out because they came twice.
    #[must_use]
    pub fn moved(&self) -> Moved {
        self.moved
    }

    /// The customer.
    #[must_use]
    pub fn customer(&self) -> Option<&Customer> {
        self.rows.customer()
    }

    /// Every customer of the answer.
    #[must_use]
    pub fn answer(&self) -> Option<&Arc<Answer>> {
        self.rows.answer()
    }

    /// What the server wants known.
    #[must_use]
    pub fn warnings(&self) -> &[ServerMessage] {
        self.rows.answer().map_or(&[], |answer| &answer.warnings)
    }

    /// The offset after this page, when the server has more. A short page is not the end, an empty
    /// one is.
    #[must_use]
    pub fn following(&self, query: &Query) -> Option<u64> {
        let next = query.page.offset.saturating_add(self.received);
        let more = self.received > 0 && self.total.is_none_or(|total| next < total);
        (more && !self.whole).then_some(next)
    }

    pub(super) fn recount(&mut self, now: Timestamp, zone: &TimeZone) {
        self.summary = Summary::of(self.rows.iter(), now, zone);
    }

    pub(super) fn arrange(&mut self, order: LocalOrder, words: &str, now: Timestamp, zone: &TimeZone) {
        if order == LocalOrder::Server && words.is_empty() {
            self.view = None;
            return;
        }
        let mut view = matching(&self.rows, words);
        order.sort(&mut view, &self.rows, now, zone);
        self.view = Some(Arc::from(view));
    }
}
