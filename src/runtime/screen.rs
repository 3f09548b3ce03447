//! The thread that owns the terminal's output.
//!
//! It is fed by a slot that holds one state: the newest wins, states in between are never drawn.
//! So a slow or stalled link delays neither keys nor answers, and memory does not grow. Each frame
//! is one write.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::mpsc::UnboundedSender;

use super::frame::Canvas;
use super::{Event, terminal};
use crate::app::App;
use crate::ui::{self, Look};

/// A terminal that does not take the last bytes within this time is left as it is.
const LAST_WORDS: Duration = Duration::from_millis(700);

/// What a slow link is taken to carry, in bytes a second. Frames beyond that would only queue up
/// in the link and delay the answer to the next key.
const LINK_RATE: f64 = 28_000.0;
/// Bytes that may go out at once after a rest: a key held down falls behind by no more than these.
const LINK_BURST: f64 = 5_000.0;
/// What one frame counts at most, so that a page that is turned does not hold up the next key.
const DEAREST_FRAME: f64 = 2_500.0;

/// Bytes of copies that wait for a terminal that takes nothing; older ones are dropped.
const MOST_WAITING: usize = 256 * 1024;

/// What the thread is asked for.
#[derive(Debug)]
enum ScreenCommand {
    /// Take the terminal and draw everything.
    Take,
    /// Give it back.
    Give(Sender<()>),
    /// Draw everything anew.
    Redraw,
    /// Bytes that go out between two frames, such as a copy.
    Bytes(Vec<u8>),
}

#[derive(Debug, Default)]
struct Slot {
    newest: Option<App>,
    commands: VecDeque<ScreenCommand>,
    closed: bool,
}

impl Slot {
    /// A key held down on a stalled terminal can copy without end; the last copy is the one that counts.
    fn drop_old_copies(&mut self) {
        let size = |command: &ScreenCommand| if let ScreenCommand::Bytes(bytes) = command { bytes.len() } else { 0 };
        let mut waiting: usize = self.commands.iter().map(size).sum();
        let newest = self.commands.len().saturating_sub(1);
        let mut at = 0;
        self.commands.retain(|command| {
            let drops = waiting > MOST_WAITING && at < newest && size(command) > 0;
            waiting -= if drops { size(command) } else { 0 };
            at += 1;
            !drops
        });
    }
}

#[derive(Debug, Default)]
struct Shared {
    slot: Mutex<Slot>,
    filled: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        // a panic ends the program, so a poisoned lock is never seen by anyone
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn command(&self, command: ScreenCommand) {
        let mut slot = self.lock();
        slot.commands.push_back(command);
        slot.drop_old_copies();
        drop(slot);
        self.filled.notify_one();
    }
}

/// The handle of the thread; it ends when this is dropped.
#[derive(Debug)]
pub struct Screen {
    shared: Arc<Shared>,
}

/// Sends bytes to the terminal between two frames, from wherever a copy is carried out.
#[derive(Clone, Debug)]
pub struct BytesSender(Arc<Shared>);

impl BytesSender {
    /// Sends bytes between two frames.
    pub fn send(&self, bytes: Vec<u8>) {
        self.0.command(ScreenCommand::Bytes(bytes));
    }
}

impl Screen {
    /// Starts the thread; it takes the terminal at once. Trouble with the terminal is told as
    /// [`Event::HangUp`].
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(look: Look, events: UnboundedSender<Event>) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        shared.lock().commands.push_back(ScreenCommand::Take);
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("screen".to_owned());
        thread.spawn(move || {
            if Painter::new(look).run(&of_thread).is_err() {
                // as far as it still can be
                let _ = terminal::leave();
                // nobody left to tell is as good as told
                let _ = events.send(Event::HangUp);
            }
        })?;
        Ok(Self { shared })
    }

    /// Shows a state, unless a newer one comes before it is drawn.
    pub fn show(&self, app: &App) {
        self.shared.lock().newest = Some(app.clone());
        self.shared.filled.notify_one();
    }

    /// Draws everything anew.
    pub fn redraw(&self) {
        self.shared.command(ScreenCommand::Redraw);
    }

    /// Sends bytes between two frames.
    pub fn send(&self, bytes: Vec<u8>) {
        self.shared.command(ScreenCommand::Bytes(bytes));
    }

    /// Takes the terminal again after [`Screen::give_back`].
    pub fn take(&self) {
        self.shared.command(ScreenCommand::Take);
    }

    /// Gives the terminal back and waits until that is done, but not for a terminal that is
    /// stalled.
    pub fn give_back(&self) {
        let (done, told): (Sender<()>, Receiver<()>) = channel();
        self.shared.command(ScreenCommand::Give(done));
        if told.recv_timeout(LAST_WORDS).is_err() {
            // stalled: at least its modes can be set back without writing
            let _ = crossterm::terminal::disable_raw_mode();
        }
    }

    /// A handle that can send bytes from another task.
    #[must_use]
    pub fn sender(&self) -> BytesSender {
        BytesSender(Arc::clone(&self.shared))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.filled.notify_one();
    }
}

/// What the thread does next.
enum Job {
    ScreenCommand(ScreenCommand),
    Draw(Box<App>),
    Stop,
}

#[derive(Debug)]
struct Painter {
    look: Look,
    canvas: Canvas,
    pace: Pace,
    has_terminal: bool,
}

impl Painter {
    fn new(look: Look) -> Self {
        Self { look, canvas: Canvas::new(), pace: Pace::new(now()), has_terminal: false }
    }

    fn run(mut self, shared: &Shared) -> std::io::Result<()> {
        loop {
            match self.next_job(shared) {
                Job::Stop => return Ok(()),
                Job::ScreenCommand(command) => self.obey(command)?,
                Job::Draw(app) => self.draw(&app)?,
            }
        }
    }

    /// Orders go first and at once; frames wait until the link has room.
    fn next_job(&mut self, shared: &Shared) -> Job {
        let mut slot = shared.lock();
        loop {
            if let Some(command) = slot.commands.pop_front() {
                return Job::ScreenCommand(command);
            }
            if slot.closed {
                return Job::Stop;
            }
            let wait = self.pace.wait(now());
            if slot.newest.is_some() && self.has_terminal && wait.is_zero() {
                return slot.newest.take().map_or(Job::Stop, |app| Job::Draw(Box::new(app)));
            }
            slot = if slot.newest.is_some() && self.has_terminal {
                shared.filled.wait_timeout(slot, wait).unwrap_or_else(PoisonError::into_inner).0
            } else {
                shared.filled.wait(slot).unwrap_or_else(PoisonError::into_inner)
            };
        }
    }

    fn obey(&mut self, command: ScreenCommand) -> std::io::Result<()> {
        match command {
            ScreenCommand::Take => {
                terminal::enter()?;
                self.has_terminal = true;
                self.canvas.forget();
            }
            ScreenCommand::Give(done) => {
                self.has_terminal = false;
                let left = terminal::leave();
                // whoever waited may have given up
                let _ = done.send(());
                left?;
            }
            ScreenCommand::Redraw => self.canvas.forget(),
            ScreenCommand::Bytes(bytes) => terminal::write(&bytes)?,
        }
        Ok(())
    }

    fn draw(&mut self, app: &App) -> std::io::Result<()> {
        let size = app.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
        let cursor = ui::render(app, &self.look, &mut buffer);
        self.canvas.run_on(ui::lines_that_run_on(app));
        let bytes = self.canvas.update(buffer, cursor)?;
        if !bytes.is_empty() {
            terminal::write(&bytes)?;
            self.pace.spend(bytes.len(), now());
        }
        Ok(())
    }
}

/// How much may go out now: a bucket that fills at the rate of a slow link. A single key is
/// answered at once; a key held down is answered as often as the link carries.
#[derive(Debug)]
struct Pace {
    credit: f64,
    at: Instant,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self { credit: LINK_BURST, at: now }
    }

    fn wait(&mut self, now: Instant) -> Duration {
        let earned = now.saturating_duration_since(self.at).as_secs_f64() * LINK_RATE;
        self.credit = (self.credit + earned).min(LINK_BURST);
        self.at = now;
        if self.credit >= 0.0 { Duration::ZERO } else { Duration::from_secs_f64(-self.credit / LINK_RATE) }
    }

    #[expect(clippy::cast_precision_loss, reason = "a frame has far fewer than 2^52 bytes")]
    fn spend(&mut self, bytes: usize, now: Instant) {
        self.wait(now);
        self.credit -= (bytes as f64).min(DEAREST_FRAME);
    }
}

#[expect(clippy::disallowed_methods, reason = "frames are paced by the time the link needs for them")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_that_a_stalled_terminal_does_not_take_give_way_to_the_newest() {
        let shared = Shared::default();
        shared.command(ScreenCommand::Redraw);
        for copy in 0..100u8 {
            shared.command(ScreenCommand::Bytes(vec![copy; 64 * 1024]));
        }
        let commands = &shared.lock().commands;
        assert!(matches!(commands.front(), Some(ScreenCommand::Redraw)), "only copies give way");
        let Some(ScreenCommand::Bytes(newest)) = commands.back() else { panic!("a copy") };
        assert_eq!((commands.len(), newest.first()), (5, Some(&99)));
    }

    #[test]
    fn small_frames_are_never_held_up_and_large_ones_only_in_a_row() {
        let start = now();
        let mut pace = Pace::new(start);
        for key in 0..300u32 {
            let at = start + Duration::from_millis(33) * key;
            assert_eq!(pace.wait(at), Duration::ZERO, "key {key}");
            pace.spend(280, at);
        }
        let late = start + Duration::from_mins(1);
        pace.spend(9_000, late);
        assert_eq!(pace.wait(late), Duration::ZERO);
        pace.spend(2_000, late);
        assert_eq!(pace.wait(late), Duration::ZERO);
        pace.spend(2_000, late);
        assert!(pace.wait(late) > Duration::from_millis(50));
        assert_eq!(pace.wait(late + Duration::from_secs(1)), Duration::ZERO);
    }
}
