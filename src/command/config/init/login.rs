//! The questions about the login: which kind, whose, and where its secret is.

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::super::super::Exit;
use super::destination::Destination;
use super::person::{Person, ask, not_empty, one_of};
use super::questions::{quoted, set};
use super::{LEFT, Stop};
use crate::api::Credentials;
use crate::settings::{KEYRING_IS_BUILT_IN, Secret, SecretError, named_path, variable};

/// What was answered.
pub(super) struct LoginAnswers {
    /// The settings.
    pub(super) text: Zeroizing<String>,
    /// What they leave open.
    pub(super) secret: Held,
    kind: &'static LoginKind,
    user: String,
    place: String,
}

/// What holds the secret, where it takes more than the settings.
pub(super) enum Held {
    /// The settings say it all.
    AsSet,
    /// The keyring shall hold this one.
    Keyring(SecretString),
    /// The variable of this name.
    Variable(String),
}

/// What is asked for one kind of login.
#[derive(PartialEq, Eq)]
struct LoginKind {
    auth: &'static str,
    user: (&'static str, &'static str),
    /// What the settings of its secret begin with.
    prefix: &'static str,
    secret: &'static str,
}

static BASIC: LoginKind =
    LoginKind { auth: "basic", user: ("username", "User"), prefix: "password", secret: "Password" };
static OAUTH: LoginKind =
    LoginKind { auth: "oauth", user: ("client_key", "Client key"), prefix: "client_secret", secret: "Client secret" };

/// Where the secret can be.
const PLACES: &[(&str, &str)] = &[
    ("here", "in this file, readable by you alone"),
    ("command", "what a program prints, such as a password manager"),
    ("file", "in a file of its own"),
    ("env", "in a variable of the environment"),
    ("keyring", "in the system's keyring"),
];

/// Those that this build can use: the keyring stands last.
fn places() -> &'static [(&'static str, &'static str)] {
    PLACES.get(..PLACES.len() - usize::from(!KEYRING_IS_BUILT_IN)).unwrap_or_default()
}

fn place_of_secret(before: &str, person: &mut impl Person) -> Result<String, Stop> {
    person.tell("Where shall the secret be?");
    for (place, what) in places() {
        person.tell(&format!("  {place:8}  {what}"));
    }
    let names: Vec<&str> = places().iter().map(|(place, _)| *place).collect();
    ask(person, "Secret", before, one_of(&names))
}

/// Asks, with the answers given before as suggestions.
pub(super) fn ask_login(
    before: Option<&LoginAnswers>,
    place: &Destination<'_>,
    person: &mut impl Person,
) -> Result<LoginAnswers, Stop> {
    let suggested = before.map_or(BASIC.auth, |before| before.kind.auth);
    let names = [BASIC.auth, OAUTH.auth];
    let auth = ask(person, "Login: basic (a till's user) or oauth (a client's key)", suggested, one_of(&names))?;
    let kind = if auth == BASIC.auth { &BASIC } else { &OAUTH };
    let (key, question) = kind.user;
    let same = before.filter(|before| before.kind == kind);
    let user = ask(person, question, same.map_or("", |before| before.user.as_str()), not_empty)?;
    let mut text = Zeroizing::new(String::new());
    set(&mut text, "auth", &quoted(kind.auth));
    set(&mut text, key, &quoted(&user));
    let chosen = place_of_secret(before.map_or("here", |before| before.place.as_str()), person)?;
    let secret = secret_in(&chosen, &mut text, kind, place, person)?;
    Ok(LoginAnswers { text, secret, kind, user, place: chosen })
}

/// Asks for the secret or where it is.
fn secret_in(
    chosen: &str,
    text: &mut Zeroizing<String>,
    kind: &LoginKind,
    place: &Destination<'_>,
    person: &mut impl Person,
) -> Result<Held, Stop> {
    match chosen {
        "keyring" => {
            set(text, "keyring", "true");
            secret(person, kind.secret, |_| Ok(())).map(Held::Keyring)
        }
        "here" => here(text, kind, person).map(|()| Held::AsSet),
        "env" => there("env", text, kind, place, person).map(Held::Variable),
        elsewhere => there(elsewhere, text, kind, place, person).map(|_| Held::AsSet),
    }
}

/// A secret in a command, a file or a variable, which has to be there: the answer that names it.
fn there(
    elsewhere: &str,
    text: &mut Zeroizing<String>,
    way: &LoginKind,
    place: &Destination<'_>,
    person: &mut impl Person,
) -> Result<String, Stop> {
    let question = match elsewhere {
        "command" => "Command (words are split at blanks, no shell)",
        "file" => {
            person.tell("  It has to be there, readable by you alone (chmod 600). A name without / or");
            person.tell(&format!("  ~/ in front of it is looked for {}.", beside(place)));
            "File with the secret"
        }
        _ => "Name of the variable",
    };
    let answer = ask(person, question, "", |answer| {
        not_empty(answer)?;
        is_there(elsewhere, answer, place)
    })?;
    let value = if elsewhere == "command" {
        let words: Vec<String> = words(&answer).iter().map(|word| quoted(word)).collect();
        format!("[{}]", words.join(", "))
    } else {
        quoted(&answer)
    };
    set(text, &format!("{}_{elsewhere}", way.prefix), &value);
    Ok(answer)
}

/// Where relative names lead.
fn beside(place: &Destination<'_>) -> String {
    let folder = place.path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| "here".to_owned(), |folder| format!("in {}", folder.display()))
}

fn is_there(elsewhere: &str, answer: &str, place: &Destination<'_>) -> Result<(), String> {
    let secret = match elsewhere {
        "command" => Secret::Command(words(answer)),
        "file" => Secret::File(named_path(answer, place.path, place.env)),
        _ => {
            let value = variable(place.env, answer);
            return value.map(|_| ()).ok_or_else(|| format!("the variable {answer} is not set here"));
        }
    };
    secret.is_there(place.env).map_err(|error| error.to_string())
}

fn words(command: &str) -> Vec<String> {
    command.split_whitespace().map(str::to_owned).collect()
}

/// A secret in the file itself.
fn here(text: &mut Zeroizing<String>, way: &LoginKind, person: &mut impl Person) -> Result<(), Stop> {
    let kinds = "What do you have: the password, or its md5";
    let is_md5 = way.auth == BASIC.auth && ask(person, kinds, "password", one_of(&["password", "md5"]))? == "md5";
    let (key, held) = if is_md5 {
        let good = |digits: &str| Credentials::basic_md5("", digits.into()).map(|_| ()).map_err(|e| e.to_string());
        ("password_md5", secret(person, "MD5 of the password", good)?)
    } else {
        // the file takes no blank text
        (way.prefix, secret(person, way.secret, |secret| not_empty(secret.trim()))?)
    };
    set(text, key, &Zeroizing::new(quoted(held.expose_secret())));
    Ok(())
}

/// Asks for a secret until it is good.
fn secret(
    person: &mut impl Person,
    question: &str,
    good: impl Fn(&str) -> Result<(), String>,
) -> Result<SecretString, Stop> {
    loop {
        let why = match person.secret(question) {
            Ok(secret) => match good(secret.expose_secret()) {
                Ok(()) => return Ok(secret),
                Err(why) => why,
            },
            Err(error @ SecretError::NoText) => error.to_string(),
            Err(SecretError::NotGiven) => return Err(LEFT),
            Err(SecretError::Interrupted(number)) => return Err(Stop::Left(Exit::of_signal(number))),
            Err(error) => return Err(Stop::Refused(error.to_string())),
        };
        person.tell(&format!("  {why}"));
    }
}
