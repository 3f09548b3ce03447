//! The detail pane: all about one coupon, line by line.
//!
//! The lines are made here, not while drawing, because moving and copying need them too.

mod kept;
mod sheet;

use std::sync::Arc;

pub use kept::Kept;
pub use sheet::Subject;

use super::scroll::Scroll;
use crate::domain::Clean;

/// What a line is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// The code.
    Title,
    /// State and reasons.
    Verdict,
    /// The heading of a section.
    Heading,
    /// A label and its value.
    Field,
    /// Less important: the original text of a date, "none".
    Aside,
    /// Space.
    Blank,
}

/// One line of the pane; a long value takes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailLine {
    /// What it is.
    pub kind: LineKind,
    /// The label, on the first line of a value.
    pub label: String,
    /// The text, or a part of it.
    pub value: String,
    /// What `y` copies here; the lines of one long value share it.
    pub copy: Option<Arc<str>>,
}

/// Where the search for words goes from the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchFrom {
    /// On, from the line under the cursor.
    Here,
    /// On, from the line after it.
    Next,
    /// Back, from the line before it.
    Previous,
}

/// Cursor and choices of the pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    scroll: Scroll,
    shows_empty: bool,
    /// The coupon's original JSON, while that is shown.
    json: Option<Arc<[Clean]>>,
    /// The lines, while the pane has the keys.
    kept: Option<Arc<Kept>>,
}

impl Detail {
    /// The cursor.
    #[must_use]
    pub fn scroll(&self) -> Scroll {
        self.scroll
    }

    /// True when empty custom properties are shown.
    #[must_use]
    pub fn shows_empty(&self) -> bool {
        self.shows_empty
    }

    /// Shows or hides empty custom properties.
    pub fn toggle_empty(&mut self) {
        self.shows_empty = !self.shows_empty;
    }

    /// The original JSON, while that is shown.
    #[must_use]
    pub fn json(&self) -> Option<&Arc<[Clean]>> {
        self.json.as_ref()
    }

    /// The lines of `subject` with what they were made from: made at its first key, not at each.
    #[must_use]
    pub fn kept(&self, subject: &Subject) -> Arc<Kept> {
        let same = self.kept.as_ref().filter(|kept| kept.is_of(subject));
        same.map_or_else(|| Arc::new(Kept::new(subject)), Arc::clone)
    }

    /// Enough lines of `subject` to draw the first `most` of them.
    #[must_use]
    pub fn first_lines(&self, subject: &Subject, most: usize) -> Arc<[DetailLine]> {
        let same = self.kept.as_ref().filter(|kept| kept.is_of(subject));
        same.map_or_else(|| subject.lines(most).into(), |kept| kept.lines())
    }

    /// Keeps lines for the next key, or none.
    pub fn keep(&mut self, kept: Option<Arc<Kept>>) {
        self.kept = kept;
    }

    /// Shows the original JSON, or the fields again.
    pub fn set_json(&mut self, json: Option<Vec<Clean>>) {
        self.json = json.map(Arc::from);
        self.scroll.reset();
    }

    /// Back to the first line, for another coupon.
    pub fn reset(&mut self) {
        self.scroll.reset();
        self.json = None;
        self.kept = None;
    }

    /// Puts the cursor on a line that holds `words`, round and round. False when there is none.
    pub fn find(&mut self, words: &str, way: SearchFrom, lines: &[DetailLine], height: usize) -> bool {
        let words = words.trim().to_lowercase();
        let at = self.scroll.cursor();
        let holds = |at: &usize| {
            let line = lines.get(*at);
            line.is_some_and(|line| format!("{}{}", line.label, line.value).to_lowercase().contains(&words))
        };
        let round = |start: usize| (start..lines.len()).chain(0..start.min(lines.len()));
        let found = match way {
            SearchFrom::Here => round(at).find(holds),
            SearchFrom::Next => round(at + 1).find(holds),
            SearchFrom::Previous => round(at).rev().find(holds),
        };
        if let Some(at) = found.filter(|_| !words.is_empty()) {
            self.scroll.select(at, lines.len(), height);
            return true;
        }
        false
    }

    /// Moves the cursor by lines.
    pub fn step(&mut self, by: isize, lines: usize, height: usize) {
        self.scroll.step(by, lines, height);
    }

    /// Keeps the cursor on its line when some come between or are left out, else on the last one before it
    /// that is still there. Both are walked once, since there can be thousands.
    pub fn stay(&mut self, before: &[DetailLine], lines: &[DetailLine], height: usize) {
        let (mut stays, mut next) = (0, 0);
        for line in before.iter().take(self.scroll.cursor() + 1) {
            if lines.len() > before.len() {
                next += lines.iter().skip(next).take_while(|one| *one != line).count();
            }
            if lines.get(next) == Some(line) {
                (stays, next) = (next, next + 1);
            }
        }
        self.scroll.land(stays, lines.len(), height);
    }

    /// Puts the cursor on the heading of the next section, or of the one before.
    pub fn step_section(&mut self, forward: bool, lines: &[DetailLine], height: usize) {
        let at = self.scroll.cursor();
        let headings = lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Heading).map(|(i, _)| i);
        let target = if forward {
            headings.into_iter().find(|&i| i > at).unwrap_or(at)
        } else {
            headings.into_iter().take_while(|&i| i < at).last().unwrap_or(0)
        };
        self.scroll.select(target, lines.len(), height);
    }
}
