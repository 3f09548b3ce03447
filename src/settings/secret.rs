//! Secrets: where they are said to be, and getting them from there.
//!
//! A file or a command is asked only when the secret is needed, which is behind the first frame of
//! the browser. No error repeats a secret, the output of a command or its arguments.

mod error;
mod keyring;
mod prompt;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError, mpsc};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::{Lookup, variable};
use crate::system_error;
pub use error::SecretError;
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

/// Larger than any secret.
const LARGEST: usize = 64 * 1024;
/// A command that takes longer is ended.
const LIMIT: Duration = Duration::from_secs(10);

/// The process group of the command that runs; 0 when none does. Only one runs at a time. Held while
/// a command starts, so that none runs that is not noted here.
static RUNNING: Mutex<i32> = Mutex::new(0);

/// No command may begin any more.
static ENDED: AtomicBool = AtomicBool::new(false);

fn running() -> MutexGuard<'static, i32> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends a command that still runs: it has a process group of its own, so nobody else would.
pub fn end_command() {
    end(std::mem::take(&mut *running()));
}

/// Ends a command that still runs when the program ends, and lets no other begin. To be called where the
/// process is about to exit, and from a panic, which may have come while a command was started.
pub fn end_commands_for_good() {
    // in steps of 5 ms: far longer than a command takes to start
    for _ in 0..100 {
        let running = match RUNNING.try_lock() {
            Ok(running) => running,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) if ENDED.load(Ordering::SeqCst) => return,
            Err(TryLockError::WouldBlock) => {
                std::thread::sleep(Duration::from_millis(5));
                continue;
            }
        };
        end(*running);
        ENDED.store(true, Ordering::SeqCst);
        // another thread may be about to start one: it waits here until the process is gone
        std::mem::forget(running);
        return;
    }
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
                Some(program) if program.contains('/') && Path::new(program).exists() => {
                    Err(does_not_start(program, &io::ErrorKind::PermissionDenied.into()))
                }
                Some(program) => Err(does_not_start(program, &io::ErrorKind::NotFound.into())),
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
    SecretError::Unreadable { file: shown(path), why: system_error::reading(error) }
}

/// The PATH is where a name without a slash is looked for.
fn does_not_start(program: &str, error: &io::Error) -> SecretError {
    let is_path = program.contains('/') && error.kind() == io::ErrorKind::NotFound;
    let why = if is_path { "there is no such program".to_owned() } else { system_error::running(error) };
    SecretError::DoesNotStart { program: program.to_owned(), why }
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
    let (mut child, group) = start(&mut command).map_err(|error| does_not_start(&program, &error))?;
    let deadline = now() + limit;
    let printed = wait(&mut child, limit).filter(|_| ends_by(&mut child, deadline));
    if printed.is_none() {
        end(group);
    }
    let status = child.wait();
    // its number may belong to another process from here on; another command may run meanwhile
    let mut running = running();
    if *running == group {
        *running = 0;
    }
    drop(running);
    match (printed, status) {
        (None, _) => Err(SecretError::TooSlow(program)),
        (Some(bytes), Ok(status)) if status.success() => secret(&bytes),
        (Some(_), Ok(status)) => Err(SecretError::Failed { program, how: ending(status) }),
        (Some(_), Err(error)) => Err(SecretError::Failed { program, how: system_error::running(&error) }),
    }
}

/// Starts it, and notes its process group.
fn start(command: &mut Command) -> io::Result<(Child, i32)> {
    let mut running = running();
    let child = command.spawn()?;
    let group = i32::try_from(child.id()).unwrap_or(0);
    *running = group;
    Ok((child, group))
}

fn ending(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("it ended with exit code {code}"),
        (None, Some(signal)) => format!("signal {signal} ended it"),
        (None, None) => "it was ended".to_owned(),
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
        assert!(matches!(of(&Secret::File("/nowhere/at/all".into())), Err(SecretError::Unreadable { .. })));
        let empty = file("\n", 0o600);
        assert_eq!(of(&Secret::File(empty.path().to_owned())), Err(SecretError::NoText));
    }

    #[test]
    fn a_command_that_fails_or_is_missing_is_named_without_its_output() {
        let said = of(&shell("echo sesame; exit 3")).unwrap_err().to_string();
        assert!(said.contains("`sh`") && said.contains("exit code 3") && !said.contains("sesame"), "{said}");
        assert!(of(&shell("kill -9 $$")).unwrap_err().to_string().contains("signal 9 ended it"));
        let missing = Secret::Command(vec!["couponscope-no-such-program".into(), "sesame".into()]);
        assert!(matches!(of(&missing), Err(SecretError::DoesNotStart { .. })));
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
