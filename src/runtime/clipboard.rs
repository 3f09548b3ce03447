//! Copying, by whichever way fits the terminal; each way is a small file of its own.
//!
//! A copy never makes the screen wait: helpers run beside it with a limit of one second, and what
//! became of the copy arrives later as a message. Only what is known is reported.

pub mod choice;
pub mod native;
pub mod osc52;
pub mod tmux;

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Event;
use super::browser::report;
use super::screen::{BytesSender, Screen};
use crate::app::CopyReport;
pub use choice::{Way, choose};
use native::Native;
use osc52::Wrapping;

/// A helper that takes longer is left alone.
const LIMIT: Duration = Duration::from_secs(1);
/// A copy made right before leaving has this long to arrive.
const LAST_COPY: Duration = Duration::from_millis(500);

/// The task that loads tmux's buffer, and the newest text for it.
#[derive(Debug)]
struct Tmux {
    newest: watch::Sender<String>,
    task: JoinHandle<()>,
}

/// The way chosen for this terminal.
#[derive(Debug)]
pub struct Clipboard {
    way: Way,
    native: Option<Native>,
    tmux: Option<Tmux>,
    events: UnboundedSender<Event>,
}

impl Clipboard {
    /// Copies go this way; nothing is started before the first one.
    #[must_use]
    pub fn new(way: Way, events: UnboundedSender<Event>) -> Self {
        Self { way, native: None, tmux: None, events }
    }

    /// Copies `text`. Escape sequences go out through `screen`, between two frames.
    pub fn copy(&mut self, text: String, screen: &Screen) {
        match self.way {
            Way::View => report(&self.events, CopyReport::NoWay),
            Way::Tmux => self.copy_to_tmux(text, screen),
            Way::Terminal => {
                screen.send(osc52::sequence(&text, Wrapping::None));
                report(&self.events, CopyReport::Sent);
            }
            Way::Screen => {
                screen.send(osc52::sequence(&text, Wrapping::Screen));
                report(&self.events, CopyReport::Sent);
            }
            Way::RemoteTmux | Way::RemoteScreen => {
                let wrapping = if self.way == Way::RemoteTmux { Wrapping::Tmux } else { Wrapping::Screen };
                let mut bytes = osc52::sequence(&text, Wrapping::None);
                bytes.extend(osc52::sequence(&text, wrapping));
                screen.send(bytes);
                report(&self.events, CopyReport::SentThroughMultiplexer);
            }
            Way::Native => self.copy_natively(text, screen),
        }
    }

    fn copy_to_tmux(&mut self, text: String, screen: &Screen) {
        let start = || {
            let (newest, waiting) = watch::channel(String::new());
            Tmux { newest, task: tokio::spawn(load_newest(waiting, self.events.clone(), screen.sender())) }
        };
        self.tmux.get_or_insert_with(start).newest.send_replace(text);
    }

    /// Waits for a copy that is still on its way, but not for a helper that hangs.
    pub async fn finish(&mut self) {
        if let Some(Tmux { newest, task }) = self.tmux.take() {
            drop(newest);
            // whether it arrived in time or not: nobody is there to be told
            let _ = tokio::time::timeout(LAST_COPY, task).await;
        }
    }

    fn copy_natively(&mut self, text: String, screen: &Screen) {
        screen.send(osc52::sequence(&text, Wrapping::None));
        let answer = self.native.get_or_insert_with(Native::start).copy(text);
        let events = self.events.clone();
        tokio::spawn(async move {
            let confirmed = matches!(tokio::time::timeout(LIMIT, answer).await, Ok(Ok(true)));
            report(&events, if confirmed { CopyReport::Confirmed } else { CopyReport::Sent });
        });
    }
}

/// One helper at a time: two beside each other can end in either order, and of several copies in
/// a burst the last has to win. Only of that one is anything told.
async fn load_newest(mut newest: watch::Receiver<String>, events: UnboundedSender<Event>, screen: BytesSender) {
    while newest.changed().await.is_ok() {
        let text = newest.borrow_and_update().clone();
        let mut loaded = tmux::load(&text, true).await;
        if loaded.is_err() {
            // an old tmux does not know the option that sends the text on
            loaded = tmux::load(&text, false).await;
            screen.send(osc52::sequence(&text, Wrapping::None));
        }
        if !newest.has_changed().unwrap_or(false) {
            report(&events, if loaded.is_ok() { CopyReport::InTmux } else { CopyReport::Sent });
        }
    }
}
