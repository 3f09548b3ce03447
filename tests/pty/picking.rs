//! `pick`: the screen on the terminal, the chosen codes on stdout and nothing beside them.

use std::fs;
use std::process::{Command, Stdio};

use super::multiplexers::Tmux;
use super::remote::SshServer;
use super::terminal::PATH;
use super::{TOM, Terminal, installed};

const BINARY: &str = env!("CARGO_BIN_EXE_couponscope");

/// Runs `pick` in a shell with its stdout in a file, presses these keys once the rows are there,
/// and gives what the file holds and what the shell saw of the end.
fn picked(options: &str, keys: &str) -> (String, u32) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let script = format!("{BINARY} pick {TOM} --demo {options} >{}; echo left $?", out.display());
    let mut terminal = Terminal::run((100, 30), "sh", &["-c", &script], &[("SSH_TTY", "/dev/pts/0")]);
    terminal.selects("KNRYHMRW");
    terminal.send(keys);
    terminal.shows("left ");
    assert!(terminal.is_restored());
    let shown = terminal.look(vt100::Screen::contents);
    terminal.ends();
    let code = shown.strip_prefix("left ").unwrap_or_else(|| panic!("something beside the screen: {shown}"));
    (fs::read_to_string(out).unwrap(), code.parse().unwrap())
}

/// What a script does with it: the code in a variable. The shell waits, so that it can be read.
fn into_a_variable() -> String {
    format!("code=$({BINARY} pick {TOM} --demo); echo \"left $? <$code>\"; read line")
}

#[test]
fn enter_prints_the_code_under_the_cursor() {
    assert_eq!(picked("", "j\r"), ("7TF6TBQB\n".to_owned(), 0));
}

#[test]
fn several_marked_codes_are_printed_in_the_order_of_the_list() {
    assert_eq!(picked("", "jjj kk g\r"), ("7TF6TBQB\nKZWMCYTR\n".to_owned(), 0));
}

#[test]
fn what_is_printed_of_a_coupon_can_be_chosen() {
    assert_eq!(picked("--field id", "j\r").0, "399000029\n");
    assert_eq!(picked("--print0", " j \r").0, "KNRYHMRW\x007TF6TBQB\0");
    let rows = picked("--field tsv", " j \r").0;
    let columns: Vec<Vec<&str>> = rows.lines().map(|row| row.split('\t').collect()).collect();
    assert_eq!((columns.len(), columns[0][0], columns[1][0]), (2, "KNRYHMRW", "7TF6TBQB"));
    assert!(columns.iter().all(|row| row.len() == columns[0].len() && row.len() > 3), "{rows}");
    let objects = picked("--field json", " j \r").0;
    let codes: Vec<serde_json::Value> =
        objects.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["code"].clone()).collect();
    assert_eq!(codes, ["KNRYHMRW", "7TF6TBQB"]);
}

#[test]
fn leaving_without_choosing_prints_nothing_and_says_so_by_its_exit_code() {
    for keys in ["q", "\x03", " jq"] {
        assert_eq!(picked("", keys), (String::new(), 130), "{keys:?}");
    }
}

#[test]
fn a_shell_has_the_chosen_code_in_a_variable() {
    let mut terminal = Terminal::run((120, 40), "sh", &["-c", &into_a_variable()], &[]);
    terminal.selects("KNRYHMRW");
    terminal.send("j\r");
    terminal.shows("left 0 <7TF6TBQB>");
    assert!(terminal.is_restored());
    terminal.send("\r");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_customer_on_stdin_leaves_stdout_and_the_keys_alone() {
    let script = format!("code=$(echo {TOM} | {BINARY} pick - --demo); echo \"left $? <$code>\"");
    let mut terminal = Terminal::run((120, 40), "sh", &["-c", &script], &[]);
    terminal.selects("KNRYHMRW");
    terminal.send("jj\r");
    terminal.shows("left 0 <6JAFX7ZF>");
    assert!(terminal.is_restored());
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn in_tmux_a_shell_has_the_chosen_code_in_a_variable() {
    if !installed(&["tmux"]) {
        return;
    }
    let tmux = Tmux::start();
    let mut terminal = tmux.attach_to(&into_a_variable());
    terminal.selects("KNRYHMRW");
    terminal.send("jj\r");
    terminal.shows("left 0 <6JAFX7ZF>");
    terminal.send("\r");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn over_ssh_a_shell_has_the_chosen_code_in_a_variable() {
    if !installed(&["sshd", "ssh", "ssh-keygen"]) {
        return;
    }
    let Some(server) = SshServer::start() else { return };
    let mut terminal = server.open(&into_a_variable());
    terminal.selects("KNRYHMRW");
    terminal.send(" jj \r");
    // two lines in one variable
    terminal.shows("left 0 <KNRYHMRW\n6JAFX7ZF>");
    terminal.send("\r");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
}

#[test]
fn without_a_terminal_to_draw_on_it_says_what_to_use_instead() {
    if !installed(&["setsid"]) {
        return;
    }
    // a session of its own has no terminal, whatever the test runs in
    let mut alone = Command::new("setsid");
    alone.env_clear().env("PATH", PATH).env("TERM", "xterm").stdin(Stdio::null());
    let output = alone.args(["--wait", BINARY, "pick", TOM, "--demo"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
    assert!(said.contains("use `couponscope list`") && !said.contains('\x1b'), "{said}");
}

#[test]
fn on_a_terminal_that_can_nothing_it_says_so_without_an_escape_byte() {
    let mut terminal = Terminal::open((80, 24), &["pick", TOM, "--demo"], &[("TERM", "dumb")]);
    assert_eq!(terminal.ends(), 2);
    let output = String::from_utf8(terminal.output()).unwrap();
    assert!(output.contains("couponscope list") && !output.contains('\x1b'), "{output}");
}
