//! The questions in their order, and the settings that the answers make.

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::Stop;
use super::destination::{Destination, good_name};
use super::login::{self, Held, LoginAnswers};
use super::person::{Person, ask, ask_or_none};
use crate::api::{BaseUrl, CLUSTERS};
use crate::cli::Globals;
use crate::domain::CountryCode;
use crate::settings::known_cluster;

/// What was answered.
pub(super) struct Answers {
    pub(super) profile: String,
    /// A cluster or an address.
    server: String,
    login: LoginAnswers,
    country_code: Option<String>,
    label: Option<String>,
}

/// What is asked again after a login that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Server,
    Login,
}

impl Answers {
    pub(super) fn ask(globals: &Globals, place: &Destination<'_>, person: &mut impl Person) -> Result<Self, Stop> {
        let suggested = globals.profile.as_deref().unwrap_or("store");
        let profile = match place.profile() {
            Some(name) => name.to_owned(),
            None => ask(person, "Name of the profile", suggested, good_name)?,
        };
        let server = server(person, globals.base_url.as_deref().unwrap_or("eu"))?;
        let login = login::ask_login(None, place, person)?;
        let code = |text: &str| text.parse::<CountryCode>().map(|_| ()).map_err(|error| error.to_string());
        let country_code = ask_or_none(person, "Country code put before national numbers, such as 91", code)?;
        let label = ask_or_none(person, "Label shown loudly in the header of the screen, such as PROD", |_| Ok(()))?;
        Ok(Self { profile, server, login, country_code, label })
    }

    /// Asks for a part anew, with what was answered before as the suggestion.
    pub(super) fn ask_again(
        &mut self,
        part: Part,
        place: &Destination<'_>,
        person: &mut impl Person,
    ) -> Result<(), Stop> {
        match part {
            Part::Server => self.server = server(person, &self.server)?,
            Part::Login => self.login = login::ask_login(Some(&self.login), place, person)?,
        }
        Ok(())
    }

    /// A secret that shall be in the keyring.
    pub(super) fn for_keyring(&self) -> Option<&SecretString> {
        if let Held::Keyring(secret) = &self.login.secret { Some(secret) } else { None }
    }

    /// The variable that the secret is in, where it is in one.
    pub(super) fn variable(&self) -> Option<&str> {
        if let Held::Variable(name) = &self.login.secret { Some(name) } else { None }
    }

    /// The settings of the profile.
    pub(super) fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::new());
        let server = if BaseUrl::cluster(&self.server).is_some() { "cluster" } else { "base_url" };
        set(&mut text, server, &quoted(&self.server));
        text.push_str(&self.login.text);
        for (key, value) in [("country_code", &self.country_code), ("label", &self.label)] {
            if let Some(value) = value {
                set(&mut text, key, &quoted(value));
            }
        }
        text
    }
}

fn server(person: &mut impl Person, suggested: &str) -> Result<String, Stop> {
    let names: Vec<&str> = CLUSTERS.iter().map(|(name, _)| *name).collect();
    let question = format!("Server: {}, or an address (https://…)", names.join(", "));
    ask(person, &question, suggested, |answer| {
        // a word alone is meant for a cluster
        if answer.contains(['.', ':', '/']) {
            BaseUrl::parse(answer).map(|_| ()).map_err(|error| error.to_string())
        } else {
            known_cluster(answer).map(|_| ())
        }
    })
}

pub(super) fn set(text: &mut Zeroizing<String>, key: &str, value: &str) {
    text.push_str(key);
    text.push_str(" = ");
    text.push_str(value);
    text.push('\n');
}

pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
