//! The real stage of the browser: screen, clipboard, job control.

use tokio::sync::mpsc::UnboundedSender;

use super::browser::Stage;
use super::clipboard::{Clipboard, Way};
use super::screen::Screen;
use super::{Event, job_control};
use crate::app::App;

/// The terminal and the machine around it.
#[derive(Debug)]
pub struct Machine {
    screen: Screen,
    clipboard: Clipboard,
}

impl Machine {
    /// A stage on a screen that was started; copies go `way`.
    #[must_use]
    pub fn new(screen: Screen, way: Way, events: UnboundedSender<Event>) -> Self {
        Self { screen, clipboard: Clipboard::new(way, events) }
    }

    /// Gives the terminal back for good, then lets the last copy arrive.
    pub async fn close(&mut self) {
        self.screen.give_back();
        self.clipboard.finish().await;
    }
}

impl Stage for &mut Machine {
    fn show(&mut self, app: &App) {
        self.screen.show(app);
    }

    fn redraw(&mut self) {
        self.screen.redraw();
    }

    fn copy(&mut self, text: String) {
        self.clipboard.copy(text, &self.screen);
    }

    fn suspend(&mut self) {
        // without a shell that can bring it back it would be stopped for ever
        if job_control::is_there() {
            self.screen.give_back();
            job_control::stop();
        }
    }

    fn resume(&mut self) {
        self.screen.take();
    }
}
