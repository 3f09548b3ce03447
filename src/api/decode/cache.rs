//! Sharing of repeated texts within a page.
//!
//! A page of one customer repeats itself: series, descriptions, stores, dates. What is made from
//! such a text is kept in a small table and cloned (a counter goes up) instead of being made, and
//! held in memory, a hundred times.

use std::borrow::Cow;

/// Slots of a table; a power of two. Pages seen hold far fewer repeating texts of one sort.
const SLOTS: usize = 128;
const SLOT_BITS: u32 = SLOTS.trailing_zeros();

/// A table with one slot per hash: a newer text simply replaces an older one.
pub(super) struct Cache<'a, T> {
    slots: Vec<Option<(&'a str, T)>>,
}

impl<'a, T: Clone> Cache<'a, T> {
    pub(super) fn new() -> Self {
        Self { slots: std::iter::repeat_with(|| None).take(SLOTS).collect() }
    }

    /// What `make` makes of `text`, from the table where it has been made before. Texts that had
    /// escapes do not live in the body and are not kept.
    pub(super) fn get(&mut self, text: Cow<'a, str>, make: impl FnOnce(&str) -> T) -> T {
        let text = match text {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => return make(&text),
        };
        let Some(slot) = self.slots.get_mut(slot(text)) else { return make(text) };
        match slot {
            Some((known, value)) if *known == text => value.clone(),
            _ => {
                let value = make(text);
                *slot = Some((text, value.clone()));
                value
            }
        }
    }
}

/// Length, first and last eight bytes tell repeating texts apart well enough; a clash costs only
/// the sharing. The multiplier is 2^64 divided by the golden ratio.
fn slot(text: &str) -> usize {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(SPREAD).rotate_left(29);
    let bytes = text.as_bytes();
    let mut hash = mix(SPREAD, bytes.len() as u64);
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            hash = mix(mix(hash, u64::from_le_bytes(*first)), u64::from_le_bytes(*last));
        }
        _ => hash = bytes.iter().fold(hash, |hash, &byte| mix(hash, u64::from(byte))),
    }
    usize::try_from(hash.wrapping_mul(SPREAD) >> (u64::BITS - SLOT_BITS)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_once_and_a_clash_does_no_harm() {
        let texts: Vec<String> = (0..1000).map(|i| format!("text {i}")).collect();
        let mut cache = Cache::new();
        let mut made = 0;
        for _ in 0..2 {
            for text in texts.iter().take(3) {
                let got = cache.get(Cow::Borrowed(text.as_str()), |raw| {
                    made += 1;
                    raw.to_owned()
                });
                assert_eq!(&got, text);
            }
        }
        assert_eq!(made, 3);
        for text in &texts {
            assert_eq!(&cache.get(Cow::Borrowed(text.as_str()), str::to_owned), text);
        }
    }
}
