//! What lies over the screen: help, choosers, the palette, questions, the copy view.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use super::pen::{Pen, beyond, lines};
use super::{Look, Role};
use crate::app::overlay::{Choice, Chooser, HelpLine, Overlay, Palette, Prompt, Question, help_lines};
use crate::app::scroll::Scroll;
use crate::app::{Action, App, Column, Context};
use crate::domain::measure;
use crate::keymap::Chord;
use crate::layout::{self, Areas, Pane};

/// Columns left free beside what lies over the screen, so that the text behind it does not run on
/// into it.
const ASIDE: u16 = 2;
/// Columns of the screen behind that are worth showing, left and right together.
const STRIPS: u16 = 24;
/// Columns that the palette wants.
const COLUMNS: u16 = 84;

pub(super) fn draw(app: &App, overlay: &Overlay, look: &Look, areas: &Areas, buffer: &mut Buffer) -> Option<Position> {
    match overlay {
        Overlay::Help(scroll) => {
            help(app, *scroll, look, buffer);
            None
        }
        Overlay::Chooser(list) => {
            chooser(app, list, look, areas, buffer);
            None
        }
        Overlay::Palette(open) => Some(palette(app, open, look, buffer)),
        Overlay::Prompt(open) => Some(prompt(app, open, look, areas.footer, buffer)),
        // drawn instead of the screen, not over it
        Overlay::CopyView(_) => None,
    }
}

/// A line of the copy view: a part of the text, and whether it goes on with the line above.
struct CopyLine<'a> {
    part: &'a str,
    runs_on: bool,
}

/// The lines of a text on a screen of so many columns.
fn copy_lines(text: &str, columns: usize) -> impl Iterator<Item = CopyLine<'_>> {
    text.lines().flat_map(move |line| {
        let mut rest = Some(line);
        std::iter::from_fn(move || {
            let left = rest?;
            let part = measure::head(left, columns);
            rest = left.get(part.len()..).filter(|rest| !rest.is_empty() && !part.is_empty());
            Some(CopyLine { part, runs_on: left.len() < line.len() })
        })
    })
}

/// The text alone: no frame, no margin, nothing else to select by accident.
pub(super) fn copy_view(text: &str, look: &Look, buffer: &mut Buffer) {
    let columns = usize::from(buffer.area.width);
    for (line, place) in copy_lines(text, columns).zip(lines(buffer.area)) {
        Pen::new(buffer, place).put(line.part, look.theme.style(Role::Plain));
    }
}

/// The lines of the copy view that go on with the line above.
pub(super) fn lines_that_run_on(text: &str, size: Size) -> Vec<u16> {
    let lines = (0..size.height).zip(copy_lines(text, usize::from(size.width)));
    lines.filter(|(_, line)| line.runs_on).map(|(y, _)| y).collect()
}

/// Clears a place and frames it with a rule above and below; what is inside.
fn sheet(app: &App, title: &str, columns: u16, rows: usize, look: &Look, buffer: &mut Buffer) -> Rect {
    // narrow strips of what lies behind would only confuse
    let columns = if columns.saturating_add(STRIPS) > app.size().width { app.size().width } else { columns };
    let rows = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2).min(app.size().height.saturating_sub(1));
    let place = layout::in_front(app.size(), columns, rows.max(3)).intersection(buffer.area);
    let left = place.x.saturating_sub(ASIDE);
    let right = (place.right() + ASIDE).min(buffer.area.right());
    reset(Rect { x: left, width: right - left, ..place }, buffer);
    let mut all = lines(place);
    let rule = look.theme.style(Role::Rule);
    if let Some(top) = all.next() {
        Pen::new(buffer, top).put("── ", rule).put(title, look.theme.style(Role::Strong)).gap(1).fill("─", rule);
    }
    if let Some(bottom) = all.last() {
        Pen::new(buffer, bottom).fill("─", rule);
    }
    Rect {
        x: place.x + 1,
        y: place.y + 1,
        width: place.width.saturating_sub(2),
        height: place.height.saturating_sub(2),
    }
}

/// Styles of what lies behind must not shine through.
fn reset(place: Rect, buffer: &mut Buffer) {
    for y in place.y..place.bottom() {
        for x in place.x..place.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

fn help(app: &App, scroll: Scroll, look: &Look, buffer: &mut Buffer) {
    let here = app.contexts_behind();
    let all = help_lines(here);
    let inside = sheet(app, "Keys", app.size().width, all.len(), look, buffer);
    let top = scroll.top().min(all.len().saturating_sub(usize::from(inside.height)));
    for (place, line) in lines(inside).zip(all.iter().skip(top)) {
        let mut pen = Pen::new(buffer, place);
        match line {
            HelpLine::Heading(context) => {
                let note = if here.contains(context) { "" } else { " (elsewhere)" };
                pen.put(&format!("{}{note}", context.heading()), look.theme.style(Role::Strong));
            }
            HelpLine::Action(action) => {
                action_line(&mut pen, *action, &keys(*action, here, app, look), look, Role::Plain);
            }
            HelpLine::Blank => {}
        }
    }
    lines_in_view(top, all.len(), inside, look, buffer);
}

/// Which lines are in view, on the rule below them: else nobody knows that there are more.
fn lines_in_view(top: usize, len: usize, inside: Rect, look: &Look, buffer: &mut Buffer) {
    let shown = usize::from(inside.height);
    if len > shown {
        let below = Rect { y: inside.bottom(), height: 1, ..inside };
        let text = format!(" {}–{} of {len} ", top + 1, (top + shown).min(len));
        Pen::new(buffer, below).right_gap(2).right(&text, look.theme.style(Role::Dim));
    }
}

/// The keys of an action: of those that work here the ones that no inner place takes.
fn keys(action: Action, here: &[Context], app: &App, look: &Look) -> String {
    let chords = look.keymap.chords(action);
    let is_here = action.row().contexts.iter().any(|context| here.contains(context));
    let typing = app.focus() == Pane::Search;
    let works = |chord: &&Chord| !is_here || look.keymap.action(**chord, here, typing) == Some(action);
    let mut keys: Vec<String> = chords.iter().filter(works).map(Chord::display).collect();
    if keys.is_empty() {
        keys = chords.iter().map(Chord::display).collect();
    }
    keys.join(" ")
}

fn action_line(pen: &mut Pen, action: Action, keys: &str, look: &Look, role: Role) {
    let columns = if pen.room() > 60 { 16 } else { 10 };
    pen.cell(keys, columns, false, look.theme.style(Role::Key)).gap(1);
    pen.put(action.row().help, look.theme.style(role));
}

fn chooser(app: &App, list: &Chooser, look: &Look, areas: &Areas, buffer: &mut Buffer) {
    let told = told_of_columns(app, list, areas);
    let widest = list.options.iter().map(|option| measure::width(option)).max().unwrap_or(0);
    let telling = told.iter().map(|words| measure::width(words)).max().unwrap_or(0);
    let columns = (widest + telling).max(measure::width(list.choice.title()) + 4) + 8;
    let columns = u16::try_from(columns).unwrap_or(u16::MAX);
    let inside = sheet(app, list.choice.title(), columns, list.options.len(), look, buffer);
    let shown = visible(list.scroll, list.options.len(), inside);
    for (place, at) in lines(inside).zip(shown) {
        let Some(option) = list.options.get(at) else { break };
        let selected = at == list.scroll.cursor();
        let mut pen = Pen::new(buffer, place);
        pen.mark("▌", selected, look.theme.style(Role::Mark)).gap(1);
        pen.put(option, look.theme.selected(Role::Plain, selected));
        pen.put(told.get(at).copied().unwrap_or_default(), look.theme.style(Role::Dim));
    }
}

/// What stands behind the lines of the chooser of columns: which of the ticked ones have no room here.
fn told_of_columns(app: &App, list: &Chooser, areas: &Areas) -> Vec<&'static str> {
    if list.choice != Choice::Columns {
        return Vec::new();
    }
    let shown = super::list::columns_shown(app, areas);
    let has_room = |column: Column| shown.iter().any(|(shown, _)| shown.id == column);
    let is_left_out = |column: Column| !app.hidden_columns().contains(&column) && !has_room(column);
    Column::choices().map(|column| if is_left_out(column) { "    no room" } else { "" }).collect()
}

/// The rows in view when a list has less room than its cursor was told of.
fn visible(scroll: Scroll, len: usize, inside: Rect) -> std::ops::Range<usize> {
    let mut view = scroll;
    view.select(scroll.cursor(), len, usize::from(inside.height));
    view.top()..len
}

fn palette(app: &App, open: &Palette, look: &Look, buffer: &mut Buffer) -> Position {
    let entries = app.palette_entries(open);
    let inside = sheet(app, "What do you want to do?", COLUMNS, Action::ALL.len(), look, buffer);
    let field = Rect { height: inside.height.min(1), ..inside };
    let cursor = text_field(": ", open.field.text(), open.field.cursor_column(), look, field, buffer);
    let below = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
    if entries.is_empty() {
        Pen::new(buffer, below).gap(2).put("No action matches", look.theme.style(Role::Dim));
    }
    for (place, at) in lines(below).zip(visible(open.scroll, entries.len(), below)) {
        let Some(&action) = entries.get(at) else { break };
        let mut pen = Pen::new(buffer, place);
        let selected = at == open.scroll.cursor();
        pen.mark("▌", selected, look.theme.style(Role::Mark)).gap(1);
        let role = if app.allowed(action).is_ok() { Role::Plain } else { Role::Dim };
        let keys: Vec<String> = look.keymap.chords(action).iter().map(Chord::display).collect();
        action_line(&mut pen, action, &keys.join(" "), look, role);
    }
    cursor
}

fn prompt(app: &App, open: &Prompt, look: &Look, area: Rect, buffer: &mut Buffer) -> Position {
    let question = match open.question {
        _ if area.width < 40 => ": ".to_owned(),
        Question::Words => "Show what matches: ".to_owned(),
        Question::Seek => "Look for: ".to_owned(),
        Question::File(_) => "Write into: ".to_owned(),
        Question::Page => format!("Page (1 to {}): ", app.list().page_count().unwrap_or(1)),
    };
    reset(area, buffer);
    let mut pen = Pen::new(buffer, area);
    let mut field = area;
    if area.width >= 60 {
        let note = match open.question {
            Question::File(_) => "{accept}: write   {back}: cancel",
            Question::Page => "{accept}: go there   {back}: cancel",
            Question::Words | Question::Seek => "{accept} or {back}: done",
        };
        let note = &look.with_keys(app, note);
        pen.right(note, look.theme.style(Role::Dim));
        field.width -= u16::try_from(measure::width(note) + 2).unwrap_or(0);
    }
    text_field(&question, open.field.text(), open.field.cursor_column(), look, field, buffer)
}

fn text_field(label: &str, text: &str, column: usize, look: &Look, area: Rect, buffer: &mut Buffer) -> Position {
    let mut pen = Pen::new(buffer, area);
    pen.put(label, look.theme.style(Role::Strong));
    let (x, room) = (pen.x(), pen.room());
    let skipped = beyond(column, room);
    pen.put(text.get(measure::head(text, skipped).len()..).unwrap_or_default(), look.theme.style(Role::Plain));
    let column = u16::try_from(column.saturating_sub(skipped)).unwrap_or(u16::MAX);
    Position::new(x.saturating_add(column).min(area.right().saturating_sub(1)), area.y)
}
