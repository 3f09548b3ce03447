//! The main job: look a customer up, see the coupons, page, filter, copy.

use std::time::Duration;

use super::terminal::until;
use super::{AWKWARD, TOM, Terminal, VERA, browser_on, demo, page, parameter, server_of};
use crate::contract::server::{Act, Background};

#[test]
fn the_first_screen_says_whom_to_look_up() {
    let terminal = demo(&[]);
    terminal.shows("the built-in sandbox");
    terminal.shows("Tom Sawyer, the four coupons of the vendor's page");
    terminal.shows(VERA);
    terminal.wait_for("a screen of its own with a cursor in the search line", |screen| {
        screen.alternate_screen() && !screen.hide_cursor() && screen.bracketed_paste()
    });
}

#[test]
fn tom_sawyer_is_looked_up_and_a_code_copied() {
    let terminal = demo(&[]);
    terminal.shows("Tom Sawyer");
    terminal.send(format!("{TOM}\r"));
    for code in ["KNRYHMRW", "7TF6TBQB", "6JAFX7ZF", "KZWMCYTR"] {
        terminal.shows(code);
    }
    terminal.shows("1–4 of 4");
    terminal.selects("KNRYHMRW");
    terminal.send("jy");
    terminal.selects("7TF6TBQB");
    assert_eq!(terminal.copied(), "7TF6TBQB");
    terminal.shows("Sent to your terminal");
    assert!(!terminal.look(vt100::Screen::contents).contains(TOM), "the number is masked");
}

#[test]
fn marked_codes_are_copied_one_a_line_in_the_order_of_the_list() {
    let terminal = demo(&[TOM]);
    terminal.selects("KNRYHMRW");
    terminal.send("jjj kk y");
    terminal.selects("7TF6TBQB");
    assert_eq!(terminal.copied(), "7TF6TBQB\nKZWMCYTR");
}

#[test]
fn the_pages_of_a_long_list_follow_each_other_by_key_and_by_walking() {
    let terminal = demo(&[VERA]);
    terminal.shows("page 1 of 3, 1–100 of 250");
    terminal.send("]");
    terminal.shows("page 2 of 3, 101–200 of 250");
    terminal.send("G");
    terminal.wait_for("the last row", |screen| super::terminal::selected(screen).is_some());
    terminal.send("j");
    terminal.shows("page 3 of 3, 201–250 of 250");
    terminal.send("[");
    terminal.shows("page 2 of 3");
}

#[test]
fn order_and_status_are_asked_of_the_server() {
    let server = server_of(30);
    let terminal = browser_on(&server, &[TOM]);
    terminal.selects("DESC-0000");
    terminal.send("o");
    terminal.selects("ASC-0000");
    terminal.shows("oldest first");
    let last = || server.requests().pop().unwrap();
    assert_eq!(parameter(&last(), "sort_order"), Some("ASC"));
    terminal.send("s");
    // the title names it already while it is asked for
    until("the status is asked for", || server.count("status=") == 1);
    terminal.shows("status redeemable  oldest first");
    let asked = server.requests().into_iter().find(|request| parameter(request, "status").is_some()).unwrap();
    assert_eq!((parameter(&asked, "status"), parameter(&asked, "sort_order")), (Some("REDEEMABLE"), Some("ASC")));
    terminal.send("c");
    until("the code case is asked for", || server.count("coupon_code_case=UPPER") == 1);
    terminal.shows("codes in upper case");
    assert_eq!(parameter(&last(), "coupon_code_case"), Some("UPPER"));
}

#[test]
fn the_next_page_is_there_before_it_is_asked_for() {
    // whatever is asked after the second page never gets an answer
    let server = Background::start(|request, _| match parameter(request, "offset") {
        Some("0" | "100") => Act::Reply(page(request, 250)),
        _ => Act::Stall(Vec::new()),
    });
    let terminal = browser_on(&server, &[TOM]);
    terminal.shows("page 1 of 3");
    until("the page ahead is asked for", || server.count("offset=100") == 1);
    terminal.send("]");
    terminal.shows("page 2 of 3");
    terminal.selects("DESC-0100");
    assert_eq!(server.count("offset=100"), 1, "fetched once");
    // the third never comes: the second stays, and keys go on working
    terminal.send("]j");
    terminal.selects("DESC-0101");
    terminal.shows("page 2 of 3");
    terminal.send("q");
}

#[test]
fn old_rows_stay_and_keys_work_while_the_server_is_slow() {
    let server = Background::start(|request, number| {
        let answer = page(request, 30);
        if number == 0 { Act::Reply(answer) } else { Act::Late(Duration::from_millis(1500), answer) }
    });
    let terminal = browser_on(&server, &[TOM]);
    terminal.selects("DESC-0000");
    terminal.send("ojj");
    terminal.selects("DESC-0002");
    terminal.shows("asking for oldest first");
    terminal.shows("1 s");
    terminal.shows("ASC-0000");
}

#[test]
fn a_body_that_comes_byte_by_byte_leaves_the_screen_alive_and_esc_ends_it() {
    let server = Background::start(|request, _| Act::Drip(Duration::from_millis(100), page(request, 250)));
    let terminal = browser_on(&server, &[TOM]);
    terminal.shows("Looking up");
    terminal
        .wait_for("the seconds", |screen| screen.contents().lines().next().is_some_and(|line| line.contains(" 1 s")));
    terminal.send("?");
    terminal.shows("Keys");
    terminal.send("\x1b");
    terminal.shows_no("Keys");
    terminal.send("\x1b");
    terminal.shows("The look-up was stopped.");
    terminal.wait_for("the end of the connection", |_| server.open_connections() == 0);
}

#[test]
fn a_failure_says_what_failed_and_what_to_do() {
    let server = Background::start(|_, _| Act::Reply(crate::contract::server::http("401 Unauthorized", b"{}")));
    let terminal = browser_on(&server, &[TOM]);
    terminal.shows("refused");
    terminal.shows("ask again");
    let unknown = demo(&["910000000000"]);
    unknown.shows("8015");
    unknown.shows("try it as");
}

#[test]
fn a_code_with_an_escape_sequence_in_it_is_shown_and_copied_as_text() {
    let terminal = demo(&[AWKWARD]);
    terminal.shows("ESC[41m042");
    terminal.send("jjjy");
    terminal.selects("ESC[41m042");
    assert_eq!(terminal.copied(), "ESC[41m042[0m");
}

#[test]
fn a_customer_on_stdin_leaves_the_keys_to_the_terminal() {
    let binary = env!("CARGO_BIN_EXE_couponscope");
    let script = format!("echo {TOM} | {binary} - --demo");
    let mut terminal = Terminal::run((120, 40), "sh", &["-c", &script], &[]);
    terminal.selects("KNRYHMRW");
    terminal.send("j");
    terminal.selects("7TF6TBQB");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}
