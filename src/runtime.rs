//! The world around the state machine: terminal, keys, signals, calls, clipboard, clock.
//!
//! | room | what it does |
//! | --- | --- |
//! | [`browser`] | the loop: one event after the other into [`App::update`](crate::app::App::update), effects out |
//! | [`input`] | a thread that reads keys and watches for hang-up |
//! | [`screen`], [`frame`], [`terminal`] | a thread that draws: newest state, smallest update, one write |
//! | [`executor`] | calls to the server, one per lane |
//! | [`machine`] | the real stage of the loop: screen, clipboard, job control |
//! | [`clipboard`] | copying, by whichever way fits |
//! | [`recorder`] | a thread that keeps recent look-ups and hidden columns on the disk |
//! | [`job_control`] | being stopped by the user and brought back by the shell |
//! | [`keys`] | what a key means now |
//! | [`signals`] | the system's signals |
//! | [`panic_hook`] | the end by a fault of the program's own |
//! | [`clock`] | the browser's clock, which the state machine is told of with every message |

pub mod browser;
pub mod clipboard;
pub mod clock;
pub mod executor;
pub mod frame;
pub mod input;
pub mod job_control;
pub mod keys;
pub mod machine;
pub mod panic_hook;
pub mod recorder;
pub mod screen;
pub mod signals;
pub mod terminal;

use crossterm::event::KeyEvent;
use ratatui::layout::Size;

use crate::app::Msg;

/// What reaches the loop.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A key; what it means depends on the state.
    Key(KeyEvent),
    /// Pasted text.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// Something that is a message already: an answer, the end of a copy.
    Happened(Msg),
    /// A signal that ends the program, by its number.
    Signal(i32),
    /// The process runs on after it was stopped; the terminal may have another size.
    Continued(Option<Size>),
    /// The terminal is gone.
    HangUp,
}
