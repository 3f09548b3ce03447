//! What is remarkable about the rows shown, for as long as they are shown.

use super::list::Listing;
use super::{App, BULLET};
use crate::domain::{ServerMessage, mask};

impl App {
    /// The most important of what is remarkable about the rows shown.
    #[must_use]
    pub fn notice(&self) -> Option<String> {
        let (_, listing) = self.list.shown()?;
        let merged = listing.warnings().iter().find(|notice| notice.is_merge());
        merged
            .map(|notice| format!("This customer was merged into the one shown ({})", words(notice)))
            .or_else(|| about(listing))
    }
}

fn words(notice: &ServerMessage) -> String {
    mask::running_text(notice.message.as_str(), BULLET)
}

fn about(listing: &Listing) -> Option<String> {
    match (listing.moved().0, listing.surplus()) {
        (0, None) => listing.warnings().first().map(|notice| format!("The server warns: {}", words(notice))),
        (0, Some(total)) => {
            Some(format!("The server announced {total} coupons and sent more: there may be still more"))
        }
        (rows, _) => Some(format!("The list moved while it was paged; shown once although they came twice: {rows}")),
    }
}
