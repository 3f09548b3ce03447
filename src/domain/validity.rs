//! Whether a coupon is expired, redeemed, redeemable, and until when.
//!
//! The server sends no status per coupon; these are the rules of the vendor's release notes:
//! active and expired look only at the date, redeemed means redeemed at least once, redeemable
//! means active with a use left. None of it promises that a till accepts the coupon: store, day
//! and amount rules are checked elsewhere.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::calendar;
use super::coupon::{Coupon, Entry};

/// What ends within so many days runs out soon.
const DAYS_OF_SOON: i32 = 7;

/// The last second in which a coupon counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// That second.
    pub at: Timestamp,
    /// The offset the server wrote the date in, for printing it as meant.
    pub offset: Offset,
    /// True when only the day is known and its end is assumed.
    pub approximate: bool,
    /// What clock and calendar show then in that offset, where `at` cannot reach so far: 31 December
    /// 9999, which stands for "never".
    pub beyond: Option<DateTime>,
}

impl Expiry {
    /// `validTillDateTime`, or the end of that day where it names only a day, else the end of the
    /// `validTill` day. A coupon never expires at the start of its last day: the server cuts the
    /// time of `validTill` to midnight.
    #[must_use]
    pub fn of(coupon: &Coupon, zone: &TimeZone) -> Option<Self> {
        let exact = coupon.valid_till_date_time.as_ref().filter(|stamp| stamp.has_time());
        if let Some((stamp, at)) = exact.and_then(|stamp| Some((stamp, stamp.instant(zone)?))) {
            let offset = stamp.offset().unwrap_or_else(|| zone.to_offset(at));
            return Some(Self { at, offset, approximate: false, beyond: stamp.beyond(zone) });
        }
        let days = [coupon.valid_till_date_time.as_ref(), coupon.valid_till.as_ref()];
        let (stamp, at) = days.into_iter().flatten().find_map(|stamp| Some((stamp, stamp.end_of_day(zone)?)))?;
        let offset = stamp.offset().unwrap_or_else(|| zone.to_offset(at));
        Some(Self { at, offset, approximate: true, beyond: stamp.end_beyond(zone) })
    }

    /// True from the second after the last one.
    #[must_use]
    pub fn is_past(&self, now: Timestamp) -> bool {
        now.as_second() > self.at.as_second()
    }
}

/// What is known of a coupon now; `None` where the server's data does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Past its date.
    pub expired: Option<bool>,
    /// Redeemed at least once, reversed redemptions not counted.
    pub redeemed: Option<bool>,
    /// Not past its date, with a use left.
    pub redeemable: Option<bool>,
    /// Until when.
    pub expiry: Option<Expiry>,
}

impl State {
    /// The state of `coupon` at `now`; dates without an offset are read in `zone`.
    #[must_use]
    pub fn of(coupon: &Coupon, now: Timestamp, zone: &TimeZone) -> Self {
        let expiry = Expiry::of(coupon, zone);
        let expired = expiry.map(|expiry| expiry.is_past(now));
        let uses_left = coupon.redemptions_left.map(|left| left != 0);
        let redeemable = match (expired, uses_left) {
            (Some(true), _) | (_, Some(false)) => Some(false),
            (Some(false), Some(true)) => Some(true),
            (None, _) | (_, None) => None,
        };
        Self { expired, redeemed: redeemed(coupon), redeemable, expiry }
    }

    /// True when it can be used now and ends within a week, in days as the screen counts them.
    #[must_use]
    pub fn runs_out_soon(&self, now: Timestamp, zone: &TimeZone) -> bool {
        // most end later than any zone could bring into the week: those need no calendar
        let near = |expiry: &Expiry| expiry.at.as_second() - now.as_second() < 9 * 86_400;
        let soon = |expiry: Expiry| near(&expiry) && calendar::days_left(&expiry, now, zone) <= DAYS_OF_SOON;
        self.redeemable == Some(true) && self.expiry.is_some_and(soon)
    }

    /// The one word that stands in the list.
    #[must_use]
    pub fn word(&self, coupon: &Coupon) -> CouponState {
        if self.expired == Some(true) {
            CouponState::Expired
        } else if coupon.redemptions_left == Some(0) {
            CouponState::UsedUp
        } else if self.redeemable == Some(true) && self.redeemed == Some(true) {
            CouponState::UsedMoreLeft
        } else if self.redeemable == Some(true) {
            CouponState::Redeemable
        } else {
            CouponState::Unknown
        }
    }
}

/// The samples contradict themselves (a count of 0 beside a listed redemption), so a coupon is
/// redeemed when either says so.
fn redeemed(coupon: &Coupon) -> Option<bool> {
    let listed = coupon.redemptions.iter().any(|redemption| coupon.reversal_of(redemption).is_none());
    match coupon.redemption_count {
        _ if listed => Some(true),
        // one that cannot be read may be one that counts
        Some(0) if coupon.problem.as_ref().is_some_and(|what| what.as_str().starts_with("redemptions")) => None,
        Some(count) => Some(count > 0),
        None => None,
    }
}

/// The state of a row in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CouponState {
    /// Active, never used, a use left.
    Redeemable,
    /// Active, used, a use left.
    UsedMoreLeft,
    /// Active, no use left.
    UsedUp,
    /// Past its date.
    Expired,
    /// The server's data does not tell.
    Unknown,
    /// The row is no coupon.
    Bad,
}

impl CouponState {
    /// Every word, best first.
    pub const ALL: [Self; 6] =
        [Self::Redeemable, Self::UsedMoreLeft, Self::UsedUp, Self::Expired, Self::Unknown, Self::Bad];

    /// The word of a row.
    #[must_use]
    pub fn of(entry: &Entry, now: Timestamp, zone: &TimeZone) -> Self {
        match entry {
            Entry::Coupon(coupon) => State::of(coupon, now, zone).word(coupon),
            Entry::Bad(_) => Self::Bad,
        }
    }

    /// The word itself.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Redeemable => "redeemable",
            Self::UsedMoreLeft => "used, more",
            Self::UsedUp => "used up",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::Bad => "unreadable",
        }
    }

    /// The symbol beside the word.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Redeemable => "●",
            Self::UsedMoreLeft => "◐",
            Self::UsedUp => "○",
            Self::Expired => "×",
            Self::Unknown => "?",
            Self::Bad => "!",
        }
    }

    /// The symbol on a screen that shows ASCII only.
    #[must_use]
    pub fn ascii_symbol(self) -> &'static str {
        match self {
            Self::Redeemable => "*",
            Self::UsedMoreLeft => "+",
            Self::UsedUp => "o",
            Self::Expired => "x",
            Self::Unknown => "?",
            Self::Bad => "!",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::coupon::{Redemption, Reversal};
    use super::super::lexeme::Id;
    use super::super::server_date::ServerDate;
    use super::*;

    fn coupon(valid_till: &str, count: i64, left: i64) -> Coupon {
        Coupon {
            valid_till: Some(ServerDate::new(valid_till)),
            redemption_count: Some(count),
            redemptions_left: Some(left),
            ..Coupon::default()
        }
    }

    fn state(coupon: &Coupon, now: &str) -> State {
        State::of(coupon, now.parse().unwrap(), &TimeZone::UTC)
    }

    #[test]
    fn a_coupon_lasts_until_the_end_of_its_last_day_in_its_own_offset() {
        let indian = coupon("2029-09-01T00:00:00+05:30", 0, 1);
        let last = state(&indian, "2029-09-01T18:29:59.9Z");
        assert_eq!((last.expired, last.redeemable), (Some(false), Some(true)));
        assert!(last.expiry.unwrap().approximate);
        let after = state(&indian, "2029-09-01T18:30:00Z");
        assert_eq!((after.expired, after.redeemable), (Some(true), Some(false)));
    }

    #[test]
    fn an_exact_moment_wins_over_the_day() {
        let mut exact = coupon("2024-10-31T00:00:00Z", 0, 1);
        exact.valid_till_date_time = Some(ServerDate::new("2024-10-31T12:00:00Z"));
        let now = state(&exact, "2024-10-31T12:00:01Z");
        assert_eq!(now.expired, Some(true));
        assert!(!now.expiry.unwrap().approximate);
        exact.valid_till_date_time = Some(ServerDate::new("soon"));
        assert_eq!(state(&exact, "2024-10-31T12:00:01Z").expired, Some(false));
        exact.valid_till_date_time = Some(ServerDate::new("2024-10-30"));
        let of_a_day = state(&exact, "2024-10-31T12:00:01Z");
        assert_eq!(
            (of_a_day.expired, of_a_day.expiry.unwrap().approximate),
            (Some(true), true),
            "the day that it names"
        );
    }

    #[test]
    fn uses_left_decide_what_is_redeemable_and_minus_one_is_unlimited() {
        let now = "2024-01-01T00:00:00Z";
        let cases = [
            (0, 1, Some(true), CouponState::Redeemable),
            (3, -1, Some(true), CouponState::UsedMoreLeft),
            (1, 0, Some(false), CouponState::UsedUp),
        ];
        for (count, left, redeemable, word) in cases {
            let c = coupon("2024-10-31T00:00:00Z", count, left);
            let s = state(&c, now);
            assert_eq!((s.redeemable, s.word(&c)), (redeemable, word), "{count}/{left}");
        }
        let c = coupon("2023-10-31", 0, -1);
        assert_eq!(state(&c, now).word(&c), CouponState::Expired);
    }

    #[test]
    fn a_listed_redemption_counts_even_when_the_count_says_zero() {
        let mut c = coupon("2029-09-01T00:00:00Z", 0, 1);
        c.redemptions = Box::new([Redemption::default()]);
        assert_eq!(state(&c, "2024-01-01T00:00:00Z").redeemed, Some(true));
    }

    #[test]
    fn a_redemption_that_cannot_be_read_leaves_it_open_whether_it_was_redeemed() {
        let mut c = coupon("2029-09-01T00:00:00Z", 0, 1);
        c.problem = Some(Box::new(super::super::text::Clean::new("redemptions is a bare value, not an object")));
        assert_eq!(state(&c, "2024-01-01T00:00:00Z").redeemed, None);
        c.redemption_count = Some(1);
        assert_eq!(state(&c, "2024-01-01T00:00:00Z").redeemed, Some(true));
    }

    #[test]
    fn a_reversed_redemption_does_not_count() {
        let mut c = coupon("2029-09-01T00:00:00Z", 0, 1);
        c.redemptions = Box::new([Redemption { id: Some(Id::number("7")), ..Redemption::default() }]);
        c.reversed_redemptions = Box::new([Reversal { id: Some(Id::quoted("7")), ..Reversal::default() }]);
        assert_eq!(state(&c, "2024-01-01T00:00:00Z").redeemed, Some(false));
    }

    #[test]
    fn what_the_server_does_not_tell_is_unknown() {
        let s = state(&Coupon::default(), "2024-01-01T00:00:00Z");
        assert_eq!(s, State { expired: None, redeemed: None, redeemable: None, expiry: None });
        assert_eq!(s.word(&Coupon::default()), CouponState::Unknown);
        let no_uses = Coupon { redemptions_left: Some(0), ..Coupon::default() };
        assert_eq!(state(&no_uses, "2024-01-01T00:00:00Z").redeemable, Some(false));
    }
}
