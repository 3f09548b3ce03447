//! From the state of the screen to the smallest update of the terminal: one buffer of bytes.

mod paint;

use std::io;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use crate::domain::measure;

/// What the terminal shows, as far as we know.
#[derive(Debug)]
pub struct Canvas {
    shown: Buffer,
    cursor: Option<Position>,
    /// Lines that the terminal itself went on to from the line above.
    run_on: Vec<u16>,
    /// The terminal may show anything: draw all of it.
    unknown: bool,
}

impl Canvas {
    /// A terminal of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self { shown: Buffer::empty(Rect::ZERO), cursor: None, run_on: Vec::new(), unknown: true }
    }

    /// Forgets what is shown; the next update draws everything.
    pub fn forget(&mut self) {
        self.unknown = true;
    }

    /// Says which lines of the next update go on with the text of the line above. The terminal is left
    /// to wrap there by itself, so that what is marked with the mouse is one line again.
    pub fn run_on(&mut self, lines: Vec<u16>) {
        self.unknown |= self.run_on != lines;
        self.run_on = lines;
    }

    /// The bytes that turn what is shown into `next`: empty when nothing differs. They stand
    /// inside one synchronized update and are meant for one `write`.
    ///
    /// # Errors
    /// Never in practice: bytes are gathered in memory.
    pub fn update(&mut self, next: Buffer, cursor: Option<Position>) -> io::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(1024);
        queue!(out, BeginSynchronizedUpdate)?;
        let begun = out.len();
        let size = next.area.as_size();
        let runs_on = !self.run_on.is_empty() && self.shown != next;
        if self.unknown || runs_on || self.shown.area.as_size() != size {
            self.begin_anew(size, &mut out)?;
            self.write_through(&next, &mut out)?;
        } else {
            self.move_lines(&next, &mut out)?;
            clear_ends(&mut self.shown, &next, &mut out)?;
        }
        let changes = bridged(self.shown.diff(&next), &next);
        if !changes.is_empty() {
            paint::write(&changes, &mut out)?;
        }
        self.place_cursor(cursor, begun, &mut out)?;
        self.shown = next;
        if out.len() == begun {
            return Ok(Vec::new());
        }
        queue!(out, EndSynchronizedUpdate)?;
        Ok(out)
    }

    fn begin_anew(&mut self, size: Size, out: &mut Vec<u8>) -> io::Result<()> {
        queue!(out, Hide, Clear(ClearType::All))?;
        self.cursor = None;
        self.unknown = false;
        self.shown = Buffer::empty(Rect { x: 0, y: 0, width: size.width, height: size.height });
        Ok(())
    }

    /// Writes the lines that run on, each with those it goes on from, without a move in between.
    fn write_through(&mut self, next: &Buffer, out: &mut Vec<u8>) -> io::Result<()> {
        let width = usize::from(next.area.width).max(1);
        let lines: Vec<&[Cell]> = next.content.chunks(width).collect();
        for y in 0..next.area.height {
            let (continues, is_continued) = (self.run_on.contains(&y), self.run_on.contains(&(y + 1)));
            let Some(line) = lines.get(usize::from(y)).filter(|_| continues || is_continued) else { continue };
            if !continues {
                queue!(out, MoveTo(0, y))?;
            }
            let below = lines.get(usize::from(y) + 1).filter(|_| is_continued);
            out.extend(written(line, below.copied()).into_bytes());
            let start = usize::from(y) * width;
            if let Some(shown) = self.shown.content.get_mut(start..start + width) {
                shown.clone_from_slice(line);
            }
        }
        Ok(())
    }

    /// Looks for lines that moved only where much changed: it costs more than a small update.
    fn move_lines(&mut self, next: &Buffer, out: &mut Vec<u8>) -> io::Result<()> {
        let changed = self.shown.content.iter().zip(&next.content).filter(|(old, new)| old != new).count();
        if changed < WORTH_MOVING {
            return Ok(());
        }
        let Some(shift) = Shift::find(&self.shown, next) else { return Ok(()) };
        let mut moved = self.shown.clone();
        shift.apply(&mut moved);
        let left = moved.content.iter().zip(&next.content).filter(|(old, new)| old != new).count();
        if left + WORTH_MOVING / 2 < changed {
            shift.write(out)?;
            self.shown = moved;
        }
        Ok(())
    }

    /// Drawing moves the terminal's cursor, so a cursor that is shown is put back each time.
    fn place_cursor(&mut self, cursor: Option<Position>, begun: usize, out: &mut Vec<u8>) -> io::Result<()> {
        let drawn = out.len() > begun;
        match (self.cursor, cursor) {
            (None, Some(_)) => queue!(out, Show)?,
            (Some(_), None) => queue!(out, Hide)?,
            (None, None) | (Some(_), Some(_)) => {}
        }
        if let Some(position) = cursor.filter(|position| drawn || self.cursor != Some(*position)) {
            queue!(out, MoveTo(position.x, position.y))?;
        }
        self.cursor = cursor;
        Ok(())
    }
}

impl Default for Canvas {
    fn default() -> Self {
        Self::new()
    }
}

/// Whole lines that moved up or down together: a list that scrolled. The terminal moves them
/// itself, which takes a dozen bytes instead of two thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shift {
    top: u16,
    bottom: u16,
    /// Lines moved up; negative is down.
    up: i32,
}

/// Fewer changed cells than this are cheaper to draw than to look at more closely.
const WORTH_MOVING: usize = 48;
/// Fewer lines than this are cheaper to draw.
const FEWEST_LINES: usize = 4;
/// A list scrolls by one line, or by a few when keys come in a burst.
const FARTHEST: usize = 8;
/// Lines are recognised by their beginning: beside a list that scrolls another pane may stand
/// still or change.
const BEGINNING: usize = 40;
/// Moving the cursor over up to so many cells costs more than writing them again.
const BRIDGE: u16 = 6;
/// A blank end of a line of at least so many changed cells is cheaper to clear.
const WORTH_CLEARING: usize = 5;

/// The text of a line: to its last column where the line below goes on with it, else to its end.
fn written(line: &[Cell], below: Option<&[Cell]>) -> String {
    let mut text = String::with_capacity(line.len());
    let mut x = 0;
    while let Some(cell) = line.get(x) {
        text.push_str(cell.symbol());
        x += measure::width(cell.symbol()).max(1);
    }
    let wide = |cell: &Cell| measure::width(cell.symbol()) > 1;
    match below {
        // a wide character that did not fit any more left the last column free
        Some(below) if text.ends_with(' ') && below.first().is_some_and(wide) => drop(text.pop()),
        Some(_) => {}
        None => text.truncate(text.trim_end().len()),
    }
    text
}

/// Clears the ends of lines that become blank.
fn clear_ends(shown: &mut Buffer, next: &Buffer, out: &mut Vec<u8>) -> io::Result<()> {
    let blank = Cell::default();
    let width = usize::from(next.area.width).max(1);
    for (y, (old, new)) in (0u16..).zip(shown.content.chunks_mut(width).zip(next.content.chunks(width))) {
        // behind a wide character stands a blank cell that is its right half: clearing from there would
        // take all of it
        let behind = |last: usize| last + new.get(last).map_or(1, |cell| measure::width(cell.symbol()).max(1));
        let end = new.iter().rposition(|cell| *cell != blank).map_or(0, behind);
        let Some(tail) = old.get_mut(end..) else { continue };
        if tail.iter().filter(|cell| **cell != blank).count() >= WORTH_CLEARING {
            tail.fill(blank.clone());
            queue!(out, MoveTo(u16::try_from(end).unwrap_or(u16::MAX), y), Clear(ClearType::UntilNewLine))?;
        }
    }
    Ok(())
}

/// Adds the unchanged cells of short gaps between changes of one style.
fn bridged<'a>(changes: Vec<(u16, u16, &'a Cell)>, next: &'a Buffer) -> Vec<(u16, u16, &'a Cell)> {
    let mut all: Vec<(u16, u16, &Cell)> = Vec::with_capacity(changes.len());
    for (x, y, cell) in changes {
        if let Some(&(last_x, last_y, last)) = all.last()
            && last_y == y
            && x > last_x + 1
            && x - last_x <= BRIDGE + 1
        {
            let gap = (last_x + 1..x).filter_map(|x| next.cell((x, y)).map(|cell| (x, y, cell)));
            // a wide character makes the next cell a part of it, which must not be written
            let plain = |c: &Cell| c.symbol().len() == 1 && c.style() == cell.style();
            if last.symbol().is_ascii() && last.style() == cell.style() && gap.clone().all(|(_, _, cell)| plain(cell)) {
                all.extend(gap);
            }
        }
        all.push((x, y, cell));
    }
    all
}

impl Shift {
    fn find(shown: &Buffer, next: &Buffer) -> Option<Self> {
        let (old, new) = (beginnings(shown), beginnings(next));
        let changed = |at: &usize| old.get(*at) != new.get(*at);
        let first = (0..new.len()).find(changed)?;
        let last = (0..new.len()).rev().find(changed)?;
        let candidates = (1..=FARTHEST).flat_map(|by| [by.cast_signed(), -by.cast_signed()]);
        let best = candidates
            .map(|up| (matching(&old, &new, first, last, up), up))
            .max_by_key(|(run, _)| run.len())
            .filter(|(run, _)| run.len() >= FEWEST_LINES)?;
        Self::of(&best.0, best.1)
    }

    fn of(run: &std::ops::Range<usize>, up: isize) -> Option<Self> {
        let (above, below) = if up > 0 { (0, up) } else { (up, 0) };
        Some(Self {
            top: u16::try_from(run.start.checked_add_signed(above)?).ok()?,
            bottom: u16::try_from(run.end.checked_add_signed(below)?).ok()?,
            up: i32::try_from(up).ok()?,
        })
    }

    fn write(self, out: &mut Vec<u8>) -> io::Result<()> {
        use std::io::Write as _;
        let (count, direction) = (self.up.unsigned_abs(), if self.up > 0 { 'S' } else { 'T' });
        write!(out, "\x1b[{};{}r\x1b[{count}{direction}\x1b[r", self.top + 1, self.bottom)
    }

    fn apply(self, shown: &mut Buffer) {
        let before = shown.clone();
        for y in self.top..self.bottom {
            let from = i32::from(y) + self.up;
            let from = u16::try_from(from).ok().filter(|from| (self.top..self.bottom).contains(from));
            for x in shown.area.left()..shown.area.right() {
                let source = from.and_then(|from| before.cell((x, from))).cloned().unwrap_or_default();
                if let Some(cell) = shown.cell_mut((x, y)) {
                    *cell = source;
                }
            }
        }
    }
}

fn beginnings(buffer: &Buffer) -> Vec<&[Cell]> {
    let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
    rows.map(|row| row.get(..BEGINNING).unwrap_or(row)).collect()
}

/// The longest run of new lines that stood `up` lines lower before.
fn matching(old: &[&[Cell]], new: &[&[Cell]], first: usize, last: usize, up: isize) -> std::ops::Range<usize> {
    let blank = |row: &[Cell]| row.iter().all(|cell| cell.symbol() == " ");
    let mut best = 0..0;
    let mut start = None;
    for at in first..=last + 1 {
        let row = new.get(at).filter(|_| at <= last);
        let source =
            at.checked_add_signed(up).filter(|from| (first..=last).contains(from)).and_then(|from| old.get(from));
        let same = row.is_some() && row == source && row.is_some_and(|row| !blank(row));
        match (same, start) {
            (true, None) => start = Some(at),
            (false, Some(begun)) => {
                if at - begun > best.len() {
                    best = begun..at;
                }
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::{Modifier, Style};

    use super::*;

    fn buffer(lines: &[String], width: u16) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, u16::try_from(lines.len()).unwrap()));
        for (y, line) in (0..).zip(lines) {
            buffer.set_string(0, y, line, Style::new());
        }
        buffer
    }

    fn list(top: usize, height: usize) -> Vec<String> {
        let rows = (top..top + height).map(|row| format!("  {row} a coupon with a rather long description"));
        std::iter::once("title".to_owned()).chain(rows).chain(["keys".to_owned()]).collect()
    }

    /// What a terminal shows after these bytes.
    fn shown(width: u16, height: u16, updates: &[Vec<u8>]) -> String {
        let size = |n: u16| std::num::NonZeroU16::new(n).unwrap();
        let mut terminal = vt100::Parser::new(size(height), size(width), 0);
        for bytes in updates {
            terminal.process(bytes);
        }
        let lines: Vec<String> = terminal.screen().rows(0, width).map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n").trim_end().to_owned()
    }

    fn text(lines: &[String]) -> String {
        lines.join("\n").trim_end().to_owned()
    }

    #[test]
    fn nothing_new_sends_not_a_byte() {
        let mut canvas = Canvas::new();
        let lines = list(0, 20);
        assert!(!canvas.update(buffer(&lines, 60), None).unwrap().is_empty());
        assert_eq!(canvas.update(buffer(&lines, 60), None).unwrap(), b"");
    }

    #[test]
    fn a_list_that_scrolls_by_one_costs_less_than_one_of_its_lines() {
        let mut canvas = Canvas::new();
        let first = canvas.update(buffer(&list(0, 30), 80), None).unwrap();
        let scrolled = canvas.update(buffer(&list(1, 30), 80), None).unwrap();
        assert!(scrolled.len() < 200, "{} bytes", scrolled.len());
        assert_eq!(shown(80, 32, &[first, scrolled]).trim_end(), text(&list(1, 30)));
    }

    #[test]
    fn a_wide_character_at_the_end_of_a_line_stays_whole_when_what_follows_goes() {
        let mut canvas = Canvas::new();
        let before = canvas.update(buffer(&["咖啡 second cup half price".to_owned()], 40), None).unwrap();
        let after = canvas.update(buffer(&["咖啡".to_owned()], 40), None).unwrap();
        let text = String::from_utf8(after.clone()).unwrap();
        assert!(text.contains("\x1b[1;5H\x1b[K"), "cleared behind both halves: {text:?}");
        assert_eq!(shown(40, 1, &[before, after]), "咖啡");
    }

    #[test]
    fn a_text_that_runs_on_is_one_line_for_the_terminal_too() {
        let long = "0123 56789abcdef gh";
        let lines = ["0123 56789", "abcdef gh", "wide咖啡 ", "咖啡", "end"].map(str::to_owned);
        let narrow = ["0123 5678", "9abcdef g", "h", "wide咖啡", "咖啡", "end"].map(str::to_owned);
        for (lines, width, run_on) in [(&lines[..], 10, vec![1]), (&narrow[..], 9, vec![1, 2, 4])] {
            let mut canvas = Canvas::new();
            let before = canvas.update(buffer(&list(0, 4), width), None).unwrap();
            canvas.run_on(run_on.clone());
            let bytes = canvas.update(buffer(lines, width), None).unwrap();
            let size = |n: u16| std::num::NonZeroU16::new(n).unwrap();
            let mut terminal = vt100::Parser::new(size(8), size(width), 0);
            terminal.process(&[before, bytes].concat());
            let contents = terminal.screen().contents();
            assert_eq!(contents.lines().next(), Some(long));
            // whether a wide character that does not fit runs on is for the terminal to say
            assert!(contents.ends_with("\nwide咖啡\n咖啡\nend"), "{contents}");
            assert_eq!(canvas.update(buffer(lines, width), None).unwrap(), b"", "nothing new");
        }
    }

    #[test]
    fn after_forgetting_everything_is_drawn_again() {
        let mut canvas = Canvas::new();
        let all = canvas.update(buffer(&list(0, 5), 60), None).unwrap();
        canvas.forget();
        assert_eq!(canvas.update(buffer(&list(0, 5), 60), None).unwrap(), all);
    }

    #[test]
    fn the_cursor_is_shown_moved_and_hidden_only_when_it_changes() {
        let mut canvas = Canvas::new();
        let lines = list(0, 5);
        canvas.update(buffer(&lines, 60), None).unwrap();
        let moved = canvas.update(buffer(&lines, 60), Some(Position::new(3, 1))).unwrap();
        assert!(String::from_utf8(moved).unwrap().contains("\x1b[?25h\x1b[2;4H"));
        assert_eq!(canvas.update(buffer(&lines, 60), Some(Position::new(3, 1))).unwrap(), b"");
    }

    proptest! {
        #[test]
        fn whatever_changes_the_terminal_shows_what_was_drawn(
            screens in proptest::collection::vec((0usize..12, 0usize..12, any::<bool>()), 1..8)
        ) {
            let mut canvas = Canvas::new();
            let (mut updates, mut last) = (Vec::new(), Vec::new());
            for (top, changed, bold) in screens {
                let mut lines = list(top, 12);
                lines[changed] = format!("changed {changed}");
                let mut next = buffer(&lines, 50);
                if bold {
                    next.set_style(Rect::new(0, 3, 50, 2), Style::new().add_modifier(Modifier::BOLD));
                }
                updates.push(canvas.update(next, None).unwrap());
                last = lines;
            }
            let shown = shown(50, 14, &updates);
            prop_assert_eq!(shown.trim_end(), text(&last));
        }
    }
}
