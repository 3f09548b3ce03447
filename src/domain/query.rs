//! What can be asked of the server: everything the endpoint offers, nothing it does not.

use std::borrow::Cow;

use super::identifier::{Identifier, Kind};

/// The server's nine status filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Redeemed at least once.
    Redeemed,
    /// Never redeemed.
    Unredeemed,
    /// Not past its date.
    Active,
    /// Past its date.
    Expired,
    /// Not past its date, redeemed at least once.
    ActiveRedeemed,
    /// Not past its date, never redeemed.
    ActiveUnredeemed,
    /// Past its date, redeemed at least once.
    ExpiredRedeemed,
    /// Past its date, never redeemed.
    ExpiredUnredeemed,
    /// Not past its date, with a use left.
    Redeemable,
}

impl Status {
    /// Every status, in the order the status key walks through them.
    pub const ALL: [Self; 9] = [
        Self::Redeemable,
        Self::Active,
        Self::Redeemed,
        Self::Unredeemed,
        Self::Expired,
        Self::ActiveRedeemed,
        Self::ActiveUnredeemed,
        Self::ExpiredRedeemed,
        Self::ExpiredUnredeemed,
    ];

    /// The value the server takes.
    #[must_use]
    pub fn param(self) -> &'static str {
        match self {
            Self::Redeemed => "REDEEMED",
            Self::Unredeemed => "UNREDEEMED",
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
            Self::ActiveRedeemed => "ACTIVE_REDEEMED",
            Self::ActiveUnredeemed => "ACTIVE_UNREDEEMED",
            Self::ExpiredRedeemed => "EXPIRED_REDEEMED",
            Self::ExpiredUnredeemed => "EXPIRED_UNREDEEMED",
            Self::Redeemable => "REDEEMABLE",
        }
    }

    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Redeemed => "redeemed",
            Self::Unredeemed => "unredeemed",
            Self::Active => "active",
            Self::Expired => "expired",
            Self::ActiveRedeemed => "active, redeemed",
            Self::ActiveUnredeemed => "active, unredeemed",
            Self::ExpiredRedeemed => "expired, redeemed",
            Self::ExpiredUnredeemed => "expired, unredeemed",
            Self::Redeemable => "redeemable",
        }
    }

    /// What it takes to be shown under it, by the vendor's rules: a date says what is active, a redemption
    /// that was reversed does not count.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Redeemed => "used at least once, expired or not",
            Self::Unredeemed => "never used, expired or not",
            Self::Active => "not expired, used or not",
            Self::Expired => "past its date, used or not",
            Self::ActiveRedeemed => "not expired, used at least once",
            Self::ActiveUnredeemed => "not expired, never used",
            Self::ExpiredRedeemed => "past its date, used at least once",
            Self::ExpiredUnredeemed => "past its date, never used",
            Self::Redeemable => "not expired, with a use left",
        }
    }

    /// The status after this one, then "all": what the status key walks through.
    #[must_use]
    pub fn after(current: Option<Self>) -> Option<Self> {
        let at = current.and_then(|status| Self::ALL.iter().position(|&s| s == status));
        Self::ALL.get(at.map_or(0, |at| at + 1)).copied()
    }

    /// "redeemable", or "all" without a filter.
    #[must_use]
    pub fn name(status: Option<Self>) -> &'static str {
        status.map_or("all", Self::label)
    }
}

/// The server's only order: by creation date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// Newest first; the server's default.
    #[default]
    Descending,
    /// Oldest first.
    Ascending,
}

impl SortOrder {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Descending, Self::Ascending];

    /// The value the server takes.
    #[must_use]
    pub fn param(self) -> &'static str {
        match self {
            Self::Descending => "DESC",
            Self::Ascending => "ASC",
        }
    }

    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Descending => "newest first",
            Self::Ascending => "oldest first",
        }
    }

    /// The other one.
    #[must_use]
    pub fn toggled(self) -> Self {
        match self {
            Self::Descending => Self::Ascending,
            Self::Ascending => Self::Descending,
        }
    }
}

/// In which letters the server writes codes. Display only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CodeCase {
    /// As the code was made. Our default, not the server's: other systems compare codes by case.
    #[default]
    AsIs,
    /// Upper case; the server's default.
    Upper,
    /// Lower case.
    Lower,
}

impl CodeCase {
    /// All three, in the order of the code-case key.
    pub const ALL: [Self; 3] = [Self::AsIs, Self::Upper, Self::Lower];

    /// The value the server takes.
    #[must_use]
    pub fn param(self) -> &'static str {
        match self {
            Self::AsIs => "AS_IT_IS",
            Self::Upper => "UPPER",
            Self::Lower => "LOWER",
        }
    }

    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::AsIs => "codes as they are",
            Self::Upper => "codes in upper case",
            Self::Lower => "codes in lower case",
        }
    }

    /// The label for a narrow screen; codes as they are need no word.
    #[must_use]
    pub fn short_label(self) -> &'static str {
        match self {
            Self::AsIs => "",
            Self::Upper => "upper case",
            Self::Lower => "lower case",
        }
    }

    /// The next one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::AsIs => Self::Upper,
            Self::Upper => Self::Lower,
            Self::Lower => Self::AsIs,
        }
    }
}

/// Status, order and code case together: what a list of one customer is filtered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// `None` asks for all.
    pub status: Option<Status>,
    /// By creation date.
    pub order: SortOrder,
    /// Letters of the codes.
    pub code_case: CodeCase,
}

/// Which part of the list: `limit` rows after skipping `offset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Rows to skip.
    pub offset: u64,
    /// Rows wanted, 1 to [`Page::MOST`].
    pub limit: u64,
}

impl Page {
    /// The documented maximum of sibling lists (vendor's code 8102); never send more.
    pub const MOST: u64 = 100;

    /// The first page of the given size.
    #[must_use]
    pub fn first(limit: u64) -> Self {
        Self { offset: 0, limit: limit.clamp(1, Self::MOST) }
    }

    /// The page `index` (from 0) of the given size.
    #[must_use]
    pub fn nth(index: u64, limit: u64) -> Self {
        let limit = limit.clamp(1, Self::MOST);
        Self { offset: index.saturating_mul(limit), limit }
    }
}

/// One request: who, filtered how, which part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// The customer.
    pub who: Identifier,
    /// Status, order and code case.
    pub filter: Filter,
    /// The part wanted.
    pub page: Page,
}

const STATUS: &str = "status";
const CODE_CASE: &str = "coupon_code_case";
const SORT_ORDER: &str = "sort_order";
const LIMIT: &str = "limit";
const OFFSET: &str = "offset";
const WITH_REVERSED: &str = "include_reversed_redemptions";

impl Query {
    /// The endpoint, below the base URL.
    pub const PATH: &str = "/v2/customers/coupons";

    /// The names of all parameters but the external id's, whose spelling differs.
    pub const PARAMETERS: [&str; 9] = [
        Kind::Mobile.param(),
        Kind::Email.param(),
        Kind::Id.param(),
        STATUS,
        CODE_CASE,
        SORT_ORDER,
        LIMIT,
        OFFSET,
        WITH_REVERSED,
    ];

    /// The endpoint's parameters by name, in the order in which they are sent. `external_id` is how the
    /// server spells that kind; reversed redemptions come only where they are asked for.
    #[must_use]
    pub fn parameters<'a>(&'a self, external_id: &'a str, with_reversed: bool) -> Vec<(&'a str, Cow<'a, str>)> {
        let who = match self.who.kind() {
            Kind::ExternalId => external_id,
            kind @ (Kind::Mobile | Kind::Email | Kind::Id) => kind.param(),
        };
        let mut all: Vec<(&str, Cow<str>)> = vec![(who, self.who.value().into())];
        all.extend(self.filter.status.map(|status| (STATUS, status.param().into())));
        all.push((CODE_CASE, self.filter.code_case.param().into()));
        all.push((SORT_ORDER, self.filter.order.param().into()));
        all.push((LIMIT, self.page.limit.clamp(1, Page::MOST).to_string().into()));
        all.push((OFFSET, self.page.offset.to_string().into()));
        all.extend(with_reversed.then_some((WITH_REVERSED, "true".into())));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_key_walks_through_all_nine_and_back_to_all() {
        let mut seen = Vec::new();
        let mut status = None;
        loop {
            status = Status::after(status);
            let Some(s) = status else { break };
            seen.push(s);
        }
        assert_eq!(seen, Status::ALL);
    }

    #[test]
    fn every_case_and_order_comes_round() {
        assert!(CodeCase::ALL.into_iter().all(|case| case.next().next().next() == case));
        assert!(SortOrder::ALL.into_iter().all(|order| order.toggled().toggled() == order));
    }

    #[test]
    fn what_is_sent_has_the_names_of_the_parameters_beside_the_external_id_and_none_is_left_over() {
        let filter = Filter { status: Some(Status::Active), ..Filter::default() };
        let mut sent = Vec::new();
        for (kind, value) in Kind::ALL.into_iter().zip(["918860000001", "ann@example.com", "A", "7"]) {
            let who = Identifier::new(kind, value).unwrap();
            let query = Query { who, filter, page: Page::first(1) };
            sent.extend(query.parameters("ext", true).into_iter().map(|(name, _)| name.to_owned()));
        }
        sent.sort_unstable();
        sent.dedup();
        let mut known = [&Query::PARAMETERS[..], &["ext"]].concat();
        known.sort_unstable();
        assert_eq!(sent, known);
    }

    #[test]
    fn a_page_never_asks_for_more_than_the_server_allows() {
        assert_eq!(Page::first(5000).limit, 100);
        assert_eq!(Page::nth(2, 100), Page { offset: 200, limit: 100 });
        assert_eq!(Page::nth(u64::MAX, 0).limit, 1);
    }
}
