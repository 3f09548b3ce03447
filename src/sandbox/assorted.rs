//! Coupons of every state around the moment the sandbox was started, made from the recipes.

use super::dates::{self, DAY};
use super::dice::Dice;
use super::recipes::{RECIPES, Recipe, Till, Worth};
use super::wire::{Coupon, Property, Redemption, Reversal, STORES};

/// All coupons of one series have this code; an id is the key of a row, a code is not.
const SHARED_CODE: &str = "DIWALI24";

/// One coupon about to be made.
struct Making {
    recipe: Recipe,
    row: u64,
    id: u64,
    series_id: u64,
    /// When it was created, and the last second in which something can have happened to it.
    created: i64,
    latest: i64,
    dice: Dice,
}

/// `count` coupons as of the second `made`, newest first. Different seeds give different codes,
/// stores and dates; the mix of states is the table's.
pub(super) fn coupons(seed: u64, count: u64, made: i64) -> Vec<Coupon> {
    let mut dated: Vec<(i64, Coupon)> = (0..count).map(|row| Making::new(seed, row, made).finish(made)).collect();
    // Stable, so that those issued together keep their order.
    dated.sort_by_key(|(created, _)| std::cmp::Reverse(*created));
    dated.into_iter().map(|(_, coupon)| coupon).collect()
}

impl Recipe {
    /// The last second of its `nth` coupon.
    fn last_second(&self, nth: i64, made: i64) -> i64 {
        match self.till {
            Till::Day(first, step) => dates::end_of(dates::day_of(made) + first + step * nth),
            Till::Second(first, step) => made + first + step * nth,
        }
    }

    fn is_exact(&self) -> bool {
        matches!(self.till, Till::Second(..))
    }
}

impl Making {
    fn new(seed: u64, row: u64, made: i64) -> Self {
        let kinds = RECIPES.len() as u64;
        let at = usize::try_from(row % kinds).unwrap_or_default();
        let recipe = RECIPES.get(at).copied().unwrap_or(RECIPES[0]);
        let mut dice = Dice::new(seed, row);
        let latest = recipe.last_second(nth(row), made).min(made);
        let created = created(latest, &mut dice);
        Self { recipe, row, id: seed * 1_000_000 + row + 1, series_id: 68_000 + row % kinds, created, latest, dice }
    }

    fn finish(mut self, made: i64) -> (i64, Coupon) {
        let last = self.recipe.last_second(nth(self.row), made);
        let iso = self.row.is_multiple_of(2);
        let (discount_type, discount_value, discount_upto) = match self.recipe.worth {
            Worth::Abs(amount) => ("ABS", amount, 0.0),
            Worth::Perc(percent, cap) => ("PERC", percent, cap),
        };
        let coupon = Coupon {
            code: self.code(),
            series_id: self.series_id,
            description: self.recipe.description.to_owned(),
            valid_till: dates::day_cut(dates::day_of(last)),
            valid_till_date_time: self.recipe.is_exact().then(|| dates::moment(last)),
            discount_type,
            discount_value,
            discount_upto,
            redemption_count: self.recipe.uses.used,
            redemptions_left: self.recipe.uses.left,
            id: self.id,
            created_date: if iso { dates::legacy(self.created) } else { dates::moment(self.created) },
            created_date_iso: iso.then(|| dates::moment(self.created)),
            transaction_number: self.issuing_bill(),
            issued_at: self.dice.pick(&STORES),
            custom_property: properties(self.row),
            redemptions: (0..self.recipe.uses.used).map(|nth| self.redemption(nth, iso)).collect(),
            reversed_redemptions: (0..self.recipe.uses.reversed).map(|nth| self.reversal(nth)).collect(),
        };
        (self.created, coupon)
    }

    fn code(&mut self) -> String {
        if self.recipe.description.starts_with("Shared code") {
            SHARED_CODE.to_owned()
        } else {
            self.dice.code(self.recipe.spelling)
        }
    }

    /// `"0"` and `""` both mean that no bill issued it.
    fn issuing_bill(&mut self) -> String {
        match self.row % 4 {
            0 => "0".to_owned(),
            1 => String::new(),
            _ => (2_147_000_000 + self.dice.below(999_999)).to_string(),
        }
    }

    /// The `nth` of all its uses, spread evenly from its creation on.
    fn time_of_use(&self, nth: u32) -> i64 {
        let all = i64::from(self.recipe.uses.used + self.recipe.uses.reversed);
        self.created + (self.latest - self.created) * (i64::from(nth) + 1) / (all + 1)
    }

    fn redemption(&mut self, nth: u32, iso: bool) -> Redemption {
        let at = self.time_of_use(nth);
        // Older answers carry neither id nor ISO date.
        let id = iso.then(|| self.id * 100 + u64::from(nth));
        let bill = 1_646_903_000_000 + self.dice.below(999_999_999);
        Redemption {
            id,
            date: if iso { dates::legacy(at) } else { dates::moment(at) },
            date_iso: iso.then(|| dates::moment(at)),
            transaction_number: if nth == 3 { String::new() } else { bill.to_string() },
            redeemed_at: self.dice.pick(&STORES),
        }
    }

    fn reversal(&mut self, nth: u32) -> Reversal {
        let nth = self.recipe.uses.used + nth;
        let at = self.time_of_use(nth);
        let back = at + (self.latest - at) / 2;
        Reversal {
            id: self.id * 100 + u64::from(nth),
            date: dates::legacy(at),
            date_iso: dates::moment(at),
            reversed_on: dates::moment(back),
            redeemed_at: self.dice.pick(&STORES),
        }
    }
}

/// Which of its recipe's coupons a row is.
fn nth(row: u64) -> i64 {
    i64::try_from(row / RECIPES.len() as u64).unwrap_or_default()
}

/// Before anything can have happened to it; one in five came in a batch, at 10:00 of the same day,
/// so that equal dates occur.
fn created(latest: i64, dice: &mut Dice) -> i64 {
    let days = i64::try_from(dice.below(300)).unwrap_or_default() + 2;
    let seconds = i64::try_from(dice.below(36_000)).unwrap_or_default();
    let day = dates::day_of(latest) - days;
    if dice.below(5) == 0 { dates::end_of(day - day.rem_euclid(30) - 1) + 10 * 3_600 + 1 } else { day * DAY + seconds }
}

/// Mostly absent, mostly empty; one name ends in blanks, as the vendor's do.
fn properties(row: u64) -> Vec<Property> {
    let filled = row.is_multiple_of(15);
    let value = |text: &'static str| if filled { text } else { "" };
    if !row.is_multiple_of(5) {
        return Vec::new();
    }
    vec![
        Property { name: "standard_image_1", value: "" },
        Property { name: "standard_image_2", value: "" },
        Property { name: "standard_description", value: value("Show this coupon at the till") },
        Property { name: "standard_terms_and_conditions", value: value("One per visit, not on books") },
        Property { name: "campaign owner  ", value: value("Region South") },
    ]
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn made() -> i64 {
        "2026-03-14T09:30:00Z".parse::<Timestamp>().unwrap().as_second()
    }

    fn all() -> Vec<Coupon> {
        coupons(250, 250, made())
    }

    #[test]
    fn the_same_moment_makes_the_same_coupons() {
        assert_eq!(format!("{:?}", all()), format!("{:?}", all()));
    }

    #[test]
    fn every_id_is_there_once_though_a_code_is_shared() {
        let mut ids: Vec<u64> = all().iter().map(|coupon| coupon.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 250);
        assert_eq!(all().iter().filter(|coupon| coupon.code == SHARED_CODE).count(), 10);
    }

    #[test]
    fn nothing_happens_to_a_coupon_before_it_exists_or_after_now() {
        let midnight_in_the_stores = dates::end_of(dates::day_of(made())) + 1;
        for now in [made(), midnight_in_the_stores, midnight_in_the_stores - 1, made() + 3_000 * DAY] {
            for row in 0..250 {
                let making = Making::new(250, row, now);
                let uses = making.recipe.uses.used + making.recipe.uses.reversed;
                let mut times = vec![making.created];
                times.extend((0..uses).map(|nth| making.time_of_use(nth)));
                times.push(now);
                assert!(times.is_sorted(), "row {row}: {times:?}");
                assert!(making.created < making.latest, "row {row}");
            }
        }
    }

    #[test]
    fn some_were_issued_at_the_same_second() {
        let mut dates: Vec<i64> = (0..250).map(|row| Making::new(250, row, made()).created).collect();
        dates.sort_unstable();
        let before = dates.len();
        dates.dedup();
        assert!(dates.len() < before - 10, "{} of {before}", dates.len());
    }

    #[test]
    fn every_oddity_of_the_samples_occurs() {
        let all = all();
        let has = |what: fn(&Coupon) -> bool| all.iter().any(what);
        assert!(has(|c| c.redemptions_left == -1));
        assert!(has(|c| c.valid_till_date_time.is_some()));
        assert!(has(|c| c.created_date_iso.is_some()) && has(|c| c.created_date_iso.is_none()));
        assert!(has(|c| c.transaction_number == "0") && has(|c| c.transaction_number.is_empty()));
        assert!(has(|c| c.code.starts_with("000")) && has(|c| c.code.len() == 40));
        assert!(has(|c| c.discount_upto > 0.0 && c.discount_type == "PERC"));
        assert!(has(|c| !c.reversed_redemptions.is_empty() && c.redemption_count == 0));
        assert!(has(|c| c.custom_property.iter().any(|p| !p.value.is_empty())));
        assert!(has(|c| c.valid_till.starts_with("21")));
    }
}
