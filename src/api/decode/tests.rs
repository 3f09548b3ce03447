//! The vendor's samples, and everything that is not like them.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::{Clean, Coupon, DiscountKind, Entry};

const VALID: &str = include_str!("../../../tests/fixtures/vendor-valid.json");
const INVALID: &str = include_str!("../../../tests/fixtures/vendor-invalid.json");

fn decoded(body: &str) -> Decoded {
    let decoded = page(body.as_bytes()).unwrap();
    assert_eq!(rows(body.as_bytes()).unwrap(), Decoded { spans: Vec::new(), ..decoded.clone() });
    decoded
}

fn message(body: &[u8]) -> String {
    let failure = page(body).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreadable);
    failure.message.unwrap().to_string()
}

/// The entries of a page that holds just these.
fn entries(coupons: &str) -> Vec<Entry> {
    let body = format!(r#"{{"entity":{{"customers":[{{"coupons":[{coupons}]}}]}},"errors":[]}}"#);
    decoded(&body).customers.unwrap().remove(0).entries
}

fn coupon(fields: &str) -> Coupon {
    let body = format!(r#"{{"code":"C","id":1,{fields}}}"#);
    entries(&body).remove(0).coupon().unwrap_or_else(|| panic!("{fields}")).clone()
}

fn problem(entry: &str) -> String {
    match entries(entry).remove(0) {
        Entry::Bad(bad) => bad.problem.to_string(),
        Entry::Coupon(_) => panic!("{entry} is a coupon"),
    }
}

/// What of a coupon with these fields could not be read.
fn remark(fields: &str) -> Option<String> {
    coupon(fields).problem.map(|problem| problem.to_string())
}

#[test]
fn the_vendors_valid_sample_is_read_whole() {
    let page = decoded(VALID);
    assert_eq!(page.pagination, Pagination { limit: Some(100), offset: Some(0), total: Some(7) });
    assert!(page.warnings.is_empty() && page.errors.is_empty());
    let customers = page.customers.unwrap();
    let holder = &customers[0];
    assert_eq!(holder.customer.firstname.as_ref().unwrap().as_str(), "autofn_917003222195");
    assert_eq!(holder.customer.id.as_ref().unwrap().to_string(), "345635529");
    assert_eq!(holder.entries.len(), 7);
    let last = holder.entries[6].coupon().unwrap();
    assert_eq!(last.code.as_str(), "w2jjud9yrguaprdur52o");
    assert_eq!(last.discount.kind, Some(DiscountKind::Absolute));
    assert_eq!(last.discount.value.as_ref().unwrap().as_str(), "10.0");
    assert_eq!((last.redemption_count, last.redemptions_left), (Some(0), Some(1)));
    assert_eq!(last.issued_at.as_ref().unwrap().display(), "MarvelAuto_Store (store123)");
    let filled: Vec<_> = last.custom_properties.iter().filter(|property| property.value.is_some()).collect();
    assert_eq!((last.custom_properties.len(), filled.len()), (6, 3));
}

#[test]
fn the_vendors_invalid_sample_is_told_with_line_and_column() {
    let message = message(INVALID.as_bytes());
    assert!(message.starts_with("not JSON: expected `,` or `}`") && message.contains("line 40 column 19"), "{message}");
}

#[test]
fn numbers_come_as_numbers_or_texts_and_keep_their_lexeme() {
    let c = coupon(
        r#""seriesId":"0012","discountValue":"7.50","discountUpto":1e400,"redemptionCount":"2","redemptionsLeft":-1.0"#,
    );
    let series = c.series_id.unwrap();
    assert_eq!((series.text().as_str(), series.is_quoted()), ("0012", true));
    assert_eq!(c.discount.value.unwrap().as_str(), "7.50");
    assert_eq!(c.discount.up_to.unwrap().as_str(), "1e400");
    assert_eq!((c.redemption_count, c.redemptions_left), (Some(2), Some(-1)));
}

#[test]
fn an_id_larger_than_a_machine_number_is_kept_as_it_came() {
    let rows = entries(r#"{"code":"A","id":184467440737095516150},{"code":"B","id":"007"}"#);
    let id = |at: usize| rows[at].coupon().unwrap().id.clone().unwrap();
    assert_eq!((id(0).text().as_str(), id(0).is_quoted()), ("184467440737095516150", false));
    assert_eq!((id(1).text().as_str(), id(1).is_quoted()), ("007", true));
}

#[test]
fn absent_null_and_empty_are_all_nothing() {
    let nothing = coupon(r#""x":0"#);
    let null = r#""description":null,"issuedAt":null,"redemptions":null,"customProperty":null,"redemptionsLeft":null"#;
    let empty = r#""description":"","issuedAt":{},"redemptions":"","customProperty":[ ],"redemptionsLeft":"""#;
    assert_eq!(coupon(null), nothing);
    assert_eq!(coupon(empty), nothing);
    assert_eq!(coupon(r#""issuedAt":[],"redemptions":{}"#), nothing);
}

#[test]
fn both_names_of_a_field_are_taken_and_the_samples_name_wins() {
    let of = |fields: &str| {
        let c = entries(&format!("{{{fields}}}")).remove(0);
        let c = c.coupon().unwrap().clone();
        (c.id.map(|id| id.to_string()).unwrap_or_default(), c.issued_at.map(|at| at.display()).unwrap_or_default())
    };
    assert_eq!(of(r#""couponId":5,"issued":{"code":"s"}"#), ("5".into(), "s".into()));
    assert_eq!(of(r#""id":6,"couponId":5,"issuedAt":{"code":"t"},"issued":{"code":"s"}"#), ("6".into(), "t".into()));
    assert_eq!(of(r#""couponId":5,"id":6"#).0, "6");
    assert_eq!(coupon(r#""customProperties":[{"name":"a ","value":1}]"#).custom_properties[0].name.as_str(), "a ");
}

#[test]
fn a_name_that_comes_twice_costs_nothing_and_the_last_one_wins() {
    assert_eq!(coupon(r#""description":"a","description":"b""#).description.unwrap().as_str(), "b");
    let twice = r#"{"entity":null,"errors":[{"code":1}],"errors":[],"entity":{"customers":[{"id":1,"id":2}]}}"#;
    let page = decoded(twice);
    assert!(page.errors.is_empty());
    assert_eq!(page.customers.unwrap()[0].customer.id.as_ref().unwrap().to_string(), "2");
}

#[test]
fn a_bad_coupon_is_one_bad_row_that_names_the_field() {
    let rows = entries(r#"{"code":"A","id":1},{"code":"B","validTill":["x"]},7,{"code":"C","id":3}"#);
    let codes: Vec<_> = rows.iter().map(|row| row.code().map(ToString::to_string)).collect();
    assert_eq!(codes, [Some("A".into()), Some("B".into()), None, Some("C".into())]);
    let cases = [
        (r#"{"id":1,"validTill":{"d":1}}"#, "validTill is an object, not a date"),
        (r#"{"id":1,"redemptionsLeft":[1]}"#, "redemptionsLeft is a list, not a count"),
        (r#"{"id":1,"redemptions":5}"#, "redemptions is a bare value, not a list"),
        (r#"{"id":1,"code":"\ud800"}"#, "code holds half a character"),
        (r#"{"id":1,"code":"AB\ufffd"}"#, "code holds bytes that are no text"),
        (r#"{"id":"1\ufffd","code":"A"}"#, "id holds bytes that are no text"),
        (r#"{"description":"x","id":null,"code":""}"#, "this entry has neither id nor code"),
        ("1e400", "this entry is no object"),
        ("[]", "this entry is no object"),
    ];
    for (entry, expected) in cases {
        assert_eq!(problem(entry), expected, "{entry}");
    }
}

#[test]
fn what_does_not_decide_costs_only_itself_and_is_told() {
    let cases = [
        (r#""description":["x"]"#, "description is a list, not a text"),
        (r#""description":"\ud800""#, "description holds half a character"),
        (r#""discountValue":{"d":1}"#, "discountValue is an object, not a number"),
        (r#""issuedAt":"here""#, "issuedAt is a text, not an object"),
        (r#""createdDate":[1]"#, "createdDate is a list, not a date"),
        (r#""customProperty":5"#, "customProperty is a bare value, not a list"),
        (r#""reversedRedemptions":5"#, "reversedRedemptions is a bare value, not a list"),
    ];
    for (fields, expected) in cases {
        let whole = coupon(&format!(r#"{fields},"validTill":"2029-09-01","redemptionsLeft":2"#));
        assert_eq!(whole.problem.unwrap().as_str(), expected, "{fields}");
        assert_eq!((whole.valid_till.is_some(), whole.redemptions_left), (true, Some(2)), "{fields}");
    }
}

#[test]
fn a_code_with_a_stray_byte_is_another_code_and_so_a_bad_row() {
    let body =
        b"{\"entity\":{\"customers\":[{\"coupons\":[{\"id\":1,\"code\":\"XX\xe9\"},{\"id\":2,\"code\":\"A\"}]}]}}";
    let rows = page(body).unwrap().customers.unwrap().remove(0).entries;
    assert!(matches!(&rows[0], Entry::Bad(bad) if bad.problem.as_str() == "code holds bytes that are no text"));
    assert_eq!(rows[1].code().map(Clean::as_str), Some("A"));
}

#[test]
fn what_is_wrong_inside_a_list_costs_neither_the_coupon_nor_the_rest_of_the_list() {
    let c = coupon(r#""redemptions":[null,{"id":9},3,{"id":8,"date":[2]}],"reversedRedemptions":[null,"",{"id":7}]"#);
    let ids: Vec<String> = c.redemptions.iter().map(|redemption| redemption.id.as_ref().unwrap().to_string()).collect();
    assert_eq!((ids, c.reversed_redemptions.len()), (vec!["9".to_owned(), "8".to_owned()], 1));
    assert_eq!(c.problem.unwrap().as_str(), "redemptions is a bare value, not an object");
    assert_eq!(remark(r#""redemptions":[{"date":[2]}]"#).unwrap(), "redemptions.date is a list, not a date");
    assert_eq!(remark(r#""redemptions":[null],"customProperty":[null,{"name":"a"}]"#), None);
}

#[test]
fn every_coupon_tells_of_what_is_wrong_in_it() {
    let odd = r#""customProperty":[{"name":"a","value":"b"},5]"#;
    let rows = entries(&format!(r#"{{"id":1,{odd}}},{{"id":2,{odd}}},{{"id":3}}"#));
    let problems: Vec<bool> = rows.iter().map(|row| row.coupon().unwrap().problem.is_some()).collect();
    assert_eq!(problems, [true, true, false]);
    assert_eq!(rows[1].coupon().unwrap().custom_properties.len(), 1);
}

#[test]
fn a_property_without_a_name_is_one_all_the_same() {
    let c = coupon(r#""customProperty":[{"value":"v"},{"name":"","value":"w"},{},{"name":"n"}]"#);
    let pairs: Vec<(&str, Option<&str>)> = c
        .custom_properties
        .iter()
        .map(|property| (property.name.as_str(), property.value.as_ref().map(Clean::as_str)))
        .collect();
    assert_eq!(pairs, [("", Some("v")), ("", Some("w")), ("n", None)]);
}

#[test]
fn a_number_that_is_none_is_not_lost_silently() {
    let huge = coupon(r#""redemptionCount":99999999999999999999,"redemptionsLeft":1"#);
    assert_eq!((huge.redemption_count, huge.redemptions_left), (None, Some(1)));
    assert_eq!(huge.problem.unwrap().as_str(), "redemptionCount is 99999999999999999999, not a count");
    assert_eq!(remark(r#""redemptionsLeft":1e400"#).unwrap(), "redemptionsLeft is 1e400, not a count");
    assert_eq!(remark(r#""discountValue":"ten""#).unwrap(), "discountValue is ten, not a number");
    assert_eq!(
        remark(r#""discountValue":"05","discountUpto":".5","redemptionCount":"+05","redemptionsLeft":"5.""#),
        None
    );
    assert_eq!(remark(r#""discountValue":1e400,"redemptionCount":"2","redemptionsLeft":"""#), None);
}

#[test]
fn redemptions_and_reversals_are_read_with_their_stores() {
    let c = coupon(
        r#""redemptions":[{"id":9,"date":"2022-03-10T14:48:09+05:30","transactionNumber":"","redeemedAt":{"code":"s","name":"S"}}],
           "reversedRedemptions":[{"id":"9","dateISO":"2022-03-10T14:48:09Z","reversedOn":"2022-03-11","redeemedAt":null}]"#,
    );
    let redemption = &c.redemptions[0];
    assert_eq!(redemption.transaction_number, None);
    assert_eq!(redemption.redeemed_at.as_ref().unwrap().display(), "S (s)");
    assert!(redemption.when().unwrap().has_time());
    assert_eq!(c.reversal_of(redemption).unwrap().reversed_on.as_ref().unwrap().original().as_str(), "2022-03-11");
}

#[test]
fn text_from_outside_is_cleaned() {
    let c = coupon(r#""description":"a\u001b[31mb\u202ec","issuedAt":{"name":"x\ty"}"#);
    assert_eq!(c.description.unwrap().as_str(), "a[31mbc");
    assert_eq!(c.issued_at.unwrap().name.as_ref().unwrap().as_str(), "x y");
}

#[test]
fn what_is_wrong_inside_one_row_costs_no_other() {
    for wrong in [r#"{"\ud800":1}"#, r#"{"id":[]}"#, "1e400", "[[]]", "true"] {
        let rows = entries(&format!(r#"{{"id":1}},{wrong},{{"id":3}}"#));
        assert!(matches!(rows[..], [Entry::Coupon(_), Entry::Bad(_), Entry::Coupon(_)]), "{wrong}: {rows:?}");
    }
}

#[test]
fn what_is_repeated_is_held_once() {
    let fields = r#""description":"The very same words","issuedAt":{"code":"s"},"customProperty":[{"name":"p"}]"#;
    let rows = entries(&format!(r#"{{"id":1,{fields}}},{{"id":2,{fields}}}"#));
    let [first, second] = [0, 1].map(|at| rows[at].coupon().unwrap());
    let words = |coupon: &Coupon| coupon.description.as_ref().unwrap().as_str().as_ptr();
    assert_eq!(words(first), words(second));
    assert!(Arc::ptr_eq(first.issued_at.as_ref().unwrap(), second.issued_at.as_ref().unwrap()));
    assert_eq!(first.custom_properties.as_ptr(), second.custom_properties.as_ptr());
}

/// 100,000 coupons are held at once; a field more in each of their texts or dates is megabytes. A
/// short text and a date have room for all they say in the coupon itself and need nothing elsewhere.
#[test]
fn a_coupon_takes_little_memory() {
    assert!(size_of::<Coupon>() <= 304, "{}", size_of::<Coupon>());
    assert_eq!(size_of::<Entry>(), size_of::<Coupon>());
}

#[test]
fn pagination_takes_texts_and_numbers_and_no_nonsense() {
    let of = |fields: &str| decoded(&format!(r#"{{"entity":{{"pagination":{fields}}}}}"#)).pagination;
    let page = of(r#"{"limit":20,"offset":"40","total":"250"}"#);
    assert_eq!(page, Pagination { limit: Some(20), offset: Some(40), total: Some(250) });
    assert_eq!(of(r#"{"limit":"x","offset":-1,"total":1e400}"#), Pagination::default());
    assert_eq!(of(r#"{"total":99999999999999999999}"#), Pagination::default());
    assert_eq!(of(r#"{"total":9999999999}"#), Pagination::default());
    assert_eq!(of("[]"), Pagination::default());
}

#[test]
fn customers_come_none_or_several_or_broken() {
    let of = |customers: &str| decoded(&format!(r#"{{"entity":{{"customers":{customers}}}}}"#)).customers.unwrap();
    assert!(of("[]").is_empty() && of("null").is_empty() && of("\"\"").is_empty());
    assert_eq!(of(r#"[{"id":1,"coupons":[]},{"id":2,"coupons":null}]"#).len(), 2);
    assert_eq!(of(r#"{"id":1}"#).len(), 1);
    let broken = of(r#"["x",{"firstname":["a"],"lastname":"B","coupons":[{"id":1}]}]"#);
    assert!(matches!(&broken[0].entries[..], [Entry::Bad(_)]));
    assert_eq!((broken[1].customer.name(), broken[1].entries.len()), ("B".to_owned(), 1));
}

#[test]
fn something_else_where_the_customers_belong_is_not_none() {
    let of = |customers: &str| decoded(&format!(r#"{{"entity":{{"customers":{customers}}}}}"#)).customers;
    for (customers, is) in
        [("\"x\"", "a text"), ("5", "a bare value"), ("true", "a bare value"), ("1e3", "a bare value")]
    {
        assert_eq!(of(customers), Err(format!("customers is {is}, not a list")));
    }
}

#[test]
fn something_else_where_the_coupons_belong_is_a_bad_row_and_not_none() {
    let of = |coupons: &str| {
        let body = format!(r#"{{"entity":{{"customers":[{{"id":1,"coupons":{coupons}}}]}}}}"#);
        decoded(&body).customers.unwrap().remove(0).entries
    };
    for nothing in ["null", "[]", "{}", "\"\""] {
        assert!(of(nothing).is_empty(), "{nothing}");
    }
    for (coupons, is) in
        [(r#"{"id":1}"#, "an object"), ("\"x\"", "a text"), ("5", "a bare value"), ("true", "a bare value")]
    {
        let problem = match &of(coupons)[..] {
            [Entry::Bad(bad)] => bad.problem.to_string(),
            rows => panic!("{rows:?}"),
        };
        assert_eq!(problem, format!("coupons is {is}, not a list"));
    }
}

#[test]
fn a_total_of_none_beside_rows_is_not_known() {
    let of = |coupons: &str, total: &str| {
        let entity = format!(r#""customers":[{{"coupons":[{coupons}]}}],"pagination":{{"total":{total}}}"#);
        decoded(&format!(r#"{{"entity":{{{entity}}}}}"#)).pagination.total
    };
    assert_eq!((of(r#"{"id":1}"#, "0"), of(r#"{"id":1}"#, "-3"), of("", "0")), (None, None, Some(0)));
}

#[test]
fn an_entity_that_is_missing_or_no_object_is_none() {
    for body in ["{}", r#"{"entity":null}"#, r#"{"entity":[]}"#, r#"{"entity":"x"}"#, r#"{"entity":5}"#] {
        assert_eq!(decoded(body).customers, Err(Decoded::NO_ENTITY.to_owned()), "{body}");
    }
}

#[test]
fn errors_and_warnings_are_read_in_every_shape() {
    let of = |errors: &str| {
        let page = decoded(&format!(r#"{{"errors":{errors}}}"#));
        page.errors.into_iter().map(|error| (error.code, error.message.to_string())).collect::<Vec<_>>()
    };
    assert!(of("[]").is_empty() && of("null").is_empty() && of("{}").is_empty() && of("false").is_empty());
    assert!(of("[null,{}]").is_empty());
    let expected = vec![(Some(8015), "no".to_owned())];
    assert_eq!(of(r#"[{"status":false,"code":8015,"message":"no"}]"#), expected);
    assert_eq!(of(r#"[{"code":"8015","message":"no","x":[1]}]"#), expected);
    assert_eq!(of(r#"{"code":8015,"message":"no"}"#), expected);
    assert_eq!(of(r#"["no"]"#), [(None, "no".to_owned())]);
    assert_eq!(of("[true,0]"), [(None, String::new())]);
    let merged = decoded(r#"{"warnings":[{"code":8069,"message":"merged"}]}"#);
    assert!(merged.warnings[0].is_merge());
}

#[test]
fn code_and_message_of_an_error_are_read_whatever_their_types() {
    let of = |error: &str| {
        let page = decoded(&format!(r#"{{"errors":[{error}]}}"#));
        (page.errors[0].code, page.errors[0].message.to_string())
    };
    let read = |message: &str| (Some(8015), message.to_owned());
    for code in ["8015", "\"8015\"", "\" 8015 \"", "8015.0", "\"8015.0\"", "8.015e3", "[8015]", "[null,\"8015\"]"] {
        assert_eq!(of(&format!(r#"{{"code":{code},"message":"no"}}"#)), read("no"), "{code}");
    }
    for (message, told) in [
        ("404", "404"),
        ("true", "true"),
        (r#"["no such","customer"]"#, "no such, customer"),
        (r#"{"en":"no","id":7,"more":{"x":"y"}}"#, "no, 7"),
        ("null", ""),
        ("[[[]]]", ""),
    ] {
        assert_eq!(of(&format!(r#"{{"code":8015,"message":{message}}}"#)), read(told), "{message}");
    }
    assert_eq!((of("8015"), of("\"8015\"")), ((Some(8015), String::new()), read("8015")));
    assert_eq!(of(&format!(r#"{{"message":[{}1]}}"#, "1,".repeat(500))).1, "1, 1, 1, 1, 1, 1, 1, 1");
}

#[test]
fn a_number_that_may_be_the_customers_is_no_code_of_an_error_or_a_warning() {
    for (code, expected) in
        [("8015", Some(8015)), ("918860000001", None), ("-918860000001", None), ("8860000001", None), ("-1", None)]
    {
        let page =
            decoded(&format!(r#"{{"errors":[{{"code":{code}}}],"warnings":[{{"code":"{code}","message":"m"}}]}}"#));
        assert_eq!((page.errors[0].code, page.warnings[0].code), (expected, expected), "{code}");
        assert_eq!(page.warnings[0].line().contains(code), expected.is_some(), "{code}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped_and_stray_bytes_are_replaced() {
    assert!(page(b"\xef\xbb\xbf {\"entity\":{}}").unwrap().customers.is_ok());
    let body = b"{\"entity\":{\"customers\":[{\"firstname\":\"a\xffb\"}]}}";
    let customers = page(body).unwrap().customers.unwrap();
    assert_eq!(customers[0].customer.name(), "a\u{fffd}b");
}

#[test]
fn what_is_no_json_object_is_told() {
    assert_eq!(message(b""), "the answer is empty");
    assert_eq!(message(b"\xef\xbb\xbf \n"), "the answer is empty");
    for body in ["[]", "3", "\"x\"", "null", "true"] {
        assert_eq!(message(body.as_bytes()), "the answer is not a JSON object", "{body}");
    }
    assert!(message(b"{\"entity\":{\"customers\":[{\"coupons\":[{\"id\":1}").contains("EOF"));
    assert!(message(b"{} x").contains("trailing characters at line 1 column 4"));
    assert!(message(b"Service 917003222195").contains("line 1 column 1"));
}

#[test]
fn depth_takes_no_stack() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let lists = deep("[", "]");
    assert_eq!(message(lists.as_bytes()), "the answer is not a JSON object");
    assert_eq!(
        decoded(&format!(r#"{{"x":{lists},"entity":{lists},"errors":{lists}}}"#)).customers.unwrap_err(),
        Decoded::NO_ENTITY
    );
    assert_eq!(remark(&format!(r#""redemptions":[{lists}]"#)).as_deref(), Some("redemptions is a list, not an object"));
    let objects = format!("{}1{}", r#"{"redemptions":"#.repeat(10_000), "}".repeat(10_000));
    assert_eq!(problem(&objects), "redemptions is an object, not a list");
    assert!(message("[{\"a\":".repeat(10_000).as_bytes()).contains("EOF"));
}

proptest! {
    #[test]
    fn a_damaged_sample_never_panics(at in 0..VALID.len(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut body = VALID.as_bytes().to_vec();
        body[at] = byte;
        if cut {
            body.truncate(at);
        }
        let decoded = page(&body).map(|decoded| Decoded { spans: Vec::new(), ..decoded });
        prop_assert_eq!(rows(&body), decoded);
    }
}
