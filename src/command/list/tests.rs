//! The command against a scripted source: what is printed, what is said, how it ends.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::ahead::GUESSES;
use super::testing::{awkward, moment, tom};
use super::*;
use crate::domain::paging::MOST_KEPT;
use crate::domain::{Answer, Clean, Coupon, Entry, FailureKind, Id, Query, SortOrder, Status};

/// Gives its answers in order and remembers what it was asked.
struct Script {
    answers: Mutex<VecDeque<Result<Answer, Failure>>>,
    asked: Mutex<Vec<Query>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Result<Answer, Failure>>) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() })
    }
}

impl Source for Script {
    async fn page(&self, query: &Query) -> Result<Answer, Failure> {
        self.asked.lock().unwrap().push(query.clone());
        self.answers.lock().unwrap().pop_front().unwrap_or_else(|| panic!("asked once too often"))
    }
}

fn job(output: Output) -> Job {
    Job {
        who: Identifier::parse("918860000001").unwrap(),
        filter: Filter::default(),
        page: Page::first(100),
        all: false,
        output,
        fields: Vec::new(),
        style: Style::default(),
        moment: moment(),
    }
}

struct Ran {
    exit: Exit,
    out: String,
    err: String,
}

fn print_to(source: Arc<Script>, job: &Job, out: &mut dyn Write) -> (Exit, String) {
    let mut err = Vec::new();
    let mut console = Console { input: &mut io::empty(), out, err: &mut err, width: None };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let exit = runtime.block_on(print(source, job, &mut console));
    (exit, String::from_utf8(err).unwrap())
}

fn ran(source: Arc<Script>, job: &Job) -> Ran {
    let mut out = Vec::new();
    let (exit, err) = print_to(source, job, &mut out);
    Ran { exit, out: String::from_utf8(out).unwrap(), err }
}

fn ran_once(answer: Answer, output: Output) -> Ran {
    ran(Script::new([Ok(answer)]), &job(output))
}

#[test]
fn the_request_reaches_the_source_as_asked() {
    let filter = Filter { status: Some(Status::Redeemable), order: SortOrder::Ascending, ..Filter::default() };
    let page = Page { offset: 14, limit: 7 };
    let script = Script::new([Ok(tom())]);
    ran(Arc::clone(&script), &Job { filter, page, ..job(Output::Json) });
    let who = Identifier::parse("918860000001").unwrap();
    assert_eq!(*script.asked.lock().unwrap(), [Query { who, filter, page }]);
}

#[test]
fn every_format_prints_and_ends_well() {
    for (output, part) in [
        (Output::Table, "0015  1000.00"),
        (Output::Json, "{\"customers\":[{\"firstname\":\"Tom\""),
        (Output::Ndjson, "{\"customerId\":401031250,"),
        (Output::Csv, "customerId,lookup,id,code,"),
    ] {
        let ran = ran_once(tom(), output);
        assert_eq!(ran.exit, Exit::Done);
        assert!(ran.out.contains(part), "{}", ran.out);
        assert!(ran.out.ends_with('\n'));
    }
}

#[test]
fn warnings_go_to_stderr_once_and_masked() {
    let mut answer = tom();
    answer.pagination.total = Some(2);
    answer.warnings[0].message = Clean::new("918860000001 was merged");
    let mut second = answer.clone();
    second.customers = awkward().customers;
    second.customers[0].customer = answer.customers[0].customer.clone();
    second.customers[0].entries.truncate(1);
    let script = Script::new([Ok(answer), Ok(second)]);
    let ran = ran(Arc::clone(&script), &Job { all: true, ..job(Output::Json) });
    assert_eq!(ran.err, "couponscope: warning 8069: 91********01 was merged\n");
    assert!(ran.out.contains("\"warnings\":[{\"code\":8069,\"message\":\"918860000001 was merged\"}]"), "{}", ran.out);
    assert!(ran.out.contains("\"total\":2,\"fetched\":2"), "{}", ran.out);
}

#[test]
fn a_format_that_keeps_every_page_ends_before_it_fills_the_memory() {
    for (output, rows) in [(Output::Table, 4), (Output::Json, 4), (Output::Ndjson, 9), (Output::Csv, 9)] {
        let heavy = |id: u64| {
            let mut answer = tom();
            let entry = Entry::Coupon(Coupon { id: Some(Id::number(&id.to_string())), ..Coupon::default() });
            (answer.customers[0].entries, answer.pagination.total) = (vec![entry], Some(9));
            Ok(Answer { bytes: MOST_KEPT / 4, ..answer })
        };
        let ran = ran(Script::new((1..=9).map(heavy)), &Job { all: true, ..job(output) });
        let is_told = ran.err.contains("the list is larger than 256 MiB, the most that is kept: stopped after 4 of 9");
        assert_eq!((ran.exit, is_told), (Exit::Done, rows == 4), "{output:?}: {}", ran.err);
    }
}

#[test]
fn no_customer_and_no_coupon_are_notes_and_no_failures() {
    let none = ran_once(Answer::default(), Output::Table);
    assert_eq!((none.exit, none.out.as_str()), (Exit::Done, ""));
    assert_eq!(none.err, "couponscope: note: the answer holds no customer\n");
    let mut empty = tom();
    empty.customers[0].entries.clear();
    empty.warnings.clear();
    let filter = Filter { status: Some(Status::Expired), ..Filter::default() };
    for (offset, behind) in [(0, ""), (10, " from number 11 on")] {
        let page = Page { offset, ..Page::first(100) };
        let ran = ran(Script::new([Ok(empty.clone())]), &Job { filter, page, ..job(Output::Ndjson) });
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Done, ""));
        // seven were announced, none of them behind the tenth
        let announced =
            if offset == 0 { "couponscope: note: the server announced 7 coupons and sent none\n" } else { "" };
        assert_eq!(ran.err, format!("{announced}couponscope: note: no coupons that are expired{behind}\n"));
    }
}

#[test]
fn coupons_that_were_announced_and_did_not_come_are_told() {
    let mut empty = tom();
    empty.customers[0].entries.clear();
    empty.warnings.clear();
    let nobody = Answer { customers: Vec::new(), ..empty.clone() };
    let kept_back = "couponscope: note: the server announced 7 coupons and sent none\n";
    for all in [false, true] {
        let job = Job { all, ..job(Output::Ndjson) };
        let told = |answer: &Answer, job: &Job| ran(Script::new([Ok(answer.clone())]), job).err;
        assert_eq!(told(&empty, &job), kept_back, "{all}");
        let no_customer = format!("couponscope: note: the answer holds no customer\n{kept_back}");
        assert_eq!(told(&nobody, &job), no_customer, "{all}");
        let behind = Job { page: Page { offset: 7, limit: 7 }, ..job };
        assert_eq!(told(&empty, &behind), "couponscope: note: no coupons from number 8 on\n", "{all}");
    }
}

#[test]
fn a_failed_look_up_prints_nothing_and_names_nobody() {
    for output in [Output::Table, Output::Json, Output::Ndjson, Output::Csv] {
        let ran = ran(Script::new([Err(Failure::new(FailureKind::UnknownCustomer))]), &job(output));
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::UnknownCustomer, ""));
        assert!(ran.err.starts_with("couponscope: The server knows no such customer"), "{}", ran.err);
        assert!(!ran.err.contains("8860"), "{}", ran.err);
    }
}

#[test]
fn pages_are_printed_as_they_come_where_the_format_can_grow() {
    for (output, is_there) in
        [(Output::Ndjson, true), (Output::Csv, true), (Output::Json, false), (Output::Table, false)]
    {
        let script = Script::new([Ok(tom()), Err(Failure::new(FailureKind::BrokenOff))]);
        let ran = ran(Arc::clone(&script), &Job { all: true, ..job(output) });
        assert_eq!(ran.exit, Exit::NoConnection);
        assert_eq!(ran.out.contains("0015"), is_there, "{}", ran.out);
    }
}

#[test]
fn a_server_that_ignores_the_offset_is_asked_twice_and_printed_once() {
    let script = Script::new([Ok(tom()), Ok(tom())]);
    let ran = ran(Arc::clone(&script), &Job { all: true, ..job(Output::Ndjson) });
    assert_eq!((ran.exit, ran.out.lines().count()), (Exit::Done, 1));
    assert!(ran.err.contains("without a new coupon"), "{}", ran.err);
}

/// A server that holds `total` coupons and sends at most `cut` from number `short_from` on.
struct Server {
    total: u64,
    announced: Option<u64>,
    short_from: u64,
    cut: u64,
    asked: Mutex<Vec<u64>>,
}

impl Source for Server {
    async fn page(&self, query: &Query) -> Result<Answer, Failure> {
        let Page { offset, limit } = query.page;
        self.asked.lock().unwrap().push(offset);
        let most = if offset >= self.short_from { self.cut } else { limit };
        let mut answer = tom();
        answer.pagination.total = self.announced;
        answer.warnings.clear();
        let entry = |id: u64| {
            let coupon = Coupon { id: Some(Id::number(&id.to_string())), code: Clean::new("X"), ..Coupon::default() };
            Entry::Coupon(coupon)
        };
        answer.customers[0].entries = (offset..self.total.min(offset + most)).map(entry).collect();
        Ok(answer)
    }
}

/// The offsets that such a server is asked for, in order, and the lines that are printed.
fn walked(total: u64, announced: Option<u64>, short_from: u64) -> (Vec<u64>, usize) {
    let server = Arc::new(Server { total, announced, short_from, cut: 3, asked: Mutex::default() });
    let job = Job { all: true, page: Page::first(10), ..job(Output::Ndjson) };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console { input: &mut io::empty(), out: &mut out, err: &mut err, width: None };
    let runtime = runtime(true).unwrap();
    runtime.block_on(print(Arc::clone(&server), &job, &mut console));
    drop(runtime);
    let ids = String::from_utf8(out).unwrap();
    let ids: Vec<u64> = ids.lines().map(id_of).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let mut asked = server.asked.lock().unwrap().clone();
    asked.sort_unstable();
    (asked, ids.len())
}

fn id_of(line: &str) -> u64 {
    serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_u64().unwrap()
}

#[test]
fn pages_asked_for_ahead_are_asked_for_once_and_printed_in_order() {
    let (asked, lines) = walked(95, Some(95), u64::MAX);
    assert_eq!((asked, lines), ((0..10).map(|page| page * 10).collect(), 95));
}

#[test]
fn without_a_total_nothing_is_guessed() {
    assert_eq!(walked(30, None, u64::MAX), (vec![0, 10, 20, 30], 30));
}

#[test]
fn guesses_that_are_wrong_are_thrown_away_and_the_last() {
    let (asked, lines) = walked(50, Some(50), 30);
    let needed = [0, 10, 20, 30, 33, 36, 39, 42, 45, 48];
    let needless: Vec<u64> = asked.iter().copied().filter(|offset| !needed.contains(offset)).collect();
    assert_eq!(lines, 50);
    assert_eq!(asked.len(), needed.len() + needless.len(), "each once: {asked:?}");
    assert!(needless.len() <= GUESSES, "{needless:?}");
    // the total is a lie: the list ends before
    let (asked, lines) = walked(40, Some(1000), u64::MAX);
    assert_eq!(lines, 40);
    assert!(asked.starts_with(&[0, 10, 20, 30, 40]) && asked.len() <= 5 + GUESSES, "{asked:?}");
}

/// An output that fails with the given error.
struct Shut(io::ErrorKind);

impl Write for Shut {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
    for output in [Output::Table, Output::Json, Output::Ndjson, Output::Csv] {
        let script = || Script::new([Ok(tom())]);
        let (exit, err) = print_to(script(), &job(output), &mut Shut(io::ErrorKind::BrokenPipe));
        assert_eq!((exit, err.contains("cannot")), (Exit::Done, false), "{output:?}: {err}");
        let (exit, err) = print_to(script(), &job(output), &mut Shut(io::ErrorKind::StorageFull));
        assert_eq!((exit, err.contains("cannot be written")), (Exit::Usage, true), "{output:?}: {err}");
    }
}

#[test]
fn chosen_fields_are_the_columns_of_every_format_in_the_order_asked_for() {
    let with = |output| Job { fields: vec!["state.expiresAt", "code", "issuedAt.name"], ..job(output) };
    let line = r#"{"state":{"expiresAt":"2029-09-01T23:59:59+05:30"},"code":"0015","issuedAt":{"name":"Store 1"}}"#;
    let printed = |output| ran(Script::new([Ok(tom())]), &with(output)).out;
    assert_eq!(printed(Output::Ndjson), format!("{line}\n"));
    let csv = "state.expiresAt,code,issuedAt.name\r\n2029-09-01T23:59:59+05:30,0015,Store 1\r\n";
    assert_eq!(printed(Output::Csv), csv);
    let table = printed(Output::Table);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[1], "state.expiresAt            code  issuedAt.name");
    assert_eq!(lines[2], "2029-09-01T23:59:59+05:30  0015  Store 1");
}
