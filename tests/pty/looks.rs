//! What goes over the wire: colours, symbols, and not one byte that is not ours.

use super::sequences::{foreign, looks};
use super::terminal::selected;
use super::{AWKWARD, TOM, Terminal, VERA, demo};

const NOTHING: [&str; 0] = [];

/// A walk over every screen there is.
fn tour(terminal: &Terminal) {
    terminal.wait_for("rows", |screen| selected(screen).is_some());
    terminal.send("m");
    for (keys, seen) in
        [("?", "Keys"), ("\x1b[B\x1b[B\x1b[B", "Keys"), ("\x1b", ""), (":", "What do you want"), ("\x1b", "")]
    {
        terminal.send(keys);
        terminal.shows(seen);
        terminal.shows_no("never shown");
    }
    terminal.wait_for("rows again", |screen| selected(screen).is_some());
    for _ in 0..31 {
        terminal.send("y");
        terminal.send("j");
    }
    terminal.send("G");
    terminal.send("gjjj");
    terminal.send("v");
    terminal.wait_for("the text alone", |screen| selected(screen).is_none());
    terminal.send("x");
    terminal.wait_for("rows again", |screen| selected(screen).is_some());
    terminal.send("\r");
    for _ in 0..40 {
        terminal.send("j");
    }
    terminal.send("l\x1b");
    terminal.send("/e\r");
    terminal.shows("filter");
}

#[test]
fn nothing_but_our_own_sequences_goes_out_whatever_the_server_sends() {
    for size in [(120, 40), (80, 24)] {
        let mut terminal = super::demo_at(size, &[AWKWARD]);
        tour(&terminal);
        terminal.send("q");
        assert_eq!(terminal.ends(), 0);
        let output = terminal.output();
        assert_eq!(foreign(&output), NOTHING);
        // what the sandbox's customer tries: a background, which no theme of ours touches, and blinking
        let looks = looks(&output);
        assert!(!looks.iter().any(|look| look.split(';').any(|number| number == "41" || number == "5")), "{looks:?}");
        assert!(!looks.iter().any(|look| look.contains("38;5")), "the longer form for one of the 16 colours");
        let text = String::from_utf8(output).unwrap();
        let clears = text.matches("\x1b[2J").count();
        // one more right before the alternate screen is left
        assert_eq!(clears, text.matches("\x1b[?2026h\x1b[?25l\x1b[2J").count() + 1);
        assert!(!terminal.copies().iter().any(|copy| copy == "pwned"), "{:?}", terminal.copies());
        assert!(terminal.copies().iter().all(|copy| !copy.chars().any(char::is_control)));
        assert!(terminal.copies().len() > 20);
    }
}

#[test]
fn every_frame_is_whole() {
    let mut terminal = demo(&[VERA]);
    tour(&terminal);
    terminal.send("q");
    terminal.ends();
    let text = String::from_utf8(terminal.output()).unwrap();
    let (mut open, mut frames) = (false, 0);
    for (at, _) in text.match_indices("\x1b[?2026") {
        let begins = text.split_at(at).1.starts_with("\x1b[?2026h");
        // the way out ends an update that may be open
        if !begins && !open {
            assert!(text.split_at(at).1.contains("\x1b[?1049l"));
            continue;
        }
        assert_ne!(begins, open, "frames do not mix");
        open = begins;
        frames += u32::from(begins);
    }
    assert!(!open && frames > 3, "{frames}");
    let between: String = text
        .split("\x1b[?2026h")
        .skip(1)
        .filter_map(|frame| frame.split_once("\x1b[?2026l"))
        .map(|(_, rest)| rest)
        .collect();
    let copies_and_the_end = super::sequences::pieces(between.as_bytes());
    assert!(!copies_and_the_end.iter().any(|piece| matches!(piece, super::sequences::Piece::Letter(_))), "{between:?}");
}

#[test]
fn no_color_sends_no_colour_and_shows_the_selection_in_reverse() {
    let terminal = Terminal::open((120, 40), &[TOM, "--demo"], &[("NO_COLOR", "1"), ("SSH_TTY", "x")]);
    terminal.selects("KNRYHMRW");
    terminal.wait_for("the selection in reverse", |screen| row_is_inverse(screen, "KNRYHMRW"));
    terminal.send("jy");
    terminal.wait_for("the next one in reverse", |screen| {
        row_is_inverse(screen, "7TF6TBQB") && !row_is_inverse(screen, "KNRYHMRW")
    });
    terminal.copied();
    let colours: Vec<String> = looks(&terminal.output()).into_iter().filter(|look| is_colour(look)).collect();
    assert_eq!(colours, NOTHING);
    // empty is unset
    let coloured = Terminal::open((120, 40), &[TOM, "--demo"], &[("NO_COLOR", "")]);
    coloured.selects("KNRYHMRW");
    assert!(looks(&coloured.output()).iter().any(|look| is_colour(look)));
}

fn row_is_inverse(screen: &vt100::Screen, text: &str) -> bool {
    let rows: Vec<String> = screen.rows(0, screen.size().1.get()).collect();
    // in the list: the detail beside it names the code too
    let in_list = |row: &String| row.chars().take(30).collect::<String>().contains(text);
    let Some(row) = rows.iter().position(in_list) else { return false };
    let row = u16::try_from(row).unwrap();
    (2..30).any(|column| screen.cell(row, column).is_some_and(vt100::Cell::inverse))
}

/// Sets a colour, as 31 does; to set none, as 39 does, is none.
fn is_colour(look: &str) -> bool {
    let numbers: Vec<u16> = look.split(';').filter_map(|number| number.parse().ok()).collect();
    numbers.iter().any(|number| matches!(number, 30..=38 | 40..=48 | 90..=107))
}

#[test]
fn only_ascii_goes_to_a_terminal_that_is_not_utf_8() {
    for (customer, env) in [(TOM, ("LANG", "C")), (AWKWARD, ("LANG", "C")), (TOM, ("LC_ALL", "de_DE.ISO-8859-1"))] {
        let mut terminal = Terminal::open((120, 40), &[customer, "--demo"], &[env, ("SSH_TTY", "x")]);
        terminal.wait_for("a row", |screen| selected(screen).is_some());
        terminal.send("?");
        terminal.shows("Move down a screen");
        terminal.send("\x1b");
        terminal.shows_no("Move down a screen");
        terminal.send("jy\r");
        terminal.copied();
        terminal.send("\x1b");
        terminal.send("q");
        terminal.ends();
        let output = terminal.output();
        let strange: Vec<&u8> = output.iter().filter(|byte| !byte.is_ascii()).collect();
        assert!(strange.is_empty(), "{env:?}: {strange:?}");
    }
}

#[test]
fn a_terminal_that_can_nothing_gets_a_hint_and_no_escape_byte() {
    let mut terminal = Terminal::open((80, 24), &[TOM, "--demo"], &[("TERM", "dumb")]);
    assert_eq!(terminal.ends(), 2);
    let output = String::from_utf8(terminal.output()).unwrap();
    assert!(output.contains("couponscope list") && !output.contains('\x1b'), "{output}");
    let usage = env!("CARGO_BIN_EXE_couponscope");
    for script in [format!("{usage} --demo </dev/null"), format!("{usage} --demo | cat")] {
        let mut terminal = Terminal::run((80, 24), "sh", &["-c", &script], &[]);
        terminal.ends();
        let output = String::from_utf8(terminal.output()).unwrap();
        assert!(output.contains("couponscope list") && !output.contains('\x1b'), "{output}");
    }
}

#[test]
fn every_kind_of_terminal_is_served_in_the_same_way() {
    for term in ["linux", "vt100", "screen-256color", "xterm-256color", "tmux-256color", "putty"] {
        let mut terminal = Terminal::open((80, 24), &[TOM, "--demo"], &[("TERM", term)]);
        terminal.selects("KNRYHMRW");
        terminal.send("q");
        assert_eq!(terminal.ends(), 0, "{term}");
        assert!(terminal.is_restored(), "{term}");
        assert_eq!(foreign(&terminal.output()), NOTHING, "{term}");
    }
}
