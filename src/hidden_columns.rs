//! The hidden columns on the disk: one heading a line, in a file that is its owner's alone.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::app::Column;
use crate::whole_file;

/// A file of this size is something else.
const LARGEST: u64 = 4096;

/// The file.
#[derive(Clone, Debug)]
pub struct HiddenColumns {
    path: PathBuf,
}

impl HiddenColumns {
    /// The file in this directory, which need not be there yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join("hidden-columns") }
    }

    /// What was hidden; nothing where that cannot be read.
    #[must_use]
    pub fn read(&self) -> Vec<Column> {
        let mut text = String::new();
        let read = whole_file::open(&self.path).and_then(|file| file.take(LARGEST).read_to_string(&mut text));
        let named = |line: &str| Column::named(line).filter(|column| column.can_be_hidden());
        if read.is_ok() { text.lines().filter_map(named).collect() } else { Vec::new() }
    }

    /// Replaces the file as a whole; of two programs at once the last one wins.
    ///
    /// # Errors
    /// When the disk is full, read-only or not there.
    pub fn write(&self, hidden: &[Column]) -> io::Result<()> {
        let headings = hidden.iter().flat_map(|column| [column.title(), "\n"]);
        whole_file::replace(&self.path, headings.collect::<String>().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_hidden_comes_back_and_what_is_no_column_is_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let file = HiddenColumns::new(&folder.path().join("deeper"));
        assert!(file.read().is_empty());
        file.write(&[Column::Offer, Column::ValidTill]).unwrap();
        assert_eq!(file.read(), [Column::Offer, Column::ValidTill]);
        assert_eq!(std::fs::metadata(&file.path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&file.path, "offer\ncode\nnonsense\n").unwrap();
        assert_eq!(file.read(), [Column::Offer], "the code is never hidden");
    }
}
