//! `couponscope config init`: asks, tests the login, writes the file.
//!
//! Nothing is on the disk before the last question is answered, so it can be left at any point. The
//! secret is asked for with a hidden prompt and never taken from an argument.

mod login;

use std::io;
use std::path::Path;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::super::connect::{connect, try_login};
use super::super::console::harmless;
use super::super::interrupt::{Watch, heard};
use super::super::{Console, Exit, Moment};
use crate::api::{BaseUrl, CLUSTERS};
use crate::cli::Globals;
use crate::domain::{CountryCode, Failure, FailureKind};
use crate::settings::{Effective, Lookup, SecretError, Settings, Target, ask_hidden, config_path, put_into_keyring};
use crate::system_error;
use crate::whole_file;

/// Whoever answers: a person, or a script in a test.
pub(super) trait Person {
    /// Answers a question; `None` when they left.
    fn answer(&mut self, question: &str) -> io::Result<Option<String>>;
    /// Asks for a secret, which is typed unseen; never an empty one.
    fn secret(&mut self, question: &str) -> Result<SecretString, SecretError>;
    /// Tells them something.
    fn tell(&mut self, text: &str);
}

/// A person at a terminal: lines of stdin, secrets from /dev/tty.
struct Terminal<'a, 'b>(&'a mut Console<'b>);

impl Person for Terminal<'_, '_> {
    fn answer(&mut self, question: &str) -> io::Result<Option<String>> {
        write!(self.0.err, "{question}: ")?;
        self.0.err.flush()?;
        let mut line = String::new();
        let read = self.0.input.read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim().to_owned()))
    }

    fn secret(&mut self, question: &str) -> Result<SecretString, SecretError> {
        ask_hidden(question)
    }

    fn tell(&mut self, text: &str) {
        // a stderr that is gone has nobody to tell
        let _ = writeln!(self.0.err, "{}", harmless(text));
    }
}

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

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Refused(format!("the answers cannot be read: {}", system_error::reading(&error)))
    }
}

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
            console.say(format_args!("{why}; the account is used this once"));
            Ok(*settings)
        }
        Err(stop) => Err(end(stop, console)),
    }
}

fn at_terminal(globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Result<Settings, Stop> {
    let path = config_path(globals, env).ok_or_else(|| Stop::Refused(super::NO_HOME.to_owned()))?;
    if !io::IsTerminal::is_terminal(&io::stdin()) {
        return Err(Stop::Refused("config init asks questions: it needs a terminal".to_owned()));
    }
    set_up(&path, globals, env, &mut Terminal(console))
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
    if path.exists() {
        return Err(Stop::Refused(format!(
            "{} already exists; edit it, or name another with --config",
            path.display()
        )));
    }
    person.tell("Empty answers take what stands in [brackets]. Ctrl-D leaves; nothing is written before the end.");
    let Answers { text, profile, for_keyring } = questions(globals, Destination { path, env }, person)?;
    let mut settings = understood(&text, path, env)?;
    if let (Some(secret), Target::Server(account)) = (&for_keyring, &mut settings.target) {
        account.login.hold(secret.clone());
    }
    try_out(&settings, person)?;
    if let Some(secret) = &for_keyring {
        put_into_keyring(&profile, secret).map_err(|error| Stop::Refused(error.to_string()))?;
    }
    if let Err(error) = whole_file::create(path, text.as_bytes()) {
        return Err(Stop::Unwritten(
            Box::new(settings),
            format!("{} cannot be written: {}", path.display(), system_error::writing(&error)),
        ));
    }
    person.tell(&format!("Written: {}. `couponscope config show` tells what holds.", path.display()));
    Ok(settings)
}

/// A login that does not work stops it, unless they go on all the same.
fn try_out(settings: &Settings, person: &mut impl Person) -> Result<(), Stop> {
    person.tell("Testing the login with a look-up of nobody …");
    // the test takes signals from what they do by themselves, and the question behind it hears of none
    let _watch = Watch::start();
    let Err(failure) = test(settings).map_err(Stop::Left)? else {
        person.tell("It works.");
        return Ok(());
    };
    person.tell(&format!("It does not work: {failure}"));
    if yes(person, "Write the file all the same? y/n [n]")? { Ok(()) } else { Err(Stop::Failed(failure)) }
}

/// What was answered.
struct Answers {
    /// The text of the file.
    text: Zeroizing<String>,
    profile: String,
    /// A secret that shall be in the keyring.
    for_keyring: Option<SecretString>,
}

/// Where the file will be, and the environment of whoever answers.
#[derive(Clone, Copy)]
struct Destination<'a> {
    path: &'a Path,
    env: Lookup<'a>,
}

fn questions(globals: &Globals, place: Destination<'_>, person: &mut impl Person) -> Result<Answers, Stop> {
    let suggested = globals.profile.as_deref().unwrap_or("store");
    let name = ask(person, "Name of the profile", suggested, |name| {
        let good = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if good { Ok(()) } else { Err("letters, digits, - and _ only".to_owned()) }
    })?;
    // a name of these characters needs no quotes
    let mut text = Zeroizing::new(format!("default_profile = {}\n\n[profiles.{name}]\n", quoted(&name)));
    let names: Vec<&str> = CLUSTERS.iter().map(|(name, _)| *name).collect();
    let question = format!("Server: {}, or an address (https://…)", names.join(", "));
    let server = ask(person, &question, globals.base_url.as_deref().unwrap_or("eu"), |text| {
        if BaseUrl::cluster(text).is_some() {
            Ok(())
        } else {
            BaseUrl::parse(text).map(|_| ()).map_err(|e| e.to_string())
        }
    })?;
    let key = if BaseUrl::cluster(&server).is_some() { "cluster" } else { "base_url" };
    set(&mut text, key, &quoted(&server));
    let for_keyring = login::login(&mut text, place, person)?;
    let code = |text: &str| text.parse::<CountryCode>().map(|_| ()).map_err(|error| error.to_string());
    optional(&mut text, "country_code", "Country code put before national numbers, such as 91", code, person)?;
    optional(&mut text, "label", "Label shown loudly, such as PROD", |_| Ok(()), person)?;
    Ok(Answers { text, profile: name, for_keyring })
}

fn set(text: &mut Zeroizing<String>, key: &str, value: &str) {
    text.push_str(key);
    text.push_str(" = ");
    text.push_str(value);
    text.push('\n');
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Asks until the answer is good; an empty one takes the suggestion.
fn ask(
    person: &mut impl Person,
    question: &str,
    suggested: &str,
    good: impl Fn(&str) -> Result<(), String>,
) -> Result<String, Stop> {
    let full = if suggested.is_empty() { question.to_owned() } else { format!("{question} [{suggested}]") };
    loop {
        let answer = person.answer(&full)?.ok_or(LEFT)?;
        let answer = if answer.is_empty() { suggested.to_owned() } else { answer };
        match good(&answer) {
            Ok(()) => return Ok(answer),
            Err(why) => person.tell(&format!("  {why}")),
        }
    }
}

fn optional(
    text: &mut Zeroizing<String>,
    key: &str,
    question: &str,
    good: impl Fn(&str) -> Result<(), String>,
    person: &mut impl Person,
) -> Result<(), Stop> {
    let or_none = |answer: &str| if answer == "none" { Ok(()) } else { good(answer) };
    let answer = ask(person, question, "none", or_none)?;
    if answer != "none" {
        set(text, key, &quoted(&answer));
    }
    Ok(())
}

fn not_empty(answer: &str) -> Result<(), String> {
    if answer.is_empty() { Err("an answer is needed".to_owned()) } else { Ok(()) }
}

fn one_of<'a>(words: &'a [&'a str]) -> impl Fn(&str) -> Result<(), String> + 'a {
    move |answer| if words.contains(&answer) { Ok(()) } else { Err(format!("one of: {}", words.join(", "))) }
}

fn yes(person: &mut impl Person, question: &str) -> Result<bool, Stop> {
    let answer = person.answer(question)?.ok_or(LEFT)?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// The text as the program will read it. Its own variables would hide what is to be tested.
fn understood(text: &str, path: &Path, env: Lookup<'_>) -> Result<Settings, Stop> {
    let without_ours = |name: &str| if name.starts_with("COUPONSCOPE_") { None } else { env(name) };
    let asked = |name: &str| env(name).filter(|_| text.contains(&format!("_env = \"{name}\"")));
    let seen = |name: &str| without_ours(name).or_else(|| asked(name));
    let effective = Effective::of_text(text, path, &seen).map_err(|error| Stop::Refused(error.to_string()))?;
    effective.judge(&seen).map_err(|error| Stop::Refused(error.to_string()))
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
    let outcome = runtime.block_on(async {
        tokio::select! {
            outcome = work => Ok(outcome),
            exit = heard() => Err(exit),
        }
    });
    runtime.shutdown_background();
    outcome
}

#[cfg(test)]
mod tests;
