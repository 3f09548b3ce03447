//! Being stopped by the user and brought back by the shell.

// nix and not rustix: an id may be 0 here (see `ProcessIds`), which rustix cannot hold in its type
use nix::unistd::{Pid, getpgid, getppid, getsid};
use rustix::process::{Signal, kill_current_process_group};

/// Where a process stands among sessions and jobs.
///
/// Both ids are 0 where their owner lives outside our process namespace: in a container or a
/// sandbox that was entered without a session of its own.
#[derive(Clone, Copy)]
struct ProcessIds {
    session: Pid,
    group: Pid,
}

impl ProcessIds {
    /// Of our own process (`None`) or another one. None where it is gone or hidden from us.
    fn of(process: Option<Pid>) -> Option<Self> {
        Some(Self { session: getsid(process).ok()?, group: getpgid(process).ok()? })
    }

    /// True when somebody here can bring back a job that stops there. The kernel stops no other.
    fn has_job(self, job: Self) -> bool {
        self.session == job.session && self.group != job.group
    }
}

/// True when a shell of the same session can bring us back: its process group is another one.
///
/// A parent outside our process namespace is process 0, which asks for ourselves: nobody.
#[must_use]
pub fn is_there() -> bool {
    ProcessIds::of(Some(getppid())).zip(ProcessIds::of(None)).is_some_and(|(parent, ours)| parent.has_job(ours))
}

/// Stops the whole job. Returns when, or shortly before, the process is stopped; that it runs on
/// is told by SIGCONT.
pub fn stop() {
    // refused only for a group that is gone
    let _ = kill_current_process_group(Signal::TSTP);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(session: i32, group: i32) -> ProcessIds {
        ProcessIds { session: Pid::from_raw(session), group: Pid::from_raw(group) }
    }

    #[test]
    fn a_shell_of_our_session_brings_its_jobs_back() {
        assert!(at(10, 10).has_job(at(10, 20)));
    }

    #[test]
    fn a_script_that_runs_us_in_its_own_job_does_not() {
        assert!(!at(10, 20).has_job(at(10, 20)));
    }

    #[test]
    fn whoever_started_us_in_a_session_of_our_own_does_not() {
        assert!(!at(10, 10).has_job(at(20, 20)));
    }

    #[test]
    fn who_lives_outside_our_process_namespace_does_not() {
        assert!(!at(0, 0).has_job(at(20, 20)));
        assert!(!at(0, 0).has_job(at(0, 0)));
    }

    #[test]
    fn a_shell_in_a_session_from_outside_brings_its_jobs_back() {
        assert!(at(0, 10).has_job(at(0, 20)));
    }

    #[test]
    fn nobody_stands_where_a_process_is_gone() {
        assert!(ProcessIds::of(Some(Pid::from_raw(i32::MAX))).is_none());
    }
}
