//! What is tried again, how often, after which wait, and what a lost link costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use couponscope::api::{Client, Wait};
use couponscope::domain::{Failure, FailureKind as Kind};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::server::{Act, Server, call, client, hasty, http, query, rows};

/// What the manual says is tried again.
fn passes(status: u16) -> bool {
    matches!(status, 429 | 461 | 500 | 502..=504 | 520..=524)
}

/// The first wait that a client tells of; the call is left then.
async fn first_wait(client: &Client) -> Wait {
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let (query, hear) = (query(), move |wait| told.send(wait).unwrap());
    tokio::select! {
        outcome = client.coupons(&query, &hear) => panic!("{outcome:?}"),
        wait = heard.recv() => wait.unwrap(),
    }
}

#[tokio::test]
async fn every_status_is_asked_three_times_or_once_as_the_manual_says() {
    for status in (400..600).chain([301, 302, 303, 307, 308]) {
        let answer = http(&format!("{status} So"), b"{}");
        let server = Server::start(move |_, _| Act::Reply(answer.clone())).await;
        let failure = call(&server.basic()).await.0.unwrap_err();
        assert_eq!(failure.status, Some(status));
        assert_eq!(server.requests().len(), if passes(status) { 3 } else { 1 }, "{status}");
    }
}

#[tokio::test]
async fn of_the_vendors_codes_4001_alone_is_tried_again() {
    for code in [1, 4000, 4001, 4002, 8002, 8013, 8015, 8092, 8093, 8100, 8101, 8102] {
        let body = format!(r#"{{"errors":[{{"code":{code},"message":"so"}}]}}"#);
        for status in ["200 OK", "400 Bad Request"] {
            let answer = http(status, body.as_bytes());
            let server = Server::start(move |_, _| Act::Reply(answer.clone())).await;
            assert_eq!(call(&server.basic()).await.0.unwrap_err().code, Some(code));
            assert_eq!(server.requests().len(), if code == 4001 { 3 } else { 1 }, "{code}, {status}");
        }
    }
}

#[tokio::test]
async fn a_wait_that_makes_no_sense_is_our_own_and_a_huge_one_is_a_minute() {
    let cases = [
        ("0", 0),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("Mon, 23 Nov 2020 10:00:00 GMT", 0),
        ("7", 7),
        ("99999999999999999999999", 60),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60),
    ];
    for (value, seconds) in cases {
        let date = "Date: Mon, 23 Nov 2026 10:00:00 GMT";
        let answer = http(&format!("429 Slow\r\n{date}\r\nRetry-After: {value}"), b"");
        let server = Server::start(move |_, _| Act::Reply(answer.clone())).await;
        assert_eq!(first_wait(&server.basic()).await.delay.as_secs(), seconds, "{value}");
    }
}

#[tokio::test]
async fn a_date_to_wait_for_without_the_servers_own_time_is_judged_by_our_clock() {
    #[expect(clippy::disallowed_methods, reason = "the client compares with the real clock")]
    let until = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(40));
    let answer = http(&format!("429 Slow\r\nRetry-After: {until}"), b"");
    let server = Server::start(move |_, _| Act::Reply(answer.clone())).await;
    let seconds = first_wait(&server.basic()).await.delay.as_secs();
    assert!((30..=40).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_wait_that_the_server_asks_for_costs_nothing_of_the_time_of_the_call() {
    let busy = http("429 Slow\r\nRetry-After: 3", b"");
    let server = Server::start(move |_, number| Act::Reply(if number == 0 { busy.clone() } else { rows() })).await;
    let began = Instant::now();
    let (answer, waits) = call(&hasty(&server.basic(), Duration::from_secs(5), Duration::from_secs(2))).await;
    assert!(answer.is_ok() && waits.len() == 1 && began.elapsed() >= Duration::from_secs(3));
}

#[tokio::test]
async fn a_wait_of_our_own_that_is_longer_than_the_time_left_is_not_begun() {
    let server = Server::start(|_, _| Act::Reply(http("503 Busy", b""))).await;
    let mut settings = server.basic().settings().clone();
    settings.timeouts.pause = Duration::from_mins(1);
    let (answer, waits) = call(&Client::new(settings)).await;
    assert_eq!((answer.unwrap_err().kind, waits.len(), server.requests().len()), (Kind::Busy, 0, 1));
}

/// A server that forgets its connections when told to: what comes on an old one is reset.
async fn forgetful() -> (Server, Arc<AtomicBool>) {
    let asleep = Arc::new(AtomicBool::new(false));
    let night = Arc::clone(&asleep);
    let server = Server::start(move |_, _| {
        // the first request after the night meets a connection that is gone
        if night.swap(false, Ordering::SeqCst) {
            Act::Reset(Vec::new())
        } else {
            Act::Late(Duration::from_millis(30), rows())
        }
    });
    (server.await, asleep)
}

#[tokio::test]
async fn a_pooled_connection_that_died_overnight_costs_one_silent_retry() {
    let (server, asleep) = forgetful().await;
    let client = server.basic();
    let (a, b) = tokio::join!(call(&client), call(&client));
    assert!(a.0.is_ok() && b.0.is_ok());
    asleep.store(true, Ordering::SeqCst);
    let (answer, waits) = call(&client).await;
    assert!(answer.is_ok() && waits.is_empty(), "{waits:?}");
    assert_eq!(server.requests().len(), 4);
    assert_eq!(server.connections(), 3, "the one beside it, which died too, is not tried");
}

#[tokio::test]
async fn a_link_that_stays_broken_is_tried_as_often_as_ever() {
    let server = Server::start(|_, number| if number == 0 { Act::Reply(rows()) } else { Act::Reset(Vec::new()) }).await;
    let client = server.basic();
    assert!(call(&client).await.0.is_ok());
    let (answer, waits) = call(&client).await;
    assert_eq!((answer.unwrap_err().kind, waits.len()), (Kind::BrokenOff, 1));
    assert_eq!(server.requests().len(), 4, "one that succeeded, then three");
}

#[tokio::test]
async fn a_link_that_comes_back_works_without_a_new_client() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let base = couponscope::api::BaseUrl::parse(&format!("http://{address}")).unwrap();
    let client = client(base, couponscope::api::Credentials::basic_password("u", "server123".into()));
    let kind = |outcome: (Result<_, Failure>, Vec<Wait>)| {
        outcome.0.map(|_: couponscope::domain::Answer| ()).map_err(|failure| failure.kind)
    };
    assert_eq!(kind(call(&client).await), Err(Kind::Unreachable));
    let _server = Server::on(TcpListener::bind(address).await.unwrap(), |_, _| Act::Reply(rows()));
    assert_eq!(kind(call(&client).await), Ok(()));
}
