//! What a client is made from.

use std::path::PathBuf;
use std::time::Duration;

use super::address::BaseUrl;
use super::auth::Credentials;
use crate::domain::{Clean, Kind};

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, its TLS handshake included.
    pub connect: Duration,
    /// Between two pieces of an answer, and before its first.
    pub silence: Duration,
    /// For one call with its retries; waits that the server asks for do not count.
    pub total: Duration,
    /// Before the first retry; the second waits about twice as long. Up to as much again is added
    /// by chance, so that many tills do not come back at the same moment.
    pub pause: Duration,
}

impl Default for Timeouts {
    /// 5 s to connect, 10 s of silence, 30 s in all, half a second before the first retry.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            silence: Duration::from_secs(10),
            total: Duration::from_secs(30),
            pause: Duration::from_millis(500),
        }
    }
}

/// Everything a [`Client`](super::Client) needs to know.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// Where the API lives.
    pub base_url: BaseUrl,
    /// Who asks.
    pub credentials: Credentials,
    /// The settings that they come from, for a message when they are refused.
    pub login_settings: Option<Clean>,
    /// Whether to send `include_reversed_redemptions=true`; some clusters reject it.
    pub include_reversed: bool,
    /// How the external id's parameter is spelled; the vendor's pages differ.
    pub external_id_parameter: String,
    /// Certificates (PEM) to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Entity type and code of the attribution headers. Invalid values make even reads fail.
    pub attribution: Option<(String, String)>,
    /// Keep the JSON of every row as it came: for a screen that can show it. Packing costs half a
    /// millisecond a page.
    pub keep_originals: bool,
    /// Most look-ups a minute, evenly spread; calls for a token do not count, and 0 sets no limit.
    pub rate_per_minute: u32,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

impl ClientSettings {
    /// The defaults: reversals included, the external id spelled as on the vendor's page.
    #[must_use]
    pub fn new(base_url: BaseUrl, credentials: Credentials) -> Self {
        Self {
            base_url,
            credentials,
            login_settings: None,
            include_reversed: true,
            external_id_parameter: Kind::ExternalId.param().to_owned(),
            ca_file: None,
            attribution: None,
            keep_originals: false,
            rate_per_minute: 0,
            timeouts: Timeouts::default(),
        }
    }
}
