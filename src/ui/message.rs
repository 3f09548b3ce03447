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
    let (toast, going_on) = (app.toast().map(toast), about_the_session(app));
    let toast = toast.map(|(text, role)| (look.with_keys(app, text), theme.style(role)));
    let going_on = going_on.map(|(text, role)| (look.with_keys(app, text), theme.style(role)));
    let fits = |(text, _): &(String, Style)| measure::width(text) <= usize::from(areas.message.width);
    if let (Some((told, style)), Some((waits, warning)), true) =
        (toast.as_ref().filter(|toast| fits(toast)), &going_on, has_two_lines(areas))
    {
        // a key's message must not hide that one waits, and how that is stopped
        line(told, *style, above(areas.message), buffer);
        line(waits, *warning, areas.message, buffer);
    } else if let Some((text, style)) = toast.or(going_on) {
        tell(&text, style, areas, buffer);
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
        line(text, style, areas.footer, buffer);
        return;
    }
    let lines = measure::wrap(text, usize::from(areas.message.width));
    match lines.as_slice() {
        [first, rest @ ..] if !rest.is_empty() && has_two_lines(areas) => {
            line(first, style, above(areas.message), buffer);
            line(&rest.join(" "), style, areas.message, buffer);
        }
        _ => {
            Pen::new(buffer, areas.message).put(text, style);
        }
    }
}

fn line(text: &str, style: Style, place: Rect, buffer: &mut Buffer) {
    Pen::new(buffer, place).put(text, style).fill(" ", style);
}

fn has_two_lines(areas: &Areas) -> bool {
    areas.message.area() > 0 && areas.message.y > 1
}

/// The line above: the verdict's, or the last row's where the verdict stands in the detail.
fn above(line: Rect) -> Rect {
    Rect { y: line.y - 1, ..line }
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
