//! The customers that failed, as CSV that can be the next export's input.

use std::fs::File;
use std::io;
use std::path::Path;

use csv::{StringRecord, Terminator, WriterBuilder};

use super::input::{self, Row};
use crate::command::{Exit, list};
use crate::domain::{Clean, Failure, Identifier, IdentifierError, Kind, mask, measure};

/// Of a name in a sentence: a line of the input that names nobody can be of any length.
const LONGEST_NAME: usize = 60;

/// One customer that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    kind: Kind,
    text: String,
    /// What a look-up of this customer alone would have ended with.
    pub(super) exit: Exit,
    reason: String,
}

/// The columns in front of exit code and reason, by whose names the input knows them again.
const KINDS: [(&str, Kind); 4] =
    [("mobile", Kind::Mobile), ("email", Kind::Email), ("external_id", Kind::ExternalId), ("id", Kind::Id)];

impl Failed {
    /// The server or the way to it failed.
    pub(super) fn asked(row: &Row, failure: &Failure) -> Self {
        let (kind, text) = (row.kind, row.text.clone());
        Self { kind, text, exit: Exit::of(failure.kind), reason: failure.to_string() }
    }

    /// The input names nobody here.
    pub(super) fn nobody(row: &Row, error: IdentifierError) -> Self {
        Self { kind: row.kind, text: row.text.clone(), exit: Exit::Usage, reason: error.to_string() }
    }

    /// The customer's line of the file.
    pub(super) fn line(&self) -> io::Result<Vec<u8>> {
        let mut cells: Vec<String> = KINDS
            .iter()
            .map(|&(_, kind)| if kind == self.kind { list::defused(self.text.clone()) } else { String::new() })
            .collect();
        cells.push(self.exit.code().to_string());
        cells.push(self.reason.clone());
        record(cells)
    }
}

/// The first line of the file.
pub(super) fn header() -> io::Result<Vec<u8>> {
    record(KINDS.iter().map(|&(name, _)| name).chain(["exit_code", "reason"]))
}

fn record<C: AsRef<[u8]>>(cells: impl IntoIterator<Item = C>) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// The first failures of the file as sentences for stderr, which may be a log: masked.
pub(super) fn told(path: &Path, most: usize) -> Vec<String> {
    let Ok(file) = File::open(path) else { return Vec::new() };
    let mut reader = csv::Reader::from_reader(file);
    reader.records().map_while(Result::ok).take(most).map(|record| sentence(&record)).collect()
}

/// Counts a failure by its exit code, from 2 to 6.
pub(super) fn count(counts: &mut [u64; 5], code: u8) {
    if let Some(count) = code.checked_sub(2).and_then(|at| counts.get_mut(usize::from(at))) {
        *count += 1;
    }
}

/// The failures of the file by their exit codes; none when there is no file.
pub(super) fn counts(path: &Path) -> [u64; 5] {
    let mut counts = [0; 5];
    let Ok(file) = File::open(path) else { return counts };
    for record in csv::Reader::from_reader(file).records().map_while(Result::ok) {
        if let Some(code) = record.get(KINDS.len()).and_then(|code| code.parse().ok()) {
            count(&mut counts, code);
        }
    }
    counts
}

fn sentence(record: &StringRecord) -> String {
    let named = KINDS.iter().zip(record).find(|(_, cell)| !cell.is_empty());
    let who = named.map_or_else(
        || "(no name)".to_owned(),
        |(&(_, kind), cell)| {
            let name = input::plain(cell);
            let masked = Identifier::new(kind, name).map(|identifier| identifier.masked('*'));
            let shown = masked.unwrap_or_else(|_| mask::running_text(name, '*'));
            format!("{}:{}", kind.prefix(), measure::cut(&shown, LONGEST_NAME, "..."))
        },
    );
    let sentence = format!("{who}: {}", record.get(KINDS.len() + 1).unwrap_or_default());
    // one line, whatever the input held
    Clean::new(&sentence).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_of(kind: Kind, text: &str) -> String {
        let failed = Failed { kind, text: text.to_owned(), exit: Exit::Usage, reason: "because".to_owned() };
        let file = [header().unwrap(), failed.line().unwrap()].concat();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("failed.csv");
        std::fs::write(&path, file).unwrap();
        told(&path, 1).remove(0)
    }

    #[test]
    fn a_name_is_told_without_what_keeps_a_spreadsheet_from_running_it() {
        assert_eq!(told_of(Kind::ExternalId, "=bad1"), "ext:=bad1: because");
    }

    #[test]
    fn a_name_of_any_length_fits_into_a_sentence() {
        let said = told_of(Kind::ExternalId, &"x".repeat(100_000));
        assert!(said.len() < 100 && said.ends_with("...: because"), "{said}");
    }
}
