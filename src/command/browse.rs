//! `couponscope [CUSTOMER]`: the browser.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use ratatui::layout::Size;
use tokio::sync::OnceCell;
use tokio::sync::mpsc::unbounded_channel;

use super::connect::{Connection, connect};
use super::{Exit, Moment, customer};
use crate::api::{BaseUrl, Wait};
use crate::app::{self, App, Pause, Preferences};
use crate::cli::{Browse, Globals, Who};
use crate::domain::{Answer, Failure, FailureKind, Identifier, Kind, Query};
use crate::history::History;
use crate::runtime::browser::{Browser, Ending};
use crate::runtime::clipboard::Clipboard;
use crate::runtime::clock::Clock;
use crate::runtime::executor::{Executor, OnPause, Server};
use crate::runtime::machine::Machine;
use crate::runtime::recorder::{Memory, Recorder};
use crate::runtime::screen::Screen;
use crate::runtime::{input, signals, terminal};
use crate::sandbox;
use crate::settings::{Account, Background, Lookup, Settings, SettingsError, Target, variable};
use crate::ui::{Look, Theme, ThemeName};

/// Which standard streams are terminals.
#[derive(Clone, Copy, Debug)]
pub struct Terminals {
    /// Keys come from here, unless the customer does.
    pub stdin: bool,
    /// The screen.
    pub stdout: bool,
}

impl Terminals {
    /// Whether the browser can start. With `-` the customer comes from stdin and the keys from
    /// /dev/tty.
    #[must_use]
    pub fn suffice(self, request: &Browse) -> bool {
        let keys = self.stdin || matches!(request.who, Some(Who::Stdin(_)));
        self.stdout && keys
    }
}

/// SIGHUP's number: what the death of the terminal is told as.
const HANG_UP: u8 = 1;

/// Opens the browser.
#[must_use]
pub fn run(request: &Browse, globals: &Globals, env: Lookup<'_>, terminals: Terminals, err: &mut dyn Write) -> Exit {
    if !terminals.suffice(request) || variable(env, "TERM").as_deref() == Some("dumb") {
        return complain(err, Exit::Usage, "The browser needs a terminal; use `couponscope list`");
    }
    let settings = Settings::resolve(globals, env).and_then(asked).map_err(|error| error.to_string());
    let screen = own(std::io::stdout());
    match settings.and_then(|settings| visit(request, &settings, env, screen, false)) {
        Ok(ending) => exit(&ending),
        Err(why) => complain(err, Exit::Usage, &why),
    }
}

/// Opens the browser on a terminal: `picks` lets Enter choose coupons.
///
/// # Errors
/// Why it cannot be opened, in words.
pub(super) fn visit(
    request: &Browse,
    settings: &Settings,
    env: Lookup<'_>,
    screen: io::Result<OwnedFd>,
    picks: bool,
) -> Result<Ending, String> {
    let read = |who| customer::resolve(who, settings.country.as_ref(), &mut std::io::stdin().lock());
    let who = request.who.as_ref().map(read).transpose().map_err(|error| error.to_string())?;
    let unusable = |error: io::Error| format!("the terminal cannot be used: {error}");
    terminal::use_terminal(screen.map_err(unusable)?);
    let memory = super::history::memory(settings, env);
    let preferences = Preferences { picks, ..preferences(request, settings) };
    open(who, request.request.offset, preferences, settings, memory).map_err(unusable)
}

/// A secret that has to be asked for is asked for before the screen takes the terminal.
pub(super) fn asked(mut settings: Settings) -> Result<Settings, SettingsError> {
    if let Target::Server(account) = &mut settings.target {
        account.login.ask()?;
    }
    Ok(settings)
}

pub(super) fn complain(err: &mut dyn Write, exit: Exit, text: &str) -> Exit {
    // a closed stderr is no reason to fail otherwise
    let _ = writeln!(err, "couponscope: {text}");
    exit
}

/// The exit code that an ending means.
pub(super) fn exit(ending: &Ending) -> Exit {
    match ending {
        Ending::Quit | Ending::Picked(_) => Exit::Done,
        Ending::Signal(number) => Exit::Signal(u8::try_from(*number).unwrap_or(u8::MAX)),
        Ending::HangUp => Exit::Signal(HANG_UP),
    }
}

/// The first frame is on the screen before anything of the network is touched.
fn open(
    who: Option<Identifier>,
    offset: u64,
    preferences: Preferences,
    settings: &Settings,
    memory: Option<Memory>,
) -> io::Result<Ending> {
    let clock = Clock::system();
    let (sender, events) = unbounded_channel();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    // before the size is read and the terminal taken: what comes in between must not be missed
    runtime.block_on(async { signals::watch(&sender) })?;
    let size = signals::terminal_size().unwrap_or(Size { width: 80, height: 24 });
    let recent = memory.as_ref().and_then(|memory| memory.history.as_ref()).map(History::read).unwrap_or_default();
    let hidden = memory.as_ref().map(|memory| memory.columns.read()).unwrap_or_default();
    let mut app = App::new(Preferences { hidden, recent, ..preferences }, clock.now(), size);
    let first = who.map(|who| app.open(who, offset)).unwrap_or_default();
    let look = look(settings);
    let keymap = Arc::clone(&look.keymap);
    terminal::restore_on_panic();
    let screen = Screen::start(look, sender.clone())?;
    screen.show(&app);
    let ending = runtime.block_on(async {
        let recorder = memory.map(|memory| Recorder::start(memory, sender.clone()));
        let clipboard = Clipboard::new(&settings.copying, &settings.surroundings, sender.clone());
        let mut stage = Machine::new(screen, clipboard, recorder);
        let ending = async {
            input::start(keys()?, sender.clone())?;
            let server = LiveServer::new(&settings.target);
            let executor = Executor::new(server, sender.clone());
            let browser = Browser { app, keymap: &keymap, clock, stage: &mut stage, executor, events };
            Ok(browser.run(first).await)
        };
        let ending = ending.await;
        stage.close().await;
        ending
    });
    // a call that hangs must not keep the program from ending
    runtime.shutdown_background();
    ending
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

fn look(settings: &Settings) -> Look {
    let looks = &settings.looks;
    let theme = match (looks.colored(true), looks.background) {
        (false, _) => ThemeName::Mono,
        (true, Some(Background::Dark)) => ThemeName::Dark,
        (true, Some(Background::Light)) => ThemeName::Light,
        (true, None) => ThemeName::Auto,
    };
    // NO_COLOR is heard in the settings; the library's own way of hearing it cancels reverse video
    crossterm::style::force_color_output(true);
    Look { theme: Theme::new(theme), ascii: looks.ascii, keymap: Arc::new(settings.keymap.clone()) }
}

/// The same terminal under a number of our own, which helpers do not inherit: one that hangs would
/// keep the terminal open after we have left.
fn own(stream: impl AsFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(stream, 0)?)
}

/// Keys come from the terminal even when stdin does not.
fn keys() -> io::Result<OwnedFd> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() { own(stdin) } else { Ok(File::open("/dev/tty")?.into()) }
}

/// The client, made at the first call: whatever the network needs is set up behind the first frame.
#[derive(Clone, Debug)]
struct LiveServer {
    target: Target,
    connection: Arc<OnceCell<Connection>>,
}

impl LiveServer {
    fn new(target: &Target) -> Self {
        Self { target: target.clone(), connection: Arc::default() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Request;

    #[test]
    fn without_a_terminal_the_browser_says_what_to_use_instead() {
        let request = Browse { who: None, request: Request::default() };
        for (stdin, stdout) in [(true, false), (false, true), (false, false)] {
            let mut said = Vec::new();
            let exit = run(&request, &Globals::default(), &|_| None, Terminals { stdin, stdout }, &mut said);
            assert_eq!(exit, Exit::Usage);
            let said = String::from_utf8(said).unwrap();
            assert!(said.contains("The browser needs a terminal; use `couponscope list`"), "{said}");
        }
    }

    #[test]
    fn a_customer_on_stdin_leaves_the_keys_to_the_terminal() {
        let request = Browse { who: Some(Who::Stdin(None)), request: Request::default() };
        assert!(Terminals { stdin: false, stdout: true }.suffice(&request));
        assert!(!Terminals { stdin: false, stdout: false }.suffice(&request));
    }
}
