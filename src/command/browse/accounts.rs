//! The accounts of the configuration, and how the browser begins with one.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::Visit;
use super::live_server::LiveServer;
use crate::api::BaseUrl;
use crate::app::{self, Preferences, ProfileLine, Profiles};
use crate::cli::{Browse, Globals};
use crate::domain::Kind;
use crate::history::History;
use crate::runtime::executor::Accounts;
use crate::runtime::recorder::Memory;
use crate::sandbox;
use crate::settings::{Account, KnownProfile, Lookup, Settings, Target, end_command, variable};

/// Opens the profiles of the configuration, which is read anew for each.
pub(super) struct Configured<'a> {
    visit: Visit<'a>,
    env: Lookup<'a>,
    history: Option<History>,
}

impl<'a> Configured<'a> {
    pub(super) fn new(visit: Visit<'a>, env: Lookup<'a>, memory: Option<&Memory>) -> Self {
        Self { visit, env, history: memory.and_then(Memory::history) }
    }

    /// The server that settings name. It keeps the login, and nothing else does.
    pub(super) fn server(&self, target: Target, zone: TimeZone) -> LiveServer {
        LiveServer::new(target, zone).with_home(variable(self.env, "HOME").map(PathBuf::from))
    }

    /// How the browser begins with these settings.
    pub(super) fn preferences(&self, settings: &Settings) -> Preferences {
        let preferences = preferences(self.visit.request, settings);
        let recent = self.history.as_ref().map(|history| history.read(preferences.profile.as_deref()));
        Preferences { picks: self.visit.picks, recent: recent.unwrap_or_default(), ..preferences }
    }
}

impl Accounts<LiveServer> for Configured<'_> {
    fn open(&mut self, profile: &str) -> Result<(LiveServer, Preferences), String> {
        let globals = Globals { profile: Some(profile.to_owned()), ..self.visit.globals.clone() };
        let settings = Settings::resolve(&globals, self.env).map_err(|error| error.briefly())?;
        let preferences = self.preferences(&settings);
        // one that still fetches the secret of the profile before is of no use any more
        end_command();
        Ok((self.server(settings.target, settings.zone), preferences))
    }
}

fn preferences(request: &Browse, settings: &Settings) -> Preferences {
    let (place, server, label, hints) = match &settings.target {
        Target::Demo => ("the built-in sandbox".to_owned(), None, None, hints()),
        Target::Server(account) => (place(account), Some(server(account)), account.label.clone(), Vec::new()),
    };
    Preferences {
        zone: settings.zone.clone(),
        mask: settings.mask,
        page_size: request.request.limit.unwrap_or(settings.page_size),
        filter: request.request.filter,
        idle_lock: settings.idle_lock,
        place,
        server,
        label,
        profile: profile(settings),
        profiles: profiles(settings),
        picks: None,
        hints,
        country: settings.country.clone(),
        hidden: Vec::new(),
        recent: Vec::new(),
    }
}

fn server(account: &Account) -> app::Server {
    let spelled = account.external_id_parameter.clone();
    app::Server {
        base_url: account.base_url.clone(),
        external_id_parameter: spelled.unwrap_or_else(|| Kind::ExternalId.param().to_owned()),
        include_reversed: account.include_reversed,
    }
}

/// The profile stands for its server, but for no other.
fn place(account: &Account) -> String {
    let host = host(&account.base_url);
    match &account.profile {
        Some(profile) if account.is_elsewhere => format!("{profile} at {host}"),
        Some(profile) => profile.clone(),
        None => host,
    }
}

fn host(base_url: &str) -> String {
    BaseUrl::parse(base_url).map(|url| url.host().to_owned()).unwrap_or_default()
}

fn hints() -> Vec<(String, String)> {
    sandbox::CUSTOMERS.iter().map(|customer| (customer.identifier.to_owned(), customer.what.to_owned())).collect()
}

fn profile(settings: &Settings) -> Option<String> {
    match &settings.target {
        Target::Demo => None,
        Target::Server(account) => account.profile.clone(),
    }
}

fn profiles(settings: &Settings) -> Profiles {
    let line = |known: &KnownProfile| ProfileLine {
        name: known.name.clone(),
        label: known.label.clone(),
        is_asked_for: known.is_asked_for,
    };
    match &settings.target {
        Target::Demo => Profiles::Fixed("The demo has no profiles"),
        Target::Server(_) if settings.stands_over_profiles => {
            Profiles::Fixed("The environment or --base-url names the account and stands over every profile")
        }
        Target::Server(_) if settings.profiles.len() < 2 => Profiles::Fixed("The configuration has no other profile"),
        Target::Server(_) => Profiles::Several(settings.profiles.iter().map(line).collect()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::app::Picked;
    use crate::cli::Request;

    const TWO: &str = "default_profile = \"eu\"\n[profiles.eu]\ncluster = \"eu\"\nusername = \"till\"\n\
        password_env = \"EU\"\nlabel = \"PROD\"\n[profiles.lab]\ncluster = \"in\"\nclient_key = \"k\"\n";

    /// What can be switched to, with this configuration and this variable set.
    fn switchable(configuration: &str, set: &str, globals: Globals) -> Profiles {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(configuration.as_bytes()).unwrap();
        let globals = Globals { config: Some(file.path().to_owned()), ..globals };
        let env = |name: &str| (name == "EU" || name == set).then(|| "x".to_owned());
        profiles(&Settings::resolve(&globals, &env).unwrap())
    }

    fn reason(profiles: &Profiles) -> &'static str {
        match profiles {
            Profiles::Fixed(reason) => reason,
            Profiles::Several(lines) => panic!("{lines:?}"),
        }
    }

    #[test]
    fn the_profiles_of_the_configuration_can_be_switched_between() {
        let line = |name: &str, label: Option<&str>, is_asked_for| ProfileLine {
            name: name.to_owned(),
            label: label.map(str::to_owned),
            is_asked_for,
        };
        let expected = Profiles::Several(vec![line("eu", Some("PROD"), false), line("lab", None, true)]);
        assert_eq!(switchable(TWO, "COUPONSCOPE_PROFILE_IS_NOT_A_LOGIN", Globals::default()), expected);
    }

    #[test]
    fn where_they_cannot_the_reason_is_told() {
        let demo = Globals { demo: true, ..Globals::default() };
        assert_eq!(reason(&switchable(TWO, "", demo)), "The demo has no profiles");
        for name in ["COUPONSCOPE_PASSWORD", "COUPONSCOPE_USERNAME"] {
            assert!(reason(&switchable(TWO, name, Globals::default())).contains("stands over every profile"), "{name}");
        }
        let elsewhere = Globals { base_url: Some("https://h.example".into()), ..Globals::default() };
        assert!(reason(&switchable(TWO, "", elsewhere)).contains("--base-url"));
        let one = TWO.split("[profiles.lab]").next().unwrap();
        assert_eq!(reason(&switchable(one, "", Globals::default())), "The configuration has no other profile");
    }

    #[test]
    fn a_profile_that_cannot_be_opened_is_told_in_words_and_picking_goes_on_in_one_that_can() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(TWO.as_bytes()).unwrap();
        let globals = Globals { config: Some(file.path().to_owned()), ..Globals::default() };
        let request = Browse { who: None, request: Request::default() };
        let visit = Visit { request: &request, globals: &globals, picks: Some(Picked::Code) };
        let unset = |_: &str| None;
        let said = Configured::new(visit, &unset, None).open("eu").map(|_| ()).unwrap_err();
        assert!(said.contains("EU") && said.contains("not set"), "{said}");
        let set = |name: &str| (name == "EU").then(|| "x".to_owned());
        let (_, preferences) = Configured::new(visit, &set, None).open("eu").unwrap();
        assert!(preferences.picks == Some(Picked::Code) && preferences.profile.as_deref() == Some("eu"));
        assert_eq!(preferences.server.unwrap().base_url, "https://eu.api.capillarytech.com");
    }
}
