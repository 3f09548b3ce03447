//! Name, connection, TLS, clock, and a look-up of nobody.

use std::time::Duration;

use tokio::net::lookup_host;
use tokio::time::{Instant, timeout};

use super::super::connect::{self, Connection, NoConnection, SecretFault};
use super::super::{Exit, Moment};
use super::report::{Check, Report};
use crate::api::{BaseUrl, Probe, proxy_before};
use crate::domain::{Failure, FailureKind};
use crate::settings::Target;

/// A name that takes longer to resolve is as good as none.
const LIMIT: Duration = Duration::from_secs(5);

pub(super) async fn examine(target: &Target, report: &mut Report) {
    let moment = Moment::read();
    let connection = match connect::open(target, &moment, false).await {
        Ok(connection) => connection,
        Err(NoConnection::Failed(failure)) => return fail("credentials", &failure, report),
        Err(NoConnection::Secret(fault)) => return fail_for_secret(&fault, report),
    };
    report.add(Check::good("credentials", "at hand"));
    let base_url = connection.client().settings().base_url.clone();
    let proxy = proxy_before(&base_url);
    if let Some(proxy) = &proxy {
        report.add(Check::good("proxy", proxy.clone()));
    }
    resolve(&base_url, proxy.is_some(), report).await;
    if probe(&connection, &base_url, report).await {
        look_up(&connection, report).await;
    }
}

fn fail(name: &str, failure: &Failure, report: &mut Report) {
    let particulars = failure.particulars();
    let text = if particulars.is_empty() {
        failure.kind.sentence().to_owned()
    } else {
        format!("{} ({particulars})", failure.kind.sentence())
    };
    let advice = match failure.kind {
        // what is wrong is named in the text
        FailureKind::Setup => "correct it; couponscope config show tells where each setting comes from".into(),
        _ => failure.advice(),
    };
    report.add(Check::failed(name, text, &advice));
    report.fail(Exit::of(failure.kind));
}

fn fail_for_secret(fault: &SecretFault, report: &mut Report) {
    let advice = fault.error.advice().unwrap_or_default();
    report.add(Check::failed("credentials", fault.what(), &advice));
    report.fail(Exit::Usage);
}

/// Behind a proxy the name need not be known here.
async fn resolve(base_url: &BaseUrl, proxied: bool, report: &mut Report) {
    let host = base_url.host().trim_matches(['[', ']']);
    let began = Instant::now();
    let found = timeout(LIMIT, lookup_host((host, 443))).await;
    let number = found.ok().and_then(Result::ok).map_or(0, Iterator::count);
    report.add(match number {
        0 if proxied => Check::good("name", format!("{host} is not known here; the proxy has to know it")),
        0 => {
            Check::failed("name", format!("{host} is not known"), "check the base URL and this machine's name servers")
        }
        1 => Check::good("name", format!("{host}: 1 address in {}", milliseconds(began))),
        number => Check::good("name", format!("{host}: {number} addresses in {}", milliseconds(began))),
    });
}

/// Whether the server is there.
async fn probe(connection: &Connection, base_url: &BaseUrl, report: &mut Report) -> bool {
    let began = Instant::now();
    match connection.client().probe().await {
        Ok(probe) => {
            let secure = if base_url.is_https() { "secure connection" } else { "plain connection on this machine" };
            report.add(Check::good("server", format!("{secure}, HTTP {} in {}", probe.status, milliseconds(began))));
            report.add(clock(probe));
            true
        }
        Err(failure) => {
            fail("server", &failure, report);
            false
        }
    }
}

fn clock(probe: Probe) -> Check {
    let Some(skew) = probe.skew else { return Check::good("clock", "the server does not tell its time") };
    let text = format!("{} of the server's", skew.words());
    if skew.matters() {
        Check::noted("clock", text, "set this machine's clock: certificates and expiry dates depend on it")
    } else {
        Check::good("clock", text)
    }
}

async fn look_up(connection: &Connection, report: &mut Report) {
    let began = Instant::now();
    match connect::try_login(connection).await {
        Ok(()) => report.add(Check::good("look-up", format!("the login works, {}", milliseconds(began)))),
        Err(failure) => fail("look-up", &failure, report),
    }
}

fn milliseconds(began: Instant) -> String {
    format!("{} ms", began.elapsed().as_millis())
}
