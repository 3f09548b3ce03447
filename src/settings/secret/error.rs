//! Why a secret cannot be had, and what to do about it.

use std::fmt;

/// Why a secret cannot be had. Never repeats a secret, the output of a command or its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretError {
    /// The variable is not set.
    NotSet(String),
    /// The file cannot be read.
    Unreadable {
        /// Its path.
        file: String,
        /// Why, in words.
        why: String,
    },
    /// Others can read the file.
    OpenToOthers(String),
    /// A directory, a device, or larger than any secret.
    NoFile(String),
    /// The command does not start.
    DoesNotStart {
        /// Its program.
        program: String,
        /// Why, in words.
        why: String,
    },
    /// The command failed.
    Failed {
        /// Its program.
        program: String,
        /// How it ended, in words.
        how: String,
    },
    /// The command takes too long.
    TooSlow(String),
    /// The program was built without it.
    NoKeyringSupport,
    /// Nobody answers, as on a server without a desktop.
    NoKeyring,
    /// It has to be unlocked first.
    KeyringLocked,
    /// It takes too long.
    KeyringTooSlow,
    /// It holds nothing for the profile.
    NotInKeyring(String),
    /// There is nobody to ask.
    NobodyToAsk,
    /// The question was left.
    NotGiven,
    /// A signal came instead, or the key for it.
    Interrupted(i32),
    /// Empty, or not text.
    NoText,
}

impl SecretError {
    /// What is wrong; the reason stands before names that may be long.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::NotSet(name) => format!("the variable {name}, which the configuration names, is not set"),
            Self::Unreadable { file, why } => format!("the secret's file cannot be read: {why} ({file})"),
            Self::OpenToOthers(file) => format!("others can read the secret's file ({file})"),
            Self::NoFile(file) => format!("it is not a file, or too large for a secret ({file})"),
            Self::DoesNotStart { program, why } => format!("`{program}` does not start: {why}"),
            Self::Failed { program, how } => format!("`{program}` gave no secret: {how}"),
            Self::TooSlow(program) => format!("`{program}` gave no secret within 10 s"),
            Self::NoKeyringSupport => "this build has no keyring support".to_owned(),
            Self::NoKeyring => "no keyring answers here (a server without a desktop session has none)".to_owned(),
            Self::KeyringLocked => "the keyring is locked".to_owned(),
            Self::KeyringTooSlow => "the keyring did not answer within 3 s; it may wait to be unlocked".to_owned(),
            Self::NotInKeyring(profile) => format!("the keyring holds no secret for the profile {profile}"),
            Self::NobodyToAsk => {
                "no source of the secret is configured, and there is no terminal to ask for it".to_owned()
            }
            Self::NotGiven => "no secret was given".to_owned(),
            Self::Interrupted(_) => "interrupted; no secret was given".to_owned(),
            Self::NoText => "the secret is empty or no text".to_owned(),
        }
    }

    /// What to do; nothing where whoever did it knows.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        const ELSEWHERE: &str = "keep the secret in a file or a command";
        Some(match self {
            Self::NotSet(name) => format!("export {name}=… where couponscope is started"),
            Self::Unreadable { .. } => "put the secret there, readable by you alone, or name another file".to_owned(),
            Self::OpenToOthers(file) => format!("chmod 600 {file}"),
            Self::NoFile(_) => "name a small file that holds the secret alone".to_owned(),
            Self::DoesNotStart { .. } => "install it, or correct its name in the configuration".to_owned(),
            Self::Failed { .. } => "run it by hand to see why".to_owned(),
            Self::TooSlow(_) => "run it by hand to see what it waits for".to_owned(),
            Self::NoKeyringSupport => format!("{ELSEWHERE}, or build with --features keyring"),
            Self::NoKeyring => ELSEWHERE.to_owned(),
            Self::KeyringLocked | Self::KeyringTooSlow => format!("unlock it, or {ELSEWHERE}"),
            Self::NotInKeyring(profile) => format!(
                "put it there with: secret-tool store --label=couponscope service couponscope username {profile}"
            ),
            Self::NobodyToAsk => "start couponscope at a terminal, or name a source in the configuration".to_owned(),
            Self::NoText => "a secret is one line of UTF-8 text".to_owned(),
            Self::NotGiven | Self::Interrupted(_) => return None,
        })
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what())?;
        self.advice().map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

impl std::error::Error for SecretError {}
