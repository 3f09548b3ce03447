//! Through a real SSH server, and beside a real X server.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal};

use super::terminal::{PATH, Terminal, until};
use super::{TOM, installed, skip};

const BINARY: &str = env!("CARGO_BIN_EXE_couponscope");

/// A program beside the test; it ends with it.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = rustix::process::kill_process(Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

/// An SSH server on loopback with keys of its own, for the user who runs the test.
pub(super) struct SshServer {
    house: tempfile::TempDir,
    port: u16,
    _daemon: Daemon,
}

impl SshServer {
    pub(super) fn start() -> Option<Self> {
        let house = tempfile::tempdir().unwrap();
        let path = |name: &str| house.path().join(name).to_str().unwrap().to_owned();
        for key in ["host", "user"] {
            let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &path(key)]).status();
            assert!(made.unwrap().success());
        }
        fs::copy(path("user.pub"), path("authorized")).unwrap();
        fs::set_permissions(path("authorized"), fs::Permissions::from_mode(0o600)).unwrap();
        // taken for a moment, to know one that is free
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\n\
             StrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\nX11Forwarding no\nPrintMotd no\nAcceptEnv *\n",
            path("host"),
            path("authorized")
        );
        fs::write(path("settings"), settings).unwrap();
        // where root's server wants an empty directory that the system makes at boot
        if rustix::process::geteuid().is_root() && fs::create_dir_all("/run/sshd").is_err() {
            skip("sshd has no /run/sshd");
            return None;
        }
        let log = fs::File::create(path("log")).unwrap();
        let mut daemon = Command::new("/usr/sbin/sshd");
        daemon.args(["-D", "-e", "-f", &path("settings")]).stdin(Stdio::null()).stderr(log);
        let daemon = Daemon(daemon.spawn().unwrap());
        until("the SSH server", || fs::read_to_string(path("log")).unwrap().contains("Server listening"));
        Some(Self { port, _daemon: daemon, house })
    }

    /// A terminal on this side with the remote command on the other.
    pub(super) fn open(&self, command: &str) -> Terminal {
        let key = self.house.path().join("user");
        let (key, port) = (key.to_str().unwrap(), self.port.to_string());
        let args = [
            "-tt",
            "-q",
            "-F",
            "none",
            "-i",
            key,
            "-p",
            &port,
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "SetEnv=LC_ALL=C.UTF-8",
            "127.0.0.1",
            command,
        ];
        Terminal::run((120, 40), "ssh", &args, &[])
    }
}

#[test]
fn over_ssh_a_copy_arrives_on_this_side_and_no_display_is_touched() {
    if !installed(&["sshd", "ssh", "ssh-keygen"]) {
        return;
    }
    let Some(server) = SshServer::start() else { return };
    // a forwarded display that is dead: nobody answers there, but whoever calls is noticed
    let display = TcpListener::bind("127.0.0.1:0").unwrap();
    display.set_nonblocking(true).unwrap();
    let number = display.local_addr().unwrap().port() - 6000;
    let mut terminal = server.open(&format!("DISPLAY=127.0.0.1:{number}.0 {BINARY} {TOM} --demo"));
    terminal.selects("KNRYHMRW");
    terminal.send("jy");
    assert_eq!(terminal.copied(), "7TF6TBQB");
    terminal.shows("Sent to your terminal");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
    assert_eq!(display.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn over_ssh_a_link_that_dies_takes_the_browser_with_it() {
    if !installed(&["sshd", "ssh", "ssh-keygen"]) {
        return;
    }
    let Some(server) = SshServer::start() else { return };
    let note = server.house.path().join("pid");
    // the shell tells its number and becomes the browser
    let command = format!("echo $$ > {}; trap '' HUP; exec {BINARY} {TOM} --demo", note.display());
    let mut terminal = server.open(&command);
    terminal.selects("KNRYHMRW");
    let pid: i32 = fs::read_to_string(note).unwrap().trim().parse().unwrap();
    terminal.signal(Signal::KILL);
    terminal.ends();
    until("the browser's end", || super::process::is_gone(Pid::from_raw(pid).unwrap()));
}

#[test]
fn at_home_a_copy_is_on_the_clipboard_of_the_x_server() {
    if !installed(&["Xvfb", "xclip"]) {
        return;
    }
    let mut xvfb = Command::new("Xvfb");
    xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "320x200x8"]).env("PATH", PATH);
    let mut xvfb = Daemon(xvfb.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut number = String::new();
    BufReader::new(xvfb.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    let display = format!(":{}", number.trim());
    let mut terminal = Terminal::open((120, 40), &[TOM, "--demo"], &[("DISPLAY", &display)]);
    terminal.selects("KNRYHMRW");
    terminal.send("jy");
    terminal.shows("Copied 7TF6TBQB");
    let pasted = || {
        let paste = Command::new("xclip").args(["-o", "-selection", "clipboard"]).env("DISPLAY", &display).output();
        String::from_utf8(paste.unwrap().stdout).unwrap()
    };
    assert_eq!(pasted(), "7TF6TBQB");
    assert_eq!(terminal.copied(), "7TF6TBQB", "to the terminal as well");
    // without a clipboard manager the text would go with its owner
    terminal.send("jyq");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
    assert_eq!(pasted(), "6JAFX7ZF", "right after leaving");
    let mut terminal = Terminal::open((120, 40), &[TOM, "--demo"], &[("DISPLAY", &display)]);
    terminal.selects("KNRYHMRW");
    terminal.send("y");
    terminal.shows("Copied KNRYHMRW");
    let mut other = Command::new("xclip");
    other.args(["-i", "-selection", "clipboard"]).env("DISPLAY", &display).stdin(Stdio::piped());
    let mut other = other.spawn().unwrap();
    other.stdin.take().unwrap().write_all(b"of another program").unwrap();
    assert!(other.wait().unwrap().success());
    until("the other program's text", || pasted() == "of another program");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(pasted(), "of another program", "what was copied elsewhere meanwhile is left alone");
}
