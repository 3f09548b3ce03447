//! tmux's own buffer.

use std::io;

use super::child;

/// Loads `text` into tmux's buffer; with `send_on` tmux passes it to its terminal too.
///
/// # Errors
/// When tmux is missing, refuses, or takes longer than the limit.
pub async fn load(text: &str, send_on: bool) -> io::Result<()> {
    let words: &[&str] = if send_on { &["tmux", "load-buffer", "-w", "-"] } else { &["tmux", "load-buffer", "-"] };
    child::feed(words, text).await
}
