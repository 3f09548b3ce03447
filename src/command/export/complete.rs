//! Whether an output without a journal is this export, complete.
//!
//! The journal is removed as the last act, but a kill can fall between that and the end of the
//! process. Going on then finds nothing to do and must say so, not that something went wrong.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader};

use serde::Deserialize;

use super::input::Input;
use super::ledger::Paths;
use super::{failed, worst};
use crate::cli::{FIELDS, Output};
use crate::command::Exit;

/// How the export ended that is there, if its rows are whole and of customers of this input, in
/// its order. That it is of this input is all that can be known: customers may have no coupons.
pub(super) fn exit(paths: &Paths, format: Output, input: &Input) -> io::Result<Option<Exit>> {
    let output = BufReader::new(File::open(&paths.output)?);
    let belongs = match format {
        Output::Csv => belongs(csv_lookups(output)?, format, input)?,
        _ => belongs(ndjson_lookups(output), format, input)?,
    };
    Ok(if belongs { Some(worst(&failed::counts(&paths.failed))) } else { None })
}

/// The identifiers of the rows; `None` stands for what is no row of an export.
type Lookups = Box<dyn Iterator<Item = io::Result<Option<String>>>>;

#[derive(Deserialize)]
struct Found<'a> {
    #[serde(borrow)]
    lookup: Cow<'a, str>,
}

fn ndjson_lookups(mut output: BufReader<File>) -> Lookups {
    let mut line = Vec::new();
    Box::new(std::iter::from_fn(move || {
        line.clear();
        match output.read_until(b'\n', &mut line) {
            Err(error) => Some(Err(error)),
            Ok(0) => None,
            Ok(_) if line.last() != Some(&b'\n') => Some(Ok(None)),
            Ok(_) => Some(Ok(serde_json::from_slice::<Found<'_>>(&line).ok().map(|found| found.lookup.into_owned()))),
        }
    }))
}

fn csv_lookups(output: BufReader<File>) -> io::Result<Lookups> {
    let mut reader = csv::Reader::from_reader(output);
    if reader.headers()?.iter().ne(FIELDS) {
        return Ok(Box::new(std::iter::once(Ok(None))));
    }
    let at = FIELDS.iter().position(|field| *field == "lookup");
    let lookup = move |record: csv::StringRecord| at.and_then(|at| record.get(at)).map(str::to_owned);
    Ok(Box::new(reader.into_records().map(move |record| Ok(record.ok().and_then(lookup)))))
}

fn belongs(lookups: Lookups, format: Output, input: &Input) -> io::Result<bool> {
    let mut rows = input.rows()?;
    let mut current = None;
    let mut lookups = lookups.peekable();
    if format == Output::Ndjson && lookups.peek().is_none() {
        // anybody makes empty files; a header would show whose it is
        return Ok(false);
    }
    for lookup in lookups {
        let Some(lookup) = lookup? else { return Ok(false) };
        while current.as_ref() != Some(&lookup) {
            match rows.next().transpose()? {
                Some(row) => current = row.named.ok().map(|named| named.lookup()),
                None => return Ok(false),
            }
        }
    }
    Ok(true)
}
