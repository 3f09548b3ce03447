//! Leaving: whatever ends the program, the terminal is as it was.

use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;
use vt100::Screen;

use super::process::{children, is_gone, stall_for_good};
use super::terminal::until;
use super::{Act, Background, TOM, Terminal, browser_on, demo, server_of};

/// What the program promises.
const GONE_WITHIN: Duration = Duration::from_secs(2);

const BINARY: &str = env!("CARGO_BIN_EXE_couponscope");

#[test]
fn quitting_leaves_the_shells_screen_and_modes_as_they_were() {
    let script = format!("echo before; {BINARY} {TOM} --demo; echo after $?");
    let mut terminal = Terminal::run((100, 30), "sh", &["-c", &script], &[]);
    terminal.selects("KNRYHMRW");
    assert!(terminal.look(Screen::alternate_screen) && !terminal.is_cooked());
    terminal.send("q");
    terminal.shows("after 0");
    assert!(terminal.is_restored());
    assert_eq!(terminal.look(Screen::contents), "before\nafter 0");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn ctrl_c_quits_from_the_search_line_where_q_is_a_letter() {
    let mut terminal = demo(&[]);
    terminal.shows("Tom Sawyer");
    terminal.send("q");
    terminal.wait_for("the letter", |screen| screen.contents().lines().any(|line| line.starts_with("Customer  q")));
    terminal.send("\x03");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
}

#[test]
fn signals_that_end_it_restore_the_terminal_and_tell_their_number() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::QUIT, 131), (Signal::HUP, 129)] {
        let mut terminal = Terminal::open((120, 40), &[TOM, "--demo"], &[]);
        terminal.selects("KNRYHMRW");
        terminal.signal(signal);
        assert_eq!(terminal.ends(), code, "{signal:?}");
        assert!(terminal.is_restored(), "{signal:?}");
    }
}

#[test]
fn signals_during_the_very_first_moments_restore_the_terminal_too() {
    for _ in 0..5 {
        let mut terminal = demo(&[TOM]);
        terminal.wait_for("a screen of its own", Screen::alternate_screen);
        terminal.signal(Signal::TERM);
        assert_eq!((terminal.ends(), terminal.is_restored()), (143, true));
    }
}

#[test]
fn a_signal_while_a_request_hangs_ends_it_at_once() {
    let server = Background::start(|_, _| Act::Stall(Vec::new()));
    let mut terminal = browser_on(&server, &[TOM]);
    until("the request", || !server.requests().is_empty());
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.ends(), 143);
    assert!(terminal.is_restored());
}

#[test]
fn a_link_that_dies_ends_it() {
    let mut terminal = demo(&[TOM]);
    terminal.selects("KNRYHMRW");
    let (code, took) = terminal.hang_up();
    assert_eq!(code, 129);
    assert!(took < GONE_WITHIN, "{took:?}");
}

#[test]
fn a_link_that_dies_ends_it_where_the_hang_up_signal_is_ignored() {
    let script = format!("trap '' HUP; exec {BINARY} {TOM} --demo");
    let mut terminal = Terminal::run((120, 40), "sh", &["-c", &script], &[]);
    terminal.selects("KNRYHMRW");
    let (code, took) = terminal.hang_up();
    assert_eq!(code, 129);
    assert!(took < GONE_WITHIN, "{took:?}");
}

#[test]
fn a_link_that_dies_while_a_request_hangs_ends_it() {
    let server = Background::start(|_, _| Act::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_vec()));
    let script = format!("trap '' HUP; exec {BINARY} {TOM}");
    let url = server.url();
    let account =
        [("COUPONSCOPE_BASE_URL", url.as_str()), ("COUPONSCOPE_USERNAME", "u"), ("COUPONSCOPE_PASSWORD", "p")];
    for with_signal in [true, false] {
        let before = server.requests().len();
        let mut terminal = if with_signal {
            browser_on(&server, &[TOM])
        } else {
            Terminal::run((120, 40), "sh", &["-c", &script], &account)
        };
        until("the request", || server.requests().len() > before);
        terminal.shows("Looking up");
        let (code, took) = terminal.hang_up();
        assert_eq!(code, 129);
        assert!(took < GONE_WITHIN, "{took:?}");
    }
}

#[test]
fn a_link_that_dies_while_the_terminal_is_stalled_ends_it() {
    let script = format!("trap '' HUP; exec {BINARY} {TOM} --demo");
    let mut terminal = Terminal::run((250, 100), "sh", &["-c", &script], &[]);
    terminal.selects("KNRYHMRW");
    stall_for_good(&terminal, terminal.pid());
    let (code, took) = terminal.hang_up();
    assert_eq!(code, 129);
    assert!(took < GONE_WITHIN, "{took:?}");
}

#[test]
fn a_signal_while_the_terminal_is_stalled_ends_it_and_sets_the_modes_back() {
    let mut terminal = Terminal::open((250, 100), &[TOM, "--demo"], &[]);
    terminal.selects("KNRYHMRW");
    stall_for_good(&terminal, terminal.pid());
    terminal.signal(Signal::TERM);
    let start = super::terminal::now();
    until("its end", || is_gone(terminal.pid()));
    assert!(start.elapsed() < GONE_WITHIN, "{:?}", start.elapsed());
    assert!(terminal.is_cooked());
    terminal.flow();
    assert_eq!(terminal.ends(), 143);
}

#[test]
fn ctrl_z_gives_the_screen_to_the_shell_and_fg_brings_it_back_with_everything_drawn() {
    let mut terminal = Terminal::run((100, 30), "bash", &["--norc", "--noprofile", "-i"], &[("PS1", "ready> ")]);
    terminal.shows("ready>");
    terminal.send(format!("{BINARY} {TOM} --demo\r"));
    terminal.selects("KNRYHMRW");
    terminal.send("j");
    terminal.selects("7TF6TBQB");
    terminal.send("\x1a");
    terminal.shows("Stopped");
    terminal.wait_for("the shell's screen", |screen| !screen.alternate_screen() && !screen.hide_cursor());
    // another size while it is stopped, which nobody tells it of
    terminal.resize((110, 32));
    terminal.send("echo in the shell\r");
    terminal.shows("\nin the shell");
    terminal.send("fg\r");
    terminal.wait_for("its own screen again", Screen::alternate_screen);
    terminal.selects("7TF6TBQB");
    terminal.wait_for("the new size in use", |screen| screen.contents().lines().count() == 32);
    terminal.send("k");
    terminal.selects("KNRYHMRW");
    terminal.send("q");
    terminal.wait_for("the shell's prompt", |screen| {
        !screen.alternate_screen() && screen.contents().trim_end().ends_with("--demo\nready>")
    });
    terminal.send("exit 7\r");
    assert_eq!(terminal.ends(), 7);
}

#[test]
fn a_stop_from_elsewhere_and_a_continue_draw_everything_again() {
    let server = server_of(3);
    let mut terminal = browser_on(&server, &[TOM]);
    terminal.selects("DESC-0000");
    terminal.signal(Signal::STOP);
    terminal.take_lines();
    let before = terminal.count();
    terminal.signal(Signal::CONT);
    until("keys one by one again", || !terminal.takes_lines());
    until("a whole new screen", || terminal.output()[before..].windows(9).any(|bytes| bytes == b"DESC-0000"));
    terminal.send("j");
    terminal.selects("DESC-0001");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn without_job_control_ctrl_z_does_nothing() {
    let mut terminal = demo(&[TOM]);
    terminal.selects("KNRYHMRW");
    terminal.send("\x1aj");
    terminal.selects("7TF6TBQB");
    assert!(terminal.look(Screen::alternate_screen));
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}

/// In a container or a sandbox, session and job may be outside and have no number.
#[test]
fn where_session_and_job_have_no_number_ctrl_z_does_nothing() {
    let namespace = ["--user", "--map-current-user", "--pid", "--fork"];
    // needs no program beyond util-linux, but a kernel that lets us; `job_control` has the cases without one
    if !Command::new("unshare").args(namespace).arg("true").status().is_ok_and(|status| status.success()) {
        eprintln!("not tried: there is no process namespace to be had");
        return;
    }
    let script = format!("{BINARY} {TOM} --demo; echo left $?");
    let mut terminal = Terminal::run((120, 40), "unshare", &[&namespace[..], &["sh", "-c", &script]].concat(), &[]);
    terminal.selects("KNRYHMRW");
    terminal.send("\x1aj");
    terminal.selects("7TF6TBQB");
    terminal.send("q");
    terminal.shows("left 0");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn nothing_stays_behind() {
    let script = format!("{BINARY} {TOM} --demo; echo browsed; read line");
    let terminal = Terminal::run((120, 40), "sh", &["-c", &script], &[]);
    terminal.selects("KNRYHMRW");
    terminal.send("yq");
    terminal.shows("browsed");
    until("an empty house", || children(terminal.pid()).is_empty());
}
