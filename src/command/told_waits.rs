//! Which waits are told on stderr: all calls wait when the server asks for it, and one line says so.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::api::Wait;
use crate::domain::WhyWait;

/// Calls that wait for the same moment do not begin at the same one.
const ALIKE: Duration = Duration::from_secs(1);

/// The end of the longest wait that was told.
#[derive(Debug, Default)]
pub(super) struct ToldWaits(Mutex<Option<Instant>>);

impl ToldWaits {
    /// Takes note of a wait that a server caused; false where another call's wait has told of it already.
    pub(super) fn is_news(&self, wait: &Wait) -> bool {
        if matches!(wait.why, WhyWait::Turn { .. }) {
            return true;
        }
        let end = Instant::now() + wait.delay;
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = told.is_some_and(|told| end <= told + ALIKE);
        *told = (*told).max(Some(end));
        !(is_known && is_asked_for(&wait.why))
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
        assert!(told.is_news(&wait(45, WhyWait::Asked)), "a longer one");
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(!told.is_news(&wait(35, WhyWait::Asked)));
    }
}
