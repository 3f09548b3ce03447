//! The usual variables that name a proxy.
//!
//! The HTTP library passes over a value that it cannot read, and connects without a proxy: whoever
//! wrote it meant something else, so such a value is refused here.

use super::{Lookup, SettingsError, variable};
use crate::api::BaseUrl;

/// The variables for https, as the HTTP library reads them; plain http goes to this machine alone.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const SCHEMES: [&str; 5] = ["http", "https", "socks4", "socks5", "socks5h"];

/// The variables that name a proxy for this server: none on this machine itself.
#[must_use]
pub fn proxies(server: &BaseUrl, env: Lookup<'_>) -> Vec<&'static str> {
    let is_set = |name: &&str| variable(env, name).is_some();
    if server.is_loopback() { Vec::new() } else { VARIABLES.into_iter().filter(is_set).collect() }
}

/// Whether what they name can be a proxy. A base URL that is none is judged by whoever connects.
pub(super) fn check(base_url: &str, env: Lookup<'_>) -> Result<(), SettingsError> {
    let Ok(server) = BaseUrl::parse(base_url) else { return Ok(()) };
    let is_wrong = |name: &&str| variable(env, name).is_some_and(|value| !names_a_proxy(&value));
    match proxies(&server, env).into_iter().find(is_wrong) {
        Some(name) => Err(SettingsError::NoProxy(name)),
        None => Ok(()),
    }
}

/// `http://host:port`, with or without the scheme, a login and the port.
fn names_a_proxy(value: &str) -> bool {
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    let authority = rest.split('/').next().unwrap_or_default();
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (place, None),
    };
    let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    known && !host.is_empty() && host.chars().all(is_name) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(server: &str, value: &str) -> Result<(), SettingsError> {
        check(server, &|name| (name == "HTTPS_PROXY").then(|| value.to_owned()))
    }

    #[test]
    fn what_the_library_can_read_is_a_proxy() {
        for value in [
            "http://proxy.example:3128",
            "HTTP://proxy.example/",
            "socks5h://till:p%40ss@proxy:1080",
            "proxy:3128",
            "http://[::1]:3128",
            "http://[::1]",
            "",
        ] {
            assert_eq!(judged("https://eu.example", value), Ok(()), "{value}");
        }
    }

    #[test]
    fn what_it_would_pass_over_is_refused_by_the_name_of_its_variable() {
        for value in ["htp://proxy:3128", "ftp://proxy", "http://", "garbage proxy", "http://proxy:x", "http://:3128"] {
            let told = judged("https://eu.example", value).unwrap_err().to_string();
            assert!(told.starts_with("HTTPS_PROXY names no proxy"), "{value}: {told}");
            assert_eq!(judged("http://127.0.0.1:1", value), Ok(()), "nothing on this machine is asked through a proxy");
        }
    }
}
