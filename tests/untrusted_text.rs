//! Text from outside, in whatever place it comes: no byte of it reaches the terminal, the clipboard
//! or a print as anything but a letter, and the columns stay where they are.

use std::sync::Arc;
use std::time::Duration;

use couponscope::api::decode;
use couponscope::app::{CopyReport, Msg, Pause, Preferences};
use couponscope::cli::Output;
use couponscope::command::list::{self, Job, Style};
use couponscope::command::{Console, Moment, Source};
use couponscope::domain::{Answer, Clean, Failure, FailureKind, Filter, Identifier, Originals, Page, Query, measure};
use couponscope::runtime::frame::Canvas;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::driver::{Browser, NOON, NUMBER};
use crate::pty::sequences;

/// What attackers, and careless importers, put into a name.
const NASTY: [&str; 30] = [
    "\u{1b}[2J",
    "\u{1b}[31m",
    "\u{1b}[?1049l",
    "\u{1b}]52;c;cHduZWQ=\u{7}",
    "\u{1b}]52;c;cHduZWQ=\u{1b}\\",
    "\u{1b}P+q\u{1b}\\",
    "\u{1b}",
    "\u{9b}2J",
    "\u{9d}0;t\u{9c}",
    "\u{0}",
    "\u{7}\u{8}\u{7f}",
    "\r\n",
    "\t",
    "\u{2028}\u{2029}\u{85}",
    "\u{202e}\u{2066}\u{2069}\u{200f}\u{61c}",
    "\u{200b}\u{200c}\u{200d}\u{feff}\u{2060}\u{ad}",
    "\u{fe0f}\u{fe0e}\u{e0041}\u{e0101}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{301}",
    "会员优惠",
    "👨\u{200d}👩\u{200d}👧",
    "🇮🇳🇮",
    "👍🏽❤\u{fe0f}1\u{fe0f}\u{20e3}",
    "قسيمة",
    "קופון",
    "\u{1100}\u{1161}\u{11a8}\u{1160}\u{3164}",
    "का\u{94d}षि",
    "\u{e000}\u{fff9}\u{fffb}\u{fffe}",
    "=1+1,\"x\"",
    "{reload}{",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(NASTY.to_vec()).prop_map(str::to_owned),
        2 => "[a-zA-Z0-9 ]{1,12}",
        1 => any::<String>(),
        1 => (select(NASTY.to_vec()), 1usize..400).prop_map(|(text, times)| text.repeat(times)),
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// Texts to draw from, as many as asked for.
struct Texts<'a>(std::iter::Cycle<std::slice::Iter<'a, String>>);

impl Texts<'_> {
    fn next(&mut self) -> Value {
        Value::String(self.0.next().unwrap().clone())
    }
}

/// A body with foreign text in every field. `strict` keeps dates, numbers and ids readable, so that
/// the row is a coupon.
fn body(texts: &[String], strict: bool) -> Vec<u8> {
    let mut texts = Texts(texts.iter().cycle());
    let mut coupons = Vec::new();
    for number in 0..6 {
        let mut or = |readable: Value| if strict { readable } else { texts.next() };
        let (id, series, count, left) = (or(json!(number)), or(json!(7)), or(json!(1)), or(json!(2)));
        let (till, date) = (or(json!("2027-06-30T00:00:00Z")), or(json!("2026-11-20T13:03:00Z")));
        let mut t = || texts.next();
        coupons.push(json!({
            "code": t(), "id": id, "seriesId": series, "description": t(), "validTill": till,
            "validTillDateTime": date, "discountType": t(), "discountValue": 5.0, "discountUpto": 0.0,
            "redemptionCount": count, "redemptionsLeft": left, "createdDate": date, "createdDateISO": date,
            "transactionNumber": t(), "issuedAt": {"code": t(), "name": t()},
            "customProperty": [{"name": t(), "value": t()}, {"name": t(), "value": null}],
            "redemptions": [{"id": id, "date": date, "transactionNumber": t(), "redeemedAt": {"code": t(), "name": t()}}],
            "reversedRedemptions": [{"id": t(), "reversedOn": t()}],
            "unheardOf": t(),
        }));
    }
    coupons.push(texts.next());
    let customer = json!({
        "firstname": texts.next(), "lastname": texts.next(), "email": texts.next(), "mobile": texts.next(),
        "id": texts.next(), "externalId": texts.next(), "coupons": coupons,
    });
    let notice = |texts: &mut Texts<'_>| json!([{"code": 8069, "message": texts.next()}, {"message": texts.next()}]);
    let body = json!({
        "entity": {"pagination": {"limit": texts.next(), "total": 7, "offset": 0}, "customers": [customer]},
        "warnings": notice(&mut texts), "errors": notice(&mut texts),
    });
    serde_json::to_vec(&body).unwrap()
}

/// The answer in a body, as the client makes it, and the failure that its `errors` would be.
fn decoded(body: &[u8], more: &str) -> (Answer, Failure) {
    let decoded = decode::page(body).unwrap();
    let mut failure = Failure::new(FailureKind::Rejected).with_message(decoded.errors[0].message.as_str());
    failure.request_id = Some(Clean::new(more));
    let answer = Answer {
        customers: decoded.customers.unwrap(),
        pagination: decoded.pagination,
        warnings: decoded.warnings,
        originals: Some(Originals::pack(std::str::from_utf8(body).unwrap(), decoded.spans)),
        ..Answer::default()
    };
    (answer, failure)
}

/// What turns, hides or commands. A joiner is one inside an emoji, where it stays.
fn is_hidden(c: char) -> bool {
    use GeneralCategory as G;
    let hides = matches!(c.general_category(), G::Control | G::Format | G::LineSeparator | G::ParagraphSeparator);
    hides && c != '\u{200d}'
}

/// Draws the screen as the program does and looks at every byte and every line.
fn draw(browser: &Browser, canvas: &mut Canvas) {
    let picture = browser.picture();
    for cell in &picture.buffer.content {
        assert!(!cell.symbol().contains(is_hidden), "{:?}", cell.symbol());
        assert!(!browser.look.ascii || cell.symbol().is_ascii(), "{:?}", cell.symbol());
    }
    let (width, height) = (picture.buffer.area.width, picture.buffer.area.height);
    for line in picture.with_styles().lines().take(usize::from(height)) {
        assert_eq!(measure::width(line), usize::from(width) + 2, "{line:?}");
    }
    let bytes = canvas.update(picture.buffer, picture.cursor).unwrap();
    assert_eq!(sequences::foreign(&bytes), [""; 0]);
}

fn check_copies(browser: &Browser) {
    for copy in &browser.copied {
        let strange = copy.chars().find(|c| is_hidden(*c) && !matches!(c, '\n' | '\t'));
        assert_eq!(strange, None, "{copy:?}");
    }
}

/// Keys that lead to every screen and copy from there.
const KEYS: [&str; 30] = [
    "j", "j", "k", "G", "enter", "enter", "esc", "l", "h", "E", "J", "y", "Y", "down", "v", "space", "m", "/", "?",
    ":", "O", "S", "tab", "f", "pagedown", "c", "s", "r", "P", "i",
];

struct Only(Answer);

impl Source for Only {
    async fn page(&self, _: &Query) -> Result<Answer, Failure> {
        Ok(self.0.clone())
    }
}

/// What `list` prints of an answer, on both streams.
fn listed(answer: &Answer, output: Output, width: Option<usize>, bullet: Option<char>, ascii: bool) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console { input: &mut std::io::empty(), out: &mut out, err: &mut err, width };
    let job = Job {
        who: Identifier::parse(NUMBER).unwrap(),
        filter: Filter::default(),
        page: Page::first(100),
        all: false,
        output,
        fields: Vec::new(),
        style: Style { ascii, colored: false, bullet, width },
        moment: Moment { now: NOON.parse().unwrap(), zone: TimeZone::UTC },
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(list::print(Arc::new(Only(answer.clone())), &job, &mut console));
    String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap()
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_in_no_byte_outside_our_own_sequences_out(
        texts in proptest::collection::vec(text(), 3..12),
        strict in prop_oneof![3 => Just(true), 1 => Just(false)],
        (width, height) in prop_oneof![3 => select(vec![(120, 40), (80, 24), (60, 16), (20, 5)]), 2 => (1u16..=140, 1u16..=50)],
        keys in proptest::collection::vec(select(KEYS.to_vec()), 1..25),
        ascii: bool,
    ) {
        let (answer, failure) = decoded(&body(&texts, strict), &texts[0]);
        let recent = texts.iter().filter_map(|text| Identifier::parse(text).ok()).collect();
        let preferences = Preferences { place: texts[0].clone(), label: Some(texts[1].clone()), mask: texts.len() % 2 == 0, recent, ..Preferences::default() };
        let who = Identifier::parse(&format!("ext:{}", texts[2])).map_or(NUMBER.to_owned(), |who| who.lookup());
        let mut browser = Browser::with(preferences, width, height).looking_up(&who);
        browser.look.ascii = ascii;
        let mut canvas = Canvas::new();
        draw(&browser, &mut canvas);
        browser.answer(answer.clone());
        draw(&browser, &mut canvas);
        for key in keys {
            browser.press(key);
            draw(&browser, &mut canvas);
        }
        browser.press("esc esc esc").paste(&texts[2]);
        draw(&browser, &mut canvas);
        browser.report(CopyReport::Failed(texts[1].clone()));
        draw(&browser, &mut canvas);
        browser.happen(Msg::NotKept(texts[2].clone()));
        draw(&browser, &mut canvas);
        let mut failed = Browser::at(width, height).looking_up(NUMBER);
        let (ticket, _) = failed.awaited();
        failed.happen(Msg::Waiting(ticket, Pause { delay: Duration::from_secs(9), why: failure.clone().into() }));
        draw(&failed, &mut canvas);
        failed.happen(Msg::Answered(ticket, Err(failure)));
        draw(&failed, &mut canvas);
        check_copies(&browser);
    }

    #[test]
    fn any_text_in_only_letters_printed(
        texts in proptest::collection::vec(text(), 3..12),
        strict: bool,
        width in prop_oneof![Just(None), (1usize..200).prop_map(Some)],
        ascii: bool,
        masked: bool,
    ) {
        let (answer, _) = decoded(&body(&texts, strict), &texts[0]);
        // codes of CSV that goes elsewhere than to a terminal are byte for byte those of the server
        let on_terminal = width.or(Some(80));
        for (output, width) in
            [(Output::Table, width), (Output::Csv, on_terminal), (Output::Json, width), (Output::Ndjson, width)]
        {
            let printed = listed(&answer, output, width, masked.then_some('•'), ascii);
            let strange = printed.chars().find(|c| is_hidden(*c) && !matches!(c, '\n' | '\r'));
            prop_assert_eq!(strange, None, "{:?} {:?}", output, printed);
        }
        let table = listed(&answer, Output::Table, width, None, ascii);
        if let Some(width) = width.filter(|width| *width >= 20) {
            let rows = table.lines().filter(|line| !line.starts_with("couponscope:"));
            for row in rows {
                prop_assert!(measure::width(row) <= width, "{} columns: {row:?}", measure::width(row));
            }
        }
    }
}

#[test]
fn the_texts_of_these_bodies_are_really_shown() {
    let texts = ["AB\u{202e}CD".to_owned(), "a name".to_owned(), "another".to_owned()];
    let (answer, failure) = decoded(&body(&texts, true), "req\u{200b}uest");
    let mut browser = Browser::at(120, 40).looking_up(NUMBER);
    browser.answer(answer);
    assert!(["ABCD", "a name", "another"].iter().all(|text| browser.shows(text)), "{}", browser.screen());
    browser.press("enter");
    assert!(browser.shows("hidden"), "that something was left out is told: {}", browser.screen());
    assert!(failure.to_string().contains("request request"), "{failure}");
}
