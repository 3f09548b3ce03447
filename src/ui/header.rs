//! The first line: where the answers come from, what is going on, as of when.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use super::{Look, Role};
use crate::app::{Action, App, ELAPSED_AFTER, SPINNER_AFTER, SPINNER_STEP};
use crate::domain::{Skew, calendar, measure};
use crate::layout;

const SPINNER: [&str; 4] = ["-", "\\", "|", "/"];

pub(super) fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let mut pen = Pen::new(buffer, area);
    if area.width >= 60
        && let Some(key) = look.key(app, Action::Help)
    {
        pen.right(&format!("{key} help"), theme.style(Role::Dim)).right_gap(3);
    }
    if let Some((_, listing)) = app.list().shown() {
        let time = calendar::clock(listing.as_of(), app.zone());
        pen.right(&format!("as of {time}"), theme.style(Role::Dim)).right_gap(3);
    }
    if let Some(skew) = app.skew() {
        let words = skew_words(skew, layout::is_wide(app.size()));
        pen.right(&words, theme.style(Role::Warn)).right_gap(3);
    }
    if let Some(waiting) = waiting(app) {
        pen.right(&waiting, theme.style(Role::Strong)).right_gap(2);
    }
    pen.put("couponscope", theme.style(Role::Strong)).gap(3);
    let place = &app.preferences().place;
    let label = app.preferences().label.as_ref().map(|label| format!(" {label} "));
    // the label must never be overlooked, so where there is no room for both it stays
    let both = measure::width(place) + label.as_deref().map_or(0, |label| measure::width(label) + 2);
    if label.is_none() || both <= pen.room() {
        pen.put(place, theme.style(Role::Dim)).gap(2);
    }
    if let Some(label) = label {
        pen.put(&label, theme.style(Role::Label));
    }
}

/// Beside the time as of which the rows are judged, and as long as that judgement is in doubt.
fn skew_words(skew: Skew, is_wide: bool) -> String {
    if is_wide {
        format!("this clock is {} of the server's: expiry may be wrong", skew.words())
    } else {
        format!("clock {}", skew.words())
    }
}

/// A spinner for waits that are felt, the seconds for waits that are long.
fn waiting(app: &App) -> Option<String> {
    let (_, since) = app.list().asked()?;
    let waited = app.now().mono.saturating_sub(since);
    if waited < SPINNER_AFTER {
        return None;
    }
    let turn = (waited.as_millis() / SPINNER_STEP.as_millis()) % SPINNER.len() as u128;
    let sign = usize::try_from(turn).ok().and_then(|turn| SPINNER.get(turn)).unwrap_or(&"-");
    if waited < ELAPSED_AFTER {
        return Some((*sign).to_owned());
    }
    Some(format!("{sign} {} s", waited.as_secs()))
}
