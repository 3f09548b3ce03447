//! tmux's own buffer.

use std::io;
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::LIMIT;

/// Loads `text` into tmux's buffer; with `send_on` tmux passes it to its terminal too.
///
/// # Errors
/// When tmux is missing, refuses, or takes longer than the limit.
pub async fn load(text: &str, send_on: bool) -> io::Result<()> {
    let mut command = Command::new("tmux");
    command.arg("load-buffer");
    if send_on {
        command.arg("-w");
    }
    // the text goes through stdin: arguments can be seen by others
    command.arg("-").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let run = async {
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes()).await?;
        }
        let status = child.wait().await?;
        if status.success() { Ok(()) } else { Err(io::Error::other("tmux refused")) }
    };
    tokio::time::timeout(LIMIT, run).await?
}
