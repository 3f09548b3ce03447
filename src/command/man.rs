//! `couponscope man`: one page with every command, key, exit code and file.
//!
//! Nothing is written twice: commands and options come from the grammar, keys from the action
//! table, examples and exit codes from the texts of `--help`.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::{Console, Exit};
use crate::app::{Action, Context};
use crate::cli;
use crate::keymap::{Chord, Keymap};

/// What the program reads and writes.
const FILES: &[(&str, &str)] = &[
    (
        "~/.config/couponscope/config.toml",
        "The configuration, where the platform keeps such files; couponscope config path tells where that is.",
    ),
    (
        "~/.local/state/couponscope/history",
        "The last look-ups of the browser, readable by you alone; couponscope history clear removes them.",
    ),
    ("~/.local/state/couponscope/hidden-columns", "The columns that are not shown in the browser."),
    (".FILE.*.part", "What the browser writes into FILE, until it is whole and takes that name; left only by a kill."),
    ("FILE (export --output)", "The coupons of an export, readable by you alone; never overwritten."),
    ("FILE.journal", "How far that export is; removed at its end, and what --resume goes on with until then."),
    ("FILE.failed.csv", "The customers of that export that failed, with the reason; can be the next --input."),
];

/// Prints the page.
pub fn run(console: &mut Console<'_>) -> Exit {
    match page() {
        Ok(page) => console.print(&page),
        Err(error) => {
            console.say(error);
            Exit::Usage
        }
    }
}

fn page() -> io::Result<Vec<u8>> {
    // not built as a whole: built, every command would repeat the global options
    let grammar = cli::command();
    let man = Man::new(bare(grammar.clone())).manual("User Commands");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    synopsis(&grammar, &mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    commands(&grammar, &mut out)?;
    keys(&mut out)?;
    for block in blocks(&grammar) {
        block.print("SH", &mut out)?;
    }
    files(&mut out)?;
    Ok(out)
}

/// The command by itself, without commands below it and the `help` that stands for `--help`.
fn bare(command: Command) -> Command {
    let command = command.disable_help_subcommand(true);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |sub| sub.hide(true)))
}

/// The usage lines, one below the other.
fn synopsis(grammar: &Command, out: &mut dyn Write) -> io::Result<()> {
    let usage = grammar.clone().render_usage().to_string();
    let lines: Vec<&str> = usage.trim_start_matches("Usage:").lines().map(str::trim).collect();
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    verbatim(&mut roff, &lines);
    roff.to_writer(out)
}

fn verbatim(roff: &mut Roff, lines: &[&str]) {
    roff.control("nf", []);
    for line in lines {
        roff.text([roman(*line)]);
    }
    roff.control("fi", []);
}

fn commands(grammar: &Command, out: &mut dyn Write) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    roff.to_writer(out)?;
    for command in grammar.get_subcommands() {
        below(grammar.get_name(), command, out)?;
    }
    Ok(())
}

/// One command with those below it.
fn below(above: &str, command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let name = format!("{above} {}", command.get_name());
    let mut roff = Roff::new();
    roff.control("SS", [name.as_str()]);
    roff.text([roman(command.get_about().map(ToString::to_string).unwrap_or_default())]);
    roff.to_writer(out)?;
    let mut options = Vec::new();
    Man::new(bare(command.clone().disable_help_flag(true).disable_version_flag(true)))
        .render_options_section(&mut options)?;
    // its headings are those of a page of its own; here they are paragraphs of this one
    for line in String::from_utf8_lossy(&options).lines() {
        match line.strip_prefix(".SH ") {
            Some(heading) => writeln!(out, ".PP\n\\fI{}\\fR", heading.trim_matches('"'))?,
            None => writeln!(out, "{line}")?,
        }
    }
    for block in blocks(command) {
        block.print("PP", out)?;
    }
    command.get_subcommands().try_for_each(|command| below(&name, command, out))
}

/// A paragraph of the text below `--help`: under a heading as it stands, or running.
struct Block {
    heading: Option<String>,
    lines: Vec<String>,
}

fn blocks(command: &Command) -> Vec<Block> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let block = |paragraph: &str| {
        let mut lines: Vec<String> = paragraph.lines().map(str::to_owned).collect();
        let heading = lines.first().and_then(|line| line.strip_suffix(':')).map(str::to_owned);
        if heading.is_some() {
            lines.remove(0);
        }
        Block { heading, lines }
    };
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).map(block).collect()
}

impl Block {
    fn print(&self, level: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut roff = Roff::new();
        match &self.heading {
            Some(heading) if level == "SH" => drop(roff.control("SH", [heading.to_uppercase().as_str()])),
            Some(heading) => drop(roff.control("PP", []).text([italic(heading.as_str())])),
            None => drop(roff.control("PP", [])),
        }
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        if self.heading.is_some() {
            roff.control("RS", ["4"]);
            verbatim(&mut roff, &lines);
            roff.control("RE", []);
        } else {
            roff.text([roman(lines.join(" "))]);
        }
        roff.to_writer(out)
    }
}

/// Every action under each place where its keys work, with its name in the configuration.
fn keys(out: &mut dyn Write) -> io::Result<()> {
    let keymap = Keymap::defaults();
    let mut roff = Roff::new();
    roff.control("SH", ["KEYS"]);
    roff.text([roman("Each line ends with the name of the action.")]);
    for context in Context::ALL {
        roff.control("SS", [context.heading()]);
        for action in Action::ALL.iter().filter(|action| action.row().contexts.contains(&context)) {
            let row = action.row();
            let chords: Vec<String> = keymap.chords(*action).iter().map(Chord::display).collect();
            entry(&mut roff, &chords.join(", "), [roman(format!("{} (", row.help)), italic(row.name), roman(")")]);
        }
    }
    roff.to_writer(out)
}

fn files(out: &mut dyn Write) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", ["FILES"]);
    for &(name, what) in FILES {
        entry(&mut roff, name, [roman(what)]);
    }
    roff.to_writer(out)
}

fn entry(roff: &mut Roff, term: &str, what: impl Into<Vec<Inline>>) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text(what);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FailureKind;

    /// Without the escapes that protect dashes and dots.
    fn text() -> String {
        String::from_utf8(page().unwrap()).unwrap().replace(r"\*(Aq", "'").replace('\\', "")
    }

    #[test]
    fn the_page_holds_every_command_and_option() {
        let text = text();
        for command in cli::command().get_subcommands() {
            assert!(text.contains(&format!("couponscope {}", command.get_name())), "{}", command.get_name());
            for long in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(text.contains(&format!("--{long}")), "{long}");
            }
        }
        for long in cli::command().get_arguments().filter_map(clap::Arg::get_long) {
            assert!(text.contains(&format!("--{long}")), "{long}");
        }
    }

    #[test]
    fn the_page_holds_every_action_with_its_keys() {
        let (text, keymap) = (text(), Keymap::defaults());
        for action in Action::ALL {
            let row = action.row();
            assert!(text.contains(&format!("fI{}fR", row.name)) && text.contains(row.help), "{}", row.name);
            for chord in keymap.chords(*action) {
                assert!(text.contains(&chord.display()), "{chord}");
            }
        }
    }

    #[test]
    fn the_page_holds_every_exit_code_and_file() {
        let text = text();
        let codes = text.split(".SH \"EXIT CODES\"").nth(1).unwrap().split(".SH").next().unwrap().to_owned();
        let exits = FailureKind::ALL.map(|kind| Exit::of(kind).code()).into_iter();
        for code in exits.chain([Exit::Done.code(), Exit::Fault.code(), Exit::Cancelled.code()]) {
            assert!(codes.lines().any(|line| line.trim().starts_with(&format!("{code} "))), "{code} in {codes}");
        }
        assert!(FILES.iter().all(|(name, _)| text.contains(name)));
        for section in ["NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "KEYS", "ENVIRONMENT", "EXAMPLES", "FILES"] {
            assert!(text.contains(&format!(".SH {section}\n")), "{section}");
        }
    }
}
