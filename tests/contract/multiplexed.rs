//! HTTP/2, which gateways speak: the calls share one connection, and its ends and resets are borne
//! like those of any other.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use assert_cmd::Command;
use axum::body::Bytes;
use axum::http::{Request, Response};
use couponscope::domain::FailureKind as Kind;
use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::secure::{acceptor, fixture, of};
use super::server::{Crowd, NUMBER, call, failed};

const ROWS: &str = r#"{"entity":{"customers":[{"firstname":"Ann","coupons":[{"code":"KNRYHMRW","id":1}]}]}}"#;
const TOKEN: &str = r#"{"data":{"accessToken":"token-77","ttlSeconds":300}}"#;

/// What the server does with a request.
#[derive(Clone)]
enum Act {
    /// Answers.
    Rows,
    /// Answers once the crowd is there.
    Together(Crowd),
    /// Resets this stream alone.
    Reset(Reason),
    /// Answers, says goodbye and closes the connection.
    Goodbye,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    /// The path of each request.
    requests: Mutex<Vec<String>>,
    now: AtomicUsize,
    most_at_once: AtomicUsize,
}

/// A server on loopback whose `script` gets each request's number, from 0; its port.
async fn server(script: impl Fn(usize) -> Act + Send + Sync + 'static) -> (u16, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Seen::default());
    let (shared, script, acceptor) = (Arc::clone(&seen), Arc::new(script), acceptor("good.pem", "h2"));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            shared.connections.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream, acceptor.clone(), Arc::clone(&shared), Arc::clone(&script)));
        }
    });
    (port, seen)
}

async fn serve<F: Fn(usize) -> Act>(stream: TcpStream, acceptor: TlsAcceptor, seen: Arc<Seen>, script: Arc<F>) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((request, respond))) = connection.accept().await {
        let act = script(note(&seen, &request));
        if matches!(act, Act::Goodbye) {
            connection.graceful_shutdown();
        }
        tokio::spawn(answer(respond, act, request.method() == "POST", Arc::clone(&seen)));
    }
}

fn note(seen: &Seen, request: &Request<RecvStream>) -> usize {
    let mut requests = seen.requests.lock().unwrap();
    requests.push(request.uri().path().to_owned());
    let now = seen.now.fetch_add(1, Ordering::SeqCst) + 1;
    seen.most_at_once.fetch_max(now, Ordering::SeqCst);
    requests.len() - 1
}

async fn answer(mut respond: SendResponse<Bytes>, act: Act, is_token_call: bool, seen: Arc<Seen>) {
    if let Act::Reset(reason) = act {
        respond.send_reset(reason);
    } else {
        if let Act::Together(crowd) = act {
            crowd.gather().await;
        }
        let response = Response::builder().header("content-type", "application/json").body(()).unwrap();
        let mut body = respond.send_response(response, false).unwrap();
        body.send_data(if is_token_call { TOKEN } else { ROWS }.into(), true).unwrap();
    }
    seen.now.fetch_sub(1, Ordering::SeqCst);
}

fn requests(seen: &Seen) -> usize {
    seen.requests.lock().unwrap().len()
}

#[tokio::test]
async fn calls_share_a_connection_and_at_most_four_run() {
    let four = Crowd::of(4);
    let (port, seen) = server(move |number| if number == 0 { Act::Rows } else { Act::Together(four.clone()) }).await;
    let client = of("127.0.0.1", port, Some("ca.pem"));
    assert!(call(&client).await.0.is_ok());
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await.0.map(|answer| answer.len()) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok(1));
    }
    assert_eq!((requests(&seen), seen.most_at_once.load(Ordering::SeqCst)), (13, 4));
    assert_eq!(seen.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_stream_that_is_reset_is_tried_again_and_then_told() {
    for reason in [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::ENHANCE_YOUR_CALM] {
        let (port, seen) = server(move |number| if number < 1 { Act::Reset(reason) } else { Act::Rows }).await;
        let (answer, waits) = call(&of("127.0.0.1", port, Some("ca.pem"))).await;
        assert!(answer.is_ok() && waits.len() == 1, "{reason}: {waits:?}");
        assert_eq!((failed(&waits[0]).kind, requests(&seen)), (Kind::BrokenOff, 2));
        let (port, seen) = server(move |_| Act::Reset(reason)).await;
        let failure = call(&of("127.0.0.1", port, Some("ca.pem"))).await.0.unwrap_err();
        assert_eq!((failure.kind, requests(&seen)), (Kind::BrokenOff, 3), "{reason}");
    }
}

#[tokio::test]
async fn a_server_that_says_goodbye_costs_nothing() {
    let (port, seen) = server(|number| if number == 0 { Act::Goodbye } else { Act::Rows }).await;
    let client = of("127.0.0.1", port, Some("ca.pem"));
    for _ in 0..2 {
        let (answer, waits) = call(&client).await;
        assert!(answer.is_ok() && waits.is_empty(), "{waits:?}");
    }
    assert_eq!((requests(&seen), seen.connections.load(Ordering::SeqCst)), (2, 2));
}

/// The library below tells every header and address to whoever listens.
#[tokio::test]
async fn the_log_holds_nothing_of_the_library() {
    let (port, _) = server(|_| Act::Rows).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("couponscope.log");
    let log = path.clone();
    let run = move || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
        command.env_clear().timeout(Duration::from_secs(30)).args(["list", NUMBER, "--log-file"]).arg(log);
        command.env("COUPONSCOPE_BASE_URL", format!("https://127.0.0.1:{port}")).env("RUST_LOG", "trace");
        command.env("COUPONSCOPE_CLIENT_KEY", "the-key").env("COUPONSCOPE_CLIENT_SECRET", "the-secret");
        command.env("SSL_CERT_FILE", fixture("ca.pem")).output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("call answered number=1 rows=1"), "{text}");
    for word in [NUMBER, "token-77", "the-key", "KNRYHMRW", "Ann", "/v2/", "Frame", "Headers", "DEBUG", "TRACE"] {
        assert!(!text.contains(word), "{word} in\n{text}");
    }
}
