//! Short messages that come and go in one place.

use std::time::Duration;

/// How long a message stays; none stays longer.
const STAYS: Duration = Duration::from_millis(4500);

/// What kind of news it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Good,
    /// Something to know.
    Plain,
    /// Something failed, or cannot be done now.
    Bad,
}

/// One message on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// The words. `{reload}`, an action's name in braces, stands for its key, which the screen knows.
    pub text: String,
    /// What kind of news.
    pub tone: Tone,
    /// When it goes, in the program's own time.
    pub until: Duration,
}

impl Toast {
    /// A message that begins now.
    #[must_use]
    pub fn new(text: impl Into<String>, tone: Tone, mono: Duration) -> Self {
        Self { text: text.into(), tone, until: mono + STAYS }
    }
}
