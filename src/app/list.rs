//! The coupon list: which page is shown, which is asked for, which is fetched ahead.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `asking` | what the user asks for: a customer, a page, a filter; again; no more |
//! | `pages` | which pages there are, which are kept, which is fetched ahead |
//! | `customers` | everybody whom the server names for the look-up |
//! | `gathering` | loading all of them as one list |
//! | `arranging` | order and filter of what is loaded |
//! | `listing` | the rows shown, and what is known of them |
//! | `marks` | marked coupons |
//! | `walking` | moving the cursor, also into the next page |

mod arranging;
mod asking;
mod customers;
mod gathering;
mod listing;
mod marks;
mod pages;
mod walking;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use customers::KnownCustomers;
pub use customers::{KnownCustomer, MOST_CUSTOMERS};
pub use listing::{Listing, Moved};
use marks::Marks;
use walking::Walk;

use super::effect::Effect;
use super::msg::Now;
use super::remote::{Remote, Slot, Ticket, Tickets};
use super::rows::LocalOrder;
use super::scroll::Scroll;
use crate::domain::{Answer, ChosenCustomer, Entry, Failure, FailureKind, Filter, Identifier, Kind, Page, Query};

/// What one step of the list may use and what it leaves to be done.
#[derive(Debug)]
pub struct ListContext<'a> {
    /// When it happens.
    pub now: Now,
    /// The zone in which dates without an offset are read.
    pub zone: &'a TimeZone,
    /// How many rows the screen has.
    pub height: usize,
    /// For calls that begin.
    pub tickets: &'a mut Tickets,
    /// What is to be done.
    pub effects: &'a mut Vec<Effect>,
}

/// What a page is asked for: the query, and where the cursor lands when it comes.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRequest {
    /// The request.
    pub query: Query,
    /// Where the cursor lands.
    pub landing: Landing,
    /// The server is to be asked even if the page is at hand; what it answers makes every page at
    /// hand an old one. Until then they stay: a call that fails takes nothing away.
    pub anew: bool,
}

/// Where the cursor lands on a page that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// On the first row.
    First,
    /// On the last row.
    Last,
    /// On the coupon it stood on, where that still exists, else on the first row.
    Keep,
    /// On the coupon it stood on, where that still exists, else on the row that took its place.
    Stay,
}

/// An answer and when it came.
#[derive(Clone, Debug, PartialEq)]
struct Fetched {
    answer: Arc<Answer>,
    as_of: Timestamp,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody waited for it.
    Stale,
    /// It is kept for later.
    Kept,
    /// It is on the screen.
    Shown,
    /// It is on the screen below what was there already.
    Grown,
    /// The call failed.
    Failed,
}

/// The list pane.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    who: Option<Identifier>,
    filter: Filter,
    /// The filter that every customer begins with.
    first_filter: Filter,
    /// Rows per page: what was asked for, or less where the server sends less.
    stride: u64,
    wanted_stride: u64,
    page: Remote<PageRequest, Listing>,
    ahead: Remote<Query, Fetched>,
    all: Remote<Query, Fetched>,
    /// What loading all has brought, until it takes the place of what is shown.
    aside: Option<Listing>,
    kept: Vec<(Query, Fetched)>,
    /// Whose rows are shown; unknown until the first answer.
    chosen: Option<ChosenCustomer>,
    /// Everybody that the server named for this look-up, on whatever page.
    customers: KnownCustomers,
    /// What was asked for and never came: stopped, or failed.
    unanswered: Option<PageRequest>,
    scroll: Scroll,
    /// The page that is on its way is being walked into.
    walk: Option<Walk>,
    /// The number of the row that was selected when words hid it, until another is taken instead.
    hidden_row: Option<usize>,
    marks: Marks,
    order: LocalOrder,
    words: String,
    /// The words filter; they are kept when the filter is switched off.
    filters: bool,
}

impl List {
    /// An empty list that will ask for pages of `stride` rows, filtered so.
    #[must_use]
    pub fn new(stride: u64, filter: Filter) -> Self {
        let stride = stride.clamp(1, Page::MOST);
        Self {
            who: None,
            filter,
            first_filter: filter,
            stride,
            wanted_stride: stride,
            page: Remote::default(),
            ahead: Remote::default(),
            all: Remote::default(),
            aside: None,
            kept: Vec::new(),
            chosen: None,
            customers: KnownCustomers::default(),
            unanswered: None,
            scroll: Scroll::default(),
            walk: None,
            hidden_row: None,
            marks: Marks::default(),
            order: LocalOrder::Server,
            words: String::new(),
            filters: false,
        }
    }

    /// The customer asked for.
    #[must_use]
    pub fn who(&self) -> Option<&Identifier> {
        self.who.as_ref()
    }

    /// Status, order and code case that are wanted; what is shown may still answer older ones.
    #[must_use]
    pub fn filter(&self) -> Filter {
        self.filter
    }

    /// Rows per page.
    #[must_use]
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// What is on the screen, and the question it answers.
    #[must_use]
    pub fn shown(&self) -> Option<(&PageRequest, &Listing)> {
        self.page.shown()
    }

    /// What the user waits for, and since when.
    #[must_use]
    pub fn asked(&self) -> Option<(&Query, std::time::Duration)> {
        let page = self.page.asked().map(|(ask, since)| (&ask.query, since));
        page.or_else(|| self.all.asked())
    }

    /// The ticket of the page the user waits for.
    #[must_use]
    pub fn awaited(&self) -> Option<Ticket> {
        self.page.awaited().or_else(|| self.all.awaited())
    }

    /// Every ticket that is waited for, the one fetched ahead too.
    pub fn open_tickets(&self) -> impl Iterator<Item = Ticket> {
        [self.page.awaited(), self.ahead.awaited(), self.all.awaited()].into_iter().flatten()
    }

    /// True while page after page is loaded.
    #[must_use]
    pub fn is_gathering(&self) -> bool {
        self.all.asked().is_some()
    }

    /// Why the last call failed.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.page.failed().map(|(_, failure)| failure).or_else(|| self.all.failed().map(|(_, failure)| failure))
    }

    /// The customer whose rows are shown, once an answer has come.
    #[must_use]
    pub fn chosen_customer(&self) -> Option<&ChosenCustomer> {
        self.chosen.as_ref()
    }

    /// Everybody that the server named for this look-up.
    #[must_use]
    pub fn customers(&self) -> &[KnownCustomer] {
        self.customers.all()
    }

    /// True where it named more than these.
    #[must_use]
    pub fn has_more_customers(&self) -> bool {
        self.customers.are_more()
    }

    /// The cursor.
    #[must_use]
    pub fn scroll(&self) -> Scroll {
        self.scroll
    }

    /// The row under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Entry> {
        let (_, listing) = self.page.shown()?;
        listing.row(self.scroll.cursor())
    }

    /// How many rows can be walked through.
    #[must_use]
    pub fn len(&self) -> usize {
        self.page.shown().map_or(0, |(_, listing)| listing.len())
    }

    /// True without a row to stand on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many coupons are marked, on this page and others.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.marks.len()
    }

    /// True when the row is marked.
    #[must_use]
    pub fn is_marked(&self, entry: &Entry) -> bool {
        self.marks.contain(entry)
    }

    /// Other kinds the identifier could be, after the server did not know it.
    #[must_use]
    pub fn offers(&self) -> Vec<Kind> {
        let unknown = self.failure().is_some_and(|failure| failure.kind == FailureKind::UnknownCustomer);
        match &self.who {
            Some(who) if unknown => who.other_kinds(),
            _ => Vec::new(),
        }
    }

    /// Forgets the customer and all that was loaded.
    pub fn forget(&mut self, context: &mut ListContext) {
        for ticket in [self.page.forget(), self.ahead.forget(), self.all.forget()].into_iter().flatten() {
            context.effects.push(Effect::Abandon(ticket.slot));
        }
        *self = Self::new(self.wanted_stride, self.first_filter);
    }

    /// Takes the answer to one of the calls.
    pub fn answered(
        &mut self,
        ticket: Ticket,
        result: Result<Arc<Answer>, Failure>,
        context: &mut ListContext,
    ) -> Outcome {
        let fetched = result.map(|answer| Fetched { answer, as_of: context.now.wall });
        if self.page.awaited() == Some(ticket) {
            match fetched {
                Ok(fetched) => self.show(ticket, fetched, context),
                Err(failure) => {
                    self.give_up();
                    self.page.settle(ticket, Err(failure));
                    return Outcome::Failed;
                }
            }
            Outcome::Shown
        } else if self.all.awaited() == Some(ticket) {
            self.gathered(ticket, fetched, context)
        } else if self.ahead.settle(ticket, fetched).is_some() {
            self.keep_ahead();
            Outcome::Kept
        } else {
            Outcome::Stale
        }
    }

    /// Selects a row by its number.
    pub fn select(&mut self, row: usize, height: usize) {
        self.scroll.select(row, self.len(), height);
    }

    /// Marks or unmarks the row under the cursor; false where it has no id to be known by.
    pub fn toggle_mark(&mut self) -> bool {
        let Some((ask, listing)) = self.page.shown() else { return false };
        let place = self.scroll.cursor();
        let (Some(entry), Some(row)) = (listing.row(place), listing.row_number(place)) else { return false };
        self.marks.toggle(entry, ask.query.page.offset.saturating_add(row as u64))
    }

    /// Unmarks every row.
    pub fn unmark(&mut self) {
        self.marks.clear();
    }

    /// The rows to copy: the marked ones in the order of the list, or the selected one.
    #[must_use]
    pub fn chosen(&self) -> Vec<&Entry> {
        match self.page.shown() {
            Some((ask, listing)) if self.marks.len() > 0 => {
                let shown = (0..listing.len()).filter_map(|row| listing.row(row));
                self.marks.in_order(shown, ask.query.page.offset)
            }
            _ => self.selected().into_iter().collect(),
        }
    }

    /// Keeps the cursor in view after the screen changed its size.
    pub fn resize(&mut self, height: usize) {
        self.scroll.select(self.scroll.cursor(), self.len(), height);
    }

    fn show(&mut self, ticket: Ticket, fetched: Fetched, context: &mut ListContext) {
        let Some((ask, _)) = self.page.asked() else { return };
        let ask = ask.clone();
        let selected = self.selected().cloned();
        if ask.anew {
            self.kept.clear();
        }
        self.customers.meet(&fetched.answer);
        let before = self.page_before(&ask.query);
        let listing = Listing::of_page(&fetched, &self.chosen_of(&fetched.answer), before.as_deref(), context);
        self.learn_stride(&ask.query, &fetched.answer);
        self.keep(ask.query.clone(), fetched);
        if self.page.settle(ticket, Ok(listing)).is_none() {
            return;
        }
        self.meet_marks();
        self.arrange(context);
        self.land(ask.landing, selected.as_ref(), context);
        self.fetch_ahead(context);
        self.walk_on(context);
    }

    /// The customer chosen; until another is, the first one of the first answer that names any.
    pub(super) fn chosen_of(&mut self, answer: &Answer) -> ChosenCustomer {
        if answer.customers.is_empty() && self.chosen.is_none() {
            return ChosenCustomer::of(&[], 0);
        }
        self.chosen.get_or_insert_with(|| ChosenCustomer::of(&answer.customers, 0)).clone()
    }

    /// Marked rows that came again are what they are now, where they stand now.
    pub(super) fn meet_marks(&mut self) {
        if let Some((ask, listing)) = self.page.shown() {
            self.marks.meet(listing.rows().iter(), ask.query.page.offset);
        }
    }

    fn land(&mut self, landing: Landing, selected: Option<&Entry>, context: &ListContext) {
        self.hidden_row = None;
        let len = self.len();
        let kept = selected.and_then(|entry| self.page.shown()?.1.position(entry));
        match (landing, kept) {
            (Landing::Keep | Landing::Stay, Some(row)) if row < context.height => {
                // on the first screen nothing is hidden above
                self.scroll.reset();
                self.scroll.select(row, len, context.height);
            }
            (Landing::Keep | Landing::Stay, Some(row)) => self.scroll.land(row, len, context.height),
            (Landing::Stay, None) => self.scroll.select(self.scroll.cursor(), len, context.height),
            (Landing::First | Landing::Keep, _) => {
                self.scroll.reset();
                self.scroll.select(0, len, context.height);
            }
            (Landing::Last, _) => self.scroll.select(len.saturating_sub(1), len, context.height),
        }
    }
}
