//! How much of a body is read: the 16 MiB that may come hold millions of entries of two bytes, and each
//! would take a hundred times that in memory.
//!
//! The numbers are far above what fits into a body of real coupons, of which one has 500 bytes and
//! more: a server that sends a whole list at once is shown whole.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Rows of all customers of a body.
const MOST_ROWS: usize = 50_000;
/// Customers of a body.
const MOST_CUSTOMERS: usize = 20_000;
/// Redemptions, reversals and custom properties of all rows of a body.
const MOST_DETAILS: usize = 200_000;
/// Errors or warnings of a body.
pub(super) const MOST_NOTICES: usize = 1_000;

/// What may still be read of a body.
pub(super) struct Room {
    pub(super) rows: usize,
    pub(super) customers: usize,
    pub(super) details: usize,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { rows: MOST_ROWS, customers: MOST_CUSTOMERS, details: MOST_DETAILS }
    }
}

/// One more is read, if there is room.
pub(super) fn take_one(room: &mut usize) -> bool {
    let has_room = *room > 0;
    *room = room.saturating_sub(1);
    has_room
}

/// Reads over the rest of a list; its first element, where there is one.
pub(super) fn rest<'de, A: SeqAccess<'de>>(seq: &mut A) -> Result<Option<&'de RawValue>, A::Error> {
    let first = seq.next_element::<&'de RawValue>()?;
    if first.is_some() {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
    }
    Ok(first)
}

/// The elements of a list, and whether there are more than `most`. `None` when `raw` is no list.
pub(super) fn elements(raw: &RawValue, most: usize) -> Option<(Vec<&RawValue>, bool)> {
    serde_json::Deserializer::from_str(raw.get()).deserialize_seq(Elements(most)).ok()
}

struct Elements(usize);

impl<'de> Visitor<'de> for Elements {
    type Value = (Vec<&'de RawValue>, bool);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while take_one(&mut self.0) {
            match seq.next_element()? {
                Some(element) => found.push(element),
                None => return Ok((found, false)),
            }
        }
        let more = rest(&mut seq)?.is_some();
        Ok((found, more))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Decoded, page, rows};
    use super::*;
    use crate::domain::{CustomerCoupons, Entry};

    fn body(customers: &str) -> String {
        format!(r#"{{"entity":{{"customers":[{customers}],"pagination":{{"total":7}}}}}}"#)
    }

    fn repeated(element: &str, times: usize) -> String {
        vec![element; times].join(",")
    }

    fn both_ways(body: &str) -> Decoded {
        let decoded = page(body.as_bytes()).unwrap();
        assert!(rows(body.as_bytes()).unwrap() == Decoded { spans: Vec::new(), ..decoded.clone() });
        assert_eq!(decoded.pagination.total, Some(7), "what stands behind is read");
        decoded
    }

    fn problem(entry: Option<&Entry>) -> &str {
        match entry {
            Some(Entry::Bad(bad)) => bad.problem.as_str(),
            other => panic!("{other:?}"),
        }
    }

    fn only(decoded: Decoded) -> CustomerCoupons {
        let mut customers = decoded.customers.unwrap();
        assert_eq!(customers.len(), 1);
        customers.remove(0)
    }

    #[test]
    fn twenty_thousand_coupons_at_once_are_read_whole() {
        let coupons: Vec<String> = (0..20_000).map(|id| format!(r#"{{"code":"C{id}","id":{id}}}"#)).collect();
        let holder = only(both_ways(&body(&format!(r#"{{"coupons":[{}]}}"#, coupons.join(",")))));
        assert_eq!(holder.entries.iter().filter(|entry| entry.coupon().is_some()).count(), 20_000);
    }

    #[test]
    fn of_entries_without_end_so_many_are_read_and_one_row_says_so() {
        let one = format!(r#"{{"coupons":[{}]}}"#, repeated("1", MOST_ROWS + 9));
        let decoded = both_ways(&body(&one));
        assert_eq!(decoded.spans[0].len(), MOST_ROWS + 1, "each row has its place");
        let holder = only(decoded);
        assert_eq!(holder.entries.len(), MOST_ROWS + 1);
        assert_eq!(problem(holder.entries.last()), "more entries came than are read of one answer");
        let exactly = format!(r#"{{"coupons":[{}]}}"#, repeated("1", MOST_ROWS));
        let holder = only(both_ways(&body(&exactly)));
        assert_eq!((holder.entries.len(), problem(holder.entries.last())), (MOST_ROWS, "this entry is no object"));
    }

    #[test]
    fn the_rows_of_all_customers_are_counted_together() {
        let half = format!(r#"{{"coupons":[{}]}}"#, repeated("1", MOST_ROWS * 2 / 3));
        let customers = both_ways(&body(&format!("{half},{half},{half}"))).customers.unwrap();
        let counts: Vec<usize> = customers.iter().map(|holder| holder.entries.len()).collect();
        assert!(counts.iter().sum::<usize>() <= MOST_ROWS + 2, "{counts:?}");
        assert_eq!(counts[2], 1, "the last one has no more than the row that says so");
    }

    #[test]
    fn of_customers_without_end_so_many_are_read_and_one_row_says_so() {
        for customer in ["1", "{}", r#"{"coupons":[]}"#] {
            let decoded = both_ways(&body(&repeated(customer, MOST_CUSTOMERS + 9)));
            let customers = decoded.customers.unwrap();
            assert_eq!((customers.len(), decoded.spans.len()), (MOST_CUSTOMERS + 1, MOST_CUSTOMERS + 1));
            let last = customers.last().unwrap().entries.last();
            assert_eq!(problem(last), "more customers came than are read of one answer");
        }
    }

    #[test]
    fn a_coupon_whose_lists_go_beyond_all_measure_says_so_and_keeps_its_code() {
        for field in ["redemptions", "reversedRedemptions", "customProperty"] {
            let long = format!(r#"{{"code":"LONG","id":1,"{field}":[{}]}}"#, repeated("{}", MOST_DETAILS + 1));
            let holder = only(both_ways(&body(&format!(r#"{{"coupons":[{long},{{"code":"A","id":2}}]}}"#))));
            let told = match &holder.entries[0] {
                Entry::Bad(bad) => &bad.problem,
                Entry::Coupon(coupon) => coupon.problem.as_deref().unwrap(),
            };
            assert_eq!(told.as_str(), format!("{field} holds more than is read of one answer"));
            assert_eq!(holder.entries[0].code().unwrap().as_str(), "LONG");
            assert!(holder.entries[1].coupon().is_some(), "the row behind it is read");
        }
    }

    #[test]
    fn of_warnings_and_errors_without_end_so_many_are_read() {
        let list = repeated(r#"{"code":1,"message":"m"}"#, MOST_NOTICES + 9);
        let decoded = page(format!(r#"{{"errors":[{list}],"warnings":[{list}]}}"#).as_bytes()).unwrap();
        for notices in [decoded.errors, decoded.warnings] {
            assert_eq!(notices.len(), MOST_NOTICES + 1);
            assert_eq!(notices.last().unwrap().message.as_str(), "more came than are read of one answer");
        }
    }
}
