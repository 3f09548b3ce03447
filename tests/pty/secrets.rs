//! A secret that is nowhere is asked for before the screen takes the terminal.

use std::fs;

use rustix::process::Signal;

use super::terminal::until;
use super::{TOM, Terminal, server_of};
use crate::contract::server::{Act, Background};

/// A home whose only profile has its password nowhere.
fn configured(server: &Background) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/couponscope");
    fs::create_dir_all(&folder).unwrap();
    let text = format!("[profiles.eu]\nbase_url = \"{}\"\nusername = \"store.server\"\n", server.url());
    fs::write(folder.join("config.toml"), text).unwrap();
    home
}

fn asking(server: &Background) -> (tempfile::TempDir, Terminal) {
    asking_in(server, &[TOM])
}

#[test]
fn the_password_is_typed_unseen_and_used() {
    let server = server_of(3);
    let (_home, mut terminal) = asking(&server);
    terminal.send("serverX\x7f123\r");
    terminal.shows("1–3 of 3");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
    assert!(!String::from_utf8_lossy(&terminal.output()).contains("server123"));
    // store.server with the MD5 of server123
    let login = "Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3";
    assert!(server.requests()[0].contains(login));
}

/// A command that asks for the password, in a terminal, at its question.
fn asking_in(server: &Background, args: &[&str]) -> (tempfile::TempDir, Terminal) {
    let home = configured(server);
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("customers.txt"), TOM).unwrap();
    let of_home: Vec<String> = args.iter().map(|arg| arg.replace("~/", &path(""))).collect();
    let args: Vec<&str> = of_home.iter().map(String::as_str).collect();
    let terminal = Terminal::open((100, 30), &args, &[("HOME", home.path().to_str().unwrap())]);
    terminal.shows("Password of profile eu (not shown):");
    until("a prompt that hides what is typed", || !terminal.takes_lines());
    (home, terminal)
}

/// `config init` at its hidden question.
fn setting_up(server: &Background) -> (tempfile::TempDir, Terminal) {
    let home = tempfile::tempdir().unwrap();
    let terminal = Terminal::open((100, 30), &["config", "init"], &[("HOME", home.path().to_str().unwrap())]);
    for answer in ["", &server.url(), "", "till.17", "", ""] {
        terminal.send(format!("{answer}\r"));
    }
    terminal.shows("Password (not shown):");
    until("a prompt that hides what is typed", || !terminal.takes_lines());
    (home, terminal)
}

/// Every command that asks, at its question.
fn everything_that_asks(server: &Background) -> impl Iterator<Item = (tempfile::TempDir, Terminal)> {
    let commands: [&[&str]; 5] = [
        &[TOM],
        &["list", TOM],
        &["pick", TOM],
        &["doctor"],
        &["export", "--input", "~/customers.txt", "--output", "~/coupons.csv"],
    ];
    commands.into_iter().map(|args| asking_in(server, args)).chain(std::iter::once_with(|| setting_up(server)))
}

#[test]
fn a_signal_at_the_question_leaves_the_terminal_as_it_was() {
    let server = server_of(3);
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::QUIT, 131), (Signal::INT, 130)] {
        for (home, mut terminal) in everything_that_asks(&server) {
            terminal.send("half");
            terminal.signal(signal);
            assert_eq!(terminal.ends(), code, "{signal:?}");
            assert!(terminal.is_cooked(), "{signal:?}");
            assert!(!home.path().join("coupons.csv").exists());
        }
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn the_keys_of_signals_do_at_the_question_what_the_signals_do() {
    let server = server_of(3);
    for (key, code) in [("half\x03", 130), ("\x1c", 131)] {
        for (_home, mut terminal) in everything_that_asks(&server) {
            terminal.send(key);
            assert_eq!(terminal.ends(), code, "{key:?}");
            assert!(terminal.is_cooked(), "{key:?}");
        }
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_signal_after_the_question_ends_the_program_as_ever() {
    let server = Background::start(|_, _| Act::Stall(Vec::new()));
    let (_home, mut terminal) = asking_in(&server, &["list", TOM]);
    terminal.send("server123\r");
    until("a request", || !server.requests().is_empty());
    terminal.signal(Signal::TERM);
    assert!(terminal.ends() != 0 && terminal.is_cooked());
}

#[test]
fn a_question_that_was_stopped_hides_the_answer_when_it_goes_on() {
    let server = server_of(3);
    let (_home, mut terminal) = asking_in(&server, &["list", TOM]);
    terminal.signal(Signal::STOP);
    terminal.take_lines();
    terminal.signal(Signal::CONT);
    until("a prompt that hides what is typed", || !terminal.takes_lines());
    terminal.send("server123\r");
    assert_eq!(terminal.ends(), 0);
    assert!(!String::from_utf8_lossy(&terminal.output()).contains("server123"));
}

#[test]
fn nothing_stops_the_program_at_its_question() {
    let server = server_of(3);
    let (_home, mut terminal) = asking(&server);
    terminal.send("server\x1a");
    terminal.signal(Signal::TSTP);
    terminal.send("123\r");
    terminal.shows("1–3 of 3");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert!(server.requests()[0].contains("c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3"));
}

#[test]
fn a_secret_that_is_no_text_is_refused_and_never_sent() {
    let server = server_of(3);
    for typed in [&b"pass\xfcort\r"[..], b"\xc3\r\r", b"\xff\r"] {
        let (_home, mut terminal) = asking(&server);
        terminal.send(typed);
        terminal.shows("the secret is empty or no text");
        assert_eq!(terminal.ends(), 2);
        assert!(terminal.is_cooked());
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn leaving_the_question_leaves_the_terminal_as_it_was() {
    let server = server_of(3);
    for (key, said, code) in [("half\x03", "interrupted; no secret was given", 130), ("\x04", "no secret was given", 2)]
    {
        let (_home, mut terminal) = asking(&server);
        terminal.send(key);
        terminal.shows(said);
        assert_eq!(terminal.ends(), code);
        assert!(terminal.is_cooked(), "{key:?}");
    }
    assert_eq!(server.requests().len(), 0);
}
