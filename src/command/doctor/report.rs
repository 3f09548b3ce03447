//! The lines of a report, and printing them.

use std::io;

use serde::Serialize;

use super::super::console::harmless;
use super::super::{Console, Exit};

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Grade {
    Ok,
    Note,
    Failed,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    name: String,
    grade: Grade,
    text: String,
    /// What to do.
    advice: Option<String>,
}

impl Check {
    pub(super) fn good(name: &str, text: impl Into<String>) -> Self {
        Self { name: name.to_owned(), grade: Grade::Ok, text: text.into(), advice: None }
    }

    /// Worth knowing, and no reason for a look-up to fail.
    pub(super) fn noted(name: &str, text: impl Into<String>, advice: &str) -> Self {
        Self { advice: Some(advice.to_owned()), grade: Grade::Note, ..Self::good(name, text) }
    }

    pub(super) fn failed(name: &str, text: impl Into<String>, advice: &str) -> Self {
        Self { advice: Some(advice.to_owned()), grade: Grade::Failed, ..Self::good(name, text) }
    }
}

/// All lines, and how it ends.
#[derive(Debug, Default)]
pub(super) struct Report {
    checks: Vec<Check>,
    exit: Option<Exit>,
    /// The user's home, which often is the user's name: shown as `~`.
    home: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    checks: &'a [Check],
}

impl Report {
    pub(super) fn new(home: Option<String>) -> Self {
        Self { home: home.filter(|home| home.len() > 1), ..Self::default() }
    }

    pub(super) fn add(&mut self, check: Check) {
        let (text, advice) = (self.shown(&check.text), check.advice.map(|advice| self.shown(&advice)));
        self.checks.push(Check { text, advice, ..check });
    }

    fn shown(&self, text: &str) -> String {
        harmless(self.home.as_ref().map_or_else(|| text.to_owned(), |home| text.replace(home.as_str(), "~")))
    }

    /// A look-up would not work; the first reason counts.
    pub(super) fn fail(&mut self, exit: Exit) {
        self.exit.get_or_insert(exit);
    }

    pub(super) fn exit(&self) -> Exit {
        self.exit.unwrap_or(Exit::Done)
    }

    pub(super) fn print(&self, console: &mut Console<'_>) -> io::Result<()> {
        for check in &self.checks {
            let mark = match check.grade {
                Grade::Ok => "ok    ",
                Grade::Note => "note  ",
                Grade::Failed => "FAILED",
            };
            let text = check.text.replace('\n', "\n                        ");
            writeln!(console.out, "{mark}  {:14}  {text}", check.name)?;
            if let Some(advice) = &check.advice {
                writeln!(console.out, "                        -> {advice}")?;
            }
        }
        let verdict = if self.exit.is_none() { "A look-up would work." } else { "A look-up would NOT work." };
        writeln!(console.out, "{verdict}")
    }

    pub(super) fn print_json(&self, console: &mut Console<'_>) -> io::Result<()> {
        let document = Document { ok: self.exit.is_none(), checks: &self.checks };
        serde_json::to_writer_pretty(&mut *console.out, &document)?;
        writeln!(console.out)
    }
}
