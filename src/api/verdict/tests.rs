//! Which reply means what.

use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::domain::{Clean, Skew};

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        status,
        request_id: Some(Clean::new("ab12")),
        skew: Some(Skew::between(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH)),
        body: body.as_bytes().to_vec(),
        ..Reply::default()
    }
}

fn kind(status: u16, body: &str) -> FailureKind {
    coupons(&reply(status, body), false).unwrap_err().kind
}

const ROWS: &str = r#"{"entity":{"customers":[{"coupons":[{"id":1}]}]},"errors":[],"success":true}"#;

#[test]
fn a_good_answer_carries_its_size_and_the_servers_clock() {
    let answer = coupons(&reply(200, ROWS), false).unwrap();
    let row = size_of::<crate::domain::Entry>() as u64;
    assert_eq!((answer.len(), answer.bytes), (1, ROWS.len() as u64 + row));
    assert_eq!(answer.skew.unwrap().words(), "0 s ahead");
}

#[test]
fn errors_fail_at_any_status_and_the_code_is_more_exact() {
    use FailureKind as K;
    let with = |code: i64| format!(r#"{{"errors":[{{"code":{code},"message":"m"}}]}}"#);
    let cases = [
        (200, 8015, K::UnknownCustomer),
        (400, 8013, K::BadIdentifier),
        (200, 4000, K::NoAccess),
        (200, 4001, K::Busy),
        (400, 8102, K::OutOfRange),
        (200, 7, K::Rejected),
        (500, 7, K::Busy),
        (401, 8015, K::CredentialsRefused),
        (403, 8015, K::NoAccess),
    ];
    for (status, code, expected) in cases {
        let failure = coupons(&reply(status, &with(code)), false).unwrap_err();
        assert_eq!((failure.kind, failure.code, failure.status), (expected, Some(code), Some(status)));
        assert_eq!(failure.request_id, Some(Clean::new("ab12")));
    }
}

#[test]
fn of_several_errors_the_telling_one_is_shown() {
    let body = r#"{"errors":[{"code":1,"message":"first"},{"code":8015,"message":"second"}]}"#;
    assert_eq!(coupons(&reply(200, body), false).unwrap_err().message, Some(Clean::new("second")));
}

#[test]
fn an_answer_without_entity_is_unreadable_and_with_a_failing_status_what_that_says() {
    assert_eq!(kind(200, "{}"), FailureKind::Unreadable);
    assert_eq!(kind(400, "{}"), FailureKind::Rejected);
    assert_eq!(kind(404, ROWS), FailureKind::Rejected);
    assert_eq!(kind(302, ""), FailureKind::Redirected);
    assert_eq!(kind(200, "oops"), FailureKind::Unreadable);
}

#[test]
fn plain_text_at_a_failing_status_is_quoted() {
    let failure = coupons(&reply(503, "Service\n Unavailable for 917003222195"), false).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Busy);
    assert_eq!(failure.message, Some(Clean::new("Service Unavailable for 91********95")));
}

#[test]
fn a_web_page_is_not_the_api_unless_its_status_says_more() {
    use FailureKind as K;
    let page = "\u{feff}\n<!DOCTYPE html><HTML><head><TITLE lang=x>Sign\n in</TITLE></head><body>x</body></html>";
    let cases = [
        (200, K::NotTheApi),
        (400, K::NotTheApi),
        (404, K::NotTheApi),
        (401, K::CredentialsRefused),
        (403, K::NoAccess),
        (429, K::TooManyRequests),
        (501, K::Rejected),
        (502, K::Busy),
        (522, K::Busy),
    ];
    for (status, expected) in cases {
        let failure = coupons(&reply(status, page), false).unwrap_err();
        assert_eq!(failure.kind, expected, "{status}");
        assert_eq!(failure.message, Some(Clean::new("Sign in")), "{status}");
    }
    let mut says_html = reply(200, ROWS);
    says_html.says_html = true;
    let failure = coupons(&says_html, false).unwrap_err();
    assert_eq!((failure.kind, failure.message), (K::NotTheApi, None), "what is no page is not quoted");
}

#[test]
fn a_page_without_title_is_quoted_by_its_visible_words() {
    let page =
        format!("<html><style>b{{}}</style><script>if(a<b)x()</script><p>Wait{}</p>", " a\u{1b}[31m".repeat(100));
    let failure = coupons(&reply(200, &page), false).unwrap_err();
    let words = failure.message.unwrap();
    assert!(words.as_str().starts_with("Wait a[31m a[31m"), "{words}");
    assert!(words.as_str().chars().count() <= QUOTED);
}

#[test]
fn broken_pages_do_not_panic() {
    for page in ["<", "<title", "<title>", "<title>x", "</title><title>", "<é>ä", "<script", "<TITLE>İ</TITLE>"] {
        assert_eq!(kind(200, page), FailureKind::NotTheApi, "{page}");
    }
}

#[test]
fn a_failure_keeps_what_the_server_asks_us_to_wait() {
    let mut busy = reply(429, "{}");
    busy.retry_after = Some(Duration::from_secs(9));
    let failure = coupons(&busy, false).unwrap_err();
    assert_eq!((failure.kind, failure.retry_after), (FailureKind::TooManyRequests, Some(Duration::from_secs(9))));
}
