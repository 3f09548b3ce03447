//! The real program against servers whose answers are JSON of the right kind and odd all the same.

use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::contract::server::{Act, Background, http};

/// A folder to run the program in, and the server it asks.
struct Shop {
    folder: TempDir,
    server: Background,
}

/// How a run ended and what it said.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Shop {
    /// A server that answers with the coupons that `coupons` makes for an offset, as JSON.
    fn of(total: &'static str, coupons: impl Fn(u64) -> String + Send + Sync + 'static) -> Self {
        Self::answering(move |request| {
            let entity =
                format!(r#""pagination":{{"total":{total}}},"customers":{}"#, customers(&coupons(offset(request))));
            format!(r#"{{"entity":{{{entity}}}}}"#)
        })
    }

    fn answering(body: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let server = Background::start(move |request, _| {
            Act::Reply(http("200 OK\r\nContent-Type: application/json", body(request).as_bytes()))
        });
        Self { folder: tempfile::tempdir().unwrap(), server }
    }

    fn run(&self, line: &str) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
        command.args(line.split_whitespace()).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.env("COUPONSCOPE_BASE_URL", self.server.url());
        command.env("COUPONSCOPE_USERNAME", "till").env("COUPONSCOPE_PASSWORD", "secret");
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Exports the customer of the tests.
    fn export(&self) -> Ran {
        self.put("in", "918860000001\n");
        self.run("export --input in --output out.ndjson")
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }
}

fn customers(coupons: &str) -> String {
    format!(r#"[{{"id":401031250,"coupons":{coupons}}}]"#)
}

fn offset(request: &str) -> u64 {
    let digits = request.split_once("offset=").map_or("0", |(_, rest)| rest);
    digits.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

/// A list of coupons with these ids.
fn coupons(ids: impl IntoIterator<Item = u64>) -> String {
    list(ids.into_iter().map(|id| format!(r#"{{"code":"C{id}","id":{id}}}"#)))
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

#[test]
fn an_endless_supply_of_new_ids_ends_at_the_total_and_that_is_told() {
    let endless = || Shop::of("250", |offset| coupons(offset..offset + 100));
    let barely = || Shop::of("250", |offset| coupons((0..99).chain([1000 + offset])));
    for (shop, lines) in [(endless(), 300), (barely(), 102)] {
        let ran = shop.run("list 918860000001 --all --output ndjson");
        assert_eq!((ran.code, ran.out.lines().count()), (Some(0), lines), "{ran:?}");
        assert!(ran.err.contains("announced 250 coupons and sent more"), "{ran:?}");
        let ran = shop.export();
        assert_eq!((ran.code, shop.text("out.ndjson").lines().count()), (Some(0), lines), "{ran:?}");
        assert!(ran.err.contains("announced 250 coupons and sent more"), "{ran:?}");
    }
}

#[test]
fn coupons_whose_id_cannot_be_used_are_all_there() {
    let shop = Shop::of("3", |offset| {
        let id = |at: u64| if at == 0 { "{}".to_owned() } else { at.to_string() };
        list((offset..3).take(1).map(|at| format!(r#"{{"code":"C{at}","id":{}}}"#, id(at))))
    });
    let ran = shop.run("list 918860000001 --all --limit 1 --output ndjson");
    assert_eq!((ran.code, ran.out.lines().count(), ran.err.as_str()), (Some(0), 3, ""), "{ran:?}");
    let without = |offset| list((offset..150).take(100).map(|at| format!(r#"{{"code":"C{at}"}}"#)));
    let shop = Shop::of("150", without);
    let ran = shop.run("list 918860000001 --all --output ndjson");
    assert_eq!((ran.out.lines().count(), ran.err.as_str()), (150, ""));
    assert_eq!((shop.export().code, shop.text("out.ndjson").lines().count()), (Some(0), 150));
}

#[test]
fn a_customer_whose_pages_never_move_on_is_one_that_failed() {
    let shop = Shop::of("250", |_| coupons(0..100));
    let ran = shop.export();
    assert_eq!((ran.code, shop.text("out.ndjson").as_str()), (Some(6), ""), "{ran:?}");
    let failed = shop.text("out.ndjson.failed.csv");
    assert!(failed.contains("918860000001,,,,6,") && failed.contains("stopped after 100 of 250"), "{failed}");
    assert!(ran.err.contains("0 customers with 0 coupons") && ran.err.contains("1 failed"), "{ran:?}");
}

#[test]
fn something_else_where_coupons_or_customers_belong_is_never_no_coupons() {
    for output in ["table", "json", "ndjson", "csv"] {
        let ran = Shop::of("1", |_| r#"{"code":"A"}"#.to_owned()).run(&format!("list 918860000001 --output {output}"));
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("coupons is an object, not a list") && !ran.err.contains("no coupons"), "{ran:?}");
        let shop = Shop::answering(|_| r#"{"entity":{"customers":"none"}}"#.to_owned());
        let ran = shop.run(&format!("list 918860000001 --output {output}"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(6), ""));
        assert!(ran.err.contains(": customers is a text, not a list, HTTP 200)"), "{ran:?}");
    }
}

#[test]
fn a_coupon_that_is_read_in_part_is_printed_with_what_is_wrong() {
    let shop =
        || Shop::of("1", |_| r#"[{"id":1,"code":"A","redemptions":[null,3],"redemptionCount":1e400}]"#.to_owned());
    let ran = shop().run("list 918860000001 --output ndjson");
    assert!(ran.out.contains(r#""code":"A""#), "{ran:?}");
    assert!(ran.out.ends_with("\"problem\":\"redemptions is a bare value, not an object\"}\n"), "{ran:?}");
    let csv = shop().run("list 918860000001 --output csv --fields code,problem").out;
    assert_eq!(csv, "code,problem\r\nA,\"redemptions is a bare value, not an object\"\r\n");
    let ran = shop().run("list 918860000001");
    assert!(ran.err.contains("1 coupon could be read only in part"), "{ran:?}");
}

#[test]
fn codes_leave_byte_for_byte_and_json_shows_no_byte_of_them_as_control() {
    let coupons = || Shop::of("2", |_| r#"[{"id":1,"code":"\t=1"},{"id":2,"code":"a\u200bb"}]"#.to_owned());
    let csv = coupons().run("list 918860000001 --output csv --fields code").out;
    assert_eq!(csv, "code\r\n'\t=1\r\na\u{200b}b\r\n");
    let ndjson = coupons().run("list 918860000001 --output ndjson --fields code").out;
    assert_eq!(ndjson, "{\"code\":\"\\u0009=1\"}\n{\"code\":\"a\\u200bb\"}\n");
    let shop = coupons();
    assert_eq!(shop.export().code, Some(0));
    assert!(shop.text("out.ndjson").contains(r#""code":"a\u200bb""#));
    let table = coupons().run("list 918860000001").out;
    assert!(table.contains(" ab ") && !table.contains('\t'), "{table}");
}

#[test]
fn the_last_day_of_all_is_printed_as_the_server_wrote_it() {
    let shop = || {
        Shop::of("2", |_| {
            let till = "9999-12-31T00:00:00Z";
            format!(
                r#"[{{"id":1,"code":"A","validTill":"{till}"}},{{"id":2,"code":"B","validTillDateTime":"{till}"}}]"#
            )
        })
    };
    let ndjson = shop().run("list 918860000001 --output ndjson --fields state.expiresAt").out;
    let day = |time: &str| format!("{{\"state\":{{\"expiresAt\":\"9999-12-31T{time}+00:00\"}}}}\n");
    assert_eq!(ndjson, day("23:59:59") + &day("00:00:00"));
    let table = shop().run("list 918860000001").out;
    assert!(table.contains("~9999-12-31 ") && table.contains(" 9999-12-31 00:00"), "{table}");
}

#[test]
fn what_an_input_or_the_name_of_a_file_holds_is_told_as_text() {
    let shop = Shop::of("1", |_| coupons(0..1));
    shop.put("in", "mobile\n\"x\u{1b}[2J\n  couponscope: all is well\u{9b}1m\"\n");
    let told = |ran: Ran| {
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(!ran.err.chars().any(|c| c.is_control() && c != '\n'), "{ran:?}");
        assert!(ran.err.lines().all(|line| line.starts_with("couponscope: ")));
        ran.err
    };
    let err = told(shop.run("export --input in --output out.ndjson"));
    assert!(err.contains("[2J") && err.contains("all is well"), "{err}");
    let name = "out\u{1b}[2J.ndjson";
    shop.put(name, "precious");
    assert!(told(shop.run(&format!("export --input in --output {name}"))).contains("out[2J.ndjson already exists"));
    shop.put("odd.toml", "[\"pro\\u001b[2Jfiles\"]\nx = 1\n[ui]\n\"a\\nb\\u009b\" = 1\n");
    let ran = shop.run("config check --config odd.toml");
    assert!(ran.code == Some(2) && !ran.err.chars().any(|c| c.is_control() && c != '\n'), "{ran:?}");
}

#[test]
fn a_customer_that_a_server_repeats_as_in_an_address_is_told_nowhere() {
    let echo = r#"{"errors":[{"code":8015,"message":"none of email=ann%40example.com or externalId=Ab%2012%2F7"}]}"#;
    let shop = Shop::answering(move |_| echo.to_owned());
    shop.put("in", "ann@example.com\next:Ab 12/7\n");
    let ran = shop.run("export --input in --output out.ndjson");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let failed = shop.text("out.ndjson.failed.csv");
    let reason = |row: &str| row.rsplit_once("(code 8015").unwrap().1.to_owned();
    let [ann, ext] = [1, 2].map(|line| reason(failed.lines().nth(line).unwrap()));
    assert!(!ann.contains("ann%40") && !ext.contains("Ab%20"), "{failed}");
    let listed = shop.run("list ann@example.com");
    assert!(listed.code == Some(3) && !listed.err.contains("ann%40"), "{listed:?}");
    let told: Vec<&str> = ran.err.lines().filter(|line| line.contains("code 8015")).collect();
    assert!(!told[0].contains("ann%40") && !told[1].contains("Ab%20"), "{told:?}");
}

#[test]
fn an_export_calls_a_customer_incomplete_whose_announced_coupons_do_not_come() {
    for customers in [r#"[{"id":1}]"#, r#"[{"id":1,"coupons":null}]"#, r#"[{"id":1,"coupons":{}}]"#, "[]"] {
        let entity = format!(r#"{{"entity":{{"pagination":{{"total":5}},"customers":{customers}}}}}"#);
        let shop = Shop::answering(move |_| entity.clone());
        let ran = shop.export();
        assert_eq!((ran.code, shop.text("out.ndjson").as_str()), (Some(6), ""), "{customers} {ran:?}");
        assert!(ran.err.contains("1 failed") && ran.err.contains("announced 5 coupons and sent none"), "{ran:?}");
        // where the total may count coupons of every status, none of one is an answer
        let ran = shop.run("export --input in --output expired.ndjson --status expired");
        assert_eq!(ran.code, Some(0), "{customers} {ran:?}");
        assert!(ran.err.contains("announced 5 coupons and sent none"), "{ran:?}");
    }
}

/// Of seven coupons two, and nothing behind them: the list got shorter meanwhile.
fn shrunken() -> Shop {
    Shop::answering(move |request| match offset(request) {
        0 => format!(r#"{{"entity":{{"pagination":{{"total":7}},"customers":{}}}}}"#, customers(&coupons(1..3))),
        _ => r#"{"errors":[{"code":8101,"message":"Invalid offset"}]}"#.to_owned(),
    })
}

#[test]
fn a_list_that_got_shorter_while_it_was_read_keeps_what_came() {
    let shop = shrunken();
    let moved = "the list moved while it was read: it ended after 2 of 7";
    for output in ["table", "json", "ndjson", "csv"] {
        let ran = shop.run(&format!("list 918860000001 --all --output {output}"));
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.out.contains("C2") && ran.err.matches(moved).count() == 1, "{ran:?}");
    }
    let ran = shop.export();
    assert_eq!((ran.code, shop.text("out.ndjson").lines().count()), (Some(0), 2), "{ran:?}");
    assert!(ran.err.contains(moved), "{ran:?}");
}

#[test]
fn a_first_page_out_of_range_fails_and_is_told_with_its_numbers() {
    let ran = shrunken().run("list 918860000001 --all --offset 9 --limit 40");
    assert_eq!((ran.code, ran.out.as_str()), (Some(6), ""), "{ran:?}");
    assert!(ran.err.contains("asked with limit 40 and offset 9") && !ran.err.contains("8860000"), "{ran:?}");
}
