//! How far an export is, told on stderr: a bar on a terminal, a line now and then elsewhere.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use tokio::time::Instant;

use super::journal::Mark;
use crate::api::Wait;
use crate::command::told_waits::ToldWaits;
use crate::command::{Console, console};
use crate::domain::WhyWait;

/// Often enough for whoever follows a log, seldom enough for who keeps it.
const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// Frames a second: the terminal may be at the far end of a poor link.
const FRAMES: u8 = 4;
/// Shorter waits are told by the bar alone.
const WORTH_A_LINE: Duration = Duration::from_secs(5);

const BAR: &str = "{wide_bar} {human_pos}/{human_len} customers, {prefix} coupons{pace}{msg}";

/// Where progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProgressOutput {
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
    output: ProgressOutput,
    bar: ProgressBar,
    customers: u64,
    begun: (Instant, Mark),
    told: Instant,
}

/// The part of the progress that hears of waits between attempts, while calls are under way.
#[derive(Clone, Debug)]
pub(super) struct WaitReporter {
    output: ProgressOutput,
    bar: ProgressBar,
    told: Arc<ToldWaits>,
}

impl Progress {
    /// The progress of a run that has `customers` in all and starts behind `mark`.
    pub(super) fn new(output: ProgressOutput, customers: u64, mark: Mark) -> Self {
        let target = match output {
            ProgressOutput::Bar { .. } => ProgressDrawTarget::stderr_with_hz(FRAMES),
            ProgressOutput::Quiet | ProgressOutput::Lines => ProgressDrawTarget::hidden(),
        };
        Self::drawn_on(target, output, customers, mark)
    }

    fn drawn_on(target: ProgressDrawTarget, output: ProgressOutput, customers: u64, mark: Mark) -> Self {
        // nothing of this draws, or the first frame would show a bar in the making
        let bar = ProgressBar::with_draw_target(Some(customers), target)
            .with_style(style(output == (ProgressOutput::Bar { ascii: true }), mark.customers))
            .with_prefix(mark.coupons.to_string())
            .with_position(mark.customers);
        let now = Instant::now();
        let progress = Self { output, bar, customers, begun: (now, mark), told: now };
        progress.draw(mark, mark.coupons);
        progress
    }

    /// What hears of waits.
    pub(super) fn patience(&self) -> WaitReporter {
        WaitReporter { output: self.output, bar: self.bar.clone(), told: Arc::default() }
    }

    /// Something has come: `coupons` in all, of which the mark counts those of complete customers.
    pub(super) fn tell(&mut self, mark: Mark, coupons: u64, console: &mut Console<'_>) {
        self.draw(mark, coupons);
        let now = Instant::now();
        if self.output == ProgressOutput::Lines && now.duration_since(self.told) >= BETWEEN_LINES {
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
        let done = mark.customers.saturating_sub(first.customers);
        let left = self.customers.saturating_sub(mark.customers);
        let start = format!("{} of {} customers, {coupons} coupons", mark.customers, self.customers);
        match Pace::of(done, left, now.duration_since(began)) {
            None => start,
            Some(Pace { rate, left }) => {
                format!("{start}, {rate:.1} customers/s, {:.0} s left", left.as_secs_f64())
            }
        }
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

fn style(ascii: bool, first: u64) -> ProgressStyle {
    let pace = move |state: &ProgressState, out: &mut dyn fmt::Write| {
        let left = state.len().unwrap_or(0).saturating_sub(state.pos());
        if let Some(pace) = Pace::of(state.pos().saturating_sub(first), left, state.elapsed()) {
            let _ = write!(out, ", {:.1}/s, {:#} left", pace.rate, HumanDuration(pace.left));
        }
    };
    // that the template is one is proved by a test
    let style = ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("pace", pace).progress_chars(if ascii { "=> " } else { "━╸ " })
}

/// How fast this run is, and how long the rest will take.
struct Pace {
    rate: f64,
    left: Duration,
}

impl Pace {
    /// `None` before the first customer is done.
    fn of(done: u64, left: u64, elapsed: Duration) -> Option<Self> {
        if done == 0 || elapsed.is_zero() {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let (rate, left) = (done as f64 / elapsed.as_secs_f64(), left as f64);
        Some(Self { rate, left: Duration::try_from_secs_f64(left / rate).unwrap_or(Duration::MAX) })
    }
}

impl WaitReporter {
    /// Says something worth knowing, whatever the output, on a line of its own.
    pub(super) fn note(&self, text: impl fmt::Display) {
        self.bar.suspend(|| console::tell(format_args!("note: {text}")));
    }

    /// A call waits before it goes on.
    pub(super) fn wait(&self, wait: &Wait) {
        let seconds = format!("{:.0}", wait.delay.as_secs_f64());
        match (self.output, &wait.why) {
            (ProgressOutput::Quiet, _) => {}
            (ProgressOutput::Bar { .. }, WhyWait::Failed(_) | WhyWait::Asked) => {
                self.bar.set_message(format!(" (trying again in {seconds} s)"));
            }
            (ProgressOutput::Bar { .. }, WhyWait::Turn { calls_a_minute }) => {
                self.bar.set_message(format!(" ({calls_a_minute} calls a minute)"));
            }
            // every call waits for its turn, and the rate is in the lines
            (ProgressOutput::Lines, WhyWait::Turn { .. }) => {}
            (ProgressOutput::Lines, WhyWait::Failed(_) | WhyWait::Asked) => {
                if wait.delay < WORTH_A_LINE || !self.told.is_news(wait) {
                    return;
                }
                console::tell(format_args!("note: {}", wait.why.sentence(seconds)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;

    use super::*;

    #[test]
    fn the_template_of_the_bar_is_one() {
        ProgressStyle::with_template(BAR).unwrap();
    }

    /// A terminal that keeps what is written.
    #[derive(Clone, Debug, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, line: &str) -> io::Result<()> {
            self.write_str(line)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
    }

    #[test]
    fn the_first_frame_of_the_bar_claims_nothing_that_is_not_known() {
        let paper = Paper::default();
        let target = ProgressDrawTarget::term_like(Box::new(paper.clone()));
        let mark = Mark { customers: 3, coupons: 20, ..Mark::default() };
        let _progress = Progress::drawn_on(target, ProgressOutput::Bar { ascii: true }, 40, mark);
        let first = paper.0.lock().unwrap().clone();
        assert!(first.trim_end().ends_with(" 3/40 customers, 20 coupons") && !first.contains("left"), "{first:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_log_gets_a_line_now_and_then_with_rate_and_time_left() {
        let mut err = Vec::new();
        let mut console =
            Console { input: &mut std::io::empty(), out: &mut std::io::sink(), err: &mut err, width: None };
        let start = Mark { customers: 100, coupons: 2000, ..Mark::default() };
        let mut progress = Progress::new(ProgressOutput::Lines, 1000, start);
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
