//! A hidden prompt on the terminal itself, whatever stdin is.
//!
//! The library reads and edits the line; modes and signals are ours. A signal that ends the program
//! in the middle of the question would leave the terminal without echo, so while the question is
//! open the signals wait to be taken by it. Nothing else may run meanwhile: another thread would
//! take them in the usual way.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};

use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{SecretError, secret};

/// What is typed, or why there is nothing.
type Typed = Result<Zeroizing<String>, SecretError>;

/// Asks. Only for a program that does nothing else meanwhile.
///
/// # Errors
/// When there is no terminal to ask on, the question is left or a signal comes, and when the answer
/// is empty.
pub fn ask_hidden(question: &str) -> Result<SecretString, SecretError> {
    let typed = ask(question).map_err(|_| SecretError::NobodyToAsk)??;
    // the library puts this in the place of what is no UTF-8: it would be another secret
    if typed.contains(char::REPLACEMENT_CHARACTER) {
        return Err(SecretError::NoText);
    }
    secret(typed.as_bytes())
}

fn ask(question: &str) -> io::Result<Typed> {
    let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    let signals = BlockedSignals::hold()?;
    // before the question: whoever answers quickly shall not be echoed
    let no_echo = NoEcho::make(terminal.try_clone()?)?;
    write!(terminal, "{question} (not shown): ")?;
    let answer = read(terminal.try_clone()?)?;
    let typed = loop {
        match signals.wait()? {
            // of the reader, who has an answer; else of a shell, which has set modes of its own
            Signal::SIGCONT => match answer.try_recv() {
                Ok(typed) => break typed,
                Err(_) => no_echo.set()?,
            },
            // whoever stopped here would find a terminal without echo
            Signal::SIGTSTP => {}
            signal => break Err(SecretError::Interrupted(signal as i32)),
        }
    };
    drop(no_echo);
    writeln!(terminal)?;
    Ok(typed)
}

/// Reads on a thread of its own, which a signal leaves behind: the program ends then.
fn read(terminal: File) -> io::Result<Receiver<Typed>> {
    let (sender, answer) = channel();
    let read = move || {
        let typed = typed(Keys(terminal));
        // whoever waits for a signal is woken by one, and by this one nobody else is harmed
        let _ = sender.send(typed);
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::CONT);
    };
    std::thread::Builder::new().name("prompt".to_owned()).spawn(read)?;
    Ok(answer)
}

fn typed(keys: Keys) -> Typed {
    let config = rpassword::ConfigBuilder::new().input_reader(keys).output_discard().build();
    let answer = rpassword::read_password_with_config(config).map(Zeroizing::new);
    // Ctrl-D is an error of the library's
    answer.map_err(|error| error.downcast().unwrap_or(SecretError::NotGiven))
}

/// The keys that are signals where the terminal is deaf to them, and those signals.
const SIGNAL_KEYS: [(u8, Signal); 2] = [(3, Signal::SIGINT), (28, Signal::SIGQUIT)];

/// Ctrl-Z, which does nothing here.
const STOP_KEY: u8 = 26;

/// The terminal's keys, one by one.
struct Keys(File);

impl Read for Keys {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = self.0.read(buffer)?;
        while buffer.get(..count) == Some(&[STOP_KEY]) {
            count = self.0.read(buffer)?;
        }
        let keys = buffer.get(..count).unwrap_or_default();
        let signal = SIGNAL_KEYS.into_iter().find(|(key, _)| keys.contains(key));
        match signal {
            Some((_, signal)) => Err(io::Error::other(SecretError::Interrupted(signal as i32))),
            // the terminal is gone: half a secret is none
            None if count == 0 => Err(io::Error::other(SecretError::NotGiven)),
            None => Ok(count),
        }
    }
}

/// The signals that end or stop the program, and the one that continues it, held back until this is dropped.
struct BlockedSignals {
    held: SigSet,
    before: SigSet,
}

impl BlockedSignals {
    fn hold() -> io::Result<Self> {
        let ending = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT];
        let held: SigSet = ending.into_iter().chain([Signal::SIGTSTP, Signal::SIGCONT]).collect();
        let before = held.thread_swap_mask(SigmaskHow::SIG_BLOCK)?;
        Ok(Self { held, before })
    }

    /// The next of them.
    fn wait(&self) -> io::Result<Signal> {
        Ok(self.held.wait()?)
    }
}

impl Drop for BlockedSignals {
    fn drop(&mut self) {
        // one that came too late for the question now does what it always does
        let _ = self.before.thread_set_mask();
    }
}

/// The terminal of the question that is open, with its modes from before: also a fault on another thread
/// sets them back.
static OPEN: Mutex<Option<(File, Termios)>> = Mutex::new(None);

/// Gives the terminal its echo back where a question is open.
pub fn end_question() {
    // a fault while it is locked leaves the modes rather than the program hanging
    let open = OPEN.try_lock().ok().and_then(|mut open| open.take());
    if let Some((terminal, before)) = open {
        // a terminal that is gone has no modes to set back
        let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
    }
}

/// The terminal without echo and signals, until this is dropped.
struct NoEcho {
    terminal: File,
    modes: Termios,
}

impl NoEcho {
    fn make(terminal: File) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut modes = before.clone();
        modes.local_modes -= LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG;
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        *OPEN.lock().unwrap_or_else(PoisonError::into_inner) = Some((terminal.try_clone()?, before));
        let no_echo = Self { terminal, modes };
        no_echo.set()?;
        Ok(no_echo)
    }

    fn set(&self) -> io::Result<()> {
        Ok(tcsetattr(&self.terminal, OptionalActions::Now, &self.modes)?)
    }
}

impl Drop for NoEcho {
    fn drop(&mut self) {
        end_question();
    }
}
