//! `couponscope [CUSTOMER]`: the browser.

mod accounts;
mod first_run;
mod live_server;
mod to_file;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use ratatui::layout::Size;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{Exit, customer};
use crate::app::{App, Effect, Picked, Preferences};
use crate::cli::{Browse, Globals, Who};
use crate::domain::Identifier;
use crate::keymap::Keymap;
use crate::runtime::browser::{Browser, Ending};
use crate::runtime::clipboard::Clipboard;
use crate::runtime::clock::Clock;
use crate::runtime::executor::Executor;
use crate::runtime::machine::Machine;
use crate::runtime::recorder::{Memory, Recorder};
use crate::runtime::screen::Screen;
use crate::runtime::{Event, input, signals, terminal};
use crate::settings::{Background, Lookup, Settings, SettingsError, variable};
use crate::system_error;
use crate::ui::{Look, Theme, ThemeName};
use accounts::Configured;
use first_run::Start;
use live_server::LiveServer;
pub(super) use to_file::remove_drafts;

/// Which standard streams are terminals.
#[derive(Clone, Copy, Debug)]
pub struct Terminals {
    /// Keys come from here, unless the customer does.
    pub stdin: bool,
    /// The screen.
    pub stdout: bool,
    /// Questions before the screen.
    pub stderr: bool,
}

impl Terminals {
    /// Whether the browser can start. With `-` the customer comes from stdin and the keys from
    /// /dev/tty.
    #[must_use]
    pub fn suffice(self, request: &Browse) -> bool {
        let keys = self.stdin || matches!(request.who, Some(Who::Stdin(_)));
        self.stdout && keys
    }

    /// Whether somebody sees a question and can answer it.
    fn can_ask(self) -> bool {
        self.stdin && self.stderr
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
    let settings = Settings::resolve(globals, env);
    let is_first_run = settings.as_ref().is_err_and(|error| first_run::is_it(error, globals, env));
    if !(is_first_run && terminals.can_ask()) {
        return start(request, globals, settings, env, err);
    }
    match first_run::offer(request, globals, env) {
        Ok(Start { request, globals, settings }) => start(&request, &globals, settings, env, err),
        Err(exit) => exit,
    }
}

fn start(
    request: &Browse,
    globals: &Globals,
    settings: Result<Settings, SettingsError>,
    env: Lookup<'_>,
    err: &mut dyn Write,
) -> Exit {
    let settings = match settings.and_then(Settings::asked) {
        Ok(settings) => settings,
        Err(error) => return complain(err, Exit::of_settings(&error), &error.to_string()),
    };
    match visit(Visit { request, globals, picks: None }, settings, env, own(std::io::stdout())) {
        Ok(ending) => exit(&ending),
        Err(why) => complain(err, Exit::Usage, &why),
    }
}

/// What the browser is opened for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit<'a> {
    pub(super) request: &'a Browse,
    pub(super) globals: &'a Globals,
    /// Enter chooses coupons, of which this is handed over.
    pub(super) picks: Option<Picked>,
}

/// Opens the browser on a terminal.
///
/// # Errors
/// Why it cannot be opened, in words.
pub(super) fn visit(
    visit: Visit<'_>,
    settings: Settings,
    env: Lookup<'_>,
    screen: io::Result<OwnedFd>,
) -> Result<Ending, String> {
    let Visit { request, .. } = visit;
    let read = |who| customer::resolve(who, settings.country.as_ref(), &mut std::io::stdin().lock());
    let who = request.who.as_ref().map(read).transpose().map_err(|error| error.to_string())?;
    let unusable = |error: io::Error| format!("the terminal cannot be used: {}", system_error::of_any(&error));
    terminal::use_terminal(screen.map_err(unusable)?);
    let memory = super::history::memory(&settings, env);
    let accounts = Configured::new(visit, env, memory.as_ref());
    open(who, request.request.offset, settings, memory, accounts).map_err(unusable)
}

pub(super) fn complain(err: &mut dyn Write, exit: Exit, text: &str) -> Exit {
    // a closed stderr is no reason to fail otherwise
    let _ = writeln!(err, "couponscope: {}", super::console::harmless(text));
    exit
}

/// The exit code that an ending means.
pub(super) fn exit(ending: &Ending) -> Exit {
    match ending {
        Ending::Quit | Ending::Picked(_) => Exit::Done,
        Ending::Signal(number) => Exit::of_signal(*number),
        Ending::HangUp => Exit::Signal(HANG_UP),
    }
}

/// The first frame is on the screen before anything of the network is touched.
fn open(
    who: Option<Identifier>,
    offset: u64,
    settings: Settings,
    memory: Option<Memory>,
    accounts: Configured<'_>,
) -> io::Result<Ending> {
    let clock = Clock::system();
    let (sender, events) = unbounded_channel();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    // before the size is read and the terminal taken: what comes in between must not be missed
    runtime.block_on(async { signals::watch(&sender) })?;
    let size = signals::terminal_size().unwrap_or(Size { width: 80, height: 24 });
    let hidden = memory.as_ref().and_then(Memory::columns).map(|columns| columns.read()).unwrap_or_default();
    let mut app = App::new(Preferences { hidden, ..accounts.preferences(&settings) }, clock.now(), size);
    let first = who.map(|who| app.open(who, offset)).unwrap_or_default();
    let look = look(&settings);
    let keymap = Arc::clone(&look.keymap);
    let screen = Screen::start(look, sender.clone())?;
    screen.show(&app);
    let session = Session { app, first, keymap, clock, sender, events, accounts };
    let ending = runtime.block_on(session.run(screen, settings, memory));
    // a call that hangs must not keep the program from ending
    runtime.shutdown_background();
    ending
}

/// A browser whose first frame is drawn.
struct Session<'a> {
    app: App,
    first: Vec<Effect>,
    keymap: Arc<Keymap>,
    clock: Clock,
    sender: UnboundedSender<Event>,
    events: UnboundedReceiver<Event>,
    accounts: Configured<'a>,
}

impl Session<'_> {
    async fn run(self, screen: Screen, settings: Settings, memory: Option<Memory>) -> io::Result<Ending> {
        let recorder = memory.map(|memory| Recorder::start(memory, self.sender.clone()));
        let clipboard = Clipboard::new(&settings.copying, &settings.surroundings, self.sender.clone());
        let mut stage = Machine::new(screen, clipboard, recorder);
        let server = self.accounts.server(settings.target, settings.zone);
        let ending = self.browse(&mut stage, server).await;
        stage.close().await;
        ending
    }

    /// `server` is the only place that keeps the login: it goes when the profile is switched.
    async fn browse(self, stage: &mut Machine, server: LiveServer) -> io::Result<Ending> {
        let Self { app, first, keymap, clock, sender, events, accounts } = self;
        input::start(keys()?, sender.clone())?;
        let executor = Executor::new(server, sender);
        let browser = Browser { app, keymap: &keymap, clock, stage, executor, accounts, events };
        Ok(browser.run(first).await)
    }
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

/// This terminal under a descriptor of our own, which helpers do not inherit: one that hangs would
/// keep the terminal open after we have left.
fn own(stream: impl AsFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(stream, 0)?)
}

/// Keys come from the terminal even when stdin does not.
fn keys() -> io::Result<OwnedFd> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() { own(stdin) } else { Ok(File::open("/dev/tty")?.into()) }
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
            let exit =
                run(&request, &Globals::default(), &|_| None, Terminals { stdin, stdout, stderr: true }, &mut said);
            assert_eq!(exit, Exit::Usage);
            let said = String::from_utf8(said).unwrap();
            assert!(said.contains("The browser needs a terminal; use `couponscope list`"), "{said}");
        }
    }

    #[test]
    fn a_customer_on_stdin_leaves_the_keys_to_the_terminal() {
        let request = Browse { who: Some(Who::Stdin(None)), request: Request::default() };
        assert!(Terminals { stdin: false, stdout: true, stderr: true }.suffice(&request));
        assert!(!Terminals { stdin: false, stdout: false, stderr: true }.suffice(&request));
    }
}
