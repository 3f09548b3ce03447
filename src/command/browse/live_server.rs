//! The server behind the browser: its client is made at the first call, and its login anew after one
//! that was refused.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::tz::TimeZone;

use super::super::connect::{Connection, connect};
use super::super::{Moment, Source};
use super::to_file;
use crate::api::Wait;
use crate::app::Pause;
use crate::app::export::{ExportJob, Report};
use crate::domain::{Answer, Failure, FailureKind, Query};
use crate::runtime::executor::{OnPause, OnProgress, Server, Wanted};
use crate::settings::Target;

/// The client, made at the first call: whatever the network needs is set up behind the first frame.
#[derive(Clone, Debug)]
pub(super) struct LiveServer {
    link: Arc<Link>,
    zone: TimeZone,
    home: Option<PathBuf>,
}

/// What all calls share.
#[derive(Debug)]
struct Link {
    target: Target,
    login: Mutex<Login>,
    /// Held while the secret is fetched: those who come meanwhile wait for that, and fetch no other.
    making: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Login {
    connection: Option<Arc<Connection>>,
    /// The server did not take it: the secret may be another one by now.
    is_refused: bool,
}

impl LiveServer {
    pub(super) fn new(target: Target, zone: TimeZone) -> Self {
        let link = Link { target, login: Mutex::default(), making: tokio::sync::Mutex::default() };
        Self { link: Arc::new(link), zone, home: None }
    }

    /// With the folder that `~/` means in a file's name.
    pub(super) fn with_home(self, home: Option<PathBuf>) -> Self {
        Self { home, ..self }
    }

    /// The connection. It is made in a task of its own: a call that is given up must not let a command
    /// that fetches the secret run a second time.
    async fn connect(&self) -> Result<Arc<Connection>, Failure> {
        if let Some(connection) = self.link.usable() {
            return Ok(connection);
        }
        let link = Arc::clone(&self.link);
        let making = tokio::spawn(async move { link.make().await });
        making.await.map_err(|_| Failure::new(FailureKind::Setup))?
    }
}

impl Link {
    fn usable(&self) -> Option<Arc<Connection>> {
        let login = self.login();
        login.connection.clone().filter(|_| !login.is_refused)
    }

    async fn make(&self) -> Result<Arc<Connection>, Failure> {
        let _alone = self.making.lock().await;
        if let Some(connection) = self.usable() {
            return Ok(connection);
        }
        let refused = self.login().connection.clone();
        let made = match refused {
            Some(refused) => refused.with_secret_of(&self.target).await?,
            None => connect(&self.target, &Moment::read(), true).await?,
        };
        let connection = Arc::new(made);
        *self.login() = Login { connection: Some(Arc::clone(&connection)), is_refused: false };
        Ok(connection)
    }

    /// Takes note of a failure of this connection, which another may have replaced since.
    fn failed(&self, connection: &Arc<Connection>, failure: &Failure) {
        let mut login = self.login();
        let is_current = login.connection.as_ref().is_some_and(|current| Arc::ptr_eq(current, connection));
        login.is_refused |= is_current && failure.kind == FailureKind::CredentialsRefused;
    }

    fn login(&self) -> MutexGuard<'_, Login> {
        self.login.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server for LiveServer {
    async fn ask(&self, query: Query, wanted: Wanted, on_pause: OnPause) -> Result<Answer, Failure> {
        Pages { server: self, wanted: Some(wanted), on_pause }.page(&query).await
    }

    async fn export(&self, order: ExportJob, on_pause: OnPause, on_progress: OnProgress) -> Report {
        let moment = Moment { zone: self.zone.clone(), ..Moment::read() };
        let pages = Pages { server: self, wanted: None, on_pause };
        to_file::write(order, moment, self.home.as_deref(), &pages, &*on_progress).await
    }
}

/// Pages of the server, telling of pauses on the way.
struct Pages<'a> {
    server: &'a LiveServer,
    /// None for the pages of a file, which can wait.
    wanted: Option<Wanted>,
    on_pause: OnPause,
}

impl Source for Pages<'_> {
    async fn page(&self, query: &Query) -> Result<Answer, Failure> {
        let connection = self.server.connect().await?;
        let tell = |wait: Wait| (self.on_pause)(Pause { delay: wait.delay, why: wait.why });
        let client = match &self.wanted {
            Some(wanted) => connection.client().while_wanted(wanted.clone()),
            None => connection.client().that_can_wait(),
        };
        client.coupons(query, &tell).await.inspect_err(|failure| self.server.link.failed(&connection, failure))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::*;
    use crate::cli::Globals;
    use crate::domain::{Filter, Identifier, Page};
    use crate::sandbox::{CLIENT_KEY, CLIENT_SECRET, Sandbox, SandboxSettings};
    use crate::settings::Settings;

    /// A sandbox, and the folder in which the secret for it is kept.
    struct Shop {
        sandbox: Sandbox,
        folder: tempfile::TempDir,
    }

    impl Shop {
        async fn open() -> Self {
            let sandbox = Sandbox::start(SandboxSettings::new(Moment::read().now)).await.unwrap();
            Self { sandbox, folder: tempfile::tempdir().unwrap() }
        }

        /// A browser's server whose secret this setting names.
        fn server(&self, setting: &str) -> LiveServer {
            let (file, url) = (self.folder.path().join("config.toml"), self.sandbox.base_url());
            let text = format!("[profiles.a]\nbase_url = \"{url}\"\nclient_key = \"{CLIENT_KEY}\"\n{setting}\n");
            write_private(&file, &text);
            let globals = Globals { config: Some(file), ..Globals::default() };
            let settings = Settings::resolve(&globals, &|_| None).unwrap();
            LiveServer::new(settings.target, settings.zone)
        }

        fn keep(&self, secret: &str) {
            write_private(&self.folder.path().join("secret"), secret);
        }
    }

    /// A file that others cannot read.
    fn write_private(path: &Path, text: &str) {
        std::fs::write(path, text).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    async fn asked(server: &LiveServer) -> Result<usize, FailureKind> {
        let who = Identifier::parse("918860000001").unwrap();
        let query = Query { who, filter: Filter::default(), page: Page::first(100) };
        server
            .ask(query, tokio::sync::watch::channel(true).1, Box::new(|_| {}))
            .await
            .map(|answer| answer.len())
            .map_err(|failure| failure.kind)
    }

    fn lines(path: &Path) -> usize {
        std::fs::read_to_string(path).unwrap().lines().count()
    }

    #[tokio::test]
    async fn a_secret_that_was_put_right_works_at_the_next_call() {
        let shop = Shop::open().await;
        shop.keep("yesterdays-secret");
        let server = shop.server("client_secret_file = \"secret\"");
        assert_eq!(asked(&server).await, Err(FailureKind::CredentialsRefused));
        assert_eq!(asked(&server).await, Err(FailureKind::CredentialsRefused), "and not before");
        shop.keep(CLIENT_SECRET);
        assert_eq!(asked(&server).await, Ok(4));
    }

    #[tokio::test]
    async fn the_secret_is_fetched_once_until_the_server_refuses_it_and_then_once_by_all() {
        let shop = Shop::open().await;
        shop.keep("yesterdays-secret");
        let fetched = shop.folder.path().join("fetched");
        let script = "echo >> $0; cat $1";
        let words =
            ["sh", "-c", script, fetched.to_str().unwrap(), shop.folder.path().join("secret").to_str().unwrap()]
                .map(|word| format!("{word:?}"));
        let server = shop.server(&format!("client_secret_command = [{}]", words.join(", ")));
        assert_eq!(asked(&server).await, Err(FailureKind::CredentialsRefused));
        assert_eq!(lines(&fetched), 1);
        shop.keep(CLIENT_SECRET);
        assert_eq!(tokio::join!(asked(&server), asked(&server), asked(&server)), (Ok(4), Ok(4), Ok(4)));
        assert_eq!(asked(&server).await, Ok(4));
        assert_eq!(lines(&fetched), 2);
    }

    #[tokio::test]
    async fn a_secret_that_was_typed_is_kept() {
        let shop = Shop::open().await;
        let mut target = shop.server("client_secret = \"typed\"").link.target.clone();
        let Target::Server(account) = &mut target else { unreachable!("not the demo") };
        account.login.hold(CLIENT_SECRET.into());
        let server = LiveServer::new(target, TimeZone::UTC);
        assert_eq!(asked(&server).await, Ok(4));
        let connection = server.connect().await.unwrap();
        server.link.failed(&connection, &Failure::new(FailureKind::CredentialsRefused));
        assert_eq!(asked(&server).await, Ok(4));
    }
}
