//! Started where nothing is set up: a question, then an account, the demo, or nothing at all.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::process::Signal;

use super::terminal::until;
use super::{TOM, Terminal, server_of};
use crate::contract::server::{Act, Background, http};

fn in_home(home: &Path, args: &[&str]) -> Terminal {
    Terminal::open((100, 30), args, &[("HOME", home.to_str().unwrap()), ("SSH_TTY", "/dev/pts/0")])
}

/// The terminal never became a screen.
fn stayed_lines(terminal: &Terminal) -> bool {
    !String::from_utf8_lossy(&terminal.output()).contains("\x1b[?1049h")
}

#[test]
fn the_demo_is_one_letter_away() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = in_home(home.path(), &[TOM]);
    terminal.shows("No account is set up yet");
    assert!(stayed_lines(&terminal));
    terminal.send("d\r");
    terminal.shows("the built-in sandbox");
    terminal.shows("Vera Lind, 250 coupons");
    terminal.send("\x03");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn an_account_is_set_up_and_the_customer_looked_up_with_it() {
    let (home, server) = (tempfile::tempdir().unwrap(), server_of(3));
    let mut terminal = in_home(home.path(), &[TOM]);
    terminal.shows("s, d or q:");
    terminal.send("s\r");
    let answers = [
        ("Name of the profile", ""),
        ("Server:", &server.url()),
        ("Login: basic", ""),
        ("User:", "till.17"),
        ("Secret [here]", ""),
        ("What do you have", ""),
        ("Password (not shown)", "open sesame"),
        ("Country code", "91"),
        ("Label shown loudly in the header", "PILOT"),
    ];
    for (question, answer) in answers {
        terminal.shows(question);
        if question.contains("not shown") {
            until("a prompt that hides what is typed", || !terminal.takes_lines());
        }
        terminal.send(format!("{answer}\r"));
    }
    terminal.shows("1–3 of 3");
    terminal.shows(" PILOT ");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert!(!String::from_utf8_lossy(&terminal.output()).contains("sesame"), "the password was echoed");
    let file = home.path().join(".config/couponscope/config.toml");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(file).unwrap().contains("password = \"open sesame\""));
}

#[test]
fn where_nothing_can_be_written_the_account_is_used_for_this_run_only() {
    let server = server_of(3);
    // nothing can be made there, not even by root
    let mut terminal = in_home(Path::new("/proc"), &[TOM, "--ascii"]);
    terminal.shows("s, d or q:");
    for answer in ["s", "", &server.url(), "", "till.17", "env", "PATH", "none", "none"] {
        terminal.send(format!("{answer}\r"));
    }
    terminal.shows("1-3 of 3");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    terminal.shows("the account is used for this run only");
}

#[test]
fn it_can_be_left_at_the_question_and_in_the_middle_of_the_answers() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = in_home(home.path(), &[]);
    terminal.shows("s, d or q:");
    terminal.send("q\r");
    assert_eq!(terminal.ends(), 0, "as leaving the browser");
    assert!(stayed_lines(&terminal));
    let mut terminal = in_home(home.path(), &[]);
    terminal.shows("s, d or q:");
    terminal.send("s\r");
    for answer in ["", "eu", "", "till.17", "", ""] {
        terminal.send(format!("{answer}\r"));
    }
    terminal.shows("Password (not shown)");
    until("a prompt that hides what is typed", || !terminal.takes_lines());
    terminal.send("half\x03");
    terminal.shows("left; nothing was written");
    assert_eq!(terminal.ends(), 130);
    assert!(terminal.is_cooked() && stayed_lines(&terminal));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "something was written");
}

#[test]
fn a_signal_at_a_question_that_is_asked_again_ends_it_as_at_the_first_one() {
    let server = Background::start(|_, _| Act::Reply(http("401 Who", b"{}")));
    let asked_again = |home: &Path| {
        let terminal = Terminal::open((100, 30), &["config", "init"], &[("HOME", home.to_str().unwrap())]);
        for answer in ["", &server.url(), "", "till.17", "env", "PATH", "none", "none"] {
            terminal.send(format!("{answer}\r"));
        }
        terminal.shows("Ask for user and secret again?");
        terminal.send("y\r");
        terminal.wait_for("the question asked again", |screen| screen.contents().matches("Login: basic").count() == 2);
        terminal
    };
    for (end, code) in [(None, 130), (Some(Signal::TERM), 143), (Some(Signal::HUP), 129)] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = asked_again(home.path());
        match end {
            None => terminal.send("\x03"),
            Some(signal) => terminal.signal(signal),
        }
        assert_eq!(terminal.ends(), code, "{end:?}");
        assert!(terminal.is_cooked() && fs::read_dir(home.path()).unwrap().count() == 0, "{end:?}");
    }
}

#[test]
fn half_a_login_is_no_first_run_but_a_mistake_that_is_told() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_str().unwrap();
    let mut terminal = Terminal::open((100, 30), &[], &[("HOME", home), ("COUPONSCOPE_USERNAME", "till")]);
    terminal.shows("not set: COUPONSCOPE_BASE_URL");
    assert_eq!(terminal.ends(), 2);
}
