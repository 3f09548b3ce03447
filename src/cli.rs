//! The command line: words and options in, a typed [`Invocation`] out.
//!
//! Knows the domain's types and clap; reads no environment, file or terminal. What is wrong with a
//! line is told as a [`clap::Error`], which knows its exit code and stream.

mod choice;
mod fields;
mod first_word;
mod grammar;
mod number;
mod refusal;
mod understand;

pub use choice::nearest;
pub use fields::FIELDS;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use clap_complete::Shell;

use crate::domain::{Filter, Kind, Page, Typed};

/// The one argument by which the browser starts a process that holds the clipboard. For nobody to
/// type, so the grammar does not know it.
pub const HOLD_CLIPBOARD: &str = "__hold-clipboard";

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Also in a pipe, also with `NO_COLOR`.
    Always,
    /// Nowhere.
    Never,
}

/// How `list` prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// Aligned columns for people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line and coupon.
    Ndjson,
    /// RFC 4180.
    Csv,
}

/// What is understood on either side of a subcommand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Globals {
    /// The server, as written; may be no URL at all.
    pub base_url: Option<String>,
    /// Use the built-in sandbox.
    pub demo: bool,
    /// When to use colours.
    pub color: Color,
    /// Symbols in ASCII only.
    pub ascii: bool,
    /// Personal data in full.
    pub no_mask: bool,
    /// The profile to use.
    pub profile: Option<String>,
    /// The configuration file to use.
    pub config: Option<PathBuf>,
    /// Where to write what happens on the network.
    pub log_file: Option<PathBuf>,
}

/// The customer, or where to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Named on the command line.
    Given(Typed),
    /// One line of stdin, taken as this kind or guessed.
    Stdin(Option<Kind>),
}

/// What is asked about the customer, with the gaps that settings fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Status, order and code case.
    pub filter: Filter,
    /// Rows of a page, when stated.
    pub limit: Option<u64>,
    /// Rows to skip.
    pub offset: u64,
}

impl Request {
    /// The page asked for, `page_size` long unless stated otherwise.
    #[must_use]
    pub fn page(&self, page_size: u64) -> Page {
        Page { offset: self.offset, ..Page::first(self.limit.unwrap_or(page_size)) }
    }
}

/// `couponscope [CUSTOMER]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browse {
    /// Look this one up at once.
    pub who: Option<Who>,
    /// What the list starts with.
    pub request: Request,
}

/// `couponscope list CUSTOMER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The customer.
    pub who: Who,
    /// What is asked.
    pub request: Request,
    /// Every page, from the request's offset on.
    pub all: bool,
    /// The format.
    pub output: Output,
    /// Of the [`FIELDS`] only these, in this order; none stands for all.
    pub fields: Vec<&'static str>,
}

/// `couponscope pick CUSTOMER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The customer and what the list starts with.
    pub browse: Browse,
    /// What is printed of each coupon.
    pub field: PickField,
    /// End each with a NUL byte instead of a line end.
    pub print0: bool,
}

/// What `pick` prints of a coupon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PickField {
    /// Its code.
    #[default]
    Code,
    /// Its id.
    Id,
    /// All of it, as `list --output ndjson` prints it.
    Json,
    /// A row of tab-separated cells.
    Tsv,
}

/// `couponscope export`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The customers; `None` reads stdin.
    pub input: Option<PathBuf>,
    /// The file to write.
    pub output: PathBuf,
    /// Its format, by its name: NDJSON or CSV.
    pub format: Output,
    /// Which coupons.
    pub request: Request,
    /// Go on where an earlier run was broken off.
    pub resume: bool,
    /// No progress on stderr.
    pub quiet: bool,
}

/// `couponscope sandbox`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sandbox {
    /// 0 takes a free one.
    pub port: u16,
    /// Wait this long before each answer.
    pub latency: Duration,
    /// Let every n-th call fail; at least 1.
    pub fail_every: Option<u64>,
}

/// `couponscope config …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// Ask and write the file.
    Init,
    /// Look for mistakes.
    Check,
    /// Print what holds.
    Show,
    /// Print where the file is.
    Path,
    /// Print the JSON Schema of the file.
    Schema,
}

/// What the program is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Open the browser.
    Browse(Browse),
    /// Print coupons.
    List(List),
    /// Browse, and print what is chosen.
    Pick(Pick),
    /// Write coupons of many customers into a file.
    Export(Export),
    /// Serve the sandbox.
    Sandbox(Sandbox),
    /// Something about the configuration file.
    Config(Config),
    /// Forget the recent look-ups.
    ClearHistory,
    /// Check everything that a look-up needs.
    Doctor {
        /// As one JSON document.
        json: bool,
    },
    /// Print a shell's completions.
    Completions(Shell),
    /// Print the manual page.
    Man,
    /// Keep the text of stdin on the clipboard.
    HoldClipboard,
}

/// A whole command line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// What holds for every task.
    pub globals: Globals,
    /// The task.
    pub task: Task,
}

/// The grammar as clap knows it: for help, completions and the man page.
#[must_use]
pub fn command() -> clap::Command {
    grammar::Grammar::command()
}

/// Understands a command line; the first argument is the program's own name.
///
/// # Errors
/// A usage error (exit code 2), or the text of `--help` or `--version` (exit code 0).
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, clap::Error> {
    let args: Vec<OsString> = args.into_iter().collect();
    let words = args.get(1..).unwrap_or_default();
    if words == [HOLD_CLIPBOARD] {
        return Ok(Invocation { globals: Globals::default(), task: Task::HoldClipboard });
    }
    let (subcommand, grammar) = read(&args, words).map_err(|error| refusal::without_customers(error, words))?;
    // these complaints are words of ours alone
    understand::understand(grammar).map_err(|wrong| complain(subcommand.as_deref(), &wrong))
}

/// The subcommand and the grammar, as clap takes the line.
fn read(args: &[OsString], words: &[OsString]) -> Result<(Option<String>, grammar::Grammar), clap::Error> {
    if let Some(refusal) = first_word::refusal(words, &command()) {
        return Err(command().error(ErrorKind::InvalidSubcommand, refusal));
    }
    let matches = command().try_get_matches_from(args).map_err(|error| refusal::in_our_words(error, words))?;
    let grammar = grammar::Grammar::from_arg_matches(&matches)?;
    Ok((matches.subcommand_name().map(str::to_owned), grammar))
}

/// What is wrong with a line that clap itself accepts.
struct Wrong(ErrorKind, String);

impl Wrong {
    fn clash(text: &str) -> Self {
        Self(ErrorKind::ArgumentConflict, text.to_owned())
    }
}

/// Puts the complaint under the usage of the subcommand it belongs to.
fn complain(subcommand: Option<&str>, Wrong(kind, text): &Wrong) -> clap::Error {
    let mut command = command();
    command.build();
    match subcommand.and_then(|name| command.find_subcommand_mut(name)) {
        Some(subcommand) => subcommand.error(*kind, text),
        None => command.error(*kind, text),
    }
}

#[cfg(test)]
mod tests;
