//! Which part of the screen is what: plain arithmetic, asked by the state machine (how many rows
//! fit) and by drawing alike.

use ratatui::layout::{Rect, Size};

/// From this width on, the detail stands beside the list.
pub const WIDE: u16 = 120;
/// A list of this width shows every column in full and gains nothing from more.
pub const WIDEST_LIST: u16 = 160;
/// Below this width or [`LOW`], the search is a pane of its own too.
pub const NARROW: u16 = 60;
/// Below this height or [`NARROW`], the search is a pane of its own too.
pub const LOW: u16 = 12;
/// Below this size nothing true fits.
pub const SMALLEST: Size = Size { width: 20, height: 5 };

/// The pane that has the focus, which decides what is shown where there is no room for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The search line.
    Search,
    /// The coupon list.
    List,
    /// The detail of one coupon.
    Detail,
}

/// Where everything stands; what is not shown has no area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// Program, profile, time.
    pub header: Rect,
    /// The search line.
    pub search: Rect,
    /// A line between search and list.
    pub rule: Rect,
    /// The customer and the summary.
    pub customer: Rect,
    /// What is listed: status, order, page, filter.
    pub title: Rect,
    /// The names of the columns.
    pub columns: Rect,
    /// The rows, or sentences in their place.
    pub rows: Rect,
    /// Between list and detail.
    pub divider: Rect,
    /// The detail pane.
    pub detail: Rect,
    /// The verdict on the selected row, where the detail is not shown.
    pub verdict: Rect,
    /// Messages; a rule where there is none.
    pub message: Rect,
    /// The keys.
    pub footer: Rect,
}

/// True when the screen is too small for anything true.
#[must_use]
pub fn too_small(size: Size) -> bool {
    size.width < SMALLEST.width || size.height < SMALLEST.height
}

/// True when the detail stands beside the list.
#[must_use]
pub fn is_wide(size: Size) -> bool {
    size.width >= WIDE && size.height >= LOW
}

/// True when only one pane fits.
#[must_use]
pub fn is_small(size: Size) -> bool {
    size.width < NARROW || size.height < LOW
}

/// The areas of a screen of this size while `focus` has the keys. `has_customer` is true once
/// somebody was looked up.
#[must_use]
pub fn areas(size: Size, focus: Pane, has_customer: bool) -> Areas {
    if too_small(size) {
        return Areas::default();
    }
    let screen = Rect::new(0, 0, size.width, size.height);
    if is_small(size) {
        small(screen, focus, has_customer)
    } else if is_wide(size) {
        wide(screen, has_customer)
    } else {
        medium(screen, focus, has_customer)
    }
}

fn wide(screen: Rect, has_customer: bool) -> Areas {
    let mut rest = screen;
    let header = take_top(&mut rest, 1);
    let search = take_top(&mut rest, 1);
    let rule = take_top(&mut rest, 1);
    let customer = take_top(&mut rest, 1);
    let title = take_top(&mut rest, 1);
    let footer = take_bottom(&mut rest, 1);
    let message = take_bottom(&mut rest, 1);
    let areas = Areas { header, search, rule, customer, title, message, footer, ..Areas::default() };
    if !has_customer {
        return Areas { rows: rest, ..areas };
    }
    // a little more than three fifths, so that 120 columns show the offer too
    let list_width = (screen.width / 8 * 5).min(WIDEST_LIST);
    let mut list = take_left(&mut rest, list_width);
    let mut divider = take_left(&mut rest, 3);
    divider.x += 1;
    divider.width = 1;
    let columns = take_top(&mut list, 1);
    Areas { columns, rows: list, divider, detail: rest, ..areas }
}

fn medium(screen: Rect, focus: Pane, has_customer: bool) -> Areas {
    let mut rest = screen;
    let header = take_top(&mut rest, 1);
    let mut areas = Areas { header, ..Areas::default() };
    if focus == Pane::Search || !has_customer {
        areas.search = take_top(&mut rest, 1);
    } else {
        areas.customer = take_top(&mut rest, 1);
    }
    areas.footer = take_bottom(&mut rest, 1);
    areas.message = take_bottom(&mut rest, 1);
    body(areas, rest, focus)
}

fn small(screen: Rect, focus: Pane, has_customer: bool) -> Areas {
    let mut rest = screen;
    let mut areas = Areas::default();
    if screen.height >= LOW {
        areas.header = take_top(&mut rest, 1);
    }
    areas.footer = take_bottom(&mut rest, 1);
    if screen.height >= 8 {
        areas.message = take_bottom(&mut rest, 1);
    }
    if focus == Pane::Search || !has_customer {
        areas.search = take_top(&mut rest, 1);
        areas.rows = rest;
        return areas;
    }
    if screen.height >= 8 {
        areas.customer = take_top(&mut rest, 1);
    }
    body(areas, rest, focus)
}

/// One pane at a time: the detail replaces the list.
fn body(mut areas: Areas, mut rest: Rect, focus: Pane) -> Areas {
    if focus == Pane::Detail {
        areas.detail = rest;
        return areas;
    }
    areas.title = take_top(&mut rest, 1);
    if rest.height >= 6 {
        areas.columns = take_top(&mut rest, 1);
    }
    if rest.height >= 3 {
        areas.verdict = take_bottom(&mut rest, 1);
    }
    areas.rows = rest;
    areas
}

/// The place of something in front that wants this many columns and rows.
#[must_use]
pub fn in_front(size: Size, columns: u16, rows: u16) -> Rect {
    let width = columns.min(size.width);
    let height = rows.min(size.height);
    let (x, y) = ((size.width - width) / 2, (size.height - height) / 3);
    Rect::new(x, y, width, height)
}

/// Rows of text inside something in front: two lines of frame, one of keys.
#[must_use]
pub fn rows_in_front(size: Size) -> usize {
    usize::from(size.height.saturating_sub(4).max(1))
}

fn take_top(rest: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(rest.height);
    let taken = Rect { height: rows, ..*rest };
    rest.y += rows;
    rest.height -= rows;
    taken
}

fn take_bottom(rest: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(rest.height);
    rest.height -= rows;
    Rect { y: rest.y + rest.height, height: rows, ..*rest }
}

fn take_left(rest: &mut Rect, columns: u16) -> Rect {
    let columns = columns.min(rest.width);
    let taken = Rect { width: columns, ..*rest };
    rest.x += columns;
    rest.width -= columns;
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn every(areas: Areas) -> Vec<Rect> {
        let Areas { header, search, rule, customer, title, columns, rows, divider, detail, verdict, message, footer } =
            areas;
        vec![header, search, rule, customer, title, columns, rows, divider, detail, verdict, message, footer]
    }

    const PANES: [Pane; 3] = [Pane::Search, Pane::List, Pane::Detail];

    proptest! {
        #[test]
        fn areas_never_overlap_or_leave_the_screen(
            width in 0u16..=500, height in 0u16..=200, pane in 0usize..3, has_customer: bool
        ) {
            let size = Size { width, height };
            let screen = Rect::new(0, 0, width, height);
            let areas = every(areas(size, PANES[pane], has_customer));
            for (i, a) in areas.iter().enumerate() {
                prop_assert_eq!(a.intersection(screen).area(), a.area());
                for b in areas.iter().skip(i + 1) {
                    prop_assert_eq!(a.intersection(*b).area(), 0);
                }
            }
        }
    }

    #[test]
    fn at_120_columns_the_detail_stands_beside_the_list_and_below_it_takes_its_place() {
        let wide = areas(Size { width: 120, height: 40 }, Pane::List, true);
        assert!(wide.detail.width >= 40 && wide.rows.width >= 70 && wide.search.height == 1);
        let list = areas(Size { width: 119, height: 40 }, Pane::List, true);
        assert_eq!((list.detail.area(), list.rows.width), (0, 119));
        let detail = areas(Size { width: 80, height: 24 }, Pane::Detail, true);
        assert_eq!((detail.rows.area(), detail.detail.width), (0, 80));
    }

    #[test]
    fn a_small_screen_shows_one_pane_and_the_smallest_still_shows_rows() {
        let search = areas(Size { width: 40, height: 20 }, Pane::Search, true);
        assert!(search.search.height == 1 && search.customer.area() == 0);
        let list = areas(SMALLEST, Pane::List, true);
        assert!(list.rows.height >= 1 && list.title.height == 1 && list.footer.height == 1);
        assert!(too_small(Size { width: 19, height: 5 }));
    }
}
