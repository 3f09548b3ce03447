//! The one timer: when the state would change by itself.

use std::time::Duration;

use jiff::Timestamp;

use super::App;

/// A spinner appears only for waits that are felt.
pub const SPINNER_AFTER: Duration = Duration::from_millis(150);
/// From here on the seconds waited are told.
pub const ELAPSED_AFTER: Duration = Duration::from_secs(1);
/// One step of the spinner; slow enough for a slow link.
pub const SPINNER_STEP: Duration = Duration::from_millis(200);

impl App {
    /// When the state changes next without anything happening: a toast ends, the spinner turns,
    /// the idle lock falls, a coupon expires. `None` means never: nothing wakes and nothing is
    /// sent. Always later than [`App::now`].
    #[must_use]
    pub fn next_wake(&self) -> Option<Duration> {
        let toast = self.toast.as_ref().map(|toast| toast.until);
        let spinner = self.list.asked().map(|(_, since)| self.next_spin(since));
        let dates = self.next_change_of_dates().map(|at| self.mono_of(at));
        let countdown = self.pause().map(|(_, until)| self.next_second_before(until));
        let soonest = [toast, spinner, countdown, self.lock_at(), dates].into_iter().flatten().min()?;
        Some(soonest.max(self.now.mono + Duration::from_millis(1)))
    }

    fn next_spin(&self, since: Duration) -> Duration {
        let waited = self.now.mono.saturating_sub(since);
        if waited < SPINNER_AFTER {
            return since + SPINNER_AFTER;
        }
        self.now.mono + SPINNER_STEP
    }

    /// When the whole seconds left until then become one less.
    fn next_second_before(&self, until: Duration) -> Duration {
        let left = until.saturating_sub(self.now.mono);
        let part = Duration::from_nanos(u64::from(left.subsec_nanos()));
        self.now.mono + if part.is_zero() { Duration::from_secs(1) } else { part }
    }

    fn lock_at(&self) -> Option<Duration> {
        let after = self.preferences.idle_lock?;
        (self.holds_something() && !self.is_busy()).then_some(self.last_key + after)
    }

    /// The counts change when a coupon expires, "in 19 d" at midnight.
    fn next_change_of_dates(&self) -> Option<Timestamp> {
        let (_, listing) = self.list.shown()?;
        if listing.rows().is_empty() {
            return None;
        }
        listing.summary().next_change
    }

    fn mono_of(&self, at: Timestamp) -> Duration {
        let ahead = at.duration_since(self.now.wall);
        self.now.mono + Duration::try_from(ahead).unwrap_or_default()
    }
}
