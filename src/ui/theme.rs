//! Colours by meaning. The terminal's own background and foreground stay; only the 16 ANSI colours
//! are used, which every user has made readable. Bold and dim come before colour.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text.
    Plain,
    /// Less important.
    Dim,
    /// What the eye should find.
    Strong,
    /// Can be used; was done.
    Good,
    /// Runs out soon; wants attention.
    Warn,
    /// Failed; cannot be done.
    Bad,
    /// A key.
    Key,
    /// The profile's label: never to be overlooked.
    Label,
    /// The mark of the selected row.
    Mark,
    /// Text of the selected row, added to its own role.
    Selected,
    /// A line between areas.
    Rule,
}

/// The themes to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeName {
    /// Colours readable on light and dark alike.
    #[default]
    Auto,
    /// For a light background.
    Light,
    /// For a dark background.
    Dark,
    /// No colour at all.
    Mono,
}

/// How each role looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    name: ThemeName,
}

impl Theme {
    /// A theme by its name.
    #[must_use]
    pub fn new(name: ThemeName) -> Self {
        Self { name }
    }

    /// True without colours: the selected row is then in reverse video beside its mark.
    #[must_use]
    pub fn is_mono(self) -> bool {
        self.name == ThemeName::Mono
    }

    /// The style of a role.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Plain => plain,
            Role::Dim | Role::Rule => plain.add_modifier(Modifier::DIM),
            Role::Strong | Role::Key => plain.add_modifier(Modifier::BOLD),
            Role::Mark => self.colour(plain, Color::Cyan).add_modifier(Modifier::BOLD),
            Role::Good => self.colour(plain, Color::Green),
            Role::Warn => self.colour(plain, self.warning()),
            Role::Bad => self.colour(plain, Color::Red),
            Role::Label => self.colour(plain, Color::Red).add_modifier(Modifier::BOLD | Modifier::REVERSED),
            Role::Selected if self.is_mono() => plain.add_modifier(Modifier::REVERSED),
            Role::Selected => plain.add_modifier(Modifier::BOLD),
        }
    }

    /// A role's style on the selected row.
    #[must_use]
    pub fn selected(self, role: Role, selected: bool) -> Style {
        let style = self.style(role);
        if selected { style.remove_modifier(Modifier::DIM).patch(self.style(Role::Selected)) } else { style }
    }

    // yellow cannot be read on white, magenta can be read on both
    fn warning(self) -> Color {
        if self.name == ThemeName::Dark { Color::Yellow } else { Color::Magenta }
    }

    fn colour(self, style: Style, colour: Color) -> Style {
        if self.is_mono() { style } else { style.fg(colour) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_nothing_is_coloured_and_the_selection_is_reversed() {
        let mono = Theme::new(ThemeName::Mono);
        for role in [Role::Good, Role::Warn, Role::Bad, Role::Label, Role::Mark, Role::Selected] {
            assert_eq!((mono.style(role).fg, mono.style(role).bg), (None, None), "{role:?}");
        }
        assert!(mono.selected(Role::Dim, true).add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn no_theme_touches_the_background() {
        for name in [ThemeName::Auto, ThemeName::Light, ThemeName::Dark] {
            let theme = Theme::new(name);
            assert!(
                [Role::Plain, Role::Good, Role::Label, Role::Selected]
                    .iter()
                    .all(|&role| theme.style(role).bg.is_none())
            );
        }
    }
}
