//! Finding loaded coupons by words: in code, offer, series and store.
//!
//! Words are looked for as they are typed. Only where no row holds all of them, rows that hold their
//! letters in order are taken, so that a slip or a shortened word still finds its coupon and a
//! precise word finds nothing else. The order of the list stays.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::rows::Rows;
use crate::domain::{Clean, Entry};

/// Fewer letters in order stand nearly everywhere.
const FEWEST_LETTERS: usize = 3;

/// The numbers of the rows that match, in the order of the list; all of them without words.
#[must_use]
pub fn matching(rows: &Rows, words: &str) -> Vec<u32> {
    let numbered = || (0u32..).zip(rows.iter());
    let exact: Vec<u32> = numbered().filter(|(_, entry)| holds(entry, words)).map(|(row, _)| row).collect();
    if !exact.is_empty() || words.chars().count() < FEWEST_LETTERS {
        return exact;
    }
    let pattern = Pattern::parse(words, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let (mut text, mut letters) = (String::new(), Vec::new());
    let mut resembles = |entry: &Entry| {
        text.clear();
        for part in texts(entry).into_iter().flatten() {
            text.push_str(part.as_str());
            text.push(' ');
        }
        pattern.score(Utf32Str::new(&text, &mut letters), &mut matcher).is_some()
    };
    numbered().filter(|(_, entry)| resembles(entry)).map(|(row, _)| row).collect()
}

/// The texts of a row that words are looked for in; a row that is no coupon has at most its code.
fn texts(entry: &Entry) -> [Option<&Clean>; 5] {
    let Some(coupon) = entry.coupon() else {
        return [entry.code(), None, None, None, None];
    };
    let store = coupon.issued_at.as_ref();
    [
        Some(&coupon.code),
        coupon.description.as_ref(),
        coupon.series_id.as_ref().map(|id| &id.text),
        store.and_then(|store| store.name.as_ref()),
        store.and_then(|store| store.code.as_ref()),
    ]
}

/// True when every word stands somewhere in the row.
fn holds(entry: &Entry, words: &str) -> bool {
    let texts = texts(entry);
    words.split_whitespace().all(|word| texts.iter().flatten().any(|text| contains(text.as_str(), word)))
}

fn contains(text: &str, word: &str) -> bool {
    if text.is_ascii() && word.is_ascii() {
        let word = word.as_bytes();
        return text.as_bytes().windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Answer, Coupon, Holder};

    fn rows(coupons: &[(&str, &str)]) -> Rows {
        let entry = |(code, offer): &(&str, &str)| {
            let coupon = Coupon { code: Clean::new(code), description: Some(Clean::new(offer)), ..Coupon::default() };
            Entry::Coupon(coupon)
        };
        let holder = Holder { entries: coupons.iter().map(entry).collect(), ..Holder::default() };
        Rows::of(Arc::new(Answer { customers: vec![holder], ..Answer::default() }), 0)
    }

    #[test]
    fn words_are_found_in_any_of_the_texts_whatever_their_letters() {
        let rows = rows(&[("aB000001x", "Diwali festival"), ("007", "Café gratuit")]);
        assert_eq!(matching(&rows, "b0000 DIWA"), [0]);
        assert_eq!(matching(&rows, "CAFÉ"), [1]);
        assert_eq!(matching(&rows, ""), [0, 1]);
        assert!(matching(&rows, "zz").is_empty());
    }

    #[test]
    fn letters_in_order_count_only_where_no_row_holds_the_words() {
        let rows = rows(&[("AAA", "Diwali festival"), ("BBB", "dwl")]);
        assert_eq!(matching(&rows, "dwl"), [1]);
        assert_eq!(matching(&rows, "dwlf"), [0]);
        assert!(matching(&rows, "xyz").is_empty());
    }
}
