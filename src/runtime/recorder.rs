//! Keeping look-ups and hidden columns on the disk, on a thread of its own: a slow disk must not hold
//! up keys.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::Event;
use crate::app::{Column, Msg};
use crate::domain::Identifier;
use crate::hidden_columns::HiddenColumns;
use crate::history::History;
use crate::system_error;

/// What to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A look-up that found somebody, and the profile it was for.
    LookUp(Option<String>, Identifier),
    /// The columns that are hidden.
    Columns(Vec<Column>),
}

/// What is kept between sessions, and where.
#[derive(Clone, Debug)]
pub struct Memory {
    /// None where there is no home: nothing can be kept, which is told.
    pub folder: Option<PathBuf>,
    /// Recent look-ups are kept; the configuration can switch them off.
    pub keeps_look_ups: bool,
}

impl Memory {
    /// Recent look-ups, unless they are switched off or have no place.
    #[must_use]
    pub fn history(&self) -> Option<History> {
        self.folder.as_deref().filter(|_| self.keeps_look_ups).map(History::new)
    }

    /// Hidden columns, unless they have no place.
    #[must_use]
    pub fn columns(&self) -> Option<HiddenColumns> {
        self.folder.as_deref().map(HiddenColumns::new)
    }

    fn keep(&self, note: &Note) -> io::Result<()> {
        let homeless = || io::Error::other("HOME is not set");
        match note {
            Note::LookUp(..) if !self.keeps_look_ups => Ok(()),
            Note::LookUp(profile, who) => self.history().ok_or_else(homeless)?.remember(profile.as_deref(), who),
            Note::Columns(hidden) => self.columns().ok_or_else(homeless)?.write(hidden),
        }
    }
}

/// The thread that writes. Dropping it gives what still waits a moment.
#[derive(Debug)]
pub struct Recorder {
    waiting: Option<Sender<Note>>,
    thread: Option<JoinHandle<()>>,
}

/// How long the end of the program may wait for the disk, in steps of ten milliseconds.
const STEPS: u32 = 20;

impl Recorder {
    /// Starts the thread. The first failure is told, later ones are not: look-ups go on all
    /// the same.
    #[must_use]
    pub fn start(memory: Memory, events: UnboundedSender<Event>) -> Self {
        let (waiting, inbox) = channel::<Note>();
        let work = move || {
            let mut told = false;
            for note in inbox {
                if let Err(error) = memory.keep(&note)
                    && !std::mem::replace(&mut told, true)
                {
                    // the loop has ended: nobody reads any more
                    let _ = events.send(Event::Happened(Msg::NotKept(system_error::writing(&error))));
                }
            }
        };
        let thread = std::thread::Builder::new().name("history".to_owned()).spawn(work).ok();
        Self { waiting: Some(waiting), thread }
    }

    /// Keeps it, soon.
    pub fn keep(&mut self, note: Note) {
        if let Some(waiting) = &self.waiting {
            // a thread that is gone keeps nothing
            let _ = waiting.send(note);
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

    fn memory(folder: &std::path::Path) -> Memory {
        Memory { folder: Some(folder.to_owned()), keeps_look_ups: true }
    }

    fn who() -> Identifier {
        Identifier::parse("918860000001").unwrap()
    }

    #[test]
    fn look_ups_are_on_the_disk_when_the_recorder_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let memory = memory(folder.path());
        let mut recorder = Recorder::start(memory.clone(), unbounded_channel().0);
        recorder.keep(Note::LookUp(Some("eu".to_owned()), who()));
        recorder.keep(Note::Columns(vec![Column::Offer]));
        drop(recorder);
        assert_eq!(memory.history().unwrap().read(Some("eu")), [who()]);
        assert_eq!(memory.columns().unwrap().read(), [Column::Offer]);
    }

    #[test]
    fn a_failure_is_told_once() {
        let (events, mut told) = unbounded_channel();
        let mut recorder = Recorder::start(memory(std::path::Path::new("/dev/null/state")), events);
        recorder.keep(Note::LookUp(None, who()));
        recorder.keep(Note::LookUp(None, who()));
        drop(recorder);
        assert!(matches!(told.try_recv(), Ok(Event::Happened(Msg::NotKept(_)))));
        assert!(told.try_recv().is_err());
    }

    #[test]
    fn without_a_home_it_is_told_that_nothing_is_kept() {
        let homeless = Memory { folder: None, keeps_look_ups: true };
        assert_eq!(homeless.keep(&Note::LookUp(None, who())).unwrap_err().to_string(), "HOME is not set");
        assert!(homeless.keep(&Note::Columns(vec![])).is_err());
        let switched_off = Memory { keeps_look_ups: false, ..homeless };
        assert!(switched_off.keep(&Note::LookUp(None, who())).is_ok(), "nobody wanted it kept");
    }
}
