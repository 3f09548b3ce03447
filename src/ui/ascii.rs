//! The same screen for terminals whose locale is not UTF-8: every cell becomes ASCII.

use ratatui::buffer::Buffer;

use crate::domain::ascii::sign_behind;

/// Replaces every sign that is not ASCII; letters of other scripts become question marks.
pub(super) fn only(buffer: &mut Buffer) {
    let mut before = " ".to_owned();
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let ascii = sign_behind(&before, cell.symbol()).to_owned();
            cell.set_symbol(&ascii);
        }
        cell.symbol().clone_into(&mut before);
    }
}
