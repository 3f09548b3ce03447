//! Writing on one line from left to right, never outside its place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::measure;

/// A place on one line that is being written on.
pub(super) struct Pen<'a> {
    buffer: &'a mut Buffer,
    x: u16,
    y: u16,
    end: u16,
}

impl<'a> Pen<'a> {
    /// Begins at the left of the first line of `area`.
    pub(super) fn new(buffer: &'a mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buffer.area);
        let end = if area.height == 0 { area.x } else { area.right() };
        Self { buffer, x: area.x, y: area.y, end }
    }

    /// Columns that are left.
    pub(super) fn room(&self) -> usize {
        usize::from(self.end - self.x)
    }

    /// The column where the next text begins.
    pub(super) fn x(&self) -> u16 {
        self.x
    }

    /// Writes text, cut with an ellipsis where it does not fit.
    pub(super) fn put(&mut self, text: &str, style: Style) -> &mut Self {
        let room = self.room();
        if room > 0 && !text.is_empty() {
            let text = measure::cut(text, room, "…");
            self.x = self.write(self.x, &text, room, style);
        }
        self
    }

    /// Writes at most so many columns of text; the column behind it. Looking for characters that
    /// belong together took a third of a frame, and plain text has none.
    fn write(&mut self, start: u16, text: &str, columns: usize, style: Style) -> u16 {
        if !measure::is_plain(text) {
            return self.buffer.set_stringn(start, self.y, text, columns, style).0;
        }
        let mut x = start;
        for c in text.chars().take(columns) {
            let Some(cell) = self.buffer.cell_mut((x, self.y)) else { break };
            cell.set_char(c).set_style(style);
            x += 1;
        }
        x
    }

    /// Writes a sign of one column, or leaves its column free.
    pub(super) fn mark(&mut self, sign: &str, shown: bool, style: Style) -> &mut Self {
        if shown { self.put(sign, style) } else { self.gap(1) }
    }

    /// Leaves columns free.
    pub(super) fn gap(&mut self, columns: u16) -> &mut Self {
        self.x = self.x.saturating_add(columns).min(self.end);
        self
    }

    /// Writes text into a field of so many columns, to its left or right edge.
    pub(super) fn cell(&mut self, text: &str, columns: u16, right: bool, style: Style) -> &mut Self {
        let columns = columns.min(self.end - self.x);
        let text = measure::cut(text, usize::from(columns), "…");
        let free = columns.saturating_sub(u16::try_from(measure::width(&text)).unwrap_or(columns));
        let start = if right { self.x + free } else { self.x };
        self.write(start, &text, usize::from(columns), style);
        self.x += columns;
        self
    }

    /// Writes text at the right edge, when it fits; what is written next stays left of it.
    pub(super) fn right(&mut self, text: &str, style: Style) -> &mut Self {
        let columns = measure::width(text);
        if columns <= self.room() && columns > 0 {
            let start = self.end - u16::try_from(columns).unwrap_or(0);
            self.write(start, text, columns, style);
            self.end = start;
        }
        self
    }

    /// Keeps columns free at the right edge.
    pub(super) fn right_gap(&mut self, columns: u16) -> &mut Self {
        self.end = self.end.saturating_sub(columns).max(self.x);
        self
    }

    /// Fills what is left with one character.
    pub(super) fn fill(&mut self, character: &str, style: Style) {
        let columns = self.room();
        self.write(self.x, &character.repeat(columns), columns, style);
        self.x = self.end;
    }
}

/// How far a text longer than its place is moved to the left, so that the cursor is in view.
pub(super) fn beyond(cursor: usize, room: usize) -> usize {
    (cursor + 1).saturating_sub(room)
}

/// The lines of an area, from the top.
pub(super) fn lines(area: Rect) -> impl Iterator<Item = Rect> {
    (area.y..area.bottom()).map(move |y| Rect { y, height: 1, ..area })
}
