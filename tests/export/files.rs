//! What an undisturbed export writes, refuses and says.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::Duration;

use couponscope::sandbox::{Faults, PASSWORD, USERNAME};

use super::desk::{CUSTOMERS, Desk, finished};
use crate::pty::now;

#[test]
fn the_lines_are_those_of_list_in_the_order_of_the_input() {
    let desk = Desk::new();
    desk.put("in", CUSTOMERS);
    let ran = desk.run("--input in --output out.ndjson");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let text = desk.text("out.ndjson");
    assert_eq!(text.lines().count(), 1589, "{ran:?}");
    let listed = |customer: &str| {
        let output = desk.command(&format!("list {customer} --all --output ndjson")).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let expected: String = ["918860000001", "id:500000250", "alice.liddell@example.org"].map(listed).concat();
    assert!(text.starts_with(&expected));
    assert_eq!(desk.names(), ["in", "out.ndjson"]);
    assert!(ran.err.contains("24 customers with 1589 coupons in out.ndjson"), "{ran:?}");
    assert!(desk.calls().most_at_once <= 4);
}

#[test]
fn csv_has_one_header_and_one_row_a_coupon() {
    let desk = Desk::new();
    desk.put("in.csv", "name;mobile\nTom;918860000001\nNora;919800000000\nVera;+91 98000-00250\n");
    let ran = desk.run("--input in.csv --output out.CSV --status redeemed");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let text = desk.text("out.CSV");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    assert!(text.starts_with("customerId,lookup,id,code,") && text.matches("customerId").count() == 1);
    assert!(rows.len() > 50 && rows.iter().all(|row| &row[22] == "true"), "{}", rows.len());
}

#[test]
fn of_each_customer_so_many_coupons_are_skipped() {
    let desk = Desk::new();
    desk.put("in", "918860000001\n919800000250\n");
    assert_eq!(desk.run("--input in --output all.ndjson").code, Some(0));
    assert_eq!(desk.run("--input in --output some.ndjson --offset 3").code, Some(0));
    let of = |name: &str, customer: &str| {
        let text = desk.text(name);
        text.lines().filter(|line| line.contains(customer)).map(str::to_owned).collect::<Vec<_>>()
    };
    for customer in ["918860000001", "919800000250"] {
        let (all, some) = (of("all.ndjson", customer), of("some.ndjson", customer));
        assert_eq!(some.len(), all.len() - 3);
        let id = |line: &String| line.split("\"id\":").nth(1).unwrap().split(',').next().unwrap().to_owned();
        assert_eq!(some.iter().map(id).collect::<Vec<_>>(), all[3..].iter().map(id).collect::<Vec<_>>());
    }
}

#[test]
fn the_customers_may_come_from_stdin() {
    let desk = Desk::new();
    let mut run = desk.command("export --input - --output out.ndjson").stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut run.stdin.take().unwrap(), b"918860000001\n").unwrap();
    let ran = finished(&run.wait_with_output().unwrap());
    assert_eq!((ran.code, desk.text("out.ndjson").lines().count()), (Some(0), 4), "{ran:?}");
}

#[test]
fn only_the_owner_reads_the_files_and_quiet_says_nothing() {
    let desk = Desk::new();
    desk.put("in", "918860000001\n000000000000\n");
    desk.run("--input in --output out.ndjson");
    for name in ["out.ndjson", "out.ndjson.failed.csv"] {
        assert_eq!(desk.path(name).metadata().unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    desk.put("in", "918860000001\n");
    let ran = desk.run("--input in --output quiet.ndjson --quiet");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let desk = Desk::new();
    desk.put("in", "918860000001\n");
    desk.put("out.ndjson", "precious");
    for options in ["", "--resume"] {
        let ran = desk.run(&format!("--input in --output out.ndjson {options}"));
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains("not overwritten"), "{ran:?}");
    }
    assert_eq!(desk.text("out.ndjson"), "precious");
    desk.put("empty.ndjson", "");
    assert_eq!(desk.run("--input in --output empty.ndjson --resume").code, Some(2));
    desk.put("new.ndjson.failed.csv", "precious too");
    assert_eq!(desk.run("--input in --output new.ndjson").code, Some(2));
    assert_eq!(desk.run("--input in --output out.txt").code, Some(2));
    assert_eq!(desk.run("--input nowhere --output x.csv").code, Some(2));
    assert_eq!(desk.names(), ["empty.ndjson", "in", "new.ndjson.failed.csv", "out.ndjson"]);
    assert_eq!(desk.calls().coupons, 0);
}

#[test]
fn customers_that_fail_are_listed_and_their_list_is_the_next_input() {
    let desk = Desk::new();
    desk.put("in", "000000000000\n918860000001\nmobile:ann\next:nobody\nid:345635529\n");
    let ran = desk.run("--input in --output out.ndjson");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(desk.text("out.ndjson").lines().count(), 11);
    let failed = desk.text("out.ndjson.failed.csv");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(failed.as_bytes()).records().map(Result::unwrap).collect();
    let cells = rows.iter().map(|row| [&row[0], &row[2], &row[4]]).collect::<Vec<_>>();
    assert_eq!(cells, [["000000000000", "", "3"], ["ann", "", "2"], ["", "nobody", "3"]]);
    assert!(rows.iter().all(|row| !row[5].is_empty()) && failed.contains("8015"), "{failed}");
    assert!(ran.err.contains("3 failed") && ran.err.contains("ext:nobody: The server knows no such"), "{ran:?}");
    assert!(!ran.err.contains("000000000000"), "stderr may be a log: {ran:?}");
    let again = desk.run("--input out.ndjson.failed.csv --output again.ndjson");
    assert_eq!(again.code, Some(3));
    assert_eq!(desk.text("again.ndjson.failed.csv").lines().count(), failed.lines().count());
}

#[test]
fn a_customer_who_fails_half_way_leaves_no_line() {
    let desk = Desk::with(Faults { fail_every: Some(2), fail_status: Some(500), ..Faults::default() });
    desk.put("in", CUSTOMERS);
    let ran = desk.run("--input in --output out.ndjson");
    let failed = desk.path("out.ndjson.failed.csv");
    let failures = if failed.exists() { desk.text("out.ndjson.failed.csv").lines().count() - 1 } else { 0 };
    assert_eq!(ran.code, Some(if failures > 0 { 6 } else { 0 }), "{ran:?}");
    let whole = Desk::new();
    whole.put("in", CUSTOMERS);
    whole.run("--input in --output out.ndjson");
    let lookup = |line: &str| line.split("\"lookup\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let text = desk.text("out.ndjson");
    let complete: std::collections::HashSet<String> = text.lines().map(lookup).collect();
    let whole = whole.text("out.ndjson");
    let expected: Vec<&str> = whole.lines().filter(|line| complete.contains(&lookup(line))).collect();
    assert_eq!(text.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_refused_login_ends_the_export_at_once() {
    let desk = Desk::new();
    desk.put("in", CUSTOMERS);
    let output =
        desk.command("export --input in --output out.ndjson").env("COUPONSCOPE_PASSWORD", "wrong").output().unwrap();
    let ran = finished(&output);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(desk.calls().refused <= 8 && ran.err.contains("--resume"), "{ran:?}");
    assert_eq!(desk.run("--input in --output out.ndjson --resume").code, Some(0));
    assert_eq!(desk.text("out.ndjson").lines().count(), 1589);
}

#[test]
fn an_empty_input_and_a_customer_without_coupons_are_no_failures() {
    let desk = Desk::new();
    desk.put("nobody", "\n\n");
    desk.put("nora", "919800000000\n");
    for input in ["nobody", "nora"] {
        assert_eq!(desk.run(&format!("--input {input} --output {input}.csv")).code, Some(0));
        assert_eq!(desk.text(&format!("{input}.csv")).lines().count(), 1);
    }
}

#[test]
fn the_profiles_most_calls_a_minute_are_kept_to() {
    let desk = Desk::new();
    desk.put("in", "918860000001\n917003222195\n919800000000\n919800000070\n");
    let profile = format!("[profiles.slow]\nbase_url = \"{}\"\nusername = \"{USERNAME}\"\n", desk.base_url());
    desk.put("slow.toml", &format!("{profile}password_env = \"SECRET\"\nrate_per_minute = 120\n"));
    let mut command = desk.command("export --input in --output out.ndjson --config slow.toml");
    for name in ["BASE_URL", "USERNAME", "PASSWORD"] {
        command.env_remove(format!("COUPONSCOPE_{name}"));
    }
    let start = now();
    let ran = finished(&command.env("SECRET", PASSWORD).output().unwrap());
    assert_eq!((ran.code, desk.calls().coupons), (Some(0), 4), "{ran:?}");
    // the first call waits for nobody, the other three half a second each
    assert!(start.elapsed() >= Duration::from_millis(1500), "{:?}", start.elapsed());
}
