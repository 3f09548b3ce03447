//! Reading keys: one thread that owns the terminal's input and watches it for hang-up.
//!
//! The event library's own reader spins on a dead terminal and blocks inside a sequence that never
//! ends, so bytes are read here and cut into keys by [`decoder`], which knows how long to wait.

pub mod decoder;

use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::sync::mpsc::UnboundedSender;

use super::Event;
use decoder::Decoder;

/// Bytes read at once; more waits in the terminal.
const CHUNK: usize = 4096;

const CTRL_C: &[u8] = b"\x03";
/// A key that comes alone so long after the last byte was pressed by somebody.
const BY_HAND: Duration = Duration::from_millis(500);

/// Starts the thread. It ends by itself when the terminal is gone or nobody listens any more.
///
/// # Errors
/// When no thread can be started.
pub fn start(terminal: OwnedFd, events: UnboundedSender<Event>) -> std::io::Result<()> {
    let thread = std::thread::Builder::new().name("input".to_owned());
    // never joined: it may stand in a read until the process ends
    thread.spawn(move || read(&terminal, &events)).map(drop)
}

fn read(terminal: &OwnedFd, events: &UnboundedSender<Event>) {
    let mut decoder = Decoder::default();
    let mut chunk = [0; CHUNK];
    let mut last_byte = now();
    loop {
        let left = decoder.patience().map(|patience| patience.saturating_sub(last_byte.elapsed()));
        let events_read = match wait(terminal, left) {
            Waited::TimeOut => decoder.give_up(),
            Waited::Interrupted => Vec::new(),
            Waited::Ready => match rustix::io::read(terminal, &mut chunk) {
                Ok(0) => break,
                Ok(count) => {
                    let bytes = chunk.get(..count).unwrap_or_default();
                    let mut events = Vec::new();
                    if bytes == CTRL_C && last_byte.elapsed() > BY_HAND {
                        // nothing pasted comes so: the end of the paste was lost
                        events = decoder.give_up_paste();
                    }
                    last_byte = now();
                    events.extend(decoder.feed(bytes));
                    events
                }
                Err(Errno::INTR | Errno::AGAIN) => Vec::new(),
                Err(_) => break,
            },
            Waited::Gone => break,
        };
        for event in events_read {
            if events.send(event).is_err() {
                return;
            }
        }
    }
    // nobody left to tell is as good as told
    let _ = events.send(Event::HangUp);
}

enum Waited {
    Ready,
    TimeOut,
    Interrupted,
    Gone,
}

/// Waits for bytes; without a limit nothing wakes the thread.
fn wait(terminal: &OwnedFd, limit: Option<Duration>) -> Waited {
    let mut watched = [PollFd::from_borrowed_fd(terminal.as_fd(), PollFlags::IN)];
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    match poll(&mut watched, limit.as_ref()) {
        Ok(0) => Waited::TimeOut,
        Ok(_) => {
            let [terminal] = &watched;
            if terminal.revents().contains(PollFlags::IN) { Waited::Ready } else { Waited::Gone }
        }
        Err(Errno::INTR) => Waited::Interrupted,
        Err(_) => Waited::Gone,
    }
}

#[expect(clippy::disallowed_methods, reason = "bytes of one sequence are told apart by the time between them")]
fn now() -> Instant {
    Instant::now()
}
