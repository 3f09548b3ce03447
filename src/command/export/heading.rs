//! What makes two runs the same export, as the first line of the journal.
//!
//! Nothing in it tells who is in the file or how one logs in. A whole hash of a short list of numbers
//! would give them away to whoever tries all numbers, so of the input's hash only two bytes are kept:
//! enough to notice another list by mistake.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use md5::{Digest, Md5};
use secrecy::ExposeSecret as _;

use super::input::Input;
use super::journal::Heading;
use super::ledger;
use crate::cli::Request;
use crate::command::Moment;
use crate::domain::{CountryCode, Filter};
use crate::settings::{Account, Login, Settings, Target};

/// The heading of an export that is asked for now.
pub(super) fn heading(request: Request, settings: &Settings, input: &Input, moment: &Moment) -> Heading {
    let filter = request.filter;
    let (server, account) = match &settings.target {
        Target::Demo => ("demo", String::new()),
        Target::Server(account) => (account.base_url.trim_end_matches('/'), in_words(account)),
    };
    let [first, second, ..] = input.hash;
    Heading {
        version: ledger::VERSION,
        input: format!("{} customers, {} bytes, {first:02x}{second:02x}", input.customers, input.bytes),
        question: question(filter, request.offset),
        // an address can hold a password
        server: fingerprint(server),
        account: fingerprint(&account),
        country: settings.country.as_ref().map(CountryCode::to_string),
        now: moment.now.to_string(),
        zone: moment.zone.iana_name().map(str::to_owned),
    }
}

fn question(filter: Filter, offset: u64) -> String {
    let status = filter.status.map_or("all", |status| status.param());
    let asked = format!("status={status} order={} case={}", filter.order.param(), filter.code_case.param());
    // where nothing is skipped nothing is said of it, as in the journals of always
    if offset == 0 { asked } else { format!("{asked} offset={offset}") }
}

/// The moment of the run that began the export.
pub(super) fn moment_of(heading: &Heading, moment: Moment) -> anyhow::Result<Moment> {
    let zone = heading.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    Ok(Moment { now: heading.now.parse()?, zone: zone.unwrap_or(moment.zone) })
}

/// Whose view of the coupons it is, and what else changes the answers; no secret.
fn in_words(account: &Account) -> String {
    let (kind, name) = match &account.login {
        Login::BasicPassword { username, .. } | Login::BasicMd5 { username, .. } => ("basic", username.as_str()),
        Login::OAuth { key, .. } => ("oauth", key.expose_secret()),
    };
    let external_id = account.external_id_parameter.as_deref().unwrap_or_default();
    let mut words = format!("{kind}\n{name}\n{external_id}\n{}", account.include_reversed);
    if let Some((entity, code)) = &account.attribution {
        // writing into a string does not fail
        let _ = write!(words, "\n{entity}\n{code}");
    }
    words
}

fn fingerprint(text: &str) -> String {
    format!("{:x}", Md5::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(username: &str, password: &str) -> Account {
        Account {
            base_url: "https://eu.example.com".into(),
            login: Login::BasicPassword {
                username: username.into(),
                password: crate::settings::Secret::Inline(password.into()),
            },
            login_settings: String::new(),
            profile: None,
            label: None,
            is_elsewhere: false,
            external_id_parameter: None,
            include_reversed: true,
            ca_file: None,
            attribution: None,
            rate_per_minute: 0,
        }
    }

    #[test]
    fn another_user_or_other_answers_are_another_account_and_a_changed_password_is_not() {
        let till = in_words(&account("till", "old"));
        assert_eq!(in_words(&account("till", "new")), till);
        assert_ne!(in_words(&account("office", "old")), till);
        assert_ne!(in_words(&Account { include_reversed: false, ..account("till", "old") }), till);
        let attribution = Some(("TILL".to_owned(), "7".to_owned()));
        assert_ne!(in_words(&Account { attribution, ..account("till", "old") }), till);
    }
}
