//! `export` killed at moments that nobody chose, and gone on with.

use std::time::Duration;

use couponscope::sandbox::{Faults, PASSWORD, USERNAME};
use md5::{Digest as _, Md5};
use rustix::process::{Pid, Signal, kill_process};

use super::desk::{CUSTOMERS, Desk, finished};

const OPTIONS: &str = "--input in --output out.ndjson --resume";

fn undisturbed(file: &str) -> (String, u64) {
    let desk = Desk::new();
    desk.put("in", CUSTOMERS);
    assert_eq!(desk.run(&format!("--input in --output {file}")).code, Some(0));
    (desk.text(file), desk.calls().coupons)
}

#[test]
fn killed_at_any_moment_it_ends_with_the_lines_of_an_undisturbed_run() {
    let (expected, calls) = undisturbed("out.ndjson");
    let whole = u64::try_from(expected.len()).unwrap();
    for round in 0..6_u64 {
        let desk = Desk::with(Faults { latency: Duration::from_millis(3), ..Faults::default() });
        desk.put("in", CUSTOMERS);
        let mut kills = 0;
        for part in 0..12 {
            let mut run = desk.start(OPTIONS);
            // lengths that fall everywhere: into headings, marks, pages and between them
            desk.wait_for("out.ndjson", (part * 131 + round * 977) * whole / 1700, &mut run);
            std::thread::sleep(Duration::from_micros(round * 311 + part * 97));
            run.kill().unwrap();
            if run.wait_with_output().unwrap().status.code().is_some() {
                break;
            }
            kills += 1;
        }
        let ran = desk.run(OPTIONS);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(desk.text("out.ndjson") == expected, "round {round}, {kills} kills");
        assert_eq!(desk.names(), ["in", "out.ndjson"]);
        // up to eight customers of at most three pages and an end each are asked for again
        assert!(desk.calls().coupons <= calls + kills * 24, "{} calls of {calls}", desk.calls().coupons);
    }
}

#[test]
fn killed_while_the_server_fails_it_loses_and_doubles_nothing() {
    let (expected, _) = undisturbed("out.csv");
    let desk = Desk::with(Faults { fail_every: Some(7), latency: Duration::from_millis(2), ..Faults::default() });
    desk.put("in", CUSTOMERS);
    for part in 1..6 {
        let mut run = desk.start("--input in --output out.csv --resume");
        desk.wait_for("out.csv", part * 90_000, &mut run);
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert_eq!(desk.run("--input in --output out.csv --resume").code, Some(0));
    let ids = |text: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(|row| row.map(|row| format!("{} {}", &row[1], &row[2])).unwrap()).collect()
    };
    assert_eq!(ids(&desk.text("out.csv")), ids(&expected));
}

#[test]
fn a_customer_that_is_done_is_not_asked_for_again() {
    let desk = Desk::with(Faults { latency: Duration::from_millis(20), ..Faults::default() });
    desk.put("in", CUSTOMERS);
    let mut run = desk.start(OPTIONS);
    desk.wait_for("out.ndjson", 500_000, &mut run);
    run.kill().unwrap();
    run.wait().unwrap();
    let done = desk.text("out.ndjson.journal").lines().count() - 1;
    assert!((2..24).contains(&done), "{done}");
    let before = desk.calls().queries.len();
    assert_eq!(desk.run(OPTIONS).code, Some(0));
    let calls = desk.calls();
    let asked_again = calls.queries.iter().skip(before).filter(|query| query.contains("918860000001")).count();
    assert_eq!(asked_again, 0, "the first customer was complete");
}

#[test]
fn ctrl_c_ends_it_with_130_and_it_can_be_gone_on_with() {
    let (expected, _) = undisturbed("out.ndjson");
    let desk = Desk::with(Faults { latency: Duration::from_millis(20), ..Faults::default() });
    desk.put("in", CUSTOMERS);
    let mut run = desk.start("--input in --output out.ndjson");
    desk.wait_for("out.ndjson", 100_000, &mut run);
    kill_process(Pid::from_child(&run), Signal::INT).unwrap();
    let ran = finished(&run.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{ran:?}");
    assert!(ran.err.contains("--resume"), "{ran:?}");
    let refused = desk.run("--input in --output out.ndjson");
    assert!(refused.code == Some(2) && refused.err.contains("add --resume"), "{refused:?}");
    assert_eq!(desk.run(OPTIONS).code, Some(0));
    assert!(desk.text("out.ndjson") == expected);
}

#[test]
fn going_on_with_something_else_is_refused() {
    let desk = Desk::with(Faults { latency: Duration::from_millis(20), ..Faults::default() });
    desk.put("in", CUSTOMERS);
    desk.put("other", "918860000001\n");
    let mut run = desk.start(OPTIONS);
    desk.wait_for("out.ndjson", 100_000, &mut run);
    let beside = desk.run(OPTIONS);
    assert!(beside.code == Some(2) && beside.err.contains("another couponscope"), "{beside:?}");
    run.kill().unwrap();
    run.wait().unwrap();
    let before = desk.text("out.ndjson");
    for (options, word) in [
        ("--input other --output out.ndjson --resume", "another input"),
        ("--input in --output out.ndjson --resume --status redeemed", "--status"),
        ("--input in --output out.ndjson --resume --offset 1", "--offset"),
        ("--input in --output out.ndjson --resume --base-url http://127.0.0.1:9", "another server"),
    ] {
        let ran = desk.run(options);
        assert!(ran.code == Some(2) && ran.err.contains(word), "{ran:?}");
    }
    let other_login =
        desk.command(&format!("export {OPTIONS}")).env("COUPONSCOPE_USERNAME", "office").output().unwrap();
    let ran = finished(&other_login);
    assert!(ran.code == Some(2) && ran.err.contains("another account"), "{ran:?}");
    assert_eq!(desk.text("out.ndjson"), before);
}

#[test]
fn going_on_with_what_is_complete_asks_nobody_and_ends_as_it_ended() {
    for output in ["out.ndjson", "out.csv"] {
        let desk = Desk::new();
        desk.put("in", "ext:=nobody\n919800000250\n919800000000\n");
        desk.put("other", "919800000000\n918860000001\n");
        let line = format!("--input in --output {output}");
        assert_eq!(desk.run(&line).code, Some(3));
        let (calls, text) = (desk.calls().coupons, desk.text(output));
        let again = desk.run(&format!("{line} --resume"));
        assert!(
            again.code == Some(3) && again.err.contains("has no journal") && again.err.contains("taken as complete"),
            "{again:?}"
        );
        assert_eq!(desk.run(&line).code, Some(2));
        let other = desk.run(&format!("--input other --output {output} --resume"));
        assert!(other.code == Some(2) && other.err.contains("no export of this input"), "{other:?}");
        assert_eq!((desk.calls().coupons, desk.text(output)), (calls, text));
    }
}

#[test]
fn what_is_kept_to_go_on_with_gives_away_neither_customers_nor_login() {
    let desk = Desk::with(Faults { latency: Duration::from_millis(300), ..Faults::default() });
    desk.put("in", "919800000250\n");
    let mut run = desk.start(OPTIONS);
    desk.wait_for("out.ndjson", 50_000, &mut run);
    run.kill().unwrap();
    run.wait().unwrap();
    let journal = desk.text("out.ndjson.journal");
    let hash = |text: &str| format!("{:x}", Md5::digest(text));
    // a hash of a number is the number to whoever tries all of them
    for told in ["919800000250", USERNAME, PASSWORD, &hash("919800000250\n"), &hash("919800000250")] {
        assert!(!journal.contains(told), "{told} in {journal}");
    }
}

#[test]
fn a_full_disk_ends_it_with_2_and_it_can_be_gone_on_with() {
    let (expected, _) = undisturbed("out.ndjson");
    let desk = Desk::new();
    desk.put("in", CUSTOMERS);
    // a limit on the size of files stands for the end of the disk
    let ran = finished(&desk.limited("trap '' XFSZ; ulimit -f 400", &format!("export {OPTIONS}")).output().unwrap());
    assert!(
        ran.code == Some(2) && ran.err.contains("the file would be too large") && ran.err.contains("--resume"),
        "{ran:?}"
    );
    assert!(desk.text("out.ndjson").len() < expected.len());
    assert_eq!(desk.run(OPTIONS).code, Some(0));
    assert!(desk.text("out.ndjson") == expected);
}
