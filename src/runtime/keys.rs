//! From a key of the terminal to what it means to the browser now.

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use crate::app::{App, Msg};
use crate::keymap::{Chord, Keymap};

/// What a key means, in the state the browser is in.
#[must_use]
pub fn message(app: &App, keymap: &Keymap, key: KeyEvent) -> Msg {
    let chord = Chord::from(key);
    if let Some(action) = keymap.action(chord, app.contexts(), app.is_typing()) {
        return Msg::Act(action);
    }
    edit(key).filter(|_| app.is_typing()).map_or(Msg::Unbound, Msg::Edit)
}

/// Esc and a letter in one packet look like Alt and that letter. Where that means nothing they are
/// two keys, to be judged one after the other.
#[must_use]
pub fn apart(app: &App, keymap: &Keymap, key: KeyEvent) -> Vec<KeyEvent> {
    let with_alt = key.modifiers.contains(KeyModifiers::ALT) && matches!(key.code, KeyCode::Char(_));
    if !with_alt || message(app, keymap, key) != Msg::Unbound {
        return vec![key];
    }
    let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
    vec![escape, KeyEvent { modifiers: key.modifiers - KeyModifiers::ALT, ..key }]
}

/// The editing request of a key, by readline's keys.
fn edit(key: KeyEvent) -> Option<InputRequest> {
    if key.modifiers == KeyModifiers::ALT {
        return match key.code {
            KeyCode::Char('b') => Some(InputRequest::GoToPrevWord),
            KeyCode::Char('f') => Some(InputRequest::GoToNextWord),
            KeyCode::Char('d') => Some(InputRequest::DeleteNextWord),
            KeyCode::Backspace => Some(InputRequest::DeletePrevWord),
            _ => None,
        };
    }
    to_input_request(&TerminalEvent::Key(key))
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Size;

    use super::*;
    use crate::app::{Action, Now, Preferences};
    use crate::domain::Identifier;

    fn browser() -> App {
        let now = Now { mono: std::time::Duration::ZERO, wall: jiff::Timestamp::UNIX_EPOCH };
        App::new(Preferences::default(), now, Size { width: 80, height: 24 })
    }

    fn key(c: char, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), modifiers)
    }

    #[test]
    fn a_letter_is_text_in_the_search_line_and_an_action_in_the_list() {
        let (mut app, keymap) = (browser(), Keymap::defaults());
        let q = key('q', KeyModifiers::NONE);
        assert_eq!(message(&app, &keymap, q), Msg::Edit(InputRequest::InsertChar('q')));
        app.open(Identifier::parse("918860000001").unwrap(), 0);
        assert_eq!(message(&app, &keymap, q), Msg::Act(Action::Quit));
    }

    #[test]
    fn esc_and_a_letter_in_one_packet_are_two_keys_unless_the_text_field_wants_them() {
        let (mut app, keymap) = (browser(), Keymap::defaults());
        let alt_b = key('b', KeyModifiers::ALT);
        assert_eq!(apart(&app, &keymap, alt_b), [alt_b]);
        app.open(Identifier::parse("918860000001").unwrap(), 0);
        let [escape, letter] = apart(&app, &keymap, key('/', KeyModifiers::ALT))[..] else { panic!("two keys") };
        assert_eq!((escape.code, letter), (KeyCode::Esc, key('/', KeyModifiers::NONE)));
    }
}
