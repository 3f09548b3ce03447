//! What a profile names outside of the configuration has to be there: files and programs.
//!
//! Told with the line, before anything is sent. Nothing is run for it, and no secret is read.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::file::Profile;
use super::layer::Layer;
use super::origin::{Origin, Problem};
use super::{Lookup, Sourced};
use crate::system_error;

/// What is not there, of a profile whose secrets are those of `secrets`.
pub(super) fn problems(profile: &Profile, secrets: &Layer, env: Lookup<'_>) -> Vec<Problem> {
    let secrets = [&secrets.password, &secrets.password_md5, &secrets.client_secret];
    let secrets = secrets.into_iter().flatten().filter_map(|told| {
        let error = told.value.is_there(env).err()?;
        problem(profile, told, &error)
    });
    let certificates = profile.ca_file.iter().filter_map(|told| {
        let why = unreadable(&told.value).or_else(|| without_certificates(&told.value))?;
        problem(profile, told, &format_args!("{} {why}", told.value.display()))
    });
    secrets.chain(certificates).collect()
}

/// The profile names no server, and nobody else does.
pub(super) fn no_server(profile: &Profile) -> Problem {
    let text = format!("profiles.{} names no server: it needs cluster or base_url", profile.name);
    Problem { line: profile.line, text }
}

/// Only what the file says has a line.
fn problem<T>(profile: &Profile, told: &Sourced<T>, what: &dyn std::fmt::Display) -> Option<Problem> {
    let Origin::File { key, line } = told.origin else { return None };
    Some(Problem { line, text: format!("profiles.{}.{key}: {what}", profile.name) })
}

/// Why the file cannot be read, if that is so.
fn unreadable(path: &Path) -> Option<String> {
    // asked before opening: opening a pipe would wait for its other end
    let read = match std::fs::metadata(path) {
        Ok(about) if !about.is_file() => return Some("is not a regular file".to_owned()),
        Ok(_) => File::open(path).map(drop),
        Err(error) => Err(error),
    };
    read.err().map(|error| format!("cannot be read: {}", system_error::reading(&error)))
}

/// Bundles of all the world's authorities are a tenth as large.
const LARGEST_BUNDLE: u64 = 4 * 1024 * 1024;

fn without_certificates(path: &Path) -> Option<String> {
    let mut pem = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST_BUNDLE).read_to_end(&mut pem)).ok()?;
    let begins = b"-----BEGIN CERTIFICATE-----";
    let found = pem.windows(begins.len()).any(|part| part == begins);
    (!found).then(|| "holds no certificate in PEM form".to_owned())
}
