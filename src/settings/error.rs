//! Why there are no settings, and what to do about it.

use std::fmt;
use std::path::PathBuf;

use super::{ConfigError, Problem, SecretError};
use crate::domain::mask;

/// Why there are no settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsError {
    /// The same password twice, perhaps differing.
    PasswordTwice,
    /// A user name that a login cannot carry.
    UserName,
    /// Basic and OAuth at once.
    TwoLogins {
        /// Where a part of the Basic login is set.
        basic: String,
        /// Where a part of the OAuth login is set.
        oauth: String,
    },
    /// Not enough to call a server.
    Missing(Vec<&'static str>),
    /// The configuration file is wrong.
    Config(ConfigError),
    /// The configuration file that was named is not there.
    NoConfig(PathBuf),
    /// The profile that was named is not there.
    NoProfile {
        /// The name.
        name: String,
        /// Who named it.
        asked_by: String,
        /// Which there are, the nearest first of all.
        known: String,
    },
    /// Several profiles and none chosen.
    WhichProfile(Vec<String>),
    /// A variable that names no proxy; its value can hold a password.
    NoProxy(&'static str),
    /// A secret is not where it was said to be.
    Secret(SecretError),
}

impl SettingsError {
    /// What is wrong, without what to do.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::PasswordTwice => "COUPONSCOPE_PASSWORD and COUPONSCOPE_PASSWORD_MD5 are both set".to_owned(),
            Self::UserName => "COUPONSCOPE_USERNAME: a user name must not contain a colon or a line break".to_owned(),
            Self::TwoLogins { basic, oauth } => {
                format!("two kinds of login are set: {basic} (Basic) and {oauth} (OAuth)")
            }
            Self::Missing(names) => format!("not set: {}", names.join(" and ")),
            Self::Config(error) => error.to_string(),
            Self::NoConfig(path) => format!("there is no configuration file {}", shown(path)),
            Self::NoProfile { name, asked_by, known } => format!("{asked_by}: there is no profile \"{name}\" {known}"),
            Self::WhichProfile(names) => format!("which profile? The configuration has {}", names.join(", ")),
            Self::NoProxy(name) => format!("{name} names no proxy"),
            Self::Secret(error) => error.what(),
        }
    }

    /// What is wrong with the reason first, for a place that has room for a few words.
    #[must_use]
    pub fn briefly(&self) -> String {
        match self {
            Self::Config(error) => error.problems.first().map(Problem::briefly).unwrap_or_default(),
            other => other.what(),
        }
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::UserName => "write the user name alone".to_owned(),
            Self::PasswordTwice | Self::TwoLogins { .. } => "unset one of them".to_owned(),
            Self::Missing(_) => "`couponscope config init` sets an account up; without one, try --demo".to_owned(),
            Self::Config(_) => "correct it there; couponscope config check looks again".to_owned(),
            Self::NoConfig(path) => {
                format!("name the right one, or make it: couponscope config init --config {}", shown(path))
            }
            Self::NoProfile { name, .. } => {
                format!("name one that is there, or add it: couponscope config init --profile {name}")
            }
            Self::WhichProfile(_) => {
                "add --profile NAME, or default_profile = \"NAME\" to the configuration".to_owned()
            }
            Self::NoProxy(name) => format!("write export {name}=http://host:port, or unset it"),
            Self::Secret(error) => error.advice().unwrap_or_else(|| "give it when it is asked for".to_owned()),
        }
    }
}

/// What stands in the wrong place on a command line may be a customer.
fn shown(path: &std::path::Path) -> String {
    mask::misplaced(&path.to_string_lossy())
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // they name what is right beside what is wrong
            Self::Config(_) | Self::NoProfile { .. } => f.write_str(&self.what()),
            // not everything that may happen to a secret calls for a word
            Self::Secret(error) => error.fmt(f),
            _ => write!(f, "{}; {}", self.what(), self.advice()),
        }
    }
}

impl std::error::Error for SettingsError {}

impl From<ConfigError> for SettingsError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<SecretError> for SettingsError {
    fn from(error: SecretError) -> Self {
        Self::Secret(error)
    }
}
