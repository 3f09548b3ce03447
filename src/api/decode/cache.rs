//! Sharing of repeated texts within a page.
//!
//! A page of one customer repeats itself: series, descriptions, stores, dates. What is made from
//! such a text is kept in a small table and cloned (a counter goes up) instead of being made, and
//! held in memory, a hundred times. The text can be a whole object.

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

    /// What was made of `text` before, while the table still has it.
    pub(super) fn find(&self, text: &str) -> Option<T> {
        let (known, value) = self.slots.get(slot(text))?.as_ref()?;
        (*known == text).then(|| value.clone())
    }

    /// Keeps what was made of `text`.
    pub(super) fn keep(&mut self, text: &'a str, value: &T) {
        if let Some(slot) = self.slots.get_mut(slot(text)) {
            *slot = Some((text, value.clone()));
        }
    }
}

/// Length and eight bytes from the start, the middle and the end tell repeating texts apart well
/// enough; a clash costs only the sharing. The multiplier is 2^64 divided by the golden ratio.
fn slot(text: &str) -> usize {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(SPREAD).rotate_left(29);
    let bytes = text.as_bytes();
    let mut hash = mix(SPREAD, bytes.len() as u64);
    let middle = bytes.get(bytes.len() / 2..).and_then(|half| half.first_chunk());
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            for part in [first, middle.unwrap_or(last), last] {
                hash = mix(hash, u64::from_le_bytes(*part));
            }
        }
        _ => hash = bytes.iter().fold(hash, |hash, &byte| mix(hash, u64::from(byte))),
    }
    usize::try_from(hash.wrapping_mul(SPREAD) >> (u64::BITS - SLOT_BITS)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_again_and_a_clash_does_no_harm() {
        let texts: Vec<String> = (0..1000).map(|i| format!("text {i}")).collect();
        let mut cache = Cache::new();
        for text in texts.iter().take(3) {
            assert_eq!(cache.find(text), None);
            cache.keep(text, text);
        }
        assert!(texts.iter().take(3).all(|text| cache.find(text).as_ref() == Some(text)));
        for text in &texts {
            cache.keep(text, text);
        }
        assert!(texts.iter().all(|text| cache.find(text).is_none_or(|found| found == *text)));
    }
}
