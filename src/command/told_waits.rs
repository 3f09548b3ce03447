//! Which waits are told on stderr: all calls wait when the server asks for it, and one line says so.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::api::Wait;
use crate::domain::WhyWait;

/// Calls that wait for the same moment do not begin at the same one.
const ALIKE: Duration = Duration::from_secs(1);

/// What was told.
#[derive(Debug, Default)]
pub(super) struct ToldWaits(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    /// Every call of a profile with few calls a minute waits for its turn.
    turns: bool,
    /// The end of the longest wait that the server asked for.
    asked_for: Option<Instant>,
}

impl ToldWaits {
    /// Takes note of a wait; false where it was told of already: turns once and for all, what the server
    /// asks for once for all calls.
    pub(super) fn is_news(&self, wait: &Wait) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(wait.why, WhyWait::Turn { .. }) {
            return !std::mem::replace(&mut told.turns, true);
        }
        if !is_asked_for(&wait.why) {
            return true;
        }
        let end = Instant::now() + wait.delay;
        let is_news = told.asked_for.is_none_or(|before| end > before + ALIKE);
        told.asked_for = told.asked_for.max(Some(end));
        is_news
    }
}

/// Whether the server asked for it, when it answered this call or another.
fn is_asked_for(why: &WhyWait) -> bool {
    match why {
        WhyWait::Failed(failure) => failure.retry_after.is_some(),
        WhyWait::Asked => true,
        WhyWait::Turn { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Failure, FailureKind};

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_the_server_asks_for_is_told_once_however_many_calls_have_it() {
        let told = ToldWaits::default();
        let wait = |seconds, why| Wait { delay: Duration::from_secs(seconds), why };
        let failed =
            |retry_after| WhyWait::Failed(Failure { retry_after, ..Failure::new(FailureKind::TooManyRequests) });
        let asked_for = failed(Some(Duration::from_secs(30)));
        assert!(told.is_news(&wait(30, asked_for.clone())));
        assert!(!told.is_news(&wait(30, WhyWait::Asked)));
        assert!(!told.is_news(&wait(30, asked_for)), "another of the calls that were under way");
        assert!(told.is_news(&wait(1, failed(None))), "a pause of our own");
        let turn = WhyWait::Turn { calls_a_minute: 6 };
        assert!(told.is_news(&wait(10, turn.clone())) && !told.is_news(&wait(10, turn)), "turns are told once");
        assert!(told.is_news(&wait(45, WhyWait::Asked)), "a longer one");
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(!told.is_news(&wait(35, WhyWait::Asked)));
    }
}
