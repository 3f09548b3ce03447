//! The lines of the detail, for drawing, moving and copying.

use std::sync::Arc;

use super::App;
use super::detail::{DetailLine, Subject};
use crate::layout::{self, Pane};

impl App {
    /// The lines of the detail pane for the selected row.
    #[must_use]
    pub fn detail_lines(&self) -> Arc<[DetailLine]> {
        self.subject().map_or_else(Arc::default, |subject| self.detail.kept(&subject).lines())
    }

    /// Enough lines of the detail pane to draw the first `most` of them.
    #[must_use]
    pub fn first_detail_lines(&self, most: usize) -> Arc<[DetailLine]> {
        self.subject().map_or_else(Arc::default, |subject| self.detail.first_lines(&subject, most))
    }

    fn subject(&self) -> Option<Subject<'_>> {
        Some(Subject {
            entry: self.list.selected()?,
            json: self.detail.json(),
            shows_empty: self.detail.shows_empty(),
            now: self.now.wall,
            zone: &self.preferences.zone,
            columns: usize::from(self.detail_area_width()),
        })
    }

    /// While the keys go to the detail, each asks for its lines more than once.
    pub(super) fn keep_detail_lines(&mut self) {
        let subject = self.subject().filter(|_| self.focus == Pane::Detail);
        let kept = subject.map(|subject| self.detail.kept(&subject));
        self.detail.keep(kept);
    }

    /// Columns of text in the detail pane: one stays free for the mark of the cursor.
    fn detail_area_width(&self) -> u16 {
        layout::areas(self.size, Pane::Detail, true).detail.width.saturating_sub(2)
    }

    pub(super) fn detail_height(&self) -> usize {
        usize::from(layout::areas(self.size, Pane::Detail, true).detail.height)
    }
}
