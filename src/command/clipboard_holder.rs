//! What a browser that was left keeps running: see [`holder`].

use std::io::{Read as _, Write as _};

use super::Exit;
use crate::runtime::clipboard::holder;

/// Holds the text of stdin on the clipboard; a byte on stdout says when it does.
#[must_use]
pub fn run() -> Exit {
    let mut text = String::new();
    if std::io::stdin().read_to_string(&mut text).is_err() {
        return Exit::Usage;
    }
    // the browser may have stopped waiting
    let ready = || drop(std::io::stdout().write_all(b"\n"));
    match holder::hold(&text, ready) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Usage,
    }
}
