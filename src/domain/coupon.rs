//! One coupon with every field of the vendor's page. Each field may be missing.

use std::ops::Deref;
use std::sync::Arc;

use super::discount::Discount;
use super::lexeme::Id;
use super::server_date::ServerDate;
use super::text::Clean;

/// A shop: where a coupon was issued or redeemed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// The store's code.
    pub code: Option<Clean>,
    /// The store's name.
    pub name: Option<Clean>,
}

impl Store {
    /// `Store 1 (st1)`, or whichever part is known.
    #[must_use]
    pub fn display(&self) -> String {
        match (&self.name, &self.code) {
            (Some(name), Some(code)) => format!("{name} ({code})"),
            (Some(only), None) | (None, Some(only)) => only.to_string(),
            (None, None) => String::new(),
        }
    }
}

/// One use of a coupon at a till.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redemption {
    /// The redemption's own id, by which a reversal names it.
    pub id: Option<Id>,
    /// When; legacy, can be local time with a false `Z`.
    pub date: Option<ServerDate>,
    /// When, with its true offset.
    pub date_iso: Option<ServerDate>,
    /// The bill.
    pub transaction_number: Option<Clean>,
    /// The till's store.
    pub redeemed_at: Option<Arc<Store>>,
}

impl Redemption {
    /// The better of the two dates.
    #[must_use]
    pub fn when(&self) -> Option<&ServerDate> {
        self.date_iso.as_ref().or(self.date.as_ref())
    }
}

/// A redemption that was taken back; it does not count as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reversal {
    /// The id of the redemption that was reversed.
    pub id: Option<Id>,
    /// When it had been redeemed; legacy.
    pub date: Option<ServerDate>,
    /// When it had been redeemed, with its true offset.
    pub date_iso: Option<ServerDate>,
    /// When it was taken back.
    pub reversed_on: Option<ServerDate>,
    /// The till's store.
    pub redeemed_at: Option<Arc<Store>>,
}

impl Reversal {
    /// The better of the two dates of the redemption.
    #[must_use]
    pub fn when(&self) -> Option<&ServerDate> {
        self.date_iso.as_ref().or(self.date.as_ref())
    }
}

/// A brand's own field; most are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomProperty {
    /// Its name; may end in blanks.
    pub name: Clean,
    /// Its value, when there is one.
    pub value: Option<Clean>,
}

/// A coupon's own fields, shared by all that have the same.
///
/// `None` stands for no property at all: std's empty `Arc<[T]>` shares one counter in the whole process,
/// over which threads that make and drop coupons would contend. The `Box` makes the pointer a thin one,
/// half as large in each of 100,000 rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties(Option<Arc<Box<[CustomProperty]>>>);

impl Deref for Properties {
    type Target = [CustomProperty];

    fn deref(&self) -> &[CustomProperty] {
        self.0.as_ref().map_or(&[], |properties| properties)
    }
}

impl FromIterator<CustomProperty> for Properties {
    fn from_iter<I: IntoIterator<Item = CustomProperty>>(properties: I) -> Self {
        let properties: Box<[CustomProperty]> = properties.into_iter().collect();
        Self((!properties.is_empty()).then(|| Arc::new(properties)))
    }
}

/// A coupon as the server tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coupon {
    /// The key of the row: codes are not unique.
    pub id: Option<Id>,
    /// What the customer shows at the till. Text: leading zeros count.
    pub code: Clean,
    /// The series it was made from.
    pub series_id: Option<Id>,
    /// The offer in words. Never read meaning out of it.
    pub description: Option<Clean>,
    /// The last day, its time cut to midnight by the server.
    pub valid_till: Option<ServerDate>,
    /// The last moment, where the server tells it.
    pub valid_till_date_time: Option<ServerDate>,
    /// What it is worth.
    pub discount: Discount,
    /// How often it was redeemed.
    pub redemption_count: Option<i64>,
    /// How often it can still be: -1 unlimited, 0 used up.
    pub redemptions_left: Option<i64>,
    /// When it was made; legacy, can be local time with a false `Z`.
    pub created_date: Option<ServerDate>,
    /// When it was made, with its true offset.
    pub created_date_iso: Option<ServerDate>,
    /// The bill it was issued on, as sent; see [`Coupon::transaction`].
    pub transaction_number: Option<Clean>,
    /// The store that issued it.
    pub issued_at: Option<Arc<Store>>,
    /// The brand's own fields; many coupons of a series have the same.
    pub custom_properties: Properties,
    /// Its uses, those that were not taken back.
    pub redemptions: Box<[Redemption]>,
    /// Its uses that were taken back.
    pub reversed_redemptions: Box<[Reversal]>,
    /// What of it could not be read, in words, where the rest could: seldom, so it has its own place.
    pub problem: Option<Box<Clean>>,
}

impl Coupon {
    /// How often it was redeemed and still can be: `1/3`, with `unlimited` in the place of what is below
    /// zero, and `?` for what the server does not state.
    #[must_use]
    pub fn uses(&self, unlimited: &str) -> String {
        let number = |number: Option<i64>| number.map_or("?".to_owned(), |number| number.to_string());
        let left = match self.redemptions_left {
            Some(left) if left < 0 => unlimited.to_owned(),
            left => number(left),
        };
        format!("{}/{left}", number(self.redemption_count))
    }

    /// The better of the two creation dates.
    #[must_use]
    pub fn created(&self) -> Option<&ServerDate> {
        self.created_date_iso.as_ref().or(self.created_date.as_ref())
    }

    /// The bill it was issued on; the server writes "0" for none.
    #[must_use]
    pub fn transaction(&self) -> Option<&Clean> {
        self.transaction_number.as_ref().filter(|number| number.as_str() != "0")
    }

    /// The reversal of a redemption, matched by the redemption's id.
    #[must_use]
    pub fn reversal_of(&self, redemption: &Redemption) -> Option<&Reversal> {
        let id = redemption.id.as_ref()?.text();
        self.reversed_redemptions.iter().find(|reversal| reversal.id.as_ref().is_some_and(|r| r.text() == id))
    }
}

/// An entry of the list that is no coupon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEntry {
    /// What is wrong with it, in words.
    pub problem: Clean,
    /// Its code, when at least that could be read.
    pub code: Option<Clean>,
}

/// One row of the server's list: one bad coupon is one bad row, not a failed page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every row is a coupon, and a box for each costs more than it saves"
)]
pub enum Entry {
    /// A coupon.
    Coupon(Coupon),
    /// Something else.
    Bad(BadEntry),
}

impl Entry {
    /// The coupon, if it is one.
    #[must_use]
    pub fn coupon(&self) -> Option<&Coupon> {
        match self {
            Self::Coupon(coupon) => Some(coupon),
            Self::Bad(_) => None,
        }
    }

    /// The row's key across pages and reloads, where the server gave it an id.
    #[must_use]
    pub fn id(&self) -> Option<&Clean> {
        self.coupon().and_then(|coupon| coupon.id.as_ref()).map(Id::text)
    }

    /// Whether both are the same row: by the id, or without one by all that they say.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        if self.id().is_some() { self.id() == other.id() } else { self == other }
    }

    /// The code, as far as it is known.
    #[must_use]
    pub fn code(&self) -> Option<&Clean> {
        match self {
            Self::Coupon(coupon) => Some(&coupon.code),
            Self::Bad(bad) => bad.code.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred thousand of them have to fit into 60 MB, with all that belongs to them.
    #[test]
    fn a_coupon_and_a_redemption_stay_small() {
        assert!(size_of::<Entry>() <= 280, "{}", size_of::<Entry>());
        assert!(size_of::<Redemption>() <= 72 && size_of::<Reversal>() <= 72);
    }

    #[test]
    fn no_properties_take_no_memory() {
        assert_eq!(Properties::from_iter([]), Properties::default());
        assert!(Properties::from_iter([]).0.is_none());
    }
}
