//! From page to page, trusting nothing the server says about where it is.
//!
//! Where it ends is the domain's rule ([`PageRead`]). Knows neither network nor output.

use std::cmp::Ordering;
use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use crate::domain::paging::without_id;
use crate::domain::{
    Answer, Clean, Customer, CustomerCoupons, CustomerKey, End, Entry, Failure, Page, PageProgress, PageRead,
};

/// The rows of one customer on one page, without those that were there before.
#[derive(Debug, PartialEq)]
pub(super) struct Batch {
    /// The customer's place among all that came in this walk.
    pub(super) customer: usize,
    /// The customer with the new rows.
    pub(super) holder: CustomerCoupons,
}

/// A walk over one customer's list.
#[derive(Debug)]
pub(super) struct Walk {
    start: u64,
    limit: u64,
    next: Option<Page>,
    all: bool,
    /// The bytes of all pages so far, where each is kept until the last has come.
    kept: Option<u64>,
    received: u64,
    /// The rows of the last page, and whether the page before it had as many.
    rows: u64,
    is_even: bool,
    total: Option<u64>,
    customers: Vec<Customer>,
    /// Where each of them stands: a list may name very many.
    places: HashMap<CustomerKey, usize>,
    /// Every id that came, with the customer it came for first.
    seen: HashMap<Clean, usize>,
    /// The ids that came for a further customer too. That is progress where this customer has an id:
    /// a server that ignores the offset and renames a customer without one would otherwise make a loop.
    shared: HashSet<(Clean, usize)>,
    /// How many rows were progress.
    progress: u64,
    /// The rows without an id on the last page, by which a page that came again is known.
    without_id: Vec<Entry>,
    left_out: u64,
    /// Why the last page was the last.
    ended: Option<End>,
    /// The server said that nothing stands where the next page would begin.
    fell_short: bool,
}

impl Walk {
    pub(super) fn new(page: Page, all: bool) -> Self {
        Self {
            start: page.offset,
            limit: page.limit,
            next: Some(page),
            all,
            kept: None,
            received: 0,
            rows: 0,
            is_even: false,
            total: None,
            customers: Vec::new(),
            places: HashMap::new(),
            seen: HashMap::new(),
            shared: HashSet::new(),
            progress: 0,
            without_id: Vec::new(),
            left_out: 0,
            ended: None,
            fell_short: false,
        }
    }

    /// This walk for an output that keeps every page until the last has come.
    pub(super) fn kept(self, is_kept: bool) -> Self {
        Self { kept: is_kept.then_some(0), ..self }
    }

    /// The page to fetch now, while the walk goes on.
    pub(super) fn next(&self) -> Option<Page> {
        self.next
    }

    /// The pages that will likely follow [`Walk::next`]: where pages are of one size and the total
    /// says that there are more.
    pub(super) fn guesses(&self) -> impl Iterator<Item = Page> {
        let (rows, total) = (self.rows, self.total.unwrap_or(0));
        let after = move |page: &Page| Some(Page { offset: page.offset.checked_add(rows)?, ..*page });
        let next = self.next.filter(|_| self.is_even);
        std::iter::successors(next, after).skip(1).take_while(move |page| page.offset < total)
    }

    /// The total by the server's last word.
    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    /// Takes the answer to [`Walk::next`]; gives back what of it was not there before.
    pub(super) fn take(&mut self, answer: Answer) -> Vec<Batch> {
        let rows = u64::try_from(answer.len()).unwrap_or(u64::MAX);
        self.received = self.received.saturating_add(rows);
        self.kept = self.kept.map(|kept| kept.saturating_add(answer.bytes));
        self.is_even = rows == self.rows;
        self.rows = rows;
        self.total = answer.pagination.total.filter(|&total| total > 0 || self.received == 0).or(self.total);
        let (known, without_id) = (self.progress, without_id(&answer));
        let mut batches: Vec<Batch> = answer.customers.into_iter().map(|holder| self.only_new(holder)).collect();
        let progress = PageProgress::of(self.progress > known, &self.without_id, &without_id);
        self.without_id = without_id;
        if progress == PageProgress::Nothing {
            // rows without an id that came again
            for batch in &mut batches {
                batch.holder.entries.retain(|entry| entry.id().is_some());
            }
        }
        let kept = self.kept.unwrap_or(0);
        self.ended = PageRead { rows, progress, position: self.position(), total: self.total, kept }.end();
        let goes_on = self.all && self.ended.is_none();
        self.next = self.next.filter(|_| goes_on).map(|page| Page { offset: self.position(), ..page });
        batches
    }

    /// The answer to [`Walk::next`]; none where the failure is but the end of the list, which had more
    /// rows when the pages before were read.
    pub(super) fn heard(&mut self, outcome: Result<Answer, Failure>) -> Result<Option<Answer>, Failure> {
        match outcome {
            Err(failure) if self.received > 0 && failure.is_behind_the_end() => {
                self.fell_short = true;
                self.next = None;
                Ok(None)
            }
            outcome => outcome.map(Some),
        }
    }

    fn position(&self) -> u64 {
        self.start.saturating_add(self.received)
    }

    fn only_new(&mut self, mut holder: CustomerCoupons) -> Batch {
        let customer = self.place_of(&holder.customer);
        let before = holder.entries.len();
        holder.entries.retain(|entry| entry.id().is_none_or(|id| self.is_new(id, customer)));
        let dropped = before - holder.entries.len();
        self.left_out += u64::try_from(dropped).unwrap_or(u64::MAX);
        Batch { customer, holder }
    }

    fn is_new(&mut self, id: &Clean, customer: usize) -> bool {
        let (is_new, is_progress) = match self.seen.entry(id.clone()) {
            Slot::Vacant(slot) => {
                slot.insert(customer);
                (true, true)
            }
            Slot::Occupied(first) => {
                let is_new = *first.get() != customer && self.shared.insert((id.clone(), customer));
                (is_new, is_new && self.customers.get(customer).is_some_and(|customer| customer.id.is_some()))
            }
        };
        self.progress += u64::from(is_progress);
        is_new
    }

    fn place_of(&mut self, customer: &Customer) -> usize {
        let customers = &mut self.customers;
        *self.places.entry(customer.key()).or_insert_with(|| {
            customers.push(customer.clone());
            customers.len() - 1
        })
    }

    /// True when the server has, or may have, more than the `printed` rows that could be had of it.
    pub(super) fn was_cut_off(&self, printed: u64) -> bool {
        if self.ended.and_then(End::limit).is_some() {
            return true;
        }
        let stuck = matches!(self.ended, Some(End::NothingNew | End::WithoutIds)) || self.kept_back().is_some();
        // without a total, a page that is full is likely not all
        stuck && self.total.map_or(self.rows >= self.limit, |total| self.start.saturating_add(printed) < total)
    }

    /// What the user should know about how the walk went, of which `printed` rows came out.
    pub(super) fn notes(&self, printed: u64) -> Vec<String> {
        let mut notes = Vec::new();
        let stuck = self.stuck(printed).filter(|_| self.all || self.kept_back().is_some());
        if self.left_out > 0 && stuck.is_none() {
            notes.push(format!("the list moved or repeats itself: rows seen before left out: {}", self.left_out));
        }
        if let Some(stuck) = stuck {
            notes.push(stuck);
        } else if let Some(total) = self.total.filter(|_| printed > 0) {
            notes.extend(self.by_total(printed, total));
        }
        notes
    }

    /// Why there was no going on, where that was not for want of rows.
    pub(super) fn stuck(&self, printed: u64) -> Option<String> {
        let is_more = |total: &u64| *total > self.start.saturating_add(printed);
        let of = self.total.filter(is_more).map(|total| format!(" of {total}")).unwrap_or_default();
        let end = self.ended?;
        match end {
            End::NothingNew => {
                Some(format!("the server sent a page without a new coupon: stopped after {printed}{of}"))
            }
            End::WithoutIds => Some(format!(
                "coupons came without an id and without a total: stopped after {printed}, not knowing of more"
            )),
            End::TooLong | End::TooHeavy => {
                end.limit().map(|limit| format!("the list {limit}: stopped after {printed}{of}"))
            }
            End::Empty => self.kept_back().map(|total| format!("the server announced {total} coupons and sent none")),
            End::Total => None,
        }
    }

    /// The coupons that were announced and of which the very first page held none.
    pub(super) fn kept_back(&self) -> Option<u64> {
        let came_empty = self.ended == Some(End::Empty) && self.received == 0;
        self.total.filter(|&total| came_empty && total > self.start)
    }

    fn by_total(&self, printed: u64, total: u64) -> Option<String> {
        match self.position().cmp(&total) {
            Ordering::Equal => None,
            Ordering::Less if self.fell_short => {
                Some(format!("the list moved while it was read: it ended after {printed} of {total}"))
            }
            Ordering::Greater if self.all => {
                Some(format!("the server announced {total} coupons and sent more: ended there, there may be yet more"))
            }
            Ordering::Greater => Some(format!("the server announced {total} coupons and sent more")),
            Ordering::Less if self.all => Some(format!("the server announced {total} coupons and sent {printed}")),
            Ordering::Less => Some(format!("{printed} of {total} coupons; --all prints every page")),
        }
    }

    /// How many customers came.
    pub(super) fn customers(&self) -> usize {
        self.customers.len()
    }
}

#[cfg(test)]
mod tests;
