//! Keys over poor links: split, queued, pasted, broken.

use std::time::Duration;

use super::terminal::now;
use super::{TOM, VERA, demo, server_of};

/// Between the pieces of a key on a slow link; a lone Esc is one after 100 ms.
const APART: Duration = Duration::from_millis(40);

#[test]
fn an_arrow_that_arrives_in_pieces_is_an_arrow() {
    for pieces in [["\x1b", "[B"], ["\x1b[", "B"], ["\x1b", "OB"]] {
        let terminal = demo(&[TOM]);
        terminal.selects("KNRYHMRW");
        // on a machine that stands still between the pieces they are rightly no arrow: try again
        for _ in 0..20 {
            let start = now();
            terminal.send(pieces[0]);
            std::thread::sleep(APART);
            terminal.send(pieces[1]);
            if start.elapsed() < APART * 2 {
                break;
            }
            terminal.send("\x1b[A");
        }
        terminal.selects("7TF6TBQB");
    }
}

#[test]
fn a_lone_esc_acts_and_never_quits_or_loses_what_was_typed() {
    let terminal = demo(&[]);
    terminal.shows("Tom Sawyer");
    terminal.send("vera");
    terminal.shows("vera");
    terminal.send("\x1b");
    terminal.send("\x1bOP");
    terminal.shows("Keys");
    terminal.send("\x1b");
    terminal.shows_no("Move down a screen");
    terminal.send("\x1b\x1b\x1b");
    terminal.shows("vera");
    let listed = demo(&[TOM]);
    listed.selects("KNRYHMRW");
    listed.send("?");
    listed.shows("Move down a screen");
    listed.send("\x1b");
    listed.shows_no("Move down a screen");
    listed.send("\x1b");
    listed.send("\x1b[B");
    listed.shows("KNRYHMRW");
}

#[test]
fn two_escs_and_an_arrow_do_nothing_bad() {
    let terminal = demo(&[TOM]);
    terminal.selects("KNRYHMRW");
    terminal.send("j?");
    terminal.shows("Move down a screen");
    terminal.send("\x1b\x1b[A");
    terminal.selects("KNRYHMRW");
}

#[test]
fn keys_of_other_terminals_and_late_replies() {
    let terminal = demo(&[TOM]);
    terminal.selects("KNRYHMRW");
    for (bytes, code) in [
        ("\x1b[4~", "KZWMCYTR"),
        ("\x1b[1~", "KNRYHMRW"),
        ("\x1b[8~", "KZWMCYTR"),
        ("\x1b[7~", "KNRYHMRW"),
        ("\x1bOF", "KZWMCYTR"),
        ("\x1bOH", "KNRYHMRW"),
        // late replies to questions of some other program, then a key
        ("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;22c\x1bP>|XTerm(390)\x1b\\j", "7TF6TBQB"),
        ("\x1b[24;80R\x1b[Mabcj", "6JAFX7ZF"),
    ] {
        terminal.send(bytes);
        terminal.selects(code);
    }
    let typing = demo(&[]);
    typing.shows("Tom Sawyer");
    typing.send("\u{e9}tudeXX\x08\x7f");
    typing.shows("étude ");
    typing.send([0xff, 0xc3]);
    typing.send([0xa9, b'!']);
    typing.shows("étudeé!");
}

#[test]
fn a_paste_is_text_whatever_is_in_it() {
    let terminal = demo(&[]);
    terminal.shows("Tom Sawyer");
    terminal.send("\x1b[200~9188\r\x03\x1b[31m60\x1b[201~");
    terminal
        .wait_for("what was pasted", |screen| screen.contents().lines().any(|line| line.starts_with("Customer  9188")));
    assert!(!terminal.look(vt100::Screen::contents).contains("Looking up"));
    // a megabyte of letters that would quit, were they keys
    terminal.send("\x15\x1b[200~");
    terminal.send("q".repeat(1 << 20));
    terminal.send("\x1b[201~");
    terminal.shows("qqqqqqqq");
    terminal.send(format!("\x15{TOM}\r"));
    terminal.selects("KNRYHMRW");
}

#[test]
fn ten_thousand_queued_keys_end_in_the_right_place() {
    let terminal = demo(&[VERA]);
    terminal.shows("page 1 of 3");
    let server = server_of(90);
    let scripted = super::browser_on(&server, &[TOM]);
    scripted.selects("DESC-0000");
    let keys = "j".repeat(60) + &"k".repeat(60);
    let start = now();
    scripted.send(keys.repeat(83) + &"j".repeat(40));
    scripted.selects("DESC-0040");
    println!("10,000 keys took {:?}", start.elapsed());
    // at the edge of a page keys wait for nobody and lead into the next one
    terminal.send("j".repeat(120));
    terminal.shows("page 2 of 3");
}

#[test]
fn ctrl_c_quits_out_of_a_paste_whose_end_was_lost() {
    let mut terminal = demo(&[TOM]);
    terminal.selects("KNRYHMRW");
    terminal.send("\x1b[200~abc");
    // pasted bytes come without a break; a key is pressed by hand
    std::thread::sleep(Duration::from_millis(700));
    terminal.send("\x03");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
}
