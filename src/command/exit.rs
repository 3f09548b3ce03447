//! How the program ends: the exit codes that scripts rely on.

use std::process::ExitCode;

use crate::domain::FailureKind;
use crate::settings::{SecretError, SettingsError};

/// SIGINT's number: what Ctrl-C is told as.
const INTERRUPT: i32 = 2;

/// The exit codes, by meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; also when there is no customer entry or no coupon in a good answer.
    Done,
    /// Wrong usage or settings, or the output cannot be written: to be mended on this machine.
    Usage,
    /// The server says that there is no such customer.
    UnknownCustomer,
    /// Credentials refused, or no access.
    NoAccess,
    /// No connection, broken off, no secure connection, no answer in time.
    NoConnection,
    /// The server failed or answered nonsense.
    ServerFailed,
    /// A fault of the program's own.
    Fault,
    /// Ctrl-C, or left without choosing.
    Cancelled,
    /// A signal with this number ended it.
    Signal(u8),
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Usage => 2,
            Self::UnknownCustomer => 3,
            Self::NoAccess => 4,
            Self::NoConnection => 5,
            Self::ServerFailed => 6,
            Self::Fault => 101,
            Self::Cancelled => 130,
            Self::Signal(number) => number.saturating_add(128),
        }
    }

    /// What it means, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Usage => "usage, settings or output",
            Self::UnknownCustomer => "no such customer",
            Self::NoAccess => "no access",
            Self::NoConnection => "no connection",
            Self::ServerFailed => "the server failed",
            Self::Fault => "internal error",
            Self::Cancelled => "cancelled",
            Self::Signal(_) => "ended by a signal",
        }
    }

    /// What settings that cannot be had mean for the exit code.
    #[must_use]
    pub fn of_settings(error: &SettingsError) -> Self {
        match error {
            SettingsError::Secret(SecretError::Interrupted(number)) => Self::of_signal(*number),
            _ => Self::Usage,
        }
    }

    /// What a signal means for the exit code.
    #[must_use]
    pub fn of_signal(number: i32) -> Self {
        if number == INTERRUPT { Self::Cancelled } else { Self::Signal(u8::try_from(number).unwrap_or(u8::MAX)) }
    }

    /// What a failed call means for the exit code.
    #[must_use]
    pub fn of(kind: FailureKind) -> Self {
        use FailureKind as K;
        match kind {
            K::UnknownCustomer => Self::UnknownCustomer,
            K::CredentialsRefused | K::NoAccess => Self::NoAccess,
            K::Unreachable | K::BrokenOff | K::TimedOut | K::Tls => Self::NoConnection,
            K::Setup => Self::Usage,
            K::BadIdentifier
            | K::TooManyRequests
            | K::Busy
            | K::OutOfRange
            | K::Rejected
            | K::Redirected
            | K::NotTheApi
            | K::TooLarge
            | K::Unreadable
            | K::Incomplete => Self::ServerFailed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_the_exit_code_of_the_manual() {
        use FailureKind as K;
        for kind in K::ALL {
            let code = match kind {
                K::Setup => 2,
                K::UnknownCustomer => 3,
                K::CredentialsRefused | K::NoAccess => 4,
                K::Unreachable | K::BrokenOff | K::TimedOut | K::Tls => 5,
                _ => 6,
            };
            assert_eq!(Exit::of(kind).code(), code, "{kind:?}");
        }
        assert_eq!((Exit::Done.code(), Exit::Fault.code(), Exit::Cancelled.code()), (0, 101, 130));
    }

    #[test]
    fn a_question_that_a_signal_ended_is_no_wrong_setting() {
        let code = |error| Exit::of_settings(&SettingsError::Secret(error)).code();
        assert_eq!(code(SecretError::NotGiven), 2);
        assert_eq!([2, 3, 15].map(|number| code(SecretError::Interrupted(number))), [130, 131, 143]);
    }
}
