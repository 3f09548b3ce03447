//! A secret that is nowhere is asked for before the screen takes the terminal.

use std::fs;

use super::terminal::until;
use super::{TOM, Terminal, server_of};
use crate::contract::server::Background;

fn asking(server: &Background) -> (tempfile::TempDir, Terminal) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/couponscope");
    fs::create_dir_all(&folder).unwrap();
    let text = format!("[profiles.eu]\nbase_url = \"{}\"\nusername = \"store.server\"\n", server.url());
    fs::write(folder.join("config.toml"), text).unwrap();
    let terminal = Terminal::open((100, 30), &[TOM], &[("HOME", home.path().to_str().unwrap())]);
    terminal.shows("Password of profile eu (not shown):");
    until("a prompt that hides what is typed", || !terminal.takes_lines());
    (home, terminal)
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

#[test]
fn leaving_the_question_leaves_the_terminal_as_it_was() {
    let server = server_of(3);
    for key in ["half\x03", "\x04"] {
        let (_home, mut terminal) = asking(&server);
        terminal.send(key);
        terminal.shows("no secret was given");
        assert_eq!(terminal.ends(), 2);
        assert!(terminal.is_cooked(), "{key:?}");
    }
    assert_eq!(server.requests().len(), 0);
}
