//! `--output table`: aligned columns for people.
//!
//! Widths are counted in columns of the terminal, not in characters. On a terminal lines are cut to
//! its width and personal data is masked; in a pipe nothing is cut and nothing hidden.

use std::io::{self, Write};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::fields::{CellStyle, Fields};
use super::shape::Spelling;
use super::walk::Batch;
use super::{Printer, Summary};
use crate::command::Moment;
use crate::domain::{Coupon, CouponState, Customer, Entry, Expiry, ascii, calendar};

/// How a table looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Symbols in ASCII only; on a terminal all else too.
    pub ascii: bool,
    /// With ANSI colours.
    pub colored: bool,
    /// What hides personal data; `None` shows it.
    pub bullet: Option<char>,
    /// Where lines are cut; `None` leaves them whole.
    pub width: Option<usize>,
}

const TITLES: [&str; 6] = ["STATE", "CODE", "DISCOUNT", "VALID TILL", "USES", "DESCRIPTION"];
const GAP: &str = "  ";
/// Before a date of which only the day is known.
const APPROXIMATE: &str = "~";

/// Rows wait until all are there: a column is as wide as its widest cell.
pub(super) struct Table {
    style: Style,
    moment: Moment,
    chosen: Option<Chosen>,
    customers: Vec<Section>,
}

/// Other columns than the usual ones.
pub(super) struct Chosen {
    pub(super) fields: Fields,
    /// The identifier the rows were found by.
    pub(super) lookup: String,
}

struct Section {
    title: String,
    rows: Vec<Row>,
}

struct Row {
    word: CouponState,
    is_approximate: bool,
    cells: Vec<String>,
}

impl Table {
    pub(super) fn new(style: Style, moment: Moment, chosen: Option<Chosen>) -> Self {
        Self { style, moment, chosen, customers: Vec::new() }
    }

    /// What a terminal that is not UTF-8 can show of a text, and must not take for control.
    fn shown(&self, text: String) -> String {
        if self.style.ascii && self.style.width.is_some() { ascii::text(&text) } else { text }
    }

    fn titles(&self) -> &[&'static str] {
        self.chosen.as_ref().map_or(&TITLES, |chosen| chosen.fields.names())
    }

    fn row(&self, customer: &Customer, entry: &Entry) -> Row {
        let word = CouponState::of(entry, self.moment.now, &self.moment.zone);
        let row = match &self.chosen {
            Some(Chosen { fields, lookup }) => {
                let style = CellStyle { moment: &self.moment, spelling: Spelling::Cleaned };
                let cells = fields.cells((customer, lookup), entry, style);
                Row { word, is_approximate: false, cells }
            }
            None => self.usual_row(word, entry),
        };
        Row { cells: row.cells.into_iter().map(|cell| self.shown(cell)).collect(), ..row }
    }

    fn usual_row(&self, word: CouponState, entry: &Entry) -> Row {
        let symbol = if self.style.ascii { word.ascii_symbol() } else { word.symbol() };
        let state = format!("{symbol} {}", word.label());
        let expiry = entry.coupon().and_then(|coupon| Expiry::of(coupon, &self.moment.zone));
        let cells = match entry {
            Entry::Coupon(coupon) => vec![
                state,
                coupon.code.to_string(),
                coupon.discount.short(),
                valid_till(coupon, expiry, &self.moment),
                uses(coupon, self.style.ascii),
                coupon.description.as_ref().map(ToString::to_string).unwrap_or_default(),
            ],
            Entry::Bad(bad) => {
                let code = bad.code.as_ref().map(ToString::to_string).unwrap_or_default();
                vec![state, code, String::new(), String::new(), String::new(), bad.problem.to_string()]
            }
        };
        Row { word, is_approximate: expiry.is_some_and(|expiry| expiry.approximate), cells }
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.customers.iter().flat_map(|section| &section.rows)
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.titles().iter().map(|title| title.width()).collect();
        for row in self.rows() {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = (*width).max(cell.width());
            }
        }
        widths
    }

    /// One line. The first cell may be coloured, so it is cut by itself and the rest in what is
    /// left of the width.
    fn line(&self, cells: &[&str], widths: &[usize], color: &str) -> String {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, &width)| padded(cell, width)).collect();
        let (first, rest) = padded.split_first().map_or(("", String::new()), |(first, rest)| {
            let rest: String = rest.iter().flat_map(|cell| [GAP, cell.as_str()]).collect();
            (first.as_str(), rest)
        });
        let first = self.cut(first);
        let left = self.style.width.map(|width| width.saturating_sub(first.width()));
        let rest = cut(rest.trim_end(), left, self.style.ascii);
        let first = if rest.is_empty() { first.trim_end() } else { &first };
        if self.style.colored && !color.is_empty() {
            format!("\u{1b}[{color}m{first}\u{1b}[0m{rest}")
        } else {
            format!("{first}{rest}")
        }
    }

    fn cut(&self, text: &str) -> String {
        cut(text, self.style.width, self.style.ascii)
    }

    /// `4 of 250 coupons: 2 redeemable, 2 expired`.
    fn totals(&self, summary: &Summary<'_>) -> String {
        let of = summary.pagination.total.map(|total| format!(" of {total}")).unwrap_or_default();
        let plural = if summary.fetched == 1 && of.is_empty() { "" } else { "s" };
        let counts = CouponState::ALL.into_iter().filter_map(|word| {
            let count = self.rows().filter(|row| row.word == word).count();
            (count > 0).then(|| format!("{count} {}", word.label()))
        });
        let counts = counts.collect::<Vec<_>>().join("; ");
        let colon = if counts.is_empty() { "" } else { ": " };
        format!("{}{of} coupon{plural}{colon}{counts}", summary.fetched)
    }

    fn is_approximate(&self) -> bool {
        self.rows().any(|row| row.is_approximate)
    }
}

impl Printer for Table {
    fn keeps(&self) -> bool {
        true
    }

    fn batch(&mut self, _out: &mut dyn Write, batch: &Batch) -> io::Result<()> {
        let rows: Vec<Row> = batch.holder.entries.iter().map(|entry| self.row(&batch.holder.customer, entry)).collect();
        if let Some(section) = self.customers.get_mut(batch.customer) {
            section.rows.extend(rows);
        } else {
            let title = self.shown(batch.holder.customer.summary(self.style.bullet).join(GAP));
            self.customers.push(Section { title, rows });
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary<'_>) -> io::Result<()> {
        let widths = self.widths();
        for section in &self.customers {
            writeln!(out, "{}", self.cut(&section.title))?;
            if !section.rows.is_empty() {
                writeln!(out, "{}", self.line(self.titles(), &widths, "1"))?;
            }
            for row in &section.rows {
                let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
                writeln!(out, "{}", self.line(&cells, &widths, color(row.word)))?;
            }
            writeln!(out)?;
        }
        if self.customers.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", self.cut(&self.totals(summary)))?;
        if self.is_approximate() {
            let legend = format!("{APPROXIMATE} only the day is known: its end is assumed");
            writeln!(out, "{}", self.cut(&legend))?;
        }
        Ok(())
    }
}

/// In the zone of the reader; what is no date as it came.
fn valid_till(coupon: &Coupon, expiry: Option<Expiry>, moment: &Moment) -> String {
    if let Some(expiry) = expiry {
        // where only the day is known it is the server's own day: its assumed last second could
        // fall on another day, or look like a known hour, in the reader's zone
        if expiry.approximate {
            return format!("{APPROXIMATE}{}", calendar::last_day(&expiry, &moment.zone));
        }
        return calendar::local(&expiry, &moment.zone).strftime("%Y-%m-%d %H:%M").to_string();
    }
    let stamp = coupon.valid_till_date_time.as_ref().or(coupon.valid_till.as_ref());
    stamp.map(ToString::to_string).unwrap_or_default()
}

/// `used/left`: `1/∞`.
fn uses(coupon: &Coupon, ascii: bool) -> String {
    coupon.uses(if ascii { "inf" } else { "∞" })
}

/// The ANSI colour of a state, of the terminal's own sixteen.
fn color(word: CouponState) -> &'static str {
    match word {
        CouponState::Redeemable => "32",
        CouponState::UsedMoreLeft => "36",
        CouponState::UsedUp | CouponState::Expired => "2",
        CouponState::Unknown => "33",
        CouponState::Bad => "31",
    }
}

fn padded(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(blanks))
}

/// Cuts between characters as people see them; a cut text ends in a mark.
fn cut(text: &str, width: Option<usize>, ascii: bool) -> String {
    let Some(width) = width.filter(|&width| text.width() > width) else { return text.to_owned() };
    let mark = if ascii { "~" } else { "…" };
    let mut out = String::new();
    let mut left = width.saturating_sub(mark.width());
    for grapheme in text.graphemes(true) {
        let Some(rest) = left.checked_sub(grapheme.width()) else { break };
        out.push_str(grapheme);
        left = rest;
    }
    if width > 0 {
        out.push_str(mark);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{awkward, batches, moment, summary, tom};
    use super::*;
    use crate::domain::{Answer, Clean};

    fn table(answer: Answer, style: Style) -> String {
        let mut out = Vec::new();
        let mut printer = Table::new(style, moment(), None);
        let summary = summary(&answer);
        for batch in batches(answer) {
            printer.batch(&mut out, &batch).unwrap();
        }
        printer.finish(&mut out, &summary).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_pipe_gets_whole_lines_and_full_names() {
        let expected = "\
Tom Sawyer  918860000001  tom@example.com  id 401031250
STATE         CODE  DISCOUNT  VALID TILL   USES  DESCRIPTION
◐ used, more  0015  1000.00   ~2029-09-01  1/∞   Ten off

1 of 7 coupons: 1 used, more
~ only the day is known: its end is assumed
";
        assert_eq!(table(tom(), Style::default()), expected);
    }

    #[test]
    fn columns_stay_aligned_under_wide_characters() {
        let mut answer = tom();
        let Entry::Coupon(coupon) = answer.customers[0].entries[0].clone() else { panic!("a coupon") };
        let wide = Coupon { id: None, code: Clean::new("会员👩\u{200d}👩\u{200d}👧"), ..coupon };
        answer.customers[0].entries.push(Entry::Coupon(wide));
        let text = table(answer, Style::default());
        let before = |line: &str| line.split_once("Ten off").map(|(before, _)| before.width());
        let places: Vec<usize> = text.lines().filter_map(before).collect();
        assert_eq!(places.len(), 2);
        assert_eq!(places[0], places[1], "{text}");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_at_any_width() {
        for width in 0..120 {
            for (ascii, colored) in [(false, false), (true, false)] {
                let style = Style { ascii, colored, bullet: Some('*'), width: Some(width) };
                for answer in [tom(), awkward()] {
                    let text = table(answer, style);
                    assert!(text.lines().all(|line| line.width() <= width), "{width}: {text}");
                }
            }
        }
    }

    #[test]
    fn a_terminal_hides_personal_data() {
        let text = table(tom(), Style { bullet: Some('•'), width: Some(80), ..Style::default() });
        assert!(text.contains("91••••••••01") && !text.contains("8860000") && !text.contains("tom@"), "{text}");
    }

    #[test]
    fn colours_wrap_the_state_and_change_no_other_byte() {
        let plain = Style { width: Some(30), ..Style::default() };
        let colored = table(tom(), Style { colored: true, ..plain });
        assert!(colored.contains("\u{1b}[36m◐ used, more\u{1b}[0m  0015"), "{colored}");
        let stripped = colored.replace("\u{1b}[36m", "").replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        assert_eq!(stripped, table(tom(), plain));
    }

    #[test]
    fn symbols_can_be_ascii() {
        let text = table(tom(), Style { ascii: true, ..Style::default() });
        assert!(text.is_ascii(), "{text}");
        assert!(text.contains("+ used, more") && text.contains("1/inf"), "{text}");
    }

    #[test]
    fn on_a_terminal_that_is_not_utf_8_all_of_it_is_ascii_and_aligned() {
        let mut answer = tom();
        let Entry::Coupon(coupon) = answer.customers[0].entries[0].clone() else { panic!("a coupon") };
        let wide = Coupon { id: None, code: Clean::new("会员\u{49b}"), ..coupon };
        answer.customers[0].customer.firstname = Some(Clean::new("Tóm"));
        answer.customers[0].entries.push(Entry::Coupon(wide));
        let text = table(answer.clone(), Style { ascii: true, width: Some(80), ..Style::default() });
        assert!(text.is_ascii() && text.contains("T?m Sawyer") && text.contains("  ???   "), "{text}");
        let places: Vec<_> = text.lines().filter_map(|line| line.find("Ten off")).collect();
        assert!(places.len() == 2 && places[0] == places[1], "{text}");
        assert!(table(answer, Style { ascii: true, ..Style::default() }).contains("会员"), "a pipe gets what came");
    }

    #[test]
    fn a_bad_row_and_an_empty_coupon_have_their_place() {
        let text = table(awkward(), Style::default());
        assert!(text.contains("! unreadable  "), "{text}");
        assert!(text.contains("a list where a coupon belongs"), "{text}");
        assert!(text.contains("? unknown"), "{text}");
    }

    #[test]
    fn several_customers_have_a_section_each_and_one_sum() {
        let mut answer = tom();
        answer.customers.extend(awkward().customers);
        answer.customers.push(crate::domain::CustomerCoupons::default());
        let text = table(answer, Style::default());
        assert_eq!(text.matches("STATE").count(), 2);
        assert!(text.contains("(no name)"), "{text}");
        assert!(text.contains("4 of 7 coupons: 1 used, more; 2 unknown; 1 unreadable"), "{text}");
    }
}
