//! From keys to actions and back.
//!
//! The defaults are the keys of the [action table](crate::app::action); help, footer and palette
//! ask here which keys an action has, so they always show the ones that work.

pub mod chord;

use std::collections::HashMap;

pub use chord::{Chord, ChordError};

use crate::app::{Action, Context};

/// Two actions that want the same key in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The key.
    pub chord: Chord,
    /// Where.
    pub context: Context,
    /// Both actions.
    pub actions: [Action; 2],
}

/// Which key does what where.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: HashMap<(Context, Chord), Action>,
    chords: Vec<(Action, Vec<Chord>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::defaults()
    }
}

impl Keymap {
    /// The default keys.
    #[must_use]
    pub fn defaults() -> Self {
        let parsed = |action: &Action| {
            let chords = action.row().keys.iter().filter_map(|text| text.parse().ok()).collect();
            (*action, chords)
        };
        // that no default clashes or fails to parse is proved by a test
        Self::new(Action::ALL.iter().map(parsed).collect()).0
    }

    /// A keymap of these keys, and the clashes in it; the first action keeps a key that two want.
    #[must_use]
    pub fn new(chords: Vec<(Action, Vec<Chord>)>) -> (Self, Vec<Clash>) {
        let (mut keys, mut clashes) = (HashMap::new(), Vec::new());
        for (action, of_action) in &chords {
            for chord in of_action {
                for context in action.row().contexts {
                    let holder = *keys.entry((*context, *chord)).or_insert(*action);
                    let beside = context.beside().iter().filter_map(|context| keys.get(&(*context, *chord)).copied());
                    let rivals = std::iter::once(holder).chain(beside).filter(|rival| is_rival(*rival, *action));
                    let clash = |rival| Clash { chord: *chord, context: *context, actions: [rival, *action] };
                    clashes.extend(rivals.map(clash));
                }
            }
        }
        (Self { keys, chords }, clashes)
    }

    /// What a key does in these contexts, innermost first. While `typing`, keys that are text
    /// belong to the text field and only its own context may claim them.
    #[must_use]
    pub fn action(&self, chord: Chord, contexts: &[Context], typing: bool) -> Option<Action> {
        let open = |context: &Context| !(typing && chord.is_text() && *context == Context::Everywhere);
        contexts.iter().filter(|context| open(context)).find_map(|context| self.keys.get(&(*context, chord)).copied())
    }

    /// The keys of an action, in the order of the table.
    #[must_use]
    pub fn chords(&self, action: Action) -> &[Chord] {
        self.chords.iter().find(|(known, _)| *known == action).map_or(&[], |(_, chords)| chords)
    }
}

/// Where coupons are picked, the key that chooses them is meant to stand before the one that opens
/// them.
fn is_rival(one: Action, other: Action) -> bool {
    one != other && ![[Action::Pick, Action::Open], [Action::Open, Action::Pick]].contains(&[one, other])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_parse_and_do_not_clash() {
        let parse = |action: &Action| {
            let chords = action.row().keys.iter().map(|text| text.parse().unwrap()).collect();
            (*action, chords)
        };
        let (_, clashes) = Keymap::new(Action::ALL.iter().map(parse).collect());
        assert_eq!(clashes, []);
    }

    #[test]
    fn plain_letters_are_text_while_a_text_field_has_the_cursor() {
        let keymap = Keymap::defaults();
        let contexts = [Context::Search, Context::Everywhere];
        let q: Chord = "q".parse().unwrap();
        assert_eq!(keymap.action(q, &contexts, true), None);
        assert_eq!(keymap.action(q, &[Context::List, Context::Everywhere], false), Some(Action::Quit));
        for (key, action) in [("ctrl-c", Action::Quit), ("f1", Action::Help), ("tab", Action::NextPane)] {
            assert_eq!(keymap.action(key.parse().unwrap(), &contexts, true), Some(action), "{key}");
        }
    }

    #[test]
    fn the_inner_context_wins() {
        let keymap = Keymap::defaults();
        let enter = "enter".parse().unwrap();
        assert_eq!(keymap.action(enter, &[Context::List, Context::Everywhere], false), Some(Action::Open));
        assert_eq!(keymap.action(enter, &[Context::Search, Context::Everywhere], true), Some(Action::LookUp));
    }
}
