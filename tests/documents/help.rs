//! What `--help` and `--version` print, word for word.

use std::process::{Command, Stdio};

/// The output of the real program, as wide as its help ever gets.
fn printed(words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
    command.args(words).stdin(Stdio::null()).env("COLUMNS", "100");
    let output = command.output().expect("the program starts");
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).expect("help is text")
}

#[test]
fn help_of_the_program_and_of_every_subcommand_is_reviewed() {
    insta::assert_snapshot!("couponscope", printed(&["--help"]));
    let grammar = couponscope::cli::command();
    for subcommand in grammar.get_subcommands().map(clap::Command::get_name) {
        insta::assert_snapshot!(subcommand, printed(&[subcommand, "--help"]));
    }
}

#[test]
fn short_and_long_help_are_the_same() {
    assert_eq!(printed(&["-h"]), printed(&["--help"]));
    assert_eq!(printed(&["help", "list"]), printed(&["list", "--help"]));
}

#[test]
fn the_version_is_that_of_the_manifest() {
    assert_eq!(printed(&["--version"]), format!("couponscope {}\n", env!("CARGO_PKG_VERSION")));
}
