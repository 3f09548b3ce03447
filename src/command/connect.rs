//! From settings to a [`Source`]: the client of a server, or of a sandbox that is started for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::{info, warn};

use super::told_waits::ToldWaits;
use super::{Moment, Source, console};
use crate::api::{BaseUrl, Client, ClientSettings, Credentials, Wait};
use crate::domain::{Answer, Failure, FailureKind, Filter, Identifier, Kind, Page, Query, WhyWait};
use crate::sandbox::{CLIENT_KEY, CLIENT_SECRET, Sandbox, SandboxSettings};
use crate::settings::{Account, Login, Secret, Target};

/// A client, and the sandbox it talks to where there is one: the sandbox lives as long.
#[derive(Debug)]
pub struct Connection {
    client: Client,
    /// Every call of a profile with few calls a minute waits for its turn: told once.
    turns_are_told: AtomicBool,
    told: ToldWaits,
    sandbox: Option<Arc<Sandbox>>,
}

impl Connection {
    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// This connection with the secret as it is now in its file, in the keyring, or by its command: it
    /// may have been put right since the server refused it. One that was typed is what it was.
    ///
    /// # Errors
    /// When the secret is not to be had.
    pub async fn with_secret_of(&self, target: &Target) -> Result<Self, Failure> {
        let client = match target {
            Target::Server(account) => self.client.logging_in_with(revealed(&account.login).await?),
            Target::Demo => self.client.clone(),
        };
        Ok(Self {
            client,
            told: ToldWaits::default(),
            turns_are_told: AtomicBool::new(false),
            sandbox: self.sandbox.clone(),
        })
    }
}

impl Source for Connection {
    async fn page(&self, query: &Query) -> Result<Answer, Failure> {
        self.client.coupons(query, &|wait| self.tell(&wait)).await
    }
}

impl Connection {
    /// Says that the client waits and why. Not through the console, which the command holds meanwhile.
    fn tell(&self, wait: &Wait) {
        let is_turn = matches!(wait.why, WhyWait::Turn { .. });
        if is_turn && self.turns_are_told.swap(true, Ordering::Relaxed) {
            return;
        }
        if !self.told.is_news(wait) {
            return;
        }
        let seconds = format!("{:.1}", wait.delay.as_secs_f64());
        console::tell(format_args!("note: {}", wait.why.sentence(seconds)));
    }
}

/// The source for a target; `keep_originals` is for a screen that shows the JSON of a row. A demo starts its own sandbox, whose clock starts at `moment`.
///
/// # Errors
/// When the settings make no client or the sandbox cannot start.
pub async fn connect(target: &Target, moment: &Moment, keep_originals: bool) -> Result<Connection, Failure> {
    tell_log(target);
    let made = make(target, moment, keep_originals).await;
    if let Err(failure) = &made {
        // its particular may quote a program or a file of the configuration
        warn!(why = failure.kind.sentence(), "no client can be made");
    }
    made
}

async fn make(target: &Target, moment: &Moment, keep_originals: bool) -> Result<Connection, Failure> {
    let (settings, sandbox) = match target {
        Target::Server(account) => (client_settings(account).await?, None),
        Target::Demo => {
            let sandbox = Sandbox::start(SandboxSettings::new(moment.now)).await.map_err(|error| setup(&error))?;
            let credentials = Credentials::oauth(CLIENT_KEY.into(), CLIENT_SECRET.into());
            let base_url = BaseUrl::parse(&sandbox.base_url()).map_err(|error| setup(&error))?;
            (ClientSettings::new(base_url, credentials), Some(sandbox))
        }
    };
    let client = Client::new(ClientSettings { keep_originals, ..settings });
    Ok(Connection {
        client,
        turns_are_told: AtomicBool::new(false),
        told: ToldWaits::default(),
        sandbox: sandbox.map(Arc::new),
    })
}

/// Which server, and whose profile; no user name, which is half of a login.
fn tell_log(target: &Target) {
    match target {
        Target::Demo => info!("server: the built-in sandbox"),
        Target::Server(account) => {
            let host = BaseUrl::parse(&account.base_url).map(|url| url.host().to_owned()).unwrap_or_default();
            let profile = account.profile.as_deref().unwrap_or("none");
            let login = account.login.kind();
            info!(host, profile, login, calls_a_minute = account.rate_per_minute, "server");
        }
    }
}

/// Looks up the customer 0, who is nobody: rows, "no such customer" and "bad identifier" all mean
/// that the login works.
///
/// # Errors
/// When the login does not work, or nobody answers.
pub async fn try_login(source: &impl Source) -> Result<(), Failure> {
    let nobody = Identifier::new(Kind::Id, "0").map_err(|error| setup(&error))?;
    let query = Query { who: nobody, filter: Filter::default(), page: Page { offset: 0, limit: 1 } };
    match source.page(&query).await {
        Ok(_) => Ok(()),
        Err(failure) if matches!(failure.kind, FailureKind::UnknownCustomer | FailureKind::BadIdentifier) => Ok(()),
        Err(failure) => Err(failure),
    }
}

fn setup(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(FailureKind::Setup).with_message(&error.to_string())
}

async fn client_settings(account: &Account) -> Result<ClientSettings, Failure> {
    let base_url = BaseUrl::parse(&account.base_url).map_err(|error| setup(&error))?;
    let mut client = ClientSettings::new(base_url, revealed(&account.login).await?);
    client.include_reversed = account.include_reversed;
    client.ca_file.clone_from(&account.ca_file);
    client.attribution.clone_from(&account.attribution);
    client.rate_per_minute = account.rate_per_minute;
    if let Some(parameter) = &account.external_id_parameter {
        client.external_id_parameter.clone_from(parameter);
    }
    Ok(client)
}

/// A file or a command may take its time.
async fn revealed(login: &Login) -> Result<Credentials, Failure> {
    let login = login.clone();
    tokio::task::spawn_blocking(move || credentials(login)).await.map_err(|error| setup(&error))?
}

fn credentials(login: Login) -> Result<Credentials, Failure> {
    let reveal = |secret: Secret| secret.reveal().map_err(|error| setup(&error));
    match login {
        Login::BasicPassword { username, password } => Ok(Credentials::basic_password(username, reveal(password)?)),
        Login::OAuth { key, secret } => Ok(Credentials::oauth(key, reveal(secret)?)),
        Login::BasicMd5 { username, md5 } => {
            Credentials::basic_md5(username, reveal(md5)?).map_err(|error| setup(&error))
        }
    }
}
