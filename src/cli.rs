//! The command line: words and options in, a typed [`Invocation`] out.
//!
//! Knows the domain's types and clap; reads no environment, file or terminal. What is wrong with a
//! line is told as a [`clap::Error`], which knows its exit code and stream.

mod choice;
mod fields;
mod first_word;
mod grammar;
mod refusal;

pub use fields::FIELDS;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use clap_complete::Shell;

use crate::domain::{FileFormat, Filter, Kind, Page, Typed};

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
    understand(grammar).map_err(|wrong| complain(subcommand.as_deref(), &wrong))
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

fn understand(grammar: grammar::Grammar) -> Result<Invocation, Wrong> {
    let globals = globals(grammar.globals)?;
    let behind = |name: &str| Wrong::clash(&format!("the customer and options of the list stand behind '{name}'"));
    let in_front = is_given(&grammar.who, &grammar.query);
    let task = match grammar.subcommand {
        Some(grammar::Sub::List(_)) if in_front => return Err(behind("list")),
        Some(grammar::Sub::Sandbox(_)) if in_front => {
            return Err(Wrong::clash("'sandbox' takes no customer and no options of the list"));
        }
        Some(grammar::Sub::List(list)) => Task::List(self::list(list)?),
        Some(grammar::Sub::Pick(_)) if in_front => {
            return Err(Wrong::clash("customer and options of 'pick' stand behind 'pick'"));
        }
        Some(grammar::Sub::Pick(options)) => Task::Pick(pick(options)?),
        Some(grammar::Sub::Export(_)) if in_front => {
            return Err(Wrong::clash("'export' takes its customers from --input; its options stand behind 'export'"));
        }
        Some(grammar::Sub::Export(options)) => Task::Export(export(options)?),
        Some(grammar::Sub::Sandbox(_)) if globals.demo || globals.base_url.is_some() => {
            return Err(Wrong::clash("'sandbox' is a server itself; --demo and --base-url are for its clients"));
        }
        Some(grammar::Sub::Sandbox(options)) => Task::Sandbox(sandbox(&options)),
        Some(_) if in_front => {
            return Err(Wrong::clash("this subcommand takes no customer and no options of the list"));
        }
        Some(grammar::Sub::Config(config)) => Task::Config(self::config(&config.task)),
        Some(grammar::Sub::History(grammar::History { task: grammar::HistoryTask::Clear })) => Task::ClearHistory,
        Some(grammar::Sub::Doctor(grammar::Doctor { json })) => Task::Doctor { json },
        Some(grammar::Sub::Completions(_) | grammar::Sub::Man) if in_front => {
            return Err(Wrong::clash("this command takes no customer and no options of the list"));
        }
        Some(grammar::Sub::Completions(grammar::Completions { shell })) => Task::Completions(shell),
        Some(grammar::Sub::Man) => Task::Man,
        None => Task::Browse(browse(grammar.who, &grammar.query)?),
    };
    Ok(Invocation { globals, task })
}

fn is_given(who: &grammar::Who, query: &grammar::Query) -> bool {
    let names = [&who.customer, &who.mobile, &who.email, &who.external_id, &who.id];
    let grammar::Query { status, sort, code_case, limit, offset } = query;
    names.into_iter().any(Option::is_some)
        || [limit, offset].into_iter().any(Option::is_some)
        || status.is_some()
        || sort.is_some()
        || code_case.is_some()
}

fn globals(raw: grammar::Globals) -> Result<Globals, Wrong> {
    if raw.demo && raw.base_url.is_some() {
        return Err(Wrong::clash("--demo uses the built-in sandbox; it cannot be used with --base-url"));
    }
    if raw.demo && raw.profile.is_some() {
        return Err(Wrong::clash("--demo uses the built-in sandbox; it cannot be used with --profile"));
    }
    let grammar::Globals { base_url, demo, color, ascii, no_mask, profile, config, log_file } = raw;
    Ok(Globals { base_url, demo, color: color.unwrap_or_default(), ascii, no_mask, profile, config, log_file })
}

fn browse(raw: grammar::Who, query: &grammar::Query) -> Result<Browse, Wrong> {
    let who = who(raw)?;
    if who.is_none() && query.offset.is_some() {
        return Err(Wrong::clash("--offset needs a CUSTOMER to skip coupons of"));
    }
    Ok(Browse { who, request: request(query) })
}

/// The customer of a command that needs one.
fn needed(raw: grammar::Who) -> Result<Who, Wrong> {
    who(raw)?.ok_or_else(|| {
        let text = "name the customer: CUSTOMER, --mobile, --email, --external-id or --id";
        Wrong(ErrorKind::MissingRequiredArgument, text.to_owned())
    })
}

fn pick(raw: grammar::Pick) -> Result<Pick, Wrong> {
    let grammar::Pick { who, query, field, print0 } = raw;
    let browse = Browse { who: Some(needed(who)?), request: request(&query) };
    Ok(Pick { browse, field, print0 })
}

fn list(raw: grammar::List) -> Result<List, Wrong> {
    let who = needed(raw.who)?;
    if raw.output == Output::Json && !raw.fields.is_empty() {
        return Err(Wrong::clash("--fields is for table, ndjson and csv; a json document is printed whole"));
    }
    let grammar::List { query, all, output, fields, .. } = raw;
    if let Some(twice) =
        fields.iter().enumerate().find_map(|(at, field)| fields.get(..at)?.contains(field).then_some(field))
    {
        return Err(Wrong::clash(&format!("--fields names {twice} twice")));
    }
    Ok(List { who, request: request(&query), all, output, fields })
}

fn config(raw: &grammar::ConfigTask) -> Config {
    match raw {
        grammar::ConfigTask::Init => Config::Init,
        grammar::ConfigTask::Check => Config::Check,
        grammar::ConfigTask::Show => Config::Show,
        grammar::ConfigTask::Path => Config::Path,
        grammar::ConfigTask::Schema => Config::Schema,
    }
}

fn sandbox(raw: &grammar::Sandbox) -> Sandbox {
    Sandbox { port: raw.port, latency: Duration::from_millis(raw.latency), fail_every: raw.fail_every }
}

fn export(raw: grammar::Export) -> Result<Export, Wrong> {
    let format = match FileFormat::of_name(&raw.output.to_string_lossy()) {
        Some(FileFormat::Ndjson) => Output::Ndjson,
        Some(FileFormat::Csv) => Output::Csv,
        None => {
            let text = "--output: the file's name must end in .ndjson or .csv, which says how to write it";
            return Err(Wrong(ErrorKind::ValueValidation, text.to_owned()));
        }
    };
    let input = Some(raw.input).filter(|input| input.as_os_str() != "-");
    let grammar::Export { output, resume, quiet, .. } = raw;
    Ok(Export { input, output, format, request: request(&raw.query), resume, quiet })
}

fn request(raw: &grammar::Query) -> Request {
    let filter = Filter {
        status: raw.status,
        order: raw.sort.unwrap_or_default(),
        code_case: raw.code_case.unwrap_or_default(),
    };
    Request { filter, limit: raw.limit, offset: raw.offset.unwrap_or(0) }
}

fn who(raw: grammar::Who) -> Result<Option<Who>, Wrong> {
    let named = [
        (None, raw.customer),
        (Some(Kind::Mobile), raw.mobile),
        (Some(Kind::Email), raw.email),
        (Some(Kind::ExternalId), raw.external_id),
        (Some(Kind::Id), raw.id),
    ];
    // clap has seen to it that at most one of them is there
    let Some((kind, text)) = named.into_iter().find_map(|(kind, text)| Some((kind, text?))) else { return Ok(None) };
    if text == "-" {
        return Ok(Some(Who::Stdin(kind)));
    }
    match Typed::new(kind, &text) {
        Ok(typed) => Ok(Some(Who::Given(typed))),
        Err(error) => Err(Wrong(ErrorKind::ValueValidation, format!("{error} (a kind can be stated: ext:…)"))),
    }
}

#[cfg(test)]
mod tests;
