//! A hundred thousand coupons that are never in memory: each row is made from its number when it
//! is asked for. Filters go over two bytes a row, made at the first filtered question.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::dates::{self, DAY};
use super::dice::{Dice, Spelling, mix};
use super::entry::CouponOptions;
use super::listed::{Found, Wanted, size};
use super::standing::Standing;
use super::wire::{Coupon, Redemption, STORES};
use crate::domain::{SortOrder, Status};

/// How many coupons.
pub(super) const COUNT: u32 = 100_000;
/// Seconds between two creations: no two are equal, so that ascending is descending reversed.
const APART: i64 = 421;
/// Days between creation and the last day.
const VALIDITY: [i64; 8] = [7, 30, 60, 90, 180, 365, 540, 720];
const SEED: u64 = 100_000;

const REDEEMED: u16 = 1 << 15;
const USES_LEFT: u16 = 1 << 14;
const DAYS: u16 = USES_LEFT - 1;
/// Added to a day counted from the day of making, so that it is never negative.
const DAY_BIAS: i64 = 1_000;

/// The list, as of the moment the sandbox was started.
#[derive(Debug)]
pub(super) struct Vast {
    made: i64,
    states: OnceLock<Vec<u16>>,
    filtered: Mutex<Vec<Filtered>>,
}

/// The rows of a status, and the day they were counted: states change only at midnight.
type Filtered = (Status, i64, Arc<[u32]>);

/// What a row is, before it is put in words.
#[derive(Clone, Copy, Debug)]
struct Shape {
    created: i64,
    last_day: i64,
    used: u32,
    left: i64,
}

impl Vast {
    /// The list as of the second `made`; nothing is computed yet.
    pub(super) fn new(made: i64) -> Self {
        Self { made, states: OnceLock::new(), filtered: Mutex::default() }
    }

    /// The part wanted as of the second `now`.
    pub(super) fn find(&self, wanted: Wanted, now: i64) -> Found {
        match wanted.status {
            None => part(COUNT, wanted, Some),
            Some(status) => {
                let rows = self.rows_of(status, dates::day_of(now));
                part(u32::try_from(rows.len()).unwrap_or(COUNT), wanted, |at| rows.get(at as usize).copied())
            }
        }
    }

    /// Writes a row.
    pub(super) fn write(&self, row: u32, options: CouponOptions, out: &mut String) {
        let mut coupon = self.coupon(row);
        coupon.code = options.spell(&coupon.code);
        out.push_str(&serde_json::to_string(&coupon).unwrap_or_default());
    }

    fn rows_of(&self, status: Status, today: i64) -> Arc<[u32]> {
        let mut filtered = self.filtered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., rows)) = filtered.iter().find(|(of, day, _)| *of == status && *day == today) {
            return Arc::clone(rows);
        }
        let today_here = today - dates::day_of(self.made) + DAY_BIAS;
        let bits = self.states.get_or_init(|| self.all_states());
        let rows = (0..COUNT).zip(bits).filter(|(_, state)| standing(**state, today_here).meets(status));
        let rows: Arc<[u32]> = rows.map(|(row, _)| row).collect();
        filtered.retain(|(of, ..)| *of != status);
        filtered.push((status, today, Arc::clone(&rows)));
        rows
    }

    fn all_states(&self) -> Vec<u16> {
        let made_on = dates::day_of(self.made);
        let state = |row| {
            let shape = self.shape(row);
            let day = u16::try_from(shape.last_day - made_on + DAY_BIAS).unwrap_or_default() & DAYS;
            let redeemed = if shape.used > 0 { REDEEMED } else { 0 };
            let uses_left = if shape.left == 0 { 0 } else { USES_LEFT };
            day | redeemed | uses_left
        };
        (0..COUNT).map(state).collect()
    }

    fn shape(&self, row: u32) -> Shape {
        let bits = mix(SEED ^ u64::from(row));
        let created = self.made - 300 - i64::from(row) * APART;
        let validity = VALIDITY.get((bits & 7) as usize).copied().unwrap_or_default();
        let (used, left) = match (bits >> 8) & 15 {
            0..=8 => (0, 1),
            9..=11 => (1, 0),
            12 => (2, 3),
            13 => (3, -1),
            14 => (0, -1),
            _ => (0, 0),
        };
        Shape { created, last_day: dates::day_of(created) + validity, used, left }
    }

    fn coupon(&self, row: u32) -> Coupon {
        let shape = self.shape(row);
        let mut dice = Dice::new(SEED, u64::from(row));
        let percent = row.is_multiple_of(3);
        let id = 600_000_000 + u64::from(COUNT - row);
        Coupon {
            code: dice.code(if row.is_multiple_of(7) { Spelling::Zeros } else { Spelling::Mixed }),
            series_id: 70_000 + u64::from(row % 40),
            description: format!("Bulk offer {} of the season", row % 40 + 1),
            valid_till: dates::day_cut(shape.last_day),
            valid_till_date_time: None,
            discount_type: if percent { "PERC" } else { "ABS" },
            discount_value: if percent { 5.0 } else { 50.0 } * f64::from(row % 8 + 1),
            discount_upto: if percent { f64::from(row % 4) * 100.0 } else { 0.0 },
            redemption_count: shape.used,
            redemptions_left: shape.left,
            id,
            created_date: dates::moment(shape.created),
            created_date_iso: None,
            transaction_number: "0".to_owned(),
            issued_at: dice.pick(&STORES),
            custom_property: Vec::new(),
            redemptions: (0..shape.used).map(|nth| self.redemption(shape, id, nth, &mut dice)).collect(),
            reversed_redemptions: Vec::new(),
        }
    }

    fn redemption(&self, shape: Shape, id: u64, nth: u32, dice: &mut Dice) -> Redemption {
        let latest = self.made.min(shape.last_day * DAY);
        let at = shape.created + (latest - shape.created) * i64::from(nth + 1) / i64::from(shape.used + 1);
        Redemption {
            id: Some(id * 100 + u64::from(nth)),
            date: dates::moment(at),
            date_iso: None,
            transaction_number: (1_646_903_000_000 + dice.below(999_999_999)).to_string(),
            redeemed_at: dice.pick(&STORES),
        }
    }
}

fn standing(state: u16, today: i64) -> Standing {
    Standing {
        active: today <= i64::from(state & DAYS),
        redeemed: state & REDEEMED != 0,
        uses_left: state & USES_LEFT != 0,
    }
}

/// A page of `count` rows that stand newest first.
fn part(count: u32, wanted: Wanted, row: impl Fn(u32) -> Option<u32>) -> Found {
    let place = |at: u32| match wanted.order {
        SortOrder::Descending => at,
        SortOrder::Ascending => count - 1 - at,
    };
    let page = (0..count).skip(size(wanted.skip)).take(size(wanted.take));
    Found { total: u64::from(count), rows: page.filter_map(|at| row(place(at))).collect() }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::value::RawValue;

    use super::super::entry::Entry;
    use super::*;
    use crate::domain::CodeCase;

    const ALL: Wanted = Wanted { status: None, order: SortOrder::Descending, skip: 0, take: 100 };
    const PLAIN: CouponOptions = CouponOptions { code_case: CodeCase::AsIs, reversed: true };

    fn made() -> i64 {
        "2026-03-14T09:30:00Z".parse::<Timestamp>().unwrap().as_second()
    }

    fn entry(vast: &Vast, row: u32) -> Entry {
        let mut text = String::new();
        vast.write(row, PLAIN, &mut text);
        Entry::new(RawValue::from_string(text).unwrap())
    }

    #[test]
    fn the_bits_of_a_row_say_what_the_row_says() {
        let vast = Vast::new(made());
        for days in [0, 3] {
            let now = made() + days * DAY;
            let rows: Vec<_> = Status::ALL.iter().map(|&s| vast.rows_of(s, dates::day_of(now))).collect();
            for row in (0..COUNT).step_by(997) {
                let standing = entry(&vast, row).facts().unwrap().standing(now);
                for (status, rows) in Status::ALL.iter().zip(&rows) {
                    assert_eq!(rows.binary_search(&row).is_ok(), standing.meets(*status), "{row} {status:?}");
                }
            }
        }
    }

    #[test]
    fn each_status_and_its_opposite_make_a_hundred_thousand() {
        let vast = Vast::new(made());
        let total = |status| vast.find(Wanted { status: Some(status), ..ALL }, made()).total;
        assert_eq!(total(Status::Active) + total(Status::Expired), 100_000);
        assert_eq!(total(Status::Redeemed) + total(Status::Unredeemed), 100_000);
        assert!(Status::ALL.into_iter().all(|status| total(status) > 1_000));
    }

    #[test]
    fn time_passes_for_the_filters() {
        let vast = Vast::new(made());
        let expired = |days| vast.find(Wanted { status: Some(Status::Expired), ..ALL }, made() + days * DAY).total;
        assert!(expired(0) < expired(1));
        assert_eq!(expired(2_000), 100_000);
    }

    #[test]
    fn oldest_first_is_newest_first_reversed_and_creation_dates_descend() {
        let vast = Vast::new(made());
        let newest = vast.find(Wanted { skip: 99_900, ..ALL }, made()).rows;
        let mut oldest = vast.find(Wanted { order: SortOrder::Ascending, ..ALL }, made()).rows;
        oldest.reverse();
        assert_eq!(newest, oldest);
        let dates: Vec<_> = newest.iter().map(|&row| entry(&vast, row).facts().unwrap().created).collect();
        assert!(dates.is_sorted_by(|a, b| a > b));
    }

    #[test]
    fn no_row_is_used_before_it_exists() {
        let vast = Vast::new(made());
        for row in (0..COUNT).step_by(101) {
            let shape = vast.shape(row);
            assert!(shape.created < shape.last_day * DAY, "{row}");
        }
    }
}
