//! Recognising a password in a server's words without having it: of each spelling its length and its MD5
//! are kept, as of the password itself.

use std::ops::Range;

use super::auth::md5;
use super::private::{SHORTEST, spellings, squeezed, tell_tale};

/// What is kept of a password, in memory that is wiped like all of the program's.
#[derive(Clone, Default)]
pub struct Traces {
    /// Of its spellings in small letters.
    spellings: Vec<Trace>,
    /// Of what gives it away in an id.
    squeezed: Option<Trace>,
}

/// One text that is known by its marks alone.
#[derive(Clone, Copy)]
struct Trace {
    length: usize,
    /// The sum of its bytes: it rules out 255 of 256 places without an MD5.
    sum: u8,
    md5: [u8; 16],
}

impl Traces {
    pub(super) fn of(password: &str) -> Self {
        let giveaway = squeezed(password);
        let giveaway = tell_tale(&giveaway);
        Self {
            spellings: spellings(password).iter().map(|spelling| Trace::of(spelling)).collect(),
            squeezed: (giveaway.len() >= SHORTEST).then(|| Trace::of(giveaway)),
        }
    }

    /// Bytes of the longest spelling.
    pub(super) fn longest(&self) -> usize {
        self.spellings.iter().map(|trace| trace.length).max().unwrap_or(0)
    }

    /// Every place of the password in a text in small letters.
    pub(super) fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.spellings.iter().flat_map(|trace| trace.places(text))
    }

    /// Whether a text without anything but small letters and digits holds it.
    pub(super) fn echo_in(&self, squeezed: &str) -> bool {
        self.squeezed.is_some_and(|trace| trace.places(squeezed).next().is_some())
    }
}

impl Trace {
    fn of(text: &str) -> Self {
        Self { length: text.len(), sum: sum(text.as_bytes()), md5: md5(text.as_bytes()) }
    }

    fn places(self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let bytes = text.as_bytes();
        let mut rolling = bytes.get(..self.length).map_or(0, sum);
        bytes.windows(self.length).enumerate().filter_map(move |(start, window)| {
            let here = rolling;
            let end = start + self.length;
            let (first, next) = (window.first().copied(), bytes.get(end).copied());
            rolling = rolling.wrapping_sub(first.unwrap_or(0)).wrapping_add(next.unwrap_or(0));
            (here == self.sum && md5(window) == self.md5).then_some(start..end)
        })
    }
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(password: &str, text: &str) -> Vec<Range<usize>> {
        Traces::of(password).places(text).collect()
    }

    #[test]
    fn it_is_found_at_every_place_and_nothing_like_it_is() {
        assert_eq!(found("Sesame-1", "sesame-1 sesame-2 xsesame-1"), [0..8, 19..27]);
        assert_eq!(found("abab", "ababab"), [0..4, 2..6]);
        assert_eq!(found("Sesame-1", "1-sesame sesame1"), []);
        assert_eq!(found("Sesame-1", ""), []);
        assert_eq!(found("abc", "abc abc"), [], "it stands in ordinary words");
    }

    #[test]
    fn a_match_is_whole_characters() {
        let text = "é pässwörd é";
        let places = found("pässwörd", text);
        assert_eq!(places.into_iter().map(|at| text.get(at).unwrap()).collect::<Vec<_>>(), ["pässwörd"]);
    }

    #[test]
    fn it_is_recognised_in_an_id() {
        let traces = Traces::of("Open-Sesame");
        assert!(traces.echo_in("x1opensesame") && !traces.echo_in("x1opensesam"));
    }
}
