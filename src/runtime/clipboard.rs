//! Copying, by whichever way fits the terminal; each way is a small file of its own.
//!
//! A copy never makes the screen wait: helpers run beside it with a limit of one second, and what
//! became of the copy arrives later as a message. Only what is known is reported.

pub mod child;
pub mod choice;
pub mod native;
pub mod osc52;
pub mod tmux;

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::Event;
use super::browser::report;
use super::screen::Screen;
use crate::app::CopyReport;
use crate::settings::{Copying, Surroundings};
pub use choice::{Way, choose};
use native::Native;
use osc52::Wrapping;

/// A helper that takes longer is left alone.
const LIMIT: Duration = Duration::from_secs(1);

/// The way chosen for this terminal.
#[derive(Debug)]
pub struct Clipboard {
    way: Way,
    /// The program of [`Way::Command`] and its arguments.
    command: Vec<String>,
    native: Option<Native>,
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
        Self { way: choose(copying, around), command, native: None, events }
    }

    /// Copies `text`. Escape sequences go out through `screen`, between two frames.
    pub fn copy(&mut self, text: String, screen: &Screen) {
        match self.way {
            Way::View => report(&self.events, CopyReport::NoWay),
            Way::Off => report(&self.events, CopyReport::Failed("Copying is switched off in the configuration".into())),
            Way::Command => self.to_command(text),
            Way::Tmux => self.to_tmux(text, screen),
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

    fn to_tmux(&self, text: String, screen: &Screen) {
        let (events, sender) = (self.events.clone(), screen.sender());
        tokio::spawn(async move {
            let mut loaded = tmux::load(&text, true).await;
            if loaded.is_err() {
                // an old tmux does not know the option that sends the text on
                loaded = tmux::load(&text, false).await;
                sender.send(osc52::sequence(&text, Wrapping::None));
            }
            report(&events, if loaded.is_ok() { CopyReport::InTmux } else { CopyReport::Sent });
        });
    }

    fn to_command(&self, text: String) {
        let (events, words) = (self.events.clone(), self.command.clone());
        tokio::spawn(async move {
            let program = words.first().map_or("", String::as_str);
            let done = match child::feed(&words, &text).await {
                Ok(()) => CopyReport::Confirmed,
                Err(error) => CopyReport::Failed(format!("Not copied: `{program}`: {error}")),
            };
            report(&events, done);
        });
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
