//! Which way copies go: a pure function of the configuration and the surroundings.

use crate::settings::{Copying, Provider, Surroundings};

/// A way to the user's clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyMethod {
    /// None: the text is shown for copying by hand.
    View,
    /// tmux's own buffer, which tmux sends on. The only way that works with tmux's defaults.
    Tmux,
    /// An escape sequence to the terminal (OSC 52).
    Terminal,
    /// An escape sequence inside GNU screen's pass-through.
    Screen,
    /// SSH from inside a tmux: plain, then in its pass-through; its defaults may drop both.
    RemoteTmux,
    /// SSH from inside a GNU screen: likewise.
    RemoteScreen,
    /// The system's clipboard on this machine, and the escape sequence too.
    Native,
    /// A program of the user's choice.
    Command,
    /// Not at all.
    Off,
}

impl CopyMethod {
    /// In words, with the reason.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::View => "shown for copying by hand",
            Self::Tmux => "tmux's buffer, sent on to the terminal",
            Self::Terminal => "an escape sequence to the terminal (OSC 52)",
            Self::Screen => "an escape sequence through GNU screen",
            Self::RemoteTmux => "an escape sequence, plain and through the tmux on the other side",
            Self::RemoteScreen => "an escape sequence, plain and through the screen on the other side",
            Self::Command => "the command of the configuration",
            Self::Off => "switched off in the configuration",
            Self::Native => "the clipboard of this machine, and an escape sequence to the terminal",
        }
    }
}

/// The first way that fits. A forwarded X display is never used: over SSH it is slow, often dead,
/// and puts the text on a clipboard of another machine.
#[must_use]
pub fn choose(copying: &Copying, around: &Surroundings) -> CopyMethod {
    match copying {
        Copying::Command(_) => CopyMethod::Command,
        Copying::By(Provider::Auto) => fitting(around),
        Copying::By(Provider::Tmux) => CopyMethod::Tmux,
        Copying::By(Provider::Osc52) => in_a_sequence(around),
        Copying::By(Provider::Native) => CopyMethod::Native,
        Copying::By(Provider::View) => CopyMethod::View,
        Copying::By(Provider::Off) => CopyMethod::Off,
    }
}

/// The escape sequence as the multiplexer in between passes it on.
fn in_a_sequence(around: &Surroundings) -> CopyMethod {
    let term = around.term.as_deref().unwrap_or_default();
    match term {
        _ if around.zellij => CopyMethod::Terminal,
        _ if around.screen => CopyMethod::Screen,
        _ if around.tmux || term.starts_with("tmux") => CopyMethod::RemoteTmux,
        _ if term.starts_with("screen") => CopyMethod::RemoteScreen,
        _ => CopyMethod::Terminal,
    }
}

fn fitting(around: &Surroundings) -> CopyMethod {
    let term = around.term.as_deref().unwrap_or("dumb");
    match term {
        "dumb" | "linux" => CopyMethod::View,
        _ if around.tmux => CopyMethod::Tmux,
        _ if around.zellij => CopyMethod::Terminal,
        _ if around.screen => CopyMethod::Screen,
        _ if term.starts_with("tmux") => CopyMethod::RemoteTmux,
        _ if term.starts_with("screen") => CopyMethod::RemoteScreen,
        _ if around.ssh => CopyMethod::Terminal,
        _ => CopyMethod::Native,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_way_that_fits_is_taken() {
        let around = |term: &str, set: &[&str]| Surroundings {
            tmux: set.contains(&"tmux"),
            zellij: set.contains(&"zellij"),
            screen: set.contains(&"sty"),
            ssh: set.contains(&"ssh"),
            x_display: set.contains(&"x"),
            wayland: false,
            term: Some(term.to_owned()),
        };
        let cases = [
            ("linux", vec!["tmux"], CopyMethod::View),
            ("dumb", vec!["x"], CopyMethod::View),
            ("tmux-256color", vec!["tmux", "ssh", "x"], CopyMethod::Tmux),
            ("xterm-256color", vec!["zellij", "ssh"], CopyMethod::Terminal),
            ("screen.xterm-256color", vec!["sty", "ssh"], CopyMethod::Screen),
            ("tmux-256color", vec!["ssh"], CopyMethod::RemoteTmux),
            ("screen-256color", vec!["ssh"], CopyMethod::RemoteScreen),
            ("screen", vec![], CopyMethod::RemoteScreen),
            ("xterm-256color", vec!["ssh", "x"], CopyMethod::Terminal),
            ("xterm-256color", vec!["x"], CopyMethod::Native),
            ("xterm-256color", vec![], CopyMethod::Native),
        ];
        for (term, set, way) in cases {
            assert_eq!(choose(&Copying::default(), &around(term, &set)), way, "{term} {set:?}");
        }
        assert_eq!(choose(&Copying::default(), &Surroundings { term: None, ..around("", &[]) }), CopyMethod::View);
        let in_tmux = around("tmux-256color", &["tmux"]);
        let by = |provider| choose(&Copying::By(provider), &in_tmux);
        assert_eq!((by(Provider::Osc52), by(Provider::Native)), (CopyMethod::RemoteTmux, CopyMethod::Native));
        assert_eq!((by(Provider::View), by(Provider::Off)), (CopyMethod::View, CopyMethod::Off));
        assert_eq!(choose(&Copying::Command(vec!["xsel".into()]), &in_tmux), CopyMethod::Command);
    }
}
