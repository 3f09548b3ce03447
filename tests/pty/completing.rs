//! Completions in the real shells: a line is typed, Tab is pressed, and the word stands there.

use std::path::Path;

use tempfile::TempDir;

use super::installed;
use super::terminal::{PATH, Terminal};

const CONFIG: &str = "[profiles.stores-eu]\ncluster = \"eu\"\n[profiles.office]\ncluster = \"in\"\n";

/// A shell without anybody's settings, in which the completions are loaded.
fn shell(program: &str, args: &[&str], load: &str) -> (Terminal, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("couponscope.toml");
    std::fs::write(&config, CONFIG).unwrap();
    let folder = Path::new(env!("CARGO_BIN_EXE_couponscope")).parent().unwrap();
    let path = format!("{}:{PATH}", folder.display());
    let env = [
        ("PATH", path.as_str()),
        ("HOME", home.path().to_str().unwrap()),
        ("COUPONSCOPE_CONFIG", config.to_str().unwrap()),
        ("PS1", "> "),
    ];
    let terminal = Terminal::run((120, 30), program, args, &env);
    terminal.send(format!("{load}; echo load''ed\r"));
    terminal.shows("loaded");
    (terminal, home)
}

/// Types a beginning and Tab, waits for the whole, and takes the line away.
fn completes(terminal: &Terminal, typed: &str, whole: &str) {
    terminal.send(format!("{typed}\t"));
    terminal.shows(whole);
    terminal.send("\x15");
    terminal.shows_no(whole);
}

/// What every shell must be able to do.
fn completes_all_there_is(terminal: &Terminal) {
    completes(terminal, "couponscope exp", "couponscope export ");
    completes(terminal, "couponscope list mob", "couponscope list mobile:");
    completes(terminal, "couponscope pick em", "couponscope pick email:");
    completes(terminal, "couponscope list ext:A-17 --status active-r", "ext:A-17 --status active-redeemed ");
    completes(terminal, "couponscope list ext:A-17 --status=expired-u", "--status=expired-unredeemed ");
    completes(terminal, "couponscope doctor --profile sto", "--profile stores-eu ");
    completes(terminal, "couponscope list id:7 --profile=off", "--profile=office ");
    completes(terminal, "couponscope export --input couponscope.to", "--input couponscope.toml");
    // what stands behind the kind follows it without a blank
    completes(terminal, "couponscope list mob\t9198", "couponscope list mobile:9198");
}

#[test]
fn bash_completes_commands_kinds_statuses_profiles_and_files() {
    let load = "source <(couponscope completions bash); cd";
    let (mut terminal, _home) = shell("bash", &["--norc", "--noprofile"], load);
    completes_all_there_is(&terminal);
    terminal.send("exit\r");
    terminal.ends();
}

#[test]
fn zsh_completes_them_too_loaded_at_once_and_from_a_folder_of_functions() {
    if !installed(&["zsh"]) {
        return;
    }
    let at_once = "autoload -Uz compinit; compinit -D; source <(couponscope completions zsh); cd";
    let from_folder =
        "cd; couponscope completions zsh > _couponscope; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D";
    for load in [at_once, from_folder] {
        let (mut terminal, _home) = shell("zsh", &["-f", "-i"], load);
        completes_all_there_is(&terminal);
        terminal.send("exit\r");
        terminal.ends();
    }
}

#[test]
fn fish_completes_them_too() {
    if !installed(&["fish"]) {
        return;
    }
    let (mut terminal, _home) = shell("fish", &["--no-config", "-i"], "couponscope completions fish | source; cd");
    completes_all_there_is(&terminal);
    terminal.send("exit\r");
    terminal.ends();
}
