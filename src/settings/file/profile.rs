//! One `[profiles.NAME]`: a server, the way in, and what is special about it.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use toml::de::DeTable;

use super::super::layer::{Layer, is_user_name};
use super::super::origin::{Sourced, did_you_mean};
use super::super::secret::{KEYRING_IS_BUILT_IN, Secret, SecretError};
use super::table::{Notes, Table};
use crate::api::{BaseUrl, CLUSTERS, Credentials};
use crate::domain::{CountryCode, Query};

/// A profile as the file states it.
#[derive(Debug)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The line it begins on.
    pub line: usize,
    /// Server and login.
    pub(in super::super) layer: Layer,
    /// Shown loudly.
    pub label: Option<Sourced<String>>,
    /// Put before national numbers.
    pub country_code: Option<Sourced<CountryCode>>,
    /// How the external id's parameter is spelled.
    pub external_id_parameter: Option<Sourced<String>>,
    /// Whether reversed redemptions are asked for.
    pub include_reversed: Option<Sourced<bool>>,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<Sourced<PathBuf>>,
    /// Of the attribution headers: both or none.
    pub attribution_type: Option<Sourced<String>>,
    /// The code that belongs to the type.
    pub attribution_code: Option<Sourced<String>>,
    /// Most look-ups a minute; calls for a token do not count, and 0 sets no limit.
    pub rate_per_minute: Option<Sourced<u32>>,
    /// Lines and keys of secrets that stand in the file itself.
    pub inline_secrets: Vec<(usize, &'static str)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Auth {
    Basic,
    OAuth,
}

/// Where relative paths and `~` lead.
pub(super) struct Places<'a> {
    /// The directory of the file.
    pub(super) folder: &'a Path,
    /// The user's home.
    pub(super) home: Option<&'a Path>,
}

impl Places<'_> {
    pub(super) fn path(&self, text: &str) -> PathBuf {
        match (text.strip_prefix("~/"), self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.folder.join(text),
        }
    }
}

pub(super) fn read<'n, 't>(
    (name, line): (&str, usize),
    entries: Option<&'n DeTable<'t>>,
    places: &Places<'_>,
    notes: &'n Notes<'t>,
) -> Profile {
    let mut table = Table::new(&format!("profiles.{name}."), entries, notes);
    let base_url = server(&mut table, notes);
    let mut secrets = Secrets { places, notes, inline: Vec::new() };
    let login = login(name, &mut table, &mut secrets);
    let profile = Profile {
        name: name.to_owned(),
        line,
        label: table.text("label"),
        country_code: table.parsed("country_code", str::parse),
        external_id_parameter: table.parsed("external_id_parameter", parameter),
        include_reversed: table.flag("include_reversed_redemptions"),
        ca_file: table.text("ca_file").map(|told| told.map(|text| places.path(&text))),
        attribution_type: table.parsed("attribution_entity_type", header),
        attribution_code: table.parsed("attribution_entity_code", header),
        rate_per_minute: table.number("rate_per_minute", 0..=6000),
        inline_secrets: secrets.inline,
        layer: Layer { base_url, ..login },
    };
    both_or_none(&profile, &table);
    table.finish();
    profile
}

/// The login, which is all of the layer but the server.
fn login(name: &str, table: &mut Table<'_, '_>, secrets: &mut Secrets<'_, '_, '_>) -> Layer {
    let notes = secrets.notes;
    let auth = table.choice("auth", &[("basic", Auth::Basic), ("oauth", Auth::OAuth)]);
    let mut login = Layer {
        base_url: None,
        username: table.parsed("username", user_name),
        password: secrets.read(table, &PASSWORD),
        password_md5: secrets.md5(table),
        client_key: table.text("client_key").map(|told| told.map(SecretString::from)),
        client_secret: secrets.read(table, &CLIENT_SECRET),
    };
    let keyring = keyring(table, name, notes);
    one_source(&[&login.password, &login.password_md5, &login.client_secret, &keyring], notes);
    let is_oauth = login.client_key.is_some() || auth.as_ref().is_some_and(|told| told.value == Auth::OAuth);
    let of_keyring = if is_oauth { &mut login.client_secret } else { &mut login.password };
    *of_keyring = of_keyring.take().or(keyring);
    one_kind(name, auth.as_ref(), &login, notes);
    login
}

/// The attribution headers need each other.
fn both_or_none(profile: &Profile, table: &Table<'_, '_>) {
    match (&profile.attribution_type, &profile.attribution_code) {
        (Some(told), None) => table.wrong(told, "needs attribution_entity_code beside it"),
        (None, Some(told)) => table.wrong(told, "needs attribution_entity_type beside it"),
        _ => {}
    }
}

fn line<T>(told: Option<&Sourced<T>>) -> Option<usize> {
    told.map(Sourced::line)
}

/// The address of a cluster.
///
/// # Errors
/// When none has this name: the nearest, and all there are.
pub fn known_cluster(name: &str) -> Result<BaseUrl, String> {
    BaseUrl::cluster(name).ok_or_else(|| {
        let names: Vec<&str> = CLUSTERS.iter().map(|(name, _)| *name).collect();
        let hint = did_you_mean(name, names.iter().copied());
        format!("no cluster of this name is known{hint} ({})", names.join(", "))
    })
}

/// `cluster` or `base_url`, not both.
fn server(table: &mut Table<'_, '_>, notes: &Notes<'_>) -> Option<Sourced<String>> {
    let cluster = table.parsed("cluster", |name| {
        known_cluster(name).map(|url| url.as_str().to_owned()).map_err(|error| format!("{error}, or base_url"))
    });
    let base_url = table.parsed("base_url", |text| BaseUrl::parse(text).map(|_| text.to_owned()));
    if let (Some(cluster), Some(base_url)) = (&cluster, &base_url) {
        let (first, second) = (cluster.line(), base_url.line());
        notes.add(
            second.max(first),
            format!("cluster (line {first}) and base_url (line {second}) are both set; keep one"),
        );
    }
    base_url.or(cluster)
}

/// The settings that tell where a secret is; exactly one of them.
struct SecretKeys {
    held: &'static str,
    variable: &'static str,
    file: &'static str,
    command: &'static str,
}

const PASSWORD: SecretKeys =
    SecretKeys { held: "password", variable: "password_env", file: "password_file", command: "password_command" };
const CLIENT_SECRET: SecretKeys = SecretKeys {
    held: "client_secret",
    variable: "client_secret_env",
    file: "client_secret_file",
    command: "client_secret_command",
};

/// The secrets of one profile as they are read.
struct Secrets<'p, 'n, 't> {
    places: &'p Places<'p>,
    notes: &'n Notes<'t>,
    /// Lines and keys of those that stand in the file itself.
    inline: Vec<(usize, &'static str)>,
}

impl Secrets<'_, '_, '_> {
    fn read(&mut self, table: &mut Table<'_, '_>, keys: &SecretKeys) -> Option<Sourced<Secret>> {
        let sources = [
            self.held(table, keys.held),
            table.text(keys.variable).map(|told| told.map(Secret::Variable)),
            table.text(keys.file).map(|told| told.map(|text| Secret::File(self.places.path(&text)))),
            table.command(keys.command).map(|told| told.map(Secret::Command)),
        ];
        one_source(&sources.each_ref(), self.notes);
        sources.into_iter().flatten().next()
    }

    /// The MD5 of a password, which is one by its look.
    fn md5(&mut self, table: &mut Table<'_, '_>) -> Option<Sourced<Secret>> {
        let told = self.held(table, "password_md5")?;
        if let Secret::Inline(md5) = &told.value
            && let Err(error) = Credentials::basic_md5("", md5.clone())
        {
            table.wrong(&told, &error.to_string());
        }
        Some(told)
    }

    /// A secret written into the file itself.
    fn held(&mut self, table: &mut Table<'_, '_>, key: &'static str) -> Option<Sourced<Secret>> {
        let told = table.text(key)?;
        self.inline.push((told.line(), key));
        Some(told.map(|text| Secret::Inline(text.into())))
    }
}

fn one_source(sources: &[&Option<Sourced<Secret>>], notes: &Notes<'_>) {
    let mut stated = sources.iter().filter_map(|told| told.as_ref());
    if let (Some(one), Some(other)) = (stated.next(), stated.next()) {
        let text = format!("the secret has two sources, {} and {}; keep one", one.origin, other.origin);
        notes.add(one.line().max(other.line()), text);
    }
}

/// `keyring = true`: the secret of either kind of login.
fn keyring(table: &mut Table<'_, '_>, profile: &str, notes: &Notes<'_>) -> Option<Sourced<Secret>> {
    let told = table.flag("keyring").filter(|told| told.value)?;
    if !KEYRING_IS_BUILT_IN {
        notes.add(told.line(), SecretError::NoKeyringSupport.to_string());
        return None;
    }
    Some(told.map(|_| Secret::Keyring(profile.to_owned())))
}

/// What is stated belongs to one kind of login, and to the one that `auth` names.
fn one_kind(name: &str, auth: Option<&Sourced<Auth>>, login: &Layer, notes: &Notes<'_>) {
    let secret = |told: &Option<Sourced<Secret>>| line(told.as_ref());
    let basic =
        line(login.username.as_ref()).or_else(|| secret(&login.password)).or_else(|| secret(&login.password_md5));
    let oauth = line(login.client_key.as_ref()).or_else(|| secret(&login.client_secret));
    match (auth.map(|told| told.value), basic, oauth) {
        (Some(Auth::Basic), _, Some(line)) => {
            notes.add(line, format!("profiles.{name} has auth = \"basic\", and this belongs to \"oauth\""));
        }
        (Some(Auth::OAuth), Some(line), _) => {
            notes.add(line, format!("profiles.{name} has auth = \"oauth\", and this belongs to \"basic\""));
        }
        (None, Some(one), Some(other)) => {
            let text = format!("profiles.{name} has two kinds of login (lines {one} and {other}); keep one");
            notes.add(one.max(other), text);
        }
        _ => {}
    }
}

fn parameter(text: &str) -> Result<String, &'static str> {
    if !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        Err("a parameter's name holds only letters, digits and _")
    } else if Query::PARAMETERS.contains(&text) {
        Err("is another parameter of the endpoint")
    } else {
        Ok(text.to_owned())
    }
}

fn user_name(text: &str) -> Result<String, &'static str> {
    if is_user_name(text) { Ok(text.to_owned()) } else { Err("a user name must not contain a colon or a line break") }
}

fn header(text: &str) -> Result<String, &'static str> {
    let good = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    if good { Ok(text.to_owned()) } else { Err("holds characters that a header cannot carry") }
}
