//! `config.toml`: the layer below the environment.
//!
//! Every key is typed and nothing is skipped in silence: an unknown key, a wrong type, a clash of
//! keys is a problem with its line and the nearest right name, and all problems are told at once.

mod bindings;
mod disk;
mod profile;
mod schema;
mod syntax;
mod table;

use jiff::tz::TimeZone;
use serde_json::Value;
use toml::de::DeTable;

pub use disk::{ConfigError, directories, load, named_path, of_text, usual_place};
use profile::Places;
pub use profile::{Profile, known_cluster};
pub use schema::schema;
use table::{Notes, Table};

use super::origin::{Problem, Sourced, did_you_mean};
use super::{Background, Provider};
use crate::app::Action;
use crate::keymap::{Chord, Keymap};

/// The documented sample: every setting, commented out, with its default.
const SAMPLE: &str = include_str!("../../assets/config.toml");

/// `ui.theme`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeChoice {
    /// By the terminal's own word, else colours readable on both.
    Auto,
    /// For this background.
    On(Background),
    /// No colours.
    Mono,
}

/// `ui.ascii`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsciiChoice {
    /// By the locale.
    Auto,
    /// Only ASCII.
    Always,
    /// Symbols whatever the locale says.
    Never,
}

/// What the file says; every part may be silent.
#[derive(Debug, Default)]
pub struct ConfigFile {
    /// The profile taken when none is named.
    pub default_profile: Option<Sourced<String>>,
    /// Colours.
    pub theme: Option<Sourced<ThemeChoice>>,
    /// Symbols.
    pub ascii: Option<Sourced<AsciiChoice>>,
    /// Whether personal data is hidden.
    pub mask: Option<Sourced<bool>>,
    /// Rows of a page.
    pub page_size: Option<Sourced<u32>>,
    /// The zone in which times are shown; `None` inside is the system's.
    pub zone: Option<Sourced<Option<TimeZone>>>,
    /// Minutes without a key after which everything personal goes; 0 is never.
    pub idle_lock_minutes: Option<Sourced<u32>>,
    /// The way of copying.
    pub provider: Option<Sourced<Provider>>,
    /// A command that takes what is copied on its stdin.
    pub copy_command: Option<Sourced<Vec<String>>>,
    /// Whether look-ups are remembered.
    pub history: Option<Sourced<bool>>,
    /// The keys that differ from the defaults.
    pub bindings: Vec<(Action, Sourced<Vec<Chord>>)>,
    /// All keys.
    pub keymap: Keymap,
    /// The profiles, in the order of their names.
    pub profiles: Vec<Profile>,
}

const THEMES: [(&str, ThemeChoice); 4] = [
    ("auto", ThemeChoice::Auto),
    ("light", ThemeChoice::On(Background::Light)),
    ("dark", ThemeChoice::On(Background::Dark)),
    ("mono", ThemeChoice::Mono),
];
const ASCII: [(&str, AsciiChoice); 3] =
    [("auto", AsciiChoice::Auto), ("always", AsciiChoice::Always), ("never", AsciiChoice::Never)];

impl ConfigFile {
    /// The profile of this name.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }
}

/// A theme's name in the configuration.
pub(super) fn theme_name(theme: ThemeChoice) -> &'static str {
    THEMES.iter().find(|(_, known)| *known == theme).map_or("auto", |(name, _)| name)
}

/// The name of a choice of symbols in the configuration.
pub(super) fn ascii_name(ascii: AsciiChoice) -> &'static str {
    ASCII.iter().find(|(_, known)| *known == ascii).map_or("auto", |(name, _)| name)
}

/// Reads the file's text; what is wrong comes beside what could be read.
fn parse(text: &str, places: &Places<'_>) -> (ConfigFile, Vec<Problem>) {
    let notes = Notes::new(text, false);
    let file = parse_with(text, places, &notes);
    (file, notes.finish().0)
}

/// Parses, and lists the names of all settings there are, each with the schema of what it takes.
fn parse_and_list(text: &str, places: &Places<'_>) -> (ConfigFile, Vec<Problem>, Vec<(String, Value)>) {
    let notes = Notes::new(text, true);
    let file = parse_with(text, places, &notes);
    let (problems, asked) = notes.finish();
    (file, problems, asked)
}

fn parse_with(text: &str, places: &Places<'_>, notes: &Notes<'_>) -> ConfigFile {
    match DeTable::parse(text) {
        Ok(root) => read(Some(root.get_ref()), places, notes),
        Err(error) => {
            let line = error.span().map_or(0, |span| notes.line(span.start));
            let written = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            notes.add(line, syntax::in_words(error.message(), written));
            read(None, places, notes)
        }
    }
}

fn read<'t>(root: Option<&DeTable<'t>>, places: &Places<'_>, notes: &Notes<'t>) -> ConfigFile {
    let mut top = Table::new("", root, notes);
    let mut file = ConfigFile { default_profile: top.text("default_profile"), ..ConfigFile::default() };
    file.read_ui(Table::new("ui.", top.table("ui"), notes));
    file.read_clipboard(Table::new("clipboard.", top.table("clipboard"), notes));
    file.read_history(Table::new("history.", top.table("history"), notes));
    (file.bindings, file.keymap) = bindings::read(top.table("keys"), notes);
    file.profiles = profiles(top.table("profiles"), places, notes);
    top.finish();
    check_default(&file, notes);
    file
}

impl ConfigFile {
    fn read_ui(&mut self, mut table: Table<'_, '_>) {
        self.theme = table.choice("theme", &THEMES);
        self.ascii = table.choice("ascii", &ASCII);
        self.mask = table.flag("mask");
        self.page_size = table.number("page_size", 1..=100);
        self.zone = table.parsed("time_zone", zone);
        self.idle_lock_minutes = table.number("idle_lock_minutes", 0..=10_080);
        if let Some(mouse) = table.flag("mouse").filter(|mouse| mouse.value) {
            table.wrong(&mouse, "this version does not use the mouse; write false");
        }
        table.finish();
    }

    fn read_clipboard(&mut self, mut table: Table<'_, '_>) {
        self.provider = table.choice("provider", &Provider::NAMES);
        self.copy_command = table.command("command");
        if let (Some(provider), Some(command)) = (&self.provider, &self.copy_command)
            && provider.value != Provider::Auto
        {
            table.wrong(command, "stands beside clipboard.provider; keep one");
        }
        table.finish();
    }

    fn read_history(&mut self, mut table: Table<'_, '_>) {
        self.history = table.flag("enabled");
        table.finish();
    }
}

fn profiles<'n, 't>(entries: Option<&'n DeTable<'t>>, places: &Places<'_>, notes: &'n Notes<'t>) -> Vec<Profile> {
    let mut profiles = Vec::new();
    for (name, value) in entries.into_iter().flatten() {
        let line = notes.line(name.span().start);
        let shown = table::printable(name.get_ref());
        if shown.trim().is_empty() || shown != *name.get_ref() {
            notes.add(line, "profiles: a name needs letters, and at most 60 of them");
        }
        match value.get_ref().as_table() {
            Some(table) => profiles.push(profile::read((&shown, line), Some(table), places, notes)),
            None => notes.add(line, format!("profiles.{shown} wants a table: [profiles.{shown}]")),
        }
    }
    profiles
}

fn check_default(file: &ConfigFile, notes: &Notes<'_>) {
    let Some(told) = &file.default_profile else { return };
    if file.profile(&told.value).is_none() {
        let names = file.profiles.iter().map(|profile| profile.name.as_str());
        let hint = did_you_mean(&told.value, names);
        notes.add(
            told.line(),
            format!("default_profile: there is no [profiles.{}]{hint}", table::printable(&told.value)),
        );
    }
}

fn zone(name: &str) -> Result<Option<TimeZone>, String> {
    if name == "system" {
        return Ok(None);
    }
    TimeZone::get(name).map(Some).map_err(|_| {
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let hint = did_you_mean(name, names.iter().map(String::as_str));
        format!("no time zone of this name is known{hint} (system, or a name such as Europe/Berlin)")
    })
}

#[cfg(test)]
mod tests;
