//! What clap says of a wrong line, made fit: it repeats words, and a word in the wrong place is most
//! likely a customer.

use std::ffi::OsString;

use clap::Error;
use clap::error::{ContextKind, ErrorKind};

use super::{Wrong, command, complain, first_word};
use crate::domain::mask;

/// A refusal without the words that may be a customer.
pub(super) fn without_customers(error: Error, words: &[OsString]) -> Error {
    let said = error.to_string();
    let shown = pieces(words).iter().fold(said.clone(), |said, piece| match mask::misplaced(piece) {
        masked if masked == *piece => said,
        masked => said.replace(piece, &masked),
    });
    if shown == said {
        return error;
    }
    // it goes in front of the text anew
    let text = shown.strip_prefix("error: ").unwrap_or(&shown).to_owned();
    Error::raw(error.kind(), text)
}

/// Whatever clap can repeat: words, what stands behind a `=`, and the parts of a list; the longest first,
/// since one may be a part of another.
fn pieces(words: &[OsString]) -> Vec<String> {
    let words = words.iter().map(|word| word.to_string_lossy().into_owned());
    let mut pieces: Vec<String> = words
        .flat_map(|word| {
            let parts = word.split(['=', ',']).map(str::to_owned).collect::<Vec<_>>();
            let value = word.split_once('=').map(|(_, value)| value.to_owned());
            parts.into_iter().chain(value).chain([word])
        })
        .collect();
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    pieces
}

/// What clap says, where it helps.
pub(super) fn in_our_words(mut error: Error, words: &[OsString]) -> Error {
    if error.kind() == ErrorKind::UnknownArgument {
        // "to pass '-1' as a value, use '-- -1'": that would look up a customer of this name
        error.remove(ContextKind::Suggested);
    }
    of_a_word_too_many(error, words)
}

/// Of a word too many clap tells the word; what helps is where a customer belongs.
fn of_a_word_too_many(error: Error, words: &[OsString]) -> Error {
    let is_word = |word: String| !word.starts_with('-');
    let is_one = error.kind() == ErrorKind::UnknownArgument
        && error.get(ContextKind::InvalidArg).is_some_and(|word| is_word(word.to_string()));
    if !is_one {
        return error;
    }
    let grammar = command();
    let subcommand = first_word::first_word(words, &grammar).filter(|word| grammar.find_subcommand(word).is_some());
    let text = match subcommand {
        None | Some("list" | "pick") => "a word too many; name one customer, in one word or in quotes".to_owned(),
        Some("export") => "a word too many; 'export' takes its customers from --input".to_owned(),
        Some(name) => format!("a word too many; '{name}' takes no customer"),
    };
    complain(subcommand, &Wrong(ErrorKind::TooManyValues, text))
}
