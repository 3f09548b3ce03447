//! A panic anywhere: the terminal is given back first, and what is said holds no data.

use vt100::Screen;

use couponscope::runtime::terminal;

use super::Terminal;

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
        assert!(code != 0 && code != 130, "{place}: {code}");
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
    terminal::restore_on_panic(|| println!("what has to be removed is removed"));
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
