//! The file that the answers go into: a new one, or one that is there and gets one more profile.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Stop;
use super::questions::{Answers, quoted};
use crate::cli::Globals;
use crate::settings::{ConfigFile, Effective, Lookup, Settings, load, of_text};
use crate::{system_error, whole_file};

/// Where the file is or will be, and the environment of whoever answers.
pub(super) struct Destination<'a> {
    pub(super) path: &'a Path,
    pub(super) env: Lookup<'a>,
    earlier: Option<Earlier>,
}

/// A configuration that is there.
struct Earlier {
    /// The file itself, where `path` is a link to it.
    file: PathBuf,
    text: Zeroizing<String>,
    /// The profile that is added to it.
    profile: String,
    default_profile: Option<String>,
}

impl Earlier {
    /// Of a configuration without mistakes, to which a profile of this name can be added.
    fn read(path: &Path, file: &ConfigFile, profile: Option<&str>) -> Result<Self, Stop> {
        let there = path.display();
        let Some(name) = profile else {
            return refuse(format_args!(
                "{there} already exists; config init --profile NAME adds a profile to it, --config names another file"
            ));
        };
        if let Err(why) = good_name(name) {
            return refuse(format_args!("--profile {name}: {why}"));
        }
        if file.profile(name).is_some() {
            return refuse(format_args!("{there} has a profile {name} already; edit it there"));
        }
        let unreadable = |error| Stop::Refused(format!("{there} cannot be read: {}", system_error::reading(&error)));
        Ok(Self {
            file: std::fs::canonicalize(path).map_err(unreadable)?,
            text: std::fs::read_to_string(path).map(Zeroizing::new).map_err(unreadable)?,
            profile: name.to_owned(),
            default_profile: file.default_profile.as_ref().map(|told| told.value.clone()),
        })
    }

    fn has_changed(&self) -> bool {
        std::fs::read_to_string(&self.file).map(Zeroizing::new).ok().as_ref() != Some(&self.text)
    }
}

fn refuse<T>(why: impl std::fmt::Display) -> Result<T, Stop> {
    Err(Stop::Refused(why.to_string()))
}

impl<'a> Destination<'a> {
    pub(super) fn new(path: &'a Path, globals: &Globals, env: Lookup<'a>) -> Result<Self, Stop> {
        let file = load(path, env).or_else(refuse)?;
        let earlier = file.map(|file| Earlier::read(path, &file, globals.profile.as_deref())).transpose()?;
        // profiles can be written in ways that let nothing be added at the end
        let takes_one = |earlier: &Earlier| of_text(&with_profile(&earlier.text, &earlier.profile, ""), path, env);
        match earlier.as_ref().map(takes_one) {
            Some(Err(_)) => {
                refuse(format_args!("no profile can be added at the end of {}; write it by hand", path.display()))
            }
            _ => Ok(Self { path, env, earlier }),
        }
    }

    /// The name of the profile, where it is settled.
    pub(super) fn profile(&self) -> Option<&str> {
        self.earlier.as_ref().map(|earlier| earlier.profile.as_str())
    }

    /// The text of the whole file.
    pub(super) fn text(&self, answers: &Answers) -> Zeroizing<String> {
        let name = &answers.profile;
        match &self.earlier {
            Some(earlier) => with_profile(&earlier.text, name, &answers.text()),
            None => with_profile(&format!("default_profile = {}\n", quoted(name)), name, &answers.text()),
        }
    }

    /// The file as the program will read it. Its own variables would hide what is to be tested, but for the
    /// one that the answers name.
    pub(super) fn understood(&self, answers: &Answers) -> Result<Settings, Stop> {
        let is_hidden = |name: &str| name.starts_with("COUPONSCOPE_") && answers.variable() != Some(name);
        let seen = |name: &str| if is_hidden(name) { None } else { (self.env)(name) };
        let effective = Effective::of_text(&self.text(answers), self.path, &answers.profile, &seen);
        let settings = effective.and_then(|effective| effective.judge(&seen));
        settings.or_else(refuse)
    }

    /// Writes the file whole or not at all, for its owner alone.
    pub(super) fn write(&self, text: &str) -> io::Result<()> {
        match &self.earlier {
            None => whole_file::create(self.path, text.as_bytes()),
            Some(earlier) if earlier.has_changed() => Err(io::Error::other("it was changed meanwhile")),
            Some(earlier) => whole_file::replace(&earlier.file, text.as_bytes()),
        }
    }

    /// What to do next, with the options that lead to this file and this profile.
    pub(super) fn farewell(&self, globals: &Globals, profile: &str) -> String {
        let config = globals.config.as_ref().map(|path| format!(" --config {}", shell_word(path)));
        let default = self.earlier.as_ref().map(|earlier| earlier.default_profile.as_deref());
        let named = default.is_some_and(|default| default != Some(profile)).then(|| format!(" --profile {profile}"));
        let (config, named) = (config.unwrap_or_default(), named.unwrap_or_default());
        let written =
            format!("Written: {}. `couponscope config show{config}{named}` tells what holds.", self.path.display());
        if default == Some(None) {
            return format!(
                "{written}\n  The file names no default_profile: choose one with --profile, or write default_profile = \"NAME\" at its top."
            );
        }
        written
    }
}

fn with_profile(before: &str, name: &str, settings: &str) -> Zeroizing<String> {
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    // a name that is good needs no quotes
    Zeroizing::new(format!("{before}{end}\n[profiles.{name}]\n{settings}"))
}

pub(super) fn good_name(name: &str) -> Result<(), String> {
    let good = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if good { Ok(()) } else { Err("letters, digits, - and _ only".to_owned()) }
}

/// The path as a shell takes it.
fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "/._-+:,@%=".contains(c));
    if plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
