//! Terminal, clipboard, tmux's options, and the disk. Nothing here stops a look-up.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::super::history;
use super::report::{Check, Report};
use crate::runtime::clipboard::choose;
use crate::runtime::signals;
use crate::settings::{Copying, Lookup, Settings, Surroundings, is_utf8, variable};

/// tmux is asked no longer.
const LIMIT: Duration = Duration::from_secs(1);

pub(super) async fn examine(settings: Option<&Settings>, env: Lookup<'_>, report: &mut Report) {
    let around = Surroundings::of(env);
    report.add(terminal(env));
    report.add(locale(env));
    if around.tmux {
        report.add(tmux().await);
    }
    let copying = settings.map(|settings| settings.copying.clone()).unwrap_or_default();
    report.add(clipboard(&copying, &around));
    if let Some(settings) = settings {
        report.add(recent(settings, env));
    }
}

fn terminal(env: Lookup<'_>) -> Check {
    let of = |name: &str| variable(env, name).unwrap_or_else(|| "not set".to_owned());
    let size = signals::terminal_size();
    let shown = size.map_or("no size".to_owned(), |size| format!("{}x{}", size.width, size.height));
    let no_color = if variable(env, "NO_COLOR").is_some() { ", NO_COLOR set" } else { "" };
    let text = format!("TERM {}, COLORTERM {}, {shown}{no_color}", of("TERM"), of("COLORTERM"));
    if variable(env, "TERM").is_none_or(|term| term == "dumb") {
        return Check::noted("terminal", text, "the browser needs a terminal with a TERM; list works without");
    }
    match size {
        Some(size) if size.width < 20 || size.height < 5 => {
            Check::noted("terminal", text, "the browser needs 20 columns and 5 rows, better 80 and 24")
        }
        _ => Check::good("terminal", text),
    }
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

fn clipboard(copying: &Copying, around: &Surroundings) -> Check {
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
    Check::good("clipboard", format!("{} ({by}; {there})", choose(copying, around).label()))
}

/// What tmux does with escape sequences depends on two options.
async fn tmux() -> Check {
    let version = ask(&["-V"]).await.unwrap_or_else(|| "no answer".to_owned());
    let set = ask(&["show-options", "-gv", "set-clipboard"]).await;
    let pass = ask(&["show-options", "-gv", "allow-passthrough"]).await;
    let shown = |option: &Option<String>| option.clone().unwrap_or_else(|| "unknown".to_owned());
    let text = format!("{version}, set-clipboard {}, allow-passthrough {}", shown(&set), shown(&pass));
    if set.as_deref() == Some("off") {
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
    match history::place(settings, env) {
        None => Check::good("history", "off"),
        Some(place) => match place.is_writable() {
            Ok(()) => Check::good("history", "can be written"),
            Err(error) => {
                Check::noted("history", format!("cannot be written: {error}"), "recent look-ups are lost at the end")
            }
        },
    }
}
