//! The OAuth token: fetched once for all who wait for it, renewed before it runs out.
//!
//! No refresh call exists; a new token is generated instead. Whoever comes while one is being
//! fetched waits for that one and shares its fate, good or bad.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::decode::{self, Value, each_field};
use super::exchange::Reply;
use super::verdict;
use crate::domain::{Failure, FailureKind, Number};

/// Below the base URL.
pub(super) const PATH: &str = "/v3/oauth/token/generate";
/// The header that carries the token, bare: no `Bearer`, no `Authorization`.
pub(super) const HEADER: &str = "x-cap-api-oauth-token";
/// What the vendor's sample shows, for answers that tell no usable `ttlSeconds`.
const USUAL_LIFE: Duration = Duration::from_mins(5);
/// No token is trusted for longer; also keeps clock arithmetic far from overflow.
const LONGEST_LIFE: Duration = Duration::from_hours(24);
/// Renewed this long before the end, or a quarter of its life before it when that is shorter.
const MARGIN: Duration = Duration::from_secs(30);

/// A token in use.
#[derive(Clone)]
pub(super) struct Token {
    /// The header's value, marked sensitive.
    pub(super) header: HeaderValue,
    /// Tells tokens apart without comparing secrets.
    pub(super) number: u64,
    renew_at: Instant,
}

/// What a good token call brings.
pub(super) struct Grant {
    header: HeaderValue,
    pub(super) life: Duration,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    failure: Option<Failure>,
}

/// The one token of a client.
#[derive(Default)]
pub(super) struct Tokens {
    state: Mutex<State>,
    /// Finished fetches, good and bad: who waited sees by it that another has fetched meanwhile.
    rounds: AtomicU64,
}

impl Tokens {
    /// The current token, fetched by `fetch` when there is none, when it runs out, or when it is
    /// the one numbered `refused`.
    ///
    /// # Errors
    /// That of the fetch, also of one that another caller has just made.
    pub(super) async fn get<F>(&self, refused: Option<u64>, fetch: F) -> Result<Token, Failure>
    where
        F: AsyncFnOnce() -> Result<Grant, Failure>,
    {
        let before = self.rounds.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(token) = state.token.as_ref().filter(|token| token.serves(refused)) {
            return Ok(token.clone());
        }
        let round = self.rounds.load(Ordering::Acquire);
        if let Some(failure) = state.failure.as_ref().filter(|_| round != before) {
            return Err(failure.clone());
        }
        let fetched = fetch().await;
        let number = round.wrapping_add(1);
        self.rounds.store(number, Ordering::Release);
        *state = State::default();
        match fetched {
            Ok(grant) => Ok(state.token.insert(Token::new(grant, number)).clone()),
            Err(failure) => Err(state.failure.insert(failure).clone()),
        }
    }
}

impl Token {
    fn new(Grant { header, life }: Grant, number: u64) -> Self {
        let margin = MARGIN.min(life / 4);
        Self { header, number, renew_at: Instant::now() + life.saturating_sub(margin) }
    }

    fn serves(&self, refused: Option<u64>) -> bool {
        refused != Some(self.number) && Instant::now() < self.renew_at
    }
}

/// The body of the token call.
pub(super) fn request_body(key: &SecretString, secret: &SecretString) -> String {
    let quoted = |text: &SecretString| serde_json::Value::from(text.expose_secret()).to_string();
    format!(r#"{{"key":{},"secret":{}}}"#, quoted(key), quoted(secret))
}

/// The token in a reply of the token call.
///
/// # Errors
/// `CredentialsRefused` for 401, 403 and a body with `errors`; else what the status, a web page or
/// an unreadable body means.
pub(super) fn grant(reply: &Reply) -> Result<Grant, Failure> {
    if matches!(reply.status, 401 | 403) {
        return Err(refused(reply));
    }
    verdict::not_json_at_all(reply)?;
    let read = TokenBody::read(&reply.body).map_err(|failure| verdict::unreadable(reply, failure))?;
    let by_status = FailureKind::of_status(reply.status);
    if let Some(refusal) = read.refusal(reply, by_status) {
        return Err(refusal);
    }
    if let Some(kind) = by_status {
        return Err(reply.failure(kind));
    }
    let header = read
        .header()
        .ok_or_else(|| reply.failure(FailureKind::Unreadable).with_message("the answer to the login holds no token"))?;
    Ok(Grant { header, life: life(read.ttl.as_deref()) })
}

/// 401 and 403 mean the credentials; the vendor's code and words are added where there are any.
fn refused(reply: &Reply) -> Failure {
    let told = TokenBody::read(&reply.body).ok().and_then(|read| read.refusal(reply, None));
    told.unwrap_or_else(|| reply.failure(FailureKind::CredentialsRefused))
}

#[derive(Default)]
struct TokenBody {
    token: Option<SecretString>,
    ttl: Option<String>,
    errors: Vec<crate::domain::ServerMessage>,
}

impl TokenBody {
    fn read(body: &[u8]) -> Result<Self, Failure> {
        let text = decode::text(body)?;
        let mut read = Self::default();
        decode::object(&text, |name, value| match name {
            "data" => {
                each_field(value, |name, value| read.set(name, &Value::of(value)));
            }
            "errors" => read.errors = decode::notices(value),
            _ => {}
        })?;
        Ok(read)
    }

    fn set(&mut self, name: &str, value: &Value<'_>) {
        match (name, value) {
            ("accessToken", Value::Text(text)) => self.token = Some(text.clone().into_owned().into()),
            ("ttlSeconds", Value::Text(text)) => self.ttl = Some(text.clone().into_owned()),
            ("ttlSeconds", Value::Bare(lexeme)) => self.ttl = Some((*lexeme).to_owned()),
            _ => {}
        }
    }

    /// `errors` refuse the credentials, unless the status says that the server is the one to fail.
    fn refusal(&self, reply: &Reply, by_status: Option<FailureKind>) -> Option<Failure> {
        let error = decode::first_telling(&self.errors)?;
        let kind = by_status.filter(|kind| kind.is_passing()).unwrap_or(FailureKind::CredentialsRefused);
        Some(reply.refusal(kind, error))
    }

    fn header(&self) -> Option<HeaderValue> {
        let token = self.token.as_ref()?.expose_secret().trim();
        let mut header = HeaderValue::from_str(token).ok().filter(|header| !header.is_empty())?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// How long a token lives; absent, zero, negative and nonsense mean the usual five minutes.
fn life(ttl: Option<&str>) -> Duration {
    let seconds = ttl.and_then(|ttl| Number::parse(ttl.trim())?.value()).filter(|ttl| *ttl >= 1.0);
    seconds.map_or(USUAL_LIFE, |ttl| Duration::try_from_secs_f64(ttl).unwrap_or(LONGEST_LIFE).min(LONGEST_LIFE))
}

#[cfg(test)]
mod tests;
