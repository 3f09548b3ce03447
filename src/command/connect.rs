//! From settings to a [`Source`]: the client of a server, or of the built-in sandbox.

use super::Source;
use crate::domain::{Answer, Failure, FailureKind, Query};
use crate::settings::Target;

/// A source without a client behind it: every page fails as "cannot be set up".
#[derive(Debug)]
pub struct NoClient;

impl Source for NoClient {
    async fn page(&self, _query: &Query) -> Result<Answer, Failure> {
        Err(Failure::new(FailureKind::Setup).with_message("this version has no client yet"))
    }
}

/// The source for a target.
///
/// # Errors
/// When the client cannot be set up.
pub async fn connect(target: &Target) -> Result<impl Source, Failure> {
    std::future::ready(match target {
        Target::Demo | Target::Server(_) => Ok(NoClient),
    })
    .await
}
