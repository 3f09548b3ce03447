//! The title of the list: what the server was asked for, which part of it is shown, and what of that is
//! filtered or ordered here.
//!
//! On a narrow screen it gets shorter word by word. What changes the meaning of the rows stays longest:
//! codes in other letters, a filter, an order of what is loaded.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use super::{Look, Role};
use crate::app::App;
use crate::app::list::Listing;
use crate::app::rows::LocalOrder;
use crate::app::sentence::Sentence;
use crate::domain::{CodeCase, Query, SortOrder, Status, measure};

/// Columns between two parts.
const GAP: usize = 2;

pub(super) fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let Some((ask, listing)) = app.list().shown() else { return };
    let parts = Parts::of(app, &ask.query, listing);
    let title = parts.fitting(usize::from(area.width));
    let mut pen = Pen::new(buffer, area);
    for text in title.right.iter().rev() {
        pen.right(text, look.theme.style(Role::Strong)).right_gap(2);
    }
    for text in &title.left {
        pen.put(text, look.theme.style(Role::Plain)).gap(2);
    }
    if let Some(note) = note(app, look, &ask.query) {
        pen.gap(1).put(&note, look.theme.style(Role::Dim));
    }
}

/// What is under way, or how it is stopped.
fn note(app: &App, look: &Look, shown: &Query) -> Option<String> {
    let (asked, _) = app.list().asked()?;
    if let Some((received, total)) = app.list().anew_progress() {
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        return Some(
            look.with_keys(app, Sentence::from(format!("loading anew: {received}{of}")).and("   {back} stops")),
        );
    }
    if app.list().is_gathering() {
        return Some(look.with_keys(app, "{back} stops"));
    }
    change_words(shown, asked).map(|change| format!("asking for {change} …"))
}

/// One choice of words that may fit.
#[derive(Default)]
struct Title<'a> {
    left: Vec<&'a str>,
    right: Vec<&'a str>,
}

impl<'a> Title<'a> {
    fn of(left: &[&'a str], right: &[&'a str]) -> Self {
        let said = |texts: &[&'a str]| texts.iter().copied().filter(|text| !text.is_empty()).collect();
        Self { left: said(left), right: said(right) }
    }

    fn width(&self) -> usize {
        let texts = self.left.iter().chain(&self.right);
        let all: usize = texts.map(|text| measure::width(text) + GAP).sum();
        all.saturating_sub(GAP)
    }
}

/// Everything that the title can say, longer and shorter; what need not be said is empty.
struct Parts {
    status: String,
    order: &'static str,
    range: String,
    short_range: String,
    case: &'static str,
    short_case: &'static str,
    marks: String,
    local: String,
    short_local: String,
    shortest_local: String,
    /// A status was chosen: the rows are not all there are.
    is_filtered: bool,
    /// Another order than the usual one was chosen.
    is_ordered: bool,
}

impl Parts {
    fn of(app: &App, query: &Query, listing: &Listing) -> Self {
        let filter = query.filter;
        let changed = filter.code_case != CodeCase::AsIs;
        let marks = app.list().marks();
        let [local, short_local, shortest_local] = local_words(app, listing);
        Self {
            status: format!("status {}", Status::name(filter.status)),
            order: filter.order.label(),
            range: range_words(app, query, listing, true),
            short_range: range_words(app, query, listing, false),
            case: if changed { filter.code_case.label() } else { "" },
            short_case: filter.code_case.short_label(),
            marks: if marks > 0 { format!("{marks} marked") } else { String::new() },
            local,
            short_local,
            shortest_local,
            is_filtered: filter.status.is_some(),
            is_ordered: filter.order != SortOrder::default(),
        }
    }

    /// The first choice that fits into so many columns, else the shortest that says anything.
    fn fitting(&self, columns: usize) -> Title<'_> {
        let titles: Vec<Title> = self.choices().into_iter().filter(|title| title.width() > 0).collect();
        let first = titles.iter().position(|title| title.width() <= columns);
        let at = first.unwrap_or(titles.len().saturating_sub(1));
        titles.into_iter().nth(at).unwrap_or_default()
    }

    /// From the longest to the shortest.
    fn choices(&self) -> [Title<'_>; 10] {
        let (status, order, range, short_range) = (self.status.as_str(), self.order, &*self.range, &*self.short_range);
        let (case, short_case, marks) = (self.case, self.short_case, self.marks.as_str());
        let (local, short_local, shortest_local) = (&*self.local, &*self.short_local, &*self.shortest_local);
        let chosen_order = if self.is_ordered { order } else { "" };
        let (chosen_status, one) = if self.is_filtered { (status, status) } else { ("", short_range) };
        [
            Title::of(&[status, order, range, case], &[marks, local]),
            Title::of(&[status, order, range, short_case], &[marks, local]),
            Title::of(&[status, chosen_order, range, short_case], &[marks, local]),
            Title::of(&[status, chosen_order, short_range, short_case], &[marks, local]),
            Title::of(&[one, chosen_order, short_case], &[marks, local]),
            Title::of(&[one, chosen_order, short_case], &[local]),
            Title::of(&[one, chosen_order, short_case], &[marks, short_local]),
            Title::of(&[one, chosen_order, short_case], &[short_local]),
            Title::of(&[chosen_status, chosen_order, short_case], &[short_local]),
            Title::of(&[chosen_status, chosen_order, short_case], &[shortest_local]),
        ]
    }
}

/// Which part of the server's list is shown, with or without the number of the page.
fn range_words(app: &App, query: &Query, listing: &Listing, with_page: bool) -> String {
    let rows = listing.rows().len() as u64;
    let total = listing.total();
    let customers = app.list().customers().len();
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
        let state = match (app.list().grows(), listing.is_complete()) {
            (true, _) => "loading all: ",
            (false, true) => "all loaded: ",
            (false, false) => "loaded ",
        };
        return format!("{state}{rows}{of}");
    }
    let after = |rows| query.page.offset.saturating_add(rows);
    let range = format!("{}–{}{of}", after(1), after(rows));
    match (app.list().page_number(), app.list().page_count()) {
        (Some(number), Some(count)) if count > 1 && with_page => format!("page {number} of {count}, {range}"),
        (Some(number), None) if with_page => format!("page {number}, {range}"),
        _ => range,
    }
}

/// Filter and order of what is loaded, told apart from the server's; long, short and shortest.
fn local_words(app: &App, listing: &Listing) -> [String; 3] {
    let (words, order) = (app.list().words(), app.list().order());
    let (loaded, found) = (listing.rows().len(), listing.len());
    let matches = matches_words(found);
    let ordered = order != LocalOrder::Server;
    let join = |parts: [Option<String>; 2]| parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    // of how many is said once, so that the server's part keeps its place
    let scope = if ordered { String::new() } else { format!(" (loaded {loaded})") };
    let filter = |text: String| (!words.is_empty()).then_some(text);
    [
        join([
            ordered.then(|| format!("loaded {loaded} {}", order.label())),
            filter(format!("filter{scope}: {words}  {matches}")),
        ]),
        join([ordered.then(|| order.label().to_owned()), filter(format!("filter: {words}  {matches}"))]),
        if words.is_empty() { join([ordered.then(|| order.label().to_owned()), None]) } else { matches },
    ]
}

fn matches_words(found: usize) -> String {
    match found {
        0 => "no match".to_owned(),
        1 => "1 match".to_owned(),
        _ => format!("{found} matches"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(case: bool, marks: bool, local: bool) -> Parts {
        let said = |is: bool, text: &str| if is { text.to_owned() } else { String::new() };
        Parts {
            status: "status all".to_owned(),
            order: "newest first",
            range: "page 1 of 3, 1–100 of 250".to_owned(),
            short_range: "1–100 of 250".to_owned(),
            case: if case { "codes in upper case" } else { "" },
            short_case: if case { "upper case" } else { "" },
            marks: said(marks, "2 marked"),
            local: said(local, "filter (loaded 100): diw  5 matches"),
            short_local: said(local, "filter: diw  5 matches"),
            shortest_local: said(local, "5 found"),
            is_filtered: false,
            is_ordered: false,
        }
    }

    #[test]
    fn what_changes_the_meaning_of_the_rows_is_said_at_every_width() {
        for columns in 20..=120 {
            let all = parts(true, true, true);
            let title = all.fitting(columns);
            let texts = [title.left.join("  "), title.right.join("  ")].join("  ");
            let tells_matches = ["5 matches", "5 found"].iter().any(|words| texts.contains(words));
            assert!(texts.contains("upper case") && tells_matches, "{columns}: {texts}");
            assert!(title.width() <= columns, "{columns}: {texts}");
            let plain = parts(false, false, false);
            let title = plain.fitting(columns);
            assert!(title.width() <= columns && title.left.join("").contains("of 250"), "{columns}: {:?}", title.left);
        }
    }

    #[test]
    fn a_status_and_an_order_that_were_chosen_stay_too() {
        for columns in 40..=120 {
            let all = Parts {
                status: "status redeemable".to_owned(),
                order: "oldest first",
                is_filtered: true,
                is_ordered: true,
                ..parts(false, true, false)
            };
            let title = all.fitting(columns);
            let texts = title.left.join("  ");
            assert!(texts.contains("status redeemable") && texts.contains("oldest first"), "{columns}: {texts}");
        }
    }

    #[test]
    fn on_80_columns_a_filter_leaves_room_for_the_range() {
        let title = parts(false, true, true);
        assert_eq!(title.fitting(80).left, ["status all", "1–100 of 250"]);
        assert_eq!(title.fitting(80).right, ["2 marked", "filter (loaded 100): diw  5 matches"]);
        assert_eq!(parts(false, false, true).fitting(80).left, ["status all", "page 1 of 3, 1–100 of 250"]);
    }
}
