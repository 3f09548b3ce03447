//! Bodies of every kind over a real socket: what is told, what is a marked row, and that everything
//! else is still shown. That decoding alone is right is told beside it.

use couponscope::domain::{Entry, Failure, FailureKind as Kind};

use super::server::{Act, Server, call, gzip, http, message, rows};

const JSON: &str = "200 OK\r\nContent-Type: application/json";

async fn answered(body: &[u8]) -> Result<Vec<String>, Failure> {
    let answer = http(JSON, body);
    let server = Server::start(move |_, _| Act::Reply(answer.clone())).await;
    let (answer, _) = call(&server.basic()).await;
    assert_eq!(server.requests().len(), 1, "what cannot be read is not asked for again");
    let entries = |answer: couponscope::domain::Answer| -> Vec<Entry> {
        answer.customers.into_iter().flat_map(|holder| holder.entries).collect()
    };
    answer.map(|answer| entries(answer).iter().map(word).collect())
}

/// A row in a word: its id, or that it is bad.
fn word(entry: &Entry) -> String {
    entry.id().map_or_else(|| "bad".to_owned(), ToString::to_string)
}

fn page(coupons: &str) -> Vec<u8> {
    format!(r#"{{"entity":{{"pagination":{{"total":3}},"customers":[{{"coupons":[{coupons}]}}]}}}}"#).into_bytes()
}

#[tokio::test]
async fn what_is_no_answer_is_told_in_plain_words() {
    let deep = "[".repeat(10_000);
    let cases: [(&[u8], Kind, &str); 9] = [
        (include_bytes!("../fixtures/vendor-invalid.json"), Kind::Unreadable, "line 40 column 19"),
        (br#"{"entity":{"customers":[{"coupons":[{"id":1"#, Kind::Unreadable, "EOF"),
        (b"", Kind::Unreadable, "the answer is empty"),
        (b"{}", Kind::Unreadable, "the answer has no entity"),
        (b"[]", Kind::Unreadable, "the answer is not a JSON object"),
        (deep.as_bytes(), Kind::Unreadable, "EOF"),
        (b"<html><title>Sign in</title>", Kind::NotTheApi, "Sign in"),
        (b"\xff\xfe{\x00}\x00", Kind::Unreadable, "line 1 column 1"),
        (br#"{"errors":[{"code":7,"message":"so"}]}"#, Kind::Rejected, "so"),
    ];
    for (body, kind, words) in cases {
        let failure = answered(body).await.unwrap_err();
        assert!(failure.kind == kind && message(&failure).contains(words), "{words}: {failure}");
    }
}

#[tokio::test]
async fn one_bad_coupon_is_one_marked_row_and_the_rest_is_shown() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bad = [
        "7".to_owned(),
        "null".to_owned(),
        "[1]".to_owned(),
        "1e400".to_owned(),
        r#"{"id":2,"redemptionsLeft":[1]}"#.to_owned(),
        r#"{"id":2,"code":"\ud800"}"#.to_owned(),
        format!(r#"{{"id":2,"redemptions":{{"x":{deep}}}}}"#),
    ];
    for entry in bad {
        let rows = answered(&page(&format!(r#"{{"id":1}},{entry},{{"id":3}}"#))).await.unwrap();
        assert_eq!(rows, ["1", "bad", "3"], "{}", entry.chars().take(60).collect::<String>());
    }
}

#[tokio::test]
async fn many_empty_details_count_for_what_they_take_and_not_for_their_three_bytes() {
    let details = "{},".repeat(10_000);
    let body = page(&format!(r#"{{"id":1,"redemptions":[{}]}}"#, details.trim_end_matches(',')));
    let server = Server::start(move |_, _| Act::Reply(http(JSON, &body))).await;
    let answer = call(&server.basic()).await.0.unwrap();
    assert!(answer.bytes > 10_000 * 50, "{}", answer.bytes);
}

#[tokio::test]
async fn odd_values_cost_nothing() {
    let deep = format!(r#"{{"id":2,"redemptions":[{}{}]}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let odd = [
        deep.as_str(),
        r#"{"id":2,"redemptions":[null,7],"customProperty":[{"value":1}]}"#,
        r#"{"id":2,"discountUpto":1e400}"#,
        r#"{"id":2,"description":"\ud800","issuedAt":"here"}"#,
        r#"{"id":2,"id":2,"code":"A","code":"B"}"#,
        r#"{"couponId":2,"validTill":"31/02/20x6","createdDate":"soon"}"#,
        r#"{"id":"2","redemptionsLeft":"1","redemptionCount":-7}"#,
        r#"{"id":2,"unknown":{"a":[1,{"b":null}]}}"#,
    ];
    for entry in odd {
        assert_eq!(answered(&page(&format!(r#"{{"id":1}},{entry}"#))).await.unwrap(), ["1", "2"], "{entry}");
    }
    let huge = "184467440737095516159";
    assert_eq!(answered(&page(&format!(r#"{{"id":{huge}}},{{"id":1}},{{"id":1}}"#))).await.unwrap(), [huge, "1", "1"]);
    let marked = [b"\xef\xbb\xbf".as_slice(), &page(r#"{"id":1}"#)].concat();
    assert_eq!(answered(&marked).await.unwrap(), ["1"]);
    for total in ["-1", "1e400", "99999999999999999999", "\"many\"", "[]", "null"] {
        let body =
            format!(r#"{{"entity":{{"pagination":{{"total":{total}}},"customers":[{{"coupons":[{{"id":1}}]}}]}}}}"#);
        assert_eq!(answered(body.as_bytes()).await.unwrap(), ["1"], "{total}");
    }
}

#[tokio::test]
async fn a_body_longer_than_announced_is_not_taken_for_the_next_answer() {
    let body = page(r#"{"id":1}"#);
    let head = format!("HTTP/1.1 {JSON}\r\nContent-Length: {}\r\n\r\n", body.len());
    let long = [head.as_bytes(), &body, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"].concat();
    let server = Server::start(move |_, number| Act::Reply(if number == 0 { long.clone() } else { rows() })).await;
    let client = server.basic();
    assert_eq!(call(&client).await.0.unwrap().len(), 1);
    assert_eq!(call(&client).await.0.unwrap().len(), 1, "an answer that nobody asked for stood on the connection");
}

#[tokio::test]
async fn a_bomb_in_a_bomb_is_opened_once() {
    let bomb = gzip(&gzip(&vec![b' '; 4 * 1024 * 1024]));
    let answer = http(&format!("{JSON}\r\nContent-Encoding: gzip"), &bomb);
    let server = Server::start(move |_, _| Act::Reply(answer.clone())).await;
    assert_eq!(call(&server.basic()).await.0.unwrap_err().kind, Kind::Unreadable);
}
