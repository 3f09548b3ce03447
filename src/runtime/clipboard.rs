//! Copying, by whichever way fits the terminal; each way is a small file of its own.
//!
//! A copy never makes the screen wait: helpers run beside it with a limit of one second, and what
//! became of the copy arrives later as a message. Only what is known is reported.

pub mod child;
pub mod choice;
pub mod holder;
pub mod native;
pub mod osc52;
pub mod tmux;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Event;
use super::browser::report;
use super::screen::{BytesSender, Screen};
use crate::app::{CopyNumber, CopyReport};
use crate::settings::{Copying, Surroundings};
use crate::system_error;
pub use choice::{CopyMethod, choose};
use native::Native;
use osc52::Wrapping;

/// A helper that takes longer is left alone.
const LIMIT: Duration = Duration::from_secs(1);
/// A copy made right before leaving has this long to arrive.
const LAST_COPY: Duration = Duration::from_millis(500);

/// A text on its way to the clipboard.
type Text = (CopyNumber, String);

/// The newest text that waits for a program. It is taken out to be handed over, so that none stays.
#[derive(Clone, Debug, Default)]
struct Waiting(Arc<Mutex<Option<Text>>>);

impl Waiting {
    /// Puts a text there; one that still waits has been overtaken.
    fn put(&self, text: Text) {
        *self.lock() = Some(text);
    }

    fn take(&self) -> Option<Text> {
        self.lock().take()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_none()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Text>> {
        // nothing in between can fail
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that feeds a program, and what tells it of a text that waits.
#[derive(Debug)]
struct Helper {
    waiting: Waiting,
    signal: watch::Sender<()>,
    task: JoinHandle<()>,
}

/// The way chosen for this terminal.
#[derive(Debug)]
pub struct Clipboard {
    way: CopyMethod,
    /// The program of [`CopyMethod::Command`] and its arguments.
    command: Vec<String>,
    native: Option<Native>,
    helper: Option<Helper>,
    events: UnboundedSender<Event>,
}

impl Clipboard {
    /// Copies go as the configuration wants; nothing is started before the first one.
    #[must_use]
    pub fn new(copying: &Copying, around: &Surroundings, events: UnboundedSender<Event>) -> Self {
        let command = match copying {
            Copying::Command(words) => words.clone(),
            Copying::By(_) => Vec::new(),
        };
        Self { way: choose(copying, around), command, native: None, helper: None, events }
    }

    /// Copies `text`. Escape sequences go out through `screen`, between two frames.
    pub fn copy(&mut self, number: CopyNumber, text: String, screen: &Screen) {
        match self.way {
            CopyMethod::View => report(&self.events, number, CopyReport::NoWay),
            CopyMethod::Off => {
                report(&self.events, number, CopyReport::Failed("copying is switched off in the configuration".into()));
            }
            CopyMethod::Command => self.copy_by(Program::Command(self.command.clone()), number, text),
            CopyMethod::Tmux => self.copy_by(Program::Tmux(screen.sender()), number, text),
            CopyMethod::Terminal => {
                screen.send(osc52::sequence(&text, Wrapping::None));
                report(&self.events, number, CopyReport::Sent);
            }
            CopyMethod::Screen => {
                screen.send(osc52::sequence(&text, Wrapping::Screen));
                report(&self.events, number, CopyReport::Sent);
            }
            CopyMethod::RemoteTmux | CopyMethod::RemoteScreen => {
                let wrapping = if self.way == CopyMethod::RemoteTmux { Wrapping::Tmux } else { Wrapping::Screen };
                let mut bytes = osc52::sequence(&text, Wrapping::None);
                bytes.extend(osc52::sequence(&text, wrapping));
                screen.send(bytes);
                report(&self.events, number, CopyReport::SentThroughMultiplexer);
            }
            CopyMethod::Native => self.copy_natively(number, text, screen),
        }
    }

    fn copy_by(&mut self, program: Program, number: CopyNumber, text: String) {
        let start = || {
            let (waiting, (signal, signals)) = (Waiting::default(), watch::channel(()));
            let task = tokio::spawn(feed_newest(program, waiting.clone(), signals, self.events.clone()));
            Helper { waiting, signal, task }
        };
        let helper = self.helper.get_or_insert_with(start);
        helper.waiting.put((number, text));
        helper.signal.send_replace(());
    }

    /// Waits for a copy that is still on its way, but not for a helper that hangs. What was put on
    /// the clipboard of this machine stays there.
    pub async fn finish(&mut self) {
        if let Some(native) = &self.native {
            let stay = async {
                if let Some(text) = native.owned().await {
                    // without a holder it is as it always was: gone with its owner
                    let _ = holder::start(&text).await;
                }
            };
            let _ = tokio::time::timeout(LAST_COPY, stay).await;
        }
        if let Some(Helper { signal, mut task, .. }) = self.helper.take() {
            drop(signal);
            // whether it arrived in time or not: nobody is there to be told
            if tokio::time::timeout(LAST_COPY, &mut task).await.is_err() {
                task.abort();
                // waited for, since the program it runs ends with it
                let _ = task.await;
            }
        }
    }

    fn copy_natively(&mut self, number: CopyNumber, text: String, screen: &Screen) {
        screen.send(osc52::sequence(&text, Wrapping::None));
        let answer = self.native.get_or_insert_with(Native::start).copy(text);
        let events = self.events.clone();
        tokio::spawn(async move {
            let confirmed = matches!(tokio::time::timeout(LIMIT, answer).await, Ok(Ok(true)));
            report(&events, number, if confirmed { CopyReport::Confirmed } else { CopyReport::Sent });
        });
    }
}

/// One run at a time: two beside each other can end in either order, and of several copies in a
/// burst the last has to win. Only of that one is anything told.
async fn feed_newest(
    program: Program,
    waiting: Waiting,
    mut signals: watch::Receiver<()>,
    events: UnboundedSender<Event>,
) {
    while signals.changed().await.is_ok() {
        let Some((number, text)) = waiting.take() else { continue };
        let outcome = program.feed(&text).await;
        drop(text);
        if waiting.is_empty() {
            report(&events, number, outcome);
        }
    }
}

/// A program that takes the text on its stdin.
#[derive(Debug)]
enum Program {
    /// tmux, and the screen for the sequence that old ones need.
    Tmux(BytesSender),
    /// The one that the configuration names.
    Command(Vec<String>),
}

impl Program {
    async fn feed(&self, text: &str) -> CopyReport {
        match self {
            Self::Tmux(screen) => {
                let Err(error) = tmux::load(text, true).await else { return CopyReport::InTmux };
                // an old tmux does not know the option that sends the text on; one that hangs would hang again
                let hangs = error.kind() == std::io::ErrorKind::TimedOut;
                let loaded = !hangs && tmux::load(text, false).await.is_ok();
                screen.send(osc52::sequence(text, Wrapping::None));
                if loaded { CopyReport::InTmuxAlone } else { CopyReport::Sent }
            }
            Self::Command(words) => match child::feed(words, text).await {
                Ok(()) => CopyReport::Confirmed,
                Err(error) => {
                    let program = words.first().map_or("", String::as_str);
                    CopyReport::Failed(format!("`{program}`: {}", system_error::running(&error)))
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::app::Msg;

    #[tokio::test]
    async fn a_text_that_was_handed_over_is_kept_nowhere() {
        let (events, mut told) = unbounded_channel();
        let command = Copying::Command(vec!["cat".to_owned()]);
        let mut clipboard = Clipboard::new(&command, &Surroundings::default(), events);
        for number in 1..=2 {
            let program = Program::Command(clipboard.command.clone());
            clipboard.copy_by(program, CopyNumber(number), "918860000001".to_owned());
            let Some(Event::Happened(Msg::Copied(copied, CopyReport::Confirmed))) = told.recv().await else {
                panic!("it was not copied")
            };
            assert_eq!(copied, CopyNumber(number));
            assert!(!format!("{clipboard:?}").contains("918860000001"));
        }
    }
}
