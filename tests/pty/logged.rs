//! `--log-file` beside a screen: the log grows, the screen and the start do not notice.

use std::path::PathBuf;

use rustix::process::Signal;
use tempfile::TempDir;

use super::terminal::until;
use super::{Act, Background, TOM, Terminal, browser_on, http, page};

fn log() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("couponscope.log");
    (folder, path)
}

fn is_clean(text: &str) {
    for word in [TOM, "8860000001", "Ann", "DESC-0", "://", "?", "mobile"] {
        assert!(!text.contains(word), "{word} in\n{text}");
    }
}

#[test]
fn a_session_is_told_from_start_to_end_and_names_nobody() {
    let server = Background::start(|request, number| {
        let busy = format!("503 Busy\r\nX-Cap-Requestid: {TOM}");
        Act::Reply(if number == 0 { http(&busy, TOM.as_bytes()) } else { page(request, 250) })
    });
    let (_folder, path) = log();
    let mut terminal = browser_on(&server, &[TOM, "--log-file", path.to_str().unwrap()]);
    terminal.selects("DESC-0000");
    terminal.send("]");
    terminal.selects("DESC-0100");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    let text = std::fs::read_to_string(&path).unwrap();
    for words in ["couponscope starts", "command=\"browser\"", "status=503", "trying again", "rows=100", "exit_code=0"]
    {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    is_clean(&text);
}

#[test]
fn a_signal_and_a_call_that_was_given_up_are_told() {
    let server = Background::start(|_, _| Act::Stall(Vec::new()));
    let (_folder, path) = log();
    let mut terminal = browser_on(&server, &[TOM, "--log-file", path.to_str().unwrap()]);
    terminal.shows("Looking up");
    terminal.wait_for("the call", |_| !server.requests().is_empty());
    terminal.send("\x1b");
    terminal.shows("The look-up was stopped.");
    let told = || std::fs::read_to_string(&path).unwrap();
    until("the end of the call in the log", || told().contains("call given up"));
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.ends(), 143);
    let text = told();
    assert!(text.contains("exit_code=143 how=\"ended by a signal\""), "{text}");
    is_clean(&text);
}

#[test]
fn a_log_on_a_full_disk_disturbs_nobody() {
    // a limit on the size of files is a full disk for one process alone
    let binary = env!("CARGO_BIN_EXE_couponscope");
    let (_folder, path) = log();
    let script = format!("trap '' XFSZ; ulimit -f 0; {binary} {TOM} --demo --log-file {}", path.display());
    let mut terminal = Terminal::run((100, 30), "sh", &["-c", &script], &[("SSH_TTY", "/dev/pts/0")]);
    terminal.selects("KNRYHMRW");
    terminal.shows_no("Unable");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
}
