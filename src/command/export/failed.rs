//! The customers that failed, as CSV that can be the next export's input.

use std::fs::File;
use std::io;
use std::path::Path;

use csv::{StringRecord, Terminator, WriterBuilder};

use super::input::Row;
use crate::command::{Exit, list};
use crate::domain::{Clean, Failure, Identifier, IdentifierError, Kind, mask};

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
            let masked = Identifier::new(kind, cell).map(|identifier| identifier.masked('*'));
            format!("{}:{}", kind.prefix(), masked.unwrap_or_else(|_| mask::running_text(cell, '*')))
        },
    );
    let sentence = format!("{who}: {}", record.get(KINDS.len() + 1).unwrap_or_default());
    // one line, whatever the input held
    Clean::new(&sentence).to_string()
}
