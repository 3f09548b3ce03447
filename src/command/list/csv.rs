//! `--output csv`: one row a coupon, RFC 4180.
//!
//! Columns are named by the JSON path they hold (`issuedAt.code`, `state.expired`); the lists
//! inside a coupon are one cell of compact JSON each. A row that is no coupon has only its customer
//! and the last column, `problem`.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::Printer;
use super::fields::{CellStyle, Fields};
use super::shape::Spelling;
use super::walk::Batch;
use crate::command::Moment;

/// Rows under a header.
pub(super) struct Rows {
    lookup: String,
    moment: Moment,
    fields: Fields,
    spelling: Spelling,
}

impl Rows {
    pub(super) fn new(lookup: String, moment: Moment, fields: Fields, spelling: Spelling) -> Self {
        Self { lookup, moment, fields, spelling }
    }
}

impl Printer for Rows {
    fn start(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_rows(out, [self.fields.names().iter().map(|&name| name.to_owned()).collect()])
    }

    fn batch(&mut self, out: &mut dyn Write, batch: &Batch) -> io::Result<()> {
        let found = (&batch.holder.customer, self.lookup.as_str());
        let style = CellStyle { moment: &self.moment, spelling: self.spelling };
        let cells = |entry| self.fields.cells(found, entry, style);
        write_rows(out, batch.holder.entries.iter().map(cells))
    }
}

fn write_rows(out: &mut dyn Write, rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    for row in rows {
        writer.write_record(row.into_iter().map(defused))?;
    }
    writer.flush()
}

/// Text that a spreadsheet would run gets a leading `'`; numbers such as `-1` are left alone.
pub(in crate::command) fn defused(cell: String) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(&cell);
    if is_formula { format!("'{cell}") } else { cell }
}

/// Stricter than Rust's own parser, which takes `-inf` and `+nan` for numbers.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.chars().all(allowed)
        && digits.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{awkward, batches, moment, tom};
    use super::*;
    use crate::cli::FIELDS;
    use crate::domain::{Answer, Clean, Entry, Id};

    fn printed(answer: Answer) -> String {
        spelled(answer, Spelling::Exact)
    }

    fn spelled(answer: Answer, spelling: Spelling) -> String {
        let mut out = Vec::new();
        let mut printer = Rows::new("mobile:918860000001".into(), moment(), Fields::of(&[]), spelling);
        printer.start(&mut out).unwrap();
        for batch in batches(answer) {
            printer.batch(&mut out, &batch).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    fn records(answer: Answer) -> Vec<Vec<String>> {
        let text = printed(answer);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn cell<'a>(records: &'a [Vec<String>], row: usize, column: &str) -> &'a str {
        let at = FIELDS.iter().position(|name| *name == column).unwrap();
        &records[row][at]
    }

    #[test]
    fn a_row_holds_what_its_header_says() {
        let records = records(tom());
        assert_eq!(records[0], FIELDS);
        let expected = [
            ("customerId", "401031250"),
            ("lookup", "mobile:918860000001"),
            ("code", "0015"),
            ("discountValue", "1000.0"),
            ("redemptionsLeft", "-1"),
            ("issuedAt.code", "st1"),
            ("issuedAt.name", "Store 1"),
            ("customProperty", r#"[{"name":"colour","value":"red"},{"name":"empty ","value":null}]"#),
            ("state.redeemable", "true"),
            ("state.expiresAt", "2029-09-01T23:59:59+05:30"),
            ("problem", ""),
        ];
        for (column, value) in expected {
            assert_eq!(cell(&records, 1, column), value, "{column}");
        }
        assert!(cell(&records, 1, "redemptions").starts_with(r#"[{"id":9,"#));
        assert!(cell(&records, 1, "reversedRedemptions").starts_with(r#"[{"id":"8","#));
    }

    #[test]
    fn lines_end_and_quotes_double_as_the_rfc_says() {
        let text = printed(awkward());
        assert_eq!(text.matches("\r\n").count(), 4);
        assert_eq!(text.matches('\n').count(), 4);
        assert!(text.contains(r#""'=cmd|' /C ""calc""'!A0, 会员""#), "{text}");
    }

    #[test]
    fn formulas_are_defused_and_numbers_stay_numbers() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+91 98000", "'+91 98000"),
            ("-1+1", "'-1+1"),
            ("-inf", "'-inf"),
            ("+nan", "'+nan"),
            ("--1", "'--1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("-", "'-"),
            ("-1", "-1"),
            ("+5", "+5"),
            ("-1.5e3", "-1.5e3"),
            ("0015", "0015"),
            ("A=1", "A=1"),
            ("", ""),
        ];
        for (raw, expected) in cases {
            assert_eq!(defused(raw.to_owned()), expected);
        }
    }

    #[test]
    fn a_code_is_byte_for_byte_that_of_the_server_and_on_a_terminal_harmless() {
        for (raw, exact, cleaned) in
            [("\t=1", "'\t=1", " =1"), ("a\u{200b}b", "a\u{200b}b", "ab"), ("\u{1b}[2J", "\u{1b}[2J", "[2J")]
        {
            let mut answer = tom();
            let Entry::Coupon(coupon) = &mut answer.customers[0].entries[0] else { panic!("a coupon") };
            coupon.code = Clean::keeping(raw);
            coupon.id = Some(Id::quoted(raw));
            for (spelling, code) in [(Spelling::Exact, exact), (Spelling::Cleaned, cleaned)] {
                let text = spelled(answer.clone(), spelling);
                assert!(text.contains(&format!(",{code},{code},7,")), "{text:?}");
            }
        }
    }

    #[test]
    fn a_bad_entry_is_a_row_with_its_problem_alone() {
        let records = records(awkward());
        assert_eq!(records.len(), 4);
        assert_eq!(cell(&records, 3, "problem"), "a list where a coupon belongs");
        assert_eq!(cell(&records, 3, "code"), "");
        assert_eq!(cell(&records, 3, "customerId"), "99999999999999999999");
        assert_eq!(cell(&records, 1, "id"), "18446744073709551616");
        assert_eq!(cell(&records, 1, "seriesId"), "00017");
    }

    proptest! {
        #[test]
        fn any_cell_survives_the_way_through_a_reader(cells in prop::collection::vec(any::<String>(), 2..5)) {
            let mut out = Vec::new();
            write_rows(&mut out, [cells.clone()]).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let read: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
            let expected: Vec<String> = cells.into_iter().map(defused).collect();
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn a_cell_that_may_run_is_a_plain_number(text in "[=+@\\t\\r-][0-9a-z.+-]{0,4}") {
            let cell = defused(text.clone());
            prop_assert!(cell == format!("'{text}") || cell.parse::<f64>().is_ok_and(f64::is_finite), "{}", cell);
        }
    }
}
