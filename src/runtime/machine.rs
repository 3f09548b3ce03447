//! The real stage of the browser: screen, clipboard, job control.

use super::browser::Stage;
use super::clipboard::Clipboard;
use super::job_control;
use super::screen::Screen;
use crate::app::App;

/// The terminal and the machine around it.
#[derive(Debug)]
pub struct Machine {
    screen: Screen,
    clipboard: Clipboard,
}

impl Machine {
    /// A stage on a screen that was started.
    #[must_use]
    pub fn new(screen: Screen, clipboard: Clipboard) -> Self {
        Self { screen, clipboard }
    }

    /// Gives the terminal back for good.
    pub fn close(&self) {
        self.screen.give_back();
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
