//! The proxy that the environment names for a server, as the HTTP client finds it.
//!
//! The client passes over a variable that it cannot read and connects without a proxy. Whoever set the
//! variable meant something else, so [`misnamed_proxy`] is there to refuse it.

use hyper_util::client::proxy::matcher::Matcher;

use super::address::BaseUrl;

/// The variables for https in their order; plain http goes to this machine alone. Of the two spellings
/// the first that is set counts, even if it is empty.
const VARIABLES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variable that would lead to this server through a proxy, and names none.
#[must_use]
pub fn misnamed_proxy(base_url: &BaseUrl, env: Environment<'_>) -> Option<&'static str> {
    let exceptions = first_set(EXCEPTIONS, env).map(|(_, hosts)| hosts).unwrap_or_default();
    let leads_through = |proxy: &str| {
        let proxies = Matcher::builder().all(proxy).no(exceptions.as_str()).build();
        of(base_url, &proxies).is_some()
    };
    let used = VARIABLES.into_iter().filter_map(|names| first_set(names, env)).find(|(_, value)| !value.is_empty());
    // the first condition is false for a server that no proxy is asked for
    used.filter(|(_, value)| leads_through("http://proxy") && !leads_through(value)).map(|(name, _)| name)
}

fn first_set(names: [&'static str; 2], env: Environment<'_>) -> Option<(&'static str, String)> {
    names.into_iter().find_map(|name| Some((name, env(name)?)))
}

/// Host and port of the proxy that stands before the server, by the process's own environment.
#[must_use]
pub fn proxy_before(base_url: &BaseUrl) -> Option<String> {
    of(base_url, &Matcher::from_system())
}

/// Host and port of the proxy that stands before the server: none before this machine.
pub(super) fn of(base_url: &BaseUrl, proxies: &Matcher) -> Option<String> {
    if base_url.is_loopback() {
        return None;
    }
    let proxy = proxies.intercept(&base_url.as_str().parse().ok()?)?;
    let host = proxy.uri().host()?;
    let usual = match proxy.uri().scheme_str() {
        Some("http") => 80,
        Some("https") => 443,
        _ => 1080,
    };
    Some(format!("{host}:{}", proxy.uri().port_u16().unwrap_or(usual)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misnamed(server: &str, set: &[(&str, &str)]) -> Option<&'static str> {
        let env = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        misnamed_proxy(&BaseUrl::parse(server).unwrap(), &env)
    }

    const AFAR: &str = "https://coupons.test";

    #[test]
    fn what_the_client_can_read_is_a_proxy() {
        for value in [
            "http://proxy.test:3128",
            "HTTP://proxy.test/",
            "http://squid_proxy:3128",
            "socks4a://proxy:1080",
            "socks5h://till:p%40ss@proxy:1080",
            "proxy:3128",
            "http://[::1]:3128",
            "",
        ] {
            assert_eq!(misnamed(AFAR, &[("HTTPS_PROXY", value)]), None, "{value}");
        }
    }

    #[test]
    fn what_it_would_pass_over_is_told_by_the_name_of_its_variable() {
        for value in ["htp://proxy:3128", "ftp://proxy", "http://", "garbage proxy"] {
            assert_eq!(misnamed(AFAR, &[("https_proxy", value)]), Some("https_proxy"), "{value}");
            assert_eq!(misnamed("http://127.0.0.1:1", &[("HTTPS_PROXY", value)]), None, "no proxy is asked there");
        }
    }

    #[test]
    fn only_the_variable_that_is_used_is_judged() {
        let garbage = "htp://proxy";
        assert_eq!(misnamed(AFAR, &[("HTTPS_PROXY", "http://proxy"), ("ALL_PROXY", garbage)]), None);
        assert_eq!(
            misnamed(AFAR, &[("HTTPS_PROXY", ""), ("https_proxy", garbage)]),
            None,
            "the first that is set counts"
        );
        assert_eq!(misnamed(AFAR, &[("HTTPS_PROXY", ""), ("ALL_PROXY", garbage)]), Some("ALL_PROXY"));
        assert_eq!(misnamed(AFAR, &[("HTTPS_PROXY", garbage), ("NO_PROXY", "coupons.test")]), None);
    }
}
