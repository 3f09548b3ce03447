//! HTTP around the pure parts: routes, headers, the running clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep};

use super::SandboxSettings;
use super::answer;
use super::auth::{Gate, Pass};
use super::calls::Counter;
use super::directory::Directory;
use super::faults::Faults;
use super::reply::{Complaint, Reply};

/// What all connections share.
#[derive(Debug)]
pub(super) struct House {
    directory: Directory,
    gate: Gate,
    faults: Faults,
    /// The counts.
    pub(super) counter: Counter,
    answered: AtomicU64,
    now_at_start: Timestamp,
    started: Instant,
}

impl House {
    /// Sets it up; the customers' data is made when asked for.
    pub(super) fn new(settings: SandboxSettings) -> Self {
        Self {
            directory: Directory::new(settings.now.as_second()),
            gate: Gate::new(settings.token_ttl),
            faults: settings.faults,
            counter: Counter::default(),
            answered: AtomicU64::new(0),
            now_at_start: settings.now,
            started: Instant::now(),
        }
    }

    /// The time in the sandbox: where it began, and what has passed since.
    fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.started.elapsed()).unwrap_or(SignedDuration::MAX);
        self.now_at_start.checked_add(passed).unwrap_or(Timestamp::MAX)
    }

    async fn coupons(&self, uri: &Uri, headers: &HeaderMap) -> Reply {
        let call = self.counter.begin(uri.query().unwrap_or_default());
        if !self.faults.latency.is_zero() {
            sleep(self.faults.latency).await;
        }
        if self.faults.revokes(call.number) {
            self.gate.revoke_all();
        }
        if let Some(failure) = self.faults.failure(call.number) {
            return failure;
        }
        if let Err(complaint) = self.gate.admit(pass(headers), self.now().as_millisecond()) {
            self.counter.refused();
            return complaint.into();
        }
        let refusal = self.faults.refusal().or_else(|| bad_attribution(headers).map(Reply::from));
        refusal.unwrap_or_else(|| match Query::<Vec<(String, String)>>::try_from_uri(uri) {
            Ok(Query(pairs)) => answer::coupons(&self.directory, &pairs, self.now().as_second()),
            Err(problem) => Complaint::new(400, 400, problem.body_text()).into(),
        })
    }
}

/// The server's routes.
pub(super) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/v2/customers/coupons", get(coupons))
        .route("/v3/oauth/token/generate", post(token))
        .fallback(async || Complaint::new(404, 404, "No such resource"))
        .method_not_allowed_fallback(async || Complaint::new(405, 405, "Method not allowed"))
        .layer(middleware::map_response_with_state(Arc::clone(&house), add_request_id))
        .with_state(house)
}

/// What the vendor's support asks for, on every answer.
async fn add_request_id(State(house): State<Arc<House>>, mut response: Response) -> Response {
    let number = house.answered.fetch_add(1, Ordering::Relaxed) + 1;
    if let Ok(id) = HeaderValue::try_from(format!("sandbox-{number:06}")) {
        response.headers_mut().insert("x-cap-requestid", id);
    }
    response
}

async fn coupons(State(house): State<Arc<House>>, uri: Uri, headers: HeaderMap) -> Reply {
    house.coupons(&uri, &headers).await
}

async fn token(State(house): State<Arc<House>>, body: Bytes) -> Reply {
    house.counter.token();
    house.gate.issue(&body, house.now().as_millisecond())
}

fn pass(headers: &HeaderMap) -> Pass<'_> {
    Pass { authorization: text(headers, "authorization"), token: text(headers, "x-cap-api-oauth-token") }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// The optional attribution headers make even a read fail when they are wrong.
fn bad_attribution(headers: &HeaderMap) -> Option<Complaint> {
    const TYPES: [&str; 4] = ["TILL", "STORE_CODE", "STORE_NAME", "STORE_EXTERNAL_ID"];
    let code = text(headers, "x-cap-api-attribution-entity-code").filter(|code| !code.trim().is_empty());
    let kind = text(headers, "x-cap-api-attribution-entity-type");
    let good = match (kind, code) {
        (None, None) => true,
        (Some(kind), Some(_)) => TYPES.contains(&kind),
        (Some(_), None) | (None, Some(_)) => false,
    };
    (!good).then(|| Complaint::new(400, 400, "Invalid attribution entity"))
}

impl IntoResponse for Complaint {
    fn into_response(self) -> Response {
        Reply::from(self).into_response()
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, [(header::CONTENT_TYPE, self.content_type)], self.body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::super::Sandbox;
    use super::*;

    /// `demo.store` and the MD5 of its password.
    const USER: &str = "authorization: Basic ZGVtby5zdG9yZTo0YjRkOTUyOTE0OGQ4ZDk0NDBkN2UyMGM3ODI4N2Y2OQ==\r\n";

    async fn start(faults: Faults) -> Sandbox {
        let now = "2026-03-14T09:30:00Z".parse().unwrap();
        Sandbox::start(SandboxSettings { faults, ..SandboxSettings::new(now) }).await.unwrap()
    }

    /// Sends a request as it stands and gives the whole answer, header names in small letters.
    async fn exchange(sandbox: &Sandbox, start: &str, headers: &str, body: &str) -> String {
        let address = sandbox.base_url().replace("http://", "");
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let length = body.len();
        let request = format!(
            "{start} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn get(sandbox: &Sandbox, path: &str, headers: &str) -> String {
        exchange(sandbox, &format!("GET {path}"), headers, "").await
    }

    const TOM: &str = "/v2/customers/coupons?mobile=918860000001";

    #[tokio::test]
    async fn a_user_gets_the_printed_page_with_date_and_request_id() {
        let sandbox = start(Faults::default()).await;
        let answer = get(&sandbox, TOM, USER).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        for piece in ["content-type: application/json", "x-cap-requestid: sandbox-000001", "date: ", "KNRYHMRW"] {
            assert!(answer.contains(piece), "{piece} in {answer}");
        }
        assert_eq!(sandbox.calls().queries, ["mobile=918860000001"]);
    }

    #[tokio::test]
    async fn a_token_opens_the_door_until_it_is_revoked() {
        let sandbox = start(Faults { revoke_every: Some(2), ..Faults::default() }).await;
        let login = r#"{"key":"demo-key","secret":"demo-secret"}"#;
        let answer = exchange(&sandbox, "POST /v3/oauth/token/generate", "", login).await;
        let token = answer.split('"').find(|part| part.matches('.').count() == 2).unwrap();
        let header = format!("X-CAP-API-OAUTH-TOKEN: {token}\r\n");
        assert!(get(&sandbox, TOM, &header).await.starts_with("HTTP/1.1 200"));
        assert!(get(&sandbox, TOM, &header).await.starts_with("HTTP/1.1 401"));
        let calls = sandbox.calls();
        assert_eq!((calls.tokens, calls.coupons, calls.refused), (1, 2, 1));
    }

    #[tokio::test]
    async fn an_escaped_external_id_finds_its_customer() {
        let sandbox = start(Faults::default()).await;
        let query = "/v2/customers/coupons?external_id=AWK-13%2F%C3%A5%20%26%3D%2B%25%23%3F&limit=1";
        assert!(get(&sandbox, query, USER).await.contains("awkward@example.org"));
    }

    #[tokio::test]
    async fn other_paths_and_methods_get_the_envelope_too() {
        let sandbox = start(Faults::default()).await;
        let lost = get(&sandbox, "/v2/customers", USER).await;
        assert!(lost.starts_with("HTTP/1.1 404") && lost.contains("\"success\":false"), "{lost}");
        let wrong = exchange(&sandbox, &format!("POST {TOM}"), USER, "").await;
        assert!(wrong.starts_with("HTTP/1.1 405") && wrong.contains("\"success\":false"), "{wrong}");
        assert!(lost.contains("x-cap-requestid"));
    }

    #[tokio::test]
    async fn faults_strike_when_they_were_asked_to() {
        let sandbox = start(Faults { fail_every: Some(2), no_access: true, ..Faults::default() }).await;
        let first = get(&sandbox, TOM, USER).await;
        assert!(first.starts_with("HTTP/1.1 403") && first.contains("4000"), "{first}");
        assert!(get(&sandbox, TOM, USER).await.starts_with("HTTP/1.1 503"));
    }

    #[tokio::test]
    async fn half_an_attribution_is_refused() {
        let sandbox = start(Faults::default()).await;
        let kind = "X-CAP-API-ATTRIBUTION-ENTITY-TYPE: TILL\r\n";
        let code = "X-CAP-API-ATTRIBUTION-ENTITY-CODE: till-1\r\n";
        assert!(get(&sandbox, TOM, &format!("{USER}{kind}")).await.starts_with("HTTP/1.1 400"));
        assert!(get(&sandbox, TOM, &format!("{USER}{kind}{code}")).await.starts_with("HTTP/1.1 200"));
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_the_sandbox_runs_on_from_where_it_began() {
        let now: Timestamp = "2026-03-14T23:59:00Z".parse().unwrap();
        let house = House::new(SandboxSettings::new(now));
        tokio::time::advance(Duration::from_secs(90)).await;
        assert_eq!(house.now().to_string(), "2026-03-15T00:00:30Z");
    }

    #[tokio::test]
    async fn a_dropped_sandbox_frees_its_port() {
        let sandbox = start(Faults::default()).await;
        let address = sandbox.base_url().replace("http://", "");
        drop(sandbox);
        while TcpStream::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
}
