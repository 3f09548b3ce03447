//! Copies out of a real tmux and a real GNU screen, each with its defaults.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::terminal::{PATH, Terminal, until};
use super::{Act, Background, TOM, http, installed, page};

const BINARY: &str = env!("CARGO_BIN_EXE_couponscope");

/// A tmux server of the test's own; it ends with the test.
pub(super) struct Tmux {
    sockets: tempfile::TempDir,
}

impl Tmux {
    pub(super) fn start() -> Self {
        Self { sockets: tempfile::tempdir().unwrap() }
    }

    fn args<'a>(command: &[&'a str]) -> Vec<&'a str> {
        [&["-L", "couponscope-test", "-f", "/dev/null"], command].concat()
    }

    fn sockets(&self) -> &str {
        self.sockets.path().to_str().unwrap()
    }

    fn call(&self, command: &[&str]) -> String {
        let mut tmux = Command::new("tmux");
        tmux.env_clear().env("PATH", PATH).env("TMUX_TMPDIR", self.sockets()).args(Self::args(command));
        String::from_utf8(tmux.output().unwrap().stdout).unwrap()
    }

    /// An attached client whose only window runs the browser.
    fn attach(&self, customer: &str) -> Terminal {
        self.attach_to(&format!("{BINARY} {customer} --demo"))
    }

    pub(super) fn attach_to(&self, command: &str) -> Terminal {
        let env = [("TMUX_TMPDIR", self.sockets()), ("SHELL", "/bin/sh"), ("SSH_TTY", "/dev/pts/0")];
        Terminal::run((120, 40), "tmux", &Self::args(&["new-session", command]), &env)
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.call(&["kill-server"]);
    }
}

#[test]
fn in_tmux_a_copy_is_in_its_buffer_and_at_the_outer_terminal() {
    if !installed(&["tmux"]) {
        return;
    }
    let tmux = Tmux::start();
    let mut terminal = tmux.attach(TOM);
    terminal.selects("KNRYHMRW");
    terminal.send("jy");
    terminal.shows("In tmux's buffer, sent on to your terminal: 7TF6TBQB");
    assert_eq!(tmux.call(&["show-buffer"]), "7TF6TBQB");
    assert_eq!(terminal.copied(), "7TF6TBQB");
    // ten in a burst: the last wins
    terminal.send("gyjyjyjykykykyjyjyjy");
    terminal.shows("terminal: KZWMCYTR");
    assert_eq!(tmux.call(&["show-buffer"]), "KZWMCYTR");
    until("the same at the outer terminal", || terminal.copied() == "KZWMCYTR");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn in_tmux_a_copy_right_before_quitting_is_not_lost() {
    if !installed(&["tmux"]) {
        return;
    }
    let tmux = Tmux::start();
    let keep = format!("{BINARY} {TOM} --demo; echo browsed; read line");
    let terminal = tmux.attach_to(&keep);
    terminal.selects("KNRYHMRW");
    terminal.send("jyq");
    terminal.shows("browsed");
    assert_eq!(tmux.call(&["show-buffer"]), "7TF6TBQB");
}

/// A place for screen's sockets; a session that a failed test left in it ends with the test.
struct GnuScreen(tempfile::TempDir);

impl GnuScreen {
    fn start() -> Self {
        let sockets = tempfile::tempdir().unwrap();
        fs::set_permissions(sockets.path(), fs::Permissions::from_mode(0o700)).unwrap();
        Self(sockets)
    }
}

impl Drop for GnuScreen {
    fn drop(&mut self) {
        let mut screen = Command::new("screen");
        screen.env_clear().env("PATH", PATH).env("SCREENDIR", self.0.path()).args(["-S", "test", "-X", "quit"]);
        // without a session it says so and fails, which is how it should be
        let _ = screen.output();
    }
}

/// A page of a hundred coupons with codes as long as codes get.
fn long_codes(request: &str) -> Vec<u8> {
    let answer = String::from_utf8(page(request, 100)).unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    let body = body.replace("DESC-", "A-CODE-AS-LONG-AS-CODES-EVER-GET-");
    http("200 OK\r\nContent-Type: application/json", body.as_bytes())
}

#[test]
fn in_screen_three_kilobytes_of_codes_arrive_whole_and_nothing_is_spilled() {
    if !installed(&["screen"]) {
        return;
    }
    let server = Background::start(|request, _| Act::Reply(long_codes(request)));
    let screen = GnuScreen::start();
    let url = server.url();
    let env = [
        ("SCREENDIR", screen.0.path().to_str().unwrap()),
        ("SSH_TTY", "/dev/pts/0"),
        ("COUPONSCOPE_BASE_URL", &url),
        ("COUPONSCOPE_USERNAME", "u"),
        ("COUPONSCOPE_PASSWORD", "p"),
    ];
    let mut terminal = Terminal::run((120, 40), "screen", &["-U", "-c", "/dev/null", "-S", "test", BINARY, TOM], &env);
    terminal.shows("1–100 of 100");
    terminal.send("y");
    assert_eq!(terminal.copied(), "A-CODE-AS-LONG-AS-CODES-EVER-GET-0000");
    terminal.send(" j".repeat(99) + " ");
    terminal.shows("100 marked");
    terminal.send("gy");
    until("all marked codes", || terminal.copies().last().is_some_and(|copy| copy.lines().count() == 100));
    let copied = terminal.copies().pop().unwrap();
    let expected: Vec<String> = (0..100).map(|place| format!("A-CODE-AS-LONG-AS-CODES-EVER-GET-{place:04}")).collect();
    assert_eq!(copied, expected.join("\n"));
    assert!(copied.len() > 3_000);
    terminal.shows("Sent to your terminal");
    let encoded = STANDARD.encode(&copied);
    let shown = terminal.look(vt100::Screen::contents);
    assert!(encoded.as_bytes().chunks(16).all(|piece| !shown.contains(std::str::from_utf8(piece).unwrap())), "{shown}");
    terminal.send("q");
    terminal.ends();
}
