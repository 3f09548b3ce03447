//! `--output json` and `--output ndjson`.

use std::io::{self, Write};

use super::fields::Fields;
use super::shape::{CustomerShape, EntryShape, Lexeme, NoticeShape, PaginationShape};
use super::walk::Batch;
use super::write::{Json as _, object};
use super::{Printer, Summary};
use crate::command::Moment;
use crate::domain::Entry;

/// One document with everything: printed only when all of it is there, so that a failure half way
/// leaves no half document. What waits is text, which is smaller than coupons.
pub(super) struct Document {
    moment: Moment,
    customers: Vec<Waiting>,
}

/// A customer with the coupons that came so far, as JSON without its closing brackets.
struct Waiting {
    text: Vec<u8>,
    is_bare: bool,
}

impl Document {
    pub(super) fn new(moment: Moment) -> Self {
        Self { moment, customers: Vec::new() }
    }

    fn customer(&mut self, batch: &Batch) -> io::Result<&mut Waiting> {
        while self.customers.len() <= batch.customer {
            let mut text = Vec::new();
            CustomerShape::of(&batch.holder.customer).write(&mut text);
            text.pop();
            text.extend_from_slice(br#","coupons":["#);
            self.customers.push(Waiting { text, is_bare: true });
        }
        self.customers.get_mut(batch.customer).ok_or_else(|| io::Error::other("a customer without a place"))
    }
}

impl Printer for Document {
    fn keeps(&self) -> bool {
        true
    }

    fn batch(&mut self, _out: &mut dyn Write, batch: &Batch) -> io::Result<()> {
        let moment = self.moment.clone();
        let waiting = self.customer(batch)?;
        for entry in &batch.holder.entries {
            if !waiting.is_bare {
                waiting.text.push(b',');
            }
            waiting.is_bare = false;
            EntryShape::of(entry, &moment).write(&mut waiting.text);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary<'_>) -> io::Result<()> {
        out.write_all(br#"{"customers":["#)?;
        for (i, customer) in self.customers.iter().enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            out.write_all(&customer.text)?;
            out.write_all(b"]}")?;
        }
        let warnings: Vec<NoticeShape<'_>> = summary.warnings.iter().map(NoticeShape::of).collect();
        let mut end = br#"],"pagination":"#.to_vec();
        PaginationShape::of(summary.pagination, summary.fetched).write(&mut end);
        end.extend_from_slice(br#","warnings":"#);
        warnings.write(&mut end);
        out.write_all(&end)?;
        out.write_all(b"}\n")
    }
}

/// One coupon as `ndjson` prints it, without the customer.
pub(in crate::command) fn entry(entry: &Entry, moment: &Moment) -> String {
    let mut text = Vec::new();
    EntryShape::of(entry, moment).write(&mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// One coupon a line, each complete in itself.
pub(super) struct Lines {
    lookup: String,
    moment: Moment,
    /// Only these; whole lines are printed without a detour.
    fields: Option<Fields>,
    /// The lines of a page, written at once.
    text: Vec<u8>,
}

impl Lines {
    pub(super) fn new(lookup: String, moment: Moment, fields: Option<Fields>) -> Self {
        Self { lookup, moment, fields, text: Vec::new() }
    }

    /// One object of two: the bracket that opens the entry becomes the comma behind the head, whose
    /// own closing bracket is not there.
    fn add_line(&mut self, head: &[u8], entry: &Entry) -> io::Result<()> {
        let start = self.text.len();
        self.text.extend_from_slice(head);
        EntryShape::of(entry, &self.moment).write(&mut self.text);
        if let Some(bracket) = self.text.get_mut(start + head.len()) {
            *bracket = b',';
        }
        if let Some(fields) = &self.fields {
            let whole = self.text.split_off(start);
            self.text.extend(fields.json(&whole)?.into_bytes());
        }
        self.text.push(b'\n');
        Ok(())
    }
}

impl Printer for Lines {
    fn batch(&mut self, out: &mut dyn Write, batch: &Batch) -> io::Result<()> {
        let customer_id = Lexeme::id(batch.holder.customer.id.as_ref());
        let mut head = Vec::new();
        object(&mut head, &[("customerId", &customer_id), ("lookup", &self.lookup.as_str())]);
        head.pop();
        self.text.clear();
        for entry in &batch.holder.entries {
            self.add_line(&head, entry)?;
        }
        out.write_all(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{awkward, batches, moment, summary, tom};
    use super::*;

    fn document(answer: crate::domain::Answer) -> String {
        let mut out = Vec::new();
        let mut printer = Document::new(moment());
        let summary = summary(&answer);
        for batch in batches(answer) {
            printer.batch(&mut out, &batch).unwrap();
        }
        assert!(out.is_empty(), "nothing before the end");
        printer.finish(&mut out, &summary).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn lines(answer: crate::domain::Answer) -> String {
        let mut out = Vec::new();
        let mut printer = Lines::new("mobile:918860000001".into(), moment(), None);
        for batch in batches(answer) {
            printer.batch(&mut out, &batch).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    /// This parser has no room for 1e400, which is JSON all the same.
    fn parsed(text: &str) -> Value {
        serde_json::from_str(&text.replace("1e400", "1e40")).unwrap()
    }

    #[test]
    fn the_document_holds_every_field_of_a_full_coupon() {
        let value: Value = serde_json::from_str(&document(tom())).unwrap();
        let expected = json!({
            "customers": [{
                "firstname": "Tom", "lastname": "Sawyer", "email": "tom@example.com", "mobile": "918860000001",
                "id": 401_031_250, "externalId": null,
                "coupons": [{
                    "id": 1, "code": "0015", "seriesId": 7, "description": "Ten off",
                    "validTill": "2029-09-01T00:00:00+05:30", "validTillDateTime": null,
                    "discountType": "ABS", "discountValue": 1000.0, "discountUpto": 0.0,
                    "redemptionCount": 1, "redemptionsLeft": -1,
                    "createdDate": "2024-01-01T00:00:00Z", "createdDateISO": null, "transactionNumber": "0",
                    "issuedAt": {"code": "st1", "name": "Store 1"},
                    "customProperty": [{"name": "colour", "value": "red"}, {"name": "empty ", "value": null}],
                    "redemptions": [{"id": 9, "date": "2024-02-01T10:00:00Z", "dateISO": null,
                                     "transactionNumber": null, "redeemedAt": {"code": "st2", "name": null}}],
                    "reversedRedemptions": [{"id": "8", "date": null, "dateISO": null,
                                             "reversedOn": "2024-03-01T00:00:00Z", "redeemedAt": null}],
                    "state": {"expired": false, "redeemed": true, "redeemable": true,
                              "expiresAt": "2029-09-01T23:59:59+05:30", "expiryApproximate": true}
                }]
            }],
            "pagination": {"limit": 100, "offset": 0, "total": 7, "fetched": 1},
            "warnings": [{"code": 8069, "message": "merged"}]
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn numbers_and_huge_ids_leave_as_they_came() {
        let text = lines(awkward());
        for part in [
            r#""id":18446744073709551616,"#,
            r#""seriesId":"00017""#,
            r#""discountValue":1e400"#,
            r#""discountUpto":1000.0"#,
            r#""customerId":99999999999999999999"#,
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn absent_is_null_and_lists_are_empty() {
        let value: Value = serde_json::from_str(lines(awkward()).lines().nth(1).unwrap()).unwrap();
        let fields = value.as_object().unwrap();
        assert_eq!(fields.len(), 21, "{fields:?}");
        for (name, field) in fields {
            match name.as_str() {
                "customerId" | "lookup" => assert!(!field.is_null()),
                "customProperty" | "redemptions" | "reversedRedemptions" => assert_eq!(field, &json!([])),
                "state" => {
                    let state = field.as_object().unwrap();
                    assert!(state.len() == 5 && state.values().all(Value::is_null), "{state:?}");
                }
                _ => assert!(field.is_null(), "{name}"),
            }
        }
    }

    #[test]
    fn an_entry_that_is_no_coupon_becomes_its_problem() {
        let value = parsed(&document(awkward()));
        assert_eq!(value["customers"][0]["coupons"][2], json!({"problem": "a list where a coupon belongs"}));
        let line = lines(awkward()).lines().nth(2).unwrap().to_owned();
        assert_eq!(
            line,
            r#"{"customerId":99999999999999999999,"lookup":"mobile:918860000001","problem":"a list where a coupon belongs"}"#
        );
    }

    #[test]
    fn a_line_starts_with_the_customer_and_how_it_was_found() {
        let text = lines(tom());
        assert!(text.starts_with(r#"{"customerId":401031250,"lookup":"mobile:918860000001","id":1,"#), "{text}");
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn several_customers_stay_several_and_the_pages_of_each_are_joined() {
        let mut answer = tom();
        answer.customers.extend(awkward().customers);
        let mut out = Vec::new();
        let mut printer = Document::new(moment());
        let summary = summary(&answer);
        for batch in batches(answer) {
            printer.batch(&mut out, &batch).unwrap();
        }
        let second_page = Batch { customer: 0, holder: tom().customers.remove(0) };
        printer.batch(&mut out, &second_page).unwrap();
        printer.finish(&mut out, &summary).unwrap();
        let value = parsed(&String::from_utf8(out).unwrap());
        assert_eq!(value["customers"][0]["coupons"].as_array().unwrap().len(), 2);
        assert_eq!(value["customers"][1]["coupons"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn an_answer_without_customers_is_still_a_document() {
        let value: Value = serde_json::from_str(&document(crate::domain::Answer::default())).unwrap();
        assert_eq!(value["customers"], json!([]));
        assert_eq!(value["pagination"], json!({"limit": null, "offset": null, "total": null, "fetched": 0}));
        assert_eq!(value["warnings"], json!([]));
    }
}
