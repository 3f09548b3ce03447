//! Keeping recent look-ups on the disk, on a thread of its own: a slow disk must not hold up keys.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::Event;
use crate::app::Msg;
use crate::domain::Identifier;
use crate::history::History;

/// The thread that writes. Dropping it gives what still waits a moment.
#[derive(Debug)]
pub struct Recorder {
    waiting: Option<Sender<Identifier>>,
    thread: Option<JoinHandle<()>>,
}

/// How long the end of the program may wait for the disk, in steps of ten milliseconds.
const STEPS: u32 = 20;

impl Recorder {
    /// Starts the thread. The first failure is told, later ones are not: the look-ups themselves
    /// go on.
    #[must_use]
    pub fn start(history: History, events: UnboundedSender<Event>) -> Self {
        let (waiting, inbox) = channel::<Identifier>();
        let work = move || {
            let mut told = false;
            for who in inbox {
                if let Err(error) = history.remember(&who)
                    && !std::mem::replace(&mut told, true)
                {
                    // the loop has ended: nobody reads any more
                    let _ = events.send(Event::Happened(Msg::NotKept(error.to_string())));
                }
            }
        };
        let thread = std::thread::Builder::new().name("history".to_owned()).spawn(work).ok();
        Self { waiting: Some(waiting), thread }
    }

    /// Keeps a look-up, soon.
    pub fn remember(&mut self, who: Identifier) {
        if let Some(waiting) = &self.waiting {
            // a thread that is gone keeps nothing
            let _ = waiting.send(who);
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.waiting = None;
        for _ in 0..STEPS {
            if self.thread.as_ref().is_none_or(JoinHandle::is_finished) {
                return;
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[test]
    fn look_ups_are_on_the_disk_when_the_recorder_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(folder.path());
        let mut recorder = Recorder::start(history.clone(), unbounded_channel().0);
        let who = Identifier::parse("918860000001").unwrap();
        recorder.remember(who.clone());
        drop(recorder);
        assert_eq!(history.read(), [who]);
    }

    #[test]
    fn a_failure_is_told_once() {
        let (events, mut told) = unbounded_channel();
        let mut recorder = Recorder::start(History::new(std::path::Path::new("/dev/null/state")), events);
        let who = Identifier::parse("918860000001").unwrap();
        recorder.remember(who.clone());
        recorder.remember(who);
        drop(recorder);
        assert!(matches!(told.try_recv(), Ok(Event::Happened(Msg::NotKept(_)))));
        assert!(told.try_recv().is_err());
    }
}
