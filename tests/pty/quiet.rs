//! Idle and overload: nothing goes out unasked, and a terminal that stalls holds up nothing else.

use std::fs;
use std::time::Duration;

use super::process::{memory, stall_for_good, ticks, wake_ups};
use super::terminal::{Terminal, now, until};
use super::{TOM, browser_on, demo, installed, parameter, server_of, skip};

#[test]
fn an_idle_browser_sends_nothing_and_does_not_wake_up() {
    let searching = demo(&[]);
    searching.shows("Tom Sawyer");
    let looked_up = demo(&[TOM]);
    looked_up.selects("KNRYHMRW");
    looked_up.send("jk");
    // quiet for half a second: what the look-up left to do is done
    for terminal in [&searching, &looked_up] {
        until("quiet", || {
            let before = (wake_ups(terminal.pid()), terminal.count());
            std::thread::sleep(Duration::from_millis(500));
            before == (wake_ups(terminal.pid()), terminal.count())
        });
    }
    let measure = || {
        let pids = [&searching, &looked_up].map(|terminal| (terminal.count(), terminal.pid()));
        pids.map(|(bytes, pid)| (bytes, wake_ups(pid), ticks(pid)))
    };
    let before = measure();
    std::thread::sleep(Duration::from_secs(10));
    assert_eq!(measure(), before, "bytes, wake-ups and ticks of ten seconds");
}

#[test]
fn a_toast_ends_within_five_seconds_and_then_it_is_quiet() {
    let terminal = demo(&[TOM]);
    terminal.selects("KNRYHMRW");
    terminal.send("y");
    let start = now();
    terminal.shows("Sent to your terminal");
    terminal.shows_no("Sent to your terminal");
    assert!(start.elapsed() > Duration::from_secs(2), "time enough to read it");
    println!("the toast stayed {:?}", start.elapsed());
}

#[test]
fn a_stalled_terminal_delays_neither_keys_nor_calls_and_shows_the_newest_state_afterwards() {
    let server = server_of(90);
    let terminal = browser_on(&server, &[TOM]);
    terminal.selects("DESC-0000");
    stall_for_good(&terminal, terminal.pid());
    let before = terminal.count();
    terminal.send("j".repeat(30));
    terminal.send("o");
    until("a call made behind a stalled screen", || {
        server.requests().iter().any(|request| parameter(request, "sort_order") == Some("ASC"))
    });
    // frames for ten seconds, which nobody sees
    let held = memory(terminal.pid());
    for _ in 0..1000 {
        terminal.send("jk\x0c");
        std::thread::sleep(Duration::from_millis(10));
    }
    let grown = memory(terminal.pid()).saturating_sub(held);
    assert!(grown < 1024, "{grown} kB for a thousand frames that nobody saw");
    terminal.flow();
    terminal.shows("oldest first");
    terminal.send("gjj");
    terminal.selects("ASC-0002");
    // what waited in the pipe, and the newest frames: not a thousand of them
    let caught_up = terminal.count() - before;
    assert!(caught_up < 200_000, "{caught_up}");
}

#[test]
fn over_9600_baud_keys_act_at_once_and_the_frames_between_are_left_out() {
    let server = server_of(90);
    let terminal = browser_on(&server, &[TOM]);
    terminal.resize((80, 24));
    terminal.selects("DESC-0000");
    terminal.slow_down(9600);
    let before = terminal.count();
    // the read that is under way still takes what it can get
    terminal.send("\x0c");
    until("the slow line in use", || terminal.count() > before);
    terminal.send("\x0c");
    terminal.send("jk\x0c".repeat(30));
    terminal.send("j".repeat(30) + "o");
    let start = now();
    until("a call made while the line is still busy", || {
        server.requests().iter().any(|request| parameter(request, "sort_order") == Some("ASC"))
    });
    println!("the call went out after {:?}", start.elapsed());
    assert!(terminal.look(|screen| !screen.contents().contains("oldest first")), "the line is busy");
    terminal.shows("oldest first");
    terminal.send("gjj");
    terminal.selects("ASC-0002");
    // thirty whole screens would be 60,000 bytes, a minute
    let drawn = terminal.count() - before;
    assert!(drawn < 20_000, "{drawn}");
}

/// The browser of a customer under strace; `None` where nobody may look at processes.
fn traced(options: &str) -> Option<Terminal> {
    if !installed(&["strace"]) {
        return None;
    }
    let script = format!("exec strace -f {options} {} {TOM} --demo", env!("CARGO_BIN_EXE_couponscope"));
    let terminal = Terminal::run((120, 40), "sh", &["-c", &script], &[("SSH_TTY", "x")]);
    until("a start under strace, or its refusal", || {
        terminal.look(|screen| screen.alternate_screen() || screen.contents().contains("strace:"))
    });
    if terminal.look(|screen| screen.contents().contains("strace:")) {
        skip("strace may not look at processes here");
        return None;
    }
    Some(terminal)
}

#[test]
fn a_signal_while_a_terminal_takes_nothing_ends_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("calls");
    // not every processor has both calls
    let faults = "-e inject=write:error=EAGAIN:when=2 -e inject=?poll,ppoll:error=EINTR:when=1";
    let options = format!("-P \"$(tty)\" -e trace=write,?poll,ppoll {faults} -o {}", log.display());
    let Some(mut terminal) = traced(&options) else { return };
    terminal.selects("KNRYHMRW");
    terminal.send("j");
    terminal.selects("7TF6TBQB");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    let calls = fs::read_to_string(log).unwrap();
    let injected = |error: &str, wait: &str| calls.lines().any(|line| line.contains(error) && line.contains(wait));
    assert!(injected("EAGAIN", "INJECTED") && injected("EINTR", "POLLOUT"), "{calls}");
}

#[test]
fn each_frame_is_one_write() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("writes");
    let options = format!("-y -s 1000000 -e trace=write,writev -o {}", log.display());
    let Some(mut terminal) = traced(&options) else { return };
    terminal.selects("KNRYHMRW");
    for (key, code) in [("j", "7TF6TBQB"), ("j", "6JAFX7ZF"), ("k", "7TF6TBQB")] {
        terminal.send(key);
        terminal.selects(code);
    }
    terminal.send("?");
    terminal.shows("Move down a screen");
    terminal.send("q");
    terminal.send("\x03");
    assert_eq!(terminal.ends(), 0);
    let (begins, ends) = ("\\33[?2026h", "\\33[?2026l");
    let log = fs::read_to_string(log).unwrap();
    let writes: Vec<&str> = log.lines().filter(|line| line.contains("/dev/pts/") && line.contains("write")).collect();
    let frames: Vec<&&str> = writes.iter().filter(|line| line.contains(begins)).collect();
    assert!(frames.len() >= 5, "{} frames", frames.len());
    for frame in &frames {
        assert_eq!((frame.matches(begins).count(), frame.matches(ends).count()), (1, 1), "{frame}");
        assert!(frame.contains(&format!("\"{begins}")) && frame.contains(&format!("{ends}\"")), "{frame}");
    }
    // taking the terminal and giving it back are one write each
    assert_eq!(writes.len(), frames.len() + 2, "{writes:?}");
}
