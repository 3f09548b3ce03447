//! What was asked of the sandbox: for tests that look at the client from the other side.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Queries are kept for the last so many calls: a sandbox that serves for weeks must not grow.
const KEPT: usize = 4_096;

/// What was asked so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Token calls.
    pub tokens: u64,
    /// Coupon calls, those refused and failed on purpose among them.
    pub coupons: u64,
    /// Coupon calls refused with 401.
    pub refused: u64,
    /// The most coupon calls that were open at the same time.
    pub most_at_once: u64,
    /// The query strings of the coupon calls as they came, oldest first; the last few thousand.
    pub queries: Vec<String>,
}

/// Counts while the server runs.
#[derive(Debug, Default)]
pub(super) struct Counter(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    calls: Calls,
    open: u64,
    queries: VecDeque<String>,
}

/// A coupon call that is being answered; dropping it ends it, also when the client hangs up.
#[derive(Debug)]
pub(super) struct OpenCall<'a> {
    counter: &'a Counter,
    /// Which coupon call it is, from 1.
    pub(super) number: u64,
}

impl Counter {
    /// A coupon call begins.
    pub(super) fn begin(&self, query: &str) -> OpenCall<'_> {
        let number = self.with(|counts| {
            counts.calls.coupons += 1;
            counts.open += 1;
            counts.calls.most_at_once = counts.calls.most_at_once.max(counts.open);
            if counts.queries.len() == KEPT {
                counts.queries.pop_front();
            }
            counts.queries.push_back(query.to_owned());
            counts.calls.coupons
        });
        OpenCall { counter: self, number }
    }

    /// A coupon call was refused.
    pub(super) fn refused(&self) {
        self.with(|counts| counts.calls.refused += 1);
    }

    /// A token was asked for.
    pub(super) fn token(&self) {
        self.with(|counts| counts.calls.tokens += 1);
    }

    /// What was asked so far.
    pub(super) fn calls(&self) -> Calls {
        self.with(|counts| Calls { queries: counts.queries.iter().cloned().collect(), ..counts.calls.clone() })
    }

    fn with<T>(&self, count: impl FnOnce(&mut Counts) -> T) -> T {
        count(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for OpenCall<'_> {
    fn drop(&mut self) {
        self.counter.with(|counts| counts.open -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_at_once_is_remembered_after_the_calls_ended() {
        let counter = Counter::default();
        let first = counter.begin("a=1");
        let second = counter.begin("b=2");
        assert_eq!((first.number, second.number), (1, 2));
        drop((first, second));
        drop(counter.begin("c=3"));
        let calls = counter.calls();
        assert_eq!((calls.coupons, calls.most_at_once), (3, 2));
        assert_eq!(calls.queries, ["a=1", "b=2", "c=3"]);
    }

    #[test]
    fn old_queries_are_dropped_but_still_counted() {
        let counter = Counter::default();
        for call in 0..=KEPT {
            drop(counter.begin(&call.to_string()));
        }
        let calls = counter.calls();
        assert_eq!((calls.coupons, calls.queries.len()), (KEPT as u64 + 1, KEPT));
        assert_eq!(calls.queries.first().map(String::as_str), Some("1"));
    }
}
