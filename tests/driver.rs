//! Nouns to drive the browser with: a [`Browser`] whose keys go through the real key table, whose
//! screen is the real drawing and whose server is whoever the test says. No terminal, no task, no
//! clock: time passes when a test says so.

pub(crate) mod coupons;
pub(crate) mod picture;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use couponscope::app::export::{ExportJob, Report};
use couponscope::app::remote::{Slot, Ticket};
use couponscope::app::{Action, App, CopyNumber, CopyReport, Effect, Msg, Now, Pause, Preferences};
use couponscope::domain::{Answer, Clean, Entry, Failure, FailureKind, Identifier, Query};
use couponscope::keymap::Keymap;
use couponscope::layout::Pane;
use couponscope::runtime::keys;
use couponscope::settings;
use couponscope::ui::{Look, Theme, ThemeName};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use coupons::Shop;
use picture::Picture;

/// The time of day at which every test begins.
pub(crate) const NOON: &str = "2026-11-23T12:00:00Z";

/// The customer of most tests.
pub(crate) const NUMBER: &str = "918860000001";

/// A browser in front of a user, with a server that answers when told to.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) app: App,
    pub(crate) look: Look,
    /// Calls under way, in the order they began.
    pub(crate) calls: Vec<(Ticket, Query)>,
    /// Every query that was ever sent.
    pub(crate) sent: Vec<Query>,
    /// The file that is being written.
    pub(crate) export: Option<(Ticket, ExportJob)>,
    /// What went to the clipboard.
    pub(crate) copied: Vec<String>,
    /// The number of the last copy.
    pub(crate) last_copy: CopyNumber,
    /// What the last step wanted done.
    pub(crate) effects: Vec<Effect>,
    now: Now,
}

impl Browser {
    /// A browser on a screen of this size, nobody looked up.
    pub(crate) fn at(width: u16, height: u16) -> Self {
        Self::with(Preferences { place: "stores-eu".to_owned(), ..Preferences::default() }, width, height)
    }

    /// The same with other preferences.
    pub(crate) fn with(preferences: Preferences, width: u16, height: u16) -> Self {
        let now = Now { mono: Duration::from_secs(5), wall: NOON.parse().unwrap() };
        let look = Look { theme: Theme::new(ThemeName::Auto), ascii: false, keymap: Arc::new(Keymap::defaults()) };
        Self {
            app: App::new(preferences, now, Size { width, height }),
            look,
            calls: Vec::new(),
            sent: Vec::new(),
            export: None,
            copied: Vec::new(),
            last_copy: CopyNumber::default(),
            effects: Vec::new(),
            now,
        }
    }

    /// A browser of 80x24 that shows the first page of a shop's customer.
    pub(crate) fn showing(shop: &Shop) -> Self {
        Self::at(80, 24).looking_up(NUMBER).served_by(shop)
    }

    /// The same with keys of the user's own, as a configuration has them.
    pub(crate) fn with_keys(mut self, configuration: &str) -> Self {
        let file = settings::of_text(configuration, Path::new("config.toml"), &|_| None).unwrap();
        self.look.keymap = Arc::new(file.keymap);
        self
    }

    /// Looks somebody up as the command line does.
    pub(crate) fn looking_up(mut self, who: &str) -> Self {
        let effects = self.app.open(Identifier::parse(who).unwrap(), 0);
        self.perform(effects);
        self
    }

    /// Answers every call from `shop`, also those that the answers bring about.
    pub(crate) fn served_by(mut self, shop: &Shop) -> Self {
        self.serve(shop);
        self
    }

    /// Answers every call from `shop`, also those that the answers bring about.
    pub(crate) fn serve(&mut self, shop: &Shop) {
        for _ in 0..1000 {
            let Some((ticket, query)) = self.calls.first().cloned() else { return };
            self.happen(Msg::Answered(ticket, Ok(Arc::new(shop.answer(&query)))));
        }
        panic!("a thousand calls and no end");
    }

    /// Something happens now.
    pub(crate) fn happen(&mut self, msg: Msg) {
        if let Msg::Answered(ticket, _) = &msg {
            self.calls.retain(|(open, _)| open != ticket);
        }
        if let Msg::Exported(ticket, _) = &msg {
            self.export.take_if(|(open, _)| open == ticket);
        }
        let effects = self.app.update(self.now, msg);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in &effects {
            match effect {
                Effect::Call(ticket, query) => {
                    self.calls.retain(|(open, _)| open.slot != ticket.slot);
                    self.calls.push((*ticket, query.clone()));
                    self.sent.push(query.clone());
                }
                Effect::Export(ticket, order) => self.export = Some((*ticket, (**order).clone())),
                Effect::Abandon(Slot::Export) => self.export = None,
                Effect::Abandon(slot) => self.calls.retain(|(open, _)| open.slot != *slot),
                Effect::Copy(number, text) => {
                    self.copied.push(text.clone());
                    self.last_copy = *number;
                }
                Effect::Hurry(_)
                | Effect::Redraw
                | Effect::Suspend
                | Effect::Remember(_)
                | Effect::RememberColumns(_)
                | Effect::SwitchProfile(_)
                | Effect::Pick(_)
                | Effect::Quit => {}
            }
        }
        self.effects = effects;
    }

    /// Presses keys, named as in the configuration and separated by blanks: `j j ctrl-t space`.
    pub(crate) fn press(&mut self, names: &str) -> &mut Self {
        for name in names.split(' ') {
            self.strike(key(name));
        }
        self
    }

    fn strike(&mut self, event: KeyEvent) {
        let keymap = Arc::clone(&self.look.keymap);
        for event in keys::apart(&self.app, &keymap, event) {
            let msg = keys::message(&self.app, &keymap, event);
            self.happen(msg);
        }
    }

    /// Types a text, letter by letter.
    pub(crate) fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.strike(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
        }
        self
    }

    /// Takes an action as the palette does, whether or not a key leads to it here.
    pub(crate) fn act(&mut self, action: Action) -> &mut Self {
        self.happen(Msg::Act(action));
        self
    }

    /// Pastes a text.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.happen(Msg::Paste(text.to_owned()));
        self
    }

    /// Gives the screen another size.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.happen(Msg::Resize(Size { width, height }));
        self
    }

    /// Lets time pass, waking the browser whenever it asked for it; how often it was woken.
    pub(crate) fn wait(&mut self, time: Duration) -> usize {
        self.wait_at_most(time, usize::MAX)
    }

    /// The same with so many wake-ups at most; the rest of the time passes in one piece.
    pub(crate) fn wait_at_most(&mut self, time: Duration, most: usize) -> usize {
        let end = self.now.mono + time;
        let mut woken = 0;
        while let Some(wake) = self.app.next_wake().filter(|wake| *wake <= end && woken < most) {
            self.pass(wake.saturating_sub(self.now.mono));
            self.happen(Msg::Wake);
            woken += 1;
        }
        self.pass(end.saturating_sub(self.now.mono));
        woken
    }

    /// Lets time pass without anybody being woken.
    pub(crate) fn pass(&mut self, time: Duration) {
        self.now = Now { mono: self.now.mono + time, wall: self.now.wall + time };
    }

    /// The call that the user waits for.
    pub(crate) fn awaited(&self) -> (Ticket, Query) {
        let ticket = self.app.list().awaited().expect("nothing is waited for");
        self.calls.iter().find(|(open, _)| *open == ticket).cloned().expect("the call waited for is under way")
    }

    /// The call in this lane.
    pub(crate) fn call(&self, slot: Slot) -> Option<(Ticket, Query)> {
        self.calls.iter().find(|(open, _)| open.slot == slot).cloned()
    }

    /// The server answers what the user waits for.
    pub(crate) fn answer(&mut self, answer: Answer) -> &mut Self {
        let (ticket, _) = self.awaited();
        self.happen(Msg::Answered(ticket, Ok(Arc::new(answer))));
        self
    }

    /// The call that the user waits for fails.
    pub(crate) fn fail(&mut self, kind: FailureKind) -> &mut Self {
        let (ticket, _) = self.awaited();
        self.happen(Msg::Answered(ticket, Err(Failure::new(kind))));
        self
    }

    /// The call that the user waits for is tried again after a while.
    pub(crate) fn hold(&mut self, kind: FailureKind, delay: Duration) -> &mut Self {
        let (ticket, _) = self.awaited();
        self.happen(Msg::Waiting(ticket, Pause { delay, why: Failure::new(kind).into() }));
        self
    }

    /// The file that is being written has ended so.
    pub(crate) fn exported(&mut self, report: Report) -> &mut Self {
        let (ticket, _) = self.export.clone().expect("no file is being written");
        self.happen(Msg::Exported(ticket, report));
        self
    }

    /// What became of the last copy.
    pub(crate) fn report(&mut self, report: CopyReport) -> &mut Self {
        self.happen(Msg::Copied(self.last_copy, report));
        self
    }

    /// The screen as it is drawn now.
    pub(crate) fn picture(&self) -> Picture {
        Picture::of(&self.app, &self.look)
    }

    /// The text on the screen.
    pub(crate) fn screen(&self) -> String {
        self.picture().text()
    }

    /// True when the screen shows this text on one line.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    /// The words of the message shown.
    pub(crate) fn toast(&self) -> Option<&str> {
        self.app.toast().map(|toast| toast.text.as_str())
    }

    /// The code under the cursor.
    pub(crate) fn selected(&self) -> Option<&str> {
        self.app.list().selected().and_then(Entry::code).map(Clean::as_str)
    }

    /// The codes listed, in the order shown.
    pub(crate) fn codes(&self) -> Vec<&str> {
        let Some((_, listing)) = self.app.list().shown() else { return Vec::new() };
        let rows = (0..listing.len()).filter_map(|row| listing.row(row));
        rows.map(|entry| entry.code().map_or("", |code| code.as_str())).collect()
    }

    /// The offset of the page shown.
    pub(crate) fn offset(&self) -> Option<u64> {
        self.app.list().shown().map(|(ask, _)| ask.query.page.offset)
    }

    /// True while the pane has the keys.
    pub(crate) fn is_in(&self, pane: Pane) -> bool {
        self.app.focus() == pane && self.app.overlay().is_none()
    }
}

/// A key by its name in the configuration.
pub(crate) fn key(name: &str) -> KeyEvent {
    let (modifiers, name) = match name.split_once('-') {
        Some(("ctrl", rest)) => (KeyModifiers::CONTROL, rest),
        Some(("alt", rest)) => (KeyModifiers::ALT, rest),
        Some(("shift", rest)) => (KeyModifiers::SHIFT, rest),
        _ => (KeyModifiers::NONE, name),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "backspace" => KeyCode::Backspace,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pageup" => KeyCode::PageUp,
        "pagedown" => KeyCode::PageDown,
        "f1" => KeyCode::F(1),
        "f2" => KeyCode::F(2),
        "f9" => KeyCode::F(9),
        letter if letter.chars().count() == 1 => KeyCode::Char(letter.chars().next().unwrap()),
        unknown => panic!("no key is named {unknown}"),
    };
    KeyEvent::new(code, modifiers)
}
