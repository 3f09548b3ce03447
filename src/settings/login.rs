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
        let secret = self.secret_mut();
        if let Secret::Prompt(question) = secret {
            *secret = Secret::Inline(ask_hidden(question)?);
        }
        Ok(())
    }

    /// Gets the secret from where it is said to be. May take up to ten seconds.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn reveal(&self) -> Result<SecretString, SecretError> {
        self.secret().reveal()
    }

    /// The setting of a profile that says where the secret is, where it is not at hand.
    #[must_use]
    pub fn secret_setting(&self) -> Option<&'static str> {
        let (file, command) = match self {
            Self::BasicPassword { .. } | Self::BasicMd5 { .. } => ("password_file", "password_command"),
            Self::OAuth { .. } => ("client_secret_file", "client_secret_command"),
        };
        match self.secret() {
            Secret::File(_) => Some(file),
            Secret::Command(_) => Some(command),
            Secret::Keyring(_) => Some("keyring"),
            // taken from the environment with the settings
            Secret::Inline(_) | Secret::Variable(_) | Secret::Prompt(_) => None,
        }
    }

    /// Uses this secret instead of getting it from where it is said to be.
    pub fn hold(&mut self, held: SecretString) {
        *self.secret_mut() = Secret::Inline(held);
    }

    fn secret(&self) -> &Secret {
        match self {
            Self::BasicPassword { password, .. } => password,
            Self::BasicMd5 { md5, .. } => md5,
            Self::OAuth { secret, .. } => secret,
        }
    }

    fn secret_mut(&mut self) -> &mut Secret {
        match self {
            Self::BasicPassword { password, .. } => password,
            Self::BasicMd5 { md5, .. } => md5,
            Self::OAuth { secret, .. } => secret,
        }
    }
}
