//! Arguments and environment become [`Settings`].
//!
//! Arguments stand over the environment, the environment over the defaults. Each source is read
//! into a layer, layers are laid over each other, and only the result is judged; a
//! configuration file will be one more layer, below the environment.
//!
//! The environment is read through a [`Lookup`], in this room only. Secrets come from the
//! environment, never from arguments, and no error repeats a value.

mod layer;
mod login;
mod looks;
mod surroundings;

pub use login::Login;
pub use looks::{Background, Looks};
pub use surroundings::Surroundings;

use std::fmt;

use crate::cli::{Color, Globals};
use crate::domain::Page;
use layer::Layer;

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
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("login", &self.login).finish_non_exhaustive()
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
    /// What stands between the program and the user's clipboard.
    pub surroundings: Surroundings,
}

/// Why there are no settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The same password twice, perhaps differing.
    #[error("COUPONSCOPE_PASSWORD and COUPONSCOPE_PASSWORD_MD5 are both set; unset one of them")]
    PasswordTwice,
    /// Basic and OAuth at once.
    #[error("two kinds of login are set: {basic} (Basic) and {oauth} (OAuth); unset one kind")]
    TwoLogins {
        /// A variable of the Basic login that is set.
        basic: &'static str,
        /// A variable of the OAuth login that is set.
        oauth: &'static str,
    },
    /// Not enough to call a server.
    #[error("not set: {}. Without an account, try --demo", .0.join("; "))]
    Missing(Vec<&'static str>),
}

impl Settings {
    /// Lays the arguments over the environment and judges the result.
    ///
    /// # Errors
    /// When the credentials or the server are missing or contradict each other. Not with `--demo`,
    /// which needs neither.
    pub fn resolve(globals: &Globals, env: Lookup<'_>) -> Result<Self, SettingsError> {
        let target = if globals.demo {
            Target::Demo
        } else {
            Target::Server(Layer::of_arguments(globals).over(Layer::of_environment(env)).account()?)
        };
        Ok(Self {
            target,
            looks: Looks::of(globals, env),
            mask: !globals.no_mask,
            page_size: Page::MOST,
            surroundings: Surroundings::of(env),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_needs_no_account_and_minds_none() {
        let globals = Globals { demo: true, ..Globals::default() };
        let env = |name: &str| (name == "COUPONSCOPE_PASSWORD").then(|| "half a login".to_owned());
        let settings = Settings::resolve(&globals, &env).unwrap();
        assert!(matches!(settings.target, Target::Demo));
        assert!(settings.mask);
        assert_eq!(settings.page_size, 100);
    }

    #[test]
    fn arguments_stand_over_the_environment() {
        let env = |name: &str| match name {
            "COUPONSCOPE_BASE_URL" => Some("https://env.example".to_owned()),
            "COUPONSCOPE_CLIENT_KEY" => Some("k".to_owned()),
            "COUPONSCOPE_CLIENT_SECRET" => Some("s".to_owned()),
            _ => None,
        };
        let url = |globals: &Globals| match Settings::resolve(globals, &env).unwrap().target {
            Target::Server(account) => account.base_url,
            Target::Demo => panic!("not a demo"),
        };
        assert_eq!(url(&Globals::default()), "https://env.example");
        let argument = Globals { base_url: Some("https://arg.example".into()), ..Globals::default() };
        assert_eq!(url(&argument), "https://arg.example");
    }

    #[test]
    fn a_debug_print_shows_no_secret() {
        let env = |name: &str| match name {
            "COUPONSCOPE_BASE_URL" => Some("https://till:urlpass@h.example".to_owned()),
            "COUPONSCOPE_USERNAME" => Some("till".to_owned()),
            "COUPONSCOPE_PASSWORD" => Some("sesame".to_owned()),
            _ => None,
        };
        let shown = format!("{:?}", Settings::resolve(&Globals::default(), &env).unwrap());
        assert!(!shown.contains("sesame") && !shown.contains("urlpass"), "{shown}");
    }
}
