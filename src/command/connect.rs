//! From settings to a [`Source`]: the client of a server, or of a sandbox that is started for it.

use std::sync::Arc;

use secrecy::SecretString;
use tracing::{info, warn};

use super::told_waits::ToldWaits;
use super::{Moment, Source, console};
use crate::api::{BaseUrl, Client, ClientSettings, Credentials, Wait};
use crate::domain::{Answer, Clean, Failure, FailureKind, Filter, Identifier, Kind, Page, Query};
use crate::sandbox::{CLIENT_KEY, CLIENT_SECRET, Sandbox, SandboxSettings};
use crate::settings::{Account, Login, SecretError, Target};
use crate::system_error;

/// A client, and the sandbox it talks to where there is one: the sandbox lives as long.
#[derive(Debug)]
pub struct Connection {
    client: Client,
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
            Target::Server(account) => self.client.logging_in_with(revealed(account).await?),
            Target::Demo => self.client.clone(),
        };
        Ok(Self { client, told: ToldWaits::default(), sandbox: self.sandbox.clone() })
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
    open(target, moment, keep_originals).await.map_err(Failure::from)
}

/// Connects, and tells a secret that cannot be had apart from other faults.
pub(super) async fn open(target: &Target, moment: &Moment, keep_originals: bool) -> Result<Connection, NoConnection> {
    tell_log(target);
    let made = make(target, moment, keep_originals).await;
    if made.is_err() {
        // the particular may quote a program or a file of the configuration
        warn!(why = FailureKind::Setup.sentence(), "no client can be made");
    }
    made
}

/// Why no client can be made.
#[derive(Debug)]
pub(super) enum NoConnection {
    Secret(SecretFault),
    Failed(Failure),
}

/// A secret that cannot be had.
#[derive(Debug)]
pub(super) struct SecretFault {
    /// Where the configuration says that it is: `profiles.eu.password_command`.
    setting: Option<String>,
    pub(super) error: SecretError,
}

impl SecretFault {
    fn new(account: &Account, error: SecretError) -> Self {
        let profile = account.profile.as_ref();
        let setting = profile.zip(account.login.secret_setting());
        Self { setting: setting.map(|(profile, key)| format!("profiles.{profile}.{key}")), error }
    }

    pub(super) fn what(&self) -> String {
        self.named(&self.error.what())
    }

    fn named(&self, what: &str) -> String {
        self.setting.as_ref().map_or_else(|| what.to_owned(), |setting| format!("{setting}: {what}"))
    }
}

impl From<Failure> for NoConnection {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<NoConnection> for Failure {
    fn from(why: NoConnection) -> Self {
        match why {
            NoConnection::Secret(fault) => setup(&fault.named(&fault.error.to_string())),
            NoConnection::Failed(failure) => failure,
        }
    }
}

async fn make(target: &Target, moment: &Moment, keep_originals: bool) -> Result<Connection, NoConnection> {
    let (settings, sandbox) = match target {
        Target::Server(account) => (client_settings(account).await?, None),
        Target::Demo => {
            let sandbox = Sandbox::start(SandboxSettings::new(moment.now))
                .await
                .map_err(|error| setup(&system_error::of_any(&error)))?;
            let credentials = Credentials::oauth(CLIENT_KEY.into(), CLIENT_SECRET.into());
            let base_url = BaseUrl::parse(&sandbox.base_url()).map_err(|error| setup(&error))?;
            (ClientSettings::new(base_url, credentials), Some(sandbox))
        }
    };
    let client = Client::new(ClientSettings { keep_originals, ..settings });
    Ok(Connection { client, told: ToldWaits::default(), sandbox: sandbox.map(Arc::new) })
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

async fn client_settings(account: &Account) -> Result<ClientSettings, NoConnection> {
    let base_url = BaseUrl::parse(&account.base_url).map_err(|error| setup(&error))?;
    let mut client = ClientSettings::new(base_url, revealed(account).await?);
    client.login_settings = Some(Clean::new(&account.login_settings));
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
async fn revealed(account: &Account) -> Result<Credentials, NoConnection> {
    let login = account.login.clone();
    let secret = tokio::task::spawn_blocking(move || login.reveal()).await.map_err(|error| setup(&error))?;
    let secret = secret.map_err(|error| NoConnection::Secret(SecretFault::new(account, error)))?;
    Ok(credentials(&account.login, secret)?)
}

fn credentials(login: &Login, secret: SecretString) -> Result<Credentials, Failure> {
    match login {
        Login::BasicPassword { username, .. } => Ok(Credentials::basic_password(username.clone(), secret)),
        Login::BasicMd5 { username, .. } => {
            Credentials::basic_md5(username.clone(), secret).map_err(|error| setup(&error))
        }
        Login::OAuth { key, .. } => Ok(Credentials::oauth(key.clone(), secret)),
    }
}
