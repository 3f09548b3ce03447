//! Being stopped by the user and brought back by the shell.

use rustix::process::{Signal, getpgid, getpgrp, getppid, getsid, kill_current_process_group};

/// True when a shell of the same session can bring us back: its process group is another one.
#[must_use]
pub fn is_there() -> bool {
    let Some(parent) = getppid() else { return false };
    let same_session = getsid(Some(parent)).ok().zip(getsid(None).ok()).is_some_and(|(theirs, ours)| theirs == ours);
    same_session && getpgid(Some(parent)).is_ok_and(|group| group != getpgrp())
}

/// Stops the whole job. Returns when, or shortly before, the process is stopped; that it runs on
/// is told by SIGCONT.
pub fn stop() {
    // refused only for a group that is gone
    let _ = kill_current_process_group(Signal::TSTP);
}
