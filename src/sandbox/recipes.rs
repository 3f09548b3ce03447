//! What the generated coupons are: a table of every state a coupon can be in around today.

use super::dates::DAY;
use super::dice::Spelling::{self, Long, Lower, Mixed, Upper, Zeros};

/// What a coupon is worth.
#[derive(Clone, Copy, Debug)]
pub(super) enum Worth {
    /// An amount.
    Abs(f64),
    /// A percentage, and its cap (0 = none).
    Perc(f64, f64),
}

/// When it runs out; the second number is added for each further coupon of the recipe.
#[derive(Clone, Copy, Debug)]
pub(super) enum Till {
    /// At the end of the day so many days from today; only the day is told.
    Day(i64, i64),
    /// So many seconds from now; told to the second.
    Second(i64, i64),
}

/// How often it was and can be used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Uses {
    /// Redemptions that stand.
    pub(super) used: u32,
    /// Uses left; -1 is unlimited.
    pub(super) left: i64,
    /// Redemptions that were taken back.
    pub(super) reversed: u32,
}

/// One kind of coupon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recipe {
    pub(super) description: &'static str,
    pub(super) worth: Worth,
    pub(super) till: Till,
    pub(super) uses: Uses,
    pub(super) spelling: Spelling,
}

const HOUR: i64 = 3_600;

use Till::{Day, Second};
use Worth::{Abs, Perc};

const fn row(description: &'static str, worth: Worth, till: Till, uses: Uses, spelling: Spelling) -> Recipe {
    Recipe { description, worth, till, uses, spelling }
}

const fn uses(used: u32, left: i64) -> Uses {
    Uses { used, left, reversed: 0 }
}

const fn reversed(used: u32, left: i64, reversed: u32) -> Uses {
    Uses { used, left, reversed }
}

/// The series' number is the place in this table: one recipe, one series.
pub(super) const RECIPES: [Recipe; 25] = [
    row("Welcome back: 500 off", Abs(500.0), Day(30, 9), uses(0, 1), Upper),
    row("Today only: 100 off", Abs(100.0), Day(0, 0), uses(0, 1), Upper),
    row("Ten percent, at most 250", Perc(10.0, 250.0), Day(1, 1), uses(0, 1), Mixed),
    row("Free coffee, as often as you like", Abs(3.5), Day(90, 3), uses(12, -1), Lower),
    row("Five visits", Perc(15.0, 0.0), Day(20, 11), uses(2, 3), Upper),
    row("Five visits, all made", Perc(15.0, 0.0), Day(21, 11), uses(5, 0), Upper),
    row("Winter sale", Perc(20.0, 1000.0), Day(-3, -17), uses(0, 1), Upper),
    row("Winter sale, used", Perc(20.0, 1000.0), Day(-4, -17), uses(1, 0), Upper),
    row("Returned goods, coupon given back", Abs(750.0), Day(14, 6), reversed(0, 1, 1), Upper),
    row("Used twice, one taken back", Abs(200.0), Day(45, 5), reversed(1, 1, 1), Mixed),
    row("Till closes: ends within hours", Abs(50.0), Second(2 * HOUR, HOUR), uses(0, 1), Zeros),
    row("Ended just now", Abs(50.0), Second(-HOUR, -HOUR), uses(0, 1), Zeros),
    row("Lifetime member", Perc(5.0, 0.0), Day(34_000, 30), uses(0, -1), Long),
    row("Birthday present", Abs(1000.0), Day(2, 1), uses(0, 1), Zeros),
    row("Family and friends", Perc(25.0, 2500.0), Day(60, 4), uses(1, 9), Lower),
    row("Used today, last one", Abs(75.0), Day(0, 0), uses(1, 0), Upper),
    row("Ended yesterday", Abs(300.0), Day(-1, 0), uses(0, 2), Mixed),
    row("Ended with uses left", Perc(30.0, 500.0), Day(-10, -21), uses(2, 3), Upper),
    row("Never used, no use left", Abs(20.0), Day(25, 2), uses(0, 0), Upper),
    row("Half price on one item", Perc(50.0, 99.99), Day(7, 0), uses(0, 1), Lower),
    row("Shared code of the campaign", Abs(150.0), Day(12, 1), uses(0, 1), Upper),
    row("Ended, and taken back before", Abs(80.0), Day(-30, -13), reversed(0, 1, 1), Zeros),
    row("Evening offer", Perc(12.5, 0.0), Second(3 * DAY, 9 * HOUR), uses(1, 4), Mixed),
    row("Loyalty points for cash", Abs(0.01), Day(180, 31), uses(0, 1), Upper),
    row("Festival of lights – \u{20b9}1,000 and sweets \u{1fa94}", Abs(1000.0), Day(5, 0), uses(0, 1), Upper),
];
