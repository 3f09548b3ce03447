//! How far an export is, told on stderr: a bar on a terminal, a line now and then elsewhere.

use std::fmt;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use tokio::time::Instant;

use super::journal::Mark;
use crate::api::Wait;
use crate::command::{Console, console};
use crate::domain::WhyWait;

/// Often enough for whoever follows a log, seldom enough for who keeps it.
const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// Frames a second: the terminal may be at the far end of a poor link.
const FRAMES: u8 = 4;
/// Shorter waits are told by the bar alone.
const WORTH_A_LINE: Duration = Duration::from_secs(5);

const BAR: &str = "{wide_bar} {human_pos}/{human_len} customers, {prefix} coupons, {rate}, {eta} left{msg}";

/// Where progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Nowhere.
    Quiet,
    /// Lines for a log.
    Lines,
    /// A bar on a terminal, in ASCII or not.
    Bar {
        /// Symbols in ASCII only.
        ascii: bool,
    },
}

/// The progress of one run.
#[derive(Debug)]
pub(super) struct Progress {
    manner: Manner,
    bar: ProgressBar,
    customers: u64,
    begun: (Instant, Mark),
    told: Instant,
}

/// The part of the progress that hears of waits between attempts, while calls are under way.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    manner: Manner,
    bar: ProgressBar,
}

impl Progress {
    /// The progress of a run that has `customers` in all and starts behind `mark`.
    pub(super) fn new(manner: Manner, customers: u64, mark: Mark) -> Self {
        let target = match manner {
            Manner::Bar { .. } => ProgressDrawTarget::stderr_with_hz(FRAMES),
            Manner::Quiet | Manner::Lines => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(customers), target);
        let filling = if manner == (Manner::Bar { ascii: true }) { "=> " } else { "━╸ " };
        // that the template is one is proved by a test
        if let Ok(style) = ProgressStyle::with_template(BAR) {
            let rate = |state: &ProgressState, out: &mut dyn fmt::Write| {
                let _ = write!(out, "{:.1}/s", state.per_sec());
            };
            bar.set_style(style.with_key("rate", rate).progress_chars(filling));
        }
        bar.set_position(mark.customers);
        bar.reset_eta();
        let now = Instant::now();
        let progress = Self { manner, bar, customers, begun: (now, mark), told: now };
        progress.draw(mark, mark.coupons);
        progress
    }

    /// What hears of waits.
    pub(super) fn patience(&self) -> Patience {
        Patience { manner: self.manner, bar: self.bar.clone() }
    }

    /// Something has come: `coupons` in all, of which the mark counts those of complete customers.
    pub(super) fn tell(&mut self, mark: Mark, coupons: u64, console: &mut Console<'_>) {
        self.draw(mark, coupons);
        let now = Instant::now();
        if self.manner == Manner::Lines && now.duration_since(self.told) >= BETWEEN_LINES {
            self.told = now;
            console.say(self.line(mark, coupons, now));
        }
    }

    fn draw(&self, mark: Mark, coupons: u64) {
        self.bar.set_prefix(coupons.to_string());
        self.bar.set_message("");
        self.bar.set_position(mark.customers);
    }

    /// `120 of 1000 customers, 2400 coupons, 40.2 customers/s, 22 s left`.
    fn line(&self, mark: Mark, coupons: u64, now: Instant) -> String {
        let (began, first) = self.begun;
        let seconds = now.duration_since(began).as_secs_f64();
        let done = mark.customers.saturating_sub(first.customers);
        let start = format!("{} of {} customers, {coupons} coupons", mark.customers, self.customers);
        if done == 0 || seconds <= 0.0 {
            return start;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let (rate, left) = (done as f64 / seconds, self.customers.saturating_sub(mark.customers) as f64);
        format!("{start}, {rate:.1} customers/s, {:.0} s left", left / rate)
    }

    /// Says something on lines of its own, not into the bar.
    pub(super) fn aside(&self, speak: impl FnOnce()) {
        self.bar.suspend(speak);
    }

    /// Takes the bar away; what stays is the summary.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Patience {
    /// Says something worth knowing, whatever the manner, on a line of its own.
    pub(super) fn note(&self, text: impl fmt::Display) {
        self.bar.suspend(|| console::tell(format_args!("note: {text}")));
    }

    /// A call waits before it goes on.
    pub(super) fn wait(&self, wait: &Wait) {
        let seconds = format!("{:.0}", wait.delay.as_secs_f64());
        match (self.manner, &wait.why) {
            (Manner::Quiet, _) => {}
            (Manner::Bar { .. }, WhyWait::Failed(_)) => self.bar.set_message(format!(" (trying again in {seconds} s)")),
            (Manner::Bar { .. }, WhyWait::Turn { calls_a_minute }) => {
                self.bar.set_message(format!(" ({calls_a_minute} calls a minute)"));
            }
            // every call waits for its turn, and the rate is in the lines
            (Manner::Lines, WhyWait::Turn { .. }) => {}
            (Manner::Lines, WhyWait::Failed(_)) if wait.delay < WORTH_A_LINE => {}
            (Manner::Lines, WhyWait::Failed(_)) => console::tell(format_args!("note: {}", wait.why.sentence(seconds))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_of_the_bar_is_one() {
        ProgressStyle::with_template(BAR).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_log_gets_a_line_now_and_then_with_rate_and_time_left() {
        let mut err = Vec::new();
        let mut console =
            Console { input: &mut std::io::empty(), out: &mut std::io::sink(), err: &mut err, width: None };
        let start = Mark { customers: 100, coupons: 2000, ..Mark::default() };
        let mut progress = Progress::new(Manner::Lines, 1000, start);
        for step in 1..=10 {
            tokio::time::advance(Duration::from_secs(1)).await;
            let mark = Mark { customers: 100 + step * 10, coupons: 2000 + step * 200, ..Mark::default() };
            progress.tell(mark, mark.coupons, &mut console);
        }
        let expected = "couponscope: 150 of 1000 customers, 3000 coupons, 10.0 customers/s, 85 s left\n\
                        couponscope: 200 of 1000 customers, 4000 coupons, 10.0 customers/s, 80 s left\n";
        assert_eq!(String::from_utf8(err).unwrap(), expected);
    }
}
