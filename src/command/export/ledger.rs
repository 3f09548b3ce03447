//! The files of one export: output, list of failures and journal, which must always agree.
//!
//! A customer's lines go into the output as they come. Only the mark in the journal makes them
//! count; a customer that fails half way has their lines taken back.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::failed::{self, Failed};
use super::journal::{Heading, Journal, JournalError, Mark};
use crate::system_error;

/// The version of the journal that this program writes and reads.
pub(super) const VERSION: u32 = 2;

/// Where the files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paths {
    pub(super) output: PathBuf,
    pub(super) failed: PathBuf,
    pub(super) journal: PathBuf,
}

impl Paths {
    /// The others are named after the output's full name.
    pub(super) fn beside(output: &Path) -> Self {
        let named = |suffix: &str| {
            let mut name = output.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        Self { output: output.to_owned(), failed: named(".failed.csv"), journal: named(".journal") }
    }
}

/// Why an export cannot begin or go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("{} already exists; it is not overwritten", .0.display())]
    Exists(PathBuf),
    #[error("{} already exists; add --resume to go on with it, or remove it", .0.display())]
    Unfinished(PathBuf),
    #[error("{} is there and is no export of this input; it is not overwritten", .0.display())]
    NoJournal(PathBuf),
    #[error("the journal is of an export with {0}; go on with the same, or remove the output and its journal")]
    Other(&'static str),
    #[error("the journal cannot be read; remove it and the output to begin anew")]
    Unreadable,
    #[error("{}: {error}", path.display())]
    Journal {
        path: PathBuf,
        #[source]
        error: JournalError,
    },
    #[error("{} cannot be used: {}", path.display(), system_error::writing(error))]
    Io {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Refusal {
    |error| Refusal::Io { path: path.to_owned(), error }
}

/// The files, open, and how far they are.
#[derive(Debug)]
pub(super) struct Ledger {
    paths: Paths,
    output: BufWriter<File>,
    failed: Option<File>,
    journal: Journal,
    mark: Mark,
    /// Length of the output with the lines of the customer who is being written.
    written: u64,
    coupons: u64,
}

/// A ledger ready to write, and the heading under which it is written.
pub(super) struct Opened {
    pub(super) ledger: Ledger,
    pub(super) heading: Heading,
}

/// Opens the files for a new export, or with `resume` for one that was broken off, whose heading
/// must then ask for the same. A new output begins with `header`.
pub(super) fn open(paths: &Paths, heading: Heading, header: &[u8], resume: bool) -> Result<Opened, Refusal> {
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    let (output, journal) = (is_there(&paths.output), is_there(&paths.journal));
    match (output, journal, resume) {
        (_, true, true) => resumed(paths, heading, header),
        (true, true, false) => Err(Refusal::Unfinished(paths.output.clone())),
        (true, false, true) => Err(Refusal::NoJournal(paths.output.clone())),
        (true, false, false) => Err(Refusal::Exists(paths.output.clone())),
        (false, _, _) if is_there(&paths.failed) => Err(Refusal::Exists(paths.failed.clone())),
        (false, _, _) => fresh(paths, open_journal(paths)?, heading, header),
    }
}

fn open_journal(paths: &Paths) -> Result<Journal, Refusal> {
    Journal::open(&paths.journal).map_err(|error| Refusal::Journal { path: paths.journal.clone(), error })
}

/// The heading is on disk before the output is made: an output without a journal is never half done.
fn fresh(paths: &Paths, mut journal: Journal, heading: Heading, header: &[u8]) -> Result<Opened, Refusal> {
    journal.begin(&heading).map_err(at(&paths.journal))?;
    let output = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&paths.output) {
        Ok(output) => output,
        Err(error) => {
            // nothing was begun, so nothing is left
            let _ = journal.remove();
            return Err(at(&paths.output)(error));
        }
    };
    let ledger = Ledger::new(paths, output, None, journal, Mark::default());
    begun(ledger, heading, header)
}

fn resumed(paths: &Paths, asked: Heading, header: &[u8]) -> Result<Opened, Refusal> {
    let mut journal = open_journal(paths)?;
    let length = |path: &Path| path.metadata().map(|data| data.len()).ok();
    let bytes = length(&paths.output);
    let left = journal.left(bytes.unwrap_or(0), length(&paths.failed).unwrap_or(0)).map_err(at(&paths.journal))?;
    let Some(left) = left else {
        return if bytes.is_none() { fresh(paths, journal, asked, header) } else { Err(Refusal::Unreadable) };
    };
    same(&left.heading, &asked)?;
    let Some(mut output) = reopened(&paths.output, left.mark.bytes)? else {
        // the output is gone, and with it all that was done
        take_away(&paths.failed)?;
        return fresh(paths, journal, asked, header);
    };
    output.seek(SeekFrom::End(0)).map_err(at(&paths.output))?;
    let failed = if left.mark.failed_bytes == 0 {
        take_away(&paths.failed)?;
        None
    } else {
        let mut failed = reopened(&paths.failed, left.mark.failed_bytes)?.ok_or(Refusal::Unreadable)?;
        failed.seek(SeekFrom::End(0)).map_err(at(&paths.failed))?;
        Some(failed)
    };
    journal.cut(left.end).map_err(at(&paths.journal))?;
    let ledger = Ledger::new(paths, output, failed, journal, left.mark);
    begun(ledger, left.heading, header)
}

/// An output without a single byte still needs its header.
fn begun(mut ledger: Ledger, heading: Heading, header: &[u8]) -> Result<Opened, Refusal> {
    if ledger.mark.bytes == 0 && !header.is_empty() {
        let path = ledger.paths.output.clone();
        ledger.write(header, 0).and_then(|()| ledger.put_mark(ledger.mark)).map_err(at(&path))?;
    }
    Ok(Opened { ledger, heading })
}

fn same(left: &Heading, asked: &Heading) -> Result<(), Refusal> {
    if left.version != asked.version {
        Err(Refusal::Unreadable)
    } else if left.input != asked.input {
        Err(Refusal::Other("another input"))
    } else if left.question != asked.question {
        Err(Refusal::Other("another --status, --sort, --code-case or --offset"))
    } else if left.server != asked.server {
        Err(Refusal::Other("another server"))
    } else if left.account != asked.account {
        Err(Refusal::Other("another account"))
    } else if left.country != asked.country {
        Err(Refusal::Other("another country_code"))
    } else {
        Ok(())
    }
}

/// The file without what stands behind `length`; `None` when it is gone.
fn reopened(path: &Path, length: u64) -> Result<Option<File>, Refusal> {
    let file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(path)(error)),
    };
    file.set_len(length).map_err(at(path))?;
    Ok(Some(file))
}

fn take_away(path: &Path) -> Result<(), Refusal> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

impl Ledger {
    fn new(paths: &Paths, output: File, failed: Option<File>, journal: Journal, mark: Mark) -> Self {
        let output = BufWriter::with_capacity(64 * 1024, output);
        Self { paths: paths.clone(), output, failed, journal, mark, written: mark.bytes, coupons: 0 }
    }

    /// How far the export is.
    pub(super) fn mark(&self) -> Mark {
        self.mark
    }

    /// Coupons written, those of the customer under way among them.
    pub(super) fn coupons(&self) -> u64 {
        self.mark.coupons + self.coupons
    }

    /// Adds lines of the customer under way.
    pub(super) fn write(&mut self, bytes: &[u8], coupons: u64) -> io::Result<()> {
        self.output.write_all(bytes)?;
        self.written += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.coupons += coupons;
        Ok(())
    }

    /// The customer under way is complete.
    pub(super) fn done(&mut self) -> io::Result<()> {
        let coupons = self.coupons();
        self.put_mark(Mark { customers: self.mark.customers + 1, coupons, ..self.mark })
    }

    /// The customer under way failed: none of their lines stay.
    pub(super) fn failed(&mut self, failed: &Failed) -> io::Result<()> {
        self.take_back()?;
        let mut text = if self.mark.failed_bytes == 0 { failed::header()? } else { Vec::new() };
        text.extend(failed.line()?);
        let file = match self.failed.take() {
            Some(file) => file,
            None => OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.paths.failed)?,
        };
        self.failed.insert(file).write_all(&text)?;
        let mut mark = self.mark;
        mark.customers += 1;
        mark.failed_bytes += u64::try_from(text.len()).unwrap_or(u64::MAX);
        failed::count(&mut mark.failed, failed.exit.code());
        self.put_mark(mark)
    }

    fn take_back(&mut self) -> io::Result<()> {
        self.output.flush()?;
        let file = self.output.get_mut();
        file.set_len(self.mark.bytes)?;
        file.seek(SeekFrom::Start(self.mark.bytes))?;
        (self.written, self.coupons) = (self.mark.bytes, 0);
        Ok(())
    }

    /// Everything a mark speaks of reaches the files before the mark does.
    fn put_mark(&mut self, mark: Mark) -> io::Result<()> {
        self.output.flush()?;
        let mark = Mark { bytes: self.written, ..mark };
        self.journal.append(&mark)?;
        (self.mark, self.coupons) = (mark, 0);
        Ok(())
    }

    /// The export is complete. The journal goes last of all.
    pub(super) fn close(self) -> io::Result<()> {
        self.output.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()?;
        self.journal.remove()
    }
}
