//! Writing cells: where they stand, how they look, what they say.
//!
//! The 16 colours go out as 30–37 and 90–97, which every terminal knows. The library's own writing says
//! `38;5;2` for green, of which an old terminal takes the `5` for blinking and the `2` for dim.

use std::fmt::Write as _;
use std::io;

use crossterm::cursor::MoveTo;
use crossterm::queue;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Ways to look beside the colours, and their numbers.
const LOOKS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Looks {
    modifier: Modifier,
    foreground: Color,
    background: Color,
}

impl Looks {
    /// As text looks on a terminal that was told nothing.
    const PLAIN: Self = Self { modifier: Modifier::empty(), foreground: Color::Reset, background: Color::Reset };

    fn of(cell: &Cell) -> Self {
        Self { modifier: cell.modifier, foreground: cell.fg, background: cell.bg }
    }

    /// The numbers that make plain text look so, each behind a semicolon.
    fn numbers(self) -> String {
        let mut numbers = String::new();
        for (modifier, number) in LOOKS {
            if self.modifier.contains(modifier) {
                push(&mut numbers, format_args!("{number}"));
            }
        }
        colour(&mut numbers, self.foreground, 30);
        colour(&mut numbers, self.background, 40);
        numbers
    }
}

fn push(numbers: &mut String, number: std::fmt::Arguments) {
    // writing into memory does not fail
    let _ = write!(numbers, ";{number}");
}

/// Adds a colour: one of the 16 by its own number from `base` on, others in the longer form.
fn colour(numbers: &mut String, colour: Color, base: u8) {
    let place = match colour {
        Color::Reset => return,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => return push(numbers, format_args!("{};5;{index}", base + 8)),
        Color::Rgb(red, green, blue) => return push(numbers, format_args!("{};2;{red};{green};{blue}", base + 8)),
    };
    push(numbers, format_args!("{}", base + place));
}

/// Writes cells, each where it stands. The terminal writes plain text before and behind that.
///
/// # Errors
/// Never in practice: bytes are gathered in memory.
pub(super) fn write(cells: &[(u16, u16, &Cell)], out: &mut Vec<u8>) -> io::Result<()> {
    let mut looks = Looks::PLAIN;
    let mut behind = None;
    for &(x, y, cell) in cells {
        if behind != Some((x, y)) {
            queue!(out, MoveTo(x, y))?;
        }
        change(looks, Looks::of(cell), out);
        looks = Looks::of(cell);
        out.extend(cell.symbol().as_bytes());
        behind = Some((x + 1, y));
    }
    change(looks, Looks::PLAIN, out);
    Ok(())
}

/// Nothing is taken back one by one: 22 ends bold and dim alike, and not every terminal knows it.
fn change(from: Looks, to: Looks, out: &mut Vec<u8>) {
    if from == to {
        return;
    }
    let numbers = to.numbers();
    let sequence = if from == Looks::PLAIN || to == Looks::PLAIN {
        format!("\x1b[{}m", numbers.trim_start_matches(';'))
    } else {
        format!("\x1b[0{numbers}m")
    };
    out.extend(sequence.into_bytes());
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn written(cells: &[(&str, Style)]) -> String {
        let cells: Vec<Cell> = cells
            .iter()
            .map(|(symbol, style)| {
                let mut cell = Cell::default();
                cell.set_symbol(symbol).set_style(*style);
                cell
            })
            .collect();
        let placed: Vec<(u16, u16, &Cell)> = (0..).zip(&cells).map(|(x, cell)| (x, 2, cell)).collect();
        let mut out = Vec::new();
        write(&placed, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_sixteen_colours_have_numbers_of_their_own() {
        let text = |style| written(&[("x", style)]);
        assert_eq!(text(Style::new().fg(Color::Green)), "\x1b[3;1H\x1b[32mx\x1b[m");
        assert_eq!(text(Style::new().fg(Color::White).bg(Color::DarkGray)), "\x1b[3;1H\x1b[97;100mx\x1b[m");
        assert_eq!(text(Style::new().fg(Color::Black).bg(Color::Gray)), "\x1b[3;1H\x1b[30;47mx\x1b[m");
        assert_eq!(text(Style::new().fg(Color::Indexed(200))), "\x1b[3;1H\x1b[38;5;200mx\x1b[m");
        assert_eq!(text(Style::new().bg(Color::Rgb(1, 2, 3))), "\x1b[3;1H\x1b[48;2;1;2;3mx\x1b[m");
        assert_eq!(text(Style::new()), "\x1b[3;1Hx");
    }

    #[test]
    fn a_look_is_told_once_and_ends_where_it_ends() {
        let (bold, dim) = (Style::new().add_modifier(Modifier::BOLD), Style::new().add_modifier(Modifier::DIM));
        let red = bold.fg(Color::Red).add_modifier(Modifier::REVERSED);
        assert_eq!(
            written(&[("a", bold), ("b", bold), ("c", dim), ("d", Style::new()), ("e", red)]),
            "\x1b[3;1H\x1b[1mab\x1b[0;2mc\x1b[md\x1b[1;7;31me\x1b[m"
        );
    }
}
