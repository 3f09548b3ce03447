//! The coupon list: customer, title, column names, rows, or a sentence in their place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::columns::{CellContext, GUTTER, fitting};
use super::pen::{Pen, lines};
use super::{Look, Role, search};
use crate::app::list::Listing;
use crate::app::rows::Summary;
use crate::app::sentence::Sentence;
use crate::app::{self, Action, App};
use crate::domain::{Entry, Failure, FailureKind, measure};
use crate::layout::{Areas, Pane};

/// The mark of the cursor, that of marked rows and a blank, left of the columns.
const MARGIN: u16 = 3;

pub(super) fn rule(look: &Look, area: Rect, buffer: &mut Buffer) {
    Pen::new(buffer, area).fill("─", look.theme.style(Role::Rule));
}

pub(super) fn divider(look: &Look, area: Rect, buffer: &mut Buffer) {
    for line in lines(area) {
        Pen::new(buffer, line).put("│", look.theme.style(Role::Rule));
    }
}

pub(super) fn customer(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    let Some((_, listing)) = app.list().shown() else {
        if let Some(who) = app.list().who() {
            pen.put(&app.display(who), look.theme.style(Role::Strong));
        }
        return;
    };
    let parts = |bullet| listing.customer().map(|customer| customer.summary(bullet)).unwrap_or_default();
    let (shown, masked) = (parts(app.bullet()), parts(Some(app::BULLET)));
    let counts = counts(listing.summary(), &shown, &masked, usize::from(area.width));
    pen.right(&counts, look.theme.style(Role::Plain)).right_gap(2);
    for (i, part) in shown.iter().enumerate() {
        if i > 0 && measure::width(part) > pen.room() {
            break;
        }
        let role = if i == 0 { Role::Strong } else { Role::Plain };
        pen.put(part, look.theme.style(role)).gap(2);
    }
}

/// Name, number and address: for these the counts get shorter.
const WORTH_MORE: usize = 3;

/// The counts of what is loaded, as long as there is room beside the customer. What of the customer
/// stands there masked stays when it is shown, and then the counts get shorter if that helps.
fn counts(summary: Summary, shown: &[String], masked: &[String], columns: usize) -> String {
    let choices = choices_of_counts(summary, columns);
    let fits = |parts: &[String], words: &str| {
        let taken: usize = parts.iter().map(|part| measure::width(part) + 2).sum();
        taken + measure::width(words) <= columns
    };
    let usual = choices.first().map_or("", String::as_str);
    let kept = (1..=WORTH_MORE).rev().find(|&parts| masked.get(..parts).is_some_and(|parts| fits(parts, usual)));
    let beside = |parts: usize| choices.iter().find(|words| shown.get(..parts).is_some_and(|parts| fits(parts, words)));
    let chosen = (1..=kept.unwrap_or(0)).rev().find_map(beside);
    chosen.map_or(usual, String::as_str).to_owned()
}

/// The counts, longer and shorter. What cannot be read is told in all of them.
fn choices_of_counts(summary: Summary, columns: usize) -> Vec<String> {
    let Summary { loaded, redeemable, redeemed, expired, soon, bad, .. } = summary;
    let unreadable = if bad > 0 { format!(" · {bad} unreadable") } else { String::new() };
    let count = |parts: &str| format!("{redeemable} redeemable{parts}{unreadable}, of {loaded} loaded");
    let (most, least) =
        (format!(" · {redeemed} redeemed · {expired} expired · {soon} soon"), format!(" · {soon} soon"));
    let choices = [(100, most), (50, least), (0, String::new())];
    choices.iter().filter(|(from, _)| columns >= *from).map(|(_, parts)| count(parts)).collect()
}

pub(super) fn rows(app: &App, look: &Look, areas: &Areas, buffer: &mut Buffer) {
    let area = areas.rows;
    if area.area() == 0 {
        return;
    }
    if app.list().who().is_none()
        || (areas.columns.area() == 0 && app.focus() == Pane::Search && areas.title.area() == 0)
    {
        search::guide(app, look, area, buffer);
        return;
    }
    if app.list().is_empty() {
        sentences(app, look, area, buffer);
        return;
    }
    let columns = columns_shown(app, areas);
    column_names(look, areas.columns, &columns, buffer);
    let scroll = app.list().scroll();
    for (line, place) in lines(area).zip(scroll.top()..app.list().len()) {
        let Some(entry) = app.list().shown().and_then(|(_, listing)| listing.row(place)) else { break };
        row(app, look, line, entry, &columns, place == scroll.cursor(), buffer);
    }
}

type Fitting = [(&'static super::columns::Column, u16)];

/// The columns that the list has room for, with their widths.
pub(super) fn columns_shown(app: &App, areas: &Areas) -> Vec<(&'static super::columns::Column, u16)> {
    fitting(areas.rows.width.saturating_sub(MARGIN), app.hidden_columns())
}

fn column_names(look: &Look, area: Rect, columns: &Fitting, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    pen.gap(MARGIN);
    for (column, width) in columns {
        pen.cell(column.id.title(), *width, column.right, look.theme.style(Role::Dim)).gap(GUTTER);
    }
}

fn row(app: &App, look: &Look, line: Rect, entry: &Entry, columns: &Fitting, selected: bool, buffer: &mut Buffer) {
    let theme = look.theme;
    let context = CellContext { entry, now: app.wall(), zone: app.zone() };
    let mut pen = Pen::new(buffer, line);
    pen.mark("▌", selected, theme.style(Role::Mark));
    pen.mark("✚", app.list().is_marked(entry), theme.style(Role::Mark));
    // the detail says what of it could not be read
    pen.mark("!", entry.coupon().is_some_and(|coupon| coupon.problem.is_some()), theme.style(Role::Bad));
    for (at, (column, width)) in columns.iter().enumerate() {
        let (text, role) = (column.cell)(&context);
        // the code is what the eye looks for; the rest of the row stays as it is, which keeps a move
        // of the selection small on a slow link
        let lit = selected && (at == 1 || theme.is_mono());
        // one column has room for the sign of the state, not for its word
        let text = if *width == 1 { measure::head(&text, 1) } else { &text };
        pen.cell(text, *width, column.right, theme.selected(role, lit)).gap(GUTTER);
    }
}

/// Waiting, failing and finding nothing are sentences in the place where the rows would be.
fn sentences(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let mut text: Vec<(String, Role)> = Vec::new();
    if !app.list().words().is_empty() && app.list().shown().is_some_and(|(_, listing)| !listing.rows().is_empty()) {
        nothing_sentences(app, look, &mut text);
    } else if let Some(failure) = app.list().failure() {
        failure_sentences(app, look, failure, &mut text);
    } else if app.list().asked().is_some() {
        let who = app.list().who().map(|who| app.display(who)).unwrap_or_default();
        text.push((format!("Looking up {who} …"), Role::Plain));
        text.push((look.with_keys(app, "{back} stops"), Role::Dim));
    } else {
        nothing_sentences(app, look, &mut text);
    }
    let columns = usize::from(area.width.saturating_sub(2 * MARGIN));
    let wrapped =
        text.iter().flat_map(|(text, role)| measure::wrap(text, columns).into_iter().map(move |line| (line, *role)));
    let skip = usize::from(area.height > 8);
    for (place, (line, role)) in lines(area).skip(skip).zip(wrapped) {
        Pen::new(buffer, place).gap(MARGIN).put(&line, look.theme.style(role));
    }
}

fn failure_sentences(app: &App, look: &Look, failure: &Failure, text: &mut Vec<(String, Role)>) {
    text.push((format!("{}.", failure.kind.sentence()), Role::Bad));
    if let Some(who) = app.list().who().filter(|_| failure.kind == FailureKind::UnknownCustomer) {
        let shown = app.display(who);
        let is_hidden = shown != who.value();
        let asked = Sentence::from(format!("Asked for {shown} as {}", who.kind().label()));
        let asked = asked.and(if is_hidden { "; {mask} shows it." } else { "." });
        text.push((look.with_keys(app, asked), Role::Plain));
    }
    text.push((failure.advice().into_owned(), Role::Plain));
    let tries = [Action::TryFirst, Action::TrySecond, Action::TryThird];
    for (kind, action) in app.list().offers().into_iter().zip(tries) {
        if let Some(key) = look.key(app, action) {
            text.push((format!("{key}  try it as {}", kind.label()), Role::Strong));
        }
    }
    if let Some(key) = look.key(app, Action::Reload) {
        text.push((format!("{key}  ask again"), Role::Strong));
    }
    let particulars = failure.particulars();
    if !particulars.is_empty() {
        text.push((format!("Details: {particulars}"), Role::Dim));
    }
}

fn nothing_sentences(app: &App, look: &Look, text: &mut Vec<(String, Role)>) {
    let Some((ask, listing)) = app.list().shown() else {
        text.push(("The look-up was stopped.".to_owned(), Role::Plain));
        if let Some(key) = look.key(app, Action::Reload) {
            text.push((format!("{key}  ask again"), Role::Strong));
        }
        return;
    };
    let words = app.list().words();
    if !words.is_empty() && !listing.rows().is_empty() {
        text.push((format!("None of the {} loaded coupons matches \"{words}\".", listing.rows().len()), Role::Plain));
        text.extend(not_searched(app, look, listing).map(|told| (told, Role::Plain)));
        if app.overlay().is_none() {
            text.push((look.with_keys(app, "{back} switches the filter off."), Role::Dim));
        }
        return;
    }
    match ask.query.filter.status {
        _ if ask.query.page.offset == 0 && listing.answer().is_none_or(|answer| answer.customers.is_empty()) => {
            text.push(("The server answered without naming any customer.".to_owned(), Role::Plain));
            text.push((look.with_keys(app, "{find} finds another customer, {reload} asks again."), Role::Dim));
        }
        _ if listing.customer().is_none() && listing.received() > 0 => {
            text.push(("This page holds only coupons of another customer.".to_owned(), Role::Plain));
        }
        _ if ask.query.page.offset > 0 => {
            text.push(("There are no further coupons.".to_owned(), Role::Plain));
            let ways = "{first-page} shows the first page, {previous-page} the one before, {load-all} loads all.";
            text.push((look.with_keys(app, ways), Role::Dim));
        }
        Some(status) => {
            text.push((format!("This customer has no coupon with status {}.", status.label()), Role::Plain));
            if let Some(key) = look.key(app, Action::NextStatus) {
                text.push((format!("{key} shows the next status."), Role::Dim));
            }
        }
        None => {
            text.push(("This customer has no coupons.".to_owned(), Role::Plain));
            text.push((look.with_keys(app, "{find} finds another customer."), Role::Dim));
        }
    }
}

/// What a filter did not look through, and how it would.
fn not_searched(app: &App, look: &Look, listing: &Listing) -> Option<String> {
    app.allowed(Action::LoadAll).ok()?;
    let loaded = listing.rows().len() as u64;
    // with several customers the total counts the coupons of the others too
    let more = listing.total().filter(|_| app.list().customers().len() == 1).map(|total| total.saturating_sub(loaded));
    let told = match more {
        Some(1) => "1 more is not loaded: ".to_owned(),
        Some(more) => format!("{more} more are not loaded: "),
        None => "More may not be loaded: ".to_owned(),
    };
    // while the words are typed the key is one of their letters
    let typing = app.overlay().is_some();
    let how =
        if typing { "{accept}, then {load-all} searches them too." } else { "{load-all} loads and searches them." };
    Some(look.with_keys(app, Sentence::from(told).and(how)))
}
