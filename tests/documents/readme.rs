//! The README agrees with the program.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::tables;

pub(super) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn readme() -> String {
    std::fs::read_to_string(path("README.md")).expect("README.md can be read")
}

#[expect(clippy::disallowed_methods, reason = "asked for by whoever runs the tests")]
pub(super) fn updating() -> bool {
    std::env::var_os("UPDATE_DOCUMENTS").is_some()
}

#[test]
fn generated_tables_are_what_the_program_says_now() {
    let committed = readme();
    let mut made = committed.clone();
    for table in tables::all() {
        made = tables::placed(&made, &table).unwrap_or_else(|| panic!("README.md has no marks for {}", table.name));
    }
    if updating() {
        // in one step, since other tests read it meanwhile
        let new = path("README.md.new");
        std::fs::write(&new, &made).and_then(|()| std::fs::rename(&new, path("README.md"))).expect("it can be written");
        return;
    }
    let differs = made.lines().zip(committed.lines()).find(|(made, committed)| made != committed);
    assert!(made == committed, "run `UPDATE_DOCUMENTS=1 cargo test documents`; first difference: {differs:?}");
}

/// The lines of `sh` blocks that start the program, each as the words a shell would hand on.
fn commands(text: &str) -> Vec<Vec<String>> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let words_of = |line: &str| -> Option<Vec<String>> {
        let line =
            line.split([';', '|', '>', '#']).find(|part| part.contains("couponscope") || part.contains("--demo"))?;
        let mut words: Vec<String> = line.split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect();
        if words.starts_with(&["cargo", "run", "--release", "--"].map(str::to_owned)) {
            words.splice(..4, ["couponscope".to_owned()]);
        }
        words.first()?.ends_with("couponscope").then_some(words)
    };
    blocks.flat_map(str::lines).filter_map(words_of).collect()
}

#[test]
fn every_command_in_the_readme_is_understood() {
    let commands = commands(&readme());
    assert_eq!(commands.first(), Some(&vec!["couponscope".to_owned(), "--demo".to_owned()]));
    for words in commands {
        match couponscope::cli::parse(words.iter().map(OsString::from)) {
            Ok(_) => {}
            Err(told) => assert!(!told.use_stderr(), "{words:?}: {told}"),
        }
    }
}

#[test]
fn the_two_commands_stand_alone_in_blocks() {
    for command in ["cargo run --release -- --demo", "cargo test"] {
        assert!(readme().contains(&format!("```sh\n{command}\n```")), "README.md does not show `{command}`");
    }
}

/// Words of capital letters that begin with the program's name.
fn variables(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .filter(|word| word.starts_with("COUPONSCOPE_"))
        .collect()
}

#[test]
fn readme_and_help_name_the_same_variables() {
    let help = couponscope::cli::command().get_after_help().map(ToString::to_string).unwrap_or_default();
    assert_eq!(variables(&readme()), variables(&help));
}

#[test]
fn files_that_documents_point_at_exist() {
    for document in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = std::fs::read_to_string(path(document)).expect("the document can be read");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let outside = target.is_empty() || target.contains("://");
            assert!(outside || path(target).exists(), "{document} points at {target}, which is not there");
        }
    }
}
