//! Keeping a copy on the clipboard of this machine after the browser has left.
//!
//! Under X11 and Wayland a text on the clipboard is gone with the program that owns it, unless a
//! clipboard manager has taken it. So the browser leaves a small process behind that owns the text
//! until something else is copied. It gets the text through a pipe: arguments can be seen by others.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use crate::cli::HOLD_CLIPBOARD;

/// How long a text is held at most: as long as the idle lock leaves a customer on the screen.
const LONGEST: Duration = Duration::from_mins(15);
/// How often a holder looks whether it is still wanted: nobody tells it that its display is gone.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

/// Starts a holder and returns once it owns the clipboard.
///
/// # Errors
/// When it does not start, or cannot have the clipboard.
pub async fn start(text: &str) -> io::Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(HOLD_CLIPBOARD).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // not to hold a folder that is to be unmounted
    let mut child = command.current_dir("/").spawn()?;
    let streams = child.stdin.take().zip(child.stdout.take());
    let (mut stdin, mut stdout) = streams.ok_or(io::ErrorKind::BrokenPipe)?;
    stdin.write_all(text.as_bytes()).await?;
    drop(stdin);
    stdout.read_u8().await.map(drop)
}

/// Holds `text` until something else is copied; `ready` is told once it is on the clipboard.
///
/// # Errors
/// When there is no clipboard, or it cannot be had.
#[cfg(target_os = "linux")]
pub fn hold(text: &str, ready: impl FnOnce()) -> Result<(), arboard::Error> {
    // a session of its own: the end of the terminal is not its end. Refused only where it has one
    let _ = rustix::process::setsid();
    let mut clipboard = arboard::Clipboard::new()?;
    clipboard.set_text(text)?;
    ready();
    for _ in 0..LONGEST.as_secs() / LOOK_AGAIN.as_secs() {
        std::thread::sleep(LOOK_AGAIN);
        if clipboard.get_text().map_or(true, |there| there != text) {
            break;
        }
    }
    Ok(())
}

/// Elsewhere the system keeps what was copied.
///
/// # Errors
/// When there is no clipboard, or it cannot be had.
#[cfg(not(target_os = "linux"))]
pub fn hold(text: &str, ready: impl FnOnce()) -> Result<(), arboard::Error> {
    arboard::Clipboard::new()?.set_text(text).map(|()| ready())
}
