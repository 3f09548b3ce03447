//! The customer, and the coupons of one customer in an answer.

use super::coupon::{Coupon, Entry};
use super::lexeme::Id;
use super::mask;
use super::text::Clean;

/// Who holds the coupons. Every field is personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Customer {
    /// First name.
    pub firstname: Option<Clean>,
    /// Last name.
    pub lastname: Option<Clean>,
    /// E-mail address.
    pub email: Option<Clean>,
    /// Mobile number with country code.
    pub mobile: Option<Clean>,
    /// The vendor's id.
    pub id: Option<Id>,
    /// The brand's own id.
    pub external_id: Option<Clean>,
}

impl Customer {
    /// First and last name, or "(no name)".
    #[must_use]
    pub fn name(&self) -> String {
        let parts: Vec<&str> = [&self.firstname, &self.lastname].into_iter().flatten().map(Clean::as_str).collect();
        if parts.is_empty() { "(no name)".to_owned() } else { parts.join(" ") }
    }

    /// Name and identifiers in the order they are shown; masked with `bullet` when one is given.
    #[must_use]
    pub fn summary(&self, bullet: Option<char>) -> Vec<String> {
        let hide = |text: &str, masked: fn(&str, char) -> String| match bullet {
            Some(bullet) => masked(text, bullet),
            None => text.to_owned(),
        };
        let mut parts = vec![hide(&self.name(), mask::running_text)];
        parts.extend(self.mobile.as_ref().map(|mobile| hide(mobile.as_str(), mask::number)));
        parts.extend(self.email.as_ref().map(|email| hide(email.as_str(), mask::email)));
        parts.extend(self.id.as_ref().map(|id| format!("id {id}")));
        parts.extend(self.external_id.as_ref().map(|ext| format!("ext {}", hide(ext.as_str(), mask::running_text))));
        parts
    }
}

/// What a customer is known by from one answer to the next: the id, and without one all that is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CustomerKey {
    /// The vendor's id.
    Id(Clean),
    /// Somebody without an id.
    Whole(Box<Customer>),
}

impl Customer {
    /// What this customer is known by.
    #[must_use]
    pub fn key(&self) -> CustomerKey {
        match &self.id {
            Some(id) => CustomerKey::Id(id.text().clone()),
            None => CustomerKey::Whole(Box::new(self.clone())),
        }
    }

    /// True for the same customer in another answer.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.id, &other.id) {
            (Some(id), Some(other)) => id.text() == other.text(),
            (None, None) => self == other,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// One customer of an answer with the rows that came for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerCoupons {
    /// Who.
    pub customer: Customer,
    /// Their rows, in the server's order.
    pub entries: Vec<Entry>,
}

impl CustomerCoupons {
    /// About how many bytes the rows take beside their texts: a list of empty redemptions takes far more
    /// than the body that it came in.
    #[must_use]
    pub fn frame_bytes(&self) -> usize {
        self.entries.iter().map(|entry| size_of::<Entry>() + entry.coupon().map_or(0, details_bytes)).sum()
    }
}

fn details_bytes(coupon: &Coupon) -> usize {
    size_of_val(&*coupon.redemptions)
        + size_of_val(&*coupon.reversed_redemptions)
        + size_of_val(&*coupon.custom_properties)
}

/// Which customer of several is meant. The server counts the coupons of all of them together, so a
/// page holds only those who have some on it, in whatever place: they are known by their id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenCustomer {
    customer: Option<Customer>,
    place: usize,
}

impl ChosenCustomer {
    /// The one in this place of an answer.
    #[must_use]
    pub fn of(customers: &[CustomerCoupons], place: usize) -> Self {
        Self { customer: customers.get(place).map(|holder| holder.customer.clone()), place }
    }

    /// Their place in another answer; `None` where they have no coupons in it.
    #[must_use]
    pub fn place_in(&self, customers: &[CustomerCoupons]) -> Option<usize> {
        let is_there = |place: &usize| self.is(*place, customers.get(*place).map(|holder| &holder.customer));
        // the place first, for a server that gives one id to all of them
        let own = std::iter::once(self.place).filter(|place| *place < customers.len());
        own.chain(0..customers.len()).find(is_there)
    }

    /// The customer meant, as they came; nobody, where the answer named nobody.
    #[must_use]
    pub fn customer(&self) -> Option<&Customer> {
        self.customer.as_ref()
    }

    /// True for the one meant. Who came without an id is known by the place.
    #[must_use]
    pub fn is(&self, place: usize, customer: Option<&Customer>) -> bool {
        let meant = self.customer.as_ref().and_then(|customer| customer.id.as_ref());
        let id = customer.and_then(|customer| customer.id.as_ref());
        match (meant, id) {
            (Some(meant), Some(id)) => meant.text() == id.text(),
            (None, _) | (_, None) => place == self.place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(ids: &[&str]) -> Vec<CustomerCoupons> {
        let holder = |id: &&str| {
            let id = (!id.is_empty()).then(|| Id::number(id));
            CustomerCoupons { customer: Customer { id, ..Customer::default() }, entries: Vec::new() }
        };
        ids.iter().map(holder).collect()
    }

    #[test]
    fn a_chosen_customer_is_found_again_in_whatever_place() {
        let second = ChosenCustomer::of(&holders(&["7", "8"]), 1);
        assert_eq!(second.place_in(&holders(&["8"])), Some(0));
        assert_eq!(second.place_in(&holders(&["9", "8"])), Some(1));
        assert_eq!(second.place_in(&holders(&["7"])), None);
        let nameless = ChosenCustomer::of(&holders(&["", ""]), 1);
        assert_eq!((nameless.place_in(&holders(&["", ""])), nameless.place_in(&holders(&[""]))), (Some(1), None));
    }

    #[test]
    fn a_masked_summary_shows_no_number_and_no_address() {
        let customer = Customer {
            firstname: Some(Clean::new("autofn_917003222195")),
            email: Some(Clean::new("vera@example.org")),
            mobile: Some(Clean::new("917003222195")),
            id: Some(Id::number("345635529")),
            external_id: Some(Clean::new("ext_id917003222195")),
            // some shops have the address in the place of the name
            lastname: Some(Clean::new("vera@example.org")),
        };
        let shown = customer.summary(Some('•')).join("  ");
        assert!(!shown.contains("7003222") && !shown.contains("vera"), "{shown}");
        assert!(customer.summary(None).join(" ").contains("917003222195"));
    }
}
