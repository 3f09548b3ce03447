//! A cursor in a list that is longer than the screen: the selected row is always in view.

/// Cursor and first visible row. The number of rows and the height are arguments, since both can
/// change between two keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    cursor: usize,
    top: usize,
}

impl Scroll {
    /// The selected row.
    #[must_use]
    pub fn cursor(self) -> usize {
        self.cursor
    }

    /// The first visible row.
    #[must_use]
    pub fn top(self) -> usize {
        self.top
    }

    /// Selects `row` (or the last one) of `len`, moving the view no more than needed.
    pub fn select(&mut self, row: usize, len: usize, height: usize) {
        self.cursor = row.min(len.saturating_sub(1));
        let height = height.max(1);
        let lowest_top = (self.cursor + 1).saturating_sub(height);
        let highest_top = self.cursor.min(len.saturating_sub(height));
        self.top = self.top.clamp(lowest_top.min(highest_top), highest_top);
    }

    /// Selects `row` and lets it stand as far from the top as the cursor stood: for a list that
    /// was replaced under the cursor.
    pub fn land(&mut self, row: usize, len: usize, height: usize) {
        let above = self.cursor.saturating_sub(self.top);
        self.top = row.saturating_sub(above);
        self.select(row, len, height);
    }

    /// Moves by `rows`, stopping at the ends.
    pub fn step(&mut self, rows: isize, len: usize, height: usize) {
        self.select(self.cursor.saturating_add_signed(rows), len, height);
    }

    /// Moves the view of a text that has no cursor: the top row is the selected one.
    pub fn scroll_by(&mut self, rows: isize, len: usize, height: usize) {
        let last_top = len.saturating_sub(height.max(1));
        self.top = self.top.saturating_add_signed(rows).min(last_top);
        self.cursor = self.top;
    }

    /// Back to the first row.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_selected_row_is_always_valid_and_visible(
            steps in proptest::collection::vec((0usize..4, 0usize..300, 0usize..300, 0usize..60), 1..40)
        ) {
            let mut scroll = Scroll::default();
            for (kind, row, len, height) in steps {
                match kind {
                    0 => scroll.select(row, len, height),
                    1 => scroll.land(row, len, height),
                    2 => scroll.step(row.cast_signed(), len, height),
                    _ => scroll.step(-row.cast_signed(), len, height),
                }
                let height = height.max(1);
                prop_assert!(scroll.cursor() < len.max(1));
                prop_assert!(scroll.top() <= scroll.cursor());
                prop_assert!(scroll.cursor() < scroll.top() + height);
                prop_assert!(scroll.top() == 0 || scroll.top() + height <= len, "no blank rows below the end");
            }
        }
    }

    #[test]
    fn moving_within_the_screen_moves_nothing_but_the_cursor() {
        let mut scroll = Scroll::default();
        scroll.select(25, 100, 10);
        let top = scroll.top();
        scroll.step(-5, 100, 10);
        assert_eq!((scroll.cursor(), scroll.top()), (20, top));
        scroll.step(-10, 100, 10);
        assert_eq!((scroll.cursor(), scroll.top()), (10, 10));
    }
}
