//! The accounts of the configuration: how the browser begins with one, and the server behind it.

use std::sync::Arc;

use tokio::sync::OnceCell;

use super::super::Moment;
use super::super::connect::{Connection, connect};
use super::Visit;
use crate::api::{BaseUrl, Wait};
use crate::app::{self, Pause, Preferences, ProfileLine, Profiles};
use crate::cli::{Browse, Globals};
use crate::domain::{Answer, Failure, FailureKind, Kind, Query};
use crate::history::History;
use crate::runtime::executor::{Accounts, OnPause, Server};
use crate::runtime::recorder::Memory;
use crate::sandbox;
use crate::settings::{Account, KnownProfile, Lookup, Settings, Target, end_command};

/// Opens the profiles of the configuration, which is read anew for each.
pub(super) struct Configured<'a> {
    visit: Visit<'a>,
    env: Lookup<'a>,
    history: Option<History>,
}

impl<'a> Configured<'a> {
    pub(super) fn new(visit: Visit<'a>, env: Lookup<'a>, memory: Option<&Memory>) -> Self {
        Self { visit, env, history: memory.and_then(|memory| memory.history.clone()) }
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
        let settings = Settings::resolve(&globals, self.env).map_err(|error| error.to_string())?;
        let preferences = self.preferences(&settings);
        // one that still fetches the secret of the profile before is of no use any more
        end_command();
        Ok((LiveServer::new(settings.target), preferences))
    }
}

fn preferences(request: &Browse, settings: &Settings) -> Preferences {
    let (place, server, label, hints) = match &settings.target {
        Target::Demo => ("the built-in sandbox".to_owned(), None, None, hints()),
        Target::Server(account) => {
            let place = account.profile.clone().unwrap_or_else(|| host(&account.base_url));
            (place, Some(server(account)), account.label.clone(), Vec::new())
        }
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
        picks: false,
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

/// The client, made at the first call: whatever the network needs is set up behind the first frame.
#[derive(Clone, Debug)]
pub(super) struct LiveServer {
    target: Target,
    connection: Arc<OnceCell<Connection>>,
}

impl LiveServer {
    pub(super) fn new(target: Target) -> Self {
        Self { target, connection: Arc::default() }
    }
}

impl LiveServer {
    /// The connection, made once. In a task of its own: a call that is given up must not let a
    /// command that fetches the secret run a second time.
    async fn connect(&self) -> Result<&Connection, Failure> {
        let (target, cell) = (self.target.clone(), Arc::clone(&self.connection));
        let making = tokio::spawn(async move {
            let moment = Moment::read();
            cell.get_or_try_init(|| connect(&target, &moment, true)).await.map(|_| ())
        });
        let setup = || Failure::new(FailureKind::Setup);
        making.await.map_err(|_| setup())??;
        self.connection.get().ok_or_else(setup)
    }
}

impl Server for LiveServer {
    async fn ask(&self, query: Query, on_pause: OnPause) -> Result<Answer, Failure> {
        let connection = self.connect().await?;
        let tell = move |wait: Wait| on_pause(Pause { delay: wait.delay, failure: wait.failure });
        connection.client().coupons(&query, &tell).await
    }
}
