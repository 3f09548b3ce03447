//! `couponscope list`: prints a customer's coupons, one page or all.
//!
//! [`print()`] is the whole of it against any [`Source`]; [`run`] puts the settings, the customer, the
//! client and Ctrl-C around it.

mod ahead;
mod csv;
mod fields;
mod json;
mod shape;
pub(super) mod stream;
mod table;
#[cfg(test)]
mod testing;
mod walk;
mod write;

pub(super) use self::csv::defused;
pub(super) use json::entry as entry_json;
pub(super) use shape::Spelling;
pub use table::Style;

use std::io::{self, Write};
use std::sync::Arc;

use tokio::runtime::{self, Runtime};

use self::ahead::Ahead;
use self::fields::Fields;
use self::walk::{Batch, Walk};
use super::interrupt::unless_interrupted;
use super::plain::Replacement;
use super::{Console, Exit, Moment, Source, connect, customer};
use crate::cli::{Globals, List, Output};
use crate::domain::{Answer, Entry, Failure, Filter, Identifier, Page, Pagination, ServerMessage};
use crate::settings::{Lookup, Settings, Target};
use crate::system_error;

/// What is to be printed, and how.
#[derive(Clone, Debug)]
pub struct Job {
    /// The customer.
    pub who: Identifier,
    /// Status, order and code case.
    pub filter: Filter,
    /// The page, or the first of all.
    pub page: Page,
    /// Every page.
    pub all: bool,
    /// The format.
    pub output: Output,
    /// The fields to print; none stands for all, in a table for the usual columns.
    pub fields: Vec<&'static str>,
    /// How a table looks.
    pub style: Style,
    /// By which states are computed and times shown.
    pub moment: Moment,
}

/// What is known when the last row is printed.
struct Summary<'a> {
    pagination: Pagination,
    fetched: u64,
    warnings: &'a [ServerMessage],
}

/// A format.
trait Printer {
    /// True where everything is kept until the last page has come.
    fn keeps(&self) -> bool {
        false
    }

    /// Before the first row, once an answer is there: a look-up that fails prints nothing.
    fn start(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Rows of one customer, in the order they came.
    fn batch(&mut self, out: &mut dyn Write, batch: &Batch) -> io::Result<()>;

    /// After the last row.
    fn finish(&mut self, _out: &mut dyn Write, _summary: &Summary<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// Does the command on the given streams.
pub fn run(request: &List, globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let settings = match Settings::resolve(globals, env) {
        Ok(settings) => settings,
        Err(error) => return refuse(console, error),
    };
    let job = match job(request, &settings, console) {
        Ok(job) => job,
        Err(error) => return refuse(console, error),
    };
    let settings = match settings.asked() {
        Ok(settings) => settings,
        Err(error) => {
            console.say(&error);
            return Exit::of_settings(&error);
        }
    };
    let runtime = match runtime(job.all) {
        Ok(runtime) => runtime,
        Err(error) => return refuse(console, format_args!("it cannot start: {}", system_error::of_any(&error))),
    };
    let ask = |console: &mut Console<'_>| {
        let fetched = unless_interrupted(fetch(&settings.target, &job, console));
        runtime.block_on(fetched).unwrap_or_else(|interrupted| interrupted)
    };
    let is_plain = console.width.is_some() && settings.looks.ascii;
    let exit = if is_plain { console.plainly(replacement(job.output), ask) } else { ask(console) };
    // a name that is still being resolved must not hold the exit up
    runtime.shutdown_background();
    exit
}

/// How a terminal that is not UTF-8 gets what is not ASCII.
fn replacement(output: Output) -> Replacement {
    match output {
        Output::Json | Output::Ndjson => Replacement::Escapes,
        Output::Table | Output::Csv => Replacement::Signs,
    }
}

/// One page needs no thread but this. With more to come, pages are fetched and read on others
/// while this one prints.
fn runtime(all: bool) -> io::Result<Runtime> {
    if all {
        runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
    } else {
        runtime::Builder::new_current_thread().enable_all().build()
    }
}

fn refuse(console: &mut Console<'_>, error: impl std::fmt::Display) -> Exit {
    console.say(error);
    Exit::Usage
}

fn job(request: &List, settings: &Settings, console: &mut Console<'_>) -> Result<Job, customer::CustomerError> {
    let looks = &settings.looks;
    let on_terminal = console.width.is_some();
    let style = Style {
        ascii: looks.ascii,
        colored: looks.colored(on_terminal),
        bullet: (on_terminal && settings.mask).then(|| looks.bullet()),
        width: console.width,
    };
    Ok(Job {
        who: customer::resolve(&request.who, settings.country.as_ref(), console.input)?,
        filter: request.request.filter,
        page: request.request.page(settings.page_size),
        all: request.all,
        output: request.output,
        fields: request.fields.clone(),
        style,
        moment: Moment { zone: settings.zone.clone(), ..Moment::read() },
    })
}

async fn fetch(target: &Target, job: &Job, console: &mut Console<'_>) -> Exit {
    match connect::connect(target, &job.moment, false).await {
        Ok(source) => print(Arc::new(source), job, console).await,
        Err(failure) => fail(&failure, console),
    }
}

/// Why the printing stopped early.
enum Stop {
    Failed(Failure),
    Unwritable(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}

/// Fetches from `source` and prints; says on stderr what went wrong or is worth knowing.
pub async fn print(source: Arc<impl Source + Send + Sync + 'static>, job: &Job, console: &mut Console<'_>) -> Exit {
    match print_all(source, job, console).await {
        Ok(()) => Exit::Done,
        Err(Stop::Failed(failure)) => fail(&failure, console),
        Err(Stop::Unwritable(error)) => console.end(Err(error)),
    }
}

fn fail(failure: &Failure, console: &mut Console<'_>) -> Exit {
    console.say(failure);
    Exit::of(failure.kind)
}

async fn print_all(
    source: Arc<impl Source + Send + Sync + 'static>,
    job: &Job,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let mut printing = Printing::new(job, console);
    let mut ahead = Ahead::new(source, job);
    ahead.ask(&printing.walk);
    while let Some(outcome) = ahead.answer().await {
        let Some(answer) = printing.walk.heard(outcome).map_err(Stop::Failed)? else { break };
        let batches = printing.take(answer)?;
        // on its way while this page prints
        ahead.ask(&printing.walk);
        printing.page(&batches)?;
    }
    Ok(printing.end()?)
}

/// A list on its way to the output.
struct Printing<'a, 'c> {
    job: &'a Job,
    console: &'a mut Console<'c>,
    printer: Box<dyn Printer + Send>,
    walk: Walk,
    /// The server's account of the first page.
    first: Option<Pagination>,
    warnings: Vec<ServerMessage>,
    skew_is_told: bool,
    fetched: u64,
    /// Coupons of which something could not be read.
    in_part: usize,
}

impl<'a, 'c> Printing<'a, 'c> {
    fn new(job: &'a Job, console: &'a mut Console<'c>) -> Self {
        let printer = printer(job);
        Self {
            walk: Walk::new(job.page, job.all).kept(printer.keeps()),
            job,
            console,
            printer,
            first: None,
            warnings: Vec::new(),
            skew_is_told: false,
            fetched: 0,
            in_part: 0,
        }
    }

    /// The walk goes on with this answer; its new rows.
    fn take(&mut self, answer: Answer) -> io::Result<Vec<Batch>> {
        warn(&answer.warnings, &mut self.warnings, self.console);
        if let Some(skew) = answer.skew.filter(|skew| skew.matters() && !self.skew_is_told) {
            self.skew_is_told = true;
            self.console.note(skew.warning());
        }
        if self.first.is_none() {
            self.printer.start(self.console.out)?;
            self.first = Some(answer.pagination);
        }
        Ok(self.walk.take(answer))
    }

    fn page(&mut self, batches: &[Batch]) -> io::Result<()> {
        for batch in batches {
            let entries = &batch.holder.entries;
            self.fetched += u64::try_from(entries.len()).unwrap_or(u64::MAX);
            self.in_part += entries.iter().filter_map(Entry::coupon).filter(|c| c.problem.is_some()).count();
            self.printer.batch(self.console.out, batch)?;
        }
        self.console.out.flush()
    }

    fn end(mut self) -> io::Result<()> {
        let pagination = pagination(self.first.unwrap_or_default(), self.job.page, self.walk.total());
        let summary = Summary { pagination, fetched: self.fetched, warnings: &self.warnings };
        self.printer.finish(self.console.out, &summary)?;
        self.console.out.flush()?;
        for note in notes(self.job, &self.walk, self.fetched) {
            self.console.note(note);
        }
        self.tell_of_parts();
        Ok(())
    }

    fn tell_of_parts(&mut self) {
        // the other formats tell of each in its own place
        if self.in_part > 0 && self.job.output == Output::Table {
            let coupons = if self.in_part == 1 { "coupon" } else { "coupons" };
            self.console.note(format_args!(
                "{} {coupons} could be read only in part; --output json tells what is wrong",
                self.in_part
            ));
        }
    }
}

fn printer(job: &Job) -> Box<dyn Printer + Send> {
    let (lookup, moment) = (job.who.lookup(), job.moment.clone());
    let chosen = (!job.fields.is_empty()).then(|| Fields::of(&job.fields));
    match job.output {
        Output::Table => {
            let chosen = chosen.map(|fields| table::Chosen { fields, lookup });
            Box::new(table::Table::new(job.style, moment, chosen))
        }
        Output::Json => Box::new(json::Document::new(moment)),
        Output::Ndjson => Box::new(json::Lines::new(lookup, moment, chosen)),
        Output::Csv => {
            let spelling = if job.style.width.is_some() { Spelling::Cleaned } else { Spelling::Exact };
            Box::new(csv::Rows::new(lookup, moment, Fields::of(&job.fields), spelling))
        }
    }
}

/// The server's account of the first page, with what was asked where it is silent.
fn pagination(first: Pagination, asked: Page, total: Option<u64>) -> Pagination {
    Pagination { limit: first.limit.or(Some(asked.limit)), offset: first.offset.or(Some(asked.offset)), total }
}

/// Tells each warning once, however many pages repeat it; stderr may be a log, so masked.
fn warn(new: &[ServerMessage], known: &mut Vec<ServerMessage>, console: &mut Console<'_>) {
    for notice in new {
        if known.contains(notice) {
            continue;
        }
        console.say(format_args!("{}", notice.line()));
        known.push(notice.clone());
    }
}

fn notes(job: &Job, walk: &Walk, fetched: u64) -> Vec<String> {
    let mut notes = walk.notes(fetched);
    if walk.customers() == 0 {
        notes.insert(0, "the answer holds no customer".to_owned());
    } else if fetched == 0 && (notes.is_empty() || job.filter.status.is_some()) {
        let status = job.filter.status.map(|status| format!(" that are {}", status.label())).unwrap_or_default();
        let behind = if job.page.offset > 0 {
            format!(" from number {} on", job.page.offset.saturating_add(1))
        } else {
            String::new()
        };
        notes.push(format!("no coupons{status}{behind}"));
    }
    notes
}

#[cfg(test)]
mod tests;
