//! Where calls go, for failures that have to say so: host and port, and the proxy in between. Never a
//! path, a query or a user name.

use super::address::BaseUrl;
use super::proxy;
use crate::domain::Clean;

/// The two kinds of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Coupons are asked for.
    LookUp,
    /// A token is asked for.
    Login,
}

impl Step {
    /// Its word in the log.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::LookUp => "coupons",
            Self::Login => "token",
        }
    }
}

/// The words for where each kind of request goes.
#[derive(Clone, Debug)]
pub(super) struct Places {
    look_up: Clean,
    login: Clean,
}

impl Places {
    /// Reads the proxies of the environment, as the HTTP client does.
    pub(super) fn of(base_url: &BaseUrl) -> Self {
        Self::through(base_url, proxy::proxy_before(base_url))
    }

    fn through(base_url: &BaseUrl, proxy: Option<String>) -> Self {
        let server = base_url.authority();
        let place = proxy.map_or_else(|| server.clone(), |proxy| format!("{server} through the proxy {proxy}"));
        Self { login: Clean::new(&format!("the login at {place}")), look_up: Clean::new(&place) }
    }

    pub(super) fn of_step(&self, step: Step) -> &Clean {
        match step {
            Step::LookUp => &self.look_up,
            Step::Login => &self.login,
        }
    }
}

#[cfg(test)]
mod tests {
    use hyper_util::client::proxy::matcher::Matcher;

    use super::*;

    fn place(base_url: &str, proxy: &str) -> String {
        let proxies = Matcher::builder().all(proxy).no("inside.test").build();
        let base_url = BaseUrl::parse(base_url).unwrap();
        Places::through(&base_url, proxy::of(&base_url, &proxies)).look_up.to_string()
    }

    #[test]
    fn a_place_is_host_and_port_and_the_proxy_before_it_without_its_login() {
        let afar = "https://coupons.test/gateway/api";
        assert_eq!(place(afar, ""), "coupons.test:443");
        assert_eq!(place("http://[::1]:8472", ""), "[::1]:8472");
        for (proxy, shown) in [
            ("http://till:by-your-leave@10.0.0.1:3128", "10.0.0.1:3128"),
            ("http://proxy.test", "proxy.test:80"),
            ("socks5h://till:by-your-leave@proxy.test", "proxy.test:1080"),
        ] {
            assert_eq!(place(afar, proxy), format!("coupons.test:443 through the proxy {shown}"));
            assert_eq!(place("https://inside.test:8443", proxy), "inside.test:8443");
        }
    }

    #[test]
    fn the_login_is_told_from_the_look_up() {
        let places = Places::of(&BaseUrl::parse("http://127.0.0.1:8472").unwrap());
        assert_eq!(places.of_step(Step::LookUp).as_str(), "127.0.0.1:8472");
        assert_eq!(places.of_step(Step::Login).as_str(), "the login at 127.0.0.1:8472");
    }
}
