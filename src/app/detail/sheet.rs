//! Making the lines of a coupon.

mod redemptions;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{DetailLine, LineKind};
use crate::domain::measure::{self, wrap};
use crate::domain::{BadEntry, Clean, Coupon, Entry, Expiry, ServerDate, Store, Verdict, calendar};

/// Columns of the labels.
const LABEL: usize = 12;

/// What the lines of the pane are made from.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The row.
    pub entry: &'a Entry,
    /// Its original JSON, where that is shown instead of its fields.
    pub json: Option<&'a Arc<[Clean]>>,
    /// Whether empty custom properties are shown.
    pub shows_empty: bool,
    /// The time by which it is judged.
    pub now: Timestamp,
    /// The zone in which times are shown.
    pub zone: &'a TimeZone,
    /// Columns of text; longer lines are wrapped.
    pub columns: usize,
}

impl Subject<'_> {
    /// The lines; once there are `most`, what follows may be left out.
    #[must_use]
    pub fn lines(&self, most: usize) -> Vec<DetailLine> {
        let mut sheet = Sheet { now: self.now, zone: self.zone, columns: self.columns, most, lines: Vec::new() };
        match (self.json, self.entry) {
            (Some(json), _) => sheet.json(json),
            (None, Entry::Coupon(coupon)) => sheet.coupon(self.entry, coupon, self.shows_empty),
            (None, Entry::Bad(bad)) => sheet.bad(bad),
        }
        sheet.lines
    }

    /// The one line that the time of day changes.
    pub(super) fn verdict(&self) -> Verdict {
        Verdict::of(self.entry, self.now, self.zone)
    }
}

/// The lines in the making.
#[derive(Debug)]
struct Sheet<'a> {
    now: Timestamp,
    zone: &'a TimeZone,
    columns: usize,
    most: usize,
    lines: Vec<DetailLine>,
}

impl Sheet<'_> {
    /// Original JSON; long lines are wrapped, and each copies as a whole.
    fn json(&mut self, json: &[Clean]) {
        for line in json {
            if self.lines.len() >= self.most {
                break;
            }
            let whole = line.as_str();
            let indent = (whole.len() - whole.trim_start().len()).min(self.columns / 2);
            let copy: Arc<str> = whole.trim().into();
            let (shown, note) = bounded(whole.trim_start());
            let room = self.columns.saturating_sub(indent);
            for part in wrap(shown, room).into_iter().chain(note.iter().flat_map(|note| wrap(note, room))) {
                self.push(LineKind::Field, "", &format!("{}{part}", padded("", indent)), Some(&copy));
            }
        }
    }

    fn coupon(&mut self, entry: &Entry, coupon: &Coupon, shows_empty: bool) {
        self.wrapped(LineKind::Title, coupon.code.as_str(), Some(coupon.code.as_str()));
        if coupon.code.was_altered() {
            self.wrapped(LineKind::Aside, "the code holds hidden characters; they are left out", None);
        }
        let verdict = Verdict::of(entry, self.now, self.zone).to_string();
        self.wrapped(LineKind::Verdict, &verdict, Some(&verdict));
        if let Some(problem) = &coupon.problem {
            self.wrapped(LineKind::Aside, &format!("not all of it can be read: {problem}"), None);
        }
        self.fields(coupon);
        self.redemptions(coupon);
        self.properties(coupon, shows_empty);
    }

    fn bad(&mut self, bad: &BadEntry) {
        let code = bad.code.as_ref().map_or("(no code)", |code| code.as_str());
        self.wrapped(LineKind::Title, code, bad.code.as_ref().map(Clean::as_str));
        self.wrapped(LineKind::Verdict, &format!("Unreadable: {}", bad.problem), None);
    }

    fn fields(&mut self, coupon: &Coupon) {
        self.heading(&format!("Coupon (times of {})", calendar::zone_name(self.zone, self.now)));
        let mut field = |label: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                self.field(label, &value);
            }
        };
        field("offer", coupon.description.as_ref().map(ToString::to_string));
        field("discount", Some(coupon.discount.sentence()));
        field("series", coupon.series_id.as_ref().map(ToString::to_string));
        field("id", coupon.id.as_ref().map(ToString::to_string));
        field("bill", coupon.transaction().map(ToString::to_string));
        field("issued at", coupon.issued_at.as_deref().map(Store::display));
        if let Some(created) = coupon.created() {
            self.date("created", created, &calendar::stamp(created, self.zone));
        }
        if let Some(end) = coupon.valid_till_date_time.as_ref().or(coupon.valid_till.as_ref()) {
            let shown = Expiry::of(coupon, self.zone).map(|expiry| calendar::end(&expiry, self.zone));
            self.date("valid till", end, shown.as_deref().unwrap_or(end.original().as_str()));
        }
        self.field("uses", &uses(coupon));
    }

    /// A date as the server wrote it, where that is not what was `shown`.
    fn original(&mut self, stamp: Option<&ServerDate>, shown: &str, indent: usize) {
        if let Some(original) = stamp.map(ServerDate::original).filter(|original| original.as_str() != shown) {
            let indent = indent.min(self.columns.saturating_sub(measure::width(original.as_str())));
            self.wrapped(LineKind::Aside, &format!("{}{original}", padded("", indent)), Some(original.as_str()));
        }
    }

    fn properties(&mut self, coupon: &Coupon, shows_empty: bool) {
        let all = &coupon.custom_properties;
        let filled = all.iter().filter(|property| property.value.is_some()).count();
        self.heading(&match all.len() - filled {
            0 => format!("Custom properties ({filled})"),
            empty => format!("Custom properties ({filled}, and {empty} empty)"),
        });
        for property in all.iter() {
            if self.lines.len() >= self.most {
                break;
            }
            match &property.value {
                Some(value) => self.field(property.name.as_str().trim_end(), value.as_str()),
                None if shows_empty => self.labelled(property.name.as_str().trim_end(), "(empty)", ""),
                None => {}
            }
        }
        if all.is_empty() {
            self.wrapped(LineKind::Aside, "none", None);
        }
    }

    /// A date as people read it, and below it as the server wrote it.
    fn date(&mut self, label: &str, stamp: &ServerDate, shown: &str) {
        self.field(label, shown);
        self.original(Some(stamp), shown, LABEL + 1);
    }

    fn heading(&mut self, text: &str) {
        self.push(LineKind::Blank, "", "", None);
        self.push(LineKind::Heading, "", text, None);
    }

    fn field(&mut self, label: &str, value: &str) {
        self.labelled(label, value, value);
    }

    fn labelled(&mut self, label: &str, value: &str, copy: &str) {
        let copy: Arc<str> = copy.into();
        let (label, indent) = self.label(label, 1, &copy);
        let (shown, note) = bounded(value);
        for (i, part) in wrap(shown, self.columns.saturating_sub(indent).max(8)).into_iter().enumerate() {
            self.push(LineKind::Field, &padded(if i == 0 { label } else { "" }, indent), &part, Some(&copy));
        }
        let room = self.columns.saturating_sub(indent).max(8);
        for part in note.iter().flat_map(|note| wrap(note, room)) {
            self.push(LineKind::Aside, &padded("", indent), &part, Some(&copy));
        }
    }

    /// The label that stands before a value, and the columns it takes with the `gap` behind it. One that
    /// would leave no room for the value, such as a property's name of a thousand letters, gets lines of
    /// its own above it.
    fn label<'a>(&mut self, label: &'a str, gap: usize, copy: &Arc<str>) -> (&'a str, usize) {
        let wide = measure::width(label);
        if wide <= (self.columns / 2).max(LABEL) {
            return (label, wide.max(LABEL) + gap);
        }
        for part in wrap(bounded(label).0, self.columns) {
            self.push(LineKind::Field, &part, "", Some(copy));
        }
        ("", LABEL + gap)
    }

    fn wrapped(&mut self, kind: LineKind, text: &str, copy: Option<&str>) {
        let indent = (text.len() - text.trim_start().len()).min(self.columns / 2);
        let copy: Option<Arc<str>> = copy.map(Into::into);
        for part in wrap(bounded(text.trim_start()).0, self.columns.saturating_sub(indent)) {
            self.push(kind, "", &format!("{}{part}", padded("", indent)), copy.as_ref());
        }
    }

    fn push(&mut self, kind: LineKind, label: &str, value: &str, copy: Option<&Arc<str>>) {
        let (label, value, copy) = (label.to_owned(), value.to_owned(), copy.cloned());
        self.lines.push(DetailLine { kind, label, value, copy });
    }
}

/// A text that takes more than a dozen screens is shown in part: nobody reads on, and a key must
/// not wait for it.
const MOST_SHOWN: usize = 16 * 1024;

/// The part of a text that is shown, and what to say when that is not all.
fn bounded(text: &str) -> (&str, Option<String>) {
    if text.len() <= MOST_SHOWN {
        return (text, None);
    }
    let shown = text.get(..text.floor_char_boundary(MOST_SHOWN)).unwrap_or_default();
    (shown, Some(format!("… {} characters in all; copying takes all of it", text.chars().count())))
}

/// How often it was used, and can still be.
fn uses(coupon: &Coupon) -> String {
    let used = coupon.redemption_count.map(|count| format!("{count} used"));
    let left =
        coupon.redemptions_left.map(|left| if left < 0 { "unlimited left".to_owned() } else { format!("{left} left") });
    match (used, left) {
        (Some(used), Some(left)) => format!("{used}, {left}"),
        (Some(used), None) => format!("{used}; how many are left is not stated"),
        (None, Some(left)) => format!("{left}; how often it was used is not stated"),
        (None, None) => "not stated".to_owned(),
    }
}

/// The label, filled up to so many columns.
fn padded(label: &str, columns: usize) -> String {
    format!("{label}{}", " ".repeat(columns.saturating_sub(measure::width(label))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CustomProperty, Id, Properties, Redemption, Reversal};

    fn sheet(coupon: Coupon, shows_empty: bool, columns: usize) -> String {
        let entry = Entry::Coupon(coupon);
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let subject = Subject { entry: &entry, json: None, shows_empty, now, zone: &TimeZone::UTC, columns };
        let lines = subject.lines(usize::MAX);
        lines.iter().flat_map(|line| [line.label.as_str(), line.value.as_str(), "\n"]).collect()
    }

    fn reversed() -> Coupon {
        let store = Some(Arc::new(Store { code: Some(Clean::new("st0")), name: Some(Clean::new("Till 0")) }));
        Coupon {
            code: Clean::new("aB1"),
            redemptions: Box::new([Redemption {
                id: Some(Id::number("7")),
                date: Some(ServerDate::new("2026-11-20T13:04:00Z")),
                transaction_number: Some(Clean::new("T1-0")),
                redeemed_at: store,
                ..Redemption::default()
            }]),
            reversed_redemptions: Box::new([Reversal {
                id: Some(Id::number("7")),
                reversed_on: Some(ServerDate::new("2026-11-20T13:11:00Z")),
                ..Reversal::default()
            }]),
            custom_properties: Properties::from_iter([
                CustomProperty { name: Clean::new("image "), value: None },
                CustomProperty { name: Clean::new("standard_description"), value: Some(Clean::new("Prop 7")) },
            ]),
            ..Coupon::default()
        }
    }

    #[test]
    fn a_reversal_stands_beside_what_it_reversed() {
        let text = sheet(reversed(), false, 60);
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| line.contains("bill T1-0")).unwrap();
        assert!(lines[at].starts_with("20 Nov 2026 13:04"), "{text}");
        assert_eq!(lines[at + 1].trim(), "2026-11-20T13:04:00Z", "as the server wrote it");
        assert_eq!(lines[at + 2], "  reversed 20 Nov 2026 13:11");
        assert_eq!(lines[at + 3], "           2026-11-20T13:11:00Z", "that too as the server wrote it");
    }

    #[test]
    fn redemptions_are_a_line_in_time_and_every_reversal_is_shown() {
        let mut coupon = reversed();
        let earlier = Redemption { date: Some(ServerDate::new("2026-11-19T08:00:00Z")), ..Redemption::default() };
        let later = Reversal {
            reversed_on: Some(ServerDate::new("2026-11-21T09:00:00Z")),
            ..coupon.reversed_redemptions[0].clone()
        };
        coupon.redemptions = Box::new([coupon.redemptions[0].clone(), earlier]);
        coupon.reversed_redemptions = Box::new([coupon.reversed_redemptions[0].clone(), later]);
        let text = sheet(coupon, false, 60);
        let places: Vec<usize> =
            ["19 Nov 2026 08:00", "20 Nov 2026 13:04", "reversed 20 Nov 2026 13:11", "reversed 21 Nov 2026 09:00"]
                .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} is missing: {text}")))
                .to_vec();
        assert!(places.is_sorted() && text.contains("Redemptions (1, and 1 reversed)"), "{text}");
    }

    #[test]
    fn on_a_narrow_screen_a_bill_stays_with_its_number() {
        let text = sheet(reversed(), false, 38);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        assert!(lines.contains(&"2026-11-20T13:04:00Z"), "neither is a date cut in two: {text}");
        assert!(lines.contains(&"20 Nov 2026 13:04  Till 0 (st0)") && lines.contains(&"bill T1-0  id 7"), "{text}");
    }

    #[test]
    fn a_text_of_any_length_in_any_field_fits_and_costs_no_more_than_a_few_screens() {
        let long = |letter: &str| letter.repeat(70_000);
        let blanks = " ".repeat(70_000);
        let mut coupon = reversed();
        coupon.code = Clean::new(&format!("{blanks}A"));
        coupon.description = Some(Clean::new(&long("d")));
        coupon.valid_till = Some(ServerDate::new(&long("t")));
        coupon.redemptions[0].date = Some(ServerDate::new(&long("w")));
        coupon.redemptions[0].transaction_number = Some(Clean::new(&long("b")));
        coupon.custom_properties = Properties::from_iter([
            CustomProperty { name: Clean::new(&long("n")), value: Some(Clean::new(&long("v"))) },
            CustomProperty { name: Clean::new("会员等级"), value: Some(Clean::new("gold")) },
        ]);
        let text = sheet(coupon, false, 40);
        assert!(text.len() < 500_000, "{}", text.len());
        for line in text.lines() {
            assert!(measure::width(line) <= 40, "{line}");
        }
        assert!(text.contains("会员等级     gold"), "columns are counted, not letters");
    }

    #[test]
    fn uses_that_are_not_stated_are_not_taken_for_none() {
        let told = |redemption_count, redemptions_left| {
            uses(&Coupon { redemption_count, redemptions_left, ..Coupon::default() })
        };
        assert_eq!(told(Some(2), Some(-1)), "2 used, unlimited left");
        assert_eq!(told(Some(2), None), "2 used; how many are left is not stated");
        assert_eq!(told(None, Some(0)), "0 left; how often it was used is not stated");
        assert_eq!(told(None, None), "not stated");
    }

    #[test]
    fn the_zone_of_the_times_is_named() {
        assert!(sheet(reversed(), false, 60).contains("Coupon (times of UTC)"));
        let india = TimeZone::fixed(jiff::tz::Offset::constant(5));
        assert_eq!(calendar::zone_name(&india, Timestamp::UNIX_EPOCH), "+05");
    }

    #[test]
    fn empty_properties_stay_away_until_asked_for() {
        assert!(!sheet(reversed(), false, 60).contains("(empty)"));
        let shown = sheet(reversed(), true, 60);
        assert!(shown.contains("image        (empty)") && shown.contains("Prop 7"), "{shown}");
    }

    #[test]
    fn every_line_fits() {
        let coupon = Coupon { description: Some(Clean::new(&"flat 250 off ".repeat(30))), ..reversed() };
        for line in sheet(coupon, true, 40).lines() {
            assert!(crate::domain::measure::width(line) <= 40, "{line}");
        }
    }
}
