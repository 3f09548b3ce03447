//! The HTTP client with its connections: built at the first call, and anew once one of them turns
//! out to have died while nobody used it.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Mutex;

use super::connect;
use super::settings::ClientSettings;
use crate::domain::{Failure, FailureKind};

/// The connections of all calls.
#[derive(Default)]
pub(super) struct Pool {
    http: Mutex<Option<reqwest::Client>>,
    has_answered: AtomicBool,
}

impl Pool {
    /// The HTTP client. Reading the system's roots blocks, so it is built beside the runtime's
    /// threads; without TLS the detour would cost more than the building.
    pub(super) async fn http(&self, settings: &ClientSettings) -> Result<reqwest::Client, Failure> {
        let mut http = self.http.lock().await;
        if let Some(http) = &*http {
            return Ok(http.clone());
        }
        let built = if settings.base_url.is_https() {
            let settings = settings.clone();
            let built = tokio::task::spawn_blocking(move || connect::build(&settings)).await;
            built.unwrap_or_else(|_| Err(connect::setup("the HTTP client does not start")))
        } else {
            connect::build(settings)
        };
        Ok(http.insert(built?).clone())
    }

    /// An answer came: its connection is kept for later.
    pub(super) fn answered(&self) {
        self.has_answered.store(true, Ordering::Relaxed);
    }

    /// True when there may be connections of earlier calls.
    pub(super) fn is_used(&self) -> bool {
        self.has_answered.load(Ordering::Relaxed)
    }

    /// Drops every connection: where one has died unnoticed, those beside it have too.
    pub(super) async fn empty(&self) {
        *self.http.lock().await = None;
    }
}

/// True for the failure of a connection that was dead when it was used: a firewall forgets those
/// that rest, and nobody tells.
pub(super) fn was_dead(failure: &Failure) -> bool {
    failure.kind == FailureKind::BrokenOff && failure.status.is_none()
}
