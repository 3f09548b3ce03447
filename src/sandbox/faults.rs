//! What goes wrong on request, for training and for tests.

use std::time::Duration;

use super::reply::{Complaint, Reply};

/// Faults of the coupon calls; the default is none. Calls are counted from 1, refused ones too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Wait this long before each coupon answer.
    pub latency: Duration,
    /// Every so many coupon calls one fails (0 counts as none).
    pub fail_every: Option<u64>,
    /// With this HTTP status; 503 unless told.
    pub fail_status: Option<u16>,
    /// And with this `Retry-After`, in whole seconds.
    pub retry_after: Option<Duration>,
    /// Every so many coupon calls all tokens given so far stop working, that call's among them
    /// (0 counts as none).
    pub revoke_every: Option<u64>,
    /// The account lacks read access to customers: HTTP 403, code 4000.
    pub no_access: bool,
}

impl Faults {
    /// True when the tokens are to be forgotten at this call.
    pub(super) fn revokes(&self, call: u64) -> bool {
        hits(self.revoke_every, call)
    }

    /// The failure this call gets instead of an answer.
    pub(super) fn failure(&self, call: u64) -> Option<Reply> {
        hits(self.fail_every, call)
            .then(|| Reply::gateway(self.fail_status.unwrap_or(503), self.retry_after.map(|wait| wait.as_secs())))
    }

    /// The refusal a known user without rights gets.
    pub(super) fn refusal(&self) -> Option<Reply> {
        self.no_access.then(|| Complaint::new(403, 4000, "No read access to the resource Customer").into())
    }
}

fn hits(every: Option<u64>, call: u64) -> bool {
    every.is_some_and(|every| every > 0 && call.is_multiple_of(every))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(every: u64) -> Vec<u64> {
        let faults = Faults { fail_every: Some(every), ..Faults::default() };
        (1..=7).filter(|&call| faults.failure(call).is_some()).collect()
    }

    #[test]
    fn every_third_call_fails_and_every_zeroth_none() {
        assert_eq!(failing(3), [3, 6]);
        assert_eq!(failing(1).len(), 7);
        assert_eq!(failing(0), [0u64; 0]);
        assert!((1..9).all(|call| Faults::default().failure(call).is_none()));
    }

    #[test]
    fn a_failure_is_a_gateways_page_with_the_status_asked_for() {
        let wait = Some(Duration::from_secs(7));
        let faults = Faults { fail_every: Some(1), fail_status: Some(429), retry_after: wait, ..Faults::default() };
        let reply = faults.failure(1).unwrap();
        assert_eq!((reply.status, reply.content_type, reply.retry_after), (429, "text/html", Some(7)));
    }
}
