//! The real binary as a script uses it: arguments and environment in; stdout, stderr and exit code out.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;

use crate::contract::server::{Act, Background, NUMBER, date_behind, http, rows, token};

/// Whatever is wrong, the program has ended by then.
const PATIENCE: Duration = Duration::from_secs(30);
/// The wrong guess at a password; must never show up in a message.
const WRONG: &str = "hunter2-hunter2";

/// The binary with nothing in its environment but a locale.
pub(crate) fn couponscope(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
    command.env_clear().env("LANG", "C.UTF-8").args(args).timeout(PATIENCE);
    command
}

/// The same with an account on a server.
fn with_account(url: &str, args: &[&str]) -> Command {
    let mut command = couponscope(args);
    command.env("COUPONSCOPE_BASE_URL", url);
    command.env("COUPONSCOPE_USERNAME", "store.server").env("COUPONSCOPE_PASSWORD", WRONG);
    command
}

pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// Stdout of a run that must succeed; on stderr there may be that there is more to see.
fn printed(args: &[&str]) -> String {
    let ended = run(couponscope(args));
    let only_notes = ended.err.lines().all(|line| line.ends_with("; --all prints every page"));
    assert!(ended.code == 0 && only_notes, "{args:?}: {} {}", ended.code, ended.err);
    ended.out
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&printed(args)).unwrap()
}

/// A run that must fail: nothing on stdout, no escape byte anywhere, and nobody given away.
fn refused(command: Command) -> (i32, String) {
    let ended = run(command);
    assert_eq!(ended.out, "", "{}", ended.err);
    for secret in [NUMBER, "60000001", WRONG, "store.server", "mobile=", "\x1b"] {
        assert!(!ended.err.contains(secret), "{secret:?} in {}", ended.err);
    }
    assert!(!ended.err.is_empty());
    (ended.code, ended.err)
}

#[test]
fn tom_sawyers_four_coupons_are_the_ones_of_the_vendors_page() {
    let text = printed(&["list", NUMBER, "--demo", "--output", "json"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let customer = &document["customers"][0];
    assert_eq!((&customer["firstname"], &customer["lastname"]), (&"Tom".into(), &"Sawyer".into()));
    let column = |name: &str| -> Vec<Value> {
        customer["coupons"].as_array().unwrap().iter().map(|coupon| coupon[name].clone()).collect()
    };
    assert_eq!(column("code"), ["KNRYHMRW", "7TF6TBQB", "6JAFX7ZF", "KZWMCYTR"]);
    assert_eq!(column("id"), [399_000_028, 399_000_029, 399_000_026, 397_755_229]);
    assert_eq!(column("redemptionCount"), [0, 0, 0, 0]);
    assert_eq!(text.matches("\"discountValue\":1000.0,").count(), 3, "{text}");
    assert!(text.contains("\"discountValue\":10.0,"));
    let redeemed: Vec<Value> = column("state").iter().map(|state| state["redeemed"].clone()).collect();
    assert_eq!(redeemed, [true, false, false, false]);
    assert_eq!(document["pagination"], serde_json::json!({"limit": 100, "offset": 0, "total": 4, "fetched": 4}));
    assert_eq!(document["warnings"], serde_json::json!([]));
}

#[test]
fn every_way_to_name_a_customer_finds_the_same_one() {
    let ways: [&[&str]; 11] = [
        &["919800000250"],
        &["+91 98000-00250"],
        &["mobile:+91 (98000) 00250"],
        &["--mobile", "91.9800.000.250"],
        &["vera.lind@example.org"],
        &["--email", "vera.lind@example.org"],
        &["VL-250"],
        &["ext:VL-250"],
        &["--external-id", "VL-250"],
        &["id:500000250"],
        &["--id", "500000250"],
    ];
    for way in ways {
        let args = [&["list"], way, &["--demo", "--output", "json", "--limit", "1"]].concat();
        assert_eq!(json(&args)["customers"][0]["lastname"], "Lind", "{way:?}");
    }
    for (args, line) in [(vec!["-"], "919800000250\n"), (vec!["--external-id", "-"], "VL-250\r\nnext\n")] {
        let args = [vec!["list"], args, vec!["--demo", "--output", "json", "--limit", "1"]].concat();
        let mut command = couponscope(&args);
        command.write_stdin(line);
        let document: Value = serde_json::from_str(&run(command).out).unwrap();
        assert_eq!(document["customers"][0]["lastname"], "Lind", "{args:?}");
    }
}

#[test]
fn all_pages_hold_every_coupon_once() {
    for limit in ["100", "7"] {
        let text = printed(&["list", "919800000250", "--demo", "--all", "--output", "ndjson", "--limit", limit]);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ids: HashSet<u64> = lines.iter().map(|line| line["id"].as_u64().unwrap()).collect();
        assert_eq!((lines.len(), ids.len()), (250, 250));
        assert!(lines.iter().all(|line| line["lookup"] == "mobile:919800000250" && line["customerId"] == 500_000_250));
    }
    let page = printed(&["list", "919800000250", "--demo", "--output", "ndjson", "--offset", "240"]);
    assert_eq!(page.lines().count(), 10);
}

#[test]
fn csv_and_table_hold_the_same_rows() {
    let csv = printed(&["list", NUMBER, "--demo", "--output", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let code = reader.headers().unwrap().iter().position(|name| name == "code").unwrap();
    let codes: Vec<String> = reader.records().map(|record| record.unwrap()[code].to_owned()).collect();
    assert_eq!(codes, ["KNRYHMRW", "7TF6TBQB", "6JAFX7ZF", "KZWMCYTR"]);
    assert!(csv.contains(",1000.0,"), "{csv}");
    let table = printed(&["list", NUMBER, "--demo"]);
    assert!(codes.iter().all(|code| table.contains(code.as_str())) && table.contains("Tom Sawyer"), "{table}");
    assert!(!table.contains('\x1b'), "{table}");
}

#[test]
fn query_options_reach_the_server() {
    let codes = |args: &[&str]| -> Vec<String> {
        let document = json(&[&["list", NUMBER, "--demo", "--output", "json"], args].concat());
        let coupons = document["customers"][0]["coupons"].as_array().unwrap().clone();
        coupons.iter().map(|coupon| coupon["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(&["--status", "REDEEMED"]), ["KNRYHMRW"]);
    assert_eq!(codes(&["--status", "expired_unredeemed"]), ["KZWMCYTR"]);
    assert_eq!(codes(&["--sort", "asc", "--limit", "1"]), ["KZWMCYTR"]);
    assert_eq!(codes(&["--code-case", "lower", "--offset", "1", "--limit", "2"]), ["7tf6tbqb", "6jafx7zf"]);
}

/// Codes are byte for byte those of the server where they go into a file or a program.
fn without_codes(csv: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let cells = reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).enumerate().collect::<Vec<_>>());
    cells.filter(|(at, _)| *at != 3).map(|(_, cell)| cell + "\n").collect()
}

#[test]
fn escape_sequences_of_the_server_reach_no_pipe_but_in_codes_of_csv() {
    let (cleaned, exact, escaped) = ("ESC[41m042[0m", "ESC\x1b[41m042\x1b[0m", r"ESC\u001b[41m042\u001b[0m");
    for (output, code) in [("table", cleaned), ("csv", exact), ("json", escaped), ("ndjson", escaped)] {
        let ended = run(couponscope(&["list", "919800000013", "--demo", "--no-mask", "--output", output]));
        assert_eq!(ended.code, 0);
        let wild =
            |c: char| (c.is_control() && c != '\n' && c != '\r') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
        let out = if output == "csv" { without_codes(&ended.out) } else { ended.out.clone() };
        assert_eq!(out.chars().find(|&c| wild(c)), None, "{output}");
        assert!(ended.out.contains(code), "{output}");
    }
}

#[test]
fn nothing_found_is_good_and_nobody_found_is_not() {
    let nothing = run(couponscope(&["list", "919800000000", "--demo", "--output", "json"]));
    assert_eq!(nothing.code, 0);
    assert!(nothing.err.contains("note: no coupons"), "{}", nothing.err);
    let (code, said) = refused(couponscope(&["list", "910000000000", "--demo"]));
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("8015"), "{said}");
}

#[test]
fn failures_of_the_server_have_the_exit_codes_of_the_manual() {
    let json_type = "Content-Type: application/json";
    let cases = [
        (http("401 Unauthorized", b"{}"), 4),
        (http("403 Forbidden", br#"{"errors":[{"code":4000,"message":"No access"}]}"#), 4),
        (http(&format!("200 OK\r\n{json_type}"), br#"{"errors":[{"code":8015,"message":"Not found"}]}"#), 3),
        (http("200 OK\r\nContent-Type: text/html", b"<html><title>Portal</title></html>"), 6),
        (http("500 Oops", b"<html>"), 6),
        (http(&format!("200 OK\r\n{json_type}"), b"{\"entity\": nonsense"), 6),
        (http("404 Not Found", b"{}"), 6),
        (http("400 Bad Request", b"{}"), 6),
        (http("302 Found\r\nLocation: http://127.0.0.1:9/elsewhere", b""), 6),
    ];
    for (answer, expected) in cases {
        let what = String::from_utf8_lossy(&answer).into_owned();
        let server = Background::start(move |_, _| Act::Reply(answer.clone()));
        let (code, said) = refused(with_account(&server.url(), &["list", NUMBER]));
        assert_eq!(code, expected, "{what}: {said}");
    }
}

#[test]
fn failures_on_the_way_have_the_exit_codes_of_the_manual() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    assert_eq!(refused(with_account(&url, &["list", NUMBER])).0, 5);
    let cut = Background::start(|_, _| Act::CutOff(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec()));
    assert_eq!(refused(with_account(&cut.url(), &["list", NUMBER])).0, 5);
    let no_http = Background::start(|_, _| Act::CutOff(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()));
    assert_eq!(refused(with_account(&no_http.url(), &["list", NUMBER])).0, 6);
}

#[test]
fn a_failure_in_the_middle_of_all_pages_leaves_no_half_document() {
    let server = Background::start(|_, number| {
        let page = r#"{"entity":{"pagination":{"limit":"1","offset":"0","total":9},"customers":[{"coupons":[{"code":"A","id":1}]}]}}"#;
        if number == 0 { Act::Reply(http("200 OK", page.as_bytes())) } else { Act::Reply(http("404 Gone", b"{}")) }
    });
    let args = ["list", NUMBER, "--all", "--limit", "1", "--output", "json"];
    assert_eq!(refused(with_account(&server.url(), &args)).0, 6);
}

#[test]
fn all_pages_go_on_after_a_failure_that_passes() {
    let server = Background::start(|_, number| {
        Act::Reply(if number == 0 { http("503 Service Unavailable", b"{}") } else { rows() })
    });
    let ended = run(with_account(&server.url(), &["list", NUMBER, "--all", "--output", "ndjson"]));
    assert_eq!((ended.code, ended.out.lines().count()), (0, 1), "{}", ended.err);
    assert!(ended.err.contains("trying again"), "{}", ended.err);
}

#[test]
fn what_a_server_echoes_of_secrets_and_of_the_customer_is_not_printed() {
    // with digits in a row, which are masked: what is looked for after that is told in part
    let echo = r#"{"errors":[{"code":1,"message":"key key-20261123456789-k secret secret-00112233445566-s token token-9988776655443322-t of EXT-ann-77"}]}"#;
    for (refuses_token, status) in [(true, "401 Unauthorized"), (true, "400 Bad"), (false, "400 Bad")] {
        let server = Background::start(move |request, _| {
            let is_token_call = request.starts_with("POST");
            Act::Reply(if is_token_call && !refuses_token {
                token("9988776655443322-t")
            } else {
                http(status, echo.as_bytes())
            })
        });
        let mut command = couponscope(&["list", "ext:EXT-ann-77", "--base-url", &server.url()]);
        command
            .env("COUPONSCOPE_CLIENT_KEY", "key-20261123456789-k")
            .env("COUPONSCOPE_CLIENT_SECRET", "secret-00112233445566-s");
        let ended = run(command);
        // a token that was never given is none of ours
        let ours = if refuses_token { "key-2" } else { "token-9" };
        let ends = if refuses_token { "789-k" } else { "322-t" };
        for text in ["key-2", "789-k", "secret-0", "566-s", ours, ends, "EXT-ann-77"] {
            assert!(!ended.err.contains(text), "{text}: {}", ended.err);
        }
        assert!(ended.err.contains("code 1: key ***"), "{}", ended.err);
    }
}

#[test]
fn a_clock_that_differs_from_the_servers_is_told_once() {
    let body = |number: usize| {
        format!(
            r#"{{"entity":{{"pagination":{{"total":3}},"customers":[{{"coupons":[{{"code":"A","id":{number}}}]}}]}}}}"#
        )
    };
    let note = "note: this machine's clock is 12 min ahead of the server's: what is called expired may not be";
    for (seconds, times) in [(725, 1), (0, 0)] {
        let server = Background::start(move |_, number| {
            Act::Reply(http(&format!("200 OK\r\n{}", date_behind(seconds)), body(number).as_bytes()))
        });
        let ended = run(with_account(&server.url(), &["list", NUMBER, "--all", "--limit", "1", "--output", "ndjson"]));
        assert_eq!((ended.code, ended.out.lines().count()), (0, 3), "{}", ended.err);
        assert_eq!(ended.err.matches(note).count(), times, "{}", ended.err);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("in.txt"), "918860000001\n918860000002\n").unwrap();
        let mut export =
            with_account(&server.url(), &["export", "--input", "in.txt", "--output", "out.csv", "--quiet"]);
        export.current_dir(folder.path());
        let ended = run(export);
        assert_eq!((ended.code, ended.err.matches(note).count()), (0, times), "{}", ended.err);
    }
}

#[test]
fn one_run_asks_for_one_token() {
    let server =
        Background::start(|request, _| Act::Reply(if request.starts_with("POST") { token("0") } else { rows() }));
    let mut command = couponscope(&["list", NUMBER, "--all", "--output", "ndjson", "--base-url", &server.url()]);
    command.env("COUPONSCOPE_CLIENT_KEY", "the-key").env("COUPONSCOPE_CLIENT_SECRET", "the-secret");
    let ended = run(command);
    assert_eq!((ended.code, ended.out.lines().count()), (0, 1), "{}", ended.err);
    assert_eq!(server.count("/v3/oauth/token/generate"), 1);
    assert!(server.requests()[1].contains("x-cap-api-oauth-token: token-0\r\n"));
}

#[test]
fn password_and_md5_log_in_alike() {
    let expected = "authorization: Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3\r\n";
    let logins =
        [("COUPONSCOPE_PASSWORD", "server123"), ("COUPONSCOPE_PASSWORD_MD5", "8a16a6b70505eb1f1ff7cdc0cd5559a7")];
    for (name, value) in logins {
        let server = Background::start(|_, _| Act::Reply(rows()));
        let mut command = couponscope(&["list", NUMBER]);
        command.env("COUPONSCOPE_BASE_URL", server.url()).env("COUPONSCOPE_USERNAME", "store.server").env(name, value);
        assert_eq!(run(command).code, 0);
        assert!(server.requests()[0].contains(expected), "{name}");
    }
}

#[test]
fn wrong_usage_is_told_with_the_right_word() {
    let cases: [(&[&str], &str); 8] = [
        (&["list", NUMBER, "--demo", "--limit", "101"], "100"),
        (&["list", NUMBER, "--demo", "--status", "ACTIV"], "'active'"),
        (&["list", NUMBER, "--demo", "--sort", "up"], "asc"),
        (&["exprot"], "export"),
        (&["lst", NUMBER], "'list'"),
        (&["list", "--demo"], "name the customer"),
        (&["list", "id:x", "--demo"], "only digits"),
        (&["list", NUMBER, "--base-url", "http://example.com"], "not set"),
    ];
    for (args, word) in cases {
        let (code, said) = refused(couponscope(args));
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(word), "{word} in {said}");
    }
    let (code, said) = refused(with_account("http://example.com", &["list", NUMBER]));
    assert_eq!(code, 2, "plain http only to loopback: {said}");
}

#[test]
fn without_a_terminal_the_browser_says_what_to_use_instead() {
    for args in [vec!["--demo"], vec![NUMBER, "--demo"], vec!["-", "--demo"], vec![]] {
        let (code, said) = refused(couponscope(&args));
        assert_eq!(code, 2);
        assert!(said.contains("couponscope list"), "{said}");
    }
}

#[test]
fn without_credentials_what_is_missing_is_named() {
    let (code, said) = refused(couponscope(&["list", NUMBER]));
    assert_eq!(code, 2);
    for word in ["COUPONSCOPE_BASE_URL", "COUPONSCOPE_PASSWORD", "COUPONSCOPE_CLIENT_KEY", "--demo"] {
        assert!(said.contains(word), "{word} in {said}");
    }
    let mut command = with_account("http://127.0.0.1:9", &["list", NUMBER]);
    command.env_remove("COUPONSCOPE_PASSWORD");
    let (code, said) = refused(command);
    assert!(code == 2 && said.contains("COUPONSCOPE_PASSWORD_MD5") && !said.contains("CLIENT_KEY"), "{said}");
}

#[test]
fn the_sandbox_prints_where_it_listens_and_how_to_get_in() {
    let mut sandbox = Process::new(env!("CARGO_BIN_EXE_couponscope"))
        .args(["sandbox", "--port", "0"])
        .env_clear()
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let exports: Vec<String> =
        lines.by_ref().map(Result::unwrap).filter(|line| line.starts_with("export ")).take(3).collect();
    let variables = |line: &String| -> Vec<(String, String)> {
        let pairs = line.split(' ').skip(1).filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    for login in &exports[1..] {
        let mut command = couponscope(&["list", NUMBER, "--output", "ndjson"]);
        command.envs(variables(&exports[0])).envs(variables(login));
        let ended = run(command);
        assert_eq!((ended.code, ended.out.lines().count()), (0, 4), "{login}: {}", ended.err);
    }
    // Ctrl-C is its ordinary end
    let pid = rustix::process::Pid::from_child(&sandbox);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(sandbox.wait().unwrap().code(), Some(0));
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let args = ["list", "919800100000", "--demo", "--all", "--output", "ndjson"];
    let mut list = Process::new(env!("CARGO_BIN_EXE_couponscope"))
        .args(args)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut out = BufReader::new(list.stdout.take().unwrap());
    out.read_line(&mut first).unwrap();
    drop(out);
    let mut said = String::new();
    list.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((list.wait().unwrap().code(), said.as_str()), (Some(0), ""));
    assert!(first.starts_with('{'));
}

#[test]
fn ctrl_c_ends_a_list_with_130() {
    let server = Background::start(|_, _| Act::Stall(Vec::new()));
    let mut command = Process::new(env!("CARGO_BIN_EXE_couponscope"));
    command.args(["list", NUMBER, "--all"]).env_clear().env("COUPONSCOPE_BASE_URL", server.url());
    command.env("COUPONSCOPE_USERNAME", "u").env("COUPONSCOPE_PASSWORD", "p");
    let mut list = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while server.requests().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = rustix::process::Pid::from_child(&list);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(list.wait().unwrap().code(), Some(130));
}

#[test]
fn help_and_version_go_to_stdout() {
    for args in [vec!["--help"], vec!["-h"], vec!["help"], vec!["list", "--help"], vec!["sandbox", "--help"]] {
        let help = printed(&args);
        assert!(help.contains("Usage") && help.contains("couponscope") && !help.contains('\x1b'), "{help}");
    }
    assert_eq!(printed(&["--version"]), concat!("couponscope ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn help_that_cannot_be_written_is_a_failure() {
    for args in ["--help", "--version", "list --help"] {
        let mut command = Process::new(env!("CARGO_BIN_EXE_couponscope"));
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = command.args(args.split(' ')).env_clear().stdout(full).status().unwrap();
        assert_eq!(ended.code(), Some(2), "{args}");
    }
}
