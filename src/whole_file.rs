//! Small files that are written whole or not at all, and are their owner's alone.
//!
//! The text goes into a file beside the one that is meant, which then takes its name: a full disk or
//! a dead link leaves the old one behind, and nobody ever reads half of it.

use std::fs::{DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use tempfile::NamedTempFile;

/// Puts the text in the place of the file, which need not be there, and nor need its directory.
///
/// # Errors
/// When the disk is full, read-only or not there.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    beside(path, text)?.persist(path)?;
    Ok(())
}

/// Writes a file that is not there yet, and waits until the disk has it.
///
/// # Errors
/// As for [`replace`], and when a file of this name is there.
pub fn create(path: &Path, text: &[u8]) -> io::Result<()> {
    let file = beside(path, text)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

/// Whether a small file could be written there; the file itself stays as it is.
///
/// # Errors
/// When it could not.
pub fn is_writable(path: &Path) -> io::Result<()> {
    // a full disk still takes a file without anything in it
    beside(path, &[0; 4096]).map(drop)
}

/// The directory of the file, made where it is missing, for its owner alone.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(path: &Path) -> io::Result<&Path> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    Ok(folder)
}

/// The text in a file of another name in the same directory, made with mode 0600.
/// Opens a file to read it. Opening a pipe would wait for its other end.
///
/// # Errors
/// When it is not there, not a regular file, or cannot be read.
pub fn open(path: &Path) -> io::Result<File> {
    if path.metadata()?.is_file() { File::open(path) } else { Err(io::Error::other("it is not a regular file")) }
}

fn beside(path: &Path, text: &[u8]) -> io::Result<NamedTempFile> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut file = tempfile::Builder::new().prefix(&format!(".{name}")).tempfile_in(make_folder(path)?)?;
    file.write_all(text)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn it_is_replaced_whole_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/notes");
        for text in ["first, and longer", "second"] {
            replace(&path, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        is_writable(&path).unwrap();
        assert_eq!(names(path.parent().unwrap()), ["notes"], "nothing else is left there");
    }

    #[test]
    fn creating_never_writes_over_another_file_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes");
        create(&path, b"first").unwrap();
        assert_eq!(create(&path, b"second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((std::fs::read(&path).unwrap(), names(folder.path()).len()), (b"first".to_vec(), 1));
    }

    #[test]
    fn a_place_that_takes_no_file_is_an_error() {
        let path = Path::new("/dev/null/state/notes");
        assert!(replace(path, b"").is_err() && create(path, b"").is_err() && is_writable(path).is_err());
    }
}
