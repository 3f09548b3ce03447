//! `--log-file FILE`: what happened on the network and how the program ended, for administrators.
//!
//! Only this program's own events are written. Libraries below it tell of addresses and headers, so
//! they are kept out by name and not by level. What the events may hold is settled where they are
//! made, in `api/log.rs`.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::OFlags;
use tracing::{Level, error, info};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

use super::Exit;
use crate::cli::{Config, Task};

/// The events of this crate are named after its modules.
const OURS: &str = env!("CARGO_CRATE_NAME");

/// Opens the log for the rest of the run. It grows at its end, also when two programs write.
pub(super) fn start(path: &Path) -> io::Result<()> {
    let file = open(path)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(Arc::new(file))
        .with_target(false)
        // a full disk must not be told on the screen
        .log_internal_errors(false)
        .with_filter(Targets::new().with_target(OURS, Level::INFO));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).map_err(io::Error::other)
}

fn open(path: &Path) -> io::Result<File> {
    let waits_for_nobody = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let file = OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(waits_for_nobody).open(path)?;
    // a pipe could stall the program, and a terminal is where the screen is
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no regular file")) }
}

/// The first and the last line of a run; the last one also where a fault ends it.
pub(super) struct Run(Option<Exit>);

impl Run {
    pub(super) fn begin(task: &Task) -> Self {
        info!(
            version = env!("CARGO_PKG_VERSION"),
            command = name(task),
            pid = std::process::id(),
            "couponscope starts"
        );
        Self(None)
    }

    pub(super) fn end(mut self, exit: Exit) -> Exit {
        self.0 = Some(exit);
        exit
    }
}

/// The last line.
pub(super) fn ended(exit: Exit) {
    info!(exit_code = exit.code(), how = exit.words(), "couponscope ends");
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(exit) = self.0 {
            ended(exit);
        } else {
            error!("couponscope ends because of a fault of its own");
        }
    }
}

fn name(task: &Task) -> &'static str {
    match task {
        Task::Browse(_) => "browser",
        Task::List(_) => "list",
        Task::Pick(_) => "pick",
        Task::Export(_) => "export",
        Task::Sandbox(_) => "sandbox",
        Task::Config(Config::Init) => "config init",
        Task::Config(Config::Check) => "config check",
        Task::Config(Config::Show) => "config show",
        Task::Config(Config::Path) => "config path",
        Task::Config(Config::Schema) => "config schema",
        Task::ClearHistory => "history clear",
        Task::Doctor { .. } => "doctor",
        Task::Completions(_) => "completions",
        Task::Man => "man",
        Task::HoldClipboard => "hold clipboard",
    }
}
