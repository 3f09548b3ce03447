//! Everything the browser wants done outside itself.

use super::column::Column;
use super::export::ExportJob;
use super::msg::CopyNumber;
use super::remote::{Slot, Ticket};
use crate::domain::{Entry, Identifier, Query};

/// One thing to do; the runtime does it, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the server; the answer comes back with the ticket.
    Call(Ticket, Query),
    /// The user waits for this call now, which was made ahead of that.
    Hurry(Ticket),
    /// Write coupons into a file; how it goes comes back with the ticket.
    Export(Ticket, Box<ExportJob>),
    /// Nobody waits for the call in this lane any more.
    Abandon(Slot),
    /// Put text on the clipboard; what becomes of it comes back with the number.
    Copy(CopyNumber, String),
    /// Keep a look-up that found someone among the recent ones.
    Remember(Identifier),
    /// Remember which columns are hidden.
    RememberColumns(Vec<Column>),
    /// Ask another profile's server from here on; what comes of it is told as
    /// [`Msg::Switched`](super::Msg::Switched).
    SwitchProfile(String),
    /// Draw the screen anew from nothing.
    Redraw,
    /// Give the terminal back to the shell until `fg`.
    Suspend,
    /// Leave with these coupons chosen.
    Pick(Vec<Entry>),
    /// Leave.
    Quit,
}
