//! The browser's export: what is shown, what is marked or every page into a file, in the lines of
//! `couponscope export`.
//!
//! The lines go into a hidden file beside the one that is wanted, which takes its name only when all
//! of them are on the disk. So a file of that name is whole, whatever breaks off on the way.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::app::export::{Coupons, Order, Report};
use crate::app::list::Listing;
use crate::cli::Output;
use crate::command::list::stream::{self, Stream};
use crate::command::list::{Job, Style};
use crate::command::{Moment, Source};
use crate::domain::{Customer, Entry, Failure, FailureKind, FileFormat, Holder};

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
pub(super) async fn write(order: Order, moment: Moment, source: &impl Source, tell: &(dyn Fn(u64) + Sync)) -> Report {
    match written(order, moment, source, tell).await {
        Ok((coupons, notes)) => Report::Written { coupons, notes },
        Err(Stop::Refused(why)) => Report::Refused(why),
        Err(Stop::Unwritable(error)) => Report::NotWritten(error.to_string()),
        Err(Stop::Failed(failure)) => Report::Failed(failure),
    }
}

async fn written(
    order: Order,
    moment: Moment,
    source: &impl Source,
    tell: &(dyn Fn(u64) + Sync),
) -> Result<(u64, Vec<String>), Stop> {
    let mut draft = Draft::beside(Path::new(&order.file)).map_err(Stop::Refused)?;
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

fn job(order: &Order, moment: Moment) -> Job {
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
    draft.add(&stream::lines(job, Holder { customer: customer.clone(), entries })?, coupons)?;
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
        let answer = source.page(&query).await.map_err(Stop::Failed)?;
        let lines = stream.take(answer).map_err(|error| Stop::Failed(unreadable(&error)))?;
        draft.add(&lines.bytes, lines.coupons)?;
        tell(draft.coupons);
    }
    stream.finish().map_err(Stop::Failed)
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::new(FailureKind::Unreadable).with_message(&error.to_string())
}

/// A file on its way: gone when dropped, unless it was finished.
struct Draft {
    file: BufWriter<NamedTempFile>,
    name: PathBuf,
    coupons: u64,
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
        // of the error only its kind: the rest would name the hidden file
        let file = file.map_err(|error| format!("{}: {}", folder.display(), reason(&error)))?;
        Ok(Self { file: BufWriter::with_capacity(64 * 1024, file), name: name.to_owned(), coupons: 0 })
    }

    fn add(&mut self, bytes: &[u8], coupons: u64) -> io::Result<()> {
        self.coupons += coupons;
        self.file.write_all(bytes)
    }

    /// Gives the file its name, if nobody else took it; how many coupons it holds.
    fn finish(self) -> Result<u64, Stop> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_data()?;
        match file.persist_noclobber(&self.name) {
            Ok(_) => Ok(self.coupons),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Stop::Refused(is_there(&self.name)))
            }
            Err(error) => Err(error.error.into()),
        }
    }
}

/// Why a folder takes no file, in words that are no programmer's.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::NotADirectory => "it is no folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "nothing can be written there".to_owned(),
        kind => io::Error::from(kind).to_string(),
    }
}

fn is_there(name: &Path) -> String {
    format!("{} is there already; it is not overwritten", name.display())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::{Answer, ChosenCustomer, Clean, Coupon, Filter, Id, Identifier, Page, Pagination, Query};

    fn entry(id: u64) -> Entry {
        let (id, code) = (Some(Id::number(&id.to_string())), Clean::new(&format!("C{id}")));
        Entry::Coupon(Coupon { id, code, ..Coupon::default() })
    }

    fn holder(id: &str, rows: impl Iterator<Item = u64>) -> Holder {
        Holder {
            customer: Customer { id: Some(Id::number(id)), ..Customer::default() },
            entries: rows.map(entry).collect(),
        }
    }

    /// Two customers with one number, five coupons each, in pages of three of each.
    struct Two;

    impl Source for Two {
        async fn page(&self, query: &Query) -> Result<Answer, Failure> {
            let rows = if query.page.offset == 0 { 1..4 } else { 4..6 };
            let customers = vec![holder("7", rows.clone()), holder("8", rows.map(|row| row + 100))];
            let pagination = Pagination { total: Some(10), ..Pagination::default() };
            Ok(Answer { customers, pagination, ..Answer::default() })
        }
    }

    /// Nobody may be asked.
    struct Nobody;

    impl Source for Nobody {
        async fn page(&self, _query: &Query) -> Result<Answer, Failure> {
            Err(Failure::new(FailureKind::Unreachable))
        }
    }

    fn order(file: &Path, coupons: Coupons) -> Order {
        let query = Query {
            who: Identifier::parse("918860000001").unwrap(),
            filter: Filter::default(),
            page: Page::first(100),
        };
        let file = file.to_str().unwrap().to_owned();
        Order { format: FileFormat::of_name(&file).unwrap(), file, query, coupons }
    }

    fn carried_out(order: Order, source: &impl Source) -> (Report, Vec<u64>) {
        let moment = Moment { now: jiff::Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
        let told = Mutex::new(Vec::new());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let report = runtime.block_on(write(order, moment, source, &|written| told.lock().unwrap().push(written)));
        (report, told.into_inner().unwrap())
    }

    #[test]
    fn of_two_customers_with_one_number_only_the_one_on_the_screen_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.ndjson");
        let second = ChosenCustomer::of(&[holder("7", 1..4), holder("8", 1..4)], 1);
        let (report, told) = carried_out(order(&file, Coupons::EveryPage(second)), &Two);
        assert_eq!(report, Report::Written { coupons: 5, notes: Vec::new() });
        assert_eq!(told, [3, 5]);
        let text = std::fs::read_to_string(file).unwrap();
        assert_eq!(text.matches("\"customerId\":8,\"lookup\":\"mobile:918860000001\"").count(), 5, "{text}");
        assert_eq!(text.lines().count(), 5);
    }

    /// Pages by their number, from a function.
    struct Paged<F>(F);

    impl<F: Fn(u64) -> Answer + Sync> Source for Paged<F> {
        async fn page(&self, query: &Query) -> Result<Answer, Failure> {
            Ok((self.0)(query.page.offset))
        }
    }

    fn unnamed(firstname: &str, rows: impl Iterator<Item = u64>) -> Holder {
        let customer = Customer { firstname: Some(Clean::new(firstname)), ..Customer::default() };
        Holder { customer, entries: rows.map(entry).collect() }
    }

    #[test]
    fn of_customers_without_an_id_only_the_one_on_the_screen_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.ndjson");
        // the one on the screen comes second in the first answer, and alone in the next
        let server = Paged(|offset| {
            let [ann, bea] = [unnamed("Ann", 1..3), unnamed("Bea", 11..13)];
            let customers = match offset {
                0 => vec![bea],
                2 => vec![ann, unnamed("Cid", 5..7)],
                _ => Vec::new(),
            };
            Answer { customers, ..Answer::default() }
        });
        let on_the_screen = [unnamed("Cid", 5..6), unnamed("Ann", 1..3)];
        let second = ChosenCustomer::of(&on_the_screen, 1);
        let (report, _) = carried_out(order(&file, Coupons::EveryPage(second)), &server);
        assert_eq!(report, Report::Written { coupons: 2, notes: Vec::new() });
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains("\"code\":\"C1\"") && text.contains("\"code\":\"C2\""), "{text}");
    }

    /// Asks `server` for every page of the customer, of whom nothing may be kept; gives the reason.
    fn not_written(customer: ChosenCustomer, server: &impl Source) -> String {
        let folder = tempfile::tempdir().unwrap();
        let (report, _) = carried_out(order(&folder.path().join("x.csv"), Coupons::EveryPage(customer)), server);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{report:?}");
        let Report::Failed(failure) = report else { panic!("{report:?}") };
        assert_eq!(failure.kind, FailureKind::Incomplete);
        failure.to_string()
    }

    #[test]
    fn customers_whom_nothing_tells_apart_are_not_written_as_one() {
        let twins = || vec![unnamed("Ann", 1..3), unnamed("Ann", 3..5)];
        let pagination = Pagination { total: Some(4), ..Pagination::default() };
        let server = Paged(|_| Answer { customers: twins(), pagination, ..Answer::default() });
        let why = not_written(ChosenCustomer::of(&twins(), 1), &server);
        assert!(why.contains("several customers whom nothing tells apart"), "{why}");
    }

    #[test]
    fn a_list_that_cannot_be_read_to_its_end_leaves_no_file() {
        let pagination = Pagination { total: Some(250), ..Pagination::default() };
        let stuck = Paged(|_| Answer { customers: vec![holder("7", 1..4)], pagination, ..Answer::default() });
        let why = not_written(ChosenCustomer::of(&[holder("7", 1..4)], 0), &stuck);
        assert!(why.contains("stopped after 3 of 250"), "{why}");
    }

    #[test]
    fn many_marked_rows_are_written_in_their_order_under_one_header() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.csv");
        let rows: Vec<Entry> = (1..=1201).map(entry).collect();
        let (report, _) = carried_out(order(&file, Coupons::Marked(Box::default(), rows)), &Nobody);
        assert_eq!(report, Report::Written { coupons: 1201, notes: Vec::new() });
        let mut reader = csv::Reader::from_path(file).unwrap();
        let ids: Vec<String> = reader.records().map(|record| record.unwrap()[2].to_owned()).collect();
        assert_eq!(ids, (1..=1201).map(|id: u64| id.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn a_server_that_fails_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.csv");
        let (report, _) = carried_out(order(&file, Coupons::EveryPage(ChosenCustomer::of(&[], 0))), &Nobody);
        assert_eq!(report, Report::Failed(Failure::new(FailureKind::Unreachable)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_made_meanwhile_by_somebody_else_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("x.csv");
        let draft = Draft::beside(&name).unwrap();
        std::fs::write(&name, "precious").unwrap();
        assert!(matches!(draft.finish(), Err(Stop::Refused(why)) if why.contains("not overwritten")));
        assert_eq!(std::fs::read_to_string(&name).unwrap(), "precious");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
