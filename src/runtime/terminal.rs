//! Taking the terminal over, and giving it back whatever happens.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::ResetColor;
use crossterm::terminal::{Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, retry_on_intr};

/// True while the terminal is ours. Global, because the panic hook has to know from any thread.
static TAKEN: AtomicBool = AtomicBool::new(false);
static TERMINAL: OnceLock<File> = OnceLock::new();

/// Names the terminal to draw on; the first one named stays.
pub fn use_terminal(terminal: OwnedFd) {
    // a second call is a second browser in one process, which draws on the same terminal
    let _ = TERMINAL.set(File::from(terminal));
}

/// Writes bytes to the terminal, in one call where the terminal takes them.
///
/// # Errors
/// When the terminal is gone, or none was named.
pub fn write(bytes: &[u8]) -> io::Result<()> {
    let terminal = TERMINAL.get().ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected))?;
    let mut left = bytes;
    while !left.is_empty() {
        match rustix::io::write(terminal, left) {
            Ok(count) => left = left.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // the shell, or another program, has made the terminal non-blocking
            Err(Errno::AGAIN) => {
                // a signal that this thread gets, such as one of a change of size, is no trouble
                retry_on_intr(|| poll(&mut [PollFd::new(terminal, PollFlags::OUT)], None))?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Raw mode, alternate screen, bracketed paste, no cursor. One write.
///
/// # Errors
/// When the terminal refuses raw mode or cannot be written to.
pub fn enter() -> io::Result<()> {
    if TAKEN.swap(true, Ordering::SeqCst) {
        // stopped and continued by somebody else: the shell has set modes of its own meanwhile, and
        // the library takes raw mode for granted once it has set it
        crossterm::terminal::disable_raw_mode()?;
    }
    crossterm::terminal::enable_raw_mode()?;
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
    write(&bytes)
}

/// Undoes [`enter`] completely, also in the middle of a frame. Does nothing the second time.
///
/// # Errors
/// When the terminal cannot be written to; its modes are set back all the same.
pub fn leave() -> io::Result<()> {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    // the modes first: that cannot block, and a terminal that is stalled may never take the bytes
    let modes = crossterm::terminal::disable_raw_mode();
    let mut bytes = Vec::new();
    // cleared first: after a resize some multiplexers let lines of this screen flow into the shell's
    let clear = Clear(ClearType::All);
    queue!(bytes, EndSynchronizedUpdate, ResetColor, clear, DisableBracketedPaste, Show, LeaveAlternateScreen)?;
    modes.and(write(&bytes))
}
