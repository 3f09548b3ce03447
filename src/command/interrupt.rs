//! Ctrl-C, SIGTERM, SIGQUIT and SIGHUP in the commands that print.
//!
//! The command that prints a secret has a process group of its own, so nobody but us would end it. Who waits
//! for the network hears of a signal at once and ends calmly. Who is stuck in a write to a pipe that
//! nobody reads, or to the terminal of a dead link, hears of nothing: such a run is ended from a thread
//! beside it.

use std::future::{Future, pending};
use std::io;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::{Exit, log};
use crate::settings;

/// What a command gets to end by itself: enough to tell of it on a terminal that listens.
const GRACE: Duration = Duration::from_millis(500);

/// Does the work.
///
/// # Errors
/// How the program ends by a signal that comes meanwhile; none does where none can be watched and so each
/// ends the process by itself.
pub(super) async fn unless_interrupted<T>(work: impl Future<Output = T>) -> Result<T, Exit> {
    // without the thread all is well as long as somebody reads
    let _ = watch(GRACE, pending());
    unless_heard(work).await
}

/// Does the work in the way of [`unless_interrupted`], without its thread.
pub(super) async fn unless_heard<T>(work: impl Future<Output = T>) -> Result<T, Exit> {
    tokio::select! {
        // watched before the work begins: whoever sees what it starts or prints may send one at once
        biased;
        exit = heard() => Err(exit),
        done = work => Ok(done),
    }
}

/// The thread alone, without a grace, for a question that hears of nothing. Both end when this is dropped.
pub(super) struct Watch {
    left: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    pub(super) fn start() -> io::Result<Self> {
        let (left, gone) = oneshot::channel::<()>();
        let thread = watch(Duration::ZERO, async {
            // nothing is ever sent: the other end is dropped
            let _ = gone.await;
        })?;
        Ok(Self { left: Some(left), thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.left.take());
        // the hidden prompt takes signals by itself: a thread that is still there would take them from it
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Ends the process this long after a signal, unless it is left before.
fn watch(grace: Duration, left: impl Future<Output = ()> + Send + 'static) -> io::Result<JoinHandle<()>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    Builder::new().name("interrupt".to_owned()).spawn(move || {
        let ended = runtime.block_on(async {
            let signalled = async {
                let exit = heard().await;
                tokio::time::sleep(grace).await;
                exit
            };
            tokio::select! {
                exit = signalled => Some(exit),
                () = left => None,
            }
        });
        if let Some(exit) = ended {
            end(exit);
        }
    })
}

/// How the program ends by a signal that comes.
async fn heard() -> Exit {
    let number = tokio::select! {
        number = came(SignalKind::interrupt()) => number,
        number = came(SignalKind::quit()) => number,
        number = came(SignalKind::terminate()) => number,
        number = hung_up() => number,
    };
    Exit::of_signal(number)
}

async fn came(kind: SignalKind) -> i32 {
    let heard = async { signal(kind).ok()?.recv().await };
    match heard.await {
        Some(()) => kind.as_raw_value(),
        None => pending().await,
    }
}

/// Not where it is ignored, which watching would undo: `nohup` is there to let a long export live.
async fn hung_up() -> i32 {
    if is_ignored(SignalKind::hangup()) { pending().await } else { came(SignalKind::hangup()).await }
}

/// Where the system does not tell in this way, a signal is left to do what it does by itself.
fn is_ignored(kind: SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| (mask >> (kind.as_raw_value() - 1)) & 1 == 1)
}

/// Files are left as they are: what writes them is ready to be killed at any moment.
fn end(exit: Exit) -> ! {
    settings::end_commands_for_good();
    log::ended(exit);
    std::process::exit(i32::from(exit.code()))
}
