//! The credentials, in the three forms the server takes.

use secrecy::SecretString;

use super::secret::{Secret, SecretError, ask_hidden};

/// How to log in. Secrets do not show in a debug print.
#[derive(Clone, Debug)]
pub enum Login {
    /// Basic, with the password itself.
    BasicPassword {
        /// The till's user.
        username: String,
        /// Its password.
        password: Secret,
    },
    /// Basic, with the MD5 of the password: stores often hold only that. Which of the two it is,
    /// is told by the setting that holds it, never guessed.
    BasicMd5 {
        /// The till's user.
        username: String,
        /// The MD5 of its password, as written.
        md5: Secret,
    },
    /// OAuth.
    OAuth {
        /// The client's key.
        key: SecretString,
        /// The client's secret.
        secret: Secret,
    },
}

impl Login {
    /// The vendor's name for this way in.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BasicPassword { .. } | Self::BasicMd5 { .. } => "Basic",
            Self::OAuth { .. } => "OAuth",
        }
    }

    /// Asks for the secret where it has to be asked for: before anything else runs, see [`ask_hidden`].
    ///
    /// # Errors
    /// When nobody gives it.
    pub fn ask(&mut self) -> Result<(), SecretError> {
        let secret = self.secret();
        if let Secret::Prompt(question) = secret {
            *secret = Secret::Inline(ask_hidden(question)?);
        }
        Ok(())
    }

    /// Uses this secret instead of getting it from where it is said to be.
    pub fn hold(&mut self, held: SecretString) {
        *self.secret() = Secret::Inline(held);
    }

    fn secret(&mut self) -> &mut Secret {
        match self {
            Self::BasicPassword { password, .. } => password,
            Self::BasicMd5 { md5, .. } => md5,
            Self::OAuth { secret, .. } => secret,
        }
    }
}
