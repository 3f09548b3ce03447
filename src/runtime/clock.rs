//! The browser's clock: its state machine knows no other.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::app::Now;

/// Time since the start, and the time of day.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Instant,
    /// `None` asks the system; a test begins at a time of its own.
    wall: Option<Timestamp>,
}

impl Clock {
    /// The system's clocks, from now on.
    #[must_use]
    pub fn system() -> Self {
        Self { start: Instant::now(), wall: None }
    }

    /// A clock that shows `wall` now and runs with tokio's, which a test can move.
    #[must_use]
    pub fn starting_at(wall: Timestamp) -> Self {
        Self { start: Instant::now(), wall: Some(wall) }
    }

    /// Both times now.
    #[must_use]
    pub fn now(&self) -> Now {
        let mono = self.start.elapsed();
        let wall = match self.wall {
            Some(start) => start + mono,
            None => today(),
        };
        Now { mono, wall }
    }

    /// The moment `mono` after the start.
    #[must_use]
    pub fn instant(&self, mono: Duration) -> Instant {
        self.start + mono
    }
}

/// The time of day.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn today() -> Timestamp {
    Timestamp::now()
}
