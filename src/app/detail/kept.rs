//! The lines of a row as they were made, with what they were made from.
//!
//! A coupon can have thousands of properties, and a key that moves the cursor asks several times how
//! many lines there are.

use std::sync::Arc;

use super::{DetailLine, Subject};
use crate::domain::{Clean, Entry, Verdict};

/// Lines, and the [`Subject`] they are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    entry: Entry,
    json: Option<Arc<[Clean]>>,
    shows_empty: bool,
    verdict: Verdict,
    columns: usize,
    lines: Arc<[DetailLine]>,
}

impl Kept {
    /// Makes the lines.
    #[must_use]
    pub fn new(subject: &Subject) -> Self {
        Self {
            entry: subject.entry.clone(),
            json: subject.json.cloned(),
            shows_empty: subject.shows_empty,
            verdict: subject.verdict(),
            columns: subject.columns,
            lines: subject.lines(usize::MAX).into(),
        }
    }

    /// True when making the lines of `subject` would make these. The zone is that of the whole run.
    #[must_use]
    pub fn is_of(&self, subject: &Subject) -> bool {
        self.columns == subject.columns
            && self.shows_empty == subject.shows_empty
            && self.json.as_ref() == subject.json
            && self.entry == *subject.entry
            && self.verdict == subject.verdict()
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> Arc<[DetailLine]> {
        Arc::clone(&self.lines)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::app::detail::Detail;
    use crate::domain::{Coupon, ServerDate};

    fn coupon(code: &str) -> Entry {
        let valid_till = Some(ServerDate::new("2026-11-23T00:00:00Z"));
        let (redemptions_left, code) = (Some(1), Clean::new(code));
        Entry::Coupon(Coupon { code, valid_till, redemptions_left, ..Coupon::default() })
    }

    #[test]
    fn lines_are_made_once_and_anew_when_anything_they_show_changes() {
        let (one, other) = (coupon("A"), coupon("B"));
        let json: Arc<[Clean]> = Arc::new([Clean::new("{}")]);
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let subject = Subject { entry: &one, json: None, shows_empty: false, now, zone: &TimeZone::UTC, columns: 40 };
        let mut detail = Detail::default();
        detail.keep(Some(detail.kept(&subject)));
        let made = detail.kept(&subject).lines();
        let anew = |subject: &Subject| !Arc::ptr_eq(&made, &detail.kept(subject).lines());
        assert!(!anew(&subject));
        assert!(!anew(&Subject { now: "2026-11-23T13:00:00Z".parse().unwrap(), ..subject }));
        assert!(anew(&Subject { now: "2026-11-24T12:00:00Z".parse().unwrap(), ..subject }), "it has expired");
        assert!(anew(&Subject { entry: &other, ..subject }));
        assert!(anew(&Subject { json: Some(&json), ..subject }));
        assert!(anew(&Subject { shows_empty: true, ..subject }));
        assert!(anew(&Subject { columns: 41, ..subject }));
    }
}
