//! What holds, setting by setting, for people: no secret among it.

use jiff::tz::TimeZone;
use secrecy::ExposeSecret as _;

use super::super::looks::theme_above;
use super::super::origin::{Origin, Sourced};
use super::super::secret::Secret;
use super::super::{Lookup, Profile, file};
use super::{Effective, value};
use crate::api::BaseUrl;

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

impl Effective {
    /// Every setting with its value and origin; no secret among them.
    #[must_use]
    pub fn shown(&self, env: Lookup<'_>) -> Vec<Shown> {
        let mut rows = Rows::default();
        let elsewhere = if self.is_elsewhere() { self.host().map(|host| format!(" at {host}")) } else { None };
        let elsewhere = elsewhere.unwrap_or_default();
        rows.told("profile", self.profile.as_ref(), "(none)", |name| format!("{name}{elsewhere}"));
        self.show_account(&mut rows);
        if let Some(profile) = self.profile() {
            rows.stated("label", profile.label.as_ref(), |label| match elsewhere.as_str() {
                "" => label.clone(),
                _ => format!("(not shown: {label} is for the profile's own server)"),
            });
            show_profile(profile, &mut rows);
        }
        self.show_screen(&mut rows, env);
        rows.0
    }

    /// The server's name.
    fn host(&self) -> Option<String> {
        let url = BaseUrl::parse(&self.layer.base_url.as_ref()?.value).ok()?;
        Some(url.host().to_owned())
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

    fn show_screen(&self, rows: &mut Rows, env: Lookup<'_>) {
        let file = &self.file;
        let above = theme_above(self.globals.color, value(file.theme.as_ref()), env);
        rows.told("ui.theme", above.as_ref().or(file.theme.as_ref()), "auto", |theme| {
            file::theme_name(*theme).to_owned()
        });
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

    fn told<T>(&mut self, name: &str, told: Option<&Sourced<T>>, default: &str, show: impl FnOnce(&T) -> String) {
        match told {
            Some(told) => self.push(name, show(&told.value), told.origin),
            None => self.push(name, default.to_owned(), Origin::Default),
        }
    }

    /// Only where somebody said something.
    fn stated<T>(&mut self, name: &str, told: Option<&Sourced<T>>, show: impl FnOnce(&T) -> String) {
        if told.is_some() {
            self.told(name, told, "", show);
        }
    }
}

fn show_profile(profile: &Profile, rows: &mut Rows) {
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
        Secret::Inline(_) => "(set)".to_owned(),
        Secret::Variable(name) => format!("(from the variable {name})"),
        Secret::Prompt(_) => "(asked for)".to_owned(),
        Secret::Keyring(_) => "(from the keyring)".to_owned(),
        Secret::File(path) => format!("(from the file {})", path.display()),
        Secret::Command(words) => format!("(from the command {})", words.first().map_or("", String::as_str)),
    }
}
