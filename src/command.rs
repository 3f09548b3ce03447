//! One file per subcommand: wiring between the command line, the settings and the rooms that work.
//!
//! May use everything. A command that prints reads the clock and the zone once and hands them on as a
//! [`Moment`]. In the browser, whose sessions are long, the sandbox of a demo, a file and what is picked
//! each have the moment at which they are made.

pub mod browse;
pub mod clipboard_holder;
pub mod completions;
pub mod config;
pub mod connect;
pub mod console;
pub mod customer;
pub mod doctor;
pub mod exit;
pub mod export;
pub mod history;
mod interrupt;
pub mod list;
mod log;
pub mod man;
pub mod pick;
pub mod plain;
pub mod sandbox;
mod told_waits;

pub use console::Console;
pub use exit::Exit;

use std::ffi::OsString;
use std::future::Future;
use std::io::{IsTerminal, Write as _};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::plain::Replacement;
use crate::cli::{Config, Invocation, Task};
use crate::domain::{Answer, Failure, Query};
use crate::runtime::panic_hook;
use crate::settings::{self, Lookup};

/// Where pages of coupons come from: the API's client, or a script in tests.
pub trait Source {
    /// Fetches one page.
    fn page(&self, query: &Query) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// Now, and the zone of those who read the output.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The time by which coupons are expired or not.
    pub now: Timestamp,
    /// For dates without an offset, and for times shown to people.
    pub zone: TimeZone,
}

impl Moment {
    /// Reads the clock and the system's zone.
    #[must_use]
    pub fn read() -> Self {
        #[expect(clippy::disallowed_methods, reason = "where commands read the clock; all else takes a Moment")]
        let now = Timestamp::now();
        Self { now, zone: TimeZone::system() }
    }
}

/// Lets a fault of the program's own end it in words that quote no data, with nothing left behind. To be
/// called before anything else.
pub fn end_on_panic() {
    panic_hook::install(Exit::Fault.code(), || {
        settings::end_commands_for_good();
        settings::end_question();
        browse::remove_drafts();
    });
}

/// Answers a shell that completes a line; `None` when none does.
#[must_use]
pub fn complete(args: &[OsString], env: Lookup<'_>) -> Option<Exit> {
    let shell = settings::variable(env, completions::VARIABLE)?;
    console::settle(env);
    Some(console::with_standard_streams(None, |console| completions::answer(&shell, args, env, console)))
}

/// Tells what is wrong with a command line, or the help or version that it asks for: complaints on stderr,
/// the rest on stdout.
#[must_use]
pub fn tell(told: &clap::Error, env: Lookup<'_>) -> Exit {
    console::settle(env);
    let text = told.render().to_string();
    if told.use_stderr() {
        // a stderr that is closed has nobody to tell
        let _ = console::stderr().write_all(text.as_bytes());
        return Exit::Usage;
    }
    console::with_standard_streams(Some(Replacement::Prose), |console| console.print(text.as_bytes()))
}

/// Does what was asked on the process's own streams.
#[must_use]
pub fn run(invocation: &Invocation, env: Lookup<'_>) -> Exit {
    console::settle(env);
    let Some(path) = &invocation.globals.log_file else { return logged(invocation, env) };
    let log = match log::start(path, invocation, env) {
        Ok(log) => log,
        Err(refusal) => {
            console::tell(format_args!("the log file {} {refusal}", path.display()));
            return Exit::Usage;
        }
    };
    let exit = logged(invocation, env);
    if log.is_lost() {
        console::tell(format_args!("note: the log file {} could not be written to its end", path.display()));
    }
    exit
}

fn logged(invocation: &Invocation, env: Lookup<'_>) -> Exit {
    let run = log::Run::begin(&invocation.task);
    let exit = perform(invocation, env);
    settings::end_command();
    run.end(exit)
}

fn perform(invocation: &Invocation, env: Lookup<'_>) -> Exit {
    let Invocation { task, globals } = invocation;
    let print = |work: &dyn Fn(&mut Console<'_>) -> Exit| console::with_standard_streams(replacement(task), work);
    match task {
        Task::Browse(request) => {
            let terminals = browse::Terminals {
                stdin: std::io::stdin().is_terminal(),
                stdout: std::io::stdout().is_terminal(),
                stderr: std::io::stderr().is_terminal(),
            };
            browse::run(request, globals, env, terminals, &mut console::stderr())
        }
        Task::Pick(request) => {
            // streams that stay locked would keep a fault on another thread from being told
            let mut stdout = std::io::stdout();
            let on_terminal = stdout.is_terminal();
            let out = pick::Out { stream: &mut stdout, on_terminal };
            pick::run(request, globals, env, out, &mut console::stderr())
        }
        Task::HoldClipboard => clipboard_holder::run(),
        Task::List(request) => print(&|console| list::run(request, globals, env, console)),
        Task::Export(request) => print(&|console| export::run(request, globals, env, console)),
        Task::Completions(shell) => print(&|console| completions::run(*shell, console)),
        Task::Man => print(&man::run),
        Task::Sandbox(request) => print(&|console| sandbox::run(request, console)),
        Task::Config(task) => print(&|console| config::run(*task, globals, env, console)),
        Task::ClearHistory => print(&|console| history::clear(env, console)),
        Task::Doctor { json } => print(&|console| doctor::run(*json, globals, env, console)),
    }
}

/// How what a command prints for people goes to a terminal that is not UTF-8.
fn replacement(task: &Task) -> Option<Replacement> {
    match task {
        // whether a list is in ASCII can be configured
        Task::List(_) => None,
        Task::Doctor { json: true } | Task::Config(Config::Schema) => Some(Replacement::Escapes),
        _ => Some(Replacement::Prose),
    }
}
