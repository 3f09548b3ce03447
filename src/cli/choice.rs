//! Options that take one word of a fixed set: any case, `-` or `_`, and the right word suggested.
//!
//! Knows clap and nothing of what the words mean: the domain types stay free of clap.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// The words of an option, each with what it stands for.
#[derive(Clone)]
pub(super) struct Choice<T: 'static>(pub(super) &'static [(&'static str, T)]);

/// As likely the same word as clap's own suggestions are.
const ALIKE: f64 = 0.7;

/// The name that was meant by a word that is none of them, if one is like it.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&word, &name.to_ascii_lowercase());
    let best = names.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= ALIKE).then_some(best)
}

impl<T: Copy + 'static> Choice<T> {
    fn find(&self, word: &str) -> Option<T> {
        let word = word.to_ascii_lowercase().replace('_', "-");
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(&word)).map(|&(_, value)| value)
    }

    fn nearest(&self, word: &str) -> Option<&'static str> {
        nearest(&word.replace('_', "-"), self.0.iter().map(|&(name, _)| name))
    }
}

impl<T: Copy + Send + Sync + 'static> TypedValueParser for Choice<T> {
    type Value = T;

    fn parse_ref(&self, cmd: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let word = value.to_string_lossy();
        if let Some(found) = self.find(&word) {
            return Ok(found);
        }
        let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(cmd);
        if let Some(arg) = arg {
            error.insert(ContextKind::InvalidArg, ContextValue::String(arg.to_string()));
        }
        error.insert(ContextKind::InvalidValue, ContextValue::String(word.to_string()));
        let names = self.0.iter().map(|(name, _)| (*name).to_owned()).collect();
        error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
        if let Some(name) = self.nearest(&word) {
            error.insert(ContextKind::SuggestedValue, ContextValue::String(name.to_owned()));
        }
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(|(name, _)| PossibleValue::new(*name))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Choice<u8> = Choice(&[("active", 1), ("active-redeemed", 2), ("expired", 3)]);

    #[test]
    fn case_and_the_kind_of_dash_do_not_matter() {
        for word in ["active-redeemed", "ACTIVE_REDEEMED", "Active-Redeemed"] {
            assert_eq!(WORDS.find(word), Some(2), "{word}");
        }
        assert_eq!(WORDS.find("activ"), None);
    }

    #[test]
    fn a_slip_is_answered_with_the_right_word_and_a_wild_guess_with_none() {
        assert_eq!(WORDS.nearest("ACTIV"), Some("active"));
        assert_eq!(WORDS.nearest("expird"), Some("expired"));
        assert_eq!(WORDS.nearest("zzz"), None);
    }
}
