//! One request on the wire: its headers and its body, read with a cap.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use reqwest::header::{AGE, CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, Response};

use super::private::Private;
use super::settings::Timeouts;
use super::{retry, transport_error};
use crate::domain::{Clean, Failure, FailureKind, ServerMessage, Skew};

/// The most of a body that is read, after decompression: 16 MiB. A page of 100 coupons has 60 KB.
const MOST_BYTES: usize = 16 * 1024 * 1024;
const REQUEST_ID: &str = "x-cap-requestid";

/// An HTTP answer, whatever it says.
#[derive(Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// True when the content type names HTML.
    pub(super) says_html: bool,
    pub(super) request_id: Option<Clean>,
    /// What this machine's clock said beyond the server's.
    pub(super) skew: Option<Skew>,
    pub(super) retry_after: Option<Duration>,
    /// Where it came from.
    pub(super) place: Clean,
    pub(super) body: Vec<u8>,
    /// What nothing that is told of this reply may hold.
    pub(super) private: Private,
}

impl Reply {
    /// A failure of `kind` with all that the headers tell.
    pub(super) fn failure(&self, kind: FailureKind) -> Failure {
        self.told(Failure::new(kind))
    }

    /// A failure that quotes words of the body: at most so many characters.
    pub(super) fn quoting(&self, kind: FailureKind, words: &str, most: usize) -> Failure {
        self.private.quoted(self.failure(kind), words, most)
    }

    /// A failure with an error that the body names.
    pub(super) fn refusal(&self, kind: FailureKind, error: &ServerMessage) -> Failure {
        self.private.told(self.failure(kind), error)
    }

    /// Adds what the headers tell.
    pub(super) fn told(&self, failure: Failure) -> Failure {
        let mut failure = failure.with_status(self.status);
        failure.request_id.clone_from(&self.request_id);
        failure.retry_after = self.retry_after;
        failure.at(&self.place)
    }
}

/// The body may be personal data or a token.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply(HTTP {}, {} bytes)", self.status, self.body.len())
    }
}

/// Sends a request and reads its answer.
///
/// # Errors
/// When the transport fails or the body is larger than the cap. Every HTTP status is an answer.
pub(super) async fn send(
    request: RequestBuilder,
    timeouts: &Timeouts,
    place: &Clean,
    private: &Private,
) -> Result<Reply, Failure> {
    let mut response = request.send().await.map_err(|error| transport_error::failure(&error, timeouts).at(place))?;
    let mut reply = Reply { place: place.clone(), ..head(&response, private) };
    // a redirect's body says nothing that the status does not
    if !response.status().is_redirection() {
        reply.body = match body(&mut response, timeouts).await {
            // a failing status says more than what is wrong with the body that came with it
            Err(_) if !response.status().is_success() => Vec::new(),
            read => read.map_err(|failure| reply.told(failure))?,
        };
    }
    Ok(reply)
}

fn head(response: &Response, private: &Private) -> Reply {
    let headers = response.headers();
    let now = now();
    let clock = server_time(headers).unwrap_or_else(|| now.into());
    Reply {
        status: response.status().as_u16(),
        says_html: text(headers, CONTENT_TYPE.as_str()).is_some_and(|kind| kind.to_ascii_lowercase().contains("html")),
        request_id: text(headers, REQUEST_ID).and_then(|id| private.request_id(id)),
        skew: skew_at(now, headers),
        retry_after: text(headers, RETRY_AFTER.as_str()).and_then(|value| retry::retry_after(value, clock)),
        place: Clean::default(),
        body: Vec::new(),
        private: private.clone(),
    }
}

fn server_time(headers: &HeaderMap) -> Option<SystemTime> {
    text(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok())
}

/// An answer is judged as it comes.
fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the moment of the answer is what is compared")]
    Timestamp::now()
}

/// By the clock at this moment.
pub(super) fn skew(headers: &HeaderMap) -> Option<Skew> {
    skew_at(now(), headers)
}

/// An answer that lay in a cache tells the time at which it was put there.
fn skew_at(now: Timestamp, headers: &HeaderMap) -> Option<Skew> {
    let server = server_time(headers).filter(|_| !headers.contains_key(AGE))?;
    Some(Skew::between(now, Timestamp::try_from(server).ok()?))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Counts what comes out of the decompressor, so that a small bomb is caught as a large body is.
async fn body(response: &mut Response, timeouts: &Timeouts) -> Result<Vec<u8>, Failure> {
    let announced = response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > MOST_BYTES {
        return Err(Failure::new(FailureKind::TooLarge));
    }
    // what a server announces is not trusted with memory before it comes
    let mut body = Vec::with_capacity(announced.min(256 * 1024));
    while let Some(chunk) = response.chunk().await.map_err(|error| transport_error::failure(&error, timeouts))? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(Failure::new(FailureKind::TooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
