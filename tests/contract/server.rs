//! A tiny HTTP server that does exactly what a test tells it, however wrong.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use couponscope::api::{BaseUrl, Client, ClientSettings, Credentials, Timeouts, Wait};
use couponscope::domain::{Answer, Failure, FailureKind, Filter, Identifier, Page, Query, WhyWait};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The customer of every test; must never show up in a message.
pub(crate) const NUMBER: &str = "918860000001";

/// What the server does with one request.
pub(crate) enum Act {
    /// Answers and waits for the next request.
    Reply(Vec<u8>),
    /// Answers after a while.
    Late(Duration, Vec<u8>),
    /// Answers once the crowd is there.
    Together(Crowd, Vec<u8>),
    /// Sends this much and closes.
    CutOff(Vec<u8>),
    /// Sends this much and resets the connection.
    Reset(Vec<u8>),
    /// Sends this much and then nothing, for ever.
    Stall(Vec<u8>),
    /// One byte at a time.
    Drip(Duration, Vec<u8>),
    /// The head, then the same piece over and over.
    Flood(Vec<u8>, Vec<u8>),
}

/// Requests that are answered when so many of them are there.
#[derive(Clone)]
pub(crate) struct Crowd(Arc<tokio::sync::Barrier>);

impl Crowd {
    pub(crate) fn of(many: usize) -> Self {
        Self(Arc::new(tokio::sync::Barrier::new(many)))
    }

    /// Waits for all of them, and for as long as one more would need to come.
    pub(crate) async fn gather(&self) {
        self.0.wait().await;
        for _ in 0..500 {
            tokio::task::yield_now().await;
        }
    }
}

#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<String>>,
    connections: AtomicUsize,
    ended: AtomicUsize,
    closed: tokio::sync::Notify,
    now: AtomicUsize,
    most_at_once: AtomicUsize,
}

/// A running server; its tasks end with the test's runtime.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Seen>,
}

impl Server {
    /// Starts a server whose `script` gets each request's text and its number, from 0.
    pub(crate) async fn start(script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), script)
    }

    /// The same at an address of the test's choice.
    pub(crate) fn on(listener: TcpListener, script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let (shared, script) = (Arc::clone(&seen), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let (seen, script) = (Arc::clone(&shared), Arc::clone(&script));
                tokio::spawn(async move {
                    serve(stream, &seen, &*script).await;
                    seen.ended.fetch_add(1, Ordering::SeqCst);
                    seen.closed.notify_one();
                });
            }
        });
        Self { address, seen }
    }

    pub(crate) fn base(&self) -> BaseUrl {
        BaseUrl::parse(&format!("http://{}", self.address)).unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// Requests whose first line holds `path`.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| request.lines().next().unwrap().contains(path)).count()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn open_connections(&self) -> usize {
        self.connections() - self.seen.ended.load(Ordering::SeqCst)
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.seen.most_at_once.load(Ordering::SeqCst)
    }

    /// Waits until a connection has ended.
    pub(crate) async fn closed(&self) {
        self.seen.closed.notified().await;
    }

    pub(crate) fn basic(&self) -> Client {
        client(self.base(), Credentials::basic_password("store.server", "server123".into()))
    }

    pub(crate) fn oauth(&self) -> Client {
        client(self.base(), Credentials::oauth("the-key".into(), "the-secret".into()))
    }
}

/// A server beside a test that does not run in tokio: it answers from threads of its own.
pub(crate) struct Background {
    server: Server,
    _runtime: tokio::runtime::Runtime,
}

impl Background {
    pub(crate) fn start(script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { server: runtime.block_on(Server::start(script)), _runtime: runtime }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }
}

impl std::ops::Deref for Background {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

async fn serve(mut stream: TcpStream, seen: &Seen, script: &(impl Fn(&str, usize) -> Act + Sync)) {
    while let Some(request) = read_request(&mut stream).await {
        let number = {
            let mut requests = seen.requests.lock().unwrap();
            requests.push(request.clone());
            requests.len() - 1
        };
        let now = seen.now.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most_at_once.fetch_max(now, Ordering::SeqCst);
        let next = act(stream, script(&request, number)).await;
        seen.now.fetch_sub(1, Ordering::SeqCst);
        let Some(kept) = next else { return };
        stream = kept;
    }
}

/// The connection, where it stays open for another request.
async fn act(mut stream: TcpStream, act: Act) -> Option<TcpStream> {
    match act {
        Act::Reply(bytes) => stream.write_all(&bytes).await.ok()?,
        Act::Late(delay, bytes) => {
            tokio::time::sleep(delay).await;
            stream.write_all(&bytes).await.ok()?;
        }
        Act::Together(crowd, bytes) => {
            crowd.gather().await;
            stream.write_all(&bytes).await.ok()?;
        }
        Act::CutOff(bytes) => {
            let _ = stream.write_all(&bytes).await;
            return None;
        }
        Act::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.set_zero_linger();
            return None;
        }
        Act::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // ends when the client goes away
            let _ = stream.read(&mut [0; 1]).await;
            return None;
        }
        Act::Drip(pause, bytes) => {
            for byte in bytes {
                stream.write_all(&[byte]).await.ok()?;
                tokio::time::sleep(pause).await;
            }
        }
        Act::Flood(head, piece) => {
            stream.write_all(&head).await.ok()?;
            while stream.write_all(&piece).await.is_ok() {}
            return None;
        }
    }
    Some(stream)
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// A client whose time-outs suit a test: long enough for a busy machine, short enough to wait for.
pub(crate) fn client(base: BaseUrl, credentials: Credentials) -> Client {
    let mut settings = ClientSettings::new(base, credentials);
    settings.timeouts = Timeouts {
        connect: Duration::from_secs(5),
        silence: Duration::from_secs(5),
        total: Duration::from_secs(20),
        pause: Duration::from_millis(1),
    };
    Client::new(settings)
}

/// The same client with other time-outs.
pub(crate) fn hasty(client: &Client, silence: Duration, total: Duration) -> Client {
    let mut settings = client.settings().clone();
    settings.timeouts.silence = silence;
    settings.timeouts.total = total;
    Client::new(settings)
}

pub(crate) fn query() -> Query {
    Query { who: Identifier::parse(NUMBER).unwrap(), filter: Filter::default(), page: Page::first(100) }
}

/// One call, with the waits that it told of.
pub(crate) async fn call(client: &Client) -> (Result<Answer, Failure>, Vec<Wait>) {
    let waits = Mutex::new(Vec::new());
    let told = |wait: Wait| waits.lock().unwrap().push(wait);
    let outcome = client.coupons(&query(), &told).await;
    (outcome, waits.into_inner().unwrap())
}

/// Why a call was tried again.
pub(crate) fn failed(wait: &Wait) -> &Failure {
    match &wait.why {
        WhyWait::Failed(failure) => failure,
        WhyWait::Turn { .. } | WhyWait::Asked => panic!("{wait:?}"),
    }
}

/// The failure of one call, which gives nobody away and knows where it happened.
pub(crate) async fn failure(client: &Client) -> Failure {
    let failure = call(client).await.0.unwrap_err();
    let shown = format!("{failure} {failure:?} {client:?}");
    if failure.kind != FailureKind::Setup {
        let place = failure.place.as_ref().unwrap_or_else(|| panic!("nobody knows where: {failure}"));
        assert!(place.as_str().ends_with(&client.settings().base_url.authority()), "{place}");
    }
    for secret in [NUMBER, "://", "server123", "8a16a6b7", "the-key", "the-secret", "token-"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    failure
}

pub(crate) fn message(failure: &Failure) -> &str {
    failure.message.as_ref().map_or("", |message| message.as_str())
}

/// A whole HTTP answer; `head` is the status line's end and any further headers.
pub(crate) fn http(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A good answer with one coupon.
pub(crate) fn rows() -> Vec<u8> {
    let body = br#"{"entity":{"customers":[{"coupons":[{"code":"A","id":1}]}]},"errors":[]}"#;
    http("200 OK\r\nContent-Type: application/json\r\nX-Cap-Requestid: ab12", body)
}

/// The `Date` of a server whose clock is so many seconds behind this machine's.
pub(crate) fn date_behind(seconds: u64) -> String {
    #[expect(clippy::disallowed_methods, reason = "the client compares with the real clock")]
    let date = std::time::SystemTime::now() - Duration::from_secs(seconds);
    format!("Date: {}", httpdate::fmt_http_date(date))
}

/// A good answer of the token call.
pub(crate) fn token(name: &str) -> Vec<u8> {
    let body = format!(r#"{{"data":{{"accessToken":"token-{name}","ttlSeconds":300}},"errors":null}}"#);
    http("200 OK\r\nContent-Type: application/json", body.as_bytes())
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
