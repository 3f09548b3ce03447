//! Dates in the words of the screen: `12 Dec 2026`, `in 19 d`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::server_date::ServerDate;
use super::validity::Expiry;

/// From this many days on, years say more than days.
const DAYS_IN_TWO_YEARS: i32 = 730;

const MOMENT: &str = "%-d %b %Y %H:%M";

/// `12 Dec 2026`
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `12 Dec 2026 14:03`
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime(MOMENT).to_string()
}

/// The last second of a coupon, as date and time.
#[must_use]
pub fn last_moment(expiry: &Expiry, zone: &TimeZone) -> String {
    local(expiry, zone).strftime(MOMENT).to_string()
}

/// What clock and calendar show in `zone` at the last second of a coupon; what lies beyond every zone
/// stays as the server wrote it.
#[must_use]
pub fn local(expiry: &Expiry, zone: &TimeZone) -> DateTime {
    expiry.beyond.unwrap_or_else(|| expiry.at.to_zoned(zone.clone()).datetime())
}

/// `14:03`
#[must_use]
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// What the zone of shown times is called: `Asia/Kolkata`, or its offset where it has no name.
#[must_use]
pub fn zone_name(zone: &TimeZone, now: Timestamp) -> String {
    zone.iana_name().map_or_else(|| zone.to_offset(now).to_string(), str::to_owned)
}

/// A date of the server in the configured zone; as it came when it cannot be read.
#[must_use]
pub fn stamp(stamp: &ServerDate, zone: &TimeZone) -> String {
    let instant = stamp.instant(zone).filter(|_| stamp.beyond(zone).is_none());
    match instant {
        Some(at) if stamp.has_time() => moment(at, zone),
        Some(at) => day(at.to_zoned(zone.clone()).date()),
        None => stamp.to_string(),
    }
}

/// The day a coupon ends. Where only the day is known it is the day the server wrote, whatever the
/// zone; an exact moment falls on the day it has in `zone`.
#[must_use]
pub fn last_day(expiry: &Expiry, zone: &TimeZone) -> Date {
    local(expiry, &zone_of(expiry, zone)).date()
}

/// `12 Dec 2026 end of day (approximate)`, or the exact minute where it is known.
#[must_use]
pub fn end(expiry: &Expiry, zone: &TimeZone) -> String {
    if expiry.approximate {
        format!("{} end of day (approximate)", day(last_day(expiry, zone)))
    } else {
        last_moment(expiry, zone)
    }
}

/// The start of the next day, when "in 19 d" becomes "in 18 d".
#[must_use]
pub fn midnight(now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    Some(now.to_zoned(zone.clone()).tomorrow().ok()?.start_of_day().ok()?.timestamp())
}

/// Days from today to the end on the calendar, negative when it has passed; in the zone in which the
/// end is meant.
#[must_use]
pub fn days_left(expiry: &Expiry, now: Timestamp, zone: &TimeZone) -> i32 {
    let (end, today) = (last_day(expiry, zone), now.to_zoned(zone_of(expiry, zone)).date());
    today.until(end).map_or(0, |span| span.get_days())
}

/// `in 19 d`, `today`, `40 d ago`: the days between now and the end.
#[must_use]
pub fn relative(expiry: &Expiry, now: Timestamp, zone: &TimeZone) -> String {
    let days = days_left(expiry, now, zone);
    match days {
        0 if expiry.is_past(now) => "ended".to_owned(),
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        _ if days >= DAYS_IN_TWO_YEARS => format!("in {} y", days / 365),
        _ if days > 0 => format!("in {days} d"),
        _ if days <= -DAYS_IN_TWO_YEARS => format!("{} y ago", -days / 365),
        _ => format!("{} d ago", -days),
    }
}

fn zone_of(expiry: &Expiry, zone: &TimeZone) -> TimeZone {
    if expiry.approximate { TimeZone::fixed(expiry.offset) } else { zone.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::coupon::Coupon;
    use super::*;

    fn expiry(at: &str, offset: i8, approximate: bool) -> Expiry {
        Expiry { at: at.parse().unwrap(), offset: jiff::tz::offset(offset), approximate, beyond: None }
    }

    #[test]
    fn the_days_left_are_counted_on_the_calendar() {
        let now = "2026-11-23T23:00:00Z".parse().unwrap();
        let cases = [
            ("2026-11-23T23:59:59Z", "today"),
            ("2026-11-23T22:00:00Z", "ended"),
            ("2026-11-24T23:59:59Z", "tomorrow"),
            ("2026-12-12T23:59:59Z", "in 19 d"),
            ("2026-11-22T23:59:59Z", "yesterday"),
            ("2026-10-14T23:59:59Z", "40 d ago"),
            ("2029-09-01T23:59:59Z", "in 2 y"),
            ("2022-03-20T23:59:59Z", "4 y ago"),
        ];
        for (at, words) in cases {
            assert_eq!(relative(&expiry(at, 0, true), now, &TimeZone::UTC), words, "{at}");
        }
    }

    #[test]
    fn a_day_without_a_time_stays_the_day_the_server_wrote() {
        let end = expiry("2029-09-01T18:29:59Z", 5, true);
        assert_eq!(day(last_day(&end, &TimeZone::fixed(jiff::tz::offset(14)))), "1 Sep 2029");
    }

    #[test]
    fn the_last_day_of_all_stays_the_day_the_server_wrote() {
        for (text, exact) in
            [("9999-12-31T00:00:00Z", false), ("9999-12-31", false), ("9999-12-31T23:59:59+05:30", true)]
        {
            let stamp = Some(ServerDate::new(text));
            let mut coupon = Coupon::default();
            *(if exact { &mut coupon.valid_till_date_time } else { &mut coupon.valid_till }) = stamp;
            for zone in [-11, 0, 13].map(|hours| TimeZone::fixed(jiff::tz::offset(hours))) {
                let expiry = Expiry::of(&coupon, &zone).unwrap();
                assert!(end(&expiry, &zone).starts_with("31 Dec 9999"), "{text}: {}", end(&expiry, &zone));
                let told = relative(&expiry, "2026-11-23T12:00:00Z".parse().unwrap(), &zone);
                assert_eq!(told, "in 7978 y");
            }
        }
        assert_eq!(super::stamp(&ServerDate::new("9999-12-31T23:59:59Z"), &TimeZone::UTC), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn a_date_that_cannot_be_read_is_shown_as_it_came() {
        assert_eq!(stamp(&ServerDate::new("31/10/2024"), &TimeZone::UTC), "31/10/2024");
        assert_eq!(stamp(&ServerDate::new("2024-10-31"), &TimeZone::UTC), "31 Oct 2024");
        assert_eq!(stamp(&ServerDate::new("2024-10-11T13:18:03Z"), &TimeZone::UTC), "11 Oct 2024 13:18");
    }
}
