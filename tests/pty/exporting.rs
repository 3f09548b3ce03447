//! `e`: the real file, the same lines as `list` prints, and no file at all when something breaks off.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use super::terminal::until;
use super::{Act, Background, TOM, Terminal, browser_on, page, parameter, server_of};

const BINARY: &str = env!("CARGO_BIN_EXE_couponscope");
/// In the chooser: the marked ones, every page.
const SHOWN: &str = "e\r";
const MARKED: &str = "ej\r";
const EVERY_PAGE: &str = "ejj\r";
/// Empties the line that the file's name is typed into.
const EMPTY_LINE: &str = "\x15";

fn account(server: &Background) -> [(&'static str, String); 3] {
    let name = |what: &'static str, value: &str| (what, value.to_owned());
    [name("COUPONSCOPE_BASE_URL", &server.url()), name("COUPONSCOPE_USERNAME", "u"), name("COUPONSCOPE_PASSWORD", "p")]
}

/// What `list` prints of the same.
fn listed(server: &Background, options: &[&str]) -> String {
    let mut command = Command::new(BINARY);
    command.env_clear().envs(account(server)).args(["list", TOM]).args(options);
    let output = command.output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Answers the question for the file.
fn name(terminal: &Terminal, path: &Path) {
    terminal.shows("Write into:");
    terminal.send(format!("{EMPTY_LINE}{}\r", path.display()));
}

fn write(terminal: &Terminal, keys: &str, path: &Path) {
    terminal.send(keys);
    name(terminal, path);
}

fn written(server: &Background, before: &str, keys: &str, file: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    let mut terminal = browser_on(server, &[TOM]);
    terminal.selects("DESC-0000");
    terminal.send(before);
    write(&terminal, keys, &path);
    terminal.shows("✓");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(folder.path()), [file], "nothing is left beside it");
    fs::read_to_string(path).unwrap()
}

#[test]
fn every_page_is_written_in_the_lines_of_list() {
    let server = server_of(250);
    let text = written(&server, "", EVERY_PAGE, "all.ndjson");
    assert_eq!(text.lines().count(), 250);
    assert!(text == listed(&server, &["--all", "--output", "ndjson"]));
}

#[test]
fn what_is_shown_and_what_is_marked_are_written_in_the_same_lines() {
    let server = server_of(250);
    let csv = written(&server, "", SHOWN, "page.csv");
    assert!(csv == listed(&server, &["--output", "csv"]));
    let lines = listed(&server, &["--output", "ndjson"]);
    let expected: String = lines.split_inclusive('\n').skip(1).take(2).collect();
    assert_eq!(written(&server, "j j ", MARKED, "marked.ndjson"), expected);
}

#[test]
fn a_name_that_begins_with_a_tilde_is_a_file_at_home() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::run((80, 24), BINARY, &[TOM, "--demo"], &[("HOME", home.path().to_str().unwrap())]);
    terminal.selects("KNRYHMRW");
    write(&terminal, SHOWN, Path::new("~/x.csv"));
    terminal.shows("4 coupons in ~/x.csv");
    terminal.send("q");
    terminal.ends();
    assert!(fs::read_to_string(home.path().join("x.csv")).unwrap().contains("KNRYHMRW"));
}

#[test]
fn the_usual_name_is_a_file_of_the_folder_one_is_in() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("cd {}; {BINARY} {TOM} --demo", folder.path().display());
    let mut terminal = Terminal::run((80, 24), "sh", &["-c", &script], &[]);
    terminal.selects("KNRYHMRW");
    terminal.send(format!("{SHOWN}\r"));
    terminal.shows(&format!("4 coupons in {}/coupons-", folder.path().display()));
    terminal.send("q");
    terminal.ends();
    let [file] = &names(folder.path())[..] else { panic!("one file") };
    assert!(file.starts_with("coupons-20") && file.contains(".ndjson") && !file.contains(TOM), "{file}");
}

#[test]
fn a_file_that_is_there_stays_and_another_name_may_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken.csv");
    fs::write(&taken, "precious").unwrap();
    let server = server_of(3);
    let mut terminal = browser_on(&server, &[TOM]);
    terminal.selects("DESC-0000");
    write(&terminal, SHOWN, &taken);
    terminal.shows("already exists; it is not overwritten");
    name(&terminal, &folder.path().join("free.csv"));
    terminal.shows("3 coupons in");
    terminal.send("q");
    terminal.ends();
    assert_eq!(fs::read_to_string(&taken).unwrap(), "precious");
    assert_eq!(names(folder.path()).len(), 2);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let server = server_of(3);
    let mut terminal = browser_on(&server, &[TOM]);
    terminal.selects("DESC-0000");
    write(&terminal, SHOWN, Path::new("/nowhere/x.csv"));
    terminal.shows("Not written: /nowhere: ");
    terminal.send("\x03");
    assert_eq!(terminal.ends(), 0);
}

/// A server whose second page never comes once it is told so.
fn stalling() -> (Background, Arc<AtomicBool>) {
    let stalls = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stalls);
    let server = Background::start(move |request, _| {
        let second = parameter(request, "offset") == Some("100");
        if second && told.load(Ordering::SeqCst) { Act::Stall(Vec::new()) } else { Act::Reply(page(request, 250)) }
    });
    (server, stalls)
}

/// A browser that has written the first of three pages and waits for the second.
fn half_way(server: &Background, stalls: &AtomicBool) -> (Terminal, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let terminal = browser_on(server, &[TOM]);
    terminal.selects("DESC-0000");
    stalls.store(true, Ordering::SeqCst);
    write(&terminal, EVERY_PAGE, &folder.path().join("all.ndjson"));
    terminal.shows("100 of 250 coupons (Esc stops)");
    let begun = names(folder.path());
    assert!(
        begun.len() == 1 && begun[0].rsplit('.').next() == Some("part"),
        "half a file does not look whole: {begun:?}"
    );
    (terminal, folder)
}

#[test]
fn esc_stops_it_and_leaves_no_file() {
    let (server, stalls) = stalling();
    let (mut terminal, folder) = half_way(&server, &stalls);
    terminal.send("\x1b");
    terminal.shows("Stopped; no file is left");
    until("the half file gone", || names(folder.path()).is_empty());
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn quitting_leaves_no_file() {
    let (server, stalls) = stalling();
    let (mut terminal, folder) = half_way(&server, &stalls);
    terminal.send("q");
    terminal.shows("A file is being written");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_full_disk_is_told_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let server = server_of(250);
    // a limit on the size of files stands for the end of the disk
    let script = format!("trap '' XFSZ; ulimit -f 64; exec {BINARY} {TOM}");
    let account = account(&server);
    let env: Vec<(&str, &str)> = account.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut terminal = Terminal::run((120, 40), "sh", &["-c", &script], &env);
    terminal.selects("DESC-0000");
    write(&terminal, EVERY_PAGE, &folder.path().join("all.ndjson"));
    terminal.shows("could not be written and was removed: the file would be too large");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(names(folder.path()), [""; 0]);
}

/// `export` with its customers in a file, on the terminal.
fn export_of_three(server: &Background, options: &str) -> (Terminal, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in"), "918860000001\n918860000002\n918860000003\n").unwrap();
    let line = format!("cd {}; exec {BINARY} export --input in --output out.csv {options}", folder.path().display());
    let account = account(server);
    let env: Vec<(&str, &str)> = account.iter().map(|(name, value)| (*name, value.as_str())).collect();
    (Terminal::run((100, 10), "sh", &["-c", &line], &env), folder)
}

#[test]
fn on_a_terminal_the_command_shows_a_bar_with_rate_and_time_left() {
    let server = Background::start(|request, _| {
        let answer = page(request, 2);
        if request.contains("918860000003") { Act::Late(Duration::from_secs(2), answer) } else { Act::Reply(answer) }
    });
    let (mut terminal, _folder) = export_of_three(&server, "");
    terminal.shows("2/3 customers, 4 coupons, ");
    terminal.wait_for("rate and time left", |screen| {
        let text = screen.contents();
        text.contains("/s, ") && text.contains("s left") && text.contains('━')
    });
    terminal.shows("3 customers with 6 coupons in out.csv");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn quiet_shows_no_bar_on_a_terminal_either() {
    let server = server_of(2);
    let (mut terminal, _folder) = export_of_three(&server, "--quiet");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(terminal.output(), b"");
}
