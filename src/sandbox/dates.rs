//! The sandbox's dates, written as the server writes them, in the offset of its demo stores.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Seconds east of Greenwich: India, where the mobile numbers are from.
const EAST: i64 = 19_800;
/// Seconds of a day; the offset is fixed, so no day is longer.
pub(super) const DAY: i64 = 86_400;

/// The local day a second falls on, counted from 1970.
pub(super) fn day_of(second: i64) -> i64 {
    (second + EAST).div_euclid(DAY)
}

/// The last second of a local day.
pub(super) fn end_of(day: i64) -> i64 {
    (day + 1) * DAY - EAST - 1
}

/// `2024-10-11T13:18:03+05:30`.
pub(super) fn moment(second: i64) -> String {
    format!("{}+05:30", wall_clock(second))
}

/// `2024-10-11T13:18:03Z` where 13:18:03 is the local time: the false `Z` of the legacy fields.
pub(super) fn legacy(second: i64) -> String {
    format!("{}Z", wall_clock(second))
}

/// `2024-10-31T00:00:00+05:30`: the server cuts the time of `validTill`.
pub(super) fn day_cut(day: i64) -> String {
    moment(day * DAY - EAST)
}

fn wall_clock(second: i64) -> DateTime {
    Offset::UTC.to_datetime(Timestamp::from_second(second + EAST).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_local_time_with_and_without_its_true_offset() {
        let second = "2024-10-11T13:18:03+05:30".parse::<Timestamp>().unwrap().as_second();
        assert_eq!(moment(second), "2024-10-11T13:18:03+05:30");
        assert_eq!(legacy(second), "2024-10-11T13:18:03Z");
        assert_eq!(day_cut(day_of(second)), "2024-10-11T00:00:00+05:30");
        assert_eq!(moment(end_of(day_of(second))), "2024-10-11T23:59:59+05:30");
    }
}
