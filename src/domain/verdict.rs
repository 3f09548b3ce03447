//! The answer to the manager's question, in words and with its reasons.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::calendar;
use super::coupon::{Coupon, Entry};
use super::validity::{CouponState, State};

/// `Redeemable: 1 use left, until 31 Oct 2024 end of day (approximate)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The state.
    pub word: CouponState,
    /// Why.
    pub reasons: String,
}

impl Verdict {
    /// The verdict on a row.
    #[must_use]
    pub fn of(entry: &Entry, now: Timestamp, zone: &TimeZone) -> Self {
        match entry {
            Entry::Coupon(coupon) => Self::of_coupon(coupon, now, zone),
            Entry::Bad(bad) => Self { word: CouponState::Bad, reasons: bad.problem.to_string() },
        }
    }

    fn of_coupon(coupon: &Coupon, now: Timestamp, zone: &TimeZone) -> Self {
        let state = State::of(coupon, now, zone);
        let word = state.word(coupon);
        let left = uses_left(coupon);
        let until = state.expiry.map(|expiry| calendar::end(&expiry, zone));
        let used = times(coupon);
        let reasons = match word {
            CouponState::Redeemable | CouponState::UsedMoreLeft => {
                [Some(left), until.map(|until| format!("until {until}")), used]
            }
            CouponState::UsedUp => [Some(left), used, until.map(|until| format!("it would last until {until}"))],
            CouponState::Expired => [until.map(|until| format!("ended {until}")), used, left_then(coupon)],
            CouponState::Unknown | CouponState::Bad => {
                [missing(coupon, &state), used, until.map(|until| format!("until {until}"))]
            }
        };
        Self { word, reasons: reasons.into_iter().flatten().collect::<Vec<_>>().join(", ") }
    }

    /// The state as the first word of the sentence.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        match self.word {
            CouponState::Redeemable => "Redeemable",
            CouponState::UsedMoreLeft => "Redeemable again",
            CouponState::UsedUp => "Used up",
            CouponState::Expired => "Expired",
            CouponState::Unknown => "Unknown",
            CouponState::Bad => "Unreadable",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.heading(), self.reasons)
    }
}

fn uses_left(coupon: &Coupon) -> String {
    match coupon.redemptions_left {
        Some(0) => "no use left".to_owned(),
        Some(1) => "1 use left".to_owned(),
        Some(left) if left < 0 => "unlimited uses".to_owned(),
        Some(left) => format!("{left} uses left"),
        None => "the server does not say how many uses are left".to_owned(),
    }
}

/// What was left when it ended, where that is known.
fn left_then(coupon: &Coupon) -> Option<String> {
    coupon.redemptions_left.map(|_| format!("{} then", uses_left(coupon)))
}

fn times(coupon: &Coupon) -> Option<String> {
    match coupon.redemption_count {
        Some(1) => Some("used once".to_owned()),
        Some(count) if count > 1 => Some(format!("used {count} times")),
        // the samples contradict themselves: say both
        Some(_) if coupon.redemptions.iter().any(|redemption| coupon.reversal_of(redemption).is_none()) => {
            Some("counted as unused, yet a redemption is listed".to_owned())
        }
        Some(_) | None => None,
    }
}

fn missing(coupon: &Coupon, state: &State) -> Option<String> {
    let date = match (state.expiry, coupon.valid_till_date_time.as_ref().or(coupon.valid_till.as_ref())) {
        (Some(_), _) => None,
        (None, Some(odd)) => Some(format!("its end cannot be read ({})", odd.original())),
        (None, None) => Some("the server does not say until when".to_owned()),
    };
    let uses = coupon.redemptions_left.is_none().then(|| uses_left(coupon));
    let parts: Vec<String> = [date, uses].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Redemption, ServerDate};

    fn verdict(valid_till: &str, count: i64, left: i64) -> String {
        let coupon = Coupon {
            valid_till: Some(ServerDate::new(valid_till)),
            redemption_count: Some(count),
            redemptions_left: Some(left),
            ..Coupon::default()
        };
        Verdict::of_coupon(&coupon, "2024-10-01T00:00:00Z".parse().unwrap(), &TimeZone::UTC).to_string()
    }

    #[test]
    fn what_is_left_below_zero_is_unlimited_in_every_place() {
        for left in [-1, -2] {
            let coupon = Coupon { redemptions_left: Some(left), redemption_count: Some(1), ..Coupon::default() };
            assert_eq!((coupon.uses("inf"), uses_left(&coupon)), ("1/inf".to_owned(), "unlimited uses".to_owned()));
        }
        assert_eq!(Coupon::default().uses("inf"), "?/?");
    }

    #[test]
    fn a_verdict_gives_its_reasons() {
        assert_eq!(
            verdict("2024-10-31T00:00:00Z", 0, 1),
            "Redeemable: 1 use left, until 31 Oct 2024 end of day (approximate)"
        );
        assert_eq!(
            verdict("2024-10-31T00:00:00Z", 6, -1),
            "Redeemable again: unlimited uses, until 31 Oct 2024 end of day (approximate), used 6 times"
        );
        assert_eq!(
            verdict("2024-10-31T00:00:00Z", 1, 0),
            "Used up: no use left, used once, it would last until 31 Oct 2024 end of day (approximate)"
        );
        assert_eq!(
            verdict("2024-09-30T00:00:00Z", 0, 2),
            "Expired: ended 30 Sep 2024 end of day (approximate), 2 uses left then"
        );
        assert_eq!(verdict("soon", 0, 2), "Unknown: its end cannot be read (soon)");
    }

    #[test]
    fn what_the_server_does_not_say_is_not_taken_for_none() {
        let told = |coupon: Coupon| {
            Verdict::of_coupon(&coupon, "2024-10-01T00:00:00Z".parse().unwrap(), &TimeZone::UTC).to_string()
        };
        let ending = |text: &str| Coupon { valid_till: Some(ServerDate::new(text)), ..Coupon::default() };
        let unknown = "Unknown: the server does not say how many uses are left";
        let end = "31 Oct 2024 end of day (approximate)";
        assert_eq!(told(ending("2024-10-31T00:00:00Z")), format!("{unknown}, until {end}"));
        assert_eq!(
            told(Coupon::default()),
            "Unknown: the server does not say until when, the server does not say how many uses are left"
        );
        let left = Some(3);
        let open = Coupon { redemptions_left: left, redemption_count: Some(0), ..Coupon::default() };
        assert_eq!(told(open), "Unknown: the server does not say until when");
        let odd =
            Coupon { valid_till_date_time: Some(ServerDate::new("soon")), redemptions_left: left, ..Coupon::default() };
        assert_eq!(told(odd), "Unknown: its end cannot be read (soon)");
        assert_eq!(told(ending("2024-09-30T00:00:00Z")), "Expired: ended 30 Sep 2024 end of day (approximate)");
    }

    #[test]
    fn a_contradiction_of_the_server_is_told() {
        let coupon = Coupon {
            valid_till_date_time: Some(ServerDate::new("2024-10-31T18:00:00Z")),
            redemption_count: Some(0),
            redemptions_left: Some(1),
            redemptions: Box::new([Redemption::default()]),
            ..Coupon::default()
        };
        let verdict = Verdict::of_coupon(&coupon, "2024-10-01T00:00:00Z".parse().unwrap(), &TimeZone::UTC);
        assert_eq!(
            verdict.to_string(),
            "Redeemable again: 1 use left, until 31 Oct 2024 18:00, counted as unused, yet a redemption is listed"
        );
    }
}
