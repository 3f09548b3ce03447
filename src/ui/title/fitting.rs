//! Words that get shorter where there is no room, the least important first.

use crate::domain::measure;

/// What the title can say, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The server's status.
    Status,
    /// The server's order.
    Order,
    /// Which part of the list is loaded.
    Range,
    /// Codes in other letters.
    Case,
    /// What is under way.
    Note,
    /// How many coupons are marked.
    Marks,
    /// The order of what is loaded.
    LocalOrder,
    /// The filter of what is loaded.
    Filter,
}

impl Part {
    const ALL: [Self; 8] =
        [Self::Status, Self::Order, Self::Range, Self::Case, Self::Note, Self::Marks, Self::LocalOrder, Self::Filter];

    /// What is about the server's list stands at the left, what is done with it here at the right.
    pub(super) fn is_right(self) -> bool {
        matches!(self, Self::Marks | Self::LocalOrder | Self::Filter)
    }
}

/// Which part gets shorter next. Fixed words do first; the usual order and status go, and then the
/// range. Marks, a status, an order and a filter stay: they say which rows these are, and which are copied.
const STEPS: [Part; 17] = [
    Part::Case,
    Part::Range,
    Part::Order,
    Part::Note,
    Part::LocalOrder,
    Part::Filter,
    Part::Order,
    Part::Status,
    Part::Case,
    Part::Range,
    Part::Note,
    Part::Filter,
    Part::Status,
    Part::Marks,
    Part::Range,
    Part::Filter,
    Part::Note,
];

/// Everything that the title can say.
#[derive(Clone, Debug)]
pub(super) struct Title {
    /// Each part as it is said now, and shorter and shorter.
    parts: Vec<(Part, Vec<String>)>,
    /// Columns between two parts.
    gap: u16,
}

impl Title {
    /// A title in which each part is said as the first of its forms; the others are shorter. Nothing to
    /// say is an empty form, or none.
    pub(super) fn new(forms: impl Fn(Part) -> Vec<String>) -> Self {
        Self { parts: Part::ALL.map(|part| (part, forms(part))).to_vec(), gap: 2 }
    }

    /// The same in so many columns, or else as short as it gets.
    pub(super) fn fitting(mut self, columns: usize) -> Self {
        for part in STEPS {
            if self.width() <= columns {
                return self;
            }
            self.shorten(part);
        }
        if self.width() > columns {
            self.gap = 1;
        }
        self
    }

    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        let gap = usize::from(self.gap);
        let all: usize = self.said().map(|(_, text)| measure::width(text) + gap).sum();
        all.saturating_sub(gap)
    }

    /// The parts that say something, from left to right.
    pub(super) fn said(&self) -> impl DoubleEndedIterator<Item = (Part, &str)> {
        let now = self.parts.iter().filter_map(|(part, forms)| Some((*part, forms.first()?.as_str())));
        now.filter(|(_, text)| !text.is_empty())
    }

    /// Columns between two parts.
    pub(super) fn gap(&self) -> u16 {
        self.gap
    }

    fn shorten(&mut self, part: Part) {
        let forms = self.parts.iter_mut().filter(|(one, forms)| *one == part && forms.len() > 1);
        forms.for_each(|(_, forms)| drop(forms.remove(0)));
    }
}
