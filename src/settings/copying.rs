//! How the configuration wants copies to be made.

/// `clipboard.provider`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Provider {
    /// The first way that fits the terminal.
    #[default]
    Auto,
    /// tmux's buffer.
    Tmux,
    /// An escape sequence to the terminal.
    Osc52,
    /// The clipboard of this machine.
    Native,
    /// Shown for copying by hand.
    View,
    /// Not at all.
    Off,
}

impl Provider {
    /// Every provider by its name in the configuration.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("auto", Self::Auto),
        ("tmux", Self::Tmux),
        ("osc52", Self::Osc52),
        ("native", Self::Native),
        ("view", Self::View),
        ("off", Self::Off),
    ];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, provider)| *provider == self).map_or("auto", |(name, _)| name)
    }
}

/// The way of copying that the configuration asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copying {
    /// By this provider.
    By(Provider),
    /// A program and its arguments; it gets the text on its stdin.
    Command(Vec<String>),
}

impl Default for Copying {
    fn default() -> Self {
        Self::By(Provider::Auto)
    }
}
