//! Ctrl-C while nobody reads what is printed: a pipe that is full, a terminal at the end of a dead link.

use std::io::Read as _;
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::contract::server::{Act, Background, NUMBER, http};
use crate::pty::now;

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
    kill_process(Pid::from_child(child), Signal::INT).unwrap();
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
