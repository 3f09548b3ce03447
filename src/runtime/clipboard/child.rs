//! A program that takes what is copied.

use std::io;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
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
    let mut group = Group(None);
    let run = async {
        let mut child = command.spawn()?;
        group.0 = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes()).await?;
        }
        let status = child.wait().await?;
        // what it left in the background holds the text: xclip and its kind do so
        group.0 = None;
        if status.success() { Ok(()) } else { Err(io::Error::other("it failed")) }
    };
    let took_too_long = |_| io::Error::new(io::ErrorKind::TimedOut, "it took longer than a second");
    tokio::time::timeout(LIMIT, run).await.map_err(took_too_long)?
}

/// The processes of a program that is still running: they end when nobody waits for it any more.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // gone by itself is as good
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
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

    #[tokio::test]
    async fn of_a_program_that_hangs_nothing_stays_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("child");
        let script = format!("sleep 600 & echo $! > {}; wait", path.display());
        // on a busy machine a second may not even be enough to get there
        let child = loop {
            assert_eq!(feed(&["sh", "-c", &script], "x").await.unwrap_err().kind(), io::ErrorKind::TimedOut);
            if let Some(pid) = std::fs::read_to_string(&path).ok().filter(|pid| pid.ends_with('\n')) {
                break pid.trim().to_owned();
            }
        };
        let lives = || {
            let stat = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
            !stat.is_empty() && !stat.contains(") Z ")
        };
        while lives() {
            tokio::task::yield_now().await;
        }
    }
}
