//! One call: its retries, its time budget, its token.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tracing::Instrument as _;

use super::auth::{self, Credentials};
use super::exchange::{self, Reply};
use super::gate::{self, Cause, Gate, Wanted};
use super::place::{Places, Step};
use super::pool::{self, Pool};
use super::private::Private;
use super::retry::{self, Pause, RetrySchedule};
use super::settings::ClientSettings;
use super::token::{self, Grant, Token, Tokens};
use super::{connect, log, request, transport_error, verdict};
use crate::domain::{Answer, Clean, Failure, Query, WhyWait};

/// The API's client. Cloning is cheap and shares connections, token and the limit of four calls.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    wanted: Wanted,
}

struct Inner {
    settings: ClientSettings,
    places: Places,
    tokens: Tokens,
    shared: Arc<Shared>,
}

/// What stays when the login changes.
struct Shared {
    pool: Pool,
    gate: Gate,
    /// Calls begun, which numbers them in the log.
    begun: AtomicU64,
}

/// A wait before an attempt, told when it begins so that a screen can count it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long it lasts.
    pub delay: Duration,
    /// Why.
    pub why: WhyWait,
}

/// What shows the server who asks.
type Proof = (HeaderName, HeaderValue);
/// Key and secret of an OAuth client.
type Login<'a> = (&'a SecretString, &'a SecretString);

impl Client {
    /// Makes a client and nothing else: root certificates are read and connections made at the
    /// first call, inside its task.
    #[must_use]
    pub fn new(settings: ClientSettings) -> Self {
        let shared =
            Shared { pool: Pool::default(), gate: Gate::new(settings.rate_per_minute), begun: AtomicU64::new(0) };
        let places = Places::of(&settings.base_url);
        let inner = Inner { settings, places, tokens: Tokens::default(), shared: Arc::new(shared) };
        Self { inner: Arc::new(inner), wanted: gate::wanted(true) }
    }

    /// This client with another login: connections, turns and waits are shared with it, a token is not.
    #[must_use]
    pub fn logging_in_with(&self, credentials: Credentials) -> Self {
        let inner = Inner {
            settings: ClientSettings { credentials, ..self.inner.settings.clone() },
            places: self.inner.places.clone(),
            tokens: Tokens::default(),
            shared: Arc::clone(&self.inner.shared),
        };
        Self { inner: Arc::new(inner), wanted: self.wanted.clone() }
    }

    /// This client for calls that can wait: those of others go before them.
    #[must_use]
    pub fn that_can_wait(&self) -> Self {
        self.while_wanted(gate::wanted(false))
    }

    /// This client for a call that somebody may come to wait for: true once that is so.
    #[must_use]
    pub fn while_wanted(&self, wanted: watch::Receiver<bool>) -> Self {
        Self { wanted, ..self.clone() }
    }

    /// What it was made from.
    #[must_use]
    pub fn settings(&self) -> &ClientSettings {
        &self.inner.settings
    }

    /// The HTTP client underneath, for requests that carry no credentials.
    pub(super) async fn http(&self) -> Result<reqwest::Client, Failure> {
        self.inner.shared.pool.http(&self.inner.settings).await
    }

    /// Asks for one page of coupons. Dropping the future cancels whatever it is doing.
    ///
    /// Passing failures are tried again, at most twice; `on_wait` hears of each wait as it begins. The
    /// first retry is at once and silent where a connection of an earlier call had died since.
    /// The time budget counts the work and our own pauses, not what the server asks us to wait and
    /// not the wait for a turn or for a place among the four calls. What the server asks one call to wait
    /// holds every other back as well.
    ///
    /// # Errors
    /// The last failure, with all that is known of it.
    pub async fn coupons(&self, query: &Query, on_wait: &(dyn Fn(Wait) + Send + Sync)) -> Result<Answer, Failure> {
        let call = log::Call::begin(self.inner.shared.begun.fetch_add(1, Ordering::Relaxed) + 1);
        let login = self.inner.settings.login_settings.as_ref();
        let outcome = self.tried(query, &call, on_wait).await.map_err(|failure| failure.of_login(login));
        call.end(&outcome);
        outcome
    }

    async fn tried(
        &self,
        query: &Query,
        call: &log::Call,
        on_wait: &(dyn Fn(Wait) + Send + Sync),
    ) -> Result<Answer, Failure> {
        let timeouts = &self.inner.settings.timeouts;
        let mut schedule = RetrySchedule::new(timeouts.pause);
        let mut left = timeouts.total;
        let mut renewed = false;
        let mut may_be_dead = self.inner.shared.pool.is_used();
        for attempt in 1.. {
            let trying = self.inner.attempt(query, &mut renewed).instrument(call.attempt(attempt));
            let place =
                self.inner.shared.gate.enter(&self.wanted, |delay, cause| on_wait(self.turn(delay, cause))).await;
            let failure = match self.timed(&mut left, trying).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            // before the place is given back: the next call must not slip in between
            if let Some(wait) = retry::asked(&failure) {
                self.inner.shared.gate.hold(wait);
            }
            drop(place);
            let was_dead = std::mem::take(&mut may_be_dead) && pool::was_dead(&failure);
            let pause = if was_dead { schedule.at_once() } else { schedule.after(&failure) };
            let Some(pause) = pause.filter(|pause| pause.fits(left)) else { return Err(failure) };
            call.waits(pause, &failure);
            if was_dead {
                self.inner.shared.pool.empty().await;
                continue;
            }
            on_wait(Wait { delay: pause.delay, why: failure.into() });
            sleep(pause.delay).await;
            left = left.saturating_sub(pause.counted());
        }
        // not reached: the schedule ends first
        Err(self.out_of_time())
    }

    /// The wait for a turn.
    fn turn(&self, delay: Duration, cause: Cause) -> Wait {
        let why = match cause {
            Cause::Rate => WhyWait::Turn { calls_a_minute: self.inner.settings.rate_per_minute },
            Cause::Held => WhyWait::Asked,
        };
        Wait { delay, why }
    }

    /// Runs one attempt for as long as the budget lasts.
    async fn timed<T>(
        &self,
        left: &mut Duration,
        attempt: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let began = Instant::now();
        let outcome = timeout(*left, attempt).await;
        *left = left.saturating_sub(began.elapsed());
        outcome.unwrap_or_else(|_| Err(self.out_of_time()))
    }

    fn out_of_time(&self) -> Failure {
        transport_error::out_of_time(&self.inner.settings.timeouts).at(self.place())
    }

    /// Where look-ups go.
    pub(super) fn place(&self) -> &Clean {
        self.inner.places.of_step(Step::LookUp)
    }
}

impl Pause {
    /// The part of it that the time budget pays for.
    fn counted(self) -> Duration {
        if self.asked_for { Duration::ZERO } else { self.delay }
    }

    fn fits(self, left: Duration) -> bool {
        self.counted() < left
    }
}

impl Inner {
    /// One attempt, with one silent renewal of the token in the whole call.
    async fn attempt(&self, query: &Query, renewed: &mut bool) -> Result<Answer, Failure> {
        let http = &self.shared.pool.http(&self.settings).await?;
        let reply = match &self.settings.credentials {
            Credentials::Basic { username, md5, .. } => {
                let header = auth::basic_header(username, md5);
                let header = header.ok_or_else(|| connect::setup("user and password cannot be sent"))?;
                self.look_up(http, query, &mut self.private(query), (AUTHORIZATION, header)).await?
            }
            Credentials::OAuth { key, secret } => {
                let login = (key, secret);
                let mut private = self.private(query);
                let token = self.token(http, login, &private, None).await?;
                let reply = self.look_up(http, query, &mut private, token.proof()).await?;
                if reply.status == 401 && !*renewed {
                    *renewed = true;
                    log::token_refused();
                    let fresh = self.token(http, login, &private, Some(token.number)).await?;
                    self.look_up(http, query, &mut private, fresh.proof()).await?
                } else {
                    reply
                }
            }
        };
        verdict::coupons(&reply, self.settings.keep_originals).map_err(|failure| failure.of_page(query.page))
    }

    fn private(&self, query: &Query) -> Private {
        Private::of(query, &self.settings.credentials)
    }

    async fn look_up(
        &self,
        http: &reqwest::Client,
        query: &Query,
        private: &mut Private,
        (name, value): Proof,
    ) -> Result<Reply, Failure> {
        private.add(&value);
        let request = http.get(request::coupons(&self.settings, query)).header(name, value);
        self.exchange(Step::LookUp, request, private).await
    }

    async fn token(
        &self,
        http: &reqwest::Client,
        login: Login<'_>,
        private: &Private,
        refused: Option<u64>,
    ) -> Result<Token, Failure> {
        self.tokens.get(refused, async || self.generate(http, login, private).await).await
    }

    async fn generate(
        &self,
        http: &reqwest::Client,
        (key, secret): Login<'_>,
        private: &Private,
    ) -> Result<Grant, Failure> {
        let body = token::request_body(key, secret);
        let request = http.post(self.settings.base_url.at(token::PATH)).body(body);
        let reply = self.exchange(Step::Login, request, private).await?;
        let grant = token::grant(&reply)?;
        log::token_granted(grant.life);
        Ok(grant)
    }

    async fn exchange(
        &self,
        step: Step,
        request: reqwest::RequestBuilder,
        private: &Private,
    ) -> Result<Reply, Failure> {
        let began = Instant::now();
        let outcome = exchange::send(request, &self.settings.timeouts, self.places.of_step(step), private).await;
        if outcome.is_ok() {
            self.shared.pool.answered();
        }
        log::exchanged(step.word(), &outcome, began);
        outcome
    }
}

impl Token {
    fn proof(&self) -> Proof {
        (HeaderName::from_static(token::HEADER), self.header.clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.inner.settings).finish_non_exhaustive()
    }
}
