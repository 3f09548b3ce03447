//! All sources laid over each other, each setting with where it comes from.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use secrecy::ExposeSecret as _;

use super::file::{self, AsciiChoice, ConfigFile, Profile, ThemeChoice};
use super::layer::Layer;
use super::secret::Secret;
use super::told::{Origin, Told, did_you_mean};
use super::{Account, Copying, Looks, Lookup, Settings, SettingsError, Surroundings, Target, variable};
use crate::api::BaseUrl;
use crate::cli::Globals;
use crate::domain::Page;

const PROFILE: &str = "COUPONSCOPE_PROFILE";
const CONFIG: &str = "COUPONSCOPE_CONFIG";
/// Minutes without a key, where nobody says otherwise.
const IDLE_MINUTES: u32 = 15;

/// What was gathered, not yet judged: also a configuration that is not complete can be shown.
#[derive(Debug)]
pub struct Effective {
    globals: Globals,
    path: Option<Told<PathBuf>>,
    found: bool,
    file: ConfigFile,
    profile: Option<Told<String>>,
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

/// One setting for people: `ui.theme`, its value, where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The name in the configuration.
    pub name: String,
    /// The value; a secret's source in the place of a secret.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// The configuration file: named by an argument or a variable, or in its usual place; `None` without
/// a home. It need not be there.
#[must_use]
pub fn config_path(globals: &Globals, env: Lookup<'_>) -> Option<PathBuf> {
    path(globals, env).map(|told| told.value)
}

/// The configuration file: named by an argument or a variable, or in its usual place.
fn path(globals: &Globals, env: Lookup<'_>) -> Option<Told<PathBuf>> {
    let named = globals.config.clone().map(|path| Told::new(path, Origin::Argument("--config")));
    let variable = || variable(env, CONFIG).map(|path| Told::new(path.into(), Origin::Variable(CONFIG)));
    named.or_else(variable).or_else(|| file::usual_place(env).map(|path| Told::new(path, Origin::Default)))
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

    /// What a text would mean as the configuration at `path`.
    ///
    /// # Errors
    /// When something is wrong in it.
    pub fn of_text(text: &str, path: &Path, env: Lookup<'_>) -> Result<Self, SettingsError> {
        let file = file::of_text(text, path, env)?;
        let path = Told::new(path.to_owned(), Origin::Argument("--config"));
        Self::of_file(&Globals::default(), Some(path), Some(file), env)
    }

    fn of_file(
        globals: &Globals,
        path: Option<Told<PathBuf>>,
        read: Option<ConfigFile>,
        env: Lookup<'_>,
    ) -> Result<Self, SettingsError> {
        let found = read.is_some();
        let file = read.unwrap_or_default();
        let profile = if globals.demo { None } else { chosen(globals, &file, env)? };
        let of_profile = profile.as_ref().and_then(|told| file.profile(&told.value));
        let below = of_profile.map(|profile| profile.layer.clone()).unwrap_or_default();
        let above = Layer::of_arguments(globals).over(Layer::of_environment(env));
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
        let (base_url, login) = match self.layer.clone().account(env) {
            Err(SettingsError::Missing(_)) if self.profile.is_none() && !self.file.profiles.is_empty() => {
                let names = self.file.profiles.iter().map(|profile| profile.name.clone()).collect();
                return Err(SettingsError::WhichProfile(names));
            }
            account => account?,
        };
        let profile = self.profile();
        let kind = profile.and_then(|profile| value(profile.attribution_type.as_ref()));
        let code = profile.and_then(|profile| value(profile.attribution_code.as_ref()));
        Ok(Account {
            base_url,
            login,
            profile: profile.map(|profile| profile.name.clone()),
            label: profile.and_then(|profile| value(profile.label.as_ref())),
            external_id_parameter: profile.and_then(|profile| value(profile.external_id_parameter.as_ref())),
            include_reversed: profile.and_then(|profile| value(profile.include_reversed.as_ref())).unwrap_or(true),
            ca_file: profile.and_then(|profile| value(profile.ca_file.as_ref())),
            attribution: kind.zip(code),
            rate_per_minute: profile.and_then(|profile| value(profile.rate_per_minute.as_ref())).unwrap_or(0),
        })
    }

    /// Every setting with its value and origin; no secret among them.
    #[must_use]
    pub fn shown(&self) -> Vec<Shown> {
        let mut rows = Rows::default();
        rows.told("profile", self.profile.as_ref(), "(none)", Clone::clone);
        self.show_account(&mut rows);
        if let Some(profile) = self.profile() {
            show_profile(profile, &mut rows);
        }
        self.show_screen(&mut rows);
        rows.0
    }

    fn show_account(&self, rows: &mut Rows) {
        let layer = &self.layer;
        // what is no base URL may hold anything, a password too
        let url = |text: &String| BaseUrl::parse(text).map_or("(no base URL)".to_owned(), |url| url.to_string());
        rows.told("base_url", layer.base_url.as_ref(), "(not set)", url);
        rows.stated("username", layer.username.as_ref(), Clone::clone);
        rows.stated("client_key", layer.client_key.as_ref(), |key| {
            format!("(set, {} characters)", key.expose_secret().chars().count())
        });
        for (name, secret) in [
            ("password", &layer.password),
            ("password_md5", &layer.password_md5),
            ("client_secret", &layer.client_secret),
        ] {
            rows.stated(name, secret.as_ref(), source);
        }
    }

    fn show_screen(&self, rows: &mut Rows) {
        let file = &self.file;
        rows.told("ui.theme", file.theme.as_ref(), "auto", |theme| file::theme_name(*theme).to_owned());
        if self.globals.ascii {
            rows.push("ui.ascii", "always".to_owned(), Origin::Argument("--ascii"));
        } else {
            rows.told("ui.ascii", file.ascii.as_ref(), "auto", |ascii| file::ascii_name(*ascii).to_owned());
        }
        if self.globals.no_mask {
            rows.push("ui.mask", "false".to_owned(), Origin::Argument("--no-mask"));
        } else {
            rows.told("ui.mask", file.mask.as_ref(), "true", ToString::to_string);
        }
        rows.told("ui.page_size", file.page_size.as_ref(), "100", ToString::to_string);
        let zone = |zone: &Option<TimeZone>| {
            zone.as_ref().and_then(TimeZone::iana_name).map_or_else(|| "system".to_owned(), str::to_owned)
        };
        rows.told("ui.time_zone", file.zone.as_ref(), "system", zone);
        rows.told("ui.idle_lock_minutes", file.idle_lock_minutes.as_ref(), "15", ToString::to_string);
        rows.told("clipboard.provider", file.provider.as_ref(), "auto", |provider| provider.name().to_owned());
        rows.stated("clipboard.command", file.copy_command.as_ref(), |words| words.join(" "));
        rows.told("history.enabled", file.history.as_ref(), "true", ToString::to_string);
        for (action, told) in &file.bindings {
            let chords: Vec<String> = told.value.iter().map(ToString::to_string).collect();
            rows.push(&format!("keys.{}", action.row().name), format!("[{}]", chords.join(", ")), told.origin);
        }
    }
}

#[derive(Default)]
struct Rows(Vec<Shown>);

impl Rows {
    fn push(&mut self, name: &str, value: String, origin: Origin) {
        self.0.push(Shown { name: name.to_owned(), value, origin });
    }

    fn told<T>(&mut self, name: &str, told: Option<&Told<T>>, default: &str, show: impl FnOnce(&T) -> String) {
        match told {
            Some(told) => self.push(name, show(&told.value), told.origin),
            None => self.push(name, default.to_owned(), Origin::Default),
        }
    }

    /// Only where somebody said something.
    fn stated<T>(&mut self, name: &str, told: Option<&Told<T>>, show: impl FnOnce(&T) -> String) {
        if told.is_some() {
            self.told(name, told, "", show);
        }
    }
}

fn show_profile(profile: &Profile, rows: &mut Rows) {
    rows.stated("label", profile.label.as_ref(), Clone::clone);
    rows.stated("country_code", profile.country_code.as_ref(), ToString::to_string);
    rows.told("external_id_parameter", profile.external_id_parameter.as_ref(), "externalId", Clone::clone);
    rows.told("include_reversed_redemptions", profile.include_reversed.as_ref(), "true", ToString::to_string);
    rows.stated("ca_file", profile.ca_file.as_ref(), |path| path.display().to_string());
    rows.stated("attribution_entity_type", profile.attribution_type.as_ref(), Clone::clone);
    rows.stated("attribution_entity_code", profile.attribution_code.as_ref(), Clone::clone);
    rows.told("rate_per_minute", profile.rate_per_minute.as_ref(), "0", ToString::to_string);
}

/// Where a secret is, in the place of the secret. Of a command only the program: an argument may
/// be part of the secret.
fn source(secret: &Secret) -> String {
    match secret {
        Secret::Held(_) => "(set)".to_owned(),
        Secret::Variable(name) => format!("(from the variable {name})"),
        Secret::Prompt(_) => "(asked for)".to_owned(),
        Secret::Keyring(_) => "(from the keyring)".to_owned(),
        Secret::File(path) => format!("(from the file {})", path.display()),
        Secret::Command(words) => format!("(from the command {})", words.first().map_or("", String::as_str)),
    }
}

fn value<T: Clone>(told: Option<&Told<T>>) -> Option<T> {
    told.map(|told| told.value.clone())
}

fn idle_lock(minutes: u32) -> Option<Duration> {
    (minutes > 0).then(|| Duration::from_mins(u64::from(minutes)))
}

/// A demo shows the program, not the configuration: a broken one that nobody named is left aside.
fn load(path: &Told<PathBuf>, demo: bool, env: Lookup<'_>) -> Result<Option<ConfigFile>, SettingsError> {
    let named = path.origin != Origin::Default;
    match file::load(&path.value, env) {
        Ok(None) if named => Err(SettingsError::NoConfig(path.value.clone())),
        Err(_) if demo && !named => Ok(None),
        read => Ok(read?),
    }
}

/// The profile named by an argument, a variable or the file; else the only one there is.
fn chosen(globals: &Globals, file: &ConfigFile, env: Lookup<'_>) -> Result<Option<Told<String>>, SettingsError> {
    let argument = globals.profile.clone().map(|name| Told::new(name, Origin::Argument("--profile")));
    let variable = || variable(env, PROFILE).map(|name| Told::new(name, Origin::Variable(PROFILE)));
    if let Some(told) = argument.or_else(variable).or_else(|| file.default_profile.clone()) {
        return if file.profile(&told.value).is_some() { Ok(Some(told)) } else { Err(no_profile(told, file)) };
    }
    let [only] = file.profiles.as_slice() else { return Ok(None) };
    Ok(Some(Told::new(only.name.clone(), Origin::Default)))
}

fn no_profile(told: Told<String>, file: &ConfigFile) -> SettingsError {
    let names: Vec<&str> = file.profiles.iter().map(|profile| profile.name.as_str()).collect();
    let known = if names.is_empty() {
        "(the configuration has none)".to_owned()
    } else {
        format!("(there are: {}){}", names.join(", "), did_you_mean(&told.value, names.iter().copied()))
    };
    SettingsError::NoProfile { asked_by: told.origin.to_string(), name: told.value, known }
}
