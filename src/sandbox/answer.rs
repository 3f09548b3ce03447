//! From query parameters to the body of the answer: a pure function of the directory and the time.

use std::fmt::Write as _;

use super::directory::{Directory, File};
use super::listed::Found;
use super::people::{self, Account};
use super::question::{Pairs, Question};
use super::reply::{Complaint, Reply};

/// The coupons asked for as of the second `now`, or the complaint about what was asked.
pub(super) fn coupons(directory: &Directory, pairs: &Pairs, now: i64) -> Reply {
    let question = match Question::read(pairs) {
        Ok(question) => question,
        Err(complaint) => return complaint.into(),
    };
    let accounts: Vec<&Account> = people::find(question.kind, &question.value).collect();
    if accounts.is_empty() {
        // The vendor says so with HTTP 200.
        return Complaint::new(200, 8015, "Customer not found for the given identifier").into();
    }
    let files = accounts.iter().filter_map(|account| directory.file(account.who)).collect();
    let merged = accounts.iter().any(|account| account.merged);
    Reply::json(200, envelope(&question, &pages(files, &question, now), merged))
}

/// The part of each customer's list that falls on the page: the page runs over all of them, one
/// after the other, and every customer is named on every page.
fn pages<'a>(files: Vec<&'a File>, question: &Question, now: i64) -> Vec<(&'a File, Found)> {
    let mut wanted = question.wanted;
    let mut pages = Vec::with_capacity(files.len());
    for file in files {
        let found = file.find(wanted, now);
        wanted.skip = wanted.skip.saturating_sub(found.total);
        wanted.take = wanted.take.saturating_sub(found.rows.len() as u64);
        pages.push((file, found));
    }
    pages
}

/// `limit` and `offset` are strings and `total` is a number: that is how the server has it.
fn envelope(question: &Question, pages: &[(&File, Found)], merged: bool) -> String {
    let (limit, offset) = (question.wanted.take, question.wanted.skip);
    let total: u64 = pages.iter().map(|(_, found)| found.total).sum();
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        r#"{{"entity":{{"pagination":{{"limit":"{limit}","offset":"{offset}","total":{total}}},"customers":["#
    );
    for (at, (file, found)) in pages.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        customer(file, found, question, &mut out);
    }
    let warning = if merged { merge_warning().json() } else { String::new() };
    let _ = write!(out, r#"]}},"warnings":[{warning}],"errors":[],"success":true}}"#);
    out
}

fn customer(file: &File, found: &Found, question: &Question, out: &mut String) {
    out.push_str(&file.head);
    out.push_str(r#""coupons":["#);
    for (at, row) in found.rows.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        file.write(*row, question.options, out);
    }
    out.push_str("]}");
}

fn merge_warning() -> Complaint {
    Complaint::new(200, 8069, "Merged customer found; the surviving customer is returned")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::*;

    const NOW: i64 = 1_773_480_600;

    fn reply(query: &str) -> Reply {
        let pair = |part: &str| part.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        coupons(&Directory::new(NOW), &query.split('&').map(pair).collect::<Vec<_>>(), NOW)
    }

    fn body(query: &str) -> Value {
        serde_json::from_str(&reply(query).body).unwrap()
    }

    fn first_customer(body: &Value) -> &Value {
        &body["entity"]["customers"][0]
    }

    fn codes(body: &Value) -> Vec<&str> {
        let coupons = first_customer(body)["coupons"].as_array().unwrap();
        coupons.iter().map(|coupon| coupon["code"].as_str().unwrap()).collect()
    }

    #[test]
    fn the_envelope_is_the_samples() {
        let body = body("mobile=917003222195");
        let pagination = serde_json::json!({"limit": "100", "offset": "0", "total": 7});
        assert_eq!(body["entity"]["pagination"], pagination);
        assert_eq!(first_customer(&body)["email"], "autofn.917003222195@example.com");
        let rest = [&body["warnings"], &body["errors"], &body["success"]];
        assert_eq!(rest, [&serde_json::json!([]), &serde_json::json!([]), &Value::Bool(true)]);
    }

    #[test]
    fn fields_that_a_sample_lacks_stay_absent() {
        let body = body("mobile=918860000001&include_reversed_redemptions=true");
        let customer = first_customer(&body);
        assert!(customer.get("email").is_none() && customer.get("externalId").is_none());
        assert!(customer["coupons"][0].get("reversedRedemptions").is_none());
        assert_eq!(customer["coupons"][0]["redemptions"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn codes_come_in_upper_case_unless_asked_otherwise() {
        assert_eq!(codes(&body("mobile=917003222195&limit=1")), ["TT6WZP7XNW"]);
        assert_eq!(codes(&body("mobile=917003222195&limit=1&coupon_code_case=AS_IT_IS")), ["tt6wzp7xnw"]);
        assert_eq!(codes(&body("mobile=918860000001&limit=1&coupon_code_case=LOWER")), ["knryhmrw"]);
    }

    #[test]
    fn the_redeemed_one_of_the_printed_four_is_the_one_with_a_redemption() {
        assert_eq!(codes(&body("mobile=918860000001&status=REDEEMED")), ["KNRYHMRW"]);
        assert_eq!(codes(&body("mobile=918860000001&status=EXPIRED_UNREDEEMED")), ["KZWMCYTR"]);
    }

    #[test]
    fn nobody_is_an_error_with_http_200() {
        let reply = reply("mobile=910000000000");
        assert_eq!(reply.status, 200);
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!((&body["errors"][0]["code"], &body["success"]), (&8015.into(), &Value::Bool(false)));
    }

    #[test]
    fn a_merged_account_warns_and_gives_the_surviving_one() {
        let merged = body("email=alice.old@example.org");
        assert_eq!(merged["warnings"][0]["code"], 8069);
        assert_eq!(first_customer(&merged)["mobile"], "919800000070");
        assert_eq!(body("id=500000070")["warnings"], serde_json::json!([]));
    }

    #[test]
    fn a_shared_number_gives_both_and_the_pages_run_over_both() {
        let counts = |query: &str| -> Vec<usize> {
            let body = body(query);
            assert_eq!(body["entity"]["pagination"]["total"], 128);
            let customers = body["entity"]["customers"].as_array().unwrap();
            customers.iter().map(|customer| customer["coupons"].as_array().unwrap().len()).collect()
        };
        assert_eq!(counts("mobile=919800000022"), [8, 92]);
        assert_eq!(counts("mobile=919800000022&offset=100"), [0, 28]);
        assert_eq!(counts("mobile=919800000022&offset=5&limit=5"), [3, 2]);
    }

    #[test]
    fn all_pages_together_hold_every_coupon_once() {
        for order in ["ASC", "DESC"] {
            let mut ids = HashSet::new();
            for offset in (0..250).step_by(30) {
                let body = body(&format!("externalId=VL-250&limit=30&offset={offset}&sort_order={order}"));
                let coupons = first_customer(&body)["coupons"].as_array().unwrap().clone();
                ids.extend(coupons.into_iter().map(|coupon| coupon["id"].as_u64().unwrap()));
            }
            assert_eq!(ids.len(), 250);
        }
    }

    #[test]
    fn reversed_redemptions_are_empty_without_the_parameter() {
        let reversals = |query: &str| {
            let body = body(query);
            let coupons = first_customer(&body)["coupons"].as_array().unwrap().clone();
            coupons.iter().map(|coupon| coupon["reversedRedemptions"].as_array().unwrap().len()).sum::<usize>()
        };
        assert_eq!(reversals("externalId=VL-250"), 0);
        assert!(reversals("externalId=VL-250&include_reversed_redemptions=true") > 5);
    }

    #[test]
    fn awkward_entries_are_served_as_they_are() {
        let text = reply("id=500000013&coupon_code_case=AS_IT_IS").body;
        for piece in ["1e400", "9223372036854775809", r"ESC\u001b[41m042", "\"not a coupon\"", "\"POINTS_X2\""] {
            assert!(text.contains(piece), "{piece}");
        }
        // Everything stands between brackets, so that a client can cut the page into entries.
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
    }

    #[test]
    fn a_customer_without_coupons_is_still_a_customer() {
        let body = body("mobile=919800000000");
        assert_eq!(first_customer(&body)["coupons"], serde_json::json!([]));
        assert_eq!(body["entity"]["pagination"]["total"], 0);
    }
}
