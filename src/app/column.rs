//! The columns of the list by name: which of them the user has hidden. How they look is drawing's
//! business ([`crate::ui::columns`]).

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// State, in symbol and word.
    State,
    /// The code.
    Code,
    /// What it is worth.
    Discount,
    /// Until when.
    ValidTill,
    /// Used and left.
    Uses,
    /// The offer in words.
    Offer,
    /// The series.
    Series,
    /// The store that issued it.
    IssuedAt,
    /// When it was made.
    Created,
}

impl Column {
    /// Every column, from left to right.
    pub const ALL: [Self; 9] = [
        Self::State,
        Self::Code,
        Self::Discount,
        Self::ValidTill,
        Self::Uses,
        Self::Offer,
        Self::Series,
        Self::IssuedAt,
        Self::Created,
    ];

    /// Its heading, which is its name on the disk too.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Code => "code",
            Self::Discount => "discount",
            Self::ValidTill => "valid till",
            Self::Uses => "uses",
            Self::Offer => "offer",
            Self::Series => "series",
            Self::IssuedAt => "issued at",
            Self::Created => "created",
        }
    }

    /// The column of this heading.
    #[must_use]
    pub fn named(title: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.title() == title)
    }

    /// Those that the user may hide, in the order of the chooser.
    pub fn choices() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|column| column.can_be_hidden())
    }

    /// A list without state or code would answer nothing.
    #[must_use]
    pub fn can_be_hidden(self) -> bool {
        !matches!(self, Self::State | Self::Code)
    }
}
