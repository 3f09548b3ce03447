//! When to try again, and after what wait.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::domain::Failure;

/// Retries after the first attempt.
const MOST_RETRIES: usize = 2;
/// However long a server asks us to wait, nobody at a counter waits longer.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// More than a day is nonsense, and kept small enough that no clock arithmetic can overflow.
const LONGEST_BELIEVED: Duration = Duration::from_hours(24);

/// The waits of one call: growing, jittered, at most two.
pub(super) struct RetrySchedule {
    pauses: ExponentialBackoff,
}

/// One wait before another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) delay: Duration,
    /// True when the server asked for it: such a wait does not count as slowness of ours.
    pub(super) asked_for: bool,
}

impl RetrySchedule {
    /// `first` is the shortest wait before the first retry.
    pub(super) fn new(first: Duration) -> Self {
        let pauses = ExponentialBuilder::new().with_min_delay(first).with_max_times(MOST_RETRIES).with_jitter();
        Self { pauses: pauses.build() }
    }

    /// No wait, but one retry less.
    pub(super) fn at_once(&mut self) -> Option<Pause> {
        self.pauses.next().map(|_| Pause { delay: Duration::ZERO, asked_for: false })
    }

    /// The wait after `failure`; `None` when it is final.
    pub(super) fn after(&mut self, failure: &Failure) -> Option<Pause> {
        if !failure.kind.is_passing() {
            return None;
        }
        let pause = self.pauses.next()?;
        let asked = asked(failure);
        let delay = asked.map_or(pause, |asked| asked.max(pause));
        Some(Pause { delay, asked_for: asked.is_some() })
    }
}

/// The wait that the server asks for with this failure, no longer than anybody waits: it means every
/// call. None where trying again is no use, whatever the server says.
pub(super) fn asked(failure: &Failure) -> Option<Duration> {
    failure.retry_after.filter(|_| failure.kind.is_passing()).map(|asked| asked.min(LONGEST_WAIT))
}

/// Reads `Retry-After`: seconds, or an HTTP date that is compared with `clock`: the same answer's
/// `Date`, which the clock of this machine stands in for only where there is none. Garbage and
/// negative numbers are nothing; dates that have passed are zero.
pub(super) fn retry_after(value: &str, clock: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // more digits than fit are a huge number, not garbage
        let seconds = value.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(LONGEST_BELIEVED));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let wait = until.duration_since(clock).unwrap_or(Duration::ZERO);
    Some(wait.min(LONGEST_BELIEVED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FailureKind;

    fn busy(retry_after: Option<u64>) -> Failure {
        let mut failure = Failure::new(FailureKind::Busy);
        failure.retry_after = retry_after.map(Duration::from_secs);
        failure
    }

    #[test]
    fn a_passing_failure_is_tried_again_twice_with_growing_waits() {
        let first = Duration::from_millis(100);
        let mut schedule = RetrySchedule::new(first);
        let one = schedule.after(&busy(None)).unwrap().delay;
        let two = schedule.after(&busy(None)).unwrap().delay;
        assert!(one >= first && one <= first * 2, "{one:?}");
        assert!(two >= first * 2 && two <= first * 4, "{two:?}");
        assert_eq!(schedule.after(&busy(None)), None);
    }

    #[test]
    fn what_cannot_pass_is_not_tried_again() {
        for kind in FailureKind::ALL.into_iter().filter(|kind| !kind.is_passing()) {
            assert_eq!(RetrySchedule::new(Duration::ZERO).after(&Failure::new(kind)), None, "{kind:?}");
        }
    }

    #[test]
    fn what_the_server_asks_for_is_a_lower_bound_with_a_cap() {
        let wait = |asked| RetrySchedule::new(Duration::from_secs(1)).after(&busy(Some(asked))).unwrap();
        assert_eq!(wait(7), Pause { delay: Duration::from_secs(7), asked_for: true });
        assert_eq!(wait(100_000).delay, LONGEST_WAIT);
        assert!(wait(0).delay >= Duration::from_secs(1));
    }

    #[test]
    fn retry_after_comes_as_seconds_or_as_a_date() {
        let now = httpdate::parse_http_date("Mon, 23 Nov 2026 10:00:00 GMT").unwrap();
        let seconds = |value: &str| retry_after(value, now).map(|wait| wait.as_secs());
        let cases = [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(86_400)),
            ("Mon, 23 Nov 2026 10:00:30 GMT", Some(30)),
            ("Mon, 23 Nov 2026 09:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("-5", None),
            ("soon", None),
            ("1.5", None),
            ("", None),
        ];
        for (value, expected) in cases {
            assert_eq!(seconds(value), expected, "{value}");
        }
    }
}
