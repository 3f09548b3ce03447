//! `couponscope completions SHELL`: what the shell needs to complete a line.
//!
//! The scripts know nothing of the grammar. They ask the program itself, with the line so far behind
//! `--` and the shell's name in a variable, so what they offer is of this version and of this
//! configuration: options, statuses, kinds of customers, profiles.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use clap_complete::Shell;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Shells};

use super::{Console, Exit};
use crate::cli::{self, Globals};
use crate::domain::Kind;
use crate::settings::{self, Lookup};

/// Set by the scripts to the name of the shell that asks.
pub const VARIABLE: &str = "COUPONSCOPE_COMPLETE";

const BASH: &str = include_str!("completions/couponscope.bash");
const ZSH: &str = include_str!("completions/couponscope.zsh");

/// Prints the script.
pub fn run(shell: Shell, console: &mut Console<'_>) -> Exit {
    match script(shell) {
        Ok(script) => console.print(&script),
        Err(error) => {
            console.say(error);
            Exit::Usage
        }
    }
}

fn script(shell: Shell) -> io::Result<Vec<u8>> {
    // the library's own scripts for these two take = and : for the ends of words
    let asks: &dyn EnvCompleter = match shell {
        Shell::Bash => return Ok(BASH.into()),
        Shell::Zsh => return Ok(ZSH.into()),
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        other => return Err(io::Error::other(format!("there is no script for {other}"))),
    };
    let mut script = Vec::new();
    asks.write_registration(VARIABLE, "couponscope", "couponscope", "couponscope", &mut script)?;
    Ok(script)
}

/// Prints what fits the line behind `--`, for the script of this shell; quiet whatever is wrong: the
/// user is in the middle of a line.
pub fn answer(shell: &str, args: &[OsString], env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let words = args.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
    candidates(shell, words, env).map_or(Exit::Usage, |found| console.print(&found))
}

fn candidates(shell: &str, words: Vec<OsString>, env: Lookup<'_>) -> io::Result<Vec<u8>> {
    let shells = Shells::builtins();
    let shell = shells.completer(shell).filter(|_| !words.is_empty()).ok_or(io::ErrorKind::InvalidInput)?;
    let mut command = command(profiles(&words, env));
    command.build();
    let mut found = Vec::new();
    shell.write_complete(&mut command, words, Some(Path::new(".")), &mut found)?;
    Ok(found)
}

/// The grammar with what can stand for a customer and for a profile.
fn command(profiles: Vec<String>) -> clap::Command {
    let beginnings = || ArgValueCompleter::new(kinds);
    let mut command = cli::command().mut_arg("customer", |arg| arg.add(beginnings()));
    for name in ["list", "pick"] {
        command = command.mut_subcommand(name, |sub| sub.mut_arg("customer", |arg| arg.add(beginnings())));
    }
    command = command.mut_subcommand("list", |sub| {
        sub.mut_arg("fields", |arg| arg.value_delimiter(None).add(ArgValueCompleter::new(fields)))
    });
    let named = ArgValueCompleter::new(move |typed: &OsStr| beginning_with(typed, profiles.iter().cloned()));
    command.mut_arg("profile", |arg| arg.add(named))
}

fn kinds(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning_with(typed, Kind::ALL.iter().map(|kind| format!("{}:", kind.prefix())))
}

/// Fields behind those that are there, each of which may be named once.
fn fields(typed: &OsStr) -> Vec<CompletionCandidate> {
    let line = typed.to_string_lossy();
    let before = line.rfind(',').map_or("", |comma| line.get(..=comma).unwrap_or_default());
    let is_new = |field: &&str| before.split(',').all(|there| !there.eq_ignore_ascii_case(field));
    beginning_with(typed, cli::FIELDS.into_iter().filter(is_new).map(|field| format!("{before}{field}")))
}

fn beginning_with(typed: &OsStr, words: impl Iterator<Item = String>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    words.filter(|word| word.starts_with(&*typed)).map(CompletionCandidate::new).collect()
}

/// The profiles of the configuration that the line names, or of the usual one.
fn profiles(words: &[OsString], env: Lookup<'_>) -> Vec<String> {
    let globals = Globals { config: named_config(words), ..Globals::default() };
    let file = settings::config_path(&globals, env).and_then(|path| settings::load(&path, env).ok().flatten());
    file.map(|file| file.profiles.into_iter().map(|profile| profile.name).collect()).unwrap_or_default()
}

fn named_config(words: &[OsString]) -> Option<PathBuf> {
    let behind = words.iter().zip(words.iter().skip(1)).find(|(option, _)| *option == "--config");
    let within = |word: &OsString| word.to_str()?.strip_prefix("--config=").map(PathBuf::from);
    behind.map(|(_, path)| path.into()).or_else(|| words.iter().find_map(within))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;
    use crate::domain::Status;

    fn script(shell: Shell) -> String {
        let mut out = Vec::new();
        let mut console =
            Console { input: &mut std::io::empty(), out: &mut out, err: &mut std::io::sink(), width: None };
        assert_eq!(run(shell, &mut console), Exit::Done);
        String::from_utf8(out).unwrap()
    }

    /// What fits behind this line, by the words of fish, which shows them as they are.
    fn fitting(line: &str, config: Option<&str>) -> Vec<String> {
        let env = |name: &str| config.filter(|_| name == "COUPONSCOPE_CONFIG").map(str::to_owned);
        let args: Vec<OsString> =
            ["couponscope", "--"].into_iter().chain(line.split(' ')).map(OsString::from).collect();
        let mut out = Vec::new();
        let mut console =
            Console { input: &mut std::io::empty(), out: &mut out, err: &mut std::io::sink(), width: None };
        assert_eq!(answer("fish", &args, &env, &mut console), Exit::Done);
        let text = String::from_utf8(out).unwrap();
        text.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_shell_has_a_script_that_asks_the_program() {
        for shell in Shell::value_variants() {
            let script = script(*shell);
            assert!(script.contains(VARIABLE) && script.contains("couponscope"), "{shell}: {script}");
        }
    }

    #[test]
    fn commands_and_options_are_offered_where_they_can_stand() {
        let first = fitting("couponscope ", None);
        for command in cli::command().get_subcommands() {
            assert!(first.contains(&command.get_name().to_owned()), "{first:?}");
        }
        assert_eq!(fitting("couponscope exp", None), ["export"]);
        assert_eq!(fitting("couponscope export --re", None), ["--resume"]);
        assert_eq!(fitting("couponscope list x --output nd", None), ["ndjson"]);
    }

    #[test]
    fn all_nine_statuses_are_offered() {
        let statuses = fitting("couponscope list ext:A --status ", None);
        let expected = Status::ALL.map(|status| status.param().to_ascii_lowercase().replace('_', "-"));
        assert!(statuses.len() == 9 && expected.iter().all(|status| statuses.contains(status)), "{statuses:?}");
        assert_eq!(fitting("couponscope --status=active-r", None), ["--status=active-redeemed"]);
    }

    #[test]
    fn a_field_is_offered_once() {
        assert_eq!(fitting("couponscope list x --fields cod", None), ["code"]);
        let more = fitting("couponscope list x --fields code,", None);
        assert_eq!(more.len(), cli::FIELDS.len() - 1, "{more:?}");
        assert!(more.iter().all(|words| words.starts_with("code,") && words != "code,code"), "{more:?}");
        assert_eq!(
            fitting("couponscope list x --fields=code,id,validTillD", None),
            ["--fields=code,id,validTillDateTime"]
        );
    }

    #[test]
    fn the_kinds_of_customers_are_offered_wherever_one_is_named() {
        for line in ["couponscope list ", "couponscope pick ", "couponscope "] {
            let words = fitting(line, None);
            for kind in ["mobile:", "email:", "ext:", "id:"] {
                assert!(words.contains(&kind.to_owned()), "{line}: {words:?}");
            }
        }
        assert_eq!(fitting("couponscope list mob", None), ["mobile:"]);
    }

    #[test]
    fn the_profiles_are_those_of_the_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, "[profiles.stores-eu]\ncluster = \"eu\"\n[profiles.office]\ncluster = \"in\"\n").unwrap();
        let path = path.to_str().unwrap();
        for line in ["couponscope --profile ", "couponscope list x --profile "] {
            assert_eq!(fitting(line, Some(path)), ["office", "stores-eu"], "{line}");
        }
        assert_eq!(fitting("couponscope doctor --profile sto", Some(path)), ["stores-eu"]);
        assert_eq!(fitting(&format!("couponscope --config {path} --profile o"), None), ["office"]);
        assert_eq!(fitting(&format!("couponscope --config={path} --profile o"), None), ["office"]);
        assert_eq!(fitting("couponscope --profile ", Some("/nowhere")), [""; 0]);
    }
}
