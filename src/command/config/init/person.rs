//! Whoever answers the questions, and asking until an answer is good.

use std::io::{self, IsTerminal as _};

use secrecy::SecretString;

use super::super::super::Console;
use super::super::super::console::harmless;
use super::super::super::interrupt::Watch;
use super::{LEFT, Stop};
use crate::settings::{SecretError, ask_hidden, put_into_keyring};
use crate::system_error;

/// Whoever answers: a person, or a script in a test.
pub(super) trait Person {
    /// Answers a question; `None` when they left.
    fn answer(&mut self, question: &str) -> io::Result<Option<String>>;
    /// Asks for a secret, which is typed unseen; never an empty one.
    fn secret(&mut self, question: &str) -> Result<SecretString, SecretError>;
    /// Puts the secret of a profile into their keyring.
    fn keep(&mut self, profile: &str, secret: &SecretString) -> Result<(), SecretError>;
    /// Tells them something.
    fn tell(&mut self, text: &str);
}

/// A person at a terminal: lines of stdin, secrets from /dev/tty.
pub(super) struct Terminal<'a, 'b>(&'a mut Console<'b>);

impl<'a, 'b> Terminal<'a, 'b> {
    /// None where stdin is no terminal.
    pub(super) fn of(console: &'a mut Console<'b>) -> Option<Self> {
        io::stdin().is_terminal().then_some(Self(console))
    }
}

impl Person for Terminal<'_, '_> {
    fn answer(&mut self, question: &str) -> io::Result<Option<String>> {
        write!(self.0.err, "{question}: ")?;
        self.0.err.flush()?;
        // the test installs signal handlers; without this thread a signal at the next question would be lost
        let _watch = Watch::start();
        let mut line = String::new();
        let read = self.0.input.read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim().to_owned()))
    }

    fn secret(&mut self, question: &str) -> Result<SecretString, SecretError> {
        ask_hidden(question)
    }

    fn keep(&mut self, profile: &str, secret: &SecretString) -> Result<(), SecretError> {
        let _watch = Watch::start();
        put_into_keyring(profile, secret)
    }

    fn tell(&mut self, text: &str) {
        // a stderr that is gone has nobody to tell
        let _ = writeln!(self.0.err, "{}", harmless(text));
    }
}

/// Asks until the answer is good; an empty one takes the suggestion.
pub(super) fn ask(
    person: &mut impl Person,
    question: &str,
    suggested: &str,
    good: impl Fn(&str) -> Result<(), String>,
) -> Result<String, Stop> {
    let full = if suggested.is_empty() { question.to_owned() } else { format!("{question} [{suggested}]") };
    loop {
        let answer = person.answer(&full).map_err(|error| unreadable(&error))?.ok_or(LEFT)?;
        let answer = if answer.is_empty() { suggested.to_owned() } else { answer };
        match good(&answer) {
            Ok(()) => return Ok(answer),
            Err(why) => person.tell(&format!("  {why}")),
        }
    }
}

fn unreadable(error: &io::Error) -> Stop {
    Stop::Refused(format!("the answers cannot be read: {}", system_error::reading(error)))
}

/// Asks for what there need not be: the answer `none`, which is the suggestion, stands for that.
pub(super) fn ask_or_none(
    person: &mut impl Person,
    question: &str,
    good: impl Fn(&str) -> Result<(), String>,
) -> Result<Option<String>, Stop> {
    let answer = ask(person, question, "none", |answer| if answer == "none" { Ok(()) } else { good(answer) })?;
    Ok(Some(answer).filter(|answer| answer != "none"))
}

pub(super) fn not_empty(answer: &str) -> Result<(), String> {
    if answer.is_empty() { Err("an answer is needed".to_owned()) } else { Ok(()) }
}

pub(super) fn one_of<'a>(words: &'a [&'a str]) -> impl Fn(&str) -> Result<(), String> + 'a {
    move |answer| if words.contains(&answer) { Ok(()) } else { Err(format!("one of: {}", words.join(", "))) }
}

/// What an empty answer means stands in the question.
pub(super) fn yes(person: &mut impl Person, question: &str, by_default: bool) -> Result<bool, Stop> {
    let suggested = if by_default { "y" } else { "n" };
    let answer = ask(person, &format!("{question} y/n"), suggested, |answer| {
        one_of(&["y", "yes", "n", "no"])(&answer.to_ascii_lowercase())
    })?;
    Ok(answer.to_ascii_lowercase().starts_with('y'))
}
