//! Where a list ends that is read page after page, trusting nothing the server says about it.
//!
//! A walk advances by the rows received. A short page is not its end, because servers cut pages as
//! they like, and a total that has been passed was wrong, so it ends nothing. But each page either
//! brings a new id or is the last: no server can make a loop.

/// A page that was read, and how far the walk is with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRead {
    /// The rows it held.
    pub rows: u64,
    /// It held an id that no page before it held.
    pub brought_new: bool,
    /// The offset behind its last row.
    pub position: u64,
    /// How many rows there are in all, by the server's last word.
    pub total: Option<u64>,
}

/// Why a page was the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// No row.
    Empty,
    /// Rows, but none that was new.
    NothingNew,
    /// The announced total is reached.
    Total,
}

impl PageRead {
    /// Why it was the last page, if it was.
    #[must_use]
    pub fn end(self) -> Option<End> {
        if self.rows == 0 {
            Some(End::Empty)
        } else if !self.brought_new {
            Some(End::NothingNew)
        } else {
            (self.total == Some(self.position)).then_some(End::Total)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageRead = PageRead { rows: 3, brought_new: true, position: 6, total: None };

    #[test]
    fn a_page_is_the_last_when_it_is_empty_brings_nothing_new_or_reaches_the_total() {
        assert_eq!(PAGE.end(), None);
        assert_eq!(PageRead { rows: 0, ..PAGE }.end(), Some(End::Empty));
        assert_eq!(PageRead { brought_new: false, ..PAGE }.end(), Some(End::NothingNew));
        assert_eq!(PageRead { total: Some(6), ..PAGE }.end(), Some(End::Total));
    }

    #[test]
    fn neither_a_short_page_nor_a_total_that_was_passed_is_an_end() {
        assert_eq!(PageRead { rows: 1, total: Some(7), ..PAGE }.end(), None);
        assert_eq!(PageRead { total: Some(5), ..PAGE }.end(), None);
    }
}
