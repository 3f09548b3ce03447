//! `couponscope export`: the coupons of many customers into one file.
//!
//! Customers stand in the file in the order of the input. Several are asked at once, each into a
//! short queue of pages; only the first in line is written, so memory does not grow with the
//! customers, and the lines of a run that was killed and went on are those of a run that was not.
//! What makes it resumable is in `ledger` and `journal`.

mod complete;
mod failed;
mod fetch;
mod heading;
mod input;
mod journal;
mod ledger;
mod progress;

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc::Receiver;
use tokio::task::LocalSet;

use self::failed::Failed;
use self::fetch::Piece;
use self::heading::{heading, moment_of};
use self::input::{Input, Row, Rows};
use self::journal::Mark;
use self::ledger::{Ledger, Paths, Refusal};
use self::progress::{Progress, ProgressOutput, WaitReporter};
use super::interrupt::unless_interrupted;
use super::list::{Job, Style, stream};
use super::{Console, Exit, Moment, Source, connect};
use crate::cli::{Export, Globals};
use crate::domain::{Answer, Failure, FailureKind, Identifier, Query, ServerMessage};
use crate::settings::{Lookup, Settings, Target};
use crate::system_error;

/// Customers under way at once. The client makes at most four calls at a time; a few more
/// customers keep its places filled while the first in line is slow.
const AT_ONCE: usize = 8;
/// Failures that the summary names; all of them are in the file.
const NAMED: usize = 10;

/// What is asked of every customer, and how it is written.
struct Plan {
    job: Box<dyn Fn(Identifier) -> Job>,
    moment: Moment,
    paths: Paths,
    manner: ProgressOutput,
}

/// Does the command on the given streams.
pub fn run(request: &Export, globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    match prepared(request, globals, env, console) {
        Ok(Prepared::ToDo(todo)) => {
            let (settings, plan, input, ledger) = *todo;
            export(&settings.target, &plan, &input, ledger, console)
        }
        Ok(Prepared::Complete(exit)) => {
            console.note(format_args!(
                "{output} has no journal, which a complete export removes, so it is taken as complete; nothing tells \
                 whether its lines, the input and the options are still those. To export anew, remove {output}",
                output = request.output.display()
            ));
            exit
        }
        Err(error) => {
            console.say(&error);
            error.downcast_ref().map_or(Exit::Usage, Exit::of_settings)
        }
    }
}

enum Prepared {
    ToDo(Box<(Settings, Plan, Input, Ledger)>),
    /// There is nothing to go on with: all of it is there.
    Complete(Exit),
}

/// Everything that can be refused before the first call.
fn prepared(
    request: &Export,
    globals: &Globals,
    env: Lookup<'_>,
    console: &mut Console<'_>,
) -> anyhow::Result<Prepared> {
    let settings = Settings::resolve(globals, env)?;
    let paths = Paths::beside(&request.output);
    let input = Input::open(request.input.as_deref(), settings.country.as_ref(), console.input)?;
    let settings = settings.asked()?;
    let moment = Moment { zone: settings.zone.clone(), ..Moment::read() };
    let heading = heading(request.request, &settings, &input, &moment);
    let header = stream::header(&job(request, &settings, &moment)(nobody()?))?;
    let opened = match ledger::open(&paths, heading, &header, request.resume) {
        Err(refusal @ Refusal::NoJournal(_)) => {
            let exit = complete::exit(&paths, request.format, &input)?;
            return exit.map(Prepared::Complete).ok_or_else(|| refusal.into());
        }
        opened => opened?,
    };
    let manner = manner(request.quiet, settings.looks.ascii);
    let moment = moment_of(&opened.heading, moment)?;
    let plan = Plan { job: Box::new(job(request, &settings, &moment)), moment, paths, manner };
    Ok(Prepared::ToDo(Box::new((settings, plan, input, opened.ledger))))
}

/// The files that it reads and writes.
pub(super) fn files(request: &Export) -> Vec<PathBuf> {
    let Paths { output, failed, journal } = Paths::beside(&request.output);
    request.input.iter().cloned().chain([output, failed, journal]).collect()
}

/// For a header, which is the same whoever is asked for.
fn nobody() -> anyhow::Result<Identifier> {
    Ok(Identifier::parse("0")?)
}

fn manner(quiet: bool, ascii: bool) -> ProgressOutput {
    match (quiet, io::stderr().is_terminal()) {
        (true, _) => ProgressOutput::Quiet,
        (false, false) => ProgressOutput::Lines,
        (false, true) => ProgressOutput::Bar { ascii },
    }
}

fn job(request: &Export, settings: &Settings, moment: &Moment) -> impl Fn(Identifier) -> Job + use<> {
    let (filter, output) = (request.request.filter, request.format);
    let (page, moment) = (request.request.page(settings.page_size), moment.clone());
    move |who| Job {
        who,
        filter,
        page,
        all: true,
        output,
        fields: Vec::new(),
        style: Style::default(),
        moment: moment.clone(),
    }
}

/// The connection, telling of its waits in the progress.
struct Asking {
    connection: connect::Connection,
    patience: WaitReporter,
    skew_is_told: AtomicBool,
}

impl Source for Asking {
    async fn page(&self, query: &Query) -> Result<Answer, Failure> {
        let answer = self.connection.client().coupons(query, &|wait| self.patience.wait(&wait)).await?;
        if let Some(skew) = answer.skew.filter(|skew| skew.matters())
            && !self.skew_is_told.swap(true, Ordering::Relaxed)
        {
            self.patience.note(skew.warning());
        }
        Ok(answer)
    }
}

fn export(target: &Target, plan: &Plan, input: &Input, ledger: Ledger, console: &mut Console<'_>) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return stopped(&Stop::Broken(error), console),
    };
    let mut progress = Progress::new(plan.manner, input.customers, ledger.mark());
    let work = async {
        let connection = connect::connect(target, &plan.moment, false).await.map_err(Stop::Failed)?;
        let source =
            Rc::new(Asking { connection, patience: progress.patience(), skew_is_told: AtomicBool::new(false) });
        let mut transfer = Transfer { ledger, progress: &mut progress, console };
        transfer.run(&source, plan, input.rows()?).await?;
        Ok(transfer.ledger)
    };
    let outcome = runtime.block_on(async {
        let tasks = LocalSet::new();
        unless_interrupted(tasks.run_until(work)).await.unwrap_or_else(|exit| Err(Stop::Cancelled(exit)))
    });
    // a name that is still being resolved must not hold the exit up
    runtime.shutdown_background();
    progress.end();
    match outcome.and_then(|ledger| finish(ledger, plan, console)) {
        Ok(exit) => exit,
        Err(stop) => stopped(&stop, console),
    }
}

/// Why an export ended before its last customer.
enum Stop {
    Cancelled(Exit),
    /// No further customer can fare better.
    Failed(Failure),
    Broken(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// The login is the same for everybody: to go on would only count as so many attempts to break in.
fn concerns_everybody(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::CredentialsRefused | FailureKind::Setup)
}

fn stopped(stop: &Stop, console: &mut Console<'_>) -> Exit {
    let exit = match stop {
        Stop::Cancelled(exit) => {
            console.say("cancelled");
            *exit
        }
        Stop::Failed(failure) => {
            console.say(failure);
            Exit::of(failure.kind)
        }
        Stop::Broken(error) => {
            let why = system_error::of_any(error);
            console.say(format_args!("the input cannot be read or the output not be written: {why}"));
            Exit::Usage
        }
    };
    console.say("the same command with --resume goes on from here");
    exit
}

/// A customer under way, or one that cannot be asked for.
enum InFlight {
    Asked(Row, Receiver<Piece>),
    Nobody(Failed),
}

struct Transfer<'a, 'c> {
    ledger: Ledger,
    progress: &'a mut Progress,
    console: &'a mut Console<'c>,
}

impl Transfer<'_, '_> {
    async fn run(&mut self, source: &Rc<impl Source + 'static>, plan: &Plan, mut rows: Rows) -> Result<(), Stop> {
        for _ in 0..self.ledger.mark().customers {
            rows.next().transpose()?;
        }
        let mut line = VecDeque::with_capacity(AT_ONCE);
        loop {
            while line.len() < AT_ONCE
                && let Some(row) = rows.next().transpose()?
            {
                line.push_back(begin(row, source, plan));
            }
            match line.pop_front() {
                Some(InFlight::Asked(row, pieces)) => self.write(&row, pieces).await?,
                Some(InFlight::Nobody(failed)) => self.ledger.failed(&failed)?,
                None => return Ok(()),
            }
            self.tell();
        }
    }

    async fn write(&mut self, row: &Row, mut pieces: Receiver<Piece>) -> Result<(), Stop> {
        while let Some(piece) = pieces.recv().await {
            match piece {
                Piece::Page(lines, warnings) => {
                    self.ledger.write(&lines.bytes, lines.coupons)?;
                    self.say(row, warnings.iter().map(ServerMessage::line));
                    self.tell();
                }
                Piece::End(Ok(notes)) => {
                    self.say(row, notes.into_iter());
                    return Ok(self.ledger.done()?);
                }
                Piece::End(Err(failure)) if concerns_everybody(failure.kind) => return Err(Stop::Failed(failure)),
                Piece::End(Err(failure)) => return Ok(self.ledger.failed(&Failed::asked(row, &failure))?),
            }
        }
        Err(Stop::Broken(io::Error::other("a customer was not asked to the end")))
    }

    fn tell(&mut self) {
        self.progress.tell(self.ledger.mark(), self.ledger.coupons(), self.console);
    }

    /// Notes about one customer; stderr may be a log, so masked.
    fn say(&mut self, row: &Row, notes: impl Iterator<Item = String>) {
        let who = row.named.as_ref().map_or_else(|_| String::new(), |named| format!("{named:?}"));
        for note in notes {
            self.progress.aside(|| self.console.say(format_args!("{who}: {note}")));
        }
    }
}

fn begin(row: Row, source: &Rc<impl Source + 'static>, plan: &Plan) -> InFlight {
    match &row.named {
        Ok(identifier) => {
            let pieces = fetch::start(Rc::clone(source), (plan.job)(identifier.clone()));
            InFlight::Asked(row, pieces)
        }
        Err(error) => InFlight::Nobody(Failed::nobody(&row, *error)),
    }
}

/// Says what was done. The journal goes after that, as the very last act: until then a kill leaves
/// an export that can be finished.
fn finish(ledger: Ledger, plan: &Plan, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let mark = ledger.mark();
    let failures: u64 = mark.failed.iter().sum();
    if plan.manner != ProgressOutput::Quiet {
        console.say(summary(&mark, failures, &plan.paths.output));
    }
    if failures > 0 {
        console.say(format_args!("{failures} failed, listed in {}:", plan.paths.failed.display()));
        for sentence in failed::told(&plan.paths.failed, NAMED) {
            console.say(format_args!("  {sentence}"));
        }
        let rest = failures.saturating_sub(u64::try_from(NAMED).unwrap_or(u64::MAX));
        if rest > 0 {
            console.say(format_args!("  and {rest} more"));
        }
    }
    ledger.close()?;
    Ok(worst(&mark.failed))
}

fn summary(mark: &Mark, failures: u64, output: &Path) -> String {
    let customers = mark.customers.saturating_sub(failures);
    let counted = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (customers, coupons) = (counted(customers, "customer"), counted(mark.coupons, "coupon"));
    format!("{customers} with {coupons} in {}", output.display())
}

/// The highest of the failed customers' exit codes.
fn worst(failed: &[u64; 5]) -> Exit {
    const EXITS: [Exit; 5] =
        [Exit::Usage, Exit::UnknownCustomer, Exit::NoAccess, Exit::NoConnection, Exit::ServerFailed];
    let failed = EXITS.into_iter().zip(failed).rev().find(|&(_, count)| *count > 0);
    failed.map_or(Exit::Done, |(exit, _)| exit)
}
