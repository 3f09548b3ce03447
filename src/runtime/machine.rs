//! The real stage of the browser: screen, clipboard, job control.

use super::browser::Stage;
use super::clipboard::Clipboard;
use super::job_control;
use super::recorder::{Note, Recorder};
use super::screen::Screen;
use crate::app::{App, Column, CopyNumber};
use crate::domain::Identifier;

/// The terminal and the machine around it.
#[derive(Debug)]
pub struct Machine {
    screen: Screen,
    clipboard: Clipboard,
    recorder: Option<Recorder>,
}

impl Machine {
    /// A stage on a screen that was started; without a recorder no look-up is kept.
    #[must_use]
    pub fn new(screen: Screen, clipboard: Clipboard, recorder: Option<Recorder>) -> Self {
        Self { screen, clipboard, recorder }
    }

    /// Gives the terminal back for good; then the last copy and the last look-up get a moment to
    /// arrive.
    pub async fn close(&mut self) {
        self.screen.give_back();
        self.clipboard.finish().await;
        self.recorder = None;
    }
}

impl Stage for &mut Machine {
    fn show(&mut self, app: &App) {
        self.screen.show(app);
    }

    fn redraw(&mut self) {
        self.screen.redraw();
    }

    fn copy(&mut self, number: CopyNumber, text: String) {
        self.clipboard.copy(number, text, &self.screen);
    }

    fn remember(&mut self, profile: Option<&str>, who: Identifier) {
        if let Some(recorder) = &mut self.recorder {
            recorder.keep(Note::LookUp(profile.map(str::to_owned), who));
        }
    }

    fn remember_columns(&mut self, hidden: Vec<Column>) {
        if let Some(recorder) = &mut self.recorder {
            recorder.keep(Note::Columns(hidden));
        }
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
