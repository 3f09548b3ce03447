//! The uses of a coupon as a line in time, each with what took it back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::coupon::{Coupon, Redemption, Reversal};
use super::server_date::ServerDate;
use super::text::Clean;

/// One use of a coupon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use<'a> {
    /// The redemption; none where the server tells of it only by its reversals.
    pub redemption: Option<&'a Redemption>,
    /// What took it back; the server may tell so more than once.
    pub reversals: Vec<&'a Reversal>,
}

impl<'a> Use<'a> {
    /// When the coupon was used.
    #[must_use]
    pub fn when(&self) -> Option<&'a ServerDate> {
        match self.redemption {
            Some(redemption) => redemption.when(),
            None => self.reversals.iter().find_map(|reversal| reversal.when()),
        }
    }

    /// Where it stands in time: a use of which nobody says when was not after its reversal.
    fn moment(&self, zone: &TimeZone) -> Option<Timestamp> {
        let taken_back = || self.reversals.iter().find_map(|reversal| reversal.reversed_on.as_ref());
        self.when().or_else(taken_back)?.instant(zone)
    }
}

/// The uses of a coupon, the earliest first; those of an unknown time last, in the server's order.
#[must_use]
pub fn uses<'a>(coupon: &'a Coupon, zone: &TimeZone) -> Vec<Use<'a>> {
    let mut uses: Vec<Use> = Vec::with_capacity(coupon.redemptions.len());
    let mut known: BTreeMap<&Clean, usize> = BTreeMap::new();
    for redemption in &coupon.redemptions {
        if let Some(id) = &redemption.id {
            known.entry(id.text()).or_insert(uses.len());
        }
        uses.push(Use { redemption: Some(redemption), reversals: Vec::new() });
    }
    for reversal in &coupon.reversed_redemptions {
        let at = match &reversal.id {
            Some(id) => *known.entry(id.text()).or_insert(uses.len()),
            None => uses.len(),
        };
        match uses.get_mut(at) {
            Some(earlier) => earlier.reversals.push(reversal),
            None => uses.push(Use { redemption: None, reversals: vec![reversal] }),
        }
    }
    uses.sort_by_cached_key(|used| {
        let moment = used.moment(zone);
        (moment.is_none(), moment)
    });
    uses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Id;

    fn date(text: &str) -> Option<ServerDate> {
        (!text.is_empty()).then(|| ServerDate::new(text))
    }

    fn redeemed(id: &str, on: &str) -> Redemption {
        Redemption { id: Some(Id::number(id)), date: date(on), ..Redemption::default() }
    }

    fn reversed(id: &str, redeemed_on: &str, on: &str) -> Reversal {
        Reversal { id: Some(Id::number(id)), date: date(redeemed_on), reversed_on: date(on), ..Reversal::default() }
    }

    /// The ids in their order, with how often each was reversed.
    fn line(redemptions: Vec<Redemption>, reversals: Vec<Reversal>) -> Vec<(String, usize)> {
        let coupon =
            Coupon { redemptions: redemptions.into(), reversed_redemptions: reversals.into(), ..Coupon::default() };
        let id = |used: &Use| {
            let redeemed = used.redemption.and_then(|redemption| redemption.id.clone());
            redeemed.or_else(|| used.reversals.first()?.id.clone())
        };
        let uses = uses(&coupon, &TimeZone::UTC);
        uses.iter().map(|used| (id(used).unwrap().to_string(), used.reversals.len())).collect()
    }

    #[test]
    fn uses_stand_in_the_order_of_time_and_unknown_dates_last_as_they_came() {
        let redemptions = vec![
            redeemed("1", "soon"),
            redeemed("2", "2026-11-20T13:04:00Z"),
            redeemed("3", ""),
            redeemed("4", "2026-11-20T14:00:00+05:30"),
        ];
        let order: Vec<String> = line(redemptions, Vec::new()).into_iter().map(|(id, _)| id).collect();
        assert_eq!(order, ["4", "2", "1", "3"]);
    }

    #[test]
    fn a_reversal_stands_with_its_redemption_and_without_one_in_its_own_place() {
        let redemptions = vec![redeemed("1", "2026-11-01T10:00:00Z"), redeemed("2", "2026-11-20T10:00:00Z")];
        let reversals = vec![
            reversed("2", "", "2026-11-21T10:00:00Z"),
            reversed("9", "2026-11-10T10:00:00Z", "2026-11-11T10:00:00Z"),
            reversed("8", "", "2026-11-12T10:00:00Z"),
            reversed("2", "", "2026-11-22T10:00:00Z"),
            reversed("9", "", "2026-11-23T10:00:00Z"),
        ];
        let expected = [("1", 0), ("9", 2), ("8", 1), ("2", 2)].map(|(id, times)| (id.to_owned(), times));
        assert_eq!(line(redemptions, reversals), expected);
    }
}
