//! `--log-file FILE`: what happened on the network and how the program ended, for administrators.
//!
//! Only this program's own events are written. Libraries below it tell of addresses and headers, so
//! they are kept out by name and not by level. What the events may hold is settled where they are
//! made, in `api/log.rs`.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::fs::{FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::OFlags;
use tracing::{Level, error, info};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

use super::{Exit, export};
use crate::cli::{Config, Invocation, Task};
use crate::settings::{Lookup, config_path};
use crate::system_error;

/// The events of this crate are named after its modules.
const OURS: &str = env!("CARGO_CRATE_NAME");

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("cannot be written: {}", system_error::writing(.0))]
    Unwritable(#[from] io::Error),
    #[error("is there and is no log of couponscope; it is left as it is")]
    NoLog,
    #[error("is also what this command reads or writes; name another one")]
    Taken,
}

/// The log of this run.
pub(super) struct Log {
    file: File,
    is_lost: AtomicBool,
}

impl Log {
    /// True when a line of it could not be written: the disk is full, say.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }
}

impl Write for &Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = (&self.file).write(bytes);
        if written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            self.is_lost.store(true, Ordering::Relaxed);
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        (&self.file).flush()
    }
}

/// Opens the log for the rest of the run. It grows at its end, also when two programs write.
pub(super) fn start(path: &Path, invocation: &Invocation, env: Lookup<'_>) -> Result<Arc<Log>, Refusal> {
    let was_there = path.symlink_metadata().is_ok();
    let file = open(path)?;
    if let Err(refusal) = is_free(&file, &others(invocation, env)) {
        if !was_there {
            // an empty file would stand in the way of the output of that name
            std::fs::remove_file(path)?;
        }
        return Err(refusal);
    }
    let log = Arc::new(Log { file, is_lost: AtomicBool::new(false) });
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(Arc::clone(&log))
        .with_target(false)
        // a full disk must not be told on the screen
        .log_internal_errors(false)
        .with_filter(Targets::new().with_target(OURS, Level::INFO));
    let registry = tracing_subscriber::registry().with(lines);
    tracing::subscriber::set_global_default(registry).map_err(io::Error::other)?;
    Ok(log)
}

fn open(path: &Path) -> io::Result<File> {
    let waits_for_nobody = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true).mode(0o600).custom_flags(waits_for_nobody);
    let file = options.open(path)?;
    // a pipe could stall the program, and a terminal is where the screen is
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a regular file")) }
}

/// A log that grows behind a configuration breaks it, and one behind the input of an export never ends.
fn is_free(log: &File, others: &[PathBuf]) -> Result<(), Refusal> {
    let this = log.metadata()?;
    let is_it = |that: io::Result<Metadata>| that.is_ok_and(|it| (it.dev(), it.ino()) == (this.dev(), this.ino()));
    let is_stream =
        |stream: BorrowedFd<'_>| is_it(stream.try_clone_to_owned().map(File::from).and_then(|it| it.metadata()));
    let is_file = |path: &PathBuf| is_it(path.metadata());
    if others.iter().any(is_file) || is_stream(io::stdin().as_fd()) || is_stream(io::stdout().as_fd()) {
        return Err(Refusal::Taken);
    }
    let mut head = [0; STAMP.len() + LEVEL];
    let count = log.read_at(&mut head, 0)?;
    if count == 0 || begins_a_log(head.get(..count).unwrap_or_default()) { Ok(()) } else { Err(Refusal::NoLog) }
}

/// The files that the command itself reads and writes.
fn others(invocation: &Invocation, env: Lookup<'_>) -> Vec<PathBuf> {
    let of_task = match &invocation.task {
        Task::Export(request) => export::files(request),
        _ => Vec::new(),
    };
    config_path(&invocation.globals, env).into_iter().chain(of_task).collect()
}

/// How a line begins, with `0` for any digit: whoever rotates logs may have taken the first lines away.
const STAMP: &[u8] = b"0000-00-00T00:00:00.000000Z ";
/// The level behind it, to the right.
const LEVEL: usize = 6;

fn begins_a_log(head: &[u8]) -> bool {
    let Some((stamp, level)) = head.split_at_checked(STAMP.len()) else { return false };
    let fits = |(is, wanted): (&u8, &u8)| if *wanted == b'0' { is.is_ascii_digit() } else { is == wanted };
    stamp.iter().zip(STAMP).all(fits) && [&b" INFO "[..], b" WARN ", b"ERROR "].contains(&level)
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
            error!("couponscope ends because of an internal error");
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
