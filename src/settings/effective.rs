//! All sources laid over each other, each setting with where it comes from.

mod shown;

pub use shown::Shown;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::file::{self, AsciiChoice, ConfigFile, Profile, ThemeChoice};
use super::layer::Layer;
use super::origin::{Origin, Sourced, did_you_mean};
use super::{
    Account, ConfigError, Copying, Looks, Lookup, Problem, Settings, SettingsError, Surroundings, Target,
    referenced_files, variable,
};
use crate::api::{BaseUrl, misnamed_proxy};
use crate::cli::Globals;
use crate::domain::{Page, mask};

const PROFILE: &str = "COUPONSCOPE_PROFILE";
const CONFIG: &str = "COUPONSCOPE_CONFIG";
/// Minutes without a key, where nobody says otherwise.
const IDLE_MINUTES: u32 = 15;

/// What was gathered, not yet judged: also a configuration that is not complete can be shown.
#[derive(Debug)]
pub struct Effective {
    globals: Globals,
    path: Option<Sourced<PathBuf>>,
    found: bool,
    file: ConfigFile,
    profile: Option<Sourced<String>>,
    layer: Layer,
    /// Arguments or environment say something of the server or the login.
    stands_over_profiles: bool,
}

/// A profile as it stands in a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownProfile {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// Its secret is nowhere, so that it has to be typed.
    pub is_asked_for: bool,
}

impl KnownProfile {
    fn of(profile: &Profile) -> Self {
        let mut layer = profile.layer.clone();
        layer.ask_for_what_is_missing(&profile.name);
        Self { name: profile.name.clone(), label: value(profile.label.as_ref()), is_asked_for: layer.asks() }
    }
}

/// The configuration file: named by an argument or a variable, or in its usual place; `None` without
/// a home. It need not be there.
#[must_use]
pub fn config_path(globals: &Globals, env: Lookup<'_>) -> Option<PathBuf> {
    path(globals, env).map(|told| told.value)
}

/// The configuration file: named by an argument or a variable, or in its usual place.
fn path(globals: &Globals, env: Lookup<'_>) -> Option<Sourced<PathBuf>> {
    let named = globals.config.clone().map(|path| Sourced::new(path, Origin::Argument("--config")));
    let variable = || variable(env, CONFIG).map(|path| Sourced::new(path.into(), Origin::Variable(CONFIG)));
    named.or_else(variable).or_else(|| file::usual_place(env).map(|path| Sourced::new(path, Origin::Default)))
}

impl Effective {
    /// Reads every source.
    ///
    /// # Errors
    /// When the configuration file is wrong, or it or a profile was named and is not there.
    pub fn gather(globals: &Globals, env: Lookup<'_>) -> Result<Self, SettingsError> {
        let path = path(globals, env);
        let read = path.as_ref().map_or(Ok(None), |path| load(path, globals.demo, env))?;
        Self::of_file(globals, path, read, env)
    }

    /// What a text would mean as the configuration at `path`, in one of its profiles.
    ///
    /// # Errors
    /// When something is wrong in it.
    pub fn of_text(text: &str, path: &Path, profile: &str, env: Lookup<'_>) -> Result<Self, SettingsError> {
        let file = file::of_text(text, path, env)?;
        let path = Sourced::new(path.to_owned(), Origin::Argument("--config"));
        let globals = Globals { profile: Some(profile.to_owned()), ..Globals::default() };
        Self::of_file(&globals, Some(path), Some(file), env)
    }

    fn of_file(
        globals: &Globals,
        path: Option<Sourced<PathBuf>>,
        read: Option<ConfigFile>,
        env: Lookup<'_>,
    ) -> Result<Self, SettingsError> {
        let found = read.is_some();
        let file = read.unwrap_or_default();
        let profile = if globals.demo { None } else { chosen(globals, &file, env)? };
        let of_profile = profile.as_ref().and_then(|told| file.profile(&told.value));
        let below = of_profile.map(|profile| profile.layer.clone()).unwrap_or_default();
        let above = above(globals, env);
        let stands_over_profiles = above.says_something();
        let mut layer = above.over(below);
        if let Some(told) = &profile {
            layer.ask_for_what_is_missing(&told.value);
        }
        Ok(Self { globals: globals.clone(), path, found, file, profile, layer, stands_over_profiles })
    }

    /// The configuration file, and whether it is there.
    #[must_use]
    pub fn path(&self) -> Option<(&Path, bool)> {
        self.path.as_ref().map(|told| (told.value.as_path(), self.found))
    }

    /// True when nobody has set anything up: no file, and no word of an account elsewhere.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.found && !self.stands_over_profiles
    }

    /// The file as it was read; empty where there is none.
    #[must_use]
    pub fn file(&self) -> &ConfigFile {
        &self.file
    }

    /// The profile in use.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref().and_then(|told| self.file.profile(&told.value))
    }

    /// Whether every profile names a server, and what it names outside of the file is there.
    ///
    /// # Errors
    /// When that is not so, with the lines.
    pub fn check(&self, env: Lookup<'_>) -> Result<(), ConfigError> {
        let above = above(&self.globals, env);
        let problems = self.file.profiles.iter().flat_map(|profile| {
            let mut problems = referenced_files::problems(profile, &profile.layer, env);
            let no_server = profile.layer.base_url.is_none() && above.base_url.is_none();
            problems.extend(no_server.then(|| referenced_files::no_server(profile)));
            problems
        });
        self.none(problems.collect())
    }

    /// Checks the profile in use, of which arguments and environment may hide a part.
    fn check_in_use(&self, env: Lookup<'_>) -> Result<(), ConfigError> {
        let Some(profile) = self.profile() else { return Ok(()) };
        let mut problems = referenced_files::problems(profile, &self.layer, env);
        problems.extend(self.layer.base_url.is_none().then(|| referenced_files::no_server(profile)));
        self.none(problems)
    }

    fn none(&self, mut problems: Vec<Problem>) -> Result<(), ConfigError> {
        problems.sort();
        match &self.path {
            Some(path) if !problems.is_empty() => Err(ConfigError { path: path.value.clone(), problems }),
            _ => Ok(()),
        }
    }

    /// The settings, if all sources together make them.
    ///
    /// # Errors
    /// When the credentials or the server are missing or contradict each other.
    pub fn judge(self, env: Lookup<'_>) -> Result<Settings, SettingsError> {
        let target = if self.globals.demo { Target::Demo } else { Target::Server(self.account(env)?) };
        let country = self.profile().and_then(|profile| value(profile.country_code.as_ref()));
        let file = self.file;
        Ok(Settings {
            target,
            country,
            profiles: file.profiles.iter().map(KnownProfile::of).collect(),
            stands_over_profiles: self.stands_over_profiles,
            looks: Looks::of(
                &self.globals,
                value(file.theme.as_ref()).unwrap_or(ThemeChoice::Auto),
                value(file.ascii.as_ref()).unwrap_or(AsciiChoice::Auto),
                env,
            ),
            mask: !self.globals.no_mask && value(file.mask.as_ref()).unwrap_or(true),
            page_size: value(file.page_size.as_ref()).map_or(Page::MOST, u64::from),
            zone: value(file.zone.as_ref()).flatten().unwrap_or_else(TimeZone::system),
            idle_lock: idle_lock(value(file.idle_lock_minutes.as_ref()).unwrap_or(IDLE_MINUTES)),
            copying: match value(file.copy_command.as_ref()) {
                Some(words) => Copying::Command(words),
                None => Copying::By(value(file.provider.as_ref()).unwrap_or_default()),
            },
            history: value(file.history.as_ref()).unwrap_or(true),
            keymap: file.keymap,
            surroundings: Surroundings::of(env),
        })
    }

    fn account(&self, env: Lookup<'_>) -> Result<Account, SettingsError> {
        self.check_in_use(env)?;
        let (base_url, login) = match self.layer.clone().account(env) {
            Err(SettingsError::Missing(_)) if self.profile.is_none() && !self.file.profiles.is_empty() => {
                let names = self.file.profiles.iter().map(|profile| profile.name.clone()).collect();
                return Err(SettingsError::WhichProfile(names));
            }
            account => account?,
        };
        // an address that is none is judged by whoever connects
        if let Some(variable) = BaseUrl::parse(&base_url).ok().and_then(|server| misnamed_proxy(&server, env)) {
            return Err(SettingsError::NoProxy(variable));
        }
        let profile = self.profile();
        let kind = profile.and_then(|profile| value(profile.attribution_type.as_ref()));
        let code = profile.and_then(|profile| value(profile.attribution_code.as_ref()));
        Ok(Account {
            base_url,
            login,
            login_settings: self.layer.login_settings(profile.map(|profile| profile.name.as_str()).unwrap_or_default()),
            profile: profile.map(|profile| profile.name.clone()),
            label: profile.and_then(|profile| value(profile.label.as_ref())).filter(|_| !self.is_elsewhere()),
            is_elsewhere: self.is_elsewhere(),
            external_id_parameter: profile.and_then(|profile| value(profile.external_id_parameter.as_ref())),
            include_reversed: profile.and_then(|profile| value(profile.include_reversed.as_ref())).unwrap_or(true),
            ca_file: profile.and_then(|profile| value(profile.ca_file.as_ref())),
            attribution: kind.zip(code),
            rate_per_minute: profile.and_then(|profile| value(profile.rate_per_minute.as_ref())).unwrap_or(0),
        })
    }

    /// True when the profile's login goes to a server that is not the profile's own: an argument or
    /// the environment names another.
    fn is_elsewhere(&self) -> bool {
        let own = self.profile().map(|profile| profile.layer.base_url.as_ref());
        let address = |told: &Sourced<String>| BaseUrl::parse(&told.value).ok();
        own.is_some_and(|own| own.and_then(address) != self.layer.base_url.as_ref().and_then(address))
    }
}

fn value<T: Clone>(told: Option<&Sourced<T>>) -> Option<T> {
    told.map(|told| told.value.clone())
}

fn idle_lock(minutes: u32) -> Option<Duration> {
    (minutes > 0).then(|| Duration::from_mins(u64::from(minutes)))
}

/// What stands over the file.
fn above(globals: &Globals, env: Lookup<'_>) -> Layer {
    Layer::of_arguments(globals).over(Layer::of_environment(env))
}

/// A demo shows the program, not the configuration: a broken one that nobody named is left aside.
fn load(path: &Sourced<PathBuf>, demo: bool, env: Lookup<'_>) -> Result<Option<ConfigFile>, SettingsError> {
    let named = path.origin != Origin::Default;
    match file::load(&path.value, env) {
        Ok(None) if named => Err(SettingsError::NoConfig(path.value.clone())),
        Err(_) if demo && !named => Ok(None),
        read => Ok(read?),
    }
}

/// The profile named by an argument, a variable or the file; else the only one there is.
fn chosen(globals: &Globals, file: &ConfigFile, env: Lookup<'_>) -> Result<Option<Sourced<String>>, SettingsError> {
    let argument = globals.profile.clone().map(|name| Sourced::new(name, Origin::Argument("--profile")));
    let variable = || variable(env, PROFILE).map(|name| Sourced::new(name, Origin::Variable(PROFILE)));
    if let Some(told) = argument.or_else(variable).or_else(|| file.default_profile.clone()) {
        return if file.profile(&told.value).is_some() { Ok(Some(told)) } else { Err(no_profile(&told, file)) };
    }
    let [only] = file.profiles.as_slice() else { return Ok(None) };
    Ok(Some(Sourced::new(only.name.clone(), Origin::Default)))
}

fn no_profile(told: &Sourced<String>, file: &ConfigFile) -> SettingsError {
    let names: Vec<&str> = file.profiles.iter().map(|profile| profile.name.as_str()).collect();
    let known = if names.is_empty() {
        "(the configuration has none)".to_owned()
    } else {
        format!("(there are: {}){}", names.join(", "), did_you_mean(&told.value, names.iter().copied()))
    };
    // what stands in the wrong place on a command line may be a customer
    SettingsError::NoProfile { asked_by: told.origin.to_string(), name: mask::misplaced(&told.value), known }
}
