//! What a browser draws, as text and as styles that a reader can compare.

use std::fmt::Write as _;

use couponscope::app::App;
use couponscope::ui::{Look, render};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// One drawn screen.
pub(crate) struct Picture {
    pub(crate) buffer: Buffer,
    pub(crate) cursor: Option<Position>,
}

impl Picture {
    /// Draws the state at its own size.
    pub(crate) fn of(app: &App, look: &Look) -> Self {
        let mut buffer = Buffer::empty(Rect::new(0, 0, app.size().width, app.size().height));
        let cursor = render(app, look, &mut buffer);
        Self { buffer, cursor }
    }

    /// The text, line by line, without blanks at the ends.
    pub(crate) fn text(&self) -> String {
        let lines: Vec<String> = self.lines().map(|cells| Self::line(cells).trim_end().to_owned()).collect();
        lines.join("\n")
    }

    /// The text between bars that show where the screen ends, and below it the styles: for each
    /// line the words that do not look plain, under the name of their look.
    pub(crate) fn with_styles(&self) -> String {
        let mut out = String::new();
        for cells in self.lines() {
            writeln!(out, "|{}|", Self::line(cells)).unwrap();
        }
        if let Some(cursor) = self.cursor {
            writeln!(out, "cursor at column {}, line {}", cursor.x + 1, cursor.y + 1).unwrap();
        }
        for (number, cells) in self.lines().enumerate() {
            let runs = styled_runs(cells);
            if !runs.is_empty() {
                writeln!(out, "{:>2}: {}", number + 1, runs.join("  ")).unwrap();
            }
        }
        out
    }

    /// The cells, line by line.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &[Cell]> {
        self.buffer.content.chunks(usize::from(self.buffer.area.width).max(1))
    }

    /// A wide character is followed by a cell that is not printed.
    fn line(cells: &[Cell]) -> String {
        let mut text = String::new();
        let mut hidden = 0;
        for cell in cells {
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            text.push_str(cell.symbol());
            hidden = cell.symbol().width().saturating_sub(1);
        }
        text
    }
}

fn styled_runs(cells: &[Cell]) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    for chunk in cells.chunk_by(|a, b| look(a) == look(b)) {
        let text = Picture::line(chunk);
        let blank = text.trim().is_empty() && !chunk.iter().any(|cell| cell.modifier.contains(Modifier::REVERSED));
        let name = look(&chunk[0]);
        if !name.is_empty() && !blank {
            runs.push(format!("{name}[{}]", shortened(text.trim_end())));
        }
    }
    runs
}

fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    let same = text.chars().count() > 3 && chars.all(|c| c == first);
    if same { format!("{first}…") } else { text.to_owned() }
}

fn look(cell: &Cell) -> String {
    let colour = |colour: Color| match colour {
        Color::Reset => None,
        other => Some(other.to_string().to_lowercase()),
    };
    let modifiers = [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::REVERSED, "reversed"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::ITALIC, "italic"),
    ];
    let background = colour(cell.bg).map(|colour| format!("on-{colour}"));
    let names =
        modifiers.iter().filter(|(modifier, _)| cell.modifier.contains(*modifier)).map(|(_, name)| (*name).to_owned());
    colour(cell.fg).into_iter().chain(background).chain(names).collect::<Vec<_>>().join("+")
}
