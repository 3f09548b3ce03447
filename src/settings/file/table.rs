//! Reading one table of the file: typed values out, everything wrong noted with its line.
//!
//! A table learns its known keys from being asked for them, so no list of names stands beside the
//! reading; what nobody asked for is unknown. Wrong values are repeated in a problem only where
//! they are words of a fixed set, since a slip can put a secret anywhere.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use serde_json::{Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::origin::{Origin, Problem, Sourced, did_you_mean};

/// The file's text and what was found wrong with it.
pub(super) struct Notes<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
    /// Whether the list below is wanted.
    lists: bool,
    /// Every key asked for, `ui.theme`, with the JSON Schema of what it takes.
    asked: RefCell<Vec<(String, Value)>>,
}

impl<'t> Notes<'t> {
    pub(super) fn new(text: &'t str, lists: bool) -> Self {
        Self { text, lists, problems: RefCell::default(), asked: RefCell::default() }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
    }

    pub(super) fn add(&self, line: usize, text: impl Into<String>) {
        self.problems.borrow_mut().push(Problem { line, text: text.into() });
    }

    /// The problems in the order of the file, and the keys asked for.
    pub(super) fn finish(self) -> (Vec<Problem>, Vec<(String, Value)>) {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        (problems, self.asked.into_inner())
    }
}

/// One table.
pub(super) struct Table<'n, 't> {
    /// How problems name it: `ui.`, empty for the file itself.
    prefix: String,
    entries: Option<&'n DeTable<'t>>,
    known: Vec<&'static str>,
    notes: &'n Notes<'t>,
}

/// An entry that was asked for and is there.
struct Found<'n, 't> {
    value: &'n DeValue<'t>,
    line: usize,
}

impl<'n, 't> Table<'n, 't> {
    pub(super) fn new(prefix: &str, entries: Option<&'n DeTable<'t>>, notes: &'n Notes<'t>) -> Self {
        Self { prefix: prefix.to_owned(), entries, known: Vec::new(), notes }
    }

    fn find(&mut self, key: &'static str, shape: impl FnOnce() -> Value) -> Option<Found<'n, 't>> {
        self.known.push(key);
        if self.notes.lists {
            self.notes.asked.borrow_mut().push((format!("{}{key}", self.prefix), shape()));
        }
        let (spanned, value) = self.entries?.iter().find(|(known, _)| known.get_ref() == key)?;
        Some(Found { value: value.get_ref(), line: self.notes.line(spanned.span().start) })
    }

    /// Notes that the key wants something else than what is there.
    fn wants<T>(&self, key: &str, found: &Found<'_, '_>, what: &str) -> Option<T> {
        let name = format!("{}{key}", self.prefix);
        self.notes.add(found.line, format!("{name} wants {what}, not {}", kind(found.value)));
        None
    }

    pub(super) fn wrong(&self, told: &Sourced<impl Sized>, text: &str) {
        let Origin::File { key, line } = told.origin else { return };
        self.notes.add(line, format!("{}{key}: {text}", self.prefix));
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<Sourced<String>> {
        self.text_of(key, || json!({ "type": "string" }))
    }

    fn text_of(&mut self, key: &'static str, shape: impl FnOnce() -> Value) -> Option<Sourced<String>> {
        let found = self.find(key, shape)?;
        let Some(text) = found.value.as_str() else { return self.wants(key, &found, "a text in quotes") };
        if text.trim().is_empty() {
            return self.wants(key, &found, "a text that is not empty");
        }
        Some(Sourced::new(text.to_owned(), Origin::File { key, line: found.line }))
    }

    /// A text that is read further, with the reader's own complaint.
    pub(super) fn parsed<T, E: std::fmt::Display>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Sourced<T>> {
        let told = self.text(key)?;
        self.read(told, read)
    }

    fn read<T, E: std::fmt::Display>(
        &self,
        told: Sourced<String>,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Sourced<T>> {
        match read(&told.value) {
            Ok(value) => Some(told.map(|_| value)),
            Err(error) => {
                self.wrong(&told, &error.to_string());
                None
            }
        }
    }

    /// A word of a fixed set.
    pub(super) fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<Sourced<T>> {
        let names = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>();
        let told = self.text_of(key, || json!({ "enum": names() }))?;
        self.read(told, |text| {
            let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
            found.ok_or_else(|| {
                let names = names();
                let hint = did_you_mean(text, names.iter().copied());
                format!("there is no \"{}\"{hint} ({})", printable(text), names.join(", "))
            })
        })
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<Sourced<bool>> {
        let found = self.find(key, || json!({ "type": "boolean" }))?;
        match found.value.as_bool() {
            Some(value) => Some(Sourced::new(value, Origin::File { key, line: found.line })),
            None => self.wants(key, &found, "true or false"),
        }
    }

    pub(super) fn number(&mut self, key: &'static str, range: RangeInclusive<u32>) -> Option<Sourced<u32>> {
        let shape = || json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() });
        let found = self.find(key, shape)?;
        let what = format!("a whole number from {} to {}", range.start(), range.end());
        let number = found.value.as_integer().map(|n| u32::from_str_radix(n.as_str(), n.radix()));
        match number {
            Some(Ok(number)) if range.contains(&number) => {
                Some(Sourced::new(number, Origin::File { key, line: found.line }))
            }
            Some(_) => {
                self.notes.add(found.line, format!("{}{key} wants {what}", self.prefix));
                None
            }
            None => self.wants(key, &found, &what),
        }
    }

    /// A program and its arguments.
    pub(super) fn command(&mut self, key: &'static str) -> Option<Sourced<Vec<String>>> {
        let shape = || json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 });
        let found = self.find(key, shape)?;
        match words(found.value).filter(|words| words.first().is_some_and(|word| !word.is_empty())) {
            Some(words) => Some(Sourced::new(words, Origin::File { key, line: found.line })),
            None => self.wants(key, &found, "a list of words such as [\"pass\", \"show\", \"store\"]"),
        }
    }

    /// One word, or a list of them, perhaps empty.
    pub(super) fn words_or_word(&mut self, key: &'static str) -> Option<Sourced<Vec<String>>> {
        let word = json!({ "type": "string" });
        let found = self.find(key, || json!({ "anyOf": [word, { "type": "array", "items": word }] }))?;
        let list = found.value.as_str().map(|word| vec![word.to_owned()]).or_else(|| words(found.value));
        match list {
            Some(list) => Some(Sourced::new(list, Origin::File { key, line: found.line })),
            None => self.wants(key, &found, "a key such as \"ctrl-t\", a list of keys, or []"),
        }
    }

    pub(super) fn table(&mut self, key: &'static str) -> Option<&'n DeTable<'t>> {
        let found = self.find(key, || json!({ "type": "object" }))?;
        match found.value.as_table() {
            Some(table) => Some(table),
            None => self.wants(key, &found, &format!("a table: [{key}]")),
        }
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self) {
        for (key, _) in self.entries.into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if !self.known.contains(&name) {
                let hint = did_you_mean(name, self.known.iter().copied());
                let line = self.notes.line(key.span().start);
                self.notes.add(line, format!("there is no setting \"{}{}\"{hint}", self.prefix, printable(name)));
            }
        }
    }
}

/// A list of texts; `None` for anything else.
pub(super) fn words(value: &DeValue<'_>) -> Option<Vec<String>> {
    let word = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str().map(str::to_owned);
    value.as_array()?.iter().map(word).collect()
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(text) if text.trim().is_empty() => "an empty one",
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(array) if array.is_empty() => "an empty list",
        DeValue::Array(_) => "a list of something else",
        DeValue::Table(_) => "a table",
    }
}

/// A word of the file as a message may show it: short, without control characters.
pub(super) fn printable(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(60).collect()
}
