//! `couponscope [CUSTOMER]`: the browser.

use std::io::Write;

use super::Exit;
use crate::cli::{Browse, Globals, Who};
use crate::settings::Lookup;

/// Which standard streams are terminals.
#[derive(Clone, Copy, Debug)]
pub struct Terminals {
    /// Keys come from here, unless the customer does.
    pub stdin: bool,
    /// The screen.
    pub stdout: bool,
}

impl Terminals {
    /// Whether the browser can start. With `-` the customer comes from stdin and the keys from
    /// /dev/tty.
    #[must_use]
    pub fn suffice(self, request: &Browse) -> bool {
        let keys = self.stdin || matches!(request.who, Some(Who::Stdin(_)));
        self.stdout && keys
    }
}

/// Opens the browser.
#[must_use]
pub fn run(request: &Browse, _globals: &Globals, _env: Lookup<'_>, terminals: Terminals, err: &mut dyn Write) -> Exit {
    let why_not = if terminals.suffice(request) {
        "this version has no browser yet; use `couponscope list`"
    } else {
        "The browser needs a terminal; use `couponscope list`"
    };
    let _ = writeln!(err, "couponscope: {why_not}");
    Exit::Usage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Request;

    #[test]
    fn without_a_terminal_the_browser_says_what_to_use_instead() {
        let request = Browse { who: None, request: Request::default() };
        for (stdin, stdout) in [(true, false), (false, true), (false, false)] {
            let mut said = Vec::new();
            let exit = run(&request, &Globals::default(), &|_| None, Terminals { stdin, stdout }, &mut said);
            assert_eq!(exit, Exit::Usage);
            let said = String::from_utf8(said).unwrap();
            assert!(said.contains("The browser needs a terminal; use `couponscope list`"), "{said}");
        }
    }

    #[test]
    fn a_customer_on_stdin_leaves_the_keys_to_the_terminal() {
        let request = Browse { who: Some(Who::Stdin(None)), request: Request::default() };
        assert!(Terminals { stdin: false, stdout: true }.suffice(&request));
        assert!(!Terminals { stdin: false, stdout: false }.suffice(&request));
    }
}
