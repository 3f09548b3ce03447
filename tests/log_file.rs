//! `--log-file`: what an administrator finds in it, and that nothing of customer, coupon or login
//! is ever there, whatever a server sends.

use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use couponscope::sandbox::{CLIENT_KEY, CLIENT_SECRET, Faults, Sandbox, SandboxSettings};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::contract::server::{Act, Background, NUMBER, http, rows, token};

const PASSWORD: &str = "open-sesame-77";
const USER: &str = "till.seventeen";

/// A folder and a log in it that is not there yet.
struct Log {
    folder: TempDir,
    path: PathBuf,
}

impl Log {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("couponscope.log");
        Self { folder, path }
    }

    /// The program with this log; its exit code and what it said on stderr.
    fn run(&self, args: &[&str], env: &[(&str, &str)]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
        command.env_clear().env("LANG", "C.UTF-8").envs(env.iter().copied()).timeout(Duration::from_mins(1));
        command.args(args).arg("--log-file").arg(&self.path).current_dir(self.folder.path());
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.path).unwrap()
    }

    /// The one line that holds all of these.
    fn line(&self, words: &[&str]) -> String {
        let text = self.text();
        let found: Vec<&str> = text.lines().filter(|line| words.iter().all(|word| line.contains(word))).collect();
        assert_eq!(found.len(), 1, "{words:?} in\n{text}");
        found[0].to_owned()
    }

    /// Whatever a log must never hold.
    fn is_clean(&self, more: &[&str]) {
        let text = self.text();
        let never =
            [NUMBER, "8860000001", "60000001", "?", "://", "mobile", "email", "Basic ", "x-cap-api", PASSWORD, USER];
        for word in never.iter().chain(more) {
            assert!(!text.contains(word), "{word} in\n{text}");
        }
        assert!(text.lines().all(|line| line.starts_with("20") && line.is_ascii()), "{text}");
    }
}

fn basic(url: &str) -> [(&str, &str); 3] {
    [("COUPONSCOPE_BASE_URL", url), ("COUPONSCOPE_USERNAME", USER), ("COUPONSCOPE_PASSWORD", PASSWORD)]
}

fn sandbox(faults: Faults) -> (Sandbox, Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let now = "2026-03-14T10:30:00Z".parse().unwrap();
    let sandbox = runtime.block_on(Sandbox::start(SandboxSettings { faults, ..SandboxSettings::new(now) })).unwrap();
    (sandbox, runtime)
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn an_administrator_finds_start_server_calls_waits_tokens_and_end() {
    let faults = Faults { fail_every: Some(2), revoke_every: Some(5), ..Faults::default() };
    let (sandbox, _runtime) = sandbox(faults);
    let url = sandbox.base_url();
    let env = [
        ("COUPONSCOPE_BASE_URL", url.as_str()),
        ("COUPONSCOPE_CLIENT_KEY", CLIENT_KEY),
        ("COUPONSCOPE_CLIENT_SECRET", CLIENT_SECRET),
    ];
    let log = Log::new();
    let (code, said) = log.run(&["list", "919800000250", "--all", "--output", "ndjson"], &env);
    assert_eq!(code, 0, "{said}");
    log.line(&["couponscope starts", concat!("version=\"", env!("CARGO_PKG_VERSION"), "\""), "command=\"list\""]);
    log.line(&["server host=\"127.0.0.1\" profile=\"none\" login=\"OAuth\""]);
    log.line(&["call{number=1 attempt=1}: answer what=\"token\" status=200", "request=\"sandbox-000001\""]);
    log.line(&["call{number=1 attempt=1}: answer what=\"coupons\" status=200 bytes=", "ms="]);
    log.line(&["call answered number=1 rows=100"]);
    log.line(&["call{number=2 attempt=1}: answer what=\"coupons\" status=503"]);
    log.line(&["trying again after a wait number=2", "busy or failing", "wait_ms=", "asked_by_server=false"]);
    log.line(&["call{number=2 attempt=2}: answer what=\"coupons\" status=200"]);
    assert!(log.text().matches("token granted life_s=").count() >= 1, "{}", log.text());
    log.line(&["couponscope ends exit_code=0"]);
    log.is_clean(&["919800000250", "Vera", "Lind", "aB0000", CLIENT_KEY, CLIENT_SECRET]);
}

#[test]
fn a_token_that_is_refused_and_a_failure_of_the_vendor_are_told_by_their_codes() {
    let refused = Background::start(|request, number| {
        Act::Reply(match (request.starts_with("POST"), number) {
            (true, _) => token(&number.to_string()),
            (false, 1) => http("401 Unauthorized", b"{}"),
            _ => http("200 OK", br#"{"errors":[{"code":8015,"message":"No customer 918860000001, Tom Sawyer"}]}"#),
        })
    });
    let log = Log::new();
    let url = refused.url();
    let env = [
        ("COUPONSCOPE_BASE_URL", url.as_str()),
        ("COUPONSCOPE_CLIENT_KEY", "the-key"),
        ("COUPONSCOPE_CLIENT_SECRET", "the-secret"),
    ];
    assert_eq!(log.run(&["list", NUMBER], &env).0, 3);
    log.line(&["token refused, another one is asked for"]);
    log.line(&["call failed number=1 code=\"8015\"", "The server knows no such customer"]);
    log.line(&["couponscope ends exit_code=3 how=\"no such customer\""]);
    log.is_clean(&["Tom", "the-key", "the-secret", "token-0", "token-2"]);
}

#[test]
fn whatever_a_hostile_server_echoes_is_not_in_the_log() {
    let body = format!(
        r#"{{"errors":[{{"code":{NUMBER},"message":"{NUMBER} {PASSWORD} {USER} Tom KNRYHMRW"}}],"warnings":[{{"code":918860000001,"message":"Tom"}}]}}"#
    );
    let answers = [
        http(&format!("200 OK\r\nX-Cap-Requestid: r-{NUMBER}"), body.as_bytes()),
        http("200 OK\r\nX-Cap-Requestid: ann@example.com tom", body.as_bytes()),
        http(&format!("400 {NUMBER}\r\nX-Cap-Requestid: 88-6000-0001\r\nRetry-After: {NUMBER}"), body.as_bytes()),
        http(&format!("302 Found\r\nLocation: http://127.0.0.1:9/?mobile={NUMBER}"), b""),
        http("200 OK\r\nContent-Type: text/html", format!("<title>{NUMBER} KNRYHMRW</title>").as_bytes()),
        http("200 OK", format!("{{\"{NUMBER}\": nonsense KNRYHMRW").as_bytes()),
        rows(),
    ];
    for answer in answers {
        // an id is known for an echo by the customer who was asked for, and doctor asks for nobody
        let to_doctor = String::from_utf8(answer.clone()).unwrap().replace("X-Cap-Requestid: r-", "X-Other: ");
        let server = Background::start(move |request, _| {
            Act::Reply(if request.contains(NUMBER) { answer.clone() } else { to_doctor.clone().into_bytes() })
        });
        let url = server.url();
        let log = Log::new();
        log.run(&["list", NUMBER], &basic(&url));
        std::fs::write(log.folder.path().join("in.txt"), NUMBER).unwrap();
        log.run(&["export", "--input", "in.txt", "--output", "out.ndjson"], &basic(&url));
        log.run(&["doctor"], &basic(&url));
        assert_eq!(log.text().matches("couponscope ends").count(), 3, "{}", log.text());
        assert!(log.text().matches("what=\"coupons\"").count() >= 3, "{}", log.text());
        log.is_clean(&["Tom", "KNRYHMRW", "ann@"]);
    }
}

#[test]
fn the_link_breaking_is_told_in_our_words() {
    let server = Background::start(|_, _| Act::CutOff(Vec::new()));
    let log = Log::new();
    assert_eq!(log.run(&["list", NUMBER], &basic(&server.url())).0, 5);
    assert_eq!(log.text().matches("no answer what=\"coupons\"").count(), 3, "{}", log.text());
    log.line(&["call failed number=1 code=\"none\"", "The connection broke off"]);
    log.is_clean(&[]);
}

#[test]
fn the_libraries_below_us_write_nothing() {
    let (sandbox, _runtime) = sandbox(Faults::default());
    let url = sandbox.base_url();
    let log = Log::new();
    log.run(&["list", NUMBER], &[&basic(&url)[..], &[("RUST_LOG", "trace")]].concat());
    for name in ["hyper", "h2", "reqwest", "rustls", "connect", "pool", "TRACE", "DEBUG"] {
        assert!(!log.text().contains(name), "{name} in\n{}", log.text());
    }
}

#[test]
fn a_secret_that_cannot_be_had_is_told_without_what_the_command_said() {
    let log = Log::new();
    let config = log.folder.path().join("config.toml");
    let command = format!(r#"["sh", "-c", "echo {PASSWORD} >&2; exit 1"]"#);
    let profile = format!("base_url = \"http://127.0.0.1:9\"\nusername = \"{USER}\"\npassword_command = {command}\n");
    std::fs::write(&config, format!("[profiles.stores]\n{profile}")).unwrap();
    let (code, said) = log.run(&["list", NUMBER, "--config", config.to_str().unwrap()], &[("PATH", "/usr/bin:/bin")]);
    assert_eq!(code, 2, "{said}");
    log.line(&["server host=\"127.0.0.1\" profile=\"stores\" login=\"Basic\""]);
    log.line(&["no client can be made", "The connection cannot be set up"]);
    log.is_clean(&[]);
}

#[test]
fn it_grows_at_its_end_and_is_its_owners_alone() {
    let log = Log::new();
    for _ in 0..2 {
        assert_eq!(log.run(&["list", NUMBER, "--demo"], &[]).0, 0);
    }
    assert_eq!(mode(&log.path), 0o600);
    assert_eq!(log.text().matches("couponscope starts").count(), 2);
    assert_eq!(log.text().matches("server: the built-in sandbox").count(), 2);
}

#[test]
fn every_command_takes_it_on_either_side_of_its_name() {
    let log = Log::new();
    let path = log.path.to_str().unwrap();
    for command in [
        &["list", NUMBER][..],
        &["doctor"],
        &["man"],
        &["completions", "bash"],
        &["config", "path"],
        &["history", "clear"],
    ] {
        for args in [[&["--log-file", path][..], command].concat(), [command, &["--log-file", path]].concat()] {
            let mut program = Command::new(env!("CARGO_BIN_EXE_couponscope"));
            program.env_clear().env("HOME", log.folder.path()).timeout(Duration::from_mins(1)).args(&args);
            if !matches!(command[0], "history" | "config") {
                program.arg("--demo");
            }
            let output = program.output().unwrap();
            assert_ne!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    assert_eq!(log.text().matches("couponscope ends").count(), 12, "{}", log.text());
}

#[test]
fn a_log_that_cannot_be_written_is_told_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let missing = folder.path().join("no/such/folder.log");
    for path in [folder.path(), &missing, &pipe, Path::new("/dev/null")] {
        for args in [&["list", NUMBER, "--demo"][..], &["--demo"], &["pick", NUMBER, "--demo"], &["man"]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
            command.env_clear().timeout(Duration::from_mins(1)).args(args).arg("--log-file").arg(path);
            let output = command.output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?} {said}");
            assert!(said.contains("the log file") && said.contains(path.to_str().unwrap()), "{said}");
        }
    }
}

#[test]
fn a_log_that_others_opened_for_themselves_keeps_its_mode() {
    let log = Log::new();
    std::fs::OpenOptions::new().create_new(true).write(true).mode(0o640).open(&log.path).unwrap();
    assert_eq!(log.run(&["man"], &[]).0, 0);
    assert_eq!((mode(&log.path), log.text().lines().count()), (0o640, 2));
}

#[test]
fn a_file_that_is_no_log_stays_as_it_is() {
    let log = Log::new();
    let config = "[profiles.eu]\nbase_url = \"https://example.com\"\n";
    for text in
        [config, "918860000001\n918860000002\n", "{\"lookup\":\"id:1\"}\n", "\n", "2026-03-14T10:30:00Z INFO \n"]
    {
        std::fs::write(&log.path, text).unwrap();
        let (code, said) = log.run(&["list", NUMBER, "--demo"], &[]);
        assert_eq!((code, log.text().as_str()), (2, text), "{said}");
        assert!(said.contains("is no log of couponscope"), "{said}");
    }
}

#[test]
fn a_log_whose_first_lines_were_taken_away_grows_on() {
    let log = Log::new();
    assert_eq!(log.run(&["list", NUMBER, "--demo"], &[]).0, 0);
    let lines = log.text().lines().count();
    let rest = log.text().split_once('\n').unwrap().1.to_owned();
    std::fs::write(&log.path, rest).unwrap();
    assert_eq!(log.run(&["list", NUMBER, "--demo"], &[]).0, 0);
    assert_eq!(log.text().lines().count(), 2 * lines - 1);
}

#[test]
fn what_a_command_reads_or_writes_itself_is_no_log_even_while_it_is_empty() {
    for name in ["in.txt", "out.csv", "out.csv.journal", "out.csv.failed.csv", "config.toml"] {
        let log = Log { path: PathBuf::from(name), ..Log::new() };
        let in_folder = |name: &str| log.folder.path().join(name);
        std::fs::write(in_folder("in.txt"), "").unwrap();
        let args = ["export", "--input", "./in.txt", "--output", "out.csv", "--demo", "--config", "config.toml"];
        let (code, said) = log.run(&args, &[]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("also what this command reads or writes") && said.contains(name), "{said}");
        let left: Vec<_> = std::fs::read_dir(log.folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!((left, in_folder("in.txt").metadata().unwrap().len()), (vec!["in.txt".into()], 0));
    }
}

#[test]
fn the_output_of_a_shell_is_no_log() {
    let log = Log::new();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_couponscope"));
    command.env_clear().args(["list", NUMBER, "--demo", "--log-file"]).arg(&log.path);
    command.stdout(std::fs::File::create(&log.path).unwrap());
    assert_eq!((command.output().unwrap().status.code(), log.text().len()), (Some(2), 0));
}

#[test]
fn a_log_that_a_full_disk_cuts_off_is_told_once_and_fails_nothing() {
    let log = Log::new();
    // a limit on the size of files stands for the disk; stdout is a pipe, which has none
    let line = format!("trap '' XFSZ; ulimit -f 1; exec \"$0\" list {NUMBER} --demo --log-file \"$1\"");
    while log.path.metadata().map_or(0, |about| about.len()) < 1024 {
        assert_eq!(log.run(&["man"], &[]).0, 0);
    }
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &line, env!("CARGO_BIN_EXE_couponscope")]).arg(&log.path);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("could not be written to its end").count(), 1, "{said}");
    assert!(!output.stdout.is_empty());
}

#[test]
fn without_the_option_no_file_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
    command.env_clear().env("HOME", folder.path()).current_dir(folder.path()).args(["list", NUMBER, "--demo"]);
    assert!(command.timeout(Duration::from_mins(1)).output().unwrap().status.success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
