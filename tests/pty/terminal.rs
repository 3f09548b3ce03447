//! A terminal for a test: a pseudo-terminal, an emulator that reads it, hands that type.
//!
//! Nothing here sleeps blindly: a test waits for what it wants to see. Frames inside a synchronized
//! update are shown whole, as a terminal shows them that knows such updates.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex};
use tempfile::TempDir;
use vt100::Screen;

/// A debug build on a busy machine of two cores may be slow; nothing waits so long unless it fails.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a thing is looked at that cannot be waited for.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// How long one look at a thing lasts at most.
const ONE_LOOK: Duration = Duration::from_millis(100);

const UPDATE_BEGINS: &[u8] = b"\x1b[?2026h";
const UPDATE_ENDS: &[u8] = b"\x1b[?2026l";

#[expect(clippy::disallowed_methods, reason = "a test's own patience and measurements")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// What is left of [`PATIENCE`] after a look that began then. No look costs more than [`ONE_LOOK`]:
/// where a virtual machine is paused the clock goes on, and the program under test does not.
fn after_a_look(left: Duration, began: Instant) -> Duration {
    left.saturating_sub(began.elapsed().min(ONE_LOOK))
}

/// Waits for something that nobody announces.
pub(super) fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let (mut left, mut began) = (PATIENCE, now());
    while !condition() {
        assert!(!left.is_zero(), "waited in vain: {what}");
        std::thread::sleep(LOOK_AGAIN);
        left = after_a_look(left, std::mem::replace(&mut began, now()));
    }
}

/// What the emulator heard beside text.
#[derive(Default)]
struct Heard {
    copies: Vec<String>,
}

impl vt100::Callbacks for Heard {
    fn copy_to_clipboard(&mut self, _: &mut Screen, _: &[u8], data: &[u8]) {
        self.copies.push(String::from_utf8(STANDARD.decode(data).unwrap()).unwrap());
    }
}

struct Seen {
    emulator: vt100::Parser<Heard>,
    /// Bytes of an update that has not ended.
    held: Vec<u8>,
    output: Vec<u8>,
    paused: bool,
    /// Bytes that the line carries in a tenth of a second.
    line: Option<usize>,
    unplugged: bool,
    ended: bool,
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
        self.held.extend_from_slice(bytes);
        while let Some(ready) = ready(&self.held) {
            let whole: Vec<u8> = self.held.drain(..ready).collect();
            self.emulator.process(&whole);
        }
    }

    fn end(&mut self) {
        self.emulator.process(&std::mem::take(&mut self.held));
        self.ended = true;
    }
}

/// How many bytes can be shown: up to the begin of an update, or to its end. `None` for nothing yet.
fn ready(held: &[u8]) -> Option<usize> {
    match find(held, UPDATE_BEGINS) {
        Some(0) => find(held, UPDATE_ENDS).map(|at| at + UPDATE_ENDS.len()),
        Some(begin) => Some(begin),
        None => {
            let part = (1..UPDATE_BEGINS.len()).rev().find(|&n| held.ends_with(&UPDATE_BEGINS[..n]));
            Some(held.len() - part.unwrap_or(0)).filter(|&ready| ready > 0)
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[derive(Clone)]
struct Shared(Arc<(Mutex<Seen>, Condvar)>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        // what a failed test saw is still to be read by the thread that feeds it
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.0.1.notify_all();
    }

    /// Reads until the program and all its children are gone, or the plug is pulled.
    fn read(&self, mut reader: Box<dyn Read + Send>) {
        let mut chunk = [0; 8192];
        loop {
            let mut seen = self.lock();
            while seen.paused && !seen.unplugged {
                seen = self.0.1.wait(seen).unwrap_or_else(PoisonError::into_inner);
            }
            if seen.unplugged {
                break;
            }
            let line = seen.line;
            drop(seen);
            if line.is_some() {
                std::thread::sleep(Duration::from_millis(100));
            }
            match reader.read(&mut chunk[..line.unwrap_or(8192)]) {
                Ok(0) | Err(_) => break,
                Ok(count) => self.change(|seen| seen.take(&chunk[..count])),
            }
        }
        self.change(Seen::end);
    }
}

/// A program in a terminal.
pub(super) struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    hands: Option<Mutex<Box<dyn Write + Send>>>,
    reader: Option<JoinHandle<()>>,
    shared: Shared,
    child: Box<dyn Child + Send + Sync>,
    /// The modes before the program began.
    cooked: String,
    /// Of this program alone, unless the test names another one.
    _home: TempDir,
}

fn columns_and_rows((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn some(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

/// Where the test finds tools; what else is in its own environment stays out.
pub(super) const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

impl Terminal {
    /// Starts couponscope with these arguments; size in columns and rows.
    pub(super) fn open(size: (u16, u16), args: &[&str], env: &[(&str, &str)]) -> Self {
        Self::run(size, env!("CARGO_BIN_EXE_couponscope"), args, env)
    }

    /// Starts any program.
    pub(super) fn run(size: (u16, u16), program: &str, args: &[&str], env: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(columns_and_rows(size)).unwrap();
        without_end_of_file(&*pair.master);
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd("/");
        command.env_clear();
        let home = tempfile::tempdir().unwrap();
        command.env("HOME", home.path());
        for (name, value) in [("PATH", PATH), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")].iter().chain(env) {
            command.env(name, value);
        }
        let cooked = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        // only the program may hold the terminal open
        drop(pair.slave);
        let seen = Seen {
            emulator: vt100::Parser::new_with_callbacks(some(size.1), some(size.0), 0, Heard::default()),
            held: Vec::new(),
            output: Vec::new(),
            paused: false,
            line: None,
            unplugged: false,
            ended: false,
        };
        let shared = Shared(Arc::new((Mutex::new(seen), Condvar::new())));
        let (of_thread, eyes) = (shared.clone(), pair.master.try_clone_reader().unwrap());
        let reader = std::thread::Builder::new().spawn(move || of_thread.read(eyes)).unwrap();
        let hands = Mutex::new(pair.master.take_writer().unwrap());
        Self { master: Some(pair.master), hands: Some(hands), reader: Some(reader), shared, child, cooked, _home: home }
    }

    /// Types.
    pub(super) fn send(&self, keys: impl AsRef<[u8]>) {
        self.hands.as_ref().unwrap().lock().unwrap().write_all(keys.as_ref()).unwrap();
    }

    /// Waits until the screen looks as it should.
    pub(super) fn wait_for(&self, what: &str, condition: impl Fn(&Screen) -> bool) {
        self.wait(what, |seen| condition(seen.emulator.screen()));
    }

    /// Waits until this text is on the screen.
    pub(super) fn shows(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits until this text is gone from the screen.
    pub(super) fn shows_no(&self, text: &str) {
        self.wait_for(&format!("no {text}"), |screen| !screen.contents().contains(text));
    }

    /// Waits until the list's cursor stands on the row with this text.
    pub(super) fn selects(&self, text: &str) {
        self.wait_for(&format!("{text} selected"), |screen| selected(screen).is_some_and(|row| row.contains(text)));
    }

    /// Waits until something was copied through the terminal, and gives the last of it.
    pub(super) fn copied(&self) -> String {
        self.wait("a copy", |seen| !seen.emulator.callbacks().copies.is_empty());
        self.copies().pop().unwrap()
    }

    /// Everything that was copied through the terminal.
    pub(super) fn copies(&self) -> Vec<String> {
        self.shared.lock().emulator.callbacks().copies.clone()
    }

    fn wait(&self, what: &str, condition: impl Fn(&Seen) -> bool) {
        let (mut left, mut began) = (PATIENCE, now());
        let mut seen = self.shared.lock();
        while !condition(&seen) {
            assert!(
                !left.is_zero() && !seen.ended,
                "{} for: {what}\n{}",
                if seen.ended { "the program ended while the test waited" } else { "waited in vain" },
                seen.emulator.screen().contents()
            );
            seen = self.shared.0.1.wait_timeout(seen, ONE_LOOK).unwrap().0;
            left = after_a_look(left, std::mem::replace(&mut began, now()));
        }
    }

    /// Looks at the screen as it is now.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(self.shared.lock().emulator.screen())
    }

    /// Every byte that came so far.
    pub(super) fn output(&self) -> Vec<u8> {
        self.shared.lock().output.clone()
    }

    /// How many bytes came so far.
    pub(super) fn count(&self) -> usize {
        self.shared.lock().output.len()
    }

    /// Stops reading, as a link that stalls; what is in the pipe waits there.
    pub(super) fn stall(&self) {
        self.shared.change(|seen| seen.paused = true);
    }

    /// Reads on.
    pub(super) fn flow(&self) {
        self.shared.change(|seen| seen.paused = false);
    }

    /// From now on a serial line that carries so many bits a second, ten of them a byte.
    pub(super) fn slow_down(&self, baud: usize) {
        self.shared.change(|seen| seen.line = Some(baud / 100));
    }

    /// Another size; the program is told by the system.
    pub(super) fn resize(&self, size: (u16, u16)) {
        self.shared.change(|seen| seen.emulator.set_size(some(size.1), some(size.0)));
        self.master.as_ref().unwrap().resize(columns_and_rows(size)).unwrap();
    }

    /// True when keys are lines again, with echo and all, as before the program began.
    pub(super) fn is_cooked(&self) -> bool {
        modes(self.master.as_deref().unwrap()) == self.cooked
    }

    /// True while keys are lines that the terminal echoes.
    pub(super) fn takes_lines(&self) -> bool {
        let modes = rustix::termios::tcgetattr(programs_side(self.master.as_deref().unwrap()).unwrap()).unwrap();
        modes.local_modes.contains(LocalModes::ICANON)
    }

    /// Sets the modes of a shell's prompt, as a shell does when its job was stopped.
    pub(super) fn take_lines(&self) {
        let side = programs_side(self.master.as_deref().unwrap()).unwrap();
        let mut modes = rustix::termios::tcgetattr(&side).unwrap();
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
        rustix::termios::tcsetattr(&side, OptionalActions::Now, &modes).unwrap();
    }

    /// The process that was started.
    pub(super) fn pid(&self) -> Pid {
        Pid::from_raw(self.child.process_id().unwrap().cast_signed()).unwrap()
    }

    /// Sends a signal to the process that was started.
    pub(super) fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.pid(), signal).unwrap();
    }

    /// Waits for the end of the program and of its output; its exit code.
    pub(super) fn ends(&mut self) -> u32 {
        let code = self.exit_code();
        self.wait("the end of the output", |seen| seen.ended || seen.unplugged);
        code
    }

    fn exit_code(&mut self) -> u32 {
        let mut status = None;
        let contents = self.look(Screen::contents);
        until(&format!("the end of the program\n{contents}"), || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap().exit_code()
    }

    /// The link dies: the other side of the terminal is closed without a word. Gives the exit code
    /// and how long the program took to go.
    pub(super) fn hang_up(&mut self) -> (u32, Duration) {
        self.unplug();
        let start = now();
        (self.exit_code(), start.elapsed())
    }

    fn unplug(&mut self) {
        self.shared.change(|seen| seen.unplugged = true);
        // a byte written to the program's side ends the read that the reader stands in
        if let Some(mut side) = self.master.as_deref().and_then(programs_side) {
            let _ = side.write_all(b"\0");
        }
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.hands = None;
        self.master = None;
    }

    /// True when the terminal is as it was before the program began.
    pub(super) fn is_restored(&self) -> bool {
        let shell_s =
            |screen: &Screen| !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste();
        self.look(shell_s) && self.is_cooked()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // a test that failed leaves nothing behind; the group is the program's own
        if let Ok(None) = self.child.try_wait() {
            let _ = rustix::process::kill_process_group(self.pid(), Signal::KILL);
            let _ = self.child.wait();
        }
        if !std::thread::panicking() {
            self.unplug();
        }
    }
}

/// The row the list's cursor is on.
pub(super) fn selected(screen: &Screen) -> Option<String> {
    let columns = screen.size().1.get();
    screen.rows(0, columns).find(|row| row.starts_with('▌') || row.starts_with('>'))
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// The program's side of the terminal, opened without becoming anybody's controlling terminal.
fn programs_side(master: &(dyn MasterPty + Send)) -> Option<std::fs::File> {
    let path = master.tty_name()?;
    // not to wait where a stalled terminal takes nothing more
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    rustix::fs::open(path, flags, Mode::empty()).ok().map(std::fs::File::from)
}

/// The library types newline and end-of-file when its writer goes; where the terminal has no such
/// key it does not, and a hang-up is a hang-up and nothing else.
fn without_end_of_file(master: &(dyn MasterPty + Send)) {
    let side = programs_side(master).unwrap();
    let mut modes = rustix::termios::tcgetattr(&side).unwrap();
    modes.special_codes[SpecialCodeIndex::VEOF] = 0;
    rustix::termios::tcsetattr(&side, OptionalActions::Now, &modes).unwrap();
}
