//! The search line, and what stands below it while nobody is looked up.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::pen::{Pen, beyond, lines};
use super::{Look, Role};
use crate::app::{Action, App};
use crate::domain::{mask, measure};
use crate::layout::Pane;

const PROMPT: &str = "Customer  ";

/// Draws the line; where the text cursor stands, when the line has it.
pub(super) fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.area() == 0 {
        return None;
    }
    let theme = look.theme;
    let focused = app.focus() == Pane::Search;
    let mut pen = Pen::new(buffer, area);
    if area.width >= 60 {
        pen.right(&kind(app, look), theme.style(Role::Dim)).right_gap(2);
    }
    pen.put(PROMPT, theme.style(if focused { Role::Strong } else { Role::Dim }));
    let (start, room) = (pen.x(), pen.room());
    let text = shown_text(app);
    let skipped = beyond(app.search().field().cursor_column(), room);
    let visible: &str = text.get(measure::head(&text, skipped).len()..).unwrap_or_default();
    pen.put(visible, theme.style(Role::Plain));
    let column = app.search().field().cursor_column().saturating_sub(skipped).min(room.saturating_sub(1));
    focused.then(|| Position::new(start + u16::try_from(column).unwrap_or(0), area.y))
}

/// What is typed is shown while it is edited; once looked up it is masked like the rest.
fn shown_text(app: &App) -> String {
    let text = app.search().field().text();
    if app.search().is_being_typed() && app.focus() == Pane::Search {
        return text.to_owned();
    }
    match (app.bullet(), app.search().identifier()) {
        (Some(bullet), Ok(who)) => who.masked(bullet),
        (Some(bullet), Err(_)) => mask::running_text(text, bullet),
        (None, _) => text.to_owned(),
    }
}

fn kind(app: &App, look: &Look) -> String {
    let Some((kind, guessed)) = app.search().kind() else { return String::new() };
    let guess = if guessed { ", guessed" } else { "" };
    match look.key(app, Action::CycleKind) {
        Some(key) => format!("{}{guess}  ({key})", kind.label()),
        None => format!("{}{guess}", kind.label()),
    }
}

/// What may be typed, who was looked up before, whom to try.
pub(super) fn guide(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let (plain, dim) = (look.theme.style(Role::Plain), look.theme.style(Role::Dim));
    let mut lines = lines(area).skip(usize::from(area.height > 6));
    let mut line = |buffer: &mut Buffer, left: &str, right: &str, style| {
        if let Some(place) = lines.next() {
            Pen::new(buffer, place).gap(2).cell(left, 26, false, style).gap(2).put(right, dim);
        }
    };
    if let Some(complaint) = app.complaint() {
        let bad = look.theme.style(Role::Bad);
        let columns = usize::from(area.width.saturating_sub(4));
        for (part, place) in measure::wrap(&format!("✗ {complaint}"), columns).iter().zip(&mut lines) {
            Pen::new(buffer, place).gap(2).put(part, bad);
        }
        return;
    }
    if !app.search().recent().is_empty() {
        line(buffer, "Looked up before", "↑ and ↓ take one", look.theme.style(Role::Strong));
        for (at, who) in app.search().recent().iter().enumerate() {
            let chosen = app.search().recalled() == Some(at);
            let style = look.theme.selected(Role::Plain, chosen);
            line(buffer, &app.display(who), who.kind().label(), style);
        }
        line(buffer, "", "", plain);
    }
    if !app.preferences().hints.is_empty() {
        line(buffer, "Try one of these", "made up, on this machine; ↑ and ↓ take one", look.theme.style(Role::Strong));
        for (at, (who, what)) in (app.search().recent().len()..).zip(&app.preferences().hints) {
            let style = look.theme.selected(Role::Plain, app.search().recalled() == Some(at));
            line(buffer, who, what, style);
        }
        return;
    }
    line(buffer, "What may be typed", "", look.theme.style(Role::Strong));
    line(buffer, "918860000001", "a mobile number, country code first", plain);
    line(buffer, "ann@example.com", "an e-mail address", plain);
    line(buffer, "ext:A-1700", "the brand's own id; also id: mobile: email:", plain);
    let switch = look.key(app, Action::SwitchProfile).filter(|_| app.allowed(Action::SwitchProfile).is_ok());
    if let Some(key) = switch {
        line(buffer, "", "", plain);
        line(buffer, &key, "the customers of another profile", plain);
    }
}
