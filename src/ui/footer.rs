//! The last line: the keys that work here. What cannot be done now is dim.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use super::{Look, Role};
use crate::app::{Action, App, Context};
use crate::domain::measure;

/// Always shown, at the right end.
const ALWAYS: [Action; 2] = [Action::Palette, Action::Help];

pub(super) fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    let mut tail = Vec::new();
    for action in ALWAYS {
        if let Some(key) = look.key(app, action) {
            tail.push(format!("{key} {}", action.row().footer));
            break;
        }
    }
    if let Some(text) = tail.first().filter(|text| area.width > 40 && !text.is_empty()) {
        pen.right(text, look.theme.style(Role::Dim)).right_gap(2);
    }
    for action in entries(app) {
        let Some(key) = look.key(app, action) else { continue };
        let word = action.row().footer;
        if measure::width(&key) + measure::width(word) + 1 > pen.room() {
            break;
        }
        let allowed = app.allowed(action).is_ok();
        let (key_role, word_role) = if allowed { (Role::Key, Role::Plain) } else { (Role::Dim, Role::Dim) };
        pen.put(&key, look.theme.style(key_role)).gap(1).put(word, look.theme.style(word_role)).gap(3);
    }
}

/// The actions of where one is, the inner context first.
fn entries(app: &App) -> impl Iterator<Item = Action> {
    let contexts: &'static [Context] = app.contexts();
    contexts.iter().flat_map(|context| {
        let of_context = move |action: &Action| {
            let row = action.row();
            !row.footer.is_empty() && row.contexts.contains(context) && !ALWAYS.contains(action)
        };
        Action::ALL.iter().copied().filter(of_context)
    })
}
