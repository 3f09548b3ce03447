//! A process seen from outside, through /proc.

use std::fs;

use rustix::process::Pid;

use super::Terminal;
use super::terminal::until;

/// The children of a process.
pub(super) fn children(pid: Pid) -> Vec<Pid> {
    let pid = pid.as_raw_nonzero();
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
}

/// True once nothing of the process is left but, at most, its name.
pub(crate) fn is_gone(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    stat.rsplit(") ").next().is_none_or(|rest| rest.is_empty() || rest.starts_with('Z'))
}

/// How often each thread went to sleep so far: as often as it was woken.
fn naps(pid: Pid) -> Vec<(String, u64)> {
    let tasks = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())).unwrap();
    let nap = |status: String| {
        let field = |name: &str| status.lines().find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()));
        Some((field("Name:")?, field("voluntary_ctxt_switches:")?.parse().ok()?))
    };
    // a thread may end between two looks
    tasks.filter_map(|task| nap(fs::read_to_string(task.ok()?.path().join("status")).ok()?)).collect()
}

/// Wake-ups of all threads together.
pub(super) fn wake_ups(pid: Pid) -> u64 {
    naps(pid).into_iter().map(|(_, count)| count).sum()
}

/// The processor's ticks that it has used, of which there are a hundred a second.
pub(super) fn ticks(pid: Pid) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    // counted from the state, which is field 3 of proc(5): utime is 14, stime 15
    [11, 12].iter().map(|&at| fields[at].parse::<u64>().unwrap()).sum()
}

/// Kilobytes of memory that it holds.
pub(super) fn memory(pid: Pid) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Stops reading and has the screen drawn over and over until the program stands in its write:
/// until the thread that draws does not wake up any more although there is something to draw.
pub(super) fn stall_for_good(terminal: &Terminal, pid: Pid) {
    terminal.stall();
    let drawing = || naps(pid).into_iter().find(|(name, _)| name == "screen").expect("a thread that draws").1;
    let (mut before, mut still) = (drawing(), 0);
    until("a terminal that takes no more", || {
        terminal.send("\x0c");
        let now = drawing();
        still = if now == before { still + 1 } else { 0 };
        before = now;
        still > 100
    });
}
