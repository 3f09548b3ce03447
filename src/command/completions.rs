//! `couponscope completions SHELL`: what the shell needs to complete a line, made from the grammar.

use clap_complete::Shell;

use super::{Console, Exit};
use crate::cli;

/// Prints the script.
pub fn run(shell: Shell, console: &mut Console<'_>) -> Exit {
    let mut command = cli::command();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "couponscope", &mut script);
    console.print(&script)
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

    #[test]
    fn every_shell_completes_commands_options_and_statuses() {
        for shell in Shell::value_variants() {
            let script = script(*shell);
            for command in cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
            for option in ["external-id", "code-case", "resume"] {
                assert!(script.contains(option), "{shell}: {option}");
            }
        }
    }

    #[test]
    fn where_the_shell_takes_them_all_nine_statuses_are_completed() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let script = script(shell);
            for status in Status::ALL {
                let name = status.param().to_ascii_lowercase().replace('_', "-");
                assert!(script.contains(&name), "{shell}: {name}");
            }
        }
    }
}
