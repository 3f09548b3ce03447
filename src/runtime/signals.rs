//! The system's signals as events.

use ratatui::layout::Size;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;

use super::Event;

/// The number that `kill -l` gives SIGCONT on this platform.
const CONTINUE: i32 = rustix::process::Signal::CONT.as_raw();

/// Watches for signals until the program ends. Needs to run inside a tokio runtime.
///
/// # Errors
/// When a signal cannot be watched.
pub fn watch(events: &UnboundedSender<Event>) -> std::io::Result<()> {
    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::quit()] {
        forward(signal(kind)?, events.clone(), move || Some(Event::Signal(kind.as_raw_value())));
    }
    // the hang-up of the terminal itself is noticed by the input, also where this signal is ignored
    let hang_up = SignalKind::hangup();
    forward(signal(hang_up)?, events.clone(), move || Some(Event::Signal(hang_up.as_raw_value())));
    forward(signal(SignalKind::window_change())?, events.clone(), || terminal_size().map(Event::Resize));
    forward(signal(SignalKind::from_raw(CONTINUE))?, events.clone(), || Some(Event::Continued(terminal_size())));
    Ok(())
}

fn forward(mut signal: Signal, events: UnboundedSender<Event>, event: impl Fn() -> Option<Event> + Send + 'static) {
    tokio::spawn(async move {
        while signal.recv().await.is_some() {
            if let Some(event) = event()
                && events.send(event).is_err()
            {
                return;
            }
        }
    });
}

/// The size of the terminal now.
#[must_use]
pub fn terminal_size() -> Option<Size> {
    crossterm::terminal::size().ok().map(|(width, height)| Size { width, height })
}
