//! The tables of the README, made from the program's own.

use std::fmt::Write as _;

use couponscope::api::CLUSTERS;
use couponscope::app::Action;
use couponscope::command::Exit;
use couponscope::domain::FailureKind;
use couponscope::keymap::Keymap;
use couponscope::runtime::clipboard::choose;
use couponscope::sandbox::CUSTOMERS;
use couponscope::settings::{Copying, Surroundings};

/// A generated part of the README: the name in its marks, and what belongs between them.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) text: String,
}

/// Every generated part.
pub(super) fn all() -> Vec<Table> {
    let table = |name, text| Table { name, text };
    vec![
        table("customers", customers()),
        table("keys", keys()),
        table("exits", exits()),
        table("failures", failures()),
        table("clusters", clusters()),
        table("copying", copying()),
    ]
}

/// Rows of cells under their headings.
fn rows<const N: usize>(headings: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&headings.map(str::to_owned));
    text.push_str(&line(&[const { "---" }; N].map(str::to_owned)));
    for cells in rows {
        text.push_str(&line(&cells.map(|cell| cell.replace('|', "\\|"))));
    }
    text
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn customers() -> String {
    rows(["look up", "and see"], CUSTOMERS.map(|customer| [code(customer.identifier), customer.what.to_owned()]))
}

fn keys() -> String {
    let keymap = Keymap::defaults();
    let row = |action: &Action| {
        let keys: Vec<String> = keymap.chords(*action).iter().map(|chord| code(&chord.display())).collect();
        let places: Vec<&str> = action.row().contexts.iter().map(|context| context.heading()).collect();
        [keys.join(" "), action.row().help.to_owned(), places.join(", ")]
    };
    rows(["key", "what it does", "where"], Action::ALL.iter().map(row))
}

/// The lines that `--help` has below "Exit codes:".
fn exits() -> String {
    let help = couponscope::cli::command().get_after_help().map(ToString::to_string).unwrap_or_default();
    let (_, codes) = help.split_once("Exit codes:\n").expect("--help tells the exit codes");
    let row = |line: &str| {
        let (number, meaning) = line.trim().split_once(' ').expect("a number and its meaning");
        [number.to_owned(), meaning.trim().to_owned()]
    };
    rows(["exit code", "meaning"], codes.lines().map(row))
}

fn failures() -> String {
    let row = |kind: FailureKind| {
        let again = if kind.is_passing() { "yes" } else { "no" };
        let exit = Exit::of(kind).code().to_string();
        [kind.sentence().to_owned(), exit, again.to_owned(), kind.advice().to_owned()]
    };
    rows(["what went wrong", "exit code", "tried again", "what to do"], FailureKind::ALL.map(row))
}

fn clusters() -> String {
    rows(["cluster", "base URL"], CLUSTERS.map(|(name, host)| [name.to_owned(), code(&format!("https://{host}"))]))
}

/// Where the program finds itself, most telling first, and the way it then chooses.
fn copying() -> String {
    let xterm = || Surroundings { term: Some("xterm-256color".to_owned()), ..Surroundings::default() };
    let term = |term: &str| Surroundings { term: Some(term.to_owned()), ..Surroundings::default() };
    let places = [
        ("`TERM` is `linux` (the text console) or not set", term("linux")),
        ("inside tmux (`TMUX` is set)", Surroundings { tmux: true, ..xterm() }),
        ("inside Zellij (`ZELLIJ`)", Surroundings { zellij: true, ..xterm() }),
        ("inside GNU screen (`STY`)", Surroundings { screen: true, ..xterm() }),
        ("`TERM` begins with `tmux`: SSH from inside a tmux", Surroundings { ssh: true, ..term("tmux-256color") }),
        ("`TERM` begins with `screen`: SSH from inside a screen", Surroundings { ssh: true, ..term("screen") }),
        ("over SSH (`SSH_CONNECTION` or `SSH_TTY`)", Surroundings { ssh: true, ..xterm() }),
        ("anything else: at the machine itself", Surroundings { x_display: true, ..xterm() }),
    ];
    rows(
        ["where", "how a copy goes"],
        places.map(|(place, around)| [place.to_owned(), choose(&Copying::default(), &around).label().to_owned()]),
    )
}

/// `text` with what stands between the marks of `table` replaced; `None` without such marks.
pub(super) fn placed(text: &str, table: &Table) -> Option<String> {
    let (begin, end) = (format!("<!-- {} begin -->\n", table.name), format!("<!-- {} end -->", table.name));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    let mut out = String::with_capacity(text.len());
    // writing to a String cannot fail
    let _ = write!(out, "{before}{begin}\n{}\n{end}{after}", table.text);
    Some(out)
}
