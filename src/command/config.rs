//! `couponscope config init|check|show|path|schema`: make the configuration, find what is wrong in it, what
//! holds, where it is, and what an editor has to know of it.

pub(super) mod init;

use std::io;

use super::{Console, Exit};
use crate::cli::{Config, Globals};
use crate::domain::Clean;
use crate::settings::{self, Effective, Lookup, SettingsError, config_path, load};

/// Does the command on the given streams.
pub fn run(task: Config, globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    match task {
        Config::Init => init::run(globals, env, console),
        Config::Check => check(globals, env, console),
        Config::Show => show(globals, env, console),
        Config::Path => path(globals, env, console),
        Config::Schema => schema(console),
    }
}

const NO_HOME: &str = "HOME is not set, so there is no usual place for it; name one with --config FILE";

fn path(globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let Some(path) = config_path(globals, env) else { return refuse(NO_HOME, console) };
    if !path.exists() {
        console.note("it is not there yet");
    }
    let printed = writeln!(console.out, "{}", path.display());
    console.end(printed)
}

fn schema(console: &mut Console<'_>) -> Exit {
    let printed = serde_json::to_writer_pretty(&mut *console.out, &settings::schema());
    let printed = printed.map_err(io::Error::from).and_then(|()| writeln!(console.out));
    console.end(printed)
}

/// The file alone: an account that is complete only with variables is no mistake of the file.
fn check(globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let Some(path) = config_path(globals, env) else { return refuse(NO_HOME, console) };
    let is_there = match load(&path, env) {
        Err(error) => return refuse(error, console),
        Ok(file) => file.is_some(),
    };
    // what the profiles name, what the file leaves open, and whether the profile that was named is there
    let checked = Effective::gather(globals, env).and_then(|effective| {
        effective.check(env)?;
        effective.judge(env)
    });
    match checked {
        Ok(_) => {}
        Err(error @ (SettingsError::Missing(_) | SettingsError::WhichProfile(_))) => console.note(error),
        Err(error) => return refuse(error, console),
    }
    // a file that was named and is not there was refused above
    let found = if is_there { "no mistakes" } else { "not there, which is no mistake" };
    let printed = writeln!(console.out, "{}: {found}", path.display());
    console.end(printed)
}

fn show(globals: &Globals, env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let effective = match Effective::gather(globals, env) {
        Ok(effective) => effective,
        Err(error) => return refuse(error, console),
    };
    let printed = print(&effective, env, console);
    console.end(printed)
}

fn print(effective: &Effective, env: Lookup<'_>, console: &mut Console<'_>) -> io::Result<()> {
    match effective.path() {
        Some((path, true)) => writeln!(console.out, "# {}", path.display())?,
        Some((path, false)) => writeln!(console.out, "# {} (not there)", path.display())?,
        None => writeln!(console.out, "# no configuration file: HOME is not set")?,
    }
    let rows = effective.shown(env);
    let width = |text: fn(&crate::settings::Shown) -> &str| rows.iter().map(|row| text(row).chars().count()).max();
    let (names, values) = (width(|row| &row.name).unwrap_or(0), width(|row| &row.value).unwrap_or(0).min(48));
    for row in &rows {
        let line = format!("{:names$}  {:values$}  {}", row.name, row.value, row.origin);
        writeln!(console.out, "{}", Clean::new(&line))?;
    }
    Ok(())
}

fn refuse(error: impl std::fmt::Display, console: &mut Console<'_>) -> Exit {
    console.say(error);
    Exit::Usage
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(task: Config, text: &str) -> (Exit, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        let globals = Globals { config: Some(path), ..Globals::default() };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console { input: &mut io::empty(), out: &mut out, err: &mut err, width: None };
        let exit = run(task, &globals, &|_| None, &mut console);
        (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn a_good_file_is_good_and_what_it_leaves_open_is_a_note() {
        let (exit, out, err) = said(Config::Check, "[profiles.eu]\ncluster = \"eu\"\n");
        assert_eq!(exit, Exit::Done);
        assert!(out.ends_with("no mistakes\n") && err.contains("note: not set"), "{out}{err}");
    }

    #[test]
    fn every_mistake_is_told_and_the_exit_code_is_that_of_usage() {
        let (exit, out, err) = said(Config::Check, "[ui]\nthem = 1\nmask = 2\n");
        assert_eq!((exit, out.as_str()), (Exit::Usage, ""));
        assert!(err.contains("\n  line 2: there is no setting") && err.contains("\n  line 3: ui.mask"), "{err}");
    }

    #[test]
    fn what_holds_is_printed_with_its_origin() {
        let (exit, out, _) = said(Config::Show, "[ui]\npage_size = 25\n");
        assert_eq!(exit, Exit::Done);
        let row = out.lines().find(|line| line.starts_with("ui.page_size")).unwrap();
        assert_eq!(row.split_whitespace().take(4).collect::<Vec<_>>(), ["ui.page_size", "25", "page_size", "(line"]);
    }
}
