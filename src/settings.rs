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
mod error;
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
pub use error::SettingsError;
pub use file::{
    AsciiChoice, ConfigError, ConfigFile, Profile, ThemeChoice, directories, known_cluster, load, named_path, of_text,
    schema, usual_place,
};
pub use login::Login;
pub use looks::{Background, Looks, is_utf8};
pub use origin::{Origin, Problem, Sourced};
pub use secret::{
    KEYRING_IS_BUILT_IN, Secret, SecretError, ask_hidden, end_command, end_commands_for_good, end_question,
    put_into_keyring,
};
pub use surroundings::Surroundings;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::cli::{Color, Globals};
use crate::domain::CountryCode;
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
