//! The customer, and the coupons of one customer in an answer.

use super::coupon::Entry;
use super::lexeme::Id;
use super::mask;
use super::text::Clean;

/// Who holds the coupons. Every field is personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// One customer of an answer with the rows that came for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub customer: Customer,
    /// Their rows, in the server's order.
    pub entries: Vec<Entry>,
}

#[cfg(test)]
mod tests {
    use super::*;

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
