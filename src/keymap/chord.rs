//! A key with its modifiers, as text and back: `ctrl-t`, `pagedown`, `f1`, `?`.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press. Letters carry their case (`G`, not `shift-g`), since terminals send them so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Why a text is no chord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChordError {
    /// There is no key of this name.
    UnknownKey(String),
    /// A modifier stands twice.
    Twice(&'static str),
    /// Nothing stands behind the modifiers.
    NoKey,
}

impl fmt::Display for ChordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(name) => write!(f, "there is no key \"{name}\""),
            Self::Twice(modifier) => write!(f, "{modifier} stands twice"),
            Self::NoKey => f.write_str("a key is missing"),
        }
    }
}

impl std::error::Error for ChordError {}

const NAMED: [(&str, KeyCode); 16] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("backtab", KeyCode::BackTab),
];

const MODIFIERS: [(&str, KeyModifiers); 3] =
    [("ctrl", KeyModifiers::CONTROL), ("alt", KeyModifiers::ALT), ("shift", KeyModifiers::SHIFT)];

impl Chord {
    /// The chord of a key, in the one form that is looked up.
    #[must_use]
    pub fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let modifiers = modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match code {
            KeyCode::BackTab => Self { code: KeyCode::Tab, modifiers: modifiers | KeyModifiers::SHIFT },
            KeyCode::Char(c) => Self::of_char(c, modifiers),
            code => Self { code, modifiers },
        }
    }

    /// Terminals send `G` with or without the shift flag, and Ctrl with a letter of either case.
    fn of_char(c: char, modifiers: KeyModifiers) -> Self {
        let shifted = modifiers.contains(KeyModifiers::SHIFT);
        let control = modifiers.contains(KeyModifiers::CONTROL);
        if c == ' ' {
            return Self { code: KeyCode::Char(c), modifiers };
        }
        let c = match (control, shifted) {
            (true, false) => c.to_ascii_lowercase(),
            (false, true) => c.to_ascii_uppercase(),
            (true, true) | (false, false) => c,
        };
        let keep_shift = control && shifted;
        let c = if keep_shift { c.to_ascii_lowercase() } else { c };
        if let Some(code) = same_byte(c).filter(|_| control && !shifted) {
            return Self { code, modifiers: modifiers - KeyModifiers::CONTROL };
        }
        let modifiers = if keep_shift { modifiers } else { modifiers - KeyModifiers::SHIFT };
        Self { code: KeyCode::Char(c), modifiers }
    }

    /// The names of keys and modifiers, and what people write for some of them, each with the right name.
    pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
        const OTHERS: [(&str, &str); 10] = [
            ("pgup", "pageup"),
            ("pgdn", "pagedown"),
            ("prior", "pageup"),
            ("next", "pagedown"),
            ("return", "enter"),
            ("escape", "esc"),
            ("del", "delete"),
            ("ins", "insert"),
            ("bs", "backspace"),
            ("control", "ctrl"),
        ];
        let named = NAMED.into_iter().map(|(name, _)| (name, name));
        named.chain(MODIFIERS.into_iter().map(|(name, _)| (name, name))).chain(OTHERS)
    }

    /// True for a key that writes a character.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && (self.modifiers - KeyModifiers::SHIFT).is_empty()
    }

    /// The character that this key writes.
    #[must_use]
    pub fn character(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.is_text() => Some(c),
            _ => None,
        }
    }

    /// How the screen names it: `Ctrl-T`, `PgDn`, `Up`.
    #[must_use]
    pub fn display(&self) -> String {
        let text = self.to_string();
        match text.as_str() {
            "pagedown" => return "PgDn".to_owned(),
            "pageup" => return "PgUp".to_owned(),
            _ => {}
        }
        if self.character().is_some() && self.code != KeyCode::Char(' ') {
            return text;
        }
        let capital = |part: &str| {
            let mut chars = part.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        };
        text.split('-').map(capital).collect::<Vec<_>>().join("-")
    }
}

impl From<KeyEvent> for Chord {
    fn from(event: KeyEvent) -> Self {
        Self::new(event.code, event.modifiers)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, modifier) in MODIFIERS {
            if self.modifiers.contains(modifier) {
                write!(f, "{name}-")?;
            }
        }
        match self.code {
            KeyCode::F(number) => write!(f, "f{number}"),
            code => match NAMED.iter().find(|(_, known)| *known == code) {
                Some((name, _)) => f.write_str(name),
                None => match code {
                    KeyCode::Char(c) => write!(f, "{c}"),
                    _ => f.write_str("(a key without a name)"),
                },
            },
        }
    }
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text.trim();
        while let Some((name, modifier, after)) = leading_modifier(rest) {
            if modifiers.contains(modifier) {
                return Err(ChordError::Twice(name));
            }
            modifiers |= modifier;
            rest = after;
        }
        let code = key_code(rest)?;
        Ok(Self::new(code, modifiers))
    }
}

/// The key for which terminals send the same byte as for Ctrl with this character.
fn same_byte(c: char) -> Option<KeyCode> {
    match c {
        'h' => Some(KeyCode::Backspace),
        'i' => Some(KeyCode::Tab),
        'j' | 'm' => Some(KeyCode::Enter),
        '[' => Some(KeyCode::Esc),
        _ => None,
    }
}

fn leading_modifier(text: &str) -> Option<(&'static str, KeyModifiers, &str)> {
    let (head, after) = text.split_once('-')?;
    let (name, modifier) = MODIFIERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(head))?;
    Some((name, *modifier, after))
}

fn key_code(name: &str) -> Result<KeyCode, ChordError> {
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (None, _) => return Err(ChordError::NoKey),
        (Some(c), None) if !c.is_control() && c != ' ' => return Ok(KeyCode::Char(c)),
        _ => {}
    }
    if let Some((_, code)) = NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Ok(*code);
    }
    let number = name.strip_prefix(['f', 'F']).and_then(|number| number.parse().ok());
    match number {
        Some(number @ 1..=24) => Ok(KeyCode::F(number)),
        _ => Err(ChordError::UnknownKey(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chord(text: &str) -> Chord {
        text.parse().unwrap()
    }

    #[test]
    fn what_terminals_send_for_one_key_is_one_chord() {
        let event = |c, modifiers| Chord::new(KeyCode::Char(c), modifiers);
        assert_eq!(event('G', KeyModifiers::SHIFT), chord("G"));
        assert_eq!(event('G', KeyModifiers::NONE), chord("shift-g"));
        assert_eq!(event('?', KeyModifiers::SHIFT), chord("?"));
        assert_eq!(event('T', KeyModifiers::CONTROL), chord("ctrl-t"));
        assert_eq!(Chord::new(KeyCode::BackTab, KeyModifiers::SHIFT), chord("shift-tab"));
        for (typed, sent) in [("ctrl-i", "tab"), ("ctrl-m", "enter"), ("ctrl-[", "esc"), ("ctrl-h", "backspace")] {
            assert_eq!(chord(typed), chord(sent), "{typed}");
        }
        assert_eq!(Chord::new(KeyCode::BackTab, KeyModifiers::NONE), chord("shift-tab"));
    }

    #[test]
    fn what_is_no_chord_says_why() {
        let error = |text: &str| text.parse::<Chord>().unwrap_err();
        assert_eq!(error("ctrl-ctrl-t"), ChordError::Twice("ctrl"));
        assert_eq!(error("ctrl-"), ChordError::NoKey);
        assert_eq!(error("ctlr-t"), ChordError::UnknownKey("ctlr-t".into()));
        assert_eq!(error("f99"), ChordError::UnknownKey("f99".into()));
    }

    #[test]
    fn the_screen_names_keys_as_people_do() {
        assert_eq!(chord("ctrl-t").display(), "Ctrl-T");
        assert_eq!(chord("pagedown").display(), "PgDn");
        assert_eq!(chord("space").display(), "Space");
        assert_eq!(chord("-").display(), "-");
        assert_eq!(chord("G").display(), "G");
    }

    proptest! {
        #[test]
        fn printing_and_parsing_a_chord_gives_it_back(
            key in prop_oneof![
                proptest::char::range('!', '~').prop_map(KeyCode::Char),
                (1u8..=24).prop_map(KeyCode::F),
                proptest::sample::select(NAMED.map(|(_, code)| code).to_vec()),
            ],
            bits in 0u8..8,
        ) {
            let [ctrl, alt, shift] = [1u8, 2, 4].map(|bit| bits & bit != 0);
            let mut modifiers = KeyModifiers::NONE;
            modifiers.set(KeyModifiers::CONTROL, ctrl);
            modifiers.set(KeyModifiers::ALT, alt);
            modifiers.set(KeyModifiers::SHIFT, shift);
            let chord = Chord::new(key, modifiers);
            prop_assert_eq!(chord.to_string().parse::<Chord>(), Ok(chord));
        }
    }
}
