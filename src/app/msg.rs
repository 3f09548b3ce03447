//! Everything that can happen to the browser.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ratatui::layout::Size;
use tui_input::InputRequest;

use super::action::Action;
use super::export::Report;
use super::preferences::Preferences;
use super::remote::Ticket;
use crate::domain::{Answer, Failure, WhyWait};

/// When something happens: an argument, since nothing below reads a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Time since the program started; never jumps. Timers run on it.
    pub mono: Duration,
    /// Time of day; dates are judged by it.
    pub wall: Timestamp,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key that means an action here, or an entry chosen from the palette.
    Act(Action),
    /// A key for the text field that has the cursor.
    Edit(InputRequest),
    /// Text pasted into the terminal.
    Paste(String),
    /// A key that means nothing here.
    Unbound,
    /// The terminal's size, at the start and whenever it changes.
    Resize(Size),
    /// A call has ended.
    Answered(Ticket, Result<Arc<Answer>, Failure>),
    /// A call goes on after a pause.
    Waiting(Ticket, Pause),
    /// So many coupons of an export are written.
    Exporting(Ticket, u64),
    /// An export has ended.
    Exported(Ticket, Report),
    /// What became of a copy.
    Copied(CopyNumber, CopyReport),
    /// A look-up could not be kept among the recent ones on the disk.
    NotKept(String),
    /// Another profile is in use from here on and this is how it begins, or it is not, and why.
    Switched(Result<Box<Preferences>, String>),
    /// The program is in the foreground again after a suspension.
    Resumed,
    /// The moment that [`App::next_wake`](super::App::next_wake) named has come.
    Wake,
}

/// A wait before a call goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub delay: Duration,
    /// Why.
    pub why: WhyWait,
}

/// The identity of one copy: what became of an older one is not told of a newer one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyNumber(pub u64);

/// What is known of a copy; never more than that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyReport {
    /// The system confirmed it.
    Confirmed,
    /// It is in tmux's buffer, and tmux sends it on.
    InTmux,
    /// It is in the buffer of a tmux that does not say whether it sends it on.
    InTmuxAlone,
    /// It went to the terminal, which does not confirm.
    Sent,
    /// It went through a multiplexer whose defaults may drop it.
    SentThroughMultiplexer,
    /// No way to copy fits this terminal: the copy view shows it instead.
    NoWay,
    /// The way chosen failed, in words.
    Failed(String),
}
