//! What stays on the disk after a look-up, and what happens where nothing can.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::{TOM, Terminal, server_of};
use crate::command_line::{couponscope, run};
use crate::contract::server::Background;

const HISTORY: &str = ".local/state/couponscope/history";

/// Looks a customer up in a browser at home here, and leaves it when this stands on the screen.
fn looked_up(home: &Path, server: &Background, configuration: &str, shown: &str) {
    let folder = home.join(".config/couponscope");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), configuration).unwrap();
    let url = server.url();
    let env = [
        ("HOME", home.to_str().unwrap()),
        ("COUPONSCOPE_BASE_URL", url.as_str()),
        ("COUPONSCOPE_USERNAME", "u"),
        ("COUPONSCOPE_PASSWORD", "p"),
    ];
    let mut terminal = Terminal::open((120, 40), &[TOM], &env);
    terminal.shows("1–3 of 3");
    terminal.shows(shown);
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
}

#[test]
fn a_look_up_is_kept_for_its_owner_alone_until_the_history_is_cleared() {
    let (home, server) = (tempfile::tempdir().unwrap(), server_of(3));
    looked_up(home.path(), &server, "", "Ann");
    let file = home.path().join(HISTORY);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("mobile:{TOM}\n"), "who, and nothing of what was found");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let mut clear = couponscope(&["history", "clear"]);
    clear.env("HOME", home.path());
    let ended = run(clear);
    assert_eq!((ended.code, file.exists()), (0, false));
    assert!(ended.err.contains("forgot 1 look-up"), "{}", ended.err);
}

#[test]
fn where_it_is_switched_off_nothing_is_kept() {
    let (home, server) = (tempfile::tempdir().unwrap(), server_of(3));
    looked_up(home.path(), &server, "[history]\nenabled = false\n", "Ann");
    assert!(!home.path().join(HISTORY).exists());
}

#[test]
fn a_disk_that_takes_nothing_stops_no_look_up_and_is_told() {
    let (home, server) = (tempfile::tempdir().unwrap(), server_of(3));
    // a file where the directory would have to be: nothing can be made there, not even by root
    fs::write(home.path().join(".local"), "").unwrap();
    looked_up(home.path(), &server, "", "cannot be kept on the disk");
}

#[test]
fn without_a_home_look_ups_work_and_it_is_told_that_none_is_kept() {
    let server = server_of(3);
    let script = format!("unset HOME; exec {} {TOM}", env!("CARGO_BIN_EXE_couponscope"));
    let url = server.url();
    let account = [("COUPONSCOPE_BASE_URL", &*url), ("COUPONSCOPE_USERNAME", "u"), ("COUPONSCOPE_PASSWORD", "p")];
    let mut terminal = Terminal::run((120, 40), "sh", &["-c", &script], &account);
    terminal.shows("1–3 of 3");
    terminal.shows("cannot be kept on the disk: HOME is not set");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_disk_that_is_full_in_the_middle_of_writing_leaves_the_earlier_look_ups_as_they_were() {
    let (home, server) = (tempfile::tempdir().unwrap(), server_of(3));
    let folder = home.path().join(".local/state/couponscope");
    fs::create_dir_all(&folder).unwrap();
    let earlier: Vec<String> = (0..50).map(|number| format!("mobile:{}", 919_800_000_100_u64 + number)).collect();
    let earlier = earlier.join("\n");
    fs::write(folder.join("history"), &earlier).unwrap();
    // a limit on the size of files is a full disk for one process alone: half of the new history fits
    let script = format!("trap '' XFSZ; ulimit -f 1; {} {TOM}", env!("CARGO_BIN_EXE_couponscope"));
    let url = server.url();
    let env = [
        ("HOME", home.path().to_str().unwrap()),
        ("COUPONSCOPE_BASE_URL", url.as_str()),
        ("COUPONSCOPE_USERNAME", "u"),
        ("COUPONSCOPE_PASSWORD", "p"),
    ];
    let mut terminal = Terminal::run((120, 40), "sh", &["-c", &script], &env);
    terminal.shows("1–3 of 3");
    terminal.shows("cannot be kept on the disk");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(fs::read_to_string(folder.join("history")).unwrap(), earlier);
    let mut left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["history", "history.lock"], "no half of a file stays");
}
