//! Answers that the tests of the formats share.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::Summary;
use super::walk::{Batch, Walk};
use crate::command::Moment;
use crate::domain::{
    Answer, BadEntry, Clean, Coupon, CustomProperty, Customer, CustomerCoupons, Discount, DiscountKind, Entry, Id,
    Number, Page, Pagination, Properties, Redemption, Reversal, ServerDate, ServerMessage, Store,
};

pub(super) fn moment() -> Moment {
    Moment { now: "2024-06-01T12:00:00Z".parse().unwrap(), zone: TimeZone::fixed(jiff::tz::offset(2)) }
}

fn clean(text: &str) -> Clean {
    Clean::new(text)
}

/// One ordinary customer with one coupon that has every kind of content.
pub(super) fn tom() -> Answer {
    let coupon = Coupon {
        id: Some(Id::number("1")),
        code: clean("0015"),
        series_id: Some(Id::number("7")),
        description: Some(clean("Ten off")),
        valid_till: Some(ServerDate::new("2029-09-01T00:00:00+05:30")),
        discount: Discount {
            kind: Some(DiscountKind::Absolute),
            value: Number::parse("1000.0"),
            up_to: Number::parse("0.0"),
        },
        redemption_count: Some(1),
        redemptions_left: Some(-1),
        created_date: Some(ServerDate::new("2024-01-01T00:00:00Z")),
        transaction_number: Some(clean("0")),
        issued_at: Some(Arc::new(Store { code: Some(clean("st1")), name: Some(clean("Store 1")) })),
        custom_properties: Properties::from_iter([
            CustomProperty { name: clean("colour"), value: Some(clean("red")) },
            CustomProperty { name: clean("empty "), value: None },
        ]),
        redemptions: Box::new([Redemption {
            id: Some(Id::number("9")),
            date: Some(ServerDate::new("2024-02-01T10:00:00Z")),
            redeemed_at: Some(Arc::new(Store { code: Some(clean("st2")), name: None })),
            ..Redemption::default()
        }]),
        reversed_redemptions: Box::new([Reversal {
            id: Some(Id::quoted("8")),
            reversed_on: Some(ServerDate::new("2024-03-01T00:00:00Z")),
            ..Reversal::default()
        }]),
        ..Coupon::default()
    };
    let customer = Customer {
        firstname: Some(clean("Tom")),
        lastname: Some(clean("Sawyer")),
        email: Some(clean("tom@example.com")),
        mobile: Some(clean("918860000001")),
        id: Some(Id::number("401031250")),
        external_id: None,
    };
    Answer {
        customers: vec![CustomerCoupons { customer, entries: vec![Entry::Coupon(coupon)] }],
        pagination: Pagination { limit: Some(100), offset: Some(0), total: Some(7) },
        warnings: vec![ServerMessage { code: Some(ServerMessage::MERGED), message: clean("merged") }],
        ..Answer::default()
    }
}

/// A coupon of monsters, a coupon of nothing, and an entry that is no coupon.
pub(super) fn awkward() -> Answer {
    let monster = Coupon {
        id: Some(Id::number("18446744073709551616")),
        code: clean("-X"),
        series_id: Some(Id::quoted("00017")),
        description: Some(clean("=cmd|' /C \"calc\"'!A0, 会员")),
        discount: Discount { kind: None, value: Number::parse("1e400"), up_to: Number::parse("1000.0") },
        ..Coupon::default()
    };
    let bad = BadEntry { problem: clean("a list where a coupon belongs"), code: None };
    let customer = Customer { id: Some(Id::number("99999999999999999999")), ..Customer::default() };
    let entries = vec![Entry::Coupon(monster), Entry::Coupon(Coupon::default()), Entry::Bad(bad)];
    Answer { customers: vec![CustomerCoupons { customer, entries }], ..Answer::default() }
}

/// What a printer gets to see of an answer.
pub(super) fn batches(answer: Answer) -> Vec<Batch> {
    Walk::new(Page::first(100), false).take(answer)
}

pub(super) fn summary(answer: &Answer) -> Summary<'static> {
    Summary {
        pagination: answer.pagination,
        fetched: u64::try_from(answer.len()).unwrap(),
        warnings: Box::leak(answer.warnings.clone().into_boxed_slice()),
    }
}
