//! The loop: one event after the other into the state machine, effects out, the newest state to
//! the screen. Generic over screen and server, so that a test runs it in paused time.

use crossterm::event::KeyEvent;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::clock::Clock;
use super::executor::{Accounts, Executor, Server};
use super::{Event, keys};
use crate::app::{App, Column, CopyNumber, CopyReport, Effect, Msg};
use crate::domain::{Entry, Identifier};
use crate::keymap::Keymap;

/// Events handled between two frames: a flood of keys must not hide what becomes of them.
const MOST_IN_A_ROW: usize = 1_000;

/// What the loop asks of the terminal and the rest of the machine.
pub trait Stage {
    /// Shows a state, sooner or later; a newer one may come first.
    fn show(&mut self, app: &App);
    /// Draws everything anew.
    fn redraw(&mut self);
    /// Puts text on the clipboard; what became of it arrives as [`Msg::Copied`].
    fn copy(&mut self, number: CopyNumber, text: String);
    /// Keeps a look-up among the recent ones of a profile; a stage without a disk keeps nothing.
    fn remember(&mut self, _profile: Option<&str>, _who: Identifier) {}
    /// Keeps which columns are hidden; a stage without a disk keeps nothing.
    fn remember_columns(&mut self, _hidden: Vec<Column>) {}
    /// Gives the terminal to the shell until the user comes back.
    fn suspend(&mut self);
    /// The process runs on after somebody else stopped it.
    fn resume(&mut self);
}

/// Why the loop ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The user left.
    Quit,
    /// The user left with these coupons chosen.
    Picked(Vec<Entry>),
    /// A signal with this number.
    Signal(i32),
    /// The terminal is gone.
    HangUp,
}

/// Everything the loop needs.
#[derive(Debug)]
pub struct Browser<'a, G, S, A> {
    /// The state.
    pub app: App,
    /// The keys.
    pub keymap: &'a Keymap,
    /// The time.
    pub clock: Clock,
    /// The screen and the rest.
    pub stage: G,
    /// The calls.
    pub executor: Executor<S>,
    /// Other servers to ask.
    pub accounts: A,
    /// What happens.
    pub events: UnboundedReceiver<Event>,
}

impl<G: Stage, S: Server, A: Accounts<S>> Browser<'_, G, S, A> {
    /// Runs until the user leaves or something ends it. `first` are effects that wait already.
    pub async fn run(mut self, first: Vec<Effect>) -> Ending {
        let ending = self.until_the_end(first).await;
        self.executor.end().await;
        ending
    }

    async fn until_the_end(&mut self, first: Vec<Effect>) -> Ending {
        if let Some(ending) = self.perform(first) {
            return ending;
        }
        self.stage.show(&self.app);
        loop {
            let event = self.next().await;
            let mut ending = self.handle(event);
            // everything that waits is handled before one frame is drawn, unless it never ends
            for _ in 0..MOST_IN_A_ROW {
                let Some(event) = self.events.try_recv().ok().filter(|_| ending.is_none()) else { break };
                ending = self.handle(Some(event));
            }
            if let Some(ending) = ending {
                return ending;
            }
            self.stage.show(&self.app);
        }
    }

    /// The next event; `None` when the state changes by itself first.
    async fn next(&mut self) -> Option<Event> {
        let wake = self.app.next_wake();
        let sleep = tokio::time::sleep_until(self.clock.instant(wake.unwrap_or_default()));
        tokio::select! {
            biased;
            event = self.events.recv() => Some(event.unwrap_or(Event::HangUp)),
            () = sleep, if wake.is_some() => None,
        }
    }

    fn handle(&mut self, event: Option<Event>) -> Option<Ending> {
        let messages = match event {
            None => vec![Msg::Wake],
            Some(Event::Key(key)) => return self.press(key),
            Some(Event::Paste(text)) => vec![Msg::Paste(text)],
            Some(Event::Resize(size)) => vec![Msg::Resize(size)],
            Some(Event::Happened(msg)) => vec![msg],
            Some(Event::Continued(size)) => {
                self.stage.resume();
                size.map(Msg::Resize).into_iter().chain([Msg::Resumed]).collect()
            }
            Some(Event::Signal(number)) => return Some(Ending::Signal(number)),
            Some(Event::HangUp) => return Some(Ending::HangUp),
        };
        messages.into_iter().find_map(|msg| self.happen(msg))
    }

    /// A key; where it stands for two, the second is judged in the state after the first.
    fn press(&mut self, key: KeyEvent) -> Option<Ending> {
        let keys = keys::apart(&self.app, self.keymap, key);
        keys.into_iter().find_map(|key| self.happen(keys::message(&self.app, self.keymap, key)))
    }

    fn happen(&mut self, msg: Msg) -> Option<Ending> {
        let effects = self.app.update(self.clock.now(), msg);
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Option<Ending> {
        for effect in effects {
            match effect {
                Effect::Call(ticket, query) => self.executor.call(ticket, query),
                Effect::Export(ticket, order) => self.executor.export(ticket, *order),
                Effect::Hurry(ticket) => self.executor.hurry(ticket),
                Effect::Abandon(slot) => self.executor.abandon(slot),
                Effect::Copy(number, text) => self.stage.copy(number, text),
                Effect::Remember(who) => self.stage.remember(self.app.preferences().profile.as_deref(), who),
                Effect::RememberColumns(hidden) => self.stage.remember_columns(hidden),
                Effect::SwitchProfile(name) => {
                    let ending = self.switch(&name);
                    if ending.is_some() {
                        return ending;
                    }
                }
                Effect::Redraw => self.stage.redraw(),
                Effect::Suspend => self.stage.suspend(),
                Effect::Pick(chosen) => return Some(Ending::Picked(chosen)),
                Effect::Quit => return Some(Ending::Quit),
            }
        }
        None
    }

    /// The server changes before the state does: no call of the new profile can reach the old one.
    fn switch(&mut self, profile: &str) -> Option<Ending> {
        let opened = self.accounts.open(profile).map(|(server, preferences)| {
            self.executor.replace(server);
            Box::new(preferences)
        });
        self.happen(Msg::Switched(opened))
    }
}

/// Tells the loop what became of a copy.
pub fn report(events: &UnboundedSender<Event>, number: CopyNumber, report: CopyReport) {
    // the loop has ended: nobody asks any more
    let _ = events.send(Event::Happened(Msg::Copied(number, report)));
}
