//! Who lives in the sandbox: every kind of identifier of every customer, and how they are found.

use crate::domain::Kind;

/// A customer to look up, for the hint of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoCustomer {
    /// A mobile number that finds the customer.
    pub identifier: &'static str,
    /// What there is to see.
    pub what: &'static str,
}

const fn demo(identifier: &'static str, what: &'static str) -> DemoCustomer {
    DemoCustomer { identifier, what }
}

/// Whom to look up.
pub const CUSTOMERS: [DemoCustomer; 8] = [
    demo("918860000001", "Tom Sawyer, the four coupons of the vendor's page"),
    demo("917003222195", "the vendor's other sample, seven coupons, custom properties"),
    demo("919800000250", "Vera Lind, 250 coupons of every state around today"),
    demo("919800100000", "Max Depot, 100,000 coupons"),
    demo("919800000000", "Nora Blank, no coupons"),
    demo("919800000069", "an account that was merged into Alice Liddell's"),
    demo("919800000013", "awkward text: escapes, emoji, right-to-left, odd entries"),
    demo("919800000022", "Hansel and Gretel, two customers with one number"),
];

/// Whose coupons they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Tom,
    Printed,
    Vera,
    Max,
    Nora,
    Alice,
    Awkward,
    Hansel,
    Gretel,
}

/// An account, with all the names it goes by. What an answer shows of them is up to the answer:
/// Tom's e-mail finds him though the sample does not print it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    pub(super) who: Who,
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) mobile: &'static str,
    pub(super) email: &'static str,
    pub(super) external_id: &'static str,
    pub(super) id: u64,
    /// True for an account that was merged into `who`.
    pub(super) merged: bool,
}

/// Names, mobile, e-mail, external id, id.
type Names = [&'static str; 5];

const fn account(who: Who, [first, last, mobile, email, external_id]: Names, id: u64) -> Account {
    Account { who, first, last, mobile, email, external_id, id, merged: false }
}

const ALICE_BEFORE: Account = Account {
    merged: true,
    ..account(Who::Alice, ["Alice", "L.", "919800000069", "alice.old@example.org", "AL-69"], 500_000_069)
};

/// Every account.
pub(super) const ACCOUNTS: [Account; 10] = [
    account(Who::Tom, ["Tom", "Sawyer", "918860000001", "tom.sawyer@example.com", "TS-1"], 401_031_250),
    account(
        Who::Printed,
        ["", "", "917003222195", "autofn.917003222195@example.com", "ext_id917003222195"],
        345_635_529,
    ),
    account(Who::Vera, ["Vera", "Lind", "919800000250", "vera.lind@example.org", "VL-250"], 500_000_250),
    account(Who::Max, ["Max", "Depot", "919800100000", "max.depot@example.org", "MD-100000"], 500_100_000),
    account(Who::Nora, ["Nora", "Blank", "919800000000", "nora.blank@example.org", "NB-0"], 500_000_000),
    account(Who::Alice, ["Alice", "Liddell", "919800000070", "alice.liddell@example.org", "AL-70"], 500_000_070),
    ALICE_BEFORE,
    account(Who::Awkward, ["", "", "919800000013", "awkward@example.org", "AWK-13/\u{e5} &=+%#?"], 500_000_013),
    account(Who::Hansel, ["Hansel", "Grimm", "919800000022", "hansel.grimm@example.org", "HG-22"], 500_000_022),
    account(Who::Gretel, ["Gretel", "Grimm", "919800000022", "gretel.grimm@example.org", "GG-23"], 500_000_023),
];

/// The accounts that go by this name: none, one, or several that share it.
pub(super) fn find(kind: Kind, value: &str) -> impl Iterator<Item = &'static Account> {
    ACCOUNTS.iter().filter(move |account| match kind {
        Kind::Mobile => account.mobile == value,
        Kind::Email => account.email.eq_ignore_ascii_case(value),
        Kind::ExternalId => account.external_id == value,
        Kind::Id => value.parse() == Ok(account.id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_is_found_by_each_of_its_names() {
        for account in &ACCOUNTS {
            let id = account.id.to_string();
            let names = [account.mobile, account.email, account.external_id, &id];
            let kinds = [Kind::Mobile, Kind::Email, Kind::ExternalId, Kind::Id];
            for (kind, name) in kinds.into_iter().zip(names) {
                assert!(find(kind, name).any(|found| found.id == account.id), "{kind:?} {name}");
            }
        }
    }

    #[test]
    fn every_demo_customer_can_be_looked_up() {
        let found = |customer: &DemoCustomer| find(Kind::Mobile, customer.identifier).count();
        assert_eq!(CUSTOMERS.map(|customer| found(&customer)), [1, 1, 1, 1, 1, 1, 1, 2]);
    }

    #[test]
    fn letters_of_an_address_do_not_matter_and_a_mobile_is_no_id() {
        assert_eq!(find(Kind::Email, "Vera.Lind@Example.ORG").count(), 1);
        assert_eq!(find(Kind::Id, "918860000001").count(), 0);
    }
}
