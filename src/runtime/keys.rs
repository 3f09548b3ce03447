//! From a key of the terminal to what it means to the browser now.

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use crate::app::{App, Msg};
use crate::keymap::{Chord, Keymap};

/// What a key means, in the state the browser is in. Usually one message.
#[must_use]
pub fn messages(app: &App, keymap: &Keymap, key: KeyEvent) -> Vec<Msg> {
    let chord = Chord::from(key);
    if let Some(action) = keymap.action(chord, app.contexts(), app.is_typing()) {
        return vec![Msg::Act(action)];
    }
    if let Some(request) = edit(key).filter(|_| app.is_typing()) {
        return vec![Msg::Edit(request)];
    }
    // Esc and a letter in one packet look like Alt and that letter: they are two keys
    if key.modifiers.contains(KeyModifiers::ALT) && matches!(key.code, KeyCode::Char(_)) {
        return esc_and(app, keymap, KeyEvent { modifiers: key.modifiers - KeyModifiers::ALT, ..key });
    }
    vec![Msg::Unbound]
}

/// The editing request of a key, by readline's keys.
fn edit(key: KeyEvent) -> Option<InputRequest> {
    to_input_request(&TerminalEvent::Key(key))
}

/// Esc first; what the letter means is judged in the state before it, which is right for every key
/// that works on both sides of a step back.
fn esc_and(app: &App, keymap: &Keymap, key: KeyEvent) -> Vec<Msg> {
    let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
    let mut both = messages(app, keymap, escape);
    both.extend(messages(app, keymap, key));
    both
}
