//! The browser's export: what is shown, what is marked or every page into a file, in the lines of
//! `couponscope export`.
//!
//! The lines go into a hidden file beside the one that is wanted, which takes its name only when all
//! of them are on the disk. So a file of that name is whole, whatever breaks off on the way.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use crate::app::export::{Coupons, ExportJob, Report};
use crate::app::list::Listing;
use crate::cli::Output;
use crate::command::list::stream::{self, Stream};
use crate::command::list::{Job, Style};
use crate::command::{Moment, Source};
use crate::domain::{Customer, CustomerCoupons, Entry, Failure, FailureKind, FileFormat};
use crate::system_error;

/// Rows turned into lines in one go; others get their turn in between.
const AT_ONCE: usize = 500;

/// Why no file came of it.
enum Stop {
    Refused(String),
    Unwritable(io::Error),
    Failed(Failure),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}

/// Carries the order out; `tell` hears how many coupons are written.
pub(super) async fn write(
    order: ExportJob,
    moment: Moment,
    home: Option<&Path>,
    source: &impl Source,
    tell: &(dyn Fn(u64) + Sync),
) -> Report {
    let name = meant(&order.file, home);
    match written(&name, order, moment, source, tell).await {
        Ok((coupons, notes)) => Report::Written { coupons, file: told(&name, home), notes },
        Err(Stop::Refused(why)) => Report::Refused(why),
        Err(Stop::Unwritable(error)) => Report::NotWritten(system_error::writing(&error)),
        Err(Stop::Failed(failure)) => Report::Failed(failure),
    }
}

/// The file that a name means: `~/` is the user's home, as in a shell.
fn meant(typed: &str, home: Option<&Path>) -> PathBuf {
    match (typed.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}

/// A file with its folder: who is in another one now has to find it.
fn told(name: &Path, home: Option<&Path>) -> String {
    let whole = std::path::absolute(name).unwrap_or_else(|_| name.to_owned());
    // below the root everything is at home, which says nothing
    match home.filter(|home| home.parent().is_some()).and_then(|home| whole.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => whole.display().to_string(),
    }
}

async fn written(
    name: &Path,
    order: ExportJob,
    moment: Moment,
    source: &impl Source,
    tell: &(dyn Fn(u64) + Sync),
) -> Result<(u64, Vec<String>), Stop> {
    let mut draft = Draft::beside(name).map_err(Stop::Refused)?;
    let job = job(&order, moment);
    draft.add(&stream::header(&job)?, 0)?;
    let notes = match order.coupons {
        Coupons::Shown(listing) => {
            shown(&job, &listing, &mut draft).await?;
            Vec::new()
        }
        Coupons::Marked(customer, rows) => {
            marked(&job, &customer, rows, &mut draft).await?;
            Vec::new()
        }
        Coupons::EveryPage(customer) => every_page(Stream::of_one(job, customer), source, &mut draft, tell).await?,
    };
    Ok((draft.finish()?, notes))
}

fn job(order: &ExportJob, moment: Moment) -> Job {
    let output = match order.format {
        FileFormat::Ndjson => Output::Ndjson,
        FileFormat::Csv => Output::Csv,
    };
    let (who, filter, page) = (order.query.who.clone(), order.query.filter, order.query.page);
    Job { who, filter, page, all: true, output, fields: Vec::new(), style: Style::default(), moment }
}

async fn shown(job: &Job, listing: &Listing, draft: &mut Draft) -> Result<(), Stop> {
    let customer = listing.customer().cloned().unwrap_or_default();
    for start in (0..listing.len()).step_by(AT_ONCE) {
        let places = start..listing.len().min(start + AT_ONCE);
        let entries = places.filter_map(|place| listing.row(place)).cloned().collect();
        rows(job, &customer, entries, draft).await?;
    }
    Ok(())
}

async fn marked(job: &Job, customer: &Customer, mut entries: Vec<Entry>, draft: &mut Draft) -> Result<(), Stop> {
    while !entries.is_empty() {
        let rest = entries.split_off(entries.len().min(AT_ONCE));
        rows(job, customer, std::mem::replace(&mut entries, rest), draft).await?;
    }
    Ok(())
}

async fn rows(job: &Job, customer: &Customer, entries: Vec<Entry>, draft: &mut Draft) -> Result<(), Stop> {
    let coupons = entries.len() as u64;
    draft.add(&stream::lines(job, CustomerCoupons { customer: customer.clone(), entries })?, coupons)?;
    tokio::task::yield_now().await;
    Ok(())
}

async fn every_page(
    mut stream: Stream,
    source: &impl Source,
    draft: &mut Draft,
    tell: &(dyn Fn(u64) + Sync),
) -> Result<Vec<String>, Stop> {
    while let Some(query) = stream.query() {
        let Some(answer) = stream.heard(source.page(&query).await).map_err(Stop::Failed)? else { break };
        let lines = stream.take(answer).map_err(|error| Stop::Failed(unreadable(&error)))?;
        draft.add(&lines.bytes, lines.coupons)?;
        tell(draft.coupons);
    }
    stream.finish().map_err(Stop::Failed)
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::new(FailureKind::Unreadable).with_message(&error.to_string())
}

/// The files on their way, for an end of the program that drops nothing: they hold a customer's coupons.
struct OpenDrafts(Mutex<Vec<PathBuf>>);

static UNDERWAY: OpenDrafts = OpenDrafts(Mutex::new(Vec::new()));

/// Removes what is half written.
pub(in super::super) fn remove_drafts() {
    UNDERWAY.remove();
}

impl OpenDrafts {
    fn remove(&self) {
        // a fault while it is locked leaves a file rather than the program hanging
        let paths = self.0.try_lock().map(|mut paths| std::mem::take(&mut *paths)).unwrap_or_default();
        for path in paths {
            // who cannot remove it cannot tell anybody either
            let _ = std::fs::remove_file(path);
        }
    }

    fn add(&'static self, path: &Path) -> Listed {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Listed(self, path.to_owned())
    }
}

/// A place in the list, left when it is dropped.
struct Listed(&'static OpenDrafts, PathBuf);

impl Drop for Listed {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.1);
    }
}

/// A file on its way: gone when dropped, unless it was finished.
struct Draft {
    file: BufWriter<NamedTempFile>,
    name: PathBuf,
    coupons: u64,
    listed: Listed,
}

impl Draft {
    /// Begins a file that only its owner can read.
    fn beside(name: &Path) -> Result<Self, String> {
        if name.symlink_metadata().is_ok() {
            return Err(is_there(name));
        }
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut prefix = OsString::from(".");
        prefix.push(name.file_name().unwrap_or_default());
        prefix.push(".");
        let file = tempfile::Builder::new().prefix(&prefix).suffix(".part").tempfile_in(folder);
        let file = file.map_err(|error| format!("{}: {}", folder.display(), system_error::writing(&error)))?;
        let listed = UNDERWAY.add(file.path());
        Ok(Self { listed, file: BufWriter::with_capacity(64 * 1024, file), name: name.to_owned(), coupons: 0 })
    }

    fn add(&mut self, bytes: &[u8], coupons: u64) -> io::Result<()> {
        self.coupons += coupons;
        self.file.write_all(bytes)
    }

    /// Gives the file its name, if nobody else took it; how many coupons it holds.
    fn finish(self) -> Result<u64, Stop> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_data()?;
        let persisted = file.persist_noclobber(&self.name);
        drop(self.listed);
        match persisted {
            Ok(_) => Ok(self.coupons),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Stop::Refused(is_there(&self.name)))
            }
            Err(error) => Err(error.error.into()),
        }
    }
}

fn is_there(name: &Path) -> String {
    format!("{} already exists; it is not overwritten", name.display())
}

#[cfg(test)]
mod tests;
