//! A first word that is nearly a subcommand is refused, not looked up as a customer.
//!
//! A slip like `exprot` would otherwise be sent to the server as an external id. This runs before
//! clap reads the line, because the rest of such a line (`exprot --input FILE`) means nothing to the
//! grammar of a look-up and clap would complain about that instead.

use std::ffi::OsString;

use clap::Command;

/// What to say about the first word of `args` (the program's own name left out), if anything.
pub(super) fn refusal(args: &[OsString], grammar: &Command) -> Option<String> {
    let word = first_word(args, grammar)?;
    let known: Vec<&str> = grammar.get_subcommands().map(Command::get_name).chain(["help"]).collect();
    if known.contains(&word) {
        return None;
    }
    let way_out = format!("to look up a customer with this external id, write ext:{word}");
    let name = nearest(word, known.iter().copied())?;
    Some(format!("'{word}' is no subcommand; did you mean '{name}'? ({way_out})"))
}

/// The first argument that is neither an option nor an option's value. After `--` every word is
/// meant as it stands.
pub(super) fn first_word<'a>(args: &'a [OsString], grammar: &Command) -> Option<&'a str> {
    let mut args = args.iter().map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        let arg = arg?;
        if arg == "--" {
            return None;
        }
        if arg == "-" || !arg.starts_with('-') {
            return Some(arg);
        }
        if takes_the_next_word(arg, grammar) {
            args.next();
        }
    }
    None
}

fn takes_the_next_word(option: &str, grammar: &Command) -> bool {
    let Some(long) = option.strip_prefix("--").filter(|long| !long.contains('=')) else { return false };
    grammar.get_arguments().any(|arg| arg.get_long() == Some(long) && arg.get_action().takes_values())
}

/// The subcommand meant by `word`: letters only, at most one slip in a short name and two in a long
/// one, or the beginning of a name.
fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if !word.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let slips = |name: &str| {
        let begun = word.len() >= 3 && name.starts_with(word.as_str());
        if begun { 0 } else { strsim::osa_distance(&word, name) }
    };
    let best = names.min_by_key(|name| slips(name))?;
    let allowed = if best.len() <= 4 { 1 } else { 2 };
    (slips(best) <= allowed).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &str) -> Option<String> {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        refusal(&args, &super::super::command())
    }

    #[test]
    fn slips_are_answered_with_the_right_subcommand() {
        for (line, name) in [
            ("lst 918860000001", "list"),
            ("exprot --input F", "export"),
            ("--color never pik 918860000001", "pick"),
            ("docter", "doctor"),
            ("List X", "list"),
            ("sandbx", "sandbox"),
            ("sand", "sandbox"),
        ] {
            let said = refused(line).unwrap();
            assert!(said.contains(&format!("did you mean '{name}'")), "{said}");
            assert!(said.contains("ext:"), "{said}");
        }
    }

    #[test]
    fn customers_are_left_alone() {
        for line in [
            "918860000001",
            "ann@example.com",
            "ext:exprot",
            "list",
            "-",
            "A-17",
            "Ann",
            "-- exprot",
            "--demo",
            "--external-id export",
            "--base-url exprot",
        ] {
            assert_eq!(refused(line), None, "{line}");
        }
    }
}
