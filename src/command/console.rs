//! The streams that a command reads and prints on, handed in so that tests can watch them.

use std::fmt::Display;
use std::io::{self, BufRead, BufWriter, IsTerminal, Stderr, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;
use super::plain::{Plain, Replacement};
use crate::domain::Clean;
use crate::settings::{Lookup, is_utf8};
use crate::system_error;

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
        let _ = writeln!(self.err, "couponscope: {}", harmless(text));
    }

    /// Prints something whole. Whoever reads may close the pipe early.
    pub fn print(&mut self, text: &[u8]) -> Exit {
        let printed = self.out.write_all(text);
        self.end(printed)
    }

    /// Sends the rest of the output; how a command ends that printed like this. Whoever reads may have seen
    /// enough.
    pub fn end(&mut self, printed: io::Result<()>) -> Exit {
        match printed.and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.say(format_args!("the output cannot be written: {}", system_error::writing(&error)));
                Exit::Usage
            }
            _ => Exit::Done,
        }
    }

    /// Does something with what it prints in ASCII.
    pub fn plainly<T>(&mut self, replacement: Replacement, work: impl FnOnce(&mut Console<'_>) -> T) -> T {
        let mut plain = Plain::new(&mut *self.out, replacement);
        work(&mut Console { input: self.input, out: &mut plain, err: self.err, width: self.width })
    }

    /// Tells something worth knowing that is no failure.
    pub fn note(&mut self, text: impl Display) {
        self.say(format_args!("note: {text}"));
    }
}

/// A terminal that does not tell its width is as wide as terminals used to be.
const USUAL_WIDTH: usize = 80;

/// True where a terminal gets ASCII alone: its locale is not UTF-8. For the whole process, since calls on
/// other threads tell of their pauses where no console is at hand.
static IS_ASCII: AtomicBool = AtomicBool::new(false);

/// Reads the locale, before the first stream is made.
pub(super) fn settle(env: Lookup<'_>) {
    IS_ASCII.store(!is_utf8(env), Ordering::Relaxed);
}

/// Lends the process's own streams. Stdout is buffered in large pieces: whoever prints flushes.
/// A stream that is a terminal of another locale than UTF-8 is in ASCII: stdout in this replacement, or as the
/// command has it where there is none.
pub fn with_standard_streams<T>(replacement: Option<Replacement>, work: impl FnOnce(&mut Console<'_>) -> T) -> T {
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(|| match crossterm::terminal::size() {
        Ok((columns, _)) if columns > 0 => usize::from(columns),
        _ => USUAL_WIDTH,
    });
    let replacement = replacement.filter(|_| is_ascii(&stdout));
    let mut out = BufWriter::with_capacity(64 * 1024, stdout.lock());
    let (input, mut err) = (&mut io::stdin().lock(), stderr());
    let mut console = Console { input, out: &mut out, err: &mut err, width };
    let result = match replacement {
        Some(replacement) => console.plainly(replacement, work),
        None => work(&mut console),
    };
    // What is left is what could not be written: trying again on drop would only block or fail.
    drop(out.into_parts());
    result
}

fn is_ascii(stream: &impl IsTerminal) -> bool {
    IS_ASCII.load(Ordering::Relaxed) && stream.is_terminal()
}

/// A stream, in ASCII where that is all it takes.
pub(super) enum Stream<W> {
    /// Byte for byte.
    Exact(W),
    /// In ASCII.
    Plain(Plain<W>),
}

/// Stderr. Not locked: calls on other threads tell of their pauses, and of faults, meanwhile.
pub(super) fn stderr() -> Stream<Stderr> {
    let stderr = io::stderr();
    if is_ascii(&stderr) { Stream::Plain(Plain::new(stderr, Replacement::Prose)) } else { Stream::Exact(stderr) }
}

impl<W: Write> Write for Stream<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Exact(out) => out.write(bytes),
            Self::Plain(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Exact(out) => out.flush(),
            Self::Plain(out) => out.flush(),
        }
    }
}

/// Tells something on stderr from where the console is not at hand.
pub(super) fn tell(text: impl Display) {
    let _ = writeln!(stderr(), "couponscope: {}", harmless(text));
}

/// A message as it may reach a terminal: names of files, words of a configuration and lines of an input
/// are text from outside as much as what a server sends. Only an indented line begins a new one.
pub(super) fn harmless(text: impl Display) -> String {
    let text = text.to_string();
    text.split(INDENTED).map(|line| Clean::new(line).to_string()).collect::<Vec<_>>().join(INDENTED)
}

const INDENTED: &str = "\n  ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_holds_no_control_and_lines_of_our_own_alone() {
        let file = "in\u{1b}[2J\ncouponscope: all is well\u{202e}.csv";
        assert_eq!(harmless(format_args!("{file} is there")), "in[2J couponscope: all is well.csv is there");
        assert_eq!(harmless("two problems\n  line 1: a\n  line 2: b"), "two problems\n  line 1: a\n  line 2: b");
    }
}
