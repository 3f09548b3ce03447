//! Arguments and environment become [`Settings`].
//!
//! Arguments stand over the environment, the environment over the configuration file, the file over
//! the defaults. Each source is read into a layer, layers are laid over each other, and only the
//! result is judged.
//!
//! The environment is read through a [`Lookup`], in this room only. Secrets come from the
//! environment, a file that is its owner's alone, a command, the system's keyring or a hidden question, never
//! from arguments, and no error repeats one.

mod copying;
mod effective;
mod file;
mod layer;
mod login;
mod looks;
mod origin;
mod referenced_files;
mod secret;
mod surroundings;

pub use copying::{Copying, Provider};
pub use effective::{Effective, KnownProfile, Shown, config_path};
pub use file::{
    AsciiChoice, ConfigError, ConfigFile, Profile, ThemeChoice, directories, known_cluster, load, named_path, of_text,
    schema, usual_place,
};
pub use login::Login;
pub use looks::{Background, Looks, is_utf8};
pub use origin::{Origin, Problem, Sourced};
pub use secret::{KEYRING_IS_BUILT_IN, Secret, SecretError, ask_hidden, end_command, end_question, put_into_keyring};
pub use surroundings::Surroundings;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::cli::{Color, Globals};
use crate::domain::{CountryCode, mask};
use crate::keymap::Keymap;

/// Finds an environment variable by name.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The process's own environment, for `main`; a variable that is no text counts as unset.
#[must_use]
pub fn environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment; all else takes a Lookup")]
    std::env::var(name).ok()
}

/// A variable of the environment; an empty one is an unset one.
#[must_use]
pub fn variable(env: Lookup<'_>, name: &str) -> Option<String> {
    env(name).filter(|value| !value.is_empty())
}

/// Whom the program talks to.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one of a run, never in a collection")]
pub enum Target {
    /// The built-in sandbox.
    Demo,
    /// A server and the way in.
    Server(Account),
}

/// A server and the way in.
#[derive(Clone)]
pub struct Account {
    /// The base URL as written. It may hold a password or a customer's number, so it is not
    /// printed, not even in a debug print, before it was parsed.
    pub base_url: String,
    /// The credentials.
    pub login: Login,
    /// The settings that the credentials come from: `username and password_env of the profile eu`.
    pub login_settings: String,
    /// The profile they belong to.
    pub profile: Option<String>,
    /// The profile's label, shown loudly; not where another server than the profile's is asked.
    pub label: Option<String>,
    /// An argument or the environment names another server than the profile.
    pub is_elsewhere: bool,
    /// How the external id's parameter is spelled, where it is not as usual.
    pub external_id_parameter: Option<String>,
    /// Whether reversed redemptions are asked for.
    pub include_reversed: bool,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Entity type and code of the attribution headers.
    pub attribution: Option<(String, String)>,
    /// Most look-ups a minute; 0 sets no limit.
    pub rate_per_minute: u32,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("profile", &self.profile).field("login", &self.login).finish_non_exhaustive()
    }
}

/// All that the program is told beside its task.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whom to talk to.
    pub target: Target,
    /// Colours and symbols.
    pub looks: Looks,
    /// Hide personal data on the screen.
    pub mask: bool,
    /// Rows of a page where the request does not say.
    pub page_size: u64,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// After so long without a key everything personal goes; `None` is never.
    pub idle_lock: Option<Duration>,
    /// Every profile of the configuration.
    pub profiles: Vec<KnownProfile>,
    /// Arguments or environment say something of the server or the login, so that no profile is used
    /// as the file has it.
    pub stands_over_profiles: bool,
    /// Put before national numbers.
    pub country: Option<CountryCode>,
    /// The way of copying.
    pub copying: Copying,
    /// Which key does what.
    pub keymap: Keymap,
    /// Look-ups are remembered.
    pub history: bool,
    /// What stands between the program and the user's clipboard.
    pub surroundings: Surroundings,
}

/// Why there are no settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The same password twice, perhaps differing.
    #[error("COUPONSCOPE_PASSWORD and COUPONSCOPE_PASSWORD_MD5 are both set; unset one of them")]
    PasswordTwice,
    /// A user's name that a login cannot carry.
    #[error("COUPONSCOPE_USERNAME: a user's name holds neither a colon nor a line break")]
    UserName,
    /// Basic and OAuth at once.
    #[error("two kinds of login are set: {basic} (Basic) and {oauth} (OAuth); unset one kind")]
    TwoLogins {
        /// Where a part of the Basic login is set.
        basic: String,
        /// Where a part of the OAuth login is set.
        oauth: String,
    },
    /// Not enough to call a server.
    #[error("not set: {}. `couponscope config init` sets an account up; without one, try --demo", .0.join("; "))]
    Missing(Vec<&'static str>),
    /// The configuration file is wrong.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// The configuration file that was named is not there.
    #[error("there is no configuration file {}", mask::misplaced(&.0.to_string_lossy()))]
    NoConfig(PathBuf),
    /// The profile that was named is not there.
    #[error("{asked_by}: there is no profile \"{name}\" {known}")]
    NoProfile {
        /// The name.
        name: String,
        /// Who named it.
        asked_by: String,
        /// Which there are, the nearest first of all.
        known: String,
    },
    /// Several profiles and none chosen.
    #[error("which profile? --profile or default_profile names one of {}", .0.join(", "))]
    WhichProfile(Vec<String>),
    /// A variable that names no proxy; its value can hold a password.
    #[error("{0} names no proxy; write http://host:port, or unset it")]
    NoProxy(&'static str),
    /// A secret is not where it was said to be.
    #[error("{0}")]
    Secret(#[from] SecretError),
}

impl SettingsError {
    /// What is wrong, without what to do.
    #[must_use]
    pub fn what(&self) -> String {
        if let Self::Secret(error) = self { error.what() } else { self.to_string() }
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
            Self::UserName => "write the user's name alone".to_owned(),
            Self::PasswordTwice | Self::TwoLogins { .. } => "unset one of them".to_owned(),
            Self::Missing(_) => "couponscope config init asks for what is missing and writes it down".to_owned(),
            Self::Config(_) => "correct it there; couponscope config check looks again".to_owned(),
            Self::NoConfig(path) => {
                let file = mask::misplaced(&path.to_string_lossy());
                format!("name the right one, or make it: couponscope config init --config {file}")
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

impl Settings {
    /// Lays arguments, environment, file and defaults over each other and judges the result.
    ///
    /// # Errors
    /// When the credentials or the server are missing or contradict each other, or the
    /// configuration file is wrong. A demo needs no account, and no file that it was not told of.
    pub fn resolve(globals: &Globals, env: Lookup<'_>) -> Result<Self, SettingsError> {
        Effective::gather(globals, env)?.judge(env)
    }

    /// These settings after a secret that has to be typed was asked for: before anything else runs.
    ///
    /// # Errors
    /// When nobody gives it.
    pub fn asked(mut self) -> Result<Self, SettingsError> {
        if let Target::Server(account) = &mut self.target {
            account.login.ask()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
