//! Servers that send back what they were sent: nothing private of it is told, wherever it stands.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use couponscope::api::{Client, Credentials};
use couponscope::domain::{Failure, Identifier};

use super::server::{Act, NUMBER, Server, call, client, http, query, rows};

/// Digits in a row, which a mask takes for a number; longer than what is quoted of a web page.
const TOKEN: &str = "eyJ0.9188600000017654321.aa12345678bb87654321cc0000000011dd22222222ee33333333ff4444444455555555zz";
const KEY: &str = "key-20261123456789-till";
const SECRET: &str = "s3cr3t/00112233445566778899+abcdefgh";
const MD5: &str = "12345678a12345678b12345678c12345";
/// `base64("store.server:" MD5)` without its end.
const PAIR: &str = "c3RvcmUuc2VydmVyOjEyMzQ1Njc4YTEyMzQ1Njc4YjEyMzQ1Njc4YzEyMzQ1";

const FORMS: [fn(&str) -> Vec<u8>; 4] = [
    |words| http("400 Bad", format!(r#"{{"errors":[{{"code":1,"message":"{words}"}}]}}"#).as_bytes()),
    |words| http("400 Bad", words.as_bytes()),
    |words| http("404 Not Found", format!("<html><title>{words}</title></html>").as_bytes()),
    |words| http("400 Bad", format!("<html><p>No</p><p>{words}</p></html>").as_bytes()),
];

/// A server that fails each call in another form, with `words` one place further on from time to time.
async fn echoing(words: String) -> Server {
    let calls = AtomicUsize::new(0);
    Server::start(move |request, _| {
        if request.starts_with("POST") {
            let body = format!(r#"{{"data":{{"accessToken":"{TOKEN}","ttlSeconds":300}}}}"#);
            return Act::Reply(http("200 OK", body.as_bytes()));
        }
        let call = calls.fetch_add(1, Ordering::SeqCst);
        let words = format!("{}{words}", "x".repeat(call / FORMS.len()));
        Act::Reply(FORMS[call % FORMS.len()](&words))
    })
    .await
}

/// Five characters of a secret in a row are too many.
fn assert_tells_nothing(failure: &Failure, secrets: &[&str]) {
    let told = format!("{failure} {failure:?} {}", failure.in_short());
    for secret in secrets {
        for piece in secret.as_bytes().windows(5) {
            let piece = std::str::from_utf8(piece).unwrap();
            assert!(!told.contains(piece), "{piece} of {secret} in {told}");
        }
    }
}

/// Calls until the echo stands behind all that is quoted.
async fn assert_never_tells(client: &Client, secrets: &[&str]) {
    for _ in 0..(Failure::LONGEST_WORDS + 10) * FORMS.len() {
        assert_tells_nothing(&call(client).await.0.unwrap_err(), secrets);
    }
}

fn oauth(server: &Server) -> Client {
    client(server.base(), Credentials::oauth(KEY.into(), SECRET.into()))
}

fn basic(server: &Server) -> Client {
    client(server.base(), Credentials::basic_md5("store.server", MD5.into()).unwrap())
}

#[tokio::test]
async fn key_secret_and_token_are_blanked_at_every_place_and_in_every_form() {
    let encoded = "s3cr3t%2F00112233445566778899%2babcdefgh";
    let server = echoing(format!("{TOKEN} {KEY} {SECRET} {encoded} mobile={NUMBER}")).await;
    assert_never_tells(&oauth(&server), &[TOKEN, KEY, SECRET, NUMBER]).await;
}

#[tokio::test]
async fn a_password_of_which_only_the_md5_is_sent_is_blanked_all_the_same() {
    let password = "Op3n/s3s&me-Qu1ck";
    let server =
        echoing(format!("{password} {} op3n%2Fs3s%26me-qu1ck op3n/s3s&amp;me-qu1ck", password.to_uppercase())).await;
    let client = client(server.base(), Credentials::basic_password("store.server", password.into()));
    assert_never_tells(&client, &["Op3n/s3s", "3s&me-Qu1ck", "me-qu1ck", "ME-QU1CK"]).await;
}

#[tokio::test]
async fn basic_credentials_are_blanked_at_every_place_and_in_every_form() {
    let server = echoing(format!("Basic {PAIR}== {PAIR} {MD5} {} {NUMBER}", MD5.to_uppercase())).await;
    assert_never_tells(&basic(&server), &[MD5, PAIR, NUMBER]).await;
}

#[tokio::test]
async fn the_token_of_this_attempt_is_blanked_after_another_call_has_renewed_it() {
    let granted = AtomicUsize::new(0);
    let server = Server::start(move |request, _| {
        if request.starts_with("POST") {
            let name = ["first-token-1", "second-token-2"][granted.fetch_add(1, Ordering::SeqCst)];
            let body = format!(r#"{{"data":{{"accessToken":"{name}","ttlSeconds":300}}}}"#);
            return Act::Reply(http("200 OK", body.as_bytes()));
        }
        if request.contains("offset=7") {
            let echo = http("400 Bad", br#"{"errors":[{"code":1,"message":"bad first-token-1 end"}]}"#);
            return Act::Late(Duration::from_millis(300), echo);
        }
        Act::Reply(if request.contains("second-token-2") { rows() } else { http("401 Unauthorized", b"{}") })
    })
    .await;
    let client = server.oauth();
    let mut slow = query();
    slow.page.offset = 7;
    let ignored = |_| {};
    let (echoed, renewed) = tokio::join!(client.coupons(&slow, &ignored), call(&client));
    assert!(renewed.0.is_ok() && server.count("/v3/oauth") == 2);
    assert_eq!(echoed.unwrap_err().message.unwrap().as_str(), "bad *** end");
}

#[tokio::test]
async fn a_request_id_that_echoes_is_forgotten_also_where_the_body_cannot_be_read() {
    let heads = [format!("400 Bad\r\nX-Cap-Requestid: r-{NUMBER}"), format!("200 OK\r\nX-Cap-Requestid: {MD5}")];
    for head in heads {
        let too_large = format!("HTTP/1.1 {head}\r\nContent-Length: 99999999\r\n\r\n");
        for act in [http(&head, b"oops"), too_large.into_bytes()] {
            let server = Server::start(move |_, _| Act::CutOff(act.clone())).await;
            let failure = call(&basic(&server)).await.0.unwrap_err();
            assert_eq!(failure.request_id, None);
        }
    }
}

#[tokio::test]
async fn json_that_breaks_off_is_not_quoted() {
    let server = Server::start(|request, _| {
        let customer = br#"{"entity":{"customers":[{"firstname":"Vera"#;
        let granted = br#"{"data":{"accessToken":"never-used-1"#;
        Act::Reply(http("500 Oops", if request.starts_with("POST") { granted } else { customer }))
    })
    .await;
    for client in [basic(&server), oauth(&server)] {
        let failure = call(&client).await.0.unwrap_err();
        assert_eq!((failure.status, failure.message), (Some(500), None));
    }
}

#[tokio::test]
async fn a_warning_beside_rows_names_no_secret_and_may_name_the_customer() {
    let words = format!("{NUMBER} came with Basic {PAIR}== of {MD5}");
    let body = format!(r#"{{"entity":{{"customers":[]}},"warnings":[{{"code":8069,"message":"{words}"}}]}}"#);
    let server = Server::start(move |_, _| Act::Reply(http("200 OK", body.as_bytes()))).await;
    let answer = call(&basic(&server)).await.0.unwrap();
    assert_eq!(answer.warnings[0].message.as_str(), format!("{NUMBER} came with Basic ***== of ***"));
}

#[tokio::test]
async fn an_address_in_a_gateways_page_does_not_name_the_customer() {
    let server = Server::start(|request, _| {
        let path = request.split(' ').nth(1).unwrap().to_owned();
        Act::Reply(http("404 Not Found", format!("<html><p>Cannot GET {path}</p></html>").as_bytes()))
    })
    .await;
    let mut query = query();
    query.who = Identifier::parse("ann@example.com").unwrap();
    let failure = basic(&server).coupons(&query, &|_| {}).await.unwrap_err();
    assert!(failure.to_string().contains("Cannot GET /v2/customers/coupons?email=***&coupon"), "{failure}");
}
