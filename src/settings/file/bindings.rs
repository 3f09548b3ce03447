//! `[keys]`: an action's name and its chords; `[]` unbinds it.

use toml::de::DeTable;

use super::super::origin::Sourced;
use super::table::{Notes, Table};
use crate::app::{Action, Context};
use crate::cli::nearest;
use crate::keymap::{Chord, ChordError, Clash, Keymap};

/// The keys that the file changes.
pub(super) type Bindings = Vec<(Action, Sourced<Vec<Chord>>)>;

/// Reads the table and lays it over the defaults.
pub(super) fn read<'n, 't>(entries: Option<&'n DeTable<'t>>, notes: &'n Notes<'t>) -> (Bindings, Keymap) {
    let mut table = Table::new("keys.", entries, notes);
    let mut bindings = Bindings::new();
    for action in Action::ALL {
        let Some(told) = table.words_or_word(action.row().name) else { continue };
        bindings.push((*action, chords(*action, told, &table)));
    }
    table.finish();
    let (keymap, clashes) = Keymap::new(effective(&bindings));
    for clash in clashes {
        notes.add(line(&clash, &bindings), sentence(&clash));
    }
    (bindings, keymap)
}

fn chords(action: Action, told: Sourced<Vec<String>>, table: &Table<'_, '_>) -> Sourced<Vec<Chord>> {
    let mut chords = Vec::new();
    for text in &told.value {
        match text.parse::<Chord>() {
            Ok(chord) if is_text_of_a_field(action, chord) => {
                table.wrong(&told, &format!("\"{chord}\" is text where this action works; add ctrl- or alt-"));
            }
            Ok(chord) => chords.push(chord),
            Err(error) => table.wrong(&told, &format!("{error}{}", meant(&error))),
        }
    }
    told.map(|_| chords)
}

/// The name of the key or modifier that was meant, as far as that can be told.
fn meant(error: &ChordError) -> String {
    let ChordError::UnknownKey(name) = error else { return String::new() };
    // of `ctl-y` the modifier is wrong, of `page-down` the dash
    let whole = name.replace('-', "");
    let [first, whole] = [name.split('-').next().unwrap_or_default(), whole.as_str()];
    let alike = |word| nearest(word, Chord::names().map(|(name, _)| name));
    let right = |word| Chord::names().find(|(name, _)| *name == word).map(|(_, right)| right);
    let found = alike(whole).or_else(|| alike(first)).and_then(right);
    found.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default()
}

/// A plain letter bound in a text field could not be typed there any more.
fn is_text_of_a_field(action: Action, chord: Chord) -> bool {
    let is_field = |context: &Context| matches!(context, Context::Search | Context::Prompt);
    chord.is_text() && action.row().contexts.iter().any(is_field)
}

fn effective(bindings: &Bindings) -> Vec<(Action, Vec<Chord>)> {
    let defaults = Keymap::defaults();
    let of = |action: &Action| {
        let bound = bindings.iter().find(|(known, _)| known == action).map(|(_, told)| told.value.as_slice());
        (*action, bound.unwrap_or_else(|| defaults.chords(*action)).to_vec())
    };
    Action::ALL.iter().map(of).collect()
}

/// The later of the lines that bind the two actions.
fn line(clash: &Clash, bindings: &Bindings) -> usize {
    let lines = bindings.iter().filter(|(action, _)| clash.actions.contains(action)).map(|(_, told)| told.line());
    lines.max().unwrap_or(0)
}

/// Without the context: two actions that share several would fill the screen with one mistake.
fn sentence(clash: &Clash) -> String {
    let [one, other] = clash.actions.map(|action| action.row().name);
    format!("keys: \"{}\" would do both {one} and {other}; give one of them another key, or [] for none", clash.chord)
}
