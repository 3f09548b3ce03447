//! `couponscope sandbox`: the built-in server alone, for training and tests.

use std::io;

use jiff::Timestamp;

use super::interrupt::unless_interrupted;
use super::{Console, Exit, Moment};
use crate::cli;
use crate::sandbox::{CLIENT_KEY, CLIENT_SECRET, Faults, PASSWORD, Sandbox, SandboxSettings, USERNAME};
use crate::system_error;

/// The address of a running sandbox and the ways in.
#[derive(Clone, Copy, Debug)]
pub struct Welcome<'a> {
    /// `http://127.0.0.1:8088`.
    pub base_url: &'a str,
    /// The user of the Basic login.
    pub username: &'a str,
    /// Its password; a sandbox's is no secret.
    pub password: &'a str,
    /// The key of the OAuth login.
    pub client_key: &'a str,
    /// Its secret; a sandbox's is none.
    pub client_secret: &'a str,
}

impl Welcome<'_> {
    /// What the command prints: lines that a shell takes as they stand, so that a second terminal
    /// needs only to paste the address and one of the two logins.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn print(&self, console: &mut Console<'_>) -> io::Result<()> {
        writeln!(console.out, "# The sandbox listens on {}. Ctrl-C ends it.", self.base_url)?;
        writeln!(console.out, "export COUPONSCOPE_BASE_URL={}", self.base_url)?;
        writeln!(console.out, "# Basic:")?;
        writeln!(console.out, "export COUPONSCOPE_USERNAME={} COUPONSCOPE_PASSWORD={}", self.username, self.password)?;
        writeln!(console.out, "# or OAuth:")?;
        let (key, secret) = (self.client_key, self.client_secret);
        writeln!(console.out, "export COUPONSCOPE_CLIENT_KEY={key} COUPONSCOPE_CLIENT_SECRET={secret}")?;
        console.out.flush()
    }
}

/// Serves until Ctrl-C, which is its ordinary end, or another signal.
pub fn run(request: &cli::Sandbox, console: &mut Console<'_>) -> Exit {
    match serve(request, Moment::read().now, console) {
        Ok(Exit::Cancelled) => Exit::Done,
        Ok(exit) => exit,
        Err(error) => {
            console.say(format_args!("the sandbox cannot start: {}", system_error::listening(&error)));
            Exit::Usage
        }
    }
}

fn serve(request: &cli::Sandbox, now: Timestamp, console: &mut Console<'_>) -> io::Result<Exit> {
    let faults = Faults { latency: request.latency, fail_every: request.fail_every, ..Faults::default() };
    let settings = SandboxSettings { port: request.port, faults, ..SandboxSettings::new(now) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sandbox = Sandbox::start(settings).await?;
        let welcome = Welcome {
            base_url: &sandbox.base_url(),
            username: USERNAME,
            password: PASSWORD,
            client_key: CLIENT_KEY,
            client_secret: CLIENT_SECRET,
        };
        let serving = async {
            welcome.print(console)?;
            sandbox.run().await;
            Ok(Exit::Done)
        };
        unless_interrupted(serving).await.unwrap_or_else(Ok)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_and_both_logins_are_printed_for_a_shell_to_take() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console { input: &mut io::empty(), out: &mut out, err: &mut err, width: None };
        let welcome = Welcome {
            base_url: "http://127.0.0.1:8088",
            username: "store.server",
            password: "p",
            client_key: "k",
            client_secret: "s",
        };
        welcome.print(&mut console).unwrap();
        let text = String::from_utf8(out).unwrap();
        for line in [
            "export COUPONSCOPE_BASE_URL=http://127.0.0.1:8088",
            "export COUPONSCOPE_USERNAME=store.server COUPONSCOPE_PASSWORD=p",
            "export COUPONSCOPE_CLIENT_KEY=k COUPONSCOPE_CLIENT_SECRET=s",
        ] {
            assert!(text.lines().any(|l| l == line), "{text}");
        }
        assert!(text.lines().all(|line| line.starts_with('#') || line.starts_with("export ")), "{text}");
    }
}
