//! Coupons to show, and a shop that answers queries about them like a good server.

use std::sync::Arc;

use couponscope::domain::{
    Answer, BadEntry, Clean, Coupon, CustomProperty, Customer, CustomerCoupons, Discount, DiscountKind, Entry, Id,
    Number, Pagination, Properties, Query, Redemption, Reversal, ServerDate, ServerMessage, SortOrder, Status, Store,
};

/// A coupon with this id that can be used until long after any test.
pub(crate) fn coupon(id: u64) -> Coupon {
    Coupon {
        id: Some(Id::number(&(500_000 + id).to_string())),
        code: Clean::new(&format!("aB{id:06}x")),
        series_id: Some(Id::number(&(68_000 + id % 7).to_string())),
        description: Some(Clean::new(&format!("Offer {id} of series {}", id % 7))),
        valid_till: Some(ServerDate::new("2027-06-30T00:00:00Z")),
        discount: discount("ABS", &format!("{}.0", 5 + id % 20)),
        redemption_count: Some(0),
        redemptions_left: Some(1),
        created_date: Some(ServerDate::new("2026-11-20T13:03:00Z")),
        issued_at: Some(store(1)),
        ..Coupon::default()
    }
}

fn discount(kind: &str, value: &str) -> Discount {
    Discount {
        kind: Some(DiscountKind::new(&Clean::new(kind))),
        value: Number::parse(value),
        up_to: Number::parse("0.0"),
    }
}

fn store(number: u64) -> Arc<Store> {
    let text = |what: &str| Some(Clean::new(&format!("{what}{number}")));
    Arc::new(Store { code: text("st"), name: text("Store ") })
}

/// A row of a coupon.
pub(crate) fn row(coupon: Coupon) -> Entry {
    Entry::Coupon(coupon)
}

/// A row that is no coupon.
pub(crate) fn bad_row() -> Entry {
    Entry::Bad(BadEntry { problem: Clean::new("the code is missing"), code: None })
}

/// The same with something to know it by.
pub(crate) fn bad_row_of(code: u64) -> Entry {
    let code = Some(Clean::new(&format!("B{code}")));
    Entry::Bad(BadEntry { problem: Clean::new("the id is an object"), code })
}

/// Rows of coupons with these ids.
pub(crate) fn rows(ids: impl IntoIterator<Item = u64>) -> Vec<Entry> {
    ids.into_iter().map(|id| row(coupon(id))).collect()
}

/// The customer of most tests.
pub(crate) fn vera() -> Customer {
    Customer {
        firstname: Some(Clean::new("Vera")),
        lastname: Some(Clean::new("Lind")),
        email: Some(Clean::new("vera@example.org")),
        mobile: Some(Clean::new("918860000001")),
        id: Some(Id::number("345635529")),
        external_id: None,
    }
}

/// An answer with these rows, as the part of a list of `total` that begins after `offset`.
pub(crate) fn page(entries: Vec<Entry>, offset: u64, total: Option<u64>) -> Answer {
    Answer {
        customers: vec![CustomerCoupons { customer: vera(), entries }],
        pagination: Pagination { limit: Some(100), offset: Some(offset), total },
        ..Answer::default()
    }
}

/// An answer with these rows that are all there are.
pub(crate) fn whole(entries: Vec<Entry>) -> Answer {
    let total = entries.len() as u64;
    page(entries, 0, Some(total))
}

/// The warning that a customer was merged into another.
pub(crate) fn merge_notice() -> ServerMessage {
    ServerMessage { code: Some(ServerMessage::MERGED), message: Clean::new("Customer was merged") }
}

/// One coupon of every state word and what else can look odd, as of noon on 23 Nov 2026.
pub(crate) fn every_state() -> Vec<Entry> {
    let till = |text: &str| Some(ServerDate::new(text));
    let mut entries = vec![
        row(Coupon { valid_till: till("2026-12-12T00:00:00Z"), ..coupon(1) }),
        row(reversed(Coupon { valid_till: till("2026-11-23T00:00:00Z"), ..coupon(2) })),
        row(Coupon {
            redemption_count: Some(6),
            redemptions_left: Some(-1),
            valid_till: till("2026-11-29T00:00:00Z"),
            discount: discount("PERC", "15.0"),
            ..coupon(3)
        }),
        row(Coupon {
            redemption_count: Some(1),
            redemptions_left: Some(0),
            valid_till: till("2026-12-13T00:00:00Z"),
            redemptions: Box::new([redemption(11)]),
            ..coupon(4)
        }),
        row(Coupon { code: Clean::new("00000003"), valid_till: till("2026-10-14T00:00:00Z"), ..coupon(5) }),
        row(Coupon { valid_till: till("31/12/2026"), discount: discount("POINTS", "700"), ..coupon(6) }),
        row(Coupon { redemption_count: None, redemptions_left: None, valid_till: None, ..coupon(7) }),
        row(Coupon { valid_till: till("2029-09-01T00:00:00+05:30"), redemptions_left: Some(12), ..coupon(8) }),
    ];
    entries.push(bad_row());
    entries
}

/// Coupons whose texts are wide, joined, written from right to left, or too long.
pub(crate) fn wide() -> Vec<Entry> {
    let with = |id, code: &str, offer: &str| {
        let issued_at = Some(Arc::new(Store { code: None, name: Some(Clean::new("東京都渋谷区 本店")) }));
        row(Coupon { code: Clean::new(code), description: Some(Clean::new(offer)), issued_at, ..coupon(id) })
    };
    vec![
        with(1, "会员优惠2026年冬季特别券", "全场八折,限新宿店,每人每天一次"),
        with(2, "e\u{301}te\u{301}-50", "Réduction d'été"),
        with(3, "👨\u{200d}👩\u{200d}👧FAMILY", "👨\u{200d}👩\u{200d}👧 family day ❤\u{fe0f} 10 off"),
        with(4, "קופון2026", "הנחה של עשרה אחוזים"),
        with(5, "AB\u{202e}C\u{200b}D\u{1b}[2J", "hidden\tcharacters\nin the code"),
        with(6, &"LONG".repeat(20), &"very long words ".repeat(30)),
    ]
}

fn redemption(id: u64) -> Redemption {
    Redemption {
        id: Some(Id::number(&id.to_string())),
        date: Some(ServerDate::new("2026-11-20T13:04:00Z")),
        transaction_number: Some(Clean::new(&format!("T{id}-0"))),
        redeemed_at: Some(store(id % 9)),
        ..Redemption::default()
    }
}

fn reversed(coupon: Coupon) -> Coupon {
    Coupon {
        transaction_number: Some(Clean::new("9001")),
        redemptions: Box::new([redemption(7), redemption(8)]),
        redemption_count: Some(1),
        redemptions_left: Some(2),
        reversed_redemptions: Box::new([Reversal {
            id: Some(Id::number("7")),
            reversed_on: Some(ServerDate::new("2026-11-20T13:11:00Z")),
            ..Reversal::default()
        }]),
        custom_properties: Properties::from_iter([
            CustomProperty { name: Clean::new("image"), value: None },
            CustomProperty { name: Clean::new("standard_description"), value: Some(Clean::new("Prop 7")) },
        ]),
        ..coupon
    }
}

/// A customer's whole list, and a server that pages through it. It filters by two statuses, sorts
/// and pages; what else a query asks for changes nothing.
#[derive(Clone, Debug)]
pub(crate) struct Shop {
    pub(crate) entries: Vec<Entry>,
    pub(crate) total: Option<u64>,
    pub(crate) most: usize,
}

impl Shop {
    /// A list of so many coupons, newest first, in pages as asked for.
    pub(crate) fn of(coupons: u64) -> Self {
        Self { entries: rows(1..=coupons), total: Some(coupons), most: 100 }
    }

    /// What the server answers.
    pub(crate) fn answer(&self, query: &Query) -> Answer {
        let mut all: Vec<Entry> =
            self.entries.iter().filter(|entry| fits(entry, query.filter.status)).cloned().collect();
        if query.filter.order == SortOrder::Ascending {
            all.reverse();
        }
        let total = self.total.map(|total| if query.filter.status.is_some() { all.len() as u64 } else { total });
        let offset = usize::try_from(query.page.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(query.page.limit).unwrap().min(self.most);
        page(all.into_iter().skip(offset).take(limit).collect(), query.page.offset, total)
    }
}

fn fits(entry: &Entry, status: Option<Status>) -> bool {
    let left = entry.coupon().and_then(|coupon| coupon.redemptions_left);
    match status {
        Some(Status::Redeemable) => left != Some(0),
        Some(Status::Expired) => false,
        _ => true,
    }
}
