//! What the client sends, and what it makes of servers that misbehave.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use couponscope::api::{BaseUrl, Credentials};
use couponscope::domain::FailureKind as Kind;
use tokio::net::TcpListener;

use super::server::{
    Act, Crowd, NUMBER, Server, call, client, date_behind, failed, failure, gzip, hasty, http, message, query, rows,
    token,
};

const SECONDS_1: Duration = Duration::from_secs(1);

/// A server that answers every request the same way.
async fn always(bytes: Vec<u8>) -> Server {
    Server::start(move |_, _| Act::Reply(bytes.clone())).await
}

fn is_token_call(request: &str) -> bool {
    request.starts_with("POST /v3/oauth/token/generate HTTP/1.1\r\n")
}

/// Grants `token-0`, `token-1`, … and answers with rows where `accepted` likes the token.
async fn tokens(accepted: impl Fn(&str) -> bool + Send + Sync + 'static) -> Server {
    let granted = AtomicUsize::new(0);
    Server::start(move |request, _| {
        if is_token_call(request) {
            let number = granted.fetch_add(1, Ordering::SeqCst);
            Act::Late(Duration::from_millis(20), token(&number.to_string()))
        } else if accepted(request) {
            Act::Reply(rows())
        } else {
            Act::Reply(http("401 Unauthorized", b"{}"))
        }
    })
    .await
}

#[tokio::test]
async fn a_look_up_with_basic_authentication_sends_exactly_what_the_api_wants() {
    let server = always(rows()).await;
    let (answer, waits) = call(&server.basic()).await;
    let answer = answer.unwrap();
    assert_eq!((answer.len(), waits.len()), (1, 0));
    let request = &server.requests()[0];
    let line = format!(
        "GET /v2/customers/coupons?mobile={NUMBER}&coupon_code_case=AS_IT_IS&sort_order=DESC\
         &limit=100&offset=0&include_reversed_redemptions=true HTTP/1.1\r\n"
    );
    assert!(request.starts_with(&line), "{request}");
    for header in [
        "accept: application/json",
        "content-type: application/json",
        "authorization: Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3",
        concat!("user-agent: couponscope/", env!("CARGO_PKG_VERSION")),
    ] {
        assert_eq!(request.lines().filter(|line| *line == header).count(), 1, "{header} in {request}");
    }
    assert!(!request.contains("referer") && !request.contains("x-cap-api"), "{request}");
}

#[tokio::test]
async fn a_look_up_with_oauth_gets_a_token_once_and_sends_it_bare() {
    let server = tokens(|request| request.contains("\r\nx-cap-api-oauth-token: token-0\r\n")).await;
    let client = server.oauth();
    assert!(call(&client).await.0.is_ok());
    assert!(call(&client).await.0.is_ok());
    let requests = server.requests();
    assert!(requests[0].ends_with("\r\n\r\n{\"key\":\"the-key\",\"secret\":\"the-secret\"}"), "{}", requests[0]);
    assert!(!requests.concat().contains("authorization:"));
    assert_eq!((requests.len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn attribution_headers_are_sent_when_they_are_set() {
    let server = always(rows()).await;
    let mut settings = server.basic().settings().clone();
    settings.attribution = Some(("TILL".into(), "till-7".into()));
    assert!(call(&couponscope::api::Client::new(settings.clone())).await.0.is_ok());
    let request = &server.requests()[0];
    assert!(request.contains("x-cap-api-attribution-entity-type: TILL\r\n"), "{request}");
    assert!(request.contains("x-cap-api-attribution-entity-code: till-7\r\n"), "{request}");
    settings.attribution = Some(("TILL".into(), "a\nb".into()));
    assert_eq!(failure(&couponscope::api::Client::new(settings)).await.kind, Kind::Setup);
}

#[tokio::test]
async fn many_calls_at_once_fetch_one_token_and_at_most_four_run() {
    let four = Crowd::of(4);
    let server = Server::start(move |request, _| {
        if is_token_call(request) { Act::Reply(token("0")) } else { Act::Together(four.clone(), rows()) }
    })
    .await;
    let client = server.oauth();
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await.0.map(|answer| answer.len()) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok(1));
    }
    assert_eq!((server.count("/v3/oauth"), server.count("/v2/customers")), (1, 12));
    assert_eq!(server.most_at_once(), 4);
    assert!(server.connections() <= 4, "{}", server.connections());
}

#[tokio::test]
async fn a_token_that_runs_out_early_is_renewed_silently() {
    let server = tokens(|request| request.contains("token-1")).await;
    let (answer, waits) = call(&server.oauth()).await;
    assert!(answer.is_ok() && waits.is_empty());
    assert_eq!((server.count("/v3/oauth"), server.count("/v2/customers")), (2, 2));
}

#[tokio::test]
async fn calls_that_lose_their_token_together_renew_it_once() {
    let server = tokens(|request| request.contains("token-1")).await;
    let client = server.oauth();
    let (a, b, c, d) = tokio::join!(call(&client), call(&client), call(&client), call(&client));
    assert!([a, b, c, d].into_iter().all(|(answer, _)| answer.is_ok()));
    assert_eq!(server.count("/v3/oauth"), 2);
}

#[tokio::test]
async fn a_server_that_refuses_every_token_is_believed_after_one_renewal() {
    let server = tokens(|_| false).await;
    assert_eq!(failure(&server.oauth()).await.kind, Kind::CredentialsRefused);
    assert_eq!((server.count("/v3/oauth"), server.count("/v2/customers")), (2, 2));
}

#[tokio::test]
async fn basic_credentials_that_are_refused_are_not_tried_again() {
    let server = always(http("401 Unauthorized", b"")).await;
    let failure = failure(&server.basic()).await;
    assert_eq!((failure.kind, failure.status), (Kind::CredentialsRefused, Some(401)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_token_call_that_fails_tells_its_own_fault() {
    let html = b"<html><title>Portal</title></html>";
    let errors = br#"{"errors":[{"code":1,"message":"Invalid key"}]}"#;
    let cases = [
        (http("401 Unauthorized", b"{}"), Kind::CredentialsRefused),
        (http("200 OK", errors), Kind::CredentialsRefused),
        (http("200 OK", html), Kind::NotTheApi),
        (http("200 OK", b"{"), Kind::Unreadable),
        (http("500 Oops", b"{}"), Kind::Busy),
    ];
    for (bytes, kind) in cases {
        let server = always(bytes).await;
        let failure = failure(&server.oauth()).await;
        assert_eq!(failure.kind, kind);
        let login = format!("the login at {}", server.address);
        assert!(failure.code.is_some() || failure.particulars().contains(&login), "{failure}");
        assert_eq!(server.count("/v2/"), 0);
    }
    let slow = Server::start(|_, _| Act::Stall(Vec::new())).await;
    let client = hasty(&slow.oauth(), Duration::from_millis(50), SECONDS_1);
    assert_eq!(failure(&client).await.kind, Kind::TimedOut);
}

#[tokio::test]
async fn a_redirect_is_told_and_its_target_never_hears_of_us() {
    let trap = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = trap.local_addr().unwrap();
    let server = always(http(&format!("302 Found\r\nLocation: http://{target}/x"), b"")).await;
    for client in [server.basic(), server.oauth()] {
        let failure = failure(&client).await;
        assert_eq!((failure.kind, failure.status), (Kind::Redirected, Some(302)));
    }
    let trap = trap.into_std().unwrap();
    assert_eq!(trap.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn an_answer_tells_how_far_the_clocks_are_apart_unless_it_lay_in_a_cache() {
    let told = async |headers: String| {
        let server = always(http(&format!("200 OK\r\n{headers}"), br#"{"entity":{"customers":[]}}"#)).await;
        call(&server.basic()).await.0.unwrap().skew.map(|skew| (skew.words(), skew.matters()))
    };
    assert_eq!(told(date_behind(725)).await, Some(("12 min ahead".to_owned(), true)));
    assert!(told(date_behind(0)).await.is_some_and(|(_, matters)| !matters));
    assert_eq!(told(format!("{}\r\nAge: 725", date_behind(725))).await, None);
    assert_eq!(told("Date: yesterday".to_owned()).await, None);
}

#[tokio::test]
async fn a_passing_failure_is_waited_out() {
    let busy = http("503 Busy", b"");
    let server = Server::start(move |_, number| Act::Reply(if number < 2 { busy.clone() } else { rows() })).await;
    let (answer, waits) = call(&server.basic()).await;
    assert!(answer.is_ok());
    let told: Vec<_> = waits.iter().map(|wait| failed(wait).kind).collect();
    assert_eq!(told, [Kind::Busy, Kind::Busy]);
}

#[tokio::test]
async fn a_failure_that_does_not_pass_is_told_after_two_retries() {
    for (status, kind) in [("429 Slow", Kind::TooManyRequests), ("461 X", Kind::Busy), ("524 X", Kind::Busy)] {
        let server = always(http(&format!("{status}\r\nRetry-After: 0"), b"{}")).await;
        assert_eq!(failure(&server.basic()).await.kind, kind);
        assert_eq!(server.requests().len(), 3, "{status}");
    }
    let code = always(http("200 OK", br#"{"errors":[{"code":4001,"message":"busy"}]}"#)).await;
    assert_eq!(failure(&code.basic()).await.code, Some(4001));
    assert_eq!(code.requests().len(), 3);
}

#[tokio::test]
async fn the_wait_that_the_server_asks_for_is_told_and_can_be_left() {
    let server = always(http("429 Slow\r\nRetry-After: 7", b"")).await;
    let client = server.basic();
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let (query, hear) = (query(), move |wait| told.send(wait).unwrap());
    let wait = tokio::select! {
        outcome = client.coupons(&query, &hear) => panic!("{outcome:?}"),
        wait = heard.recv() => wait.unwrap(),
    };
    assert_eq!(wait.delay, Duration::from_secs(7));
    assert_eq!(failed(&wait).retry_after, Some(Duration::from_secs(7)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_tried_again_and_then_told() {
    let short = |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{body}").into_bytes();
    let acts: [fn(Vec<u8>) -> Act; 2] = [Act::CutOff, Act::Reset];
    for act in acts {
        for bytes in [Vec::new(), b"HTTP/1.1 200".to_vec(), short(""), short("{\"entity\":")] {
            let server = Server::start(move |_, _| act(bytes.clone())).await;
            let failure = failure(&server.basic()).await;
            assert_eq!((failure.kind, server.requests().len()), (Kind::BrokenOff, 3), "{failure}");
        }
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_and_not_asked_again() {
    let headers = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_vec();
    for (bytes, words) in [(Vec::new(), "no answer within 0.05 s"), (headers, "nothing came for 0.05 s")] {
        let server = Server::start(move |_, _| Act::Stall(bytes.clone())).await;
        let failure = failure(&hasty(&server.basic(), Duration::from_millis(50), SECONDS_1 * 20)).await;
        assert_eq!((failure.kind, message(&failure)), (Kind::TimedOut, words));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn one_byte_at_a_time_ends_with_the_time_of_the_whole_call() {
    let server = Server::start(|_, _| Act::Drip(Duration::from_millis(20), rows())).await;
    let failure = failure(&hasty(&server.basic(), SECONDS_1, Duration::from_millis(150))).await;
    assert_eq!((failure.kind, message(&failure)), (Kind::TimedOut, "no complete answer within 0.15 s"));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_its_end() {
    let piece = vec![b' '; 65_536];
    let chunk = [b"10000\r\n".as_slice(), &piece, b"\r\n"].concat();
    let server = Server::start(move |_, _| {
        Act::Flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(), chunk.clone())
    })
    .await;
    assert_eq!(failure(&server.basic()).await.kind, Kind::TooLarge);
    let announced =
        Server::start(|_, _| Act::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec()));
    assert_eq!(failure(&announced.await.basic()).await.kind, Kind::TooLarge);
}

#[tokio::test]
async fn a_failing_status_says_more_than_what_is_wrong_with_its_body() {
    let asked = async |status: &'static str, length: u64| {
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n").into_bytes();
        let server = Server::start(move |_, _| Act::Stall(head.clone())).await;
        let client = hasty(&server.basic(), Duration::from_millis(50), SECONDS_1 * 20);
        (failure(&client).await.kind, server.requests().len())
    };
    // too large, and one that never comes
    for length in [99_999_999_999, 9] {
        assert_eq!(asked("401 Who", length).await, (Kind::CredentialsRefused, 1));
        assert_eq!(asked("502 Bad", length).await, (Kind::Busy, 3));
    }
}

#[tokio::test]
async fn a_small_bomb_is_a_large_body() {
    let bomb = gzip(&vec![b' '; 20 * 1024 * 1024]);
    assert!(bomb.len() < 200_000);
    let server = always(http("200 OK\r\nContent-Encoding: gzip", &bomb)).await;
    assert_eq!(failure(&server.basic()).await.kind, Kind::TooLarge);
}

#[tokio::test]
async fn compressed_answers_are_read_and_damaged_ones_told() {
    let body = br#"{"entity":{"customers":[]}}"#;
    let server = always(http("200 OK\r\nContent-Encoding: gzip", &gzip(body))).await;
    assert!(call(&server.basic()).await.0.unwrap().is_empty());
    assert!(server.requests()[0].contains("accept-encoding: gzip"));
    let damaged = always(http("200 OK\r\nContent-Encoding: gzip", b"no gzip at all")).await;
    let told = failure(&damaged.basic()).await;
    assert_eq!((told.kind, message(&told)), (Kind::Unreadable, "the compressed answer is damaged"));
}

#[tokio::test]
async fn what_is_no_http_is_told() {
    let odd_chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n";
    for bytes in [b"SSH-2.0-OpenSSH_9.6\r\n".as_slice(), odd_chunk] {
        let server = Server::start(move |_, _| Act::CutOff(bytes.to_vec())).await;
        let failure = failure(&server.basic()).await;
        assert_eq!((failure.kind, message(&failure)), (Kind::Unreadable, "the answer is not HTTP"));
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let base = BaseUrl::parse(&format!("http://{address}/tenant-17")).unwrap();
    drop(listener);
    let failure = failure(&client(base, Credentials::basic_password("u", "server123".into()))).await;
    assert_eq!((failure.kind, message(&failure)), (Kind::Unreachable, "connection refused"));
    assert!(failure.to_string().contains(&format!(" ({address}: connection refused). ")), "{failure}");
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let server = Server::start(|_, _| Act::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_vec())).await;
    let client = server.basic();
    let cancelled = tokio::time::timeout(Duration::from_millis(100), call(&client)).await;
    assert!(cancelled.is_err());
    server.closed().await;
}

#[tokio::test]
async fn a_connection_that_the_server_closed_while_idle_is_replaced_without_a_word() {
    let server = Server::start(|_, number| if number == 0 { Act::CutOff(rows()) } else { Act::Reply(rows()) }).await;
    let client = server.basic();
    assert!(call(&client).await.0.is_ok());
    server.closed().await;
    let (answer, _) = call(&client).await;
    assert!(answer.is_ok());
    assert_eq!(server.connections(), 2);
}
