//! The program's own part of the speed budgets: decoding, packing, printing, counting, drawing, moving,
//! filtering and ordering, over what the built-in sandbox really serves.
//!
//! All data is fetched and decoded once, before anything is measured. The time of the terminal, the
//! network and the start of the process are not in here. `cargo bench` prints the bytes of one move
//! first, then the times.

#![expect(clippy::unwrap_used, reason = "a bench that cannot prepare its data has nothing to measure")]
#![expect(clippy::print_stdout, reason = "printing figures is what it is for")]

use std::io;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use couponscope::api::{BaseUrl, Client, ClientSettings, Credentials, decode};
use couponscope::app::rows::{LocalOrder, Summary};
use couponscope::app::{Action, App, Effect, Msg, Now, Preferences};
use couponscope::cli::Output;
use couponscope::command::list::{self, Job, Style};
use couponscope::command::{Console, Moment, Source};
use couponscope::domain::{Answer, Failure, Filter, Identifier, Kind, Originals, Page, Query};
use couponscope::keymap::Keymap;
use couponscope::runtime::clock;
use couponscope::runtime::frame::Canvas;
use couponscope::sandbox::{CLIENT_KEY, CLIENT_SECRET, Sandbox, SandboxSettings};
use couponscope::ui::{self, Look, Theme, ThemeName};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use tui_input::InputRequest;

/// The sandbox's customer with 250 coupons of every state, and the one with 100,000.
const VERA: &str = "919800000250";
const MAX: &str = "919800100000";

const NARROW: Size = Size { width: 80, height: 24 };
const WIDE: Size = Size { width: 120, height: 40 };

fn main() {
    for size in [NARROW, WIDE] {
        let Moved { move_down, scroll } = Moved::at(size);
        println!(
            "{}x{}: {move_down} bytes for a move, {scroll} at the edge, where the list scrolls",
            size.width, size.height
        );
    }
    divan::main();
}

/// What every bench works on; made before the first one is timed.
struct Stock {
    now: Now,
    /// A page of 100 coupons as it comes over the wire.
    body: Vec<u8>,
    /// Browsers with this many rows loaded, at 80x24.
    page: App,
    everything: App,
}

static STOCK: LazyLock<Stock> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(Stock::fetch())
});

impl Stock {
    async fn fetch() -> Self {
        let now = Now { mono: Duration::ZERO, wall: clock::today() };
        let sandbox = Sandbox::start(SandboxSettings::new(now.wall)).await.unwrap();
        let credentials = Credentials::oauth(CLIENT_KEY.into(), CLIENT_SECRET.into());
        let client = Client::new(ClientSettings::new(BaseUrl::parse(&sandbox.base_url()).unwrap(), credentials));
        let page = opened(VERA, now, &client, false).await;
        let body = body(&sandbox.base_url()).await;
        let everything = opened(MAX, now, &client, true).await;
        assert_eq!((rows(&page), rows(&everything)), (100, 100_000));
        Self { now, body, page, everything }
    }

    fn of(rows: usize) -> &'static App {
        if rows == 100 { &STOCK.page } else { &STOCK.everything }
    }
}

/// One page, undecoded. The client was used before, which set TLS up for the process.
async fn body(base_url: &str) -> Vec<u8> {
    let http = reqwest::Client::builder().tls_certs_only([]).build().unwrap();
    let login = format!(r#"{{"key":"{CLIENT_KEY}","secret":"{CLIENT_SECRET}"}}"#);
    let granted = http.post(format!("{base_url}/v3/oauth/token/generate")).body(login).send().await.unwrap();
    let granted: serde_json::Value = serde_json::from_slice(&granted.bytes().await.unwrap()).unwrap();
    let token = granted.pointer("/data/accessToken").and_then(serde_json::Value::as_str).unwrap();
    let page = http.get(format!("{base_url}/v2/customers/coupons?mobile={VERA}&limit=100"));
    let page = page.header("X-CAP-API-OAUTH-TOKEN", token).send().await.unwrap();
    page.error_for_status().unwrap().bytes().await.unwrap().to_vec()
}

/// A browser that looked a customer up, and loaded every page where `all` is asked for.
async fn opened(mobile: &str, now: Now, client: &Client, all: bool) -> App {
    let mut app = App::new(Preferences { idle_lock: None, ..Preferences::default() }, now, NARROW);
    let mut effects = app.open(Identifier::new(Kind::Mobile, mobile).unwrap(), 0);
    answer_calls(&mut app, &mut effects, now, client).await;
    if all {
        effects = app.update(now, Msg::Act(Action::LoadAll));
        answer_calls(&mut app, &mut effects, now, client).await;
    }
    app
}

async fn answer_calls(app: &mut App, effects: &mut Vec<Effect>, now: Now, client: &Client) {
    while let Some(effect) = effects.pop() {
        if let Effect::Call(ticket, query) = effect {
            let answer = client.coupons(&query, &|_| {}).await.map(Arc::new);
            effects.extend(app.update(now, Msg::Answered(ticket, answer)));
        }
    }
}

fn rows(app: &App) -> usize {
    app.list().len()
}

fn look() -> Look {
    Look { theme: Theme::new(ThemeName::Dark), ascii: false, keymap: Arc::new(Keymap::defaults()) }
}

/// A browser and the terminal it is drawn on.
struct Seat {
    app: App,
    look: Look,
    canvas: Canvas,
}

impl Seat {
    /// At this size, drawn once.
    fn new(app: &App, size: Size) -> Self {
        let mut seat = Self { app: app.clone(), look: look(), canvas: Canvas::new() };
        seat.happen(Msg::Resize(size));
        seat
    }

    fn happen(&mut self, msg: Msg) -> usize {
        self.app.update(STOCK.now, msg);
        let (buffer, cursor) = drawn(&self.app, &self.look);
        self.canvas.update(buffer, cursor).unwrap().len()
    }
}

fn drawn(app: &App, look: &Look) -> (Buffer, Option<Position>) {
    let Size { width, height } = app.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let cursor = ui::render(app, look, &mut buffer);
    (buffer, cursor)
}

/// The bytes that one key down sends.
struct Moved {
    move_down: usize,
    scroll: usize,
}

impl Moved {
    fn at(size: Size) -> Self {
        let mut seat = Seat::new(&STOCK.page, size);
        seat.happen(Msg::Act(Action::Down));
        let move_down = seat.happen(Msg::Act(Action::Down));
        while seat.app.list().scroll().cursor() + 1 < seat.app.list_height() {
            seat.happen(Msg::Act(Action::Down));
        }
        Self { move_down, scroll: seat.happen(Msg::Act(Action::Down)) }
    }
}

#[divan::bench]
fn decode_a_page_of_100(bencher: Bencher) {
    let body = &STOCK.body;
    bencher.counter(BytesCount::of_slice(body)).bench(|| decode::page(divan::black_box(body)));
}

/// As `list` reads it, which keeps no original JSON.
#[divan::bench]
fn decode_the_rows_of_100(bencher: Bencher) {
    let body = &STOCK.body;
    bencher.counter(BytesCount::of_slice(body)).bench(|| decode::rows(divan::black_box(body)));
}

/// Keeping the JSON of a page as it came, which the browser does for `J`.
#[divan::bench]
fn pack_the_json_of_100(bencher: Bencher) {
    let body = str::from_utf8(&STOCK.body).unwrap();
    bencher.counter(BytesCount::of_str(body)).bench(|| Originals::pack(divan::black_box(body), Vec::new()));
}

/// A page that is there already.
struct Ready(Mutex<Option<Answer>>);

impl Source for Ready {
    async fn page(&self, _: &Query) -> Result<Answer, Failure> {
        Ok(self.0.lock().unwrap().take().unwrap())
    }
}

/// From decoded rows to lines, as `list` does it.
#[divan::bench(args = [Output::Ndjson, Output::Csv, Output::Table])]
fn print_100(bencher: Bencher, output: Output) {
    let Stock { now, body, .. } = &*STOCK;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let decoded = || Answer { customers: decode::rows(body).unwrap().customers.unwrap(), ..Answer::default() };
    let job = Job {
        who: Identifier::new(Kind::Mobile, VERA).unwrap(),
        filter: Filter::default(),
        page: Page::first(100),
        all: false,
        output,
        fields: Vec::new(),
        style: Style::default(),
        moment: Moment { now: now.wall, zone: TimeZone::UTC },
    };
    bencher.with_inputs(|| Arc::new(Ready(Mutex::new(Some(decoded()))))).bench_values(|source| {
        let mut text = Vec::new();
        let (input, err) = (&mut io::empty(), &mut io::sink());
        let mut console = Console { input, out: &mut text, err, width: None };
        runtime.block_on(list::print(source, &job, &mut console));
        text
    });
}

#[divan::bench(args = [100, 100_000])]
fn count_the_states(bencher: Bencher, rows: usize) {
    let (_, listing) = Stock::of(rows).list().shown().unwrap();
    let count = || Summary::of(listing.rows().iter(), STOCK.now.wall, &TimeZone::UTC);
    bencher.counter(ItemsCount::new(rows)).bench(count);
}

#[divan::bench(args = ["80x24", "120x40"])]
fn draw_a_frame(bencher: Bencher, size: &str) {
    let seat = Seat::new(&STOCK.page, named(size));
    bencher.bench_local(|| drawn(&seat.app, &seat.look));
}

/// Down and up in turn: state, cells and bytes.
#[divan::bench(args = ["80x24", "120x40"])]
fn move_the_selection(bencher: Bencher, size: &str) {
    let mut seat = Seat::new(&STOCK.page, named(size));
    let mut down = false;
    bencher.bench_local(|| {
        down = !down;
        seat.happen(Msg::Act(if down { Action::Down } else { Action::Up }))
    });
}

/// Down and up in turn in the detail of an unusual coupon: thousands of properties, or one huge
/// text in its JSON.
#[divan::bench(args = ["5,000 properties", "JSON of 2 MB"])]
fn move_in_a_large_detail(bencher: Bencher, what: &str) {
    let mut app = STOCK.page.clone();
    let effects = app.update(STOCK.now, Msg::Act(Action::Reload));
    let ticket =
        effects.iter().find_map(|effect| if let Effect::Call(ticket, _) = effect { Some(*ticket) } else { None });
    app.update(STOCK.now, Msg::Answered(ticket.unwrap(), Ok(Arc::new(large(what.starts_with("JSON"))))));
    app.update(STOCK.now, Msg::Act(Action::Open));
    if what.starts_with("JSON") {
        app.update(STOCK.now, Msg::Act(Action::Json));
    }
    let mut seat = Seat::new(&app, WIDE);
    let mut down = false;
    bencher.bench_local(|| {
        down = !down;
        seat.happen(Msg::Act(if down { Action::Down } else { Action::Up }))
    });
}

/// One coupon with a text of 2 MB or with 5,000 properties, and its JSON.
fn large(text: bool) -> Answer {
    let entry = if text {
        format!(r#"{{"id":1,"description":"{}"}}"#, "very long words ".repeat(131_072))
    } else {
        let properties: Vec<String> = (0..5000).map(|i| format!(r#"{{"name":"p{i}","value":"value {i}"}}"#)).collect();
        format!(r#"{{"id":1,"customProperty":[{}]}}"#, properties.join(","))
    };
    let body = format!(r#"{{"entity":{{"customers":[{{"coupons":[{entry}]}}]}}}}"#);
    let decoded = decode::page(body.as_bytes()).unwrap();
    let originals = Some(Originals::pack(&body, decoded.spans));
    Answer { customers: decoded.customers.unwrap(), originals, ..Answer::default() }
}

/// The second letter typed into the filter; each run starts from the same state.
#[divan::bench(args = [100, 100_000])]
fn type_into_the_filter(bencher: Bencher, rows: usize) {
    let mut app = Stock::of(rows).clone();
    app.update(STOCK.now, Msg::Act(Action::Filter));
    app.update(STOCK.now, Msg::Edit(InputRequest::InsertChar('a')));
    let typed = |mut app: App| {
        app.update(STOCK.now, Msg::Edit(InputRequest::InsertChar('n')));
        // given back, so that dropping it is not measured
        app
    };
    bencher.counter(ItemsCount::new(rows)).with_inputs(|| app.clone()).bench_local_values(typed);
}

/// The fourth letter of a word that no row holds: then letters in order are looked for too.
#[divan::bench(args = [100, 100_000])]
fn type_a_word_that_no_row_holds(bencher: Bencher, rows: usize) {
    let mut app = Stock::of(rows).clone();
    app.update(STOCK.now, Msg::Act(Action::Filter));
    for letter in ['o', 'q', 'f'] {
        app.update(STOCK.now, Msg::Edit(InputRequest::InsertChar(letter)));
    }
    let typed = |mut app: App| {
        app.update(STOCK.now, Msg::Edit(InputRequest::InsertChar('z')));
        app
    };
    bencher.counter(ItemsCount::new(rows)).with_inputs(|| app.clone()).bench_local_values(typed);
}

#[divan::bench(args = LocalOrder::ALL.into_iter().filter(|order| *order != LocalOrder::Server))]
fn order_100_000(bencher: Bencher, order: LocalOrder) {
    let (_, listing) = STOCK.everything.list().shown().unwrap();
    let rows = listing.rows();
    let places = || (0u32..).take(rows.len()).collect::<Vec<u32>>();
    bencher.counter(ItemsCount::new(rows.len())).with_inputs(places).bench_values(|mut places| {
        order.sort(&mut places, rows, STOCK.now.wall, &TimeZone::UTC);
        places
    });
}

fn named(size: &str) -> Size {
    if size == "80x24" { NARROW } else { WIDE }
}
