//! The shape of printed JSON: the API's own names, every field always present.
//!
//! Absent is null, lists are `[]`, and numbers leave as the characters they came in: `1000.0`
//! stays `1000.0`, an id beyond 2^63 keeps every digit, an id that came quoted leaves quoted.

mod names;

use std::fmt;

use super::write::{Exact, Json, quoted};
use crate::command::Moment;
use crate::domain::{
    Clean, Coupon, CustomProperty, Customer, DiscountKind, Entry, Expiry, Id, Number, Pagination, Redemption, Reversal,
    ServerDate, ServerMessage, State, Store,
};

/// A number or text printed as it came.
#[derive(Clone, Copy)]
pub(super) enum Lexeme<'a> {
    Absent,
    Number(&'a Clean),
    Text(Exact<'a>),
}

/// How codes and ids stand in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::command) enum Spelling {
    /// Byte for byte, for a file or a program.
    Exact,
    /// Without what cannot be seen, for a terminal.
    Cleaned,
}

impl Spelling {
    pub(super) fn of(self, text: &Clean) -> &str {
        match self {
            Self::Exact => text.exact(),
            Self::Cleaned => text.as_str(),
        }
    }
}

impl<'a> Lexeme<'a> {
    pub(super) fn id(id: Option<&'a Id>) -> Self {
        match id {
            None => Self::Absent,
            // an id that is no JSON number would break the document, whatever it came as
            Some(id) if id.is_quoted() || !Number::is_number(id.text().as_str()) => Self::Text(Exact(id.text())),
            Some(id) => Self::Number(id.text()),
        }
    }

    fn number(number: Option<&'a Number>) -> Self {
        number.map_or(Self::Absent, |number| Self::Number(number.text()))
    }

    /// The characters alone, for a cell.
    pub(super) fn cell(self, spelling: Spelling) -> &'a str {
        match self {
            Self::Absent => "",
            Self::Number(text) => text.as_str(),
            Self::Text(Exact(text)) => spelling.of(text),
        }
    }
}

impl Json for Lexeme<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Absent => out.extend_from_slice(b"null"),
            Self::Text(text) => text.write(out),
            Self::Number(text) => out.extend_from_slice(text.as_bytes()),
        }
    }
}

pub(super) struct CustomerShape<'a> {
    firstname: Option<&'a Clean>,
    lastname: Option<&'a Clean>,
    email: Option<&'a Clean>,
    mobile: Option<&'a Clean>,
    id: Lexeme<'a>,
    external_id: Option<&'a Clean>,
}

pub(super) struct StoreShape<'a> {
    pub(super) code: Option<&'a Clean>,
    pub(super) name: Option<&'a Clean>,
}

pub(super) struct PropertyShape<'a> {
    name: &'a Clean,
    value: Option<&'a Clean>,
}

pub(super) struct RedemptionShape<'a> {
    id: Lexeme<'a>,
    date: Option<Written<'a>>,
    date_iso: Option<Written<'a>>,
    transaction_number: Option<&'a Clean>,
    redeemed_at: Option<StoreShape<'a>>,
}

pub(super) struct ReversalShape<'a> {
    id: Lexeme<'a>,
    date: Option<Written<'a>>,
    date_iso: Option<Written<'a>>,
    reversed_on: Option<Written<'a>>,
    redeemed_at: Option<StoreShape<'a>>,
}

/// A list of the coupon's, whose elements take their shape one after the other.
pub(super) struct Each<'a, T>(pub(super) &'a [T]);

/// What is computed, beside what the server sent.
pub(super) struct StateShape {
    pub(super) expired: Option<bool>,
    pub(super) redeemed: Option<bool>,
    pub(super) redeemable: Option<bool>,
    pub(super) expires_at: Option<Until>,
    pub(super) expiry_approximate: Option<bool>,
}

pub(super) struct CouponShape<'a> {
    pub(super) id: Lexeme<'a>,
    pub(super) code: Option<Exact<'a>>,
    pub(super) series_id: Lexeme<'a>,
    pub(super) description: Option<&'a Clean>,
    pub(super) valid_till: Option<Written<'a>>,
    pub(super) valid_till_date_time: Option<Written<'a>>,
    pub(super) discount_type: Option<&'a str>,
    pub(super) discount_value: Lexeme<'a>,
    pub(super) discount_upto: Lexeme<'a>,
    pub(super) redemption_count: Option<i64>,
    pub(super) redemptions_left: Option<i64>,
    pub(super) created_date: Option<Written<'a>>,
    pub(super) created_date_iso: Option<Written<'a>>,
    pub(super) transaction_number: Option<&'a Clean>,
    pub(super) issued_at: Option<StoreShape<'a>>,
    pub(super) custom_property: Each<'a, CustomProperty>,
    pub(super) redemptions: Each<'a, Redemption>,
    pub(super) reversed_redemptions: Each<'a, Reversal>,
    pub(super) state: StateShape,
    /// What of it could not be read: printed only where there is such a thing.
    pub(super) problem: Option<&'a Clean>,
}

/// A row: a coupon, or what is wrong with what stands in its place.
#[expect(clippy::large_enum_variant, reason = "made for one line and gone: a box would only be work")]
pub(super) enum EntryShape<'a> {
    Coupon(CouponShape<'a>),
    Bad { problem: &'a Clean },
}

pub(super) struct PaginationShape {
    limit: Option<u64>,
    offset: Option<u64>,
    total: Option<u64>,
    fetched: u64,
}

pub(super) struct NoticeShape<'a> {
    code: Option<i64>,
    message: &'a Clean,
}

/// A date printed as it came.
#[derive(Clone, Copy)]
pub(super) struct Written<'a>(pub(super) &'a ServerDate);

impl Json for Written<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.tell(|text| text.write(out));
    }
}

fn date(stamp: Option<&ServerDate>) -> Option<Written<'_>> {
    stamp.map(Written)
}

/// The last moment, as RFC 3339 in the offset the server wrote the date in.
#[derive(Clone, Copy)]
pub(super) struct Until(Expiry);

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Expiry { at, offset, beyond, .. } = self.0;
        let Some(local) = beyond else { return at.display_with_offset(offset).fmt(f) };
        let (sign, minutes) = (if offset.is_negative() { '-' } else { '+' }, offset.seconds().abs() / 60);
        write!(f, "{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Json for Until {
    fn write(&self, out: &mut Vec<u8>) {
        quoted(out, self);
    }
}

impl<'a> CustomerShape<'a> {
    pub(super) fn of(customer: &'a Customer) -> Self {
        Self {
            firstname: customer.firstname.as_ref(),
            lastname: customer.lastname.as_ref(),
            email: customer.email.as_ref(),
            mobile: customer.mobile.as_ref(),
            id: Lexeme::id(customer.id.as_ref()),
            external_id: customer.external_id.as_ref(),
        }
    }
}

impl<'a> StoreShape<'a> {
    fn of(store: Option<&'a Store>) -> Option<Self> {
        store.map(|store| Self { code: store.code.as_ref(), name: store.name.as_ref() })
    }
}

impl<'a> PropertyShape<'a> {
    fn of(property: &'a CustomProperty) -> Self {
        Self { name: &property.name, value: property.value.as_ref() }
    }
}

impl<'a> RedemptionShape<'a> {
    fn of(redemption: &'a Redemption) -> Self {
        Self {
            id: Lexeme::id(redemption.id.as_ref()),
            date: date(redemption.date.as_ref()),
            date_iso: date(redemption.date_iso.as_ref()),
            transaction_number: redemption.transaction_number.as_ref(),
            redeemed_at: StoreShape::of(redemption.redeemed_at.as_deref()),
        }
    }
}

impl<'a> ReversalShape<'a> {
    fn of(reversal: &'a Reversal) -> Self {
        Self {
            id: Lexeme::id(reversal.id.as_ref()),
            date: date(reversal.date.as_ref()),
            date_iso: date(reversal.date_iso.as_ref()),
            reversed_on: date(reversal.reversed_on.as_ref()),
            redeemed_at: StoreShape::of(reversal.redeemed_at.as_deref()),
        }
    }
}

impl StateShape {
    fn of(state: State) -> Self {
        Self {
            expired: state.expired,
            redeemed: state.redeemed,
            redeemable: state.redeemable,
            expires_at: state.expiry.map(Until),
            expiry_approximate: state.expiry.map(|expiry| expiry.approximate),
        }
    }
}

impl<'a> CouponShape<'a> {
    fn of(coupon: &'a Coupon, moment: &Moment) -> Self {
        Self {
            id: Lexeme::id(coupon.id.as_ref()),
            code: Some(Exact(&coupon.code)).filter(|code| !code.0.is_empty()),
            series_id: Lexeme::id(coupon.series_id.as_ref()),
            description: coupon.description.as_ref(),
            valid_till: date(coupon.valid_till.as_ref()),
            valid_till_date_time: date(coupon.valid_till_date_time.as_ref()),
            discount_type: coupon.discount.kind.as_ref().map(DiscountKind::param),
            discount_value: Lexeme::number(coupon.discount.value.as_ref()),
            discount_upto: Lexeme::number(coupon.discount.up_to.as_ref()),
            redemption_count: coupon.redemption_count,
            redemptions_left: coupon.redemptions_left,
            created_date: date(coupon.created_date.as_ref()),
            created_date_iso: date(coupon.created_date_iso.as_ref()),
            transaction_number: coupon.transaction_number.as_ref(),
            issued_at: StoreShape::of(coupon.issued_at.as_deref()),
            custom_property: Each(&coupon.custom_properties),
            redemptions: Each(&coupon.redemptions),
            reversed_redemptions: Each(&coupon.reversed_redemptions),
            state: StateShape::of(State::of(coupon, moment.now, &moment.zone)),
            problem: coupon.problem.as_deref(),
        }
    }
}

impl<'a> EntryShape<'a> {
    pub(super) fn of(entry: &'a Entry, moment: &Moment) -> Self {
        match entry {
            Entry::Coupon(coupon) => Self::Coupon(CouponShape::of(coupon, moment)),
            Entry::Bad(bad) => Self::Bad { problem: &bad.problem },
        }
    }
}

impl PaginationShape {
    pub(super) fn of(pagination: Pagination, fetched: u64) -> Self {
        Self { limit: pagination.limit, offset: pagination.offset, total: pagination.total, fetched }
    }
}

impl<'a> NoticeShape<'a> {
    pub(super) fn of(notice: &'a ServerMessage) -> Self {
        Self { code: notice.code, message: &notice.message }
    }
}
