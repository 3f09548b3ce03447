//! Why a call waits before it goes on.

use std::fmt;

use super::failure::Failure;

/// Why a call waits before it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyWait {
    /// The last try failed, and the next comes after a pause.
    Failed(Failure),
    /// The server asked for a wait when it answered another call, and means all of them.
    Asked,
    /// The profile limits the calls a minute.
    Turn {
        /// How many it allows.
        calls_a_minute: u32,
    },
}

impl WhyWait {
    /// `The server is busy or failing; trying again in 4 s`.
    #[must_use]
    pub fn sentence(&self, seconds: impl fmt::Display) -> String {
        match self {
            Self::Failed(failure) => format!("{}; trying again in {seconds} s", failure.kind.sentence()),
            Self::Asked => format!("The server asks for a wait; asking in {seconds} s"),
            Self::Turn { calls_a_minute: 1 } => format!("This profile allows 1 call a minute; asking in {seconds} s"),
            Self::Turn { calls_a_minute } => {
                format!("This profile allows {calls_a_minute} calls a minute; asking in {seconds} s")
            }
        }
    }
}

impl From<Failure> for WhyWait {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
