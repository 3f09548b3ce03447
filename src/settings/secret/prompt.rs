//! A hidden prompt on the terminal itself, whatever stdin is.
//!
//! The library reads and edits the line, the terminal's modes are ours: by itself the library answers
//! Ctrl-C with a signal, which ends the program and leaves the terminal without echo.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write as _};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

/// Asks; `None` when the question was left by Ctrl-C or Ctrl-D.
///
/// # Errors
/// When there is no terminal to ask on.
pub fn ask_hidden(question: &str) -> io::Result<Option<Zeroizing<String>>> {
    let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    // before the question: whoever answers quickly shall not be echoed
    let deaf = Deaf::make(terminal.try_clone()?)?;
    write!(terminal, "{question} (not shown): ")?;
    let keys = Keys(terminal.try_clone()?);
    let config = rpassword::ConfigBuilder::new().input_reader(keys).output_discard().build();
    let answer = rpassword::read_password_with_config(config).map(Zeroizing::new);
    drop(deaf);
    writeln!(terminal)?;
    match answer {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), LEFT | io::ErrorKind::UnexpectedEof) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How the reader says that the question was left. Not "interrupted", which is tried again.
const LEFT: io::ErrorKind = io::ErrorKind::ConnectionAborted;
const CTRL_C: u8 = 3;

/// The terminal's keys, one by one.
struct Keys(File);

impl Read for Keys {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            // the terminal is gone: half a secret is none
            0 => Err(LEFT.into()),
            count if buffer.iter().take(count).any(|byte| *byte == CTRL_C) => Err(LEFT.into()),
            count => Ok(count),
        }
    }
}

/// The terminal without echo and signals, until this is dropped.
struct Deaf {
    terminal: File,
    before: Termios,
}

impl Deaf {
    fn make(terminal: File) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut modes = before.clone();
        modes.local_modes -= LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG;
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&terminal, OptionalActions::Now, &modes)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Deaf {
    fn drop(&mut self) {
        // a terminal that is gone has no modes to set back
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}
