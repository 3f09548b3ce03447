//! The server's dates.
//!
//! Clusters write `yyyy-MM-ddTHH:mm:ss` with `Z` or an offset, sometimes `yyyy-MM-dd HH:mm:ss` or
//! a bare date, with years up to 2118. What cannot be parsed stays as it came.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};

use super::text::Clean;

const END_OF_DAY: Time = Time::constant(23, 59, 59, 0);

/// A date as the server wrote it, and what it means if anything.
///
/// Nearly every date of a server is `Plain`, which takes no memory of its own: a hundred thousand
/// coupons have a quarter of a million dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerDate(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Plain(Plain),
    Other(Arc<Inner>),
}

/// `2029-09-01T00:00:00` with `Z` or an offset such as `+05:30`: what it means gives back every
/// character of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plain {
    date: Date,
    /// Of the day.
    second: u32,
    /// In minutes; `None` for `Z`.
    offset: Option<i16>,
}

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

impl ServerDate {
    /// Reads a date; never fails, since the original text is worth showing even when odd.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let raw = raw.trim();
        if let Some(plain) = Plain::parse(raw.as_bytes()) {
            return Self(Form::Plain(plain));
        }
        let original = Clean::new(raw);
        let parsed = Parsed::of(original.as_str());
        Self(Form::Other(Arc::new(Inner { original, parsed })))
    }

    fn parsed(&self) -> Option<Parsed> {
        match &self.0 {
            Form::Plain(plain) => plain.parsed(),
            Form::Other(inner) => inner.parsed,
        }
    }

    /// The text the server sent, cleaned. [`Display`](fmt::Display) writes the same.
    #[must_use]
    pub fn original(&self) -> Clean {
        match &self.0 {
            Form::Plain(plain) => Clean::new(plain.text().as_str()),
            Form::Other(inner) => inner.original.clone(),
        }
    }

    /// Hands [`ServerDate::original`] on without making one: most dates have to be written first.
    pub fn tell<R>(&self, tell: impl FnOnce(&str) -> R) -> R {
        match &self.0 {
            Form::Plain(plain) => tell(plain.text().as_str()),
            Form::Other(inner) => tell(inner.original.as_str()),
        }
    }

    /// True when a time of day was given, not only a date.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.parsed().is_some_and(|parsed| parsed.time.is_some())
    }

    /// The moment meant; without an offset it is taken to be in `zone`.
    #[must_use]
    pub fn instant(&self, zone: &TimeZone) -> Option<Timestamp> {
        let parsed = self.parsed()?;
        parsed.at(parsed.time.unwrap_or(Time::midnight()), zone)
    }

    /// The last second of the day meant, in the date's own offset (or `zone` without one).
    #[must_use]
    pub fn end_of_day(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.parsed()?.at(END_OF_DAY, zone)
    }

    /// What clock and calendar show at [`ServerDate::instant`], where the library's last moment is earlier.
    #[must_use]
    pub fn beyond(&self, zone: &TimeZone) -> Option<DateTime> {
        let parsed = self.parsed()?;
        parsed.beyond(parsed.time.unwrap_or(Time::midnight()), zone)
    }

    /// What clock and calendar show at [`ServerDate::end_of_day`], where the library's last moment is earlier.
    #[must_use]
    pub fn end_beyond(&self, zone: &TimeZone) -> Option<DateTime> {
        self.parsed()?.beyond(END_OF_DAY, zone)
    }

    /// The offset written in the text, if one was.
    #[must_use]
    pub fn offset(&self) -> Option<Offset> {
        self.parsed()?.offset
    }
}

impl fmt::Display for ServerDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Plain(plain) => f.pad(plain.text().as_str()),
            Form::Other(inner) => inner.original.fmt(f),
        }
    }
}

/// The longest [`Plain`] text, `2029-09-01T00:00:00+05:30`, on the stack.
#[derive(Default)]
struct Text {
    bytes: [u8; 25],
    len: usize,
}

impl Text {
    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    fn digits(&mut self, number: u32, count: u32) {
        for place in (0..count).rev() {
            let digit = number / 10u32.pow(place) % 10;
            self.push(b'0' + u8::try_from(digit).unwrap_or_default());
        }
    }

    fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl Plain {
    /// Takes only what [`Plain::text`] gives back character by character.
    fn parse(text: &[u8]) -> Option<Self> {
        let (&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2], offset) =
            text.split_first_chunk()?
        else {
            return None;
        };
        let date = Date::new(number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?).ok()?;
        let clock = [number(&[h1, h2])?, number(&[n1, n2])?, number(&[s1, s2])?];
        let [hour @ 0..24, minute @ 0..60, second @ 0..60] = clock else { return None };
        let offset = match *offset {
            [b'Z'] => None,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let (hours @ 0..24, minutes @ 0..60) = (number::<i16>(&[h1, h2])?, number::<i16>(&[m1, m2])?) else {
                    return None;
                };
                let offset = hours * 60 + minutes;
                if sign == b'-' { Some(-offset).filter(|&offset| offset != 0) } else { Some(offset) }.map(Some)?
            }
            _ => return None,
        };
        Some(Self { date, second: (hour * 60 + minute) * 60 + second, offset })
    }

    fn text(self) -> Text {
        let mut text = Text::default();
        let clock = [self.second / 3600, self.second / 60 % 60, self.second % 60];
        text.digits(u32::from(self.date.year().unsigned_abs()), 4);
        for (before, number) in b"--T::".iter().zip(
            [self.date.month(), self.date.day()].map(|part| u32::from(part.unsigned_abs())).into_iter().chain(clock),
        ) {
            text.push(*before);
            text.digits(number, 2);
        }
        match self.offset {
            None => text.push(b'Z'),
            Some(offset) => {
                text.push(if offset < 0 { b'-' } else { b'+' });
                let offset = u32::from(offset.unsigned_abs());
                text.digits(offset / 60, 2);
                text.push(b':');
                text.digits(offset % 60, 2);
            }
        }
        text
    }

    fn parsed(self) -> Option<Parsed> {
        let part = |number: u32| i8::try_from(number).ok();
        let second = self.second;
        let time = Time::new(part(second / 3600)?, part(second / 60 % 60)?, part(second % 60)?, 0).ok()?;
        let offset = Offset::from_seconds(i32::from(self.offset.unwrap_or(0)) * 60).ok()?;
        Some(Parsed { date: self.date, time: Some(time), offset: Some(offset) })
    }
}

/// The number that these digits write.
fn number<N: TryFrom<u16>>(digits: &[u8]) -> Option<N> {
    let add = |sum: u16, digit: &u8| digit.is_ascii_digit().then(|| sum * 10 + u16::from(digit - b'0'));
    N::try_from(digits.iter().try_fold(0, add)?).ok()
}

impl Parsed {
    fn of(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text).ok()?;
        Some(Self { date: pieces.date(), time: pieces.time(), offset: pieces.to_numeric_offset() })
    }

    /// 31 December 9999 is how some systems write "never"; its last hours lie beyond what the date
    /// library can hold, so its last moment stands for them.
    fn at(&self, time: Time, zone: &TimeZone) -> Option<Timestamp> {
        let never = || (self.date.year() == 9999).then(|| Timestamp::from_second(Timestamp::MAX.as_second()).ok());
        self.held(time, zone).or_else(|| never().flatten())
    }

    fn held(&self, time: Time, zone: &TimeZone) -> Option<Timestamp> {
        let local = self.date.to_datetime(time);
        match self.offset {
            Some(offset) => offset.to_timestamp(local).ok(),
            None => zone.to_timestamp(local).ok(),
        }
    }

    fn beyond(&self, time: Time, zone: &TimeZone) -> Option<DateTime> {
        let is_beyond = self.date.year() == 9999 && self.held(time, zone).is_none();
        is_beyond.then(|| self.date.to_datetime(time))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone() -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(2))
    }

    #[test]
    fn the_formats_seen_are_understood() {
        let at = |text: &str| ServerDate::new(text).instant(&zone()).map(|t| t.to_string());
        let cases = [
            ("2024-10-31T00:00:00Z", Some("2024-10-31T00:00:00Z")),
            ("2029-09-01T00:00:00+05:30", Some("2029-08-31T18:30:00Z")),
            ("2029-09-01T00:00:00+0530", Some("2029-08-31T18:30:00Z")),
            ("2024-10-31T10:00:00.123Z", Some("2024-10-31T10:00:00.123Z")),
            ("2024-10-31 10:00:00", Some("2024-10-31T08:00:00Z")),
            ("2024-10-31", Some("2024-10-30T22:00:00Z")),
            ("2118-01-01T00:00:00Z", Some("2118-01-01T00:00:00Z")),
            ("9999-12-31T23:59:59Z", Some("9999-12-30T22:00:00Z")),
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
        let end = |text: &str| ServerDate::new(text).end_of_day(&zone()).unwrap().to_string();
        assert_eq!(end("2029-09-01T00:00:00+05:30"), "2029-09-01T18:29:59Z");
        assert_eq!(end("2029-09-01"), "2029-09-01T21:59:59Z");
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_it_came() {
        let odd = ServerDate::new("31/10/2024\u{1b}[2J");
        assert_eq!(odd.original().as_str(), "31/10/2024[2J");
        assert_eq!(odd.instant(&zone()), None);
    }

    #[test]
    fn ordinary_dates_take_no_memory_of_their_own() {
        for text in ["2024-10-31T00:00:00Z", "2118-02-28T23:59:59+05:30", "0000-01-01T00:00:00-00:30"] {
            assert!(matches!(ServerDate::new(text).0, Form::Plain(_)), "{text}");
        }
        for text in ["2024-10-31T23:59:60Z", "2023-02-29T00:00:00Z", "2024-10-31T00:00:00-00:00", "2024-10-31T00:00:00"]
        {
            assert!(matches!(ServerDate::new(text).0, Form::Other(_)), "{text}");
        }
        assert_eq!(size_of::<Option<ServerDate>>(), 16);
    }

    proptest! {
        #[test]
        fn a_plain_date_means_what_the_full_parser_says_and_writes_itself(
            text in "[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|[+-][0-2][0-9]:[0-6][0-9])",
        ) {
            let stamp = ServerDate::new(&text);
            prop_assert_eq!(stamp.parsed(), Parsed::of(&text));
            prop_assert_eq!(stamp.to_string(), text.clone());
            prop_assert_eq!(stamp.original(), Clean::new(&text));
        }
    }
}
