//! The detail pane.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::columns::role_of;
use super::pen::{Pen, lines};
use super::{Look, Role};
use crate::app::App;
use crate::app::detail::{DetailLine, LineKind};
use crate::domain::CouponState;
use crate::layout::Pane;

pub(super) fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let Some(entry) = app.list().selected() else { return };
    if area.area() == 0 {
        return;
    }
    let word = CouponState::of(entry, app.wall(), app.zone());
    let scroll = app.detail().scroll();
    let focused = app.focus() == Pane::Detail;
    let all = app.first_detail_lines(scroll.top() + usize::from(area.height));
    for (place, (at, line)) in lines(area).zip(all.iter().enumerate().skip(scroll.top())) {
        let selected = focused && at == scroll.cursor();
        draw_line(look, place, line, role(line.kind, word), selected, buffer);
    }
}

fn role(kind: LineKind, word: CouponState) -> Role {
    match kind {
        LineKind::Title | LineKind::Heading => Role::Strong,
        LineKind::Verdict => role_of(word),
        LineKind::Field | LineKind::Blank => Role::Plain,
        LineKind::Aside => Role::Dim,
    }
}

fn draw_line(look: &Look, place: Rect, line: &DetailLine, role: Role, selected: bool, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, place);
    pen.mark("▌", selected, look.theme.style(Role::Mark)).gap(1);
    pen.put(&line.label, look.theme.style(Role::Dim));
    pen.put(&line.value, look.theme.selected(role, selected));
}
