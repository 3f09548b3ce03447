//! What stands between the program and the user's clipboard: multiplexers, SSH, displays.

use super::{Lookup, variable};

/// Which of the variables that tell of it are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of its own variable")]
pub struct Surroundings {
    /// `TMUX`.
    pub tmux: bool,
    /// `ZELLIJ`.
    pub zellij: bool,
    /// `STY`: GNU screen.
    pub screen: bool,
    /// `SSH_CONNECTION` or `SSH_TTY`.
    pub ssh: bool,
    /// `DISPLAY`: an X server, perhaps a forwarded one.
    pub x_display: bool,
    /// `WAYLAND_DISPLAY`.
    pub wayland: bool,
    /// `TERM`; inside a multiplexer without the variables above its name still tells.
    pub term: Option<String>,
}

impl Surroundings {
    /// What the environment tells.
    #[must_use]
    pub fn of(env: Lookup<'_>) -> Self {
        let set = |name| variable(env, name).is_some();
        Self {
            tmux: set("TMUX"),
            zellij: set("ZELLIJ"),
            screen: set("STY"),
            ssh: set("SSH_CONNECTION") || set("SSH_TTY"),
            x_display: set("DISPLAY"),
            wayland: set("WAYLAND_DISPLAY"),
            term: variable(env, "TERM"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fact_comes_from_its_own_variable() {
        let with = |set: &str| Surroundings::of(&|name| (name == set).then(|| "1".to_owned()));
        let none = Surroundings::default();
        assert_eq!(with("TMUX"), Surroundings { tmux: true, ..none.clone() });
        assert_eq!(with("ZELLIJ"), Surroundings { zellij: true, ..none.clone() });
        assert_eq!(with("STY"), Surroundings { screen: true, ..none.clone() });
        assert_eq!(with("SSH_CONNECTION"), Surroundings { ssh: true, ..none.clone() });
        assert_eq!(with("SSH_TTY"), Surroundings { ssh: true, ..none.clone() });
        assert_eq!(with("DISPLAY"), Surroundings { x_display: true, ..none.clone() });
        assert_eq!(with("WAYLAND_DISPLAY"), Surroundings { wayland: true, ..none.clone() });
        assert_eq!(Surroundings::of(&|name| (name == "TMUX").then(String::new)), none);
    }
}
