//! Terminal, clipboard, tmux's options, and the disk. Nothing here stops a look-up.

use std::process::Stdio;
use std::time::Duration;

use rustix::termios::{Winsize, tcgetwinsize};
use tokio::process::Command;
use tokio::time::timeout;

use super::super::history;
use super::report::{Check, Report};
use crate::runtime::clipboard::{CopyMethod, choose};
use crate::settings::{Copying, Lookup, Settings, Surroundings, is_utf8, variable};
use crate::system_error;

/// tmux is asked no longer.
const LIMIT: Duration = Duration::from_secs(1);

pub(super) async fn examine(settings: Option<&Settings>, env: Lookup<'_>, report: &mut Report) {
    let around = Surroundings::of(env);
    report.add(terminal(env));
    report.add(locale(env));
    let mut options = None;
    if around.tmux {
        options = Tmux::ask().await;
        report.add(tmux(options.as_ref()));
    }
    let copying = settings.map(|settings| settings.copying.clone()).unwrap_or_default();
    report.add(clipboard(&copying, &around, options.is_some()));
    if let Some(settings) = settings {
        report.add(recent(settings, env));
    }
}

fn terminal(env: Lookup<'_>) -> Check {
    let of = |name: &str| variable(env, name).unwrap_or_else(|| "not set".to_owned());
    let size = size();
    let shown = size.map_or("no terminal here".to_owned(), |size| format!("{}x{}", size.ws_col, size.ws_row));
    let no_color = if variable(env, "NO_COLOR").is_some() { ", NO_COLOR set" } else { "" };
    let text = format!("TERM {}, COLORTERM {}, {shown}{no_color}", of("TERM"), of("COLORTERM"));
    if variable(env, "TERM").is_none_or(|term| term == "dumb") {
        return Check::noted("terminal", text, "the browser needs a terminal with a TERM; list works without");
    }
    match size {
        None => Check::noted("terminal", text, "the browser needs one; list works without"),
        Some(size) if size.ws_col < 20 || size.ws_row < 5 => {
            Check::noted("terminal", text, "the browser needs 20 columns and 5 rows, better 80 and 24")
        }
        Some(_) => Check::good("terminal", text),
    }
}

/// The size of the terminal itself, wherever the streams go: the library's way makes one up where there
/// is none.
fn size() -> Option<Winsize> {
    let terminal = std::fs::File::open("/dev/tty").ok()?;
    tcgetwinsize(terminal).ok()
}

fn locale(env: Lookup<'_>) -> Check {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(env, name));
    let text = locale.unwrap_or_else(|| "not set".to_owned());
    if is_utf8(env) {
        Check::good("locale", text)
    } else {
        let advice = "symbols are drawn in ASCII; a UTF-8 locale (LANG=C.UTF-8) or ascii = \"never\" changes that";
        Check::noted("locale", text, advice)
    }
}

fn clipboard(copying: &Copying, around: &Surroundings, tmux_answers: bool) -> Check {
    let facts = [
        ("tmux", around.tmux),
        ("zellij", around.zellij),
        ("GNU screen", around.screen),
        ("SSH", around.ssh),
        ("X display", around.x_display),
        ("Wayland", around.wayland),
    ];
    let there: Vec<&str> = facts.into_iter().filter_map(|(name, is_there)| is_there.then_some(name)).collect();
    let there = if there.is_empty() { "no multiplexer, SSH or display".to_owned() } else { there.join(", ") };
    let by = match copying {
        Copying::By(provider) => format!("provider {}", provider.name()),
        Copying::Command(_) => "a command".to_owned(),
    };
    let way = choose(copying, around);
    let has_display = cfg!(target_os = "macos") || around.x_display || around.wayland;
    match way {
        CopyMethod::Native if !has_display => {
            let text = format!("an escape sequence to the terminal alone (OSC 52) ({by}; {there})");
            Check::noted("clipboard", text, "without a display the clipboard of this machine cannot be reached")
        }
        CopyMethod::Tmux if !tmux_answers => {
            let text = format!("{}, but no tmux answers ({by}; {there})", way.label());
            Check::noted("clipboard", text, "start couponscope inside a running tmux, or unset TMUX")
        }
        _ => Check::good("clipboard", format!("{} ({by}; {there})", way.label())),
    }
}

/// Of the tmux that the program runs in.
struct Tmux {
    version: String,
    set_clipboard: String,
    allow_passthrough: String,
}

impl Tmux {
    /// None when no server answers.
    async fn ask() -> Option<Self> {
        let set_clipboard = ask(&["show-options", "-gv", "set-clipboard"]).await?;
        // older ones do not know it
        let allow_passthrough = ask(&["show-options", "-gv", "allow-passthrough"]).await;
        Some(Self {
            version: ask(&["-V"]).await.unwrap_or_else(|| "no version".to_owned()),
            set_clipboard,
            allow_passthrough: allow_passthrough.unwrap_or_else(|| "unknown".to_owned()),
        })
    }
}

/// What tmux does with escape sequences depends on two options.
fn tmux(asked: Option<&Tmux>) -> Check {
    let Some(Tmux { version, set_clipboard, allow_passthrough }) = asked else {
        return Check::noted("tmux", "TMUX is set, and no tmux answers there", "copies do not arrive by way of it");
    };
    let text = format!("{version}, set-clipboard {set_clipboard}, allow-passthrough {allow_passthrough}");
    if set_clipboard == "off" {
        return Check::noted("tmux", text, "tmux sends no copies on: tmux set-option -g set-clipboard on");
    }
    Check::good("tmux", text)
}

async fn ask(words: &[&str]) -> Option<String> {
    let mut command = Command::new("tmux");
    command.args(words).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let output = timeout(LIMIT, command.output()).await.ok()?.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let word: String = text.trim().chars().filter(|c| !c.is_control()).take(40).collect();
    (output.status.success() && !word.is_empty()).then_some(word)
}

fn recent(settings: &Settings, env: Lookup<'_>) -> Check {
    let lost = |why: String| Check::noted("history", why, "recent look-ups are lost at the end");
    let Some(memory) = history::memory(settings, env).filter(|memory| memory.keeps_look_ups) else {
        return Check::good("history", "off");
    };
    match memory.history().map(|history| history.is_writable()) {
        None => lost("HOME is not set".to_owned()),
        Some(Err(error)) => lost(format!("cannot be kept: {}", system_error::writing(&error))),
        Some(Ok(())) => Check::good("history", "can be written"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(around: &Surroundings, tmux_answers: bool) -> String {
        format!("{:?}", clipboard(&Copying::default(), around, tmux_answers))
    }

    #[test]
    fn a_clipboard_is_claimed_only_where_it_can_be_reached() {
        let here = Surroundings { term: Some("xterm-256color".to_owned()), ..Surroundings::default() };
        let display = Surroundings { x_display: true, ..here.clone() };
        assert!(
            told(&display, false).contains("Ok") && told(&display, false).contains("the clipboard of this machine")
        );
        if !cfg!(target_os = "macos") {
            assert!(told(&here, false).contains("Note") && told(&here, false).contains("escape sequence"));
        }
        let tmux = Surroundings { tmux: true, ..here };
        assert!(told(&tmux, true).contains("Ok") && !told(&tmux, true).contains("no tmux answers"));
        assert!(told(&tmux, false).contains("Note") && told(&tmux, false).contains("no tmux answers"));
    }

    #[test]
    fn a_tmux_that_does_not_answer_is_no_good_one() {
        assert!(format!("{:?}", tmux(None)).contains("Note"));
    }
}
