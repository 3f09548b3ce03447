//! A panic anywhere: the terminal is given back first, and what is said holds no data.

use vt100::Screen;

use couponscope::command;
use couponscope::runtime::{panic_hook, terminal};

use super::Terminal;
use super::terminal::until;
use crate::command_line::{couponscope, run};

/// Where the child is to panic; set for the child alone.
const PLACE: &str = "COUPONSCOPE_TEST_PANICS_IN";

#[test]
fn a_panic_in_any_thread_or_task_restores_the_terminal_and_tells_no_data() {
    let tests = std::env::current_exe().unwrap();
    for place in ["main", "thread", "task"] {
        // the program has no place that is known to panic, so this very test binary takes the terminal and does
        let args = ["--exact", "pty::panics::this_is_the_child", "--nocapture", "--test-threads=1"];
        let mut terminal = Terminal::run((80, 24), tests.to_str().unwrap(), &args, &[(PLACE, place)]);
        let code = terminal.ends();
        assert_eq!(code, 101, "{place}");
        assert!(terminal.is_restored(), "{place}");
        let output = String::from_utf8(terminal.output()).unwrap();
        let (before, after) = output.rsplit_once("\x1b[?1049l").expect("a screen that was taken and given back");
        assert!(before.contains("\x1b[?1049h"), "{output:?}");
        assert!(after.contains("what has to be removed is removed"), "{place}: {output:?}");
        assert!(after.contains("panics.rs") && !output.contains("918860000001"), "{place}: {output:?}");
        assert!(terminal.look(Screen::contents).contains("panics.rs"), "it can be read in the shell");
    }
}

#[test]
fn this_is_the_child() {
    let Some(place) = couponscope::settings::environment(PLACE) else { return };
    terminal::use_terminal(rustix::io::dup(std::io::stdout()).unwrap());
    panic_hook::install(101, || println!("what has to be removed is removed"));
    terminal::enter().unwrap();
    let fail = || panic!("customer 918860000001");
    match place.as_str() {
        "thread" => {
            let _ = std::thread::Builder::new().spawn(fail).unwrap().join();
        }
        "task" => {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
            let _ = runtime.block_on(runtime.spawn(async move { fail() }));
        }
        _ => fail(),
    }
    // the end comes with the panic
    std::thread::park();
}

/// No thread can have a stack of this size, and the library for tasks panics where it gets no thread.
const NO_THREADS: (&str, &str) = ("RUST_MIN_STACK", "70368744177664");

#[test]
fn a_panic_in_a_command_that_prints_ends_it_with_101_and_quotes_nothing() {
    for arguments in [&["doctor"][..], &["list", "918860000001", "--demo"]] {
        let mut command = couponscope(arguments);
        command.env(NO_THREADS.0, NO_THREADS.1);
        let ended = run(command);
        assert_eq!(ended.code, 101, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains("couponscope stopped because of an internal error at "), "{}", ended.err);
        assert!(!ended.err.contains("spawn"), "what the panic says is repeated: {}", ended.err);
        assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
    }
}

#[test]
fn a_panic_at_a_hidden_question_leaves_a_terminal_that_shows_what_is_typed() {
    let tests = std::env::current_exe().unwrap();
    let args = ["--exact", "pty::panics::this_is_the_child_that_asks", "--nocapture", "--test-threads=1"];
    let mut terminal = Terminal::run((80, 24), tests.to_str().unwrap(), &args, &[(PLACE, "question")]);
    terminal.shows("Password (not shown):");
    until("a prompt that hides what is typed", || !terminal.takes_lines());
    terminal.signal(rustix::process::Signal::USR1);
    assert_eq!(terminal.ends(), 101);
    assert!(terminal.is_cooked());
}

#[test]
fn this_is_the_child_that_asks() {
    if couponscope::settings::environment(PLACE).as_deref() != Some("question") {
        return;
    }
    command::end_on_panic();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _guard = runtime.enter();
    let mut asked = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::user_defined1()).unwrap();
    std::thread::Builder::new().spawn(|| couponscope::settings::ask_hidden("Password")).unwrap();
    runtime.block_on(asked.recv());
    panic!("customer 918860000001");
}
