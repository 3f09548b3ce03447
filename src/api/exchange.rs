//! One request on the wire: its headers and its body, read with a cap.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use reqwest::header::{AGE, CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};

use super::settings::Timeouts;
use super::{fault, retry};
use crate::domain::{Clean, Failure, FailureKind, Skew, echoes};

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
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// A failure of `kind` with all that the headers tell.
    pub(super) fn failure(&self, kind: FailureKind) -> Failure {
        self.told(Failure::new(kind))
    }

    /// Adds what the headers tell.
    pub(super) fn told(&self, failure: Failure) -> Failure {
        let mut failure = failure.with_status(self.status);
        failure.request_id.clone_from(&self.request_id);
        failure.retry_after = self.retry_after;
        failure
    }

    /// A request id that holds something private is an echo, and nobody's number.
    pub(super) fn forget_id_with(&mut self, private: &[SecretString]) {
        self.request_id.take_if(|id| {
            let id = squeezed(id.as_str());
            private.iter().any(|text| echoes(&id, tell_tale(&squeezed(text.expose_secret()))))
        });
    }
}

/// What is left when it is written in another way.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The part that gives it away: of a long number its end, which is told without the country too.
fn tell_tale(squeezed: &str) -> &str {
    const ENOUGH: usize = 8;
    let is_number = squeezed.bytes().all(|byte| byte.is_ascii_digit());
    let start = if is_number { squeezed.len().saturating_sub(ENOUGH) } else { 0 };
    squeezed.get(start..).unwrap_or(squeezed)
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
pub(super) async fn send(request: RequestBuilder, timeouts: &Timeouts) -> Result<Reply, Failure> {
    let mut response = request.send().await.map_err(|error| fault::failure(&error, timeouts))?;
    let mut reply = head(&response);
    // a redirect's body says nothing that the status does not
    if !response.status().is_redirection() {
        let read = body(&mut response, timeouts).await;
        reply.body = read.map_err(|failure| reply.told(failure))?;
    }
    Ok(reply)
}

fn head(response: &Response) -> Reply {
    let headers = response.headers();
    let server_time = server_time(headers);
    Reply {
        status: response.status().as_u16(),
        says_html: text(headers, CONTENT_TYPE.as_str()).is_some_and(|kind| kind.to_ascii_lowercase().contains("html")),
        request_id: text(headers, REQUEST_ID).map(Clean::new).filter(|id| !id.is_blank()),
        skew: skew(headers),
        retry_after: text(headers, RETRY_AFTER.as_str()).and_then(|value| retry::retry_after(value, server_time)),
        body: Vec::new(),
    }
}

fn server_time(headers: &HeaderMap) -> Option<SystemTime> {
    text(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok())
}

/// By the clock at this moment: an answer is judged as it comes. One that lay in a cache tells the
/// time at which it was put there.
pub(super) fn skew(headers: &HeaderMap) -> Option<Skew> {
    let server = server_time(headers).filter(|_| !headers.contains_key(AGE))?;
    #[expect(clippy::disallowed_methods, reason = "the moment of the answer is what is compared")]
    let here = Timestamp::now();
    Some(Skew::between(here, Timestamp::try_from(server).ok()?))
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
    while let Some(chunk) = response.chunk().await.map_err(|error| fault::failure(&error, timeouts))? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(Failure::new(FailureKind::TooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_that_echoes_the_customer_or_a_secret_is_forgotten_and_others_are_kept() {
        let private = ["918860000001", "ann@example.com", "token-7f"].map(SecretString::from);
        let left = |id: &str| {
            let mut reply = Reply { request_id: Some(Clean::new(id)), ..Reply::default() };
            reply.forget_id_with(&private);
            reply.request_id.is_some()
        };
        for echo in ["918860000001", "r-8860-000-001", "ANN-example.com", "x-token-7F-y"] {
            assert!(!left(echo), "{echo}");
        }
        for id in ["ab12", "3f1b9c42-8860-4000-9000-000001", "token-8"] {
            assert!(left(id), "{id}");
        }
    }
}
