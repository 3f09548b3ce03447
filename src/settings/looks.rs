//! Colours and symbols: what the terminal's own variables and the user's options say of them.
//!
//! The terminal itself is asked nothing, ever.

use super::file::{AsciiChoice, ThemeChoice};
use super::origin::{Origin, Sourced};
use super::{Color, Globals, Lookup, variable};

/// How the terminal's background is, where it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

/// How to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Colours, `NO_COLOR` and a dumb terminal already counted in: auto means "on a terminal".
    pub color: Color,
    /// Symbols in ASCII only: asked for, or the locale is not UTF-8.
    pub ascii: bool,
    /// The background by the configuration, else by `COLORFGBG`.
    pub background: Option<Background>,
    /// `TERM`.
    pub term: Option<String>,
}

impl Looks {
    pub(super) fn of(globals: &Globals, theme: ThemeChoice, ascii: AsciiChoice, env: Lookup<'_>) -> Self {
        let term = variable(env, "TERM");
        let held = theme_above(globals.color, Some(theme), env).map_or(theme, |above| above.value);
        let by_ascii = match ascii {
            AsciiChoice::Auto => !is_utf8(env),
            AsciiChoice::Always => true,
            AsciiChoice::Never => false,
        };
        Self {
            color: if held == ThemeChoice::Mono { Color::Never } else { globals.color },
            ascii: globals.ascii || by_ascii,
            background: match theme {
                ThemeChoice::On(background) => Some(background),
                ThemeChoice::Auto | ThemeChoice::Mono => {
                    variable(env, "COLORFGBG").and_then(|value| background(&value))
                }
            },
            term,
        }
    }

    /// Whether to use colours on an output that is a terminal or is not.
    #[must_use]
    pub fn colored(&self, on_terminal: bool) -> bool {
        match self.color {
            Color::Auto => on_terminal,
            Color::Always => true,
            Color::Never => false,
        }
    }

    /// What stands for a hidden character.
    #[must_use]
    pub fn bullet(&self) -> char {
        if self.ascii { '*' } else { '•' }
    }
}

/// The theme that stands over the configuration's, and what puts it there: an option of the colours, `NO_COLOR`
/// or a dumb terminal.
pub(super) fn theme_above(
    color: Color,
    configured: Option<ThemeChoice>,
    env: Lookup<'_>,
) -> Option<Sourced<ThemeChoice>> {
    let mono = |origin| Some(Sourced::new(ThemeChoice::Mono, origin));
    match color {
        Color::Never => mono(BY_OPTION),
        Color::Always => (configured == Some(ThemeChoice::Mono)).then(|| Sourced::new(ThemeChoice::Auto, BY_OPTION)),
        Color::Auto if variable(env, "NO_COLOR").is_some() => mono(Origin::Variable("NO_COLOR")),
        Color::Auto if variable(env, "TERM").as_deref() == Some("dumb") => mono(Origin::Variable("TERM")),
        Color::Auto => None,
    }
}

const BY_OPTION: Origin = Origin::Argument("--color");

/// The first of the three that is set decides, as in the C library; without any it is the C
/// locale, which is ASCII.
#[must_use]
pub fn is_utf8(env: Lookup<'_>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(env, name));
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// `15;0` or `15;default;0`: the last part is the background's colour of the sixteen.
fn background(value: &str) -> Option<Background> {
    match value.rsplit(';').next()?.trim().parse::<u8>().ok()? {
        0..=6 | 8 => Some(Background::Dark),
        7 | 9..=15 => Some(Background::Light),
        16.. => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(globals: &Globals, set: &[(&str, &str)]) -> Looks {
        let env = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        Looks::of(globals, ThemeChoice::Auto, AsciiChoice::Auto, &env)
    }

    fn with(color: Color) -> Globals {
        Globals { color, ..Globals::default() }
    }

    #[test]
    fn no_color_and_a_dumb_terminal_turn_colours_off_unless_they_are_asked_for() {
        let on_terminal = |color, set: &[(&str, &str)]| looks(&with(color), set).colored(true);
        assert!(on_terminal(Color::Auto, &[]));
        assert!(on_terminal(Color::Auto, &[("NO_COLOR", "")]));
        assert!(!on_terminal(Color::Auto, &[("NO_COLOR", "1")]));
        assert!(!on_terminal(Color::Auto, &[("TERM", "dumb")]));
        assert!(on_terminal(Color::Always, &[("NO_COLOR", "1")]));
        assert!(!on_terminal(Color::Never, &[]));
        assert!(!looks(&with(Color::Auto), &[]).colored(false));
        assert!(looks(&with(Color::Always), &[]).colored(false));
    }

    #[test]
    fn the_locale_decides_about_symbols_in_the_order_of_the_c_library() {
        let ascii = |set: &[(&str, &str)]| looks(&Globals::default(), set).ascii;
        assert!(!ascii(&[("LANG", "de_DE.UTF-8")]));
        assert!(!ascii(&[("LC_ALL", ""), ("LANG", "C.utf8")]));
        assert!(ascii(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")]));
        assert!(ascii(&[("LC_CTYPE", "POSIX"), ("LANG", "en_US.UTF-8")]));
        assert!(ascii(&[]));
        let asked = Globals { ascii: true, ..Globals::default() };
        assert!(looks(&asked, &[("LANG", "C.UTF-8")]).ascii);
    }

    #[test]
    fn the_background_is_known_where_the_terminal_says_so() {
        assert_eq!(background("15;0"), Some(Background::Dark));
        assert_eq!(background("0;default;15"), Some(Background::Light));
        assert_eq!(background("12;8"), Some(Background::Dark));
        assert_eq!(background("0;default"), None);
    }

    #[test]
    fn the_configuration_stands_over_the_terminals_word_and_below_the_options() {
        let with = |theme, ascii, color, set: &str| {
            let globals = Globals { color, ..Globals::default() };
            Looks::of(&globals, theme, ascii, &|name| (name == "COLORFGBG").then(|| set.to_owned()))
        };
        let light = with(ThemeChoice::On(Background::Light), AsciiChoice::Never, Color::Auto, "15;0");
        assert_eq!((light.background, light.ascii), (Some(Background::Light), false));
        let mono = with(ThemeChoice::Mono, AsciiChoice::Always, Color::Auto, "15;0");
        assert_eq!((mono.colored(true), mono.ascii), (false, true));
        assert!(with(ThemeChoice::Mono, AsciiChoice::Auto, Color::Always, "15;0").colored(true));
    }
}
