//! What is written, what is not, and what is left of it.

use std::sync::Mutex;

use jiff::tz::TimeZone;

use super::*;
use crate::domain::{Answer, ChosenCustomer, Clean, Coupon, Filter, Id, Identifier, Page, Pagination, Query};

fn entry(id: u64) -> Entry {
    let (id, code) = (Some(Id::number(&id.to_string())), Clean::new(&format!("C{id}")));
    Entry::Coupon(Coupon { id, code, ..Coupon::default() })
}

fn holder(id: &str, rows: impl Iterator<Item = u64>) -> CustomerCoupons {
    CustomerCoupons {
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

fn order(file: &Path, coupons: Coupons) -> ExportJob {
    let query =
        Query { who: Identifier::parse("918860000001").unwrap(), filter: Filter::default(), page: Page::first(100) };
    let file = file.to_str().unwrap().to_owned();
    ExportJob { format: FileFormat::of_name(&file).unwrap(), file, query, coupons }
}

/// All of it was written, with nothing to be said about it.
fn of_coupons(coupons: u64, file: &Path) -> Report {
    Report::Written { coupons, file: file.display().to_string(), notes: Vec::new() }
}

fn carried_out(order: ExportJob, source: &impl Source) -> (Report, Vec<u64>) {
    carried_out_at(None, order, source)
}

fn carried_out_at(home: Option<&Path>, order: ExportJob, source: &impl Source) -> (Report, Vec<u64>) {
    let moment = Moment { now: jiff::Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
    let told = Mutex::new(Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let report = runtime.block_on(write(order, moment, home, source, &|written| told.lock().unwrap().push(written)));
    (report, told.into_inner().unwrap())
}

#[test]
fn of_two_customers_with_one_number_only_the_one_on_the_screen_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.ndjson");
    let second = ChosenCustomer::of(&[holder("7", 1..4), holder("8", 1..4)], 1);
    let (report, told) = carried_out(order(&file, Coupons::EveryPage(second)), &Two);
    assert_eq!(report, of_coupons(5, &file));
    assert_eq!(told, [3, 5]);
    let text = std::fs::read_to_string(&file).unwrap();
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

fn unnamed(firstname: &str, rows: impl Iterator<Item = u64>) -> CustomerCoupons {
    let customer = Customer { firstname: Some(Clean::new(firstname)), ..Customer::default() };
    CustomerCoupons { customer, entries: rows.map(entry).collect() }
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
    assert_eq!(report, of_coupons(2, &file));
    let text = std::fs::read_to_string(&file).unwrap();
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
    assert_eq!(report, of_coupons(1201, &file));
    let mut reader = csv::Reader::from_path(&file).unwrap();
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
fn an_end_that_drops_nothing_leaves_no_half_file_and_loses_no_whole_one() {
    // not the program's own list, in which other tests have files
    static LIST: OpenDrafts = OpenDrafts(Mutex::new(Vec::new()));
    let folder = tempfile::tempdir().unwrap();
    let [half, whole] = ["half", "whole"].map(|name| folder.path().join(name));
    for path in [&half, &whole] {
        std::fs::write(path, "coupons").unwrap();
    }
    let listed = LIST.add(&half);
    drop(LIST.add(&whole));
    LIST.remove();
    assert!(!half.exists() && whole.exists());
    drop(listed);
}

#[test]
fn a_file_is_in_the_list_until_it_has_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let is_listed = || UNDERWAY.0.lock().unwrap().iter().any(|path| path.starts_with(folder.path()));
    let draft = Draft::beside(&folder.path().join("x.csv")).unwrap();
    assert!(is_listed());
    draft.finish().ok().unwrap();
    assert!(!is_listed());
    drop(Draft::beside(&folder.path().join("y.csv")).unwrap());
    assert!(!is_listed());
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

#[test]
fn a_name_that_begins_at_home_is_a_file_there_and_is_told_so() {
    let home = tempfile::tempdir().unwrap();
    let marked = || Coupons::Marked(Box::default(), vec![entry(1)]);
    let (report, _) = carried_out_at(Some(home.path()), order(Path::new("~/x.csv"), marked()), &Nobody);
    assert_eq!(report, of_coupons(1, Path::new("~/x.csv")));
    assert!(home.path().join("x.csv").exists());
    let (report, _) = carried_out_at(Some(home.path()), order(&home.path().join("y.csv"), marked()), &Nobody);
    assert_eq!(report, of_coupons(1, Path::new("~/y.csv")));
    let (report, _) = carried_out_at(None, order(Path::new("~/x.csv"), marked()), &Nobody);
    assert_eq!(report, Report::Refused("~: there is no such folder".to_owned()));
}

#[test]
fn a_name_without_a_folder_is_told_with_the_one_it_is_in() {
    let here = std::env::current_dir().unwrap();
    assert_eq!(told(Path::new("x.csv"), None), here.join("x.csv").display().to_string());
    assert_eq!(told(Path::new("x.csv"), Some(&here)), "~/x.csv");
    assert_eq!(told(Path::new("/srv/x.csv"), Some(&here)), "/srv/x.csv");
}
