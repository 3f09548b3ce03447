//! The title of the list: what the server was asked for, which part of it is shown, and what of that is
//! filtered or ordered here.
//!
//! Here are the words, longer and shorter; `fitting` chooses those for which there is room.

mod fitting;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use super::{Look, Role};
use crate::app::App;
use crate::app::list::{List, Listing};
use crate::app::rows::LocalOrder;
use crate::domain::{CodeCase, Filter, Query, SortOrder, Status, measure};
use fitting::{Part, Title};

pub(super) fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let Some((ask, listing)) = app.list().shown() else { return };
    let title = title(app, look, &ask.query, listing, usize::from(area.width));
    let mut pen = Pen::new(buffer, area);
    for (_, text) in title.said().rev().filter(|(part, _)| part.is_right()) {
        pen.right(text, look.theme.style(Role::Strong)).right_gap(title.gap());
    }
    for (part, text) in title.said().filter(|(part, _)| !part.is_right()) {
        let role = if part == Part::Note { Role::Dim } else { Role::Plain };
        pen.put(text, look.theme.style(role)).gap(title.gap());
    }
}

/// What fits into so many columns. The words of the filter, which the user knows, are cut where nothing
/// else can be shorter.
fn title(app: &App, look: &Look, shown: &Query, listing: &Listing, columns: usize) -> Title {
    let of = |words: &str| Title::new(|part| forms(part, app, look, shown, listing, words));
    with_words(app.list().words(), columns, of)
}

fn with_words(words: &str, columns: usize, title: impl Fn(&str) -> Title) -> Title {
    let whole = title(words).fitting(columns);
    let excess = whole.width().saturating_sub(columns);
    if excess == 0 || words.is_empty() {
        return whole;
    }
    let room = measure::width(words).saturating_sub(excess).max(1);
    title(&measure::cut(words, room, "…")).fitting(columns)
}

/// What a part says, longer and shorter.
fn forms(part: Part, app: &App, look: &Look, shown: &Query, listing: &Listing, words: &str) -> Vec<String> {
    let list = app.list();
    match part {
        Part::Status => status_forms(shown.filter),
        Part::Order => order_forms(shown.filter),
        Part::Range => range_forms(list, shown, listing),
        Part::Case => case_forms(shown.filter),
        Part::Note => note_forms(app, look, shown),
        Part::Marks => marks_forms(list.marks()),
        Part::LocalOrder => local_order_forms(list.order(), listing.rows().len()),
        Part::Filter => filter_forms(list.order(), listing.rows().len(), listing.len(), words),
    }
}

fn status_forms(filter: Filter) -> Vec<String> {
    let name = Status::name(filter.status);
    let long = format!("status {name}");
    // "all" alone would not say of what, and is what everybody expects
    if filter.status.is_some() { vec![long, name.to_owned()] } else { vec![long.clone(), long, String::new()] }
}

fn order_forms(filter: Filter) -> Vec<String> {
    let long = filter.order.label().to_owned();
    match filter.order {
        SortOrder::Descending => vec![long, "newest".to_owned(), String::new()],
        SortOrder::Ascending => vec![long, "oldest".to_owned()],
    }
}

fn case_forms(filter: Filter) -> Vec<String> {
    let letters = match filter.code_case {
        CodeCase::AsIs => return Vec::new(),
        CodeCase::Upper => "ABC",
        CodeCase::Lower => "abc",
    };
    vec![filter.code_case.label().to_owned(), filter.code_case.short_label().to_owned(), letters.to_owned()]
}

fn marks_forms(marks: usize) -> Vec<String> {
    if marks == 0 { Vec::new() } else { vec![format!("{marks} marked"), format!("✚{marks}")] }
}

/// What is under way, and how it is stopped.
fn note_forms(app: &App, look: &Look, shown: &Query) -> Vec<String> {
    let Some((asked, _)) = app.list().asked() else { return Vec::new() };
    let stops = look.with_keys(app, "{back} stops");
    if let Some((received, total)) = app.list().anew_progress() {
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        let long = format!("loading anew: {received}{of}   {stops}");
        return vec![long, format!("anew: {received}{of}   {stops}"), stops, String::new()];
    }
    if app.list().is_gathering() {
        return vec![stops.clone(), stops.clone(), stops, String::new()];
    }
    let Some(change) = change_words(shown, asked) else { return Vec::new() };
    vec![format!("asking for {change} …"), format!("{change} …"), "asking …".to_owned(), String::new()]
}

/// Which part of the server's list is shown.
fn range_forms(list: &List, query: &Query, listing: &Listing) -> Vec<String> {
    let rows = listing.rows().len() as u64;
    let (of, short_of) = of_total(list, listing);
    if rows == 0 {
        return vec![format!("0{of}"), format!("0{of}"), format!("0{short_of}"), String::new()];
    }
    if listing.is_whole() {
        return whole_forms(list, listing, &format!("{rows}{of}"), &format!("{rows}{short_of}"));
    }
    let after = |rows| query.page.offset.saturating_add(rows);
    let range = format!("{}–{}", after(1), after(rows));
    let (long, compact) = (format!("{range}{of}"), format!("{range}{short_of}"));
    let with_page = match (list.page_number(), list.page_count()) {
        (Some(number), Some(count)) if count > 1 => format!("page {number} of {count}, {long}"),
        (Some(number), None) => format!("page {number}, {long}"),
        _ => long.clone(),
    };
    vec![with_page, long, compact, String::new()]
}

/// How far a list is that is loaded from its first row on.
fn whole_forms(list: &List, listing: &Listing, rows: &str, compact: &str) -> Vec<String> {
    let state = match (list.grows(), listing.is_complete()) {
        (true, _) => "loading all: ",
        (false, true) => "all loaded: ",
        (false, false) => "loaded ",
    };
    vec![format!("{state}{rows}"), rows.to_owned(), compact.to_owned(), String::new()]
}

fn of_total(list: &List, listing: &Listing) -> (String, String) {
    let Some(total) = listing.total() else { return (String::new(), String::new()) };
    let customers = list.customers().len();
    // the server counts the coupons of all customers that match together
    let long = if customers > 1 { format!(" ({total} for {customers} customers)") } else { format!(" of {total}") };
    (long, format!("/{total}"))
}

/// The order of what is loaded, told apart from the server's.
fn local_order_forms(order: LocalOrder, loaded: usize) -> Vec<String> {
    if order == LocalOrder::Server {
        return Vec::new();
    }
    vec![format!("loaded {loaded} {}", order.label()), order.label().to_owned()]
}

/// The filter of what is loaded. Of how many is said once, by the order if there is one.
fn filter_forms(order: LocalOrder, loaded: usize, found: usize, words: &str) -> Vec<String> {
    if words.is_empty() {
        return Vec::new();
    }
    let matches = matches_words(found);
    let scope = if order == LocalOrder::Server { format!(" (loaded {loaded})") } else { String::new() };
    vec![
        format!("filter{scope}: {words}  {matches}"),
        format!("filter: {words}  {matches}"),
        format!("\"{words}\" {matches}"),
        format!("\"{words}\": {found}"),
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

    /// Everything that a title can be about, beside its range.
    #[derive(Clone, Copy, Debug)]
    struct About {
        filter: Filter,
        marks: usize,
        order: LocalOrder,
        words: &'static str,
        waits: bool,
    }

    impl About {
        fn every() -> impl Iterator<Item = Self> {
            let statuses = || std::iter::once(None).chain(Status::ALL.into_iter().map(Some));
            let words = ["", "diw", "a rather long offer in the very words of its description, with a store"];
            let servers = statuses().flat_map(|status| {
                let cases = CodeCase::ALL.into_iter();
                cases.flat_map(move |code_case| {
                    SortOrder::ALL.into_iter().map(move |order| Filter { status, order, code_case })
                })
            });
            servers.flat_map(move |filter| {
                [LocalOrder::Server, LocalOrder::Expiry].into_iter().flat_map(move |order| {
                    words.into_iter().flat_map(move |words| {
                        [(0, false), (7, false), (123, true)].map(|(marks, waits)| Self {
                            filter,
                            marks,
                            order,
                            words,
                            waits,
                        })
                    })
                })
            })
        }

        fn title(self, columns: usize) -> Title {
            let range = ["page 12 of 999, 99901–100000 of 100000", "99901–100000 of 100000", "99901–100000/100000", ""];
            let note = ["asking for status active, redeemed …", "status active, redeemed …", "asking …", ""];
            with_words(self.words, columns, |words| {
                Title::new(|part| match part {
                    Part::Status => status_forms(self.filter),
                    Part::Order => order_forms(self.filter),
                    Part::Range => range.map(str::to_owned).to_vec(),
                    Part::Case => case_forms(self.filter),
                    Part::Note if self.waits => note.map(str::to_owned).to_vec(),
                    Part::Note => Vec::new(),
                    Part::Marks => marks_forms(self.marks),
                    Part::LocalOrder => local_order_forms(self.order, 100),
                    Part::Filter => filter_forms(self.order, 100, 19, words),
                })
            })
        }

        /// What changes which rows these are, or which are copied, and has to be read in every title.
        fn must_be_said(self) -> Vec<String> {
            let mut said = Vec::new();
            said.extend(self.filter.status.map(|status| status.label().to_owned()));
            said.extend((self.filter.order == SortOrder::Ascending).then(|| "oldest".to_owned()));
            said.extend((self.marks > 0).then(|| self.marks.to_string()));
            said.extend((self.order != LocalOrder::Server).then(|| self.order.label().to_owned()));
            said.extend((!self.words.is_empty()).then(|| "19".to_owned()));
            said
        }
    }

    fn text(title: &Title) -> String {
        title.said().map(|(_, text)| text).collect::<Vec<_>>().join("  ")
    }

    #[test]
    fn what_changes_the_meaning_of_the_rows_is_said_on_every_usual_screen() {
        for (about, columns) in About::every().flat_map(|about| [60, 80, 119, 120].map(|columns| (about, columns))) {
            let title = about.title(columns);
            let text = text(&title);
            assert!(title.width() <= columns, "{columns}: {text}");
            for part in about.must_be_said() {
                assert!(text.contains(&part), "{columns}: {part} is not in {text}");
            }
            let letters = ["upper case", "ABC", "lower case", "abc"].iter().any(|letters| text.contains(letters));
            assert_eq!(letters, about.filter.code_case != CodeCase::AsIs, "{columns}: {text}");
            if !text.contains(about.words) {
                let longer = ["first", " case", "match", "loaded", "marked", "100000"];
                assert!(
                    !longer.iter().any(|word| text.contains(word)),
                    "{columns}: words are cut before all else: {text}"
                );
            }
        }
    }

    #[test]
    fn a_part_is_whole_or_not_there() {
        let about = About {
            filter: Filter { status: Some(Status::ActiveUnredeemed), ..Filter::default() },
            marks: 0,
            order: LocalOrder::Server,
            words: "",
            waits: true,
        };
        assert_eq!(
            text(&about.title(80)),
            "status active, unredeemed  99901–100000 of 100000  status active, redeemed …"
        );
        assert_eq!(text(&about.title(25)), "active, unredeemed");
    }
}
