//! The columns of the coupon list: one row of the table each.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::theme::Role;
use crate::app::Column as Id;
use crate::domain::{Coupon, CouponState, Entry, Expiry, State, calendar};

/// What a cell may look at.
#[derive(Clone, Copy, Debug)]
pub struct CellContext<'a> {
    /// The row.
    pub entry: &'a Entry,
    /// The time of day.
    pub now: Timestamp,
    /// The zone times are shown in.
    pub zone: &'a TimeZone,
}

/// A cell: its text and what it means.
pub type Cell = (String, Role);

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Which one it is; its name is its heading.
    pub id: Id,
    /// Columns of the screen it takes at least; `grow` gives more to some where there is room.
    pub width: u16,
    /// Numbers stand at the right edge.
    pub right: bool,
    /// Who stays longest on a narrow screen: the lowest number.
    pub rank: u8,
    /// Its cells.
    pub cell: fn(&CellContext) -> Cell,
}

/// Every column, from left to right.
pub const COLUMNS: [Column; 9] = [
    Column { id: Id::State, width: 12, right: false, rank: 0, cell: state },
    Column { id: Id::Code, width: 10, right: false, rank: 1, cell: code },
    Column { id: Id::Discount, width: 8, right: true, rank: 4, cell: discount },
    Column { id: Id::ValidTill, width: 18, right: false, rank: 2, cell: valid_till },
    Column { id: Id::Uses, width: 5, right: true, rank: 3, cell: uses },
    Column { id: Id::Offer, width: 8, right: false, rank: 5, cell: offer },
    Column { id: Id::Series, width: 8, right: true, rank: 8, cell: series },
    Column { id: Id::IssuedAt, width: 14, right: false, rank: 6, cell: issued_at },
    Column { id: Id::Created, width: 11, right: false, rank: 7, cell: created },
];

/// Columns between two columns.
pub const GUTTER: u16 = 2;

/// The columns that fit into `width` and are not `hidden`, with their widths. These depend on
/// nothing else, so that nothing jumps while paging.
#[must_use]
pub fn fitting(width: u16, hidden: &[Id]) -> Vec<(&'static Column, u16)> {
    let mut by_rank: Vec<&'static Column> = COLUMNS.iter().filter(|column| !hidden.contains(&column.id)).collect();
    by_rank.sort_by_key(|column| column.rank);
    let mut left = width;
    let mut ranks = Vec::new();
    for column in by_rank {
        let wanted = narrowest(column, width) + if ranks.is_empty() { 0 } else { GUTTER };
        if wanted > left {
            break;
        }
        left -= wanted;
        ranks.push(column.rank);
    }
    let shown: Vec<&'static Column> = COLUMNS.iter().filter(|column| ranks.contains(&column.rank)).collect();
    grow(&shown, width, left)
}

/// On a very narrow screen the state is its symbol alone.
fn narrowest(column: &Column, width: u16) -> u16 {
    if column.rank == 0 && width < 30 { 1 } else { column.width }
}

fn grow(shown: &[&'static Column], width: u16, mut left: u16) -> Vec<(&'static Column, u16)> {
    let mut widths: Vec<(&'static Column, u16)> =
        shown.iter().map(|column| (*column, narrowest(column, width))).collect();
    // a few columns for the code first, since most fit then; the offer next, since it tells coupons
    // of one customer apart
    let shares = [(Id::Code, 2), (Id::Offer, 24), (Id::Code, 8), (Id::Discount, 2), (Id::IssuedAt, 8), (Id::Uses, 1)];
    for (id, most) in shares {
        if let Some((_, columns)) = widths.iter_mut().find(|(column, _)| column.id == id) {
            let more = most.min(left);
            *columns += more;
            left -= more;
        }
    }
    widths
}

fn of_coupon(context: &CellContext, text: impl Fn(&Coupon) -> Option<String>) -> Cell {
    let text = context.entry.coupon().and_then(text).unwrap_or_default();
    (text, if is_over(context) { Role::Dim } else { Role::Plain })
}

fn word(context: &CellContext) -> CouponState {
    CouponState::of(context.entry, context.now, context.zone)
}

fn is_over(context: &CellContext) -> bool {
    matches!(word(context), CouponState::Expired | CouponState::UsedUp)
}

fn state(context: &CellContext) -> Cell {
    let word = word(context);
    (format!("{} {}", word.symbol(), word.label()), role_of(word))
}

/// What a state means for the eye.
#[must_use]
pub fn role_of(word: CouponState) -> Role {
    match word {
        CouponState::Redeemable | CouponState::UsedMoreLeft => Role::Good,
        CouponState::UsedUp | CouponState::Expired => Role::Dim,
        CouponState::Unknown => Role::Warn,
        CouponState::Bad => Role::Bad,
    }
}

fn code(context: &CellContext) -> Cell {
    let text = context.entry.code().map(ToString::to_string).unwrap_or_default();
    (text, if is_over(context) { Role::Dim } else { Role::Plain })
}

fn discount(context: &CellContext) -> Cell {
    of_coupon(context, |coupon| Some(coupon.discount.short()))
}

fn valid_till(context: &CellContext) -> Cell {
    let Some(coupon) = context.entry.coupon() else { return (String::new(), Role::Plain) };
    let state = State::of(coupon, context.now, context.zone);
    let Some(expiry) = state.expiry else {
        let original = coupon.valid_till.as_ref().map(ToString::to_string);
        return (original.unwrap_or_else(|| "not stated".to_owned()), Role::Dim);
    };
    let relative = calendar::relative(&expiry, context.now, context.zone);
    let text = match relative.as_str() {
        "today" if !expiry.approximate => format!("today, ends {}", calendar::clock(expiry.at, context.zone)),
        _ => format!("{:<8} {relative}", short_day(&expiry, context)),
    };
    let role = match state.redeemable {
        Some(true) if state.runs_out_soon(context.now, context.zone) => Role::Warn,
        Some(true) => Role::Plain,
        Some(false) | None => Role::Dim,
    };
    (text, role)
}

/// `12 Dec`, or `Sep 2029` where the year says more than the day.
fn short_day(expiry: &Expiry, context: &CellContext) -> String {
    const ELEVEN_MONTHS: i64 = 335 * 86_400;
    let day = calendar::last_day(expiry, context.zone);
    let near = (expiry.at.as_second() - context.now.as_second()).abs() < ELEVEN_MONTHS;
    day.strftime(if near { "%-d %b" } else { "%b %Y" }).to_string()
}

fn uses(context: &CellContext) -> Cell {
    of_coupon(context, |coupon| Some(coupon.uses("∞")))
}

fn offer(context: &CellContext) -> Cell {
    match context.entry {
        Entry::Bad(bad) => (bad.problem.to_string(), Role::Bad),
        Entry::Coupon(_) => of_coupon(context, |coupon| coupon.description.as_ref().map(ToString::to_string)),
    }
}

fn series(context: &CellContext) -> Cell {
    of_coupon(context, |coupon| coupon.series_id.as_ref().map(ToString::to_string))
}

fn issued_at(context: &CellContext) -> Cell {
    of_coupon(context, |coupon| coupon.issued_at.as_deref().map(crate::domain::Store::display))
}

fn created(context: &CellContext) -> Cell {
    of_coupon(context, |coupon| {
        let stamp = coupon.created()?;
        let at = stamp.instant(context.zone)?;
        Some(calendar::day(at.to_zoned(context.zone.clone()).date()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_always_fit_and_the_important_ones_stay_longest() {
        for width in 0..300 {
            let shown = fitting(width, &[]);
            let gutters = GUTTER * u16::try_from(shown.len().saturating_sub(1)).unwrap();
            let taken: u16 = shown.iter().map(|(_, columns)| columns).sum::<u16>() + gutters;
            assert!(taken <= width, "{width}");
            let mut ranks: Vec<u8> = shown.iter().map(|(column, _)| column.rank).collect();
            ranks.sort_unstable();
            assert!(ranks.iter().copied().eq(0..u8::try_from(ranks.len()).unwrap()), "{width}: {ranks:?}");
        }
    }

    #[test]
    fn beside_the_detail_a_wide_screen_shows_every_column() {
        let size = ratatui::layout::Size { width: 200, height: 50 };
        let areas = crate::layout::areas(size, crate::layout::Pane::List, true);
        // the marks of cursor and selection stand before the first column
        assert_eq!(fitting(areas.rows.width - 4, &[]).len(), COLUMNS.len());
    }

    #[test]
    fn every_column_has_its_row_and_a_hidden_one_leaves_its_place_to_others() {
        assert!(COLUMNS.iter().map(|column| column.id).eq(Id::ALL));
        let titles: Vec<&str> = fitting(78, &[Id::Discount, Id::Offer]).iter().map(|(c, _)| c.id.title()).collect();
        assert_eq!(titles, ["state", "code", "valid till", "uses", "issued at"]);
    }

    #[test]
    fn eighty_columns_show_everything_up_to_the_offer() {
        let titles: Vec<&str> = fitting(78, &[]).iter().map(|(column, _)| column.id.title()).collect();
        assert_eq!(titles, ["state", "code", "discount", "valid till", "uses", "offer"]);
    }
}
