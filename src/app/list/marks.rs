//! Marked coupons: known by id, kept with their rows.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::domain::{Clean, Entry};

/// Where a marked coupon stood in the server's list, and its row: the page it stood on may be gone
/// by the time it is copied.
#[derive(Clone, Debug, PartialEq)]
struct Marked {
    place: u64,
    entry: Arc<Entry>,
}

/// The marks of one customer, on whatever pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Marks(BTreeMap<Clean, Marked>);

impl Marks {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn contain(&self, entry: &Entry) -> bool {
        entry.id().is_some_and(|id| self.0.contains_key(id))
    }

    /// Marks or unmarks a row; false where it has no id to be known by.
    pub(super) fn toggle(&mut self, entry: &Entry, place: u64) -> bool {
        let Some(id) = entry.id() else { return false };
        if self.0.remove(id).is_none() {
            self.0.insert(id.clone(), Marked { place, entry: Arc::new(entry.clone()) });
        }
        true
    }

    /// Takes marked rows as they came now: in other letters, or in another place. The first of `rows`
    /// stands at `offset`.
    pub(super) fn meet<'a>(&mut self, rows: impl Iterator<Item = &'a Entry>, offset: u64) {
        if self.0.is_empty() {
            return;
        }
        for (place, entry) in (offset..).zip(rows) {
            if let Some(marked) = entry.id().and_then(|id| self.0.get_mut(id)) {
                *marked = Marked { place, entry: Arc::new(entry.clone()) };
            }
        }
    }

    /// The list has another order or other rows: where a row stands is known again when it comes.
    pub(super) fn lose_places(&mut self) {
        for marked in self.0.values_mut() {
            marked.place = u64::MAX;
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The marked rows in the order of the list: those before the page that is `shown`, those of
    /// it in the order in which it shows them, and those after it. The page begins at `offset`.
    pub(super) fn in_order<'a>(&'a self, shown: impl Iterator<Item = &'a Entry>, offset: u64) -> Vec<&'a Entry> {
        let here: Vec<&Entry> = shown.filter(|entry| self.contain(entry)).collect();
        let ids: HashSet<&Clean> = here.iter().filter_map(|entry| entry.id()).collect();
        let mut elsewhere: Vec<&Marked> =
            self.0.iter().filter(|(id, _)| !ids.contains(id)).map(|(_, marked)| marked).collect();
        elsewhere.sort_by_key(|marked| marked.place);
        let before = elsewhere.partition_point(|marked| marked.place < offset);
        let rows = elsewhere.iter().map(|marked| &*marked.entry);
        rows.clone().take(before).chain(here).chain(rows.skip(before)).collect()
    }
}
