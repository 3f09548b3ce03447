//! The base URL: which are taken, which are refused, and the vendor's clusters.

use std::fmt;

use reqwest::Url;

/// The vendor's public clusters, by the vendor's short names, with their hosts. The list changes
/// over the years, so it is a convenience beside a free base URL, never a closed list.
pub const CLUSTERS: [(&str, &str); 8] = [
    ("eu", "eu.api.capillarytech.com"),
    ("in", "in.api.capillarytech.com"),
    ("apac", "apac.api.capillarytech.com"),
    ("apac2", "apac2.api.capillarytech.com"),
    ("sea", "sea.api.capillarytech.com"),
    ("us", "us.api.capillarytech.com"),
    ("ushc", "ushc.api.capillarytech.com"),
    ("cn", "api.capillarytech.cn.com"),
];

/// Where the API lives: `https` anywhere, plain `http` only on this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    host: String,
}

/// Why a text is no base URL. Says nothing of the text itself, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Neither `https://` nor `http://` in front.
    #[error("the base URL has no scheme: write https:// in front of it")]
    NoScheme,
    /// A scheme that is not HTTP.
    #[error("the base URL must begin with https://")]
    OtherScheme,
    /// Plain HTTP to another machine would send the credentials in the clear.
    #[error("plain http:// is only for this machine (127.0.0.1, ::1, localhost): use https://")]
    PlainHttp,
    /// A user name or password inside.
    #[error("the base URL may not hold a user name or a password: they have settings of their own")]
    UserInfo,
    /// A `?` or a `#` part.
    #[error("the base URL may not hold a query (?) or a fragment (#)")]
    Extra,
    /// Not a URL at all.
    #[error("the base URL cannot be read: it looks like https://host or https://host/path")]
    Invalid,
}

impl BaseUrl {
    /// Reads a base URL. A path is kept and put before the API's own paths.
    ///
    /// # Errors
    /// When it is no URL, names no scheme, holds more than scheme, host, port and path, or would
    /// send credentials in the clear.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(BaseUrlError::Invalid);
        }
        // `localhost:8080` parses as a URL whose scheme is `localhost`, so this is asked first
        let Some((_, rest)) = text.split_once("://") else { return Err(BaseUrlError::NoScheme) };
        let url = Url::parse(text).map_err(|_| BaseUrlError::Invalid)?;
        // the parser forgets an empty user name (`https://@host`); the text still shows it
        let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(BaseUrlError::UserInfo);
        }
        Self::checked(url)
    }

    fn checked(mut url: Url) -> Result<Self, BaseUrlError> {
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::Extra);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BaseUrlError::Invalid)?.to_owned();
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            "http" => return Err(BaseUrlError::PlainHttp),
            _ => return Err(BaseUrlError::OtherScheme),
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self { url, host })
    }

    /// The base URL of one of [`CLUSTERS`]; `None` for another name.
    #[must_use]
    pub fn cluster(name: &str) -> Option<Self> {
        let (_, host) = CLUSTERS.iter().find(|(known, _)| *known == name)?;
        Self::parse(&format!("https://{host}")).ok()
    }

    /// The host, without port: `eu.api.capillarytech.com`, `127.0.0.1`, `[::1]`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host and port, also where the port is the usual one: `eu.api.capillarytech.com:443`.
    #[must_use]
    pub fn authority(&self) -> String {
        // http and https have a usual port, and there is no other scheme
        let port = self.url.port_or_known_default().map(|port| format!(":{port}"));
        format!("{}{}", self.host, port.unwrap_or_default())
    }

    /// True when the connection is a TLS one.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The whole base URL, for configuration and for a command that the user asks for.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// True when the server runs on this machine: never to be asked through a proxy.
    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    /// The address of an API path such as `/v2/customers/coupons`.
    pub(super) fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let full = format!("{}{path}", self.url.path().trim_end_matches('/'));
        url.set_path(&full);
        url
    }
}

/// The parser has already normalised the host: `127.1` is `127.0.0.1`, letters are lower case.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BaseUrl").field(&self.host).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_plain_http_only_to_this_machine() {
        for good in [
            "https://eu.api.capillarytech.com",
            " https://eu.api.capillarytech.com/ ",
            "HTTPS://Example.com:8443/gateway/",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://127.1",
            "http://[::1]:1",
            "http://LOCALHOST:1",
        ] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for bad in ["http://example.com", "http://0.0.0.0", "http://localhost.example.com", "http://10.0.0.1"] {
            assert_eq!(BaseUrl::parse(bad), Err(BaseUrlError::PlainHttp), "{bad}");
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused_with_the_reason() {
        use BaseUrlError as E;
        let cases = [
            ("eu.api.capillarytech.com", E::NoScheme),
            ("localhost:8080", E::NoScheme),
            ("", E::NoScheme),
            ("ftp://example.com", E::OtherScheme),
            ("file:///etc/passwd", E::Invalid),
            ("https://", E::Invalid),
            ("https://exa mple.com", E::Invalid),
            ("https://example.com/\nx", E::Invalid),
            ("https://me:pw@example.com", E::UserInfo),
            ("https://@example.com", E::UserInfo),
            ("https://example.com?x=1", E::Extra),
            ("https://example.com/?", E::Extra),
            ("https://example.com/#a", E::Extra),
        ];
        for (text, error) in cases {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text}");
        }
        assert!(BaseUrlError::NoScheme.to_string().contains("no scheme"));
    }

    #[test]
    fn a_path_is_kept_and_put_before_the_apis_own() {
        let base = BaseUrl::parse("https://example.com:8443/gateway/api/").unwrap();
        assert_eq!(
            base.at("/v2/customers/coupons").as_str(),
            "https://example.com:8443/gateway/api/v2/customers/coupons"
        );
        assert_eq!(base.to_string(), "https://example.com:8443/gateway/api");
        assert_eq!(BaseUrl::parse("https://example.com").unwrap().at("/v2/x").as_str(), "https://example.com/v2/x");
        assert_eq!((base.host(), base.authority().as_str()), ("example.com", "example.com:8443"));
    }

    #[test]
    fn every_cluster_has_an_address_and_other_names_have_none() {
        for (name, host) in CLUSTERS {
            let base = BaseUrl::cluster(name).unwrap();
            assert_eq!((base.host(), base.is_https()), (host, true), "{name}");
        }
        assert_eq!(BaseUrl::cluster("mars"), None);
    }

    #[test]
    fn a_debug_print_names_only_the_host() {
        let base = BaseUrl::parse("https://example.com/tenant-17").unwrap();
        assert_eq!(format!("{base:?}"), "BaseUrl(\"example.com\")");
    }
}
