//! What an export needs to go on after it was killed, kept beside its output.
//!
//! The first line says what the export is; each further line is one [`Mark`], complete in itself.
//! A mark is written after everything it speaks of, so whatever the moment of a kill, the last
//! whole line is true, and what stands in the files behind it is cut off.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::system_error;

/// What makes two runs the same export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Heading {
    /// Changes with the format of this file.
    pub(super) version: u32,
    /// How large the input is, and a little of its fingerprint.
    pub(super) input: String,
    /// Status, order, code case, and the first coupon where that is not the first of all.
    pub(super) question: String,
    /// The fingerprint of the server's address.
    pub(super) server: String,
    /// The fingerprint of whose view of the coupons it is.
    pub(super) account: String,
    /// The code put before national numbers.
    pub(super) country: Option<String>,
    /// The time by which states were computed; a run that goes on keeps it, or its lines would
    /// differ from those of a run that was left in peace.
    pub(super) now: String,
    /// The zone, for the same reason.
    pub(super) zone: Option<String>,
}

/// How far the export is: sums since its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Customers of the input that are done, failed ones too.
    pub(super) customers: u64,
    /// Coupons in the output.
    pub(super) coupons: u64,
    /// Length of the output.
    pub(super) bytes: u64,
    /// Length of the list of failures.
    pub(super) failed_bytes: u64,
    /// Failed customers by exit code, from 2 to 6.
    pub(super) failed: [u64; 5],
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum JournalError {
    #[error("another couponscope is writing this export")]
    Busy,
    #[error("it cannot be used: {}", system_error::writing(.0))]
    Io(#[from] io::Error),
}

/// The journal on disk, held by this process alone.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    path: PathBuf,
}

/// What an earlier run left.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// What it was.
    pub(super) heading: Heading,
    /// Its last mark that counts.
    pub(super) mark: Mark,
    /// Where that mark ends in the journal.
    pub(super) end: u64,
}

impl Journal {
    /// Opens or makes the file and keeps every other process from doing the same.
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file, path: path.to_owned() }),
            Err(TryLockError::WouldBlock) => Err(JournalError::Busy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// What an earlier run left; `None` when it did not come as far as its heading. Only marks
    /// within these lengths of the output and of the list of failures count: files can be behind
    /// the journal after a loss of power.
    pub(super) fn left(&mut self, bytes: u64, failed_bytes: u64) -> io::Result<Option<Left>> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::new(&self.file);
        let Some((mut end, heading)) = whole_line::<Heading>(&mut reader)? else { return Ok(None) };
        let mut left = Left { heading, mark: Mark::default(), end };
        while let Some((length, mark)) = whole_line::<Mark>(&mut reader)? {
            end += length;
            if mark.bytes <= bytes && mark.failed_bytes <= failed_bytes {
                (left.mark, left.end) = (mark, end);
            }
        }
        Ok(Some(left))
    }

    /// Starts anew.
    pub(super) fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.cut(0)?;
        self.append(heading)
    }

    /// Forgets what stands behind `end`: half a line would spoil the next one.
    pub(super) fn cut(&mut self, end: u64) -> io::Result<()> {
        self.file.set_len(end)?;
        self.file.seek(SeekFrom::Start(end)).map(drop)
    }

    /// Writes one line, in one piece.
    pub(super) fn append(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.write_all(&text)
    }

    /// The export is complete: nothing is left to go on with.
    pub(super) fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }
}

/// The next line with its length, when all of it is there and can be read.
fn whole_line<T: for<'a> Deserialize<'a>>(reader: &mut impl BufRead) -> io::Result<Option<(u64, T)>> {
    let mut line = Vec::new();
    let length = reader.read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        return Ok(None);
    }
    let read = serde_json::from_slice(&line).ok();
    Ok(read.map(|read| (u64::try_from(length).unwrap_or(u64::MAX), read)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading() -> Heading {
        let text = |text: &str| text.to_owned();
        Heading {
            version: 1,
            input: text("a"),
            question: text("b"),
            server: text("c"),
            account: text("d"),
            country: None,
            now: text("e"),
            zone: None,
        }
    }

    fn mark(customers: u64) -> Mark {
        Mark { customers, bytes: customers * 100, ..Mark::default() }
    }

    #[test]
    fn whatever_the_length_a_kill_leaves_the_last_whole_line_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = Journal::open(&path).unwrap();
        journal.begin(&heading()).unwrap();
        let mut ends = vec![std::fs::metadata(&path).unwrap().len()];
        for customers in 1..=3 {
            journal.append(&mark(customers)).unwrap();
            ends.push(std::fs::metadata(&path).unwrap().len());
        }
        for length in (0..=ends[3]).rev() {
            journal.cut(length).unwrap();
            let whole = ends.iter().filter(|&&end| end <= length).count();
            match journal.left(u64::MAX, 0).unwrap() {
                None => assert_eq!(whole, 0, "{length}"),
                Some(left) => {
                    let expected = if whole == 1 { Mark::default() } else { mark(whole as u64 - 1) };
                    assert_eq!((left.end, left.mark), (ends[whole - 1], expected), "{length}");
                }
            }
        }
    }

    #[test]
    fn a_mark_whose_lines_never_reached_the_disk_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(&folder.path().join("journal")).unwrap();
        journal.begin(&heading()).unwrap();
        for customers in 1..=3 {
            journal.append(&mark(customers)).unwrap();
        }
        let mut last = |bytes| journal.left(bytes, 0).unwrap().unwrap().mark;
        assert_eq!(last(250), mark(2));
        assert_eq!(last(99), Mark::default());
    }

    #[test]
    fn two_exports_into_one_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let held = Journal::open(&path).unwrap();
        assert!(matches!(Journal::open(&path), Err(JournalError::Busy)));
        held.remove().unwrap();
        assert!(!path.exists());
    }
}
