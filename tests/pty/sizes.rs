//! Every size of the screen, and changes of it.

use vt100::Screen;

use super::terminal::selected;
use super::{TOM, Terminal, demo_at};

#[test]
fn every_size_shows_something_true_and_takes_keys() {
    for size in [(1, 1), (2, 3), (19, 5), (20, 4), (20, 5), (40, 8), (60, 12), (80, 24), (119, 25), (500, 200)] {
        let mut terminal = demo_at(size, &[TOM]);
        if size.0 >= 20 && size.1 >= 5 {
            terminal.shows("KNRY");
        } else if size.0 >= 9 {
            terminal.shows("too small");
        } else {
            terminal.wait_for("a screen of its own", Screen::alternate_screen);
        }
        terminal.send("j?\x1b[B");
        terminal.send("\x1b");
        terminal.send("q");
        assert_eq!(terminal.ends(), 0, "{size:?}");
        assert!(terminal.is_restored(), "{size:?}");
    }
}

/// Everything but the first line, which tells the time.
fn body(terminal: &Terminal) -> String {
    terminal.look(|screen| screen.contents().lines().skip(1).collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_burst_of_changes_ends_in_the_screen_of_the_last_size() {
    let fresh = demo_at((97, 31), &[TOM]);
    fresh.selects("KNRYHMRW");
    let terminal = demo_at((80, 24), &[TOM]);
    terminal.selects("KNRYHMRW");
    for step in 0..60 {
        terminal.resize((20 + step * 7 % 140, 5 + step * 11 % 60));
    }
    terminal.resize((97, 31));
    let expected = body(&fresh);
    terminal.wait_for("the screen of the last size", |screen| {
        screen.contents().lines().skip(1).collect::<Vec<_>>().join("\n") == expected
    });
    terminal.send("j");
    terminal.selects("7TF6TBQB");
}

#[test]
fn a_change_of_size_in_the_first_moments_is_seen() {
    for _ in 0..5 {
        let terminal = demo_at((80, 24), &[TOM]);
        terminal.resize((100, 33));
        terminal.wait_for("all lines in use", |screen| {
            selected(screen).is_some() && screen.contents().lines().count() == 33
        });
    }
}

#[test]
fn a_small_screen_grows_and_shrinks_with_everything_at_hand() {
    let terminal = demo_at((1, 1), &[TOM]);
    for size in [(200, 60), (20, 5), (120, 40), (3, 3), (80, 24)] {
        terminal.resize(size);
        if size.0 >= 20 {
            terminal.selects("KNRY");
        }
    }
    terminal.send("j");
    terminal.selects("7TF6TBQB");
}
