//! Started without an account: what can be done about that is offered before the screen takes the
//! terminal.

use std::io::{self, BufRead, Write};

use super::super::{Exit, config, console};
use crate::cli::{Browse, Config, Globals};
use crate::settings::{Effective, Lookup, SettingsError};

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    SetUp,
    Demo,
    Leave,
}

/// True when the settings fail for no other reason than that nobody has set anything up.
pub(super) fn is_it(error: &SettingsError, globals: &Globals, env: Lookup<'_>) -> bool {
    let nothing_is_set_up = || Effective::gather(globals, env).is_ok_and(|effective| effective.is_blank());
    matches!(error, SettingsError::Missing(_)) && nothing_is_set_up()
}

/// Asks, and says how the browser is to be opened after that.
///
/// # Errors
/// How the program ends instead.
pub(super) fn offer(request: &Browse, globals: &Globals, env: Lookup<'_>) -> Result<(Browse, Globals), Exit> {
    // the lock on stdin ends here: the questions of the set-up take it anew
    let choice = ask(&mut io::stdin().lock(), &mut io::stderr());
    match choice {
        Choice::Leave => Err(Exit::Cancelled),
        // whoever is looked up is no customer of the demo
        Choice::Demo => Ok((Browse { who: None, ..request.clone() }, Globals { demo: true, ..globals.clone() })),
        Choice::SetUp => {
            let set_up = |console: &mut console::Console<'_>| config::run(Config::Init, globals, env, console);
            match console::with_standard_streams(set_up) {
                Exit::Done => Ok((request.clone(), globals.clone())),
                exit => Err(exit),
            }
        }
    }
}

const OFFER: &str = "\
Welcome to couponscope. No account is set up yet.
  s  set one up now: a few questions      (couponscope config init)
  d  try the demo with made-up customers  (couponscope --demo)
  q  leave
";

/// The first letter of the answer counts. Who closes the input leaves.
fn ask(input: &mut dyn BufRead, err: &mut dyn Write) -> Choice {
    // a stderr that cannot be written to shows no question; the answer is read all the same
    let _ = write!(err, "{OFFER}");
    loop {
        let _ = write!(err, "s, d or q: ").and_then(|()| err.flush());
        let mut line = String::new();
        if !matches!(input.read_line(&mut line), Ok(1..)) {
            let _ = writeln!(err);
            return Choice::Leave;
        }
        match line.trim().to_lowercase().chars().next() {
            Some('s') => return Choice::SetUp,
            Some('d') => return Choice::Demo,
            Some('q') => return Choice::Leave,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(text: &str) -> (Choice, usize) {
        let mut said = Vec::new();
        let choice = ask(&mut text.as_bytes(), &mut said);
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("couponscope config init") && said.contains("couponscope --demo"), "{said}");
        (choice, said.matches("s, d or q").count())
    }

    #[test]
    fn it_asks_until_an_answer_is_one() {
        assert_eq!(answered("s\n"), (Choice::SetUp, 1));
        assert_eq!(answered("\nhelp\n Demo\n"), (Choice::Demo, 3));
        assert_eq!(answered("Q\n"), (Choice::Leave, 1));
        assert_eq!(answered("x\n"), (Choice::Leave, 2), "the input is closed");
    }

    #[test]
    fn only_a_blank_slate_is_a_first_run() {
        let missing = SettingsError::Missing(Vec::new());
        let with = |name: &'static str| move |asked: &str| (asked == name).then(|| "x".to_owned());
        assert!(is_it(&missing, &Globals::default(), &|_| None));
        assert!(!is_it(&SettingsError::PasswordTwice, &Globals::default(), &|_| None));
        for name in ["COUPONSCOPE_USERNAME", "COUPONSCOPE_CLIENT_SECRET", "COUPONSCOPE_BASE_URL"] {
            assert!(!is_it(&missing, &Globals::default(), &with(name)), "{name}");
        }
    }
}
