//! The same screen for terminals whose locale is not UTF-8: every cell becomes ASCII.

use ratatui::buffer::Buffer;

/// Our own signs and what stands for them.
const SIGNS: [(&str, &str); 20] = [
    ("●", "*"),
    ("◐", "+"),
    ("○", "o"),
    ("×", "x"),
    ("▌", ">"),
    ("│", "|"),
    ("─", "-"),
    ("•", "*"),
    ("·", "-"),
    ("…", "."),
    ("∞", "~"),
    ("≈", "~"),
    ("–", "-"),
    ("✓", "+"),
    ("✗", "!"),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("┘", "+"),
    ("✚", "#"),
];

/// Replaces every sign that is not ASCII; letters of other scripts become question marks.
pub(super) fn only(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let symbol = SIGNS.iter().find(|(sign, _)| *sign == cell.symbol()).map_or("?", |(_, ascii)| ascii);
            cell.set_symbol(symbol);
        }
    }
}
