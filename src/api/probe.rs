//! A request without credentials and without a customer: is the server there, is the connection
//! secure, what time is it there.

use super::client::Client;
use super::{exchange, log, transport_error};
use crate::domain::{Failure, Skew};

/// What an answer tells, whatever its status is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The HTTP status.
    pub status: u16,
    /// What this machine's clock says beyond the server's.
    pub skew: Option<Skew>,
}

impl Client {
    /// Asks for the base URL itself.
    ///
    /// # Errors
    /// When no answer comes: no connection, no secure one, or too late.
    pub async fn probe(&self) -> Result<Probe, Failure> {
        let settings = self.settings();
        let request = self.http().await?.get(settings.base_url.at("/")).timeout(settings.timeouts.silence);
        let failed = |error| transport_error::failure(&error, &settings.timeouts).at(self.place());
        let answer = request.send().await.map_err(failed)?;
        log::probed(answer.status().as_u16());
        Ok(Probe { status: answer.status().as_u16(), skew: exchange::skew(answer.headers()) })
    }
}
