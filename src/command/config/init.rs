//! `couponscope config init`: asks, tests the login, writes the file.
//!
//! Nothing is on the disk before the last question is answered, so it can be left at any point. The
//! secret is asked for with a hidden prompt and never taken from an argument.

mod destination;
mod login;
mod person;
mod questions;

use std::io;
use std::path::Path;

use super::super::connect::{connect, try_login};
use super::super::interrupt::unless_heard;
use super::super::{Console, Exit, Moment};
use crate::cli::Globals;
use crate::domain::{Failure, FailureKind};
use crate::settings::{Lookup, Settings, Target, config_path};
use crate::system_error;
use destination::Destination;
use person::{Person, Terminal, yes};
use questions::{Answers, Part};

/// Why nothing was written.
enum Stop {
    /// They left, and how that ends.
    Left(Exit),
    /// It cannot be done, and why.
    Refused(String),
    /// The login does not work.
    Failed(Failure),
    /// The file cannot be written, and why; the settings would do.
    Unwritten(Box<Settings>, String),
}

/// They left a question.
const LEFT: Stop = Stop::Left(Exit::Cancelled);

pub(super) fn run(globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    match at_terminal(globals, env, console) {
        Ok(_) => Exit::Done,
        Err(stop) => end(stop, console),
    }
}

/// Asks for an account for the browser, which can do with settings that cannot be written.
///
/// # Errors
/// How the program ends instead.
pub(in super::super) fn for_browser(
    globals: &Globals,
    env: Lookup<'_>,
    console: &mut Console<'_>,
) -> Result<Settings, Exit> {
    match at_terminal(globals, env, console) {
        Ok(settings) => Ok(settings),
        Err(Stop::Unwritten(settings, why)) => {
            console.say(format_args!("{why}; the account is used for this run only"));
            Ok(*settings)
        }
        Err(stop) => Err(end(stop, console)),
    }
}

fn at_terminal(globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Result<Settings, Stop> {
    let path = config_path(globals, env).ok_or_else(|| Stop::Refused(super::NO_HOME.to_owned()))?;
    let mut terminal = Terminal::of(console)
        .ok_or_else(|| Stop::Refused("config init asks questions: it needs a terminal".to_owned()))?;
    set_up(&path, globals, env, &mut terminal)
}

fn end(stop: Stop, console: &mut Console<'_>) -> Exit {
    match stop {
        Stop::Left(exit) => {
            console.say("left; nothing was written");
            exit
        }
        Stop::Refused(why) | Stop::Unwritten(_, why) => super::refuse(why, console),
        Stop::Failed(failure) => {
            console.say("nothing was written");
            Exit::of(failure.kind)
        }
    }
}

fn set_up(path: &Path, globals: &Globals, env: Lookup<'_>, person: &mut impl Person) -> Result<Settings, Stop> {
    let place = Destination::new(path, globals, env)?;
    person.tell("Empty answers take what stands in [brackets]. Ctrl-D leaves; nothing is written before the end.");
    let mut answers = Answers::ask(globals, &place, person)?;
    let settings = loop {
        let settings = settings(&answers, &place)?;
        match try_out(&settings, person)? {
            None => break settings,
            Some(part) => answers.ask_again(part, &place, person)?,
        }
    };
    if let Some(secret) = answers.for_keyring() {
        // before the file: one that names an empty keyring would be in the way of a second attempt
        person.keep(&answers.profile, secret).map_err(|error| Stop::Refused(error.to_string()))?;
    }
    if let Err(error) = place.write(&place.text(&answers)) {
        return Err(Stop::Unwritten(Box::new(settings), unwritten(path, &error, &answers)));
    }
    person.tell(&place.farewell(globals, &answers.profile));
    Ok(settings)
}

/// Why the file cannot be written, and what was put elsewhere before.
fn unwritten(path: &Path, error: &io::Error, answers: &Answers) -> String {
    let why = format!("{} cannot be written: {}", path.display(), system_error::writing(error));
    let left = format!("; the secret of profile {} is in the keyring already", answers.profile);
    why + answers.for_keyring().map_or("", |_| &left)
}

/// The settings that the file will mean. A secret that is not in the keyring yet is used as it is.
fn settings(answers: &Answers, place: &Destination<'_>) -> Result<Settings, Stop> {
    let mut settings = place.understood(answers)?;
    if let (Some(secret), Target::Server(account)) = (answers.for_keyring(), &mut settings.target) {
        account.login.hold(secret.clone());
    }
    Ok(settings)
}

/// Tests the login. After one that does not work a part can be answered anew, or the file be written all the same.
fn try_out(settings: &Settings, person: &mut impl Person) -> Result<Option<Part>, Stop> {
    person.tell("Testing the login with a look-up of nobody …");
    let Err(failure) = test(settings).map_err(Stop::Left)? else {
        person.tell("It works.");
        return Ok(None);
    };
    person.tell(&format!("It does not work: {failure}"));
    let (part, question) = match failure.kind {
        FailureKind::CredentialsRefused | FailureKind::NoAccess | FailureKind::Setup => {
            (Part::Login, "Ask for user and secret again?")
        }
        _ => (Part::Server, "Ask for the server again?"),
    };
    if yes(person, question, true)? {
        return Ok(Some(part));
    }
    if yes(person, "Write the file all the same?", false)? { Ok(None) } else { Err(Stop::Failed(failure)) }
}

/// Whether the login works; else how the program ends by a signal that came meanwhile.
fn test(settings: &Settings) -> Result<Result<(), Failure>, Exit> {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Ok(Err(Failure::new(FailureKind::Setup).with_message(&system_error::of_any(&error)))),
    };
    let work = async {
        let connection = connect(&settings.target, &Moment::read(), false).await?;
        try_login(&connection).await
    };
    let outcome = runtime.block_on(unless_heard(work));
    runtime.shutdown_background();
    outcome
}

#[cfg(test)]
mod tests;
