//! The server's dates.
//!
//! Clusters write `yyyy-MM-ddTHH:mm:ss` with `Z` or an offset, sometimes `yyyy-MM-dd HH:mm:ss` or
//! a bare date, with years up to 2118. What cannot be parsed stays as it came.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};

use super::text::Clean;

/// A date as the server wrote it, and what it means if anything.
///
/// Cheap to clone: the coupons of a series share their dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    original: Clean,
    parsed: Option<Parsed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parsed {
    date: Date,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Stamp {
    /// Reads a date; never fails, since the original text is worth showing even when odd.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let original = Clean::new(raw.trim());
        let parsed = Pieces::parse(original.as_str()).ok().map(|pieces| Parsed {
            date: pieces.date(),
            time: pieces.time(),
            offset: pieces.to_numeric_offset(),
        });
        Self(Arc::new(Inner { original, parsed }))
    }

    /// The text the server sent, cleaned.
    #[must_use]
    pub fn original(&self) -> &Clean {
        &self.0.original
    }

    /// True when a time of day was given, not only a date.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.0.parsed.is_some_and(|parsed| parsed.time.is_some())
    }

    /// The moment meant; without an offset it is taken to be in `zone`.
    #[must_use]
    pub fn instant(&self, zone: &TimeZone) -> Option<Timestamp> {
        let parsed = self.0.parsed?;
        parsed.at(parsed.time.unwrap_or(Time::midnight()), zone)
    }

    /// The last second of the day meant, in the date's own offset (or `zone` without one).
    #[must_use]
    pub fn end_of_day(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.0.parsed?.at(Time::constant(23, 59, 59, 0), zone)
    }

    /// The offset written in the text, if one was.
    #[must_use]
    pub fn offset(&self) -> Option<Offset> {
        self.0.parsed?.offset
    }
}

impl Parsed {
    fn at(&self, time: Time, zone: &TimeZone) -> Option<Timestamp> {
        let local = self.date.to_datetime(time);
        match self.offset {
            Some(offset) => offset.to_timestamp(local).ok(),
            None => zone.to_timestamp(local).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(2))
    }

    #[test]
    fn the_formats_seen_are_understood() {
        let at = |text: &str| Stamp::new(text).instant(&zone()).map(|t| t.to_string());
        let cases = [
            ("2024-10-31T00:00:00Z", Some("2024-10-31T00:00:00Z")),
            ("2029-09-01T00:00:00+05:30", Some("2029-08-31T18:30:00Z")),
            ("2029-09-01T00:00:00+0530", Some("2029-08-31T18:30:00Z")),
            ("2024-10-31T10:00:00.123Z", Some("2024-10-31T10:00:00.123Z")),
            ("2024-10-31 10:00:00", Some("2024-10-31T08:00:00Z")),
            ("2024-10-31", Some("2024-10-30T22:00:00Z")),
            ("2118-01-01T00:00:00Z", Some("2118-01-01T00:00:00Z")),
            ("next week", None),
            ("", None),
            ("0000-00-00 00:00:00", None),
        ];
        for (text, expected) in cases {
            assert_eq!(at(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_day_ends_in_the_offset_of_the_date_itself() {
        let end = |text: &str| Stamp::new(text).end_of_day(&zone()).unwrap().to_string();
        assert_eq!(end("2029-09-01T00:00:00+05:30"), "2029-09-01T18:29:59Z");
        assert_eq!(end("2029-09-01"), "2029-09-01T21:59:59Z");
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_it_came() {
        let odd = Stamp::new("31/10/2024\u{1b}[2J");
        assert_eq!(odd.original().as_str(), "31/10/2024[2J");
        assert_eq!(odd.instant(&zone()), None);
    }
}
