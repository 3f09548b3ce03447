//! How far this machine's clock is from the server's: it decides what is called expired.

use jiff::Timestamp;

/// Minutes that two clocks may be apart before anybody hears of it.
const TOLERATED: i64 = 5;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What this machine's clock says beyond the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skew {
    /// Positive where this machine is ahead.
    seconds: i64,
}

impl Skew {
    /// Of two readings of the same moment.
    #[must_use]
    pub fn between(here: Timestamp, server: Timestamp) -> Self {
        Self { seconds: here.as_second().saturating_sub(server.as_second()) }
    }

    /// True where expiry dates are judged wrongly by it. The time that an answer is under way is
    /// within what is tolerated.
    #[must_use]
    pub fn matters(self) -> bool {
        self.seconds.abs() > TOLERATED * MINUTE
    }

    /// How far, whichever way.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.seconds.unsigned_abs()
    }

    /// `12 min ahead`, `3 h behind`.
    #[must_use]
    pub fn words(self) -> String {
        let apart = self.seconds.saturating_abs();
        let far = match apart {
            ..MINUTE => format!("{apart} s"),
            MINUTE..HOUR => format!("{} min", apart / MINUTE),
            HOUR..DAY => format!("{} h", apart / HOUR),
            DAY.. => format!("{} d", apart / DAY),
        };
        format!("{far} {}", if self.seconds < 0 { "behind" } else { "ahead" })
    }

    /// The warning, without its stop.
    #[must_use]
    pub fn warning(self) -> String {
        format!(
            "this machine's clock is {} of the server's: what is called expired may not be, and the reverse",
            self.words()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skew(seconds: i64) -> Skew {
        let server = Timestamp::from_second(1_800_000_000).unwrap();
        Skew::between(Timestamp::from_second(1_800_000_000 + seconds).unwrap(), server)
    }

    #[test]
    fn five_minutes_are_tolerated_either_way_and_more_is_not() {
        for (seconds, matters) in [(0, false), (300, false), (-300, false), (301, true), (-301, true)] {
            assert_eq!(skew(seconds).matters(), matters, "{seconds}");
        }
    }

    #[test]
    fn it_is_told_in_the_largest_unit_that_fits() {
        let cases = [(0, "0 s ahead"), (-59, "59 s behind"), (725, "12 min ahead"), (-7300, "2 h behind")];
        for (seconds, words) in cases {
            assert_eq!(skew(seconds).words(), words);
        }
        assert_eq!(skew(-3 * DAY).words(), "3 d behind");
        assert!(Skew::between(Timestamp::MIN, Timestamp::MAX).words().ends_with(" d behind"));
    }
}
