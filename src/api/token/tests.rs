//! What the token call may answer, and who fetches when.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use super::*;

fn reply(status: u16, body: &str) -> Reply {
    let body = body.as_bytes().to_vec();
    Reply { status, body, ..Reply::default() }
}

fn granted(body: &str) -> (String, u64) {
    let grant = grant(&reply(200, body)).unwrap_or_else(|failure| panic!("{body}: {failure}"));
    assert!(grant.header.is_sensitive());
    (grant.header.to_str().unwrap().to_owned(), grant.life.as_secs())
}

fn kind(status: u16, body: &str) -> FailureKind {
    grant(&reply(status, body)).map(|_| ()).unwrap_err().kind
}

#[test]
fn a_token_comes_with_its_life() {
    let body = r#"{"data":{"accessToken":"a.b.c","ttlSeconds":600},"errors":null}"#;
    assert_eq!(granted(body), ("a.b.c".to_owned(), 600));
}

#[test]
fn a_life_that_makes_no_sense_is_the_usual_one_and_a_huge_one_is_cut() {
    let cases = [
        ("null", 300),
        ("0", 300),
        ("-5", 300),
        ("\"soon\"", 300),
        ("[1]", 300),
        ("\"120\"", 120),
        ("99999999999999999999", 86_400),
        ("1e300", 86_400),
        ("1e400", 300),
    ];
    for (ttl, seconds) in cases {
        let body = format!(r#"{{"data":{{"accessToken":"t","ttlSeconds":{ttl}}}}}"#);
        assert_eq!(granted(&body).1, seconds, "{ttl}");
    }
    assert_eq!(granted(r#"{"data":{"accessToken":"t"}}"#).1, 300);
}

#[test]
fn a_token_call_that_fails_says_how() {
    use FailureKind as K;
    let errors = r#"{"data":null,"errors":[{"code":999,"message":"Invalid key"}]}"#;
    let cases = [
        (401, "", K::CredentialsRefused),
        (403, "<html>", K::CredentialsRefused),
        (200, errors, K::CredentialsRefused),
        (400, errors, K::CredentialsRefused),
        (500, errors, K::Busy),
        (429, "{}", K::TooManyRequests),
        (503, "busy", K::Busy),
        (404, "{}", K::Rejected),
        (302, "", K::Redirected),
        (200, "<html>", K::NotTheApi),
        (200, "", K::Unreadable),
        (200, "[]", K::Unreadable),
        (200, r#"{"data":{}}"#, K::Unreadable),
        (200, r#"{"data":{"accessToken":""}}"#, K::Unreadable),
        (200, r#"{"data":{"accessToken":"a\nb"}}"#, K::Unreadable),
        (200, r#"{"data":{"accessToken":["a"]}}"#, K::Unreadable),
    ];
    for (status, body, expected) in cases {
        assert_eq!(kind(status, body), expected, "{status} {body}");
    }
}

#[test]
fn a_refusal_carries_the_vendors_code_and_words() {
    let failure =
        grant(&reply(401, r#"{"errors":[{"code":4711,"message":"Key is disabled"}]}"#)).map(|_| ()).unwrap_err();
    assert_eq!((failure.kind, failure.status, failure.code), (FailureKind::CredentialsRefused, Some(401), Some(4711)));
    assert_eq!(failure.message.unwrap().as_str(), "Key is disabled");
}

#[test]
fn key_and_secret_are_written_as_json() {
    let body = request_body(&"k\"1".into(), &"s\\2\n".into());
    assert_eq!(body, r#"{"key":"k\"1","secret":"s\\2\n"}"#);
}

/// Counts its fetches; each lasts a moment, so that others come meanwhile.
#[derive(Clone, Default)]
struct Bank {
    tokens: Arc<Tokens>,
    fetches: Arc<AtomicU32>,
    fails: bool,
}

impl Bank {
    async fn get(&self, refused: Option<u64>) -> Result<Token, Failure> {
        let fetch = async || {
            let number = self.fetches.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
            if self.fails {
                return Err(Failure::new(FailureKind::CredentialsRefused));
            }
            let header = HeaderValue::from_str(&format!("t{number}")).unwrap();
            Ok(Grant { header, life: Duration::from_mins(5) })
        };
        self.tokens.get(refused, fetch).await
    }

    fn fetches(&self) -> u32 {
        self.fetches.load(Ordering::SeqCst)
    }

    async fn four_at_once(&self, refused: Option<u64>) -> Vec<Result<Token, Failure>> {
        let (a, b, c, d) = tokio::join!(self.get(refused), self.get(refused), self.get(refused), self.get(refused));
        vec![a, b, c, d]
    }
}

#[tokio::test(start_paused = true)]
async fn callers_at_the_same_time_share_one_fetch() {
    let bank = Bank::default();
    let tokens = bank.four_at_once(None).await;
    assert!(tokens.into_iter().all(|token| token.unwrap().header == "t0"));
    assert_eq!(bank.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn callers_at_the_same_time_share_a_failure_and_a_later_one_tries_again() {
    let bank = Bank { fails: true, ..Bank::default() };
    assert!(bank.four_at_once(None).await.into_iter().all(|token| token.is_err()));
    assert_eq!(bank.fetches(), 1);
    assert!(bank.get(None).await.is_err());
    assert_eq!(bank.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_for_all_who_held_it() {
    let bank = Bank::default();
    let old = bank.get(None).await.unwrap().number;
    let renewed = bank.four_at_once(Some(old)).await;
    assert!(renewed.into_iter().all(|token| token.unwrap().header == "t1"));
    assert_eq!(bank.get(Some(old)).await.unwrap().header, "t1");
    assert_eq!(bank.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_runs_out() {
    let bank = Bank::default();
    bank.get(None).await.unwrap();
    tokio::time::advance(Duration::from_secs(260)).await;
    assert_eq!(bank.get(None).await.unwrap().header, "t0");
    tokio::time::advance(Duration::from_secs(12)).await;
    assert_eq!(bank.get(None).await.unwrap().header, "t1");
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_is_cancelled_leaves_the_next_caller_to_fetch() {
    let bank = Bank::default();
    let cancelled = tokio::time::timeout(Duration::from_millis(1), bank.get(None)).await;
    assert!(cancelled.is_err());
    assert!(bank.get(None).await.is_ok());
    assert_eq!(bank.fetches(), 2);
}
