//! Signals while nobody reads what is printed (a pipe that is full, a terminal at the end of a dead link),
//! and while the command that prints a secret runs.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::contract::server::{Act, Background, NUMBER, http};
use crate::pty::{is_gone, now};

/// A pipe of Linux holds up to 64 KiB, fewer where what is written leaves gaps between its pages.
const NEARLY_FULL: u64 = 24 * 1024;
const PATIENCE: Duration = Duration::from_secs(20);
/// "Within a second or so", on a machine that is busy with other tests.
const SOON: Duration = Duration::from_secs(5);

fn command(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
    command.args(arguments.split(' ')).env_clear().env("LANG", "C.UTF-8");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn with_account(command: &mut Command, server: &Background) {
    command.env("COUPONSCOPE_BASE_URL", server.url());
    command.env("COUPONSCOPE_USERNAME", "u").env("COUPONSCOPE_PASSWORD", "p");
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The program hangs in a write: there is much in the pipe, and nothing more comes.
fn wait_until_full(pipe: impl AsFd) {
    let (mut before, mut same) = (0, 0);
    wait_until("the pipe is full", || {
        let held = rustix::io::ioctl_fionread(&pipe).unwrap();
        same = if held == before { same + 1 } else { 0 };
        before = held;
        held >= NEARLY_FULL && same >= 40
    });
}

fn interrupt(child: &mut Child) -> Option<i32> {
    ended_by(Signal::INT, child)
}

fn ended_by(signal: Signal, child: &mut Child) -> Option<i32> {
    kill_process(Pid::from_child(child), signal).unwrap();
    let start = now();
    wait_until("the program has ended", || child.try_wait().unwrap().is_some());
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    child.wait().unwrap().code()
}

#[test]
fn a_list_that_nobody_reads_ends_with_130() {
    for arguments in ["list 919800000250 --demo --output json", "list 919800100000 --demo --all --output ndjson"] {
        let mut list = command(arguments).spawn().unwrap();
        wait_until_full(list.stdout.as_ref().unwrap());
        assert_eq!(interrupt(&mut list), Some(130), "{arguments}");
        let mut said = String::new();
        list.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said, "", "{arguments}");
    }
}

#[test]
fn ctrl_c_is_the_ordinary_end_of_a_sandbox_and_other_signals_are_told_by_its_exit_code() {
    for (signal, code) in [(Signal::INT, 0), (Signal::TERM, 143), (Signal::HUP, 129), (Signal::QUIT, 131)] {
        let mut sandbox = command("sandbox").spawn().unwrap();
        let mut said = BufReader::new(sandbox.stdout.take().unwrap()).lines();
        assert!(said.next().unwrap().unwrap().contains("The sandbox listens on http://127.0.0.1:"));
        assert_eq!(ended_by(signal, &mut sandbox), Some(code), "{signal:?}");
    }
}

/// One coupon for everybody, and a warning of 4,000 characters.
fn warning_server() -> Background {
    let body = format!(
        r#"{{"entity":{{"customers":[{{"coupons":[{{"code":"A","id":1}}]}}]}},"warnings":[{{"code":1,"message":"{}"}}]}}"#,
        "w".repeat(4000)
    );
    Background::start(move |_, _| Act::Reply(http("200 OK", body.as_bytes())))
}

fn lines(path: &Path) -> usize {
    std::fs::read_to_string(path).map_or(0, |text| text.lines().count())
}

#[test]
fn an_export_whose_messages_nobody_reads_ends_with_130_and_can_go_on() {
    const CUSTOMERS: usize = 100;
    let (server, folder) = (warning_server(), tempfile::tempdir().unwrap());
    let input: Vec<String> =
        (0..CUSTOMERS).map(|number| NUMBER.parse::<usize>().unwrap() + number).map(|who| who.to_string()).collect();
    std::fs::write(folder.path().join("in.txt"), input.join("\n")).unwrap();
    let start = |options: &str| {
        let mut command = command(&format!("export --input in.txt --output out.ndjson --quiet{options}"));
        with_account(&mut command, &server);
        command.current_dir(folder.path()).spawn().unwrap()
    };
    let mut export = start("");
    wait_until_full(export.stderr.as_ref().unwrap());
    assert_eq!(interrupt(&mut export), Some(130));
    let out = folder.path().join("out.ndjson");
    assert!((1..CUSTOMERS).contains(&lines(&out)), "{}", lines(&out));
    assert!(start(" --resume").wait_with_output().unwrap().status.success());
    assert_eq!(lines(&out), CUSTOMERS);
}

/// A folder with an input, and a configuration whose secret's command notes its number and never ends.
fn shop_with_a_slow_secret() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = r#"
[profiles.a]
base_url = "http://127.0.0.1:9"
username = "u"
password_command = ["/bin/sh", "-c", "echo $$ > pid.new; mv pid.new pid; sleep 100; true"]
"#;
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    std::fs::write(folder.path().join("in.txt"), NUMBER).unwrap();
    folder
}

const WITH_A_SECRET: [&str; 3] = ["list 918860000001", "doctor", "export --input in.txt --output out.csv"];

/// Starts it and waits for the secret's command; gives the number of that.
fn waiting_for_the_secret(command: &mut Command, folder: &Path) -> (Child, Pid) {
    let note = folder.join("pid");
    let _ = std::fs::remove_file(&note);
    let mut child = command.args(["--config", "config.toml"]).current_dir(folder).spawn().unwrap();
    wait_until("the secret's command runs", || note.exists() || child.try_wait().unwrap().is_some());
    let number = std::fs::read_to_string(note).unwrap().trim().parse().unwrap();
    (child, Pid::from_raw(number).unwrap())
}

#[test]
fn a_signal_ends_what_prints_the_secret_too() {
    let folder = shop_with_a_slow_secret();
    for arguments in WITH_A_SECRET {
        for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::QUIT, 131), (Signal::HUP, 129)] {
            for file in ["out.csv", "out.csv.journal"] {
                let _ = std::fs::remove_file(folder.path().join(file));
            }
            let (mut child, secret) = waiting_for_the_secret(&mut command(arguments), folder.path());
            assert_eq!(ended_by(signal, &mut child), Some(code), "{arguments} {signal:?}");
            wait_until("the secret's command has ended", || is_gone(secret));
        }
    }
}

#[test]
fn a_hang_up_that_is_ignored_stays_so() {
    let folder = shop_with_a_slow_secret();
    let mut command = Command::new("/bin/sh");
    let script = format!("trap '' HUP; exec {} \"$@\"", env!("CARGO_BIN_EXE_couponscope"));
    command.args(["-c", &script, "sh", "list", NUMBER]).stdout(Stdio::null()).stderr(Stdio::null());
    let (mut child, secret) = waiting_for_the_secret(&mut command, folder.path());
    kill_process(Pid::from_child(&child), Signal::HUP).unwrap();
    assert_eq!(interrupt(&mut child), Some(130), "it is Ctrl-C that ends it");
    wait_until("the secret's command has ended", || is_gone(secret));
}
