//! The coupon list: customer, title, column names, rows, or a sentence in their place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::columns::{CellContext, GUTTER, fitting};
use super::pen::{Pen, lines};
use super::{Look, Role, search};
use crate::app::list::Listing;
use crate::app::rows::{LocalOrder, Summary};
use crate::app::{Action, App};
use crate::domain::{CodeCase, Entry, Failure, Query, Status, measure};
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
    let summary = summary_words(listing.summary(), area.width);
    pen.right(&summary, look.theme.style(Role::Plain)).right_gap(2);
    let Some(customer) = listing.customer() else { return };
    for (i, part) in customer.summary(app.bullet()).iter().enumerate() {
        if i > 0 && measure::width(part) + 2 > pen.room() {
            break;
        }
        let role = if i == 0 { Role::Strong } else { Role::Plain };
        pen.put(part, look.theme.style(role)).gap(2);
    }
}

fn summary_words(summary: Summary, width: u16) -> String {
    let Summary { loaded, redeemable, redeemed, expired, soon, bad, .. } = summary;
    let mut parts = vec![format!("{redeemable} redeemable")];
    if width >= 100 {
        parts.push(format!("{redeemed} redeemed"));
        parts.push(format!("{expired} expired"));
    }
    if width >= 50 {
        parts.push(format!("{soon} soon"));
    }
    if bad > 0 {
        parts.push(format!("{bad} unreadable"));
    }
    format!("{}, of {loaded} loaded", parts.join(" · "))
}

pub(super) fn title(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let mut pen = Pen::new(buffer, area);
    let Some((ask, listing)) = app.list().shown() else { return };
    if let Some(local) = local_words(app, listing) {
        pen.right(&local, theme.style(Role::Strong)).right_gap(2);
    }
    let marks = app.list().marks();
    if marks > 0 {
        pen.right(&format!("{marks} marked"), theme.style(Role::Strong)).right_gap(2);
    }
    let mut words = server_words(app, &ask.query, listing);
    let taken = |words: &[String]| words.iter().map(|word| measure::width(word) + 2).sum::<usize>();
    // status and range stay longest: how much is shown of how many must not be lost
    while words.len() > 2 && taken(&words) > pen.room() + 2 {
        words.remove(if words.len() > 3 { 3 } else { 1 });
    }
    for word in &words {
        pen.put(word, theme.style(Role::Plain)).gap(2);
    }
    if let Some((asked, _)) = app.list().asked()
        && let Some(change) = change_words(&ask.query, asked)
    {
        pen.gap(1).put(&format!("asking for {change} …"), theme.style(Role::Dim));
    }
}

/// What the server was asked for, and the part of it that is shown.
fn server_words(app: &App, query: &Query, listing: &Listing) -> Vec<String> {
    let filter = query.filter;
    let mut words = vec![format!("status {}", Status::name(filter.status)), filter.order.label().to_owned()];
    words.push(range_words(app, query, listing));
    if filter.code_case != CodeCase::AsIs {
        words.push(filter.code_case.label().to_owned());
    }
    words
}

fn range_words(app: &App, query: &Query, listing: &Listing) -> String {
    let rows = listing.rows().len() as u64;
    let total = listing.total();
    let customers = listing.answer().map_or(1, |answer| answer.customers.len());
    let of = match total {
        // the server counts the coupons of all customers that match together
        Some(total) if customers > 1 => format!(" ({total} for {customers} customers)"),
        Some(total) => format!(" of {total}"),
        None => String::new(),
    };
    if rows == 0 {
        return format!("0{of}");
    }
    if listing.is_whole() {
        let state = match (app.list().is_gathering(), listing.is_complete()) {
            (true, _) => "loading all: ",
            (false, true) => "all loaded: ",
            (false, false) => "loaded ",
        };
        return format!("{state}{rows}{of}");
    }
    let after = |rows| query.page.offset.saturating_add(rows);
    let range = format!("{}–{}{of}", after(1), after(rows));
    match (app.list().page_number(), app.list().page_count()) {
        (Some(number), Some(count)) if count > 1 => format!("page {number} of {count}, {range}"),
        (Some(number), None) => format!("page {number}, {range}"),
        _ => range,
    }
}

/// Filter and order of what is loaded, told apart from the server's.
fn local_words(app: &App, listing: &Listing) -> Option<String> {
    let (words, order) = (app.list().words(), app.list().order());
    let loaded = listing.rows().len();
    let order = (order != LocalOrder::Server).then(|| format!("loaded {loaded} {}", order.label()));
    // of how many is said once, so that the server's part keeps its place
    let scope = if order.is_some() { String::new() } else { format!(" (loaded {loaded})") };
    let filter = (!words.is_empty()).then(|| format!("filter{scope}: {words}  {} match", listing.len()));
    let parts: Vec<String> = order.into_iter().chain(filter).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What differs between what is shown and what is asked for.
fn change_words(shown: &Query, asked: &Query) -> Option<String> {
    let mut parts = Vec::new();
    if shown.filter.status != asked.filter.status {
        parts.push(format!("status {}", Status::name(asked.filter.status)));
    }
    if shown.filter.order != asked.filter.order {
        parts.push(asked.filter.order.label().to_owned());
    }
    if shown.filter.code_case != asked.filter.code_case {
        parts.push(asked.filter.code_case.label().to_owned());
    }
    if parts.is_empty() && shown.page != asked.page {
        parts.push(format!("rows from {}", asked.page.offset.saturating_add(1)));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
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
    let columns = fitting(area.width.saturating_sub(MARGIN), app.hidden_columns());
    column_names(look, areas.columns, &columns, buffer);
    let scroll = app.list().scroll();
    for (line, place) in lines(area).zip(scroll.top()..app.list().len()) {
        let Some(entry) = app.list().shown().and_then(|(_, listing)| listing.row(place)) else { break };
        row(app, look, line, entry, &columns, place == scroll.cursor(), buffer);
    }
}

type Fitting = [(&'static super::columns::Column, u16)];

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
    pen.mark("✚", app.list().is_marked(entry), theme.style(Role::Mark)).gap(1);
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
    text.push((failure.kind.advice().to_owned(), Role::Plain));
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
        text.push((format!("The particulars: {particulars}"), Role::Dim));
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
        text.push((look.with_keys(app, "{back} switches the filter off."), Role::Dim));
        return;
    }
    match ask.query.filter.status {
        _ if listing.answer().is_none_or(|answer| answer.customers.is_empty()) => {
            text.push(("The server answered without naming any customer.".to_owned(), Role::Plain));
        }
        _ if listing.customer().is_none() => {
            text.push(("This page holds only coupons of another customer.".to_owned(), Role::Plain));
        }
        _ if ask.query.page.offset > 0 => text.push(("There are no further coupons.".to_owned(), Role::Plain)),
        Some(status) => {
            text.push((format!("This customer has no coupon with status {}.", status.label()), Role::Plain));
            if let Some(key) = look.key(app, Action::NextStatus) {
                text.push((format!("{key} shows the next status."), Role::Dim));
            }
        }
        None => text.push(("This customer has no coupons.".to_owned(), Role::Plain)),
    }
}
