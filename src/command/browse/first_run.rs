//! Started without an account: what can be done about that is offered before the screen takes the
//! terminal.

use std::io::{self, BufRead, Write};

use super::super::config::init;
use super::super::plain::Replacement;
use super::super::{Exit, console};
use crate::cli::{Browse, Globals};
use crate::settings::{Effective, Lookup, Settings, SettingsError};

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

/// How the browser is to be opened after the question.
pub(super) struct Start {
    pub(super) request: Browse,
    pub(super) globals: Globals,
    pub(super) settings: Result<Settings, SettingsError>,
}

/// Asks.
///
/// # Errors
/// How the program ends instead.
pub(super) fn offer(request: &Browse, globals: &Globals, env: Lookup<'_>) -> Result<Start, Exit> {
    // the lock on stdin ends here: the questions of the set-up take it anew
    let choice = ask(&mut io::stdin().lock(), &mut console::stderr());
    let demo = Globals { demo: true, ..globals.clone() };
    let of_demo = Settings::resolve(&demo, env);
    match choice {
        // as leaving the browser, which this stands in front of
        Choice::Leave => Err(Exit::Done),
        // whoever is looked up is no customer of the demo
        Choice::Demo => {
            Ok(Start { request: Browse { who: None, ..request.clone() }, globals: demo, settings: of_demo })
        }
        Choice::SetUp => {
            let account = console::with_standard_streams(Some(Replacement::Prose), |console| {
                init::for_browser(globals, env, console)
            })?;
            // the looks are those of arguments and environment, which the account was set up without
            let settings = of_demo.map(|looks| Settings { target: account.target, country: account.country, ..looks });
            Ok(Start { request: request.clone(), globals: globals.clone(), settings })
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
