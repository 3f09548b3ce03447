//! Why the system refuses something, in plain English: what a message quotes of an [`io::Error`].
//!
//! The same error means one thing of a file that is read and another of one that is written, so whoever
//! quotes it says what was to be done. Its own words ("entity not found", "os error 13") are a programmer's.

use std::io::{self, ErrorKind};

/// Why something cannot be read.
#[must_use]
pub fn reading(error: &io::Error) -> String {
    in_words(error, |kind| match kind {
        ErrorKind::NotFound => Some("there is no such file"),
        ErrorKind::NotADirectory => Some("a part of its path is not a folder"),
        ErrorKind::PermissionDenied => Some("you may not read it"),
        ErrorKind::InvalidData => Some("it is not UTF-8 text"),
        _ => None,
    })
}

/// Why something cannot be written, made or removed.
#[must_use]
pub fn writing(error: &io::Error) -> String {
    in_words(error, |kind| match kind {
        ErrorKind::NotFound => Some("there is no such folder"),
        ErrorKind::NotADirectory => Some("a part of its path is not a folder"),
        ErrorKind::PermissionDenied => Some("you may not write there"),
        _ => None,
    })
}

/// Why a program does not start, or does not take what it is given.
#[must_use]
pub fn running(error: &io::Error) -> String {
    in_words(error, |kind| match kind {
        ErrorKind::NotFound => Some("there is no such program on the PATH"),
        ErrorKind::PermissionDenied => Some("it may not be run"),
        ErrorKind::BrokenPipe => Some("it did not take the text"),
        _ => None,
    })
}

/// Why nothing can listen on a port of this machine.
#[must_use]
pub fn listening(error: &io::Error) -> String {
    in_words(error, |kind| match kind {
        ErrorKind::AddrInUse => Some("another program uses this port; name another one, or none for any that is free"),
        ErrorKind::PermissionDenied => Some("you may not use this port; name one above 1023"),
        _ => None,
    })
}

/// Why anything else cannot be done.
#[must_use]
pub fn of_any(error: &io::Error) -> String {
    in_words(error, |kind| match kind {
        ErrorKind::NotFound => Some("there is no such file or folder"),
        ErrorKind::PermissionDenied => Some("it is not allowed"),
        _ => None,
    })
}

fn in_words(error: &io::Error, special: impl FnOnce(ErrorKind) -> Option<&'static str>) -> String {
    let words = special(error.kind()).or_else(|| usual(error.kind())).filter(|_| !is_told_by_us(error));
    words.map_or_else(|| without_number(error), str::to_owned)
}

/// Whether it holds a sentence of ours. A library's says what the system said, and of which hidden file.
fn is_told_by_us(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|told| !told.to_string().contains(NUMBER))
}

fn usual(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::AlreadyExists => "it is there already",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "your share of the disk is used up",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::FileTooLarge => "the file would be too large",
        ErrorKind::InvalidFilename => "its name is too long, or not allowed here",
        ErrorKind::BrokenPipe => "nobody reads it any more",
        ErrorKind::TimedOut => "it took too long",
        ErrorKind::WouldBlock => "the system has no room for it now; try again",
        ErrorKind::OutOfMemory => "there is not enough memory",
        ErrorKind::UnexpectedEof => "it ends too early",
        _ => return None,
    })
}

/// Words of our own as they are; of the system's those before its number, and before the name of a hidden
/// file.
fn without_number(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(NUMBER).next().unwrap_or_default().to_owned()
}

/// What the library puts behind the system's words.
const NUMBER: &str = " (os error";

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [fn(&io::Error) -> String; 5] = [reading, writing, running, listening, of_any];

    #[test]
    fn no_error_of_the_system_is_told_by_its_number_or_in_the_words_of_the_language() {
        for number in 1..=133 {
            let error = io::Error::from_raw_os_error(number);
            for words in EVERY.map(|words| words(&error)) {
                assert!(!words.is_empty() && !words.contains("os error") && !words.contains("entity"), "{words}");
            }
        }
    }

    #[test]
    fn what_is_not_there_is_named_by_what_was_wanted() {
        let missing = io::Error::from(ErrorKind::NotFound);
        assert_eq!(
            EVERY.map(|words| words(&missing))[..3],
            ["there is no such file", "there is no such folder", "there is no such program on the PATH"]
        );
    }

    #[test]
    fn words_of_our_own_stay_and_hidden_files_are_not_named() {
        assert_eq!(reading(&io::Error::other("it is larger than 1 MB")), "it is larger than 1 MB");
        assert_eq!(
            running(&io::Error::new(ErrorKind::TimedOut, "it took longer than a second")),
            "it took longer than a second"
        );
        let folder = std::path::Path::new("/nowhere/at/all");
        let hidden = tempfile::Builder::new().prefix(".hidden").tempfile_in(folder).unwrap_err();
        assert!(hidden.to_string().contains(".hidden") && writing(&hidden) == "there is no such folder", "{hidden}");
    }
}
