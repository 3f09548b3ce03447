//! The command line as clap reads it: raw words and options, with their help texts.
//!
//! Customers stay plain strings here: clap repeats a refused value in its message, and a customer's
//! number must not stand in an error. [`super`] turns this into domain types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

use super::choice::Choice;
use super::{Color, Output, PickField, fields, number};
use crate::domain::{CodeCase, SortOrder, Status};

const STATUSES: &[(&str, Status)] = &[
    ("redeemable", Status::Redeemable),
    ("active", Status::Active),
    ("redeemed", Status::Redeemed),
    ("unredeemed", Status::Unredeemed),
    ("expired", Status::Expired),
    ("active-redeemed", Status::ActiveRedeemed),
    ("active-unredeemed", Status::ActiveUnredeemed),
    ("expired-redeemed", Status::ExpiredRedeemed),
    ("expired-unredeemed", Status::ExpiredUnredeemed),
];
const ORDERS: &[(&str, SortOrder)] = &[("desc", SortOrder::Descending), ("asc", SortOrder::Ascending)];
const CODE_CASES: &[(&str, CodeCase)] =
    &[("as-is", CodeCase::AsIs), ("upper", CodeCase::Upper), ("lower", CodeCase::Lower)];
const OUTPUTS: &[(&str, Output)] =
    &[("table", Output::Table), ("json", Output::Json), ("ndjson", Output::Ndjson), ("csv", Output::Csv)];
const PICK_FIELDS: &[(&str, PickField)] =
    &[("code", PickField::Code), ("id", PickField::Id), ("json", PickField::Json), ("tsv", PickField::Tsv)];
const COLORS: &[(&str, Color)] = &[("auto", Color::Auto), ("always", Color::Always), ("never", Color::Never)];

const USAGE: &str = "couponscope [CUSTOMER] [OPTIONS]
       couponscope list CUSTOMER [OPTIONS]
       couponscope pick CUSTOMER [OPTIONS]
       couponscope export --input FILE --output FILE [OPTIONS]
       couponscope sandbox [OPTIONS]
       couponscope doctor [--json]
       couponscope config init|check|show|path|schema
       couponscope history clear
       couponscope completions SHELL
       couponscope man";

const AFTER: &str = "\
Examples:
  couponscope --demo                                 try it: no account, no network
  couponscope 918860000001                           open the browser on a customer
  couponscope list ext:A-17 --status redeemable      print what can be used now
  couponscope list ann@example.com --all --output csv > coupons.csv

Environment:
  COUPONSCOPE_BASE_URL                               the server, like --base-url
  COUPONSCOPE_USERNAME with COUPONSCOPE_PASSWORD     Basic login
    or with COUPONSCOPE_PASSWORD_MD5                 the same, with the MD5 of the password
  COUPONSCOPE_CLIENT_KEY, COUPONSCOPE_CLIENT_SECRET  OAuth login
  COUPONSCOPE_PROFILE, COUPONSCOPE_CONFIG            like --profile and --config

Exit codes:
  0      done, also when the customer has no coupons
  2      wrong usage or settings, or the output cannot be written
  3      the server knows no such customer
  4      credentials refused, or no access
  5      no connection, broken off, no secure connection, or no answer in time
  6      the server failed, or answered nonsense
  101    an internal error of couponscope
  130    cancelled: Ctrl-C, or pick left without choosing
  128+N  ended by signal N: 129 hang-up, 131 quit, 143 termination";

const AFTER_LIST: &str = "\
Output:
  table   for people; on a terminal cut to its width, with personal data masked unless --no-mask
  json    one document: customers with their coupons, pagination, warnings
  ndjson  one coupon a line, with customerId and lookup; with --all printed page by page
  csv     one coupon a row; columns are named by their JSON path (issuedAt.code, state.expired),
          lists inside a coupon are JSON in one cell; text that a spreadsheet would run as a
          formula gets a leading '; codes are byte for byte the server's, except on a terminal
  What is wrong with an entry that is no coupon, or with a part of one, stands in 'problem'.

Examples:
  couponscope list 918860000001
  couponscope list email:ann@example.com --status active-unredeemed --sort asc
  couponscope list ext:A-17 --all --output ndjson | jq -r .code
  couponscope list ext:A-17 --output csv --fields code,validTill,state.redeemable
  echo 918860000001 | couponscope list - --demo

Exit codes: 0 done; 2 usage or settings; 3 no such customer; 4 no access; 5 no connection;
6 the server failed; 130 cancelled. A note on stderr tells when there are no coupons.";

const AFTER_DOCTOR: &str = "\
The report holds no secret, no number and no name of a customer: it can go into a ticket.
Exit code 0 only when a look-up would work.";
const AFTER_EXPORT: &str = "\
One line a coupon, as list prints it, all pages of each customer, in the order of the input; a
customer named twice is asked for once. Files are readable by you alone.

Beside FILE:
  FILE.journal     how far the export is; removed at the end. After a kill, Ctrl-C or a full disk,
                   --resume goes on from there and asks only for customers that are not in FILE
  FILE.failed.csv  customers that failed, with the reason; can be the next --input

Examples:
  couponscope export --input customers.csv --output coupons.ndjson
  couponscope export --input customers.csv --output coupons.ndjson --resume
  couponscope export --input - --output unused.csv --status active-unredeemed < numbers.txt

Exit codes: 0 done; 2 usage, settings, or a line that names no customer; 3 no such customer;
4 no access; 5 no connection; 6 the server failed; 130 cancelled. When customers failed, the
highest of their codes. No coupons is no failure.";

const AFTER_PICK: &str = "\
The screen is on the terminal, stdout takes only what is chosen: Enter chooses the marked coupons
(Space marks), or the selected one. Leaving without choosing prints nothing.

Examples:
  code=$(couponscope pick 918860000001)
  couponscope pick ann@example.com --status redeemable --field json | jq .

Exit codes: 0 chosen; 2 usage, settings, or no terminal; 130 left without choosing.";

const AFTER_SANDBOX: &str = "\
Examples:
  couponscope sandbox --port 8088
  couponscope sandbox --latency 400 --fail-every 5    training for a bad day

Ctrl-C ends it.";

const AFTER_COMPLETIONS: &str = "\
Examples:
  couponscope completions bash > ~/.local/share/bash-completion/completions/couponscope
  couponscope completions fish > ~/.config/fish/completions/couponscope.fish
  couponscope completions zsh > ~/.zfunc/_couponscope        # a folder of your fpath";

const AFTER_MAN: &str = "\
Examples:
  couponscope man > ~/.local/share/man/man1/couponscope.1
  couponscope man | man -l -";

/// Look up a loyalty customer's coupons: see them, filter them, copy their codes.
#[derive(Debug, Parser)]
#[command(name = "couponscope", version, propagate_version = true, max_term_width = 100)]
#[command(color = clap::ColorChoice::Never, override_usage = USAGE, after_help = AFTER)]
pub(super) struct Grammar {
    #[command(flatten)]
    pub(super) who: Who,
    #[command(flatten)]
    pub(super) query: Query,
    #[command(flatten)]
    pub(super) globals: Globals,
    #[command(subcommand)]
    pub(super) subcommand: Option<Sub>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Sub {
    /// Print a customer's coupons
    #[command(override_usage = "couponscope list CUSTOMER [OPTIONS]", after_help = AFTER_LIST)]
    List(List),
    /// Write the coupons of many customers into a file
    #[command(after_help = AFTER_EXPORT)]
    Export(Export),
    /// Browse a customer's coupons on the terminal and print the chosen codes
    #[command(override_usage = "couponscope pick CUSTOMER [OPTIONS]", after_help = AFTER_PICK)]
    Pick(Pick),
    /// Serve the built-in sandbox on this machine and print its address and credentials
    #[command(after_help = AFTER_SANDBOX)]
    Sandbox(Sandbox),
    /// The configuration file: where it is, what holds and why, what is wrong with it
    Config(Config),
    /// The list of recent look-ups
    History(History),
    /// Check configuration, credentials, network, clock, terminal and clipboard
    #[command(after_help = AFTER_DOCTOR)]
    Doctor(Doctor),
    /// Print what a shell needs to complete command lines
    #[command(after_help = AFTER_COMPLETIONS)]
    Completions(Completions),
    /// Print the manual page: every command, key, exit code and file
    #[command(after_help = AFTER_MAN)]
    Man,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct Config {
    #[command(subcommand)]
    pub(super) task: ConfigTask,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigTask {
    /// Ask for server, login and secret, test the login, and write the file; with --profile NAME
    /// also as one more profile of a file that is there
    Init,
    /// Look for mistakes; exit code 2 when there are any
    Check,
    /// Print the settings that hold, with where each comes from; no secret among them
    Show,
    /// Print where the file is
    Path,
    /// Print the JSON Schema of the file, for editors that complete it
    Schema,
}

#[derive(Debug, Args)]
pub(super) struct History {
    #[command(subcommand)]
    pub(super) task: HistoryTask,
}

#[derive(Debug, Subcommand)]
pub(super) enum HistoryTask {
    /// Forget all recent look-ups
    Clear,
}

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// One JSON document instead of lines
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) who: Who,
    #[command(flatten)]
    pub(super) query: Query,
    /// Fetch every page, from --offset on; --limit is then the size of a page
    #[arg(long)]
    pub(super) all: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = Choice(OUTPUTS))]
    pub(super) output: Output,
    /// Print only these fields, in this order; not for json, which is whole
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = Choice(fields::WORDS))]
    pub(super) fields: Vec<&'static str>,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[arg(help = "Customers: one identifier a line, or CSV with a column named mobile, email, external_id or id; \
                  - reads stdin")]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) input: PathBuf,
    /// The file to write: its name ends in .ndjson or .csv. It must not be there yet
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: PathBuf,
    /// Go on with an export that was broken off
    #[arg(long)]
    pub(super) resume: bool,
    /// No progress on stderr
    #[arg(long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) query: Query,
}

#[derive(Debug, Args)]
pub(super) struct Pick {
    #[command(flatten)]
    pub(super) who: Who,
    #[command(flatten)]
    pub(super) query: Query,
    /// What to print of each coupon
    #[arg(long, value_name = "FIELD", default_value = "code", value_parser = Choice(PICK_FIELDS))]
    pub(super) field: PickField,
    /// End each with a NUL byte instead of a line end
    #[arg(long)]
    pub(super) print0: bool,
}

#[derive(Debug, Args)]
pub(super) struct Sandbox {
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = number::port)]
    pub(super) port: u16,
    /// Answer only after this many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = number::whole(0, 3_600_000))]
    pub(super) latency: u64,
    /// Let every N-th call fail
    #[arg(long, value_name = "N", value_parser = number::whole(1, u64::MAX))]
    pub(super) fail_every: Option<u64>,
}

/// Who is looked up: exactly one way of saying it.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct Who {
    /// Mobile number with country code, e-mail address, mobile:…, email:…, ext:…, id:…, or -
    /// for one line of stdin
    pub(super) customer: Option<String>,
    /// The customer by mobile number
    #[arg(long, value_name = "NUMBER", help_heading = "Customer")]
    pub(super) mobile: Option<String>,
    /// The customer by e-mail address
    #[arg(long, value_name = "ADDRESS", help_heading = "Customer")]
    pub(super) email: Option<String>,
    /// The customer by the brand's own id
    #[arg(long, value_name = "TEXT", help_heading = "Customer")]
    pub(super) external_id: Option<String>,
    /// The customer by the vendor's id
    #[arg(long, value_name = "NUMBER", help_heading = "Customer")]
    pub(super) id: Option<String>,
}

/// Which coupons, and how they are asked for.
#[derive(Debug, Args)]
pub(super) struct Query {
    /// Only coupons of this status, told by the server
    #[arg(long, help_heading = "Coupons", value_parser = Choice(STATUSES))]
    pub(super) status: Option<Status>,
    /// By creation date: newest first (desc, the default) or oldest first
    #[arg(long, value_name = "ORDER", help_heading = "Coupons", value_parser = Choice(ORDERS))]
    pub(super) sort: Option<SortOrder>,
    /// The letters of the codes [default: as-is]
    #[arg(long, value_name = "CASE", help_heading = "Coupons", value_parser = Choice(CODE_CASES))]
    pub(super) code_case: Option<CodeCase>,
    /// Coupons on a page, 1 to 100 [default: 100]
    #[arg(long, value_name = "N", help_heading = "Coupons", value_parser = number::whole(1, 100))]
    pub(super) limit: Option<u64>,
    /// Coupons to skip
    #[arg(long, value_name = "N", help_heading = "Coupons", value_parser = number::whole(0, u64::MAX))]
    pub(super) offset: Option<u64>,
}

/// Understood on either side of a subcommand.
#[derive(Debug, Args)]
pub(super) struct Globals {
    #[arg(help = "The server, such as https://eu.api.capillarytech.com; plain http only on this machine")]
    #[arg(long, global = true, value_name = "URL", help_heading = "Global options")]
    pub(super) base_url: Option<String>,
    /// Use the built-in sandbox: no account, no network
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) demo: bool,
    #[arg(help = "Colours; auto obeys NO_COLOR and uses none in a pipe [default: auto]")]
    #[arg(long, global = true, value_name = "WHEN", help_heading = "Global options", value_parser = Choice(COLORS))]
    pub(super) color: Option<Color>,
    /// Symbols in ASCII only
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) ascii: bool,
    /// Show mobile numbers and e-mail addresses in full
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) no_mask: bool,
    /// The profile of the configuration to use
    #[arg(long, global = true, value_name = "NAME", help_heading = "Global options")]
    pub(super) profile: Option<String>,
    /// The configuration file to use
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(super) config: Option<PathBuf>,
    #[arg(help = "Add calls, retries and failures to this file; no customer, coupon or secret is in it")]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options", value_hint = ValueHint::FilePath)]
    pub(super) log_file: Option<PathBuf>,
}
