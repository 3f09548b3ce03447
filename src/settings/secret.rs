//! Secrets: where they are said to be, and getting them from there.
//!
//! A file or a command is asked only when the secret is needed, which is behind the first frame of
//! the browser. No error repeats a secret, the output of a command or its arguments.

mod keyring;
mod prompt;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::{Lookup, variable};
pub use keyring::KEYRING_IS_BUILT_IN;
pub use prompt::{ask_hidden, end_question};

/// Where a secret is.
#[derive(Clone, Debug)]
pub enum Secret {
    /// Here: of the environment, or written into the configuration.
    Inline(SecretString),
    /// In a variable of the environment.
    Variable(String),
    /// In a file, readable by its owner alone.
    File(PathBuf),
    /// What a command prints.
    Command(Vec<String>),
    /// In the system's keyring, for this profile.
    Keyring(String),
    /// Nowhere: whoever sits at the terminal is asked, by these words.
    Prompt(String),
}

/// Why a secret cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set.
    #[error("the variable {0}, which the configuration names for the secret, is not set")]
    NotSet(String),
    /// The file cannot be read.
    #[error("the file {0} with the secret cannot be read: {1}")]
    Unreadable(String, io::ErrorKind),
    /// Others can read the file.
    #[error("others can read {0}, which holds a secret: chmod 600 {0}")]
    OpenToOthers(String),
    /// A directory, a device, or larger than any secret.
    #[error("{0} is no file that can hold a secret")]
    NoFile(String),
    /// The command does not start.
    #[error("the command `{0}` for the secret does not start: {1}")]
    DoesNotStart(String, io::ErrorKind),
    /// The command failed.
    #[error("the command `{0}` for the secret failed; run it by hand to see why")]
    Failed(String),
    /// The command takes too long.
    #[error("the command `{0}` for the secret took longer than 10 s")]
    TooSlow(String),
    /// The program was built without it.
    #[error("this build has no keyring support; build with --features keyring")]
    NoKeyringSupport,
    /// Nobody answers, as on a server without a desktop.
    #[error(
        "no keyring answers here (a server without a desktop session has none); keep the secret in a file or a command"
    )]
    NoKeyring,
    /// It has to be unlocked first.
    #[error("the keyring is locked; unlock it, or keep the secret in a file or a command")]
    KeyringLocked,
    /// It takes too long.
    #[error("the keyring did not answer within 3 s; it may wait to be unlocked")]
    KeyringTooSlow,
    /// It holds nothing for the profile.
    #[error(
        "the keyring holds no secret for the profile {0}; put it there with: secret-tool store --label=couponscope service couponscope username {0}"
    )]
    NotInKeyring(String),
    /// There is nobody to ask.
    #[error("no source of the secret is configured, and there is no terminal to ask for it")]
    NobodyToAsk,
    /// The question was left.
    #[error("no secret was given")]
    NotGiven,
    /// A signal came instead, or the key for it.
    #[error("interrupted; no secret was given")]
    Interrupted(i32),
    /// Empty, or not text.
    #[error("the secret is empty or no text")]
    NoText,
}

/// Larger than any secret.
const LARGEST: usize = 64 * 1024;
/// A command that takes longer is ended.
const LIMIT: Duration = Duration::from_secs(10);

/// The process group of the command that runs; 0 when none does. Only one runs at a time.
static RUNNING: AtomicI32 = AtomicI32::new(0);

/// Ends a command that still runs when the program ends: it has a process group of its own, so
/// nobody else would.
pub fn end_command() {
    end(RUNNING.swap(0, Ordering::SeqCst));
}

impl Secret {
    /// Gets the secret. May take up to ten seconds.
    ///
    /// # Errors
    /// When it is not where it was said to be, or others could read it there.
    pub fn reveal(&self) -> Result<SecretString, SecretError> {
        match self {
            Self::Inline(secret) => Ok(secret.clone()),
            // resolved with the settings, where the environment is at hand
            Self::Variable(name) => Err(SecretError::NotSet(name.clone())),
            Self::File(path) => of_file(path),
            Self::Command(words) => of_command(words, LIMIT),
            Self::Keyring(profile) => secret(&keyring::fetch(profile)?),
            // typed before anything else runs, see `Login::ask`
            Self::Prompt(_) => Err(SecretError::NotGiven),
        }
    }

    /// Whether its file or its program is there: no secret is read, and no command run.
    ///
    /// # Errors
    /// Why [`reveal`](Self::reveal) would fail.
    pub fn is_there(&self, env: Lookup<'_>) -> Result<(), SecretError> {
        match self {
            Self::File(path) => opened(path).map(drop),
            Self::Command(words) => match words.first().filter(|program| !runs(program, env)) {
                Some(program) => Err(SecretError::DoesNotStart(program.clone(), io::ErrorKind::NotFound)),
                None => Ok(()),
            },
            Self::Inline(_) | Self::Variable(_) | Self::Keyring(_) | Self::Prompt(_) => Ok(()),
        }
    }
}

/// Puts the secret of a profile into the system's keyring.
///
/// # Errors
/// When there is none, or it does not take it.
pub fn put_into_keyring(profile: &str, secret: &SecretString) -> Result<(), SecretError> {
    keyring::store(profile, Zeroizing::new(secret.expose_secret().as_bytes().to_vec()))
}

fn of_file(path: &Path) -> Result<SecretString, SecretError> {
    let file = opened(path)?;
    secret(&read(file).map_err(|error| unreadable(path, &error))?)
}

/// The file of a secret, which nobody else can read.
fn opened(path: &Path) -> Result<File, SecretError> {
    let unreadable = |error: io::Error| unreadable(path, &error);
    // asked before opening: opening a pipe would wait for its other end
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(SecretError::NoFile(shown(path)));
    }
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.mode() & 0o077 != 0 {
        return Err(SecretError::OpenToOthers(shown(path)));
    }
    if about.len() > LARGEST as u64 {
        return Err(SecretError::NoFile(shown(path)));
    }
    Ok(file)
}

fn unreadable(path: &Path, error: &io::Error) -> SecretError {
    SecretError::Unreadable(shown(path), error.kind())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Whether a program of this name is there to be run.
fn runs(program: &str, env: Lookup<'_>) -> bool {
    let can_be_run =
        |path: &Path| std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.mode() & 0o111 != 0);
    if program.contains('/') {
        return can_be_run(Path::new(program));
    }
    // where the system looks without a PATH
    let path = variable(env, "PATH").unwrap_or_else(|| "/bin:/usr/bin".to_owned());
    std::env::split_paths(&path).any(|folder| can_be_run(&folder.join(program)))
}

/// Reads into memory that is wiped, in one piece so that growing leaves no copy behind.
fn read(input: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LARGEST));
    input.take(LARGEST as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes as text, without one trailing line end.
fn secret(bytes: &[u8]) -> Result<SecretString, SecretError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SecretError::NoText)?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() { Err(SecretError::NoText) } else { Ok(SecretString::from(text)) }
}

fn of_command(words: &[String], limit: Duration) -> Result<SecretString, SecretError> {
    // only the program is named: an argument may be part of the secret
    let program = words.first().cloned().unwrap_or_default();
    let mut command = Command::new(&program);
    command.args(words.get(1..).unwrap_or_default());
    // a group of its own, so that what the command itself started ends with it
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
    let mut child = command.spawn().map_err(|error| SecretError::DoesNotStart(program.clone(), error.kind()))?;
    let group = i32::try_from(child.id()).unwrap_or(0);
    RUNNING.store(group, Ordering::SeqCst);
    let deadline = now() + limit;
    let printed = wait(&mut child, limit).filter(|_| ends_by(&mut child, deadline));
    if printed.is_none() {
        end(group);
    }
    let status = child.wait();
    // its number may belong to another process from here on; another command may run meanwhile
    let _ = RUNNING.compare_exchange(group, 0, Ordering::SeqCst, Ordering::SeqCst);
    match (printed, status) {
        (None, _) => Err(SecretError::TooSlow(program)),
        (Some(bytes), Ok(status)) if status.success() => secret(&bytes),
        (Some(_), _) => Err(SecretError::Failed(program)),
    }
}

/// What the command prints until it closes its output; `None` when that takes too long.
fn wait(child: &mut Child, limit: Duration) -> Option<Zeroizing<Vec<u8>>> {
    let output = child.stdout.take()?;
    within(limit, move || read(output).unwrap_or_default())
}

/// What the work comes to; `None` when that takes too long. The work then goes on unheard.
fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        // nobody listens after the limit
        let _ = sender.send(work());
    };
    std::thread::Builder::new().name("secret".to_owned()).spawn(work).ok()?;
    receiver.recv_timeout(limit).ok()
}

#[expect(clippy::disallowed_methods, reason = "a command of the user's is given a limit of real time")]
fn now() -> Instant {
    Instant::now()
}

/// Some close their output and run on.
fn ends_by(child: &mut Child, deadline: Instant) -> bool {
    loop {
        match child.try_wait() {
            Ok(None) if now() < deadline => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) => return false,
            Ok(Some(_)) | Err(_) => return true,
        }
    }
}

fn end(group: i32) {
    if let Some(group) = rustix::process::Pid::from_raw(group) {
        // it may have ended meanwhile
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn file(text: &str, mode: u32) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    fn of(secret: &Secret) -> Result<String, SecretError> {
        secret.reveal().map(|secret| secret.expose_secret().to_owned())
    }

    fn shell(script: &str) -> Secret {
        Secret::Command(["sh", "-c", script].map(str::to_owned).to_vec())
    }

    #[test]
    fn one_trailing_line_end_of_a_file_or_a_command_is_dropped() {
        for (text, secret) in [("sesame\n", "sesame"), ("sesame\r\n", "sesame"), (" a b \n\n", " a b \n")] {
            let file = file(text, 0o600);
            assert_eq!(of(&Secret::File(file.path().to_owned())).unwrap(), secret, "{text:?}");
        }
        assert_eq!(of(&shell("echo sesame")).unwrap(), "sesame");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_remedy() {
        for mode in [0o644, 0o640, 0o604] {
            let file = file("sesame", mode);
            let said = of(&Secret::File(file.path().to_owned())).unwrap_err().to_string();
            assert!(said.contains("chmod 600") && !said.contains("sesame"), "{said}");
        }
        assert!(matches!(of(&Secret::File("/tmp".into())), Err(SecretError::NoFile(_))));
        assert!(matches!(of(&Secret::File("/nowhere/at/all".into())), Err(SecretError::Unreadable(..))));
        let empty = file("\n", 0o600);
        assert_eq!(of(&Secret::File(empty.path().to_owned())), Err(SecretError::NoText));
    }

    #[test]
    fn a_command_that_fails_or_is_missing_is_named_without_its_output() {
        let said = of(&shell("echo sesame; exit 3")).unwrap_err().to_string();
        assert!(said.contains("`sh`") && !said.contains("sesame"), "{said}");
        let missing = Secret::Command(vec!["couponscope-no-such-program".into(), "sesame".into()]);
        assert!(matches!(of(&missing), Err(SecretError::DoesNotStart(..))));
    }

    #[test]
    fn work_that_hangs_is_waited_for_no_longer_than_the_limit() {
        let (keeps_it, waits) = mpsc::channel::<()>();
        assert_eq!(within(Duration::from_millis(20), move || waits.recv().is_ok()), None);
        drop(keeps_it);
        assert_eq!(within(Duration::from_secs(20), || 7), Some(7));
    }

    #[test]
    fn a_command_that_hangs_is_ended_with_all_that_it_started() {
        let words = ["sh", "-c", "sleep 600 & sleep 600"].map(str::to_owned);
        let error = of_command(&words, Duration::from_millis(100)).unwrap_err();
        assert_eq!(error, SecretError::TooSlow("sh".into()));
    }
}
