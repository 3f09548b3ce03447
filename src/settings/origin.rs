//! A value with where it was said, and what is wrong in a configuration file.

use std::fmt;

use crate::cli::nearest;

/// Where a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An option of the command line.
    Argument(&'static str),
    /// A variable of the environment.
    Variable(&'static str),
    /// A key of the configuration file.
    File {
        /// Its name.
        key: &'static str,
        /// Its line, from 1.
        line: usize,
    },
    /// Nobody said anything.
    Default,
}

impl Origin {
    /// A part of a login in words; without a setting it is typed.
    pub(super) fn as_login(self, profile: &str) -> String {
        match self {
            Self::Argument(name) | Self::Variable(name) => name.to_owned(),
            Self::File { key, .. } => format!("{key} of the profile {profile}"),
            Self::Default => "the secret that is typed".to_owned(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) | Self::Variable(name) => f.write_str(name),
            Self::File { key, line } => write!(f, "{key} (line {line} of the configuration)"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who said so.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    pub(super) fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: change(self.value), origin: self.origin }
    }

    /// The line of the file, where it was said there.
    pub(super) fn line(&self) -> usize {
        if let Origin::File { line, .. } = self.origin { line } else { 0 }
    }
}

/// Something wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What, and what is right instead. Never repeats a secret.
    pub text: String,
}

impl Problem {
    /// What is wrong with the reason first, for a place that has room for a few words.
    #[must_use]
    pub fn briefly(&self) -> String {
        let is_setting = |name: &str| name.starts_with("profiles.") && !name.contains(' ');
        match self.text.split_once(": ").filter(|(name, _)| is_setting(name)) {
            Some((setting, reason)) => format!("{reason} ({setting}, line {})", self.line),
            None if self.line > 0 => format!("{} (line {} of the configuration)", self.text, self.line),
            None => self.text.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        f.write_str(&self.text)
    }
}

/// "; did you mean …?", or nothing where no name is alike.
pub(super) fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, names).map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default()
}
