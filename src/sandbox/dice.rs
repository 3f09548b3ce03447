//! Numbers that look thrown and are not: the same seed gives the same data on every machine.

/// Letters and digits of codes, without those a till clerk confuses.
const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LOWER: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
const MIXED: &[u8] = b"abcdefGHJKLMnpqrstUVWXYZ23456789";
const DIGITS: &[u8] = b"0123456789";

/// How a code is spelled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spelling {
    /// `KNRYHMRW`
    Upper,
    /// `tt6wzp7xnw`
    Lower,
    /// `aGK7tUpq`: what `AS_IT_IS` is for.
    Mixed,
    /// `000420…`: a number to nobody but a careless spreadsheet.
    Zeros,
    /// The longest the vendor makes: 40 characters.
    Long,
}

/// A splitmix64 sequence.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// A sequence of its own for each seed and row.
    pub(super) fn new(seed: u64, row: u64) -> Self {
        Self(mix(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ row))
    }

    /// The next number.
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number from 0 up to but not `bound`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    /// One of `items`.
    pub(super) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let at = usize::try_from(self.below(items.len() as u64)).unwrap_or_default();
        items.get(at).copied().unwrap_or_default()
    }

    /// A coupon code.
    pub(super) fn code(&mut self, spelling: Spelling) -> String {
        let (start, length, letters) = match spelling {
            Spelling::Upper => ("", 8, UPPER),
            Spelling::Lower => ("", 10, LOWER),
            Spelling::Mixed => ("", 9, MIXED),
            Spelling::Zeros => ("000", 7, DIGITS),
            Spelling::Long => ("", 40, UPPER),
        };
        let mut code = start.to_owned();
        code.extend((0..length).map(|_| char::from(self.pick(letters))));
        code
    }
}

/// The finishing step of splitmix64 (Steele, Lea and Flood, 2014).
pub(super) fn mix(seed: u64) -> u64 {
    let z = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_throws_the_same_code_and_another_row_another() {
        let code = |row| Dice::new(7, row).code(Spelling::Mixed);
        assert_eq!(code(1), code(1));
        assert_ne!(code(1), code(2));
        assert!(Dice::new(7, 1).code(Spelling::Zeros).starts_with("000"));
        assert_eq!(Dice::new(7, 1).code(Spelling::Long).len(), 40);
    }
}
