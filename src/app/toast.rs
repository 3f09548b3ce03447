//! Short messages that come and go in one place.

use std::sync::Arc;
use std::time::Duration;

use super::sentence::Sentence;

/// How long a message stays; none stays longer.
const STAYS: Duration = Duration::from_millis(4500);

/// What kind of news it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Good,
    /// Something to know.
    Plain,
    /// Something failed.
    Bad,
    /// Something cannot be done now: goes with the next key, which may make it untrue.
    Refused,
}

/// One message on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// The words.
    pub text: Sentence,
    /// What kind of news.
    pub tone: Tone,
    /// When it goes, in the program's own time.
    pub until: Duration,
    /// The text that was copied, of which it tells: while it stands the copy view shows this.
    pub copied: Option<Arc<str>>,
}

impl Toast {
    /// A message that begins now.
    #[must_use]
    pub fn new(text: impl Into<Sentence>, tone: Tone, mono: Duration) -> Self {
        Self { text: text.into().cleaned(), tone, until: mono + STAYS, copied: None }
    }
}
