//! The search line, and what stands below it while nobody is looked up.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

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

/// Columns of the left part of the guide: a number, an address.
const LEFT: u16 = 26;

/// A line below the search line: on the left what may be typed or taken, on the right what it is.
struct GuideLine<'a> {
    left: String,
    right: &'a str,
    style: Style,
}

/// What is wrong with what was typed, or else what may be typed, who was looked up before, whom to try.
pub(super) fn guide(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let mut places = lines(area).skip(usize::from(area.height > 6));
    if let Some(complaint) = app.complaint() {
        let columns = usize::from(area.width.saturating_sub(4));
        for (part, place) in measure::wrap(&format!("✗ {complaint}"), columns).iter().zip(&mut places) {
            Pen::new(buffer, place).gap(2).put(part, look.theme.style(Role::Bad));
        }
        return;
    }
    for (place, GuideLine { left, right, style }) in places.zip(guide_lines(app, look)) {
        Pen::new(buffer, place).gap(2).cell(&left, LEFT, false, style).gap(2).put(right, look.theme.style(Role::Dim));
    }
}

fn guide_lines<'a>(app: &'a App, look: &Look) -> Vec<GuideLine<'a>> {
    let mut lines = earlier(app, look);
    if app.preferences().hints.is_empty() {
        lines.extend(forms(app, look));
    } else {
        lines.extend(hints(app, look));
    }
    lines
}

/// Who was looked up before.
fn earlier<'a>(app: &'a App, look: &Look) -> Vec<GuideLine<'a>> {
    if app.search().recent().is_empty() {
        return Vec::new();
    }
    let heading = heading("Looked up before", "↑ and ↓ take one", look);
    let people = app.search().recent().iter().enumerate();
    let people = people.map(|(at, who)| choice(at, app.display(who), who.kind().label(), app, look));
    std::iter::once(heading).chain(people).chain([blank(look)]).collect()
}

/// Whom to try in the sandbox.
fn hints<'a>(app: &'a App, look: &Look) -> Vec<GuideLine<'a>> {
    let heading = heading("Try one of these", "made up, on this machine; ↑ and ↓ take one", look);
    let people = (app.search().recent().len()..).zip(&app.preferences().hints);
    let people = people.map(|(at, (who, what))| choice(at, who.clone(), what, app, look));
    std::iter::once(heading).chain(people).collect()
}

/// How a customer may be named.
fn forms(app: &App, look: &Look) -> Vec<GuideLine<'static>> {
    let plain = |left: &str, right| GuideLine { left: left.to_owned(), right, style: look.theme.style(Role::Plain) };
    let mut lines = vec![
        heading("What may be typed", "", look),
        plain("918860000001", "a mobile number, country code first"),
        plain("ann@example.com", "an e-mail address"),
        plain("ext:A-1700", "the brand's own id; also id: mobile: email:"),
    ];
    let switch = look.key(app, Action::SwitchProfile).filter(|_| app.allowed(Action::SwitchProfile).is_ok());
    if let Some(key) = switch {
        lines.extend([blank(look), plain(&key, "the customers of another profile")]);
    }
    lines
}

fn heading(left: &str, right: &'static str, look: &Look) -> GuideLine<'static> {
    GuideLine { left: left.to_owned(), right, style: look.theme.style(Role::Strong) }
}

fn blank(look: &Look) -> GuideLine<'static> {
    GuideLine { left: String::new(), right: "", style: look.theme.style(Role::Plain) }
}

/// Somebody who can be taken into the line, by the place among all of them.
fn choice<'a>(at: usize, left: String, right: &'a str, app: &App, look: &Look) -> GuideLine<'a> {
    GuideLine { left, right, style: look.theme.selected(Role::Plain, app.search().recalled() == Some(at)) }
}
