//! The real binary in a pseudo-terminal, with a terminal emulator that reads its bytes.

mod browsing;
mod burdens;
mod completing;
mod exporting;
mod first_run;
mod history;
mod keys;
mod leaving;
mod logged;
mod looks;
mod multiplexers;
mod panics;
mod picking;
mod printing;
mod process;
mod profiles;
mod quiet;
mod remote;
mod secrets;
pub(crate) mod sequences;
mod sizes;
mod terminal;

use std::path::Path;

use crate::contract::server::{Act, Background, http};
pub(crate) use process::is_gone;
use terminal::Terminal;
pub(crate) use terminal::now;

/// Says that a part was not tested, and why; where everything has to be there it is a failure.
fn skip(why: &str) {
    assert!(couponscope::settings::environment("CI").is_none(), "{why}");
    println!("skipped: {why}");
}

/// True when these programs are there; says so when not.
fn installed(programs: &[&str]) -> bool {
    let found = |program: &&str| terminal::PATH.split(':').any(|dir| Path::new(dir).join(program).exists());
    let missing = programs.iter().find(|program| !found(program));
    if let Some(program) = missing {
        skip(&format!("{program} is not installed"));
    }
    missing.is_none()
}

/// Four coupons of the vendor's page.
const TOM: &str = "918860000001";
/// Two hundred and fifty coupons.
const VERA: &str = "919800000250";
/// Escape sequences and worse.
const AWKWARD: &str = "919800000013";

/// The browser on the sandbox, on a usual screen, as over SSH.
fn demo(args: &[&str]) -> Terminal {
    demo_at((120, 40), args)
}

fn demo_at(size: (u16, u16), args: &[&str]) -> Terminal {
    Terminal::open(size, &[args, &["--demo"]].concat(), &[("SSH_TTY", "/dev/pts/0")])
}

/// The browser on a server of the test's own.
fn browser_on(server: &Background, args: &[&str]) -> Terminal {
    let url = server.url();
    let account =
        [("COUPONSCOPE_BASE_URL", url.as_str()), ("COUPONSCOPE_USERNAME", "u"), ("COUPONSCOPE_PASSWORD", "p")];
    Terminal::open((120, 40), args, &[&account[..], &[("SSH_TTY", "/dev/pts/0")]].concat())
}

/// A parameter of a request's query.
fn parameter<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let query = request.lines().next()?.split(' ').nth(1)?.split_once('?')?.1;
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The page of a list of `total` coupons that a request asks for. Codes tell place, order and status.
fn page(request: &str, total: u64) -> Vec<u8> {
    let number = |name: &str| parameter(request, name).and_then(|value| value.parse::<u64>().ok());
    let (limit, offset) = (number("limit").unwrap_or(100), number("offset").unwrap_or(0));
    let order = parameter(request, "sort_order").unwrap_or_default();
    let status = parameter(request, "status").unwrap_or("ALL");
    let coupons: Vec<String> = (offset..total.min(offset + limit))
        .map(|place| {
            format!(
                r#"{{"code":"{order}-{place:04}","id":{},"description":"under {status}","validTill":"2090-12-31T00:00:00Z","redemptionsLeft":1}}"#,
                place + 1
            )
        })
        .collect();
    let body = format!(
        r#"{{"entity":{{"pagination":{{"limit":"{limit}","offset":"{offset}","total":{total}}},"customers":[{{"firstname":"Ann","id":7,"coupons":[{}]}}]}},"errors":[],"success":true}}"#,
        coupons.join(",")
    );
    http("200 OK\r\nContent-Type: application/json", body.as_bytes())
}

/// A server with a list of `total` coupons that answers everything as it should.
fn server_of(total: u64) -> Background {
    Background::start(move |request, _| Act::Reply(page(request, total)))
}
