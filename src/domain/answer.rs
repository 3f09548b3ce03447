//! What one good call brings back.

use super::customer::CustomerCoupons;
use super::mask;
use super::original::Originals;
use super::skew::Skew;
use super::text::Clean;

/// The server's own account of which part it sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pagination {
    /// The limit it says it used.
    pub limit: Option<u64>,
    /// The offset it says it used.
    pub offset: Option<u64>,
    /// How many coupons there are in all, by its word; servers misstate it.
    pub total: Option<u64>,
}

/// An element of `warnings`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerMessage {
    /// The vendor's code, one of [`CODES`](super::CODES).
    pub code: Option<i64>,
    /// The vendor's words.
    pub message: Clean,
}

impl ServerMessage {
    /// The customer looked up was merged into the one shown.
    pub const MERGED: i64 = 8069;

    /// True for the "was merged" warning.
    #[must_use]
    pub fn is_merge(&self) -> bool {
        self.code == Some(Self::MERGED)
    }

    /// `warning 8069: …`: a line for people, with numbers and addresses in it masked.
    #[must_use]
    pub fn line(&self) -> String {
        let code = self.code.map(|code| format!(" {code}")).unwrap_or_default();
        format!("warning{code}: {}", mask::running_text(self.message.as_str(), '*'))
    }
}

/// A page of coupons. `customers` held one entry in every sample, but it is a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Every customer that came, with their rows.
    pub customers: Vec<CustomerCoupons>,
    /// Which part this is.
    pub pagination: Pagination,
    /// What the server wants known.
    pub warnings: Vec<ServerMessage>,
    /// What this machine's clock said beyond the server's `Date` when the answer came.
    pub skew: Option<Skew>,
    /// About how many bytes of memory it takes: the body it came in, unpacked, and its rows beside it.
    pub bytes: u64,
    /// The JSON of every row as it came, where the client was asked to keep it.
    pub originals: Option<Originals>,
}

impl Answer {
    /// Rows of all customers together.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customers.iter().map(|holder| holder.entries.len()).sum()
    }

    /// True where both brought the same, whenever they came.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.pagination == other.pagination
            && self.warnings == other.warnings
            && self.customers == other.customers
            && self.originals == other.originals
    }

    /// True when no row came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
