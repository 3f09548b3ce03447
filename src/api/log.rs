//! What the log is told of calls: numbers and words of ours.
//!
//! Never a customer, a coupon, a secret, an address, a header or the server's words: a log is copied
//! into tickets. Of what a server sends, only a status, a short code and a request id that echoes nobody
//! get through. Without `--log-file` nobody listens, and an event costs one comparison.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{Span, info, info_span, warn};

use super::exchange::Reply;
use super::retry::Pause;
use crate::domain::{Answer, CODES, Clean, Failure, FailureKind, ServerMessage};

const NONE: &str = "none";

/// One call from its first attempt to its end. Dropping it before means that it was given up.
pub(super) struct Call {
    number: u64,
    ended: bool,
}

impl Call {
    /// `number` tells the calls of a run apart.
    pub(super) fn begin(number: u64) -> Self {
        Self { number, ended: false }
    }

    /// What happens in this attempt stands under it in the log.
    pub(super) fn attempt(&self, attempt: u32) -> Span {
        info_span!("call", number = self.number, attempt)
    }

    /// The call is answered or has failed for good.
    pub(super) fn end(mut self, outcome: &Result<Answer, Failure>) {
        self.ended = true;
        let number = self.number;
        match outcome {
            Ok(answer) => info!(number, rows = answer.len(), warnings = codes(&answer.warnings), "call answered"),
            Err(failure) => {
                let (code, request) = (code(failure.code), id(failure.request_id.as_ref()));
                warn!(number, code, request, why = why(failure), "call failed");
            }
        }
    }

    /// Another attempt follows.
    pub(super) fn waits(&self, pause: Pause, failure: &Failure) {
        let (number, code, wait_ms) = (self.number, code(failure.code), milliseconds(pause.delay));
        let asked_by_server = pause.asked_for;
        info!(number, code, why = why(failure), wait_ms, asked_by_server, "trying again after a wait");
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.ended {
            info!(number = self.number, "call given up: nobody waits for it any more");
        }
    }
}

/// One request and what came of it.
pub(super) fn exchanged(what: &'static str, outcome: &Result<Reply, Failure>, began: Instant) {
    let ms = milliseconds(began.elapsed());
    match outcome {
        Ok(reply) => {
            let request = id(reply.request_id.as_ref());
            info!(what, status = reply.status, bytes = reply.body.len(), ms, request, "answer");
        }
        Err(failure) => warn!(what, status = failure.status, ms, why = why(failure), "no answer"),
    }
}

/// The server does not take the token any more.
pub(super) fn token_refused() {
    info!("token refused, another one is asked for");
}

/// A new token.
pub(super) fn token_granted(life: Duration) {
    info!(life_s = life.as_secs(), "token granted");
}

/// The server was asked whether it is there.
pub(super) fn probed(status: u16) {
    info!(what = "probe", status, "answer");
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn code(code: Option<i64>) -> String {
    match code {
        None => NONE.to_owned(),
        Some(code) if CODES.contains(&code) => code.to_string(),
        Some(_) => "unusual".to_owned(),
    }
}

fn codes(notices: &[ServerMessage]) -> String {
    if notices.is_empty() {
        return NONE.to_owned();
    }
    notices.iter().map(|notice| code(notice.code)).collect::<Vec<_>>().join(" ")
}

/// What may be told of it is settled where it is read, in `private.rs`.
fn id(id: Option<&Clean>) -> &str {
    id.map_or(NONE, Clean::as_str)
}

/// The sentence of the kind; and the particular where that is ours and not the server's.
fn why(failure: &Failure) -> String {
    let sentence = failure.kind.sentence();
    match failure.message.as_ref().filter(|_| particular_is_ours(failure.kind)) {
        Some(message) => format!("{sentence} ({message})"),
        None => sentence.to_owned(),
    }
}

/// A kind that is not named here may quote the server.
fn particular_is_ours(kind: FailureKind) -> bool {
    use FailureKind as K;
    matches!(kind, K::Unreachable | K::BrokenOff | K::Tls | K::TimedOut | K::Setup)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_a_server_sends_only_short_codes_are_written() {
        assert_eq!([code(Some(8015)), code(Some(918_860_000_001)), code(Some(-1))], ["8015", "unusual", "unusual"]);
        assert_eq!((id(Some(&Clean::new("3f1b9c42-0a"))), id(None)), ("3f1b9c42-0a", "none"));
    }

    #[test]
    fn the_servers_words_are_not_written_and_ours_are() {
        for kind in FailureKind::ALL {
            let failure = Failure::new(kind).with_message("Tom Sawyer");
            let quoted = why(&failure).contains("Tom");
            assert_eq!(quoted, particular_is_ours(kind), "{kind:?}");
        }
    }
}
