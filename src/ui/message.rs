//! The two lines above the keys: the verdict on the selected row, and messages.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::columns::role_of;
use super::pen::Pen;
use super::{Look, Role};
use crate::app::App;
use crate::app::sentence::Sentence;
use crate::app::toast::{Toast, Tone};
use crate::domain::{Verdict, measure};
use crate::layout::{self, Areas};

pub(super) fn verdict(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let Some(entry) = app.list().selected() else { return };
    let verdict = Verdict::of(entry, app.wall(), app.zone());
    let style = look.theme.style(role_of(verdict.word));
    Pen::new(buffer, area).put(&verdict.to_string(), style);
}

/// What is going on, most urgent first; a rule on a wide screen while there is nothing.
pub(super) fn draw(app: &App, look: &Look, areas: &Areas, buffer: &mut Buffer) {
    let theme = look.theme;
    if let Some((text, role)) = news(app) {
        tell(&look.with_keys(app, text), theme.style(role), areas, buffer);
    } else if let Some(notice) = app.notice() {
        // it stays: neither the verdict nor the keys can make room for it
        Pen::new(buffer, areas.message).put(&notice, theme.style(Role::Warn));
    } else if layout::is_wide(app.size()) {
        Pen::new(buffer, areas.message).fill("─", theme.style(Role::Rule));
    }
}

/// What does not fit into its line takes the line above too.
fn tell(text: &str, style: Style, areas: &Areas, buffer: &mut Buffer) {
    if areas.message.area() == 0 {
        // no line of its own on the smallest screens: the keys make room
        Pen::new(buffer, areas.footer).put(text, style).fill(" ", style);
        return;
    }
    let lines = measure::wrap(text, usize::from(areas.message.width));
    match lines.as_slice() {
        [first, rest @ ..] if !rest.is_empty() && areas.message.y > 1 => {
            Pen::new(buffer, above(areas.message)).put(first, style).fill(" ", style);
            Pen::new(buffer, areas.message).put(&rest.join(" "), style).fill(" ", style);
        }
        _ => {
            Pen::new(buffer, areas.message).put(text, style);
        }
    }
}

/// The line above: the verdict's, or the last row's where the verdict stands in the detail.
fn above(line: Rect) -> Rect {
    Rect { y: line.y - 1, ..line }
}

/// What comes and goes.
fn news(app: &App) -> Option<(Sentence, Role)> {
    app.toast().map(toast).or_else(|| about_the_session(app))
}

fn toast(toast: &Toast) -> (Sentence, Role) {
    let (sign, role) = match toast.tone {
        Tone::Good => ("✓ ", Role::Good),
        Tone::Plain => ("", Role::Plain),
        Tone::Bad | Tone::Refused => ("✗ ", Role::Bad),
    };
    (Sentence::from(sign).and(toast.text.clone()), role)
}

/// The lock, a wrong entry, and what is being waited for.
fn about_the_session(app: &App) -> Option<(Sentence, Role)> {
    if app.is_locked() {
        return Some(("Locked after a while without a key: nothing of the customer is kept".into(), Role::Plain));
    }
    // where a list fills the screen, the line below the search line has no room for it
    if let Some(complaint) = app.complaint().filter(|_| app.list().who().is_some() && !layout::is_small(app.size())) {
        return Some((format!("✗ {complaint}").into(), Role::Bad));
    }
    if let Some((pause, until)) = app.pause() {
        let left = until.saturating_sub(app.now().mono).as_secs_f64().ceil();
        return Some((stoppable(pause.why.sentence(format_args!("{left:.0}"))), Role::Warn));
    }
    let progress = app.export().progress()?;
    Some((stoppable(progress.clone()), Role::Plain))
}

fn stoppable(told: String) -> Sentence {
    Sentence::from(told).and(" ({back} stops)")
}
