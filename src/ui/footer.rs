//! The last line: the keys that work here. What cannot be done now is dim.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use super::{Look, Role};
use crate::app::{Action, App, Context};
use crate::domain::measure;

/// Always shown, at the right end: what a newcomer needs first, and the way to all the rest. Help
/// stands there where the palette's key is text.
const ALWAYS: [Action; 3] = [Action::Find, Action::Palette, Action::Help];

pub(super) fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    if area.width > 40 {
        let words = always(app, look).join("   ");
        pen.right(&words, look.theme.style(Role::Dim)).right_gap(2);
    }
    for action in entries(app).filter(|action| app.is_offered(*action)) {
        let Some(key) = key(app, look, action) else { continue };
        let word = app.footer_word(action);
        if measure::width(&key) + measure::width(&word) + 1 > pen.room() {
            break;
        }
        let allowed = app.allowed(action).is_ok();
        let (key_role, word_role) = if allowed { (Role::Key, Role::Plain) } else { (Role::Dim, Role::Dim) };
        pen.put(&key, look.theme.style(key_role)).gap(1).put(&word, look.theme.style(word_role)).gap(3);
    }
}

/// A tick is set with the space bar, which stands behind Enter.
fn key(app: &App, look: &Look, action: Action) -> Option<String> {
    let ticks = action == Action::Choose && app.ticks();
    if ticks { look.keys(app, action).next_back() } else { look.key(app, action) }
}

fn always(app: &App, look: &Look) -> Vec<String> {
    let words = |action: Action| Some(format!("{} {}", look.key(app, action)?, action.row().footer));
    let mut shown: Vec<String> = ALWAYS.into_iter().filter_map(words).collect();
    shown.truncate(2);
    shown
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
