//! The HTTP client underneath: TLS, roots, proxies, timeouts, and no redirects.

use std::path::Path;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, ClientBuilder, redirect};

use super::settings::ClientSettings;
use crate::domain::{Failure, FailureKind};
use crate::system_error;

/// Never more than this many calls, and so connections, at once.
pub(super) const MOST_CALLS: usize = 4;
const USER_AGENT: &str = concat!("couponscope/", env!("CARGO_PKG_VERSION"));
const ENTITY_TYPE: HeaderName = HeaderName::from_static("x-cap-api-attribution-entity-type");
const ENTITY_CODE: HeaderName = HeaderName::from_static("x-cap-api-attribution-entity-code");

/// Builds the client. For `https` this reads the system's root certificates, which takes
/// milliseconds and blocks; for `http` it reads nothing.
pub(super) fn build(settings: &ClientSettings) -> Result<reqwest::Client, Failure> {
    // a second installation is refused, and the first one does
    let _ = rustls::crypto::ring::default_provider().install_default();
    let headers = headers(settings)?;
    if settings.base_url.is_https() {
        with_roots(settings, &headers)
    } else {
        // an empty list instead of the system's: building with none at all would look for them
        builder(settings, headers).tls_certs_only([]).build().map_err(|_| setup("the HTTP client does not start"))
    }
}

fn with_roots(settings: &ClientSettings, headers: &HeaderMap) -> Result<reqwest::Client, Failure> {
    let extra = settings.ca_file.as_deref().map(certificates).transpose()?.unwrap_or_default();
    let system = builder(settings, headers.clone()).tls_certs_merge(extra.clone()).build();
    // the only way for it to fail is a system without any root
    system.or_else(|_| {
        let bundled = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter_map(|der| Certificate::from_der(der).ok());
        let built = builder(settings, headers.clone()).tls_certs_only(bundled.chain(extra)).build();
        built.map_err(|_| setup("ca_file holds a certificate that cannot be used"))
    })
}

fn builder(settings: &ClientSettings, headers: HeaderMap) -> ClientBuilder {
    let builder = ClientBuilder::new()
        .user_agent(USER_AGENT)
        .default_headers(headers)
        .redirect(redirect::Policy::none())
        .referer(false)
        // retries are counted, told and awaited in one place: the client module
        .retry(reqwest::retry::never())
        .connect_timeout(settings.timeouts.connect)
        .read_timeout(settings.timeouts.silence)
        // a pool that expires connections needs a timer, and an idle program must not wake
        .pool_idle_timeout(None)
        .pool_max_idle_per_host(MOST_CALLS)
        .tcp_nodelay(true);
    if settings.base_url.is_loopback() { builder.no_proxy() } else { builder }
}

/// What every request carries. `Content-Type` is asked for even on GET.
fn headers(settings: &ClientSettings) -> Result<HeaderMap, Failure> {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    let mut headers = HeaderMap::from_iter([(ACCEPT, JSON), (CONTENT_TYPE, JSON)]);
    if let Some((entity_type, code)) = &settings.attribution {
        for (name, text) in [(ENTITY_TYPE, entity_type), (ENTITY_CODE, code)] {
            let value = HeaderValue::from_str(text)
                .map_err(|_| setup("the attribution headers hold characters that a header cannot"))?;
            headers.insert(name, value);
        }
    }
    Ok(headers)
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let pem = std::fs::read(path)
        .map_err(|error| setup(&format!("ca_file cannot be read: {}", system_error::reading(&error))))?;
    let found = Certificate::from_pem_bundle(&pem).unwrap_or_default();
    if found.is_empty() { Err(setup("ca_file holds no certificate in PEM form")) } else { Ok(found) }
}

/// A failure of our own making.
pub(super) fn setup(message: &str) -> Failure {
    Failure::new(FailureKind::Setup).with_message(message)
}
