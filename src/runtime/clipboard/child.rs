//! A program that takes what is copied.

use std::io;
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::LIMIT;

/// Runs a program with `text` on its stdin: arguments can be seen by others.
///
/// # Errors
/// When it is missing, fails, or takes longer than the limit.
pub async fn feed(words: &[impl AsRef<str>], text: &str) -> io::Result<()> {
    let mut words = words.iter().map(AsRef::as_ref);
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // a group of its own: Ctrl-Z and Ctrl-C are for the browser
    command.process_group(0).kill_on_drop(true);
    let run = async {
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes()).await?;
        }
        let status = child.wait().await?;
        if status.success() { Ok(()) } else { Err(io::Error::other("it failed")) }
    };
    let took_too_long = |_| io::Error::new(io::ErrorKind::TimedOut, "it took longer than a second");
    tokio::time::timeout(LIMIT, run).await.map_err(took_too_long)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_text_arrives_on_stdin_and_failures_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copied");
        let script = format!("cat > {}", path.display());
        feed(&["sh", "-c", &script], "AB1\n").await.unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "AB1\n");
        assert!(feed(&["false"], "").await.is_err());
        assert!(feed(&["couponscope-no-such-program"], "x").await.is_err());
        assert_eq!(feed(&["sleep", "600"], "x").await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
