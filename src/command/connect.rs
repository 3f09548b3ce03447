//! From settings to a [`Source`]: the client of a server, or of a sandbox that is started for it.

use super::{Moment, Source, console};
use crate::api::{BaseUrl, Client, ClientSettings, Credentials, Wait};
use crate::domain::{Answer, Failure, FailureKind, Query};
use crate::sandbox::{CLIENT_KEY, CLIENT_SECRET, Sandbox, SandboxSettings};
use crate::settings::{Account, Login, Target};

/// A client, and the sandbox it talks to where there is one: the sandbox lives as long.
#[derive(Debug)]
pub struct Connection {
    client: Client,
    _sandbox: Option<Sandbox>,
}

impl Connection {
    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl Source for Connection {
    async fn page(&self, query: &Query) -> Result<Answer, Failure> {
        self.client.coupons(query, &|wait| tell(&wait)).await
    }
}

/// Says that the client waits and why. Not through the console, which the command holds meanwhile.
fn tell(wait: &Wait) {
    let seconds = wait.delay.as_secs_f64();
    console::tell(format_args!("note: {}; trying again in {seconds:.1} s", wait.failure.kind.sentence()));
}

/// The source for a target; a demo starts its own sandbox, whose clock starts at `moment`.
///
/// # Errors
/// When the settings make no client or the sandbox cannot start.
pub async fn connect(target: &Target, moment: &Moment) -> Result<Connection, Failure> {
    let setup = |error: &dyn std::fmt::Display| Failure::new(FailureKind::Setup).with_message(&error.to_string());
    let (base_url, credentials, sandbox) = match target {
        Target::Server(account) => (account.base_url.clone(), credentials(account)?, None),
        Target::Demo => {
            let sandbox = Sandbox::start(SandboxSettings::new(moment.now)).await.map_err(|error| setup(&error))?;
            let credentials = Credentials::oauth(CLIENT_KEY.into(), CLIENT_SECRET.into());
            (sandbox.base_url(), credentials, Some(sandbox))
        }
    };
    let base_url = BaseUrl::parse(&base_url).map_err(|error| setup(&error))?;
    Ok(Connection { client: Client::new(ClientSettings::new(base_url, credentials)), _sandbox: sandbox })
}

fn credentials(account: &Account) -> Result<Credentials, Failure> {
    match account.login.clone() {
        Login::BasicPassword { username, password } => Ok(Credentials::basic_password(username, password)),
        Login::OAuth { key, secret } => Ok(Credentials::oauth(key, secret)),
        Login::BasicMd5 { username, md5 } => Credentials::basic_md5(username, md5)
            .map_err(|error| Failure::new(FailureKind::Setup).with_message(&error.to_string())),
    }
}
