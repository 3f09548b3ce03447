//! The streams that a command reads and prints on, handed in so that tests can watch them.

use std::fmt::Display;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};

use super::Exit;

/// The streams of one run.
pub struct Console<'a> {
    /// Stdin.
    pub input: &'a mut dyn BufRead,
    /// Stdout: what was asked for and nothing else.
    pub out: &'a mut dyn Write,
    /// Stderr: everything else.
    pub err: &'a mut dyn Write,
    /// The width of the terminal that stdout is; `None` when it is none.
    pub width: Option<usize>,
}

impl Console<'_> {
    /// Tells something on stderr. A stderr that cannot be written to has nobody to tell.
    pub fn say(&mut self, text: impl Display) {
        let _ = writeln!(self.err, "couponscope: {text}");
    }

    /// Prints something whole. Whoever reads may close the pipe early.
    pub fn print(&mut self, text: &[u8]) -> Exit {
        match self.out.write_all(text).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.say(format_args!("the output cannot be written: {error}"));
                Exit::Usage
            }
            _ => Exit::Done,
        }
    }

    /// Tells something worth knowing that is no failure.
    pub fn note(&mut self, text: impl Display) {
        self.say(format_args!("note: {text}"));
    }
}

/// A terminal that does not tell its width is as wide as terminals used to be.
const USUAL_WIDTH: usize = 80;

/// Lends the process's own streams. Stdout is buffered in large pieces: whoever prints flushes.
pub fn with_standard_streams<T>(work: impl FnOnce(&mut Console<'_>) -> T) -> T {
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(|| match crossterm::terminal::size() {
        Ok((columns, _)) if columns > 0 => usize::from(columns),
        _ => USUAL_WIDTH,
    });
    let mut out = BufWriter::with_capacity(64 * 1024, stdout.lock());
    // stderr is not locked: calls on other threads tell of their pauses, and of faults, meanwhile
    let result = work(&mut Console { input: &mut io::stdin().lock(), out: &mut out, err: &mut io::stderr(), width });
    // What is left is what could not be written: trying again on drop would only block or fail.
    drop(out.into_parts());
    result
}

/// Tells something on stderr from where the console is not at hand.
pub(super) fn tell(text: impl Display) {
    let _ = writeln!(io::stderr(), "couponscope: {text}");
}
