//! Finding loaded coupons by words: in code, offer, series and store.
//!
//! Words are looked for as they are typed. Only where no row holds all of them, rows that hold their
//! letters in order are taken, so that a slip or a shortened word still finds its coupon and a
//! precise word finds nothing else. The order of the list stays.

use nucleo_matcher::chars::{normalize, to_lower_case};

use super::rows::Rows;
use crate::domain::{Clean, Entry, Id};

/// Fewer letters in order stand nearly everywhere.
const FEWEST_LETTERS: usize = 3;

/// The numbers of the rows that match, in the order of the list; all of them without words.
#[must_use]
pub fn matching(rows: &Rows, words: &str) -> Vec<u32> {
    let sought: Vec<Word> = words.split_whitespace().map(Word::new).collect();
    let those = |matches: fn(&Word, &Entry) -> bool| {
        let all = (0u32..).zip(rows.iter());
        all.filter(|(_, entry)| sought.iter().all(|word| matches(word, entry))).map(|(row, _)| row).collect()
    };
    let exact: Vec<u32> = those(Word::stands_in);
    if !exact.is_empty() || words.chars().count() < FEWEST_LETTERS {
        return exact;
    }
    those(Word::resembles)
}

/// A word as it is compared, made once and not for each of a hundred thousand rows.
struct Word {
    lower: String,
    /// Its letters without accents, unless it was typed with some: "cafe" finds "Café".
    letters: Vec<char>,
    has_accents: bool,
}

impl Word {
    fn new(word: &str) -> Self {
        let has_accents = word.chars().any(|c| normalize(c) != c);
        let letters = word.chars().map(|c| folded(c, has_accents)).collect();
        Self { lower: word.to_lowercase(), letters, has_accents }
    }

    /// True when it stands in one of the row's texts.
    fn stands_in(&self, entry: &Entry) -> bool {
        texts(entry).into_iter().flatten().any(|text| self.is_in(text.as_str()))
    }

    fn is_in(&self, text: &str) -> bool {
        if !self.lower.is_ascii() {
            return !text.is_ascii() && text.to_lowercase().contains(&self.lower);
        }
        let word = self.lower.as_bytes();
        let begins = |part: &[u8]| part.first().map(u8::to_ascii_lowercase) == word.first().copied();
        text.as_bytes().windows(word.len().max(1)).any(|part| begins(part) && part.eq_ignore_ascii_case(word))
    }

    /// True when its letters stand in the row's texts in this order, whatever stands between them. A
    /// number has to stand there as it is: its digits in order stand in many a code.
    fn resembles(&self, entry: &Entry) -> bool {
        if self.letters.iter().all(char::is_ascii_digit) {
            return self.stands_in(entry);
        }
        let mut wanted = self.letters.iter();
        let mut next = wanted.next();
        for text in texts(entry).into_iter().flatten() {
            for c in text.as_str().chars() {
                if next.is_some_and(|&letter| folded(c, self.has_accents) == letter) {
                    next = wanted.next();
                }
            }
        }
        next.is_none()
    }
}

fn folded(c: char, keeps_accents: bool) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ if keeps_accents => to_lower_case(c),
        _ => to_lower_case(normalize(c)),
    }
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
        coupon.series_id.as_ref().map(Id::text),
        store.and_then(|store| store.name.as_ref()),
        store.and_then(|store| store.code.as_ref()),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Answer, Coupon, CustomerCoupons};

    fn rows(coupons: &[(&str, &str)]) -> Rows {
        let entry = |(code, offer): &(&str, &str)| {
            let coupon = Coupon { code: Clean::new(code), description: Some(Clean::new(offer)), ..Coupon::default() };
            Entry::Coupon(coupon)
        };
        let holder = CustomerCoupons { entries: coupons.iter().map(entry).collect(), ..CustomerCoupons::default() };
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

    #[test]
    fn a_part_of_a_number_finds_no_other_number() {
        let rows = rows(&[("0102030405", "Diwali 7"), ("AAA", "25 % off")]);
        assert!(matching(&rows, "012345").is_empty());
        assert_eq!(matching(&rows, "dwl 7"), [0]);
    }

    #[test]
    fn an_accent_may_be_left_out_but_not_put_elsewhere() {
        let rows = rows(&[("AAA", "Café gratuit"), ("BBB", "Cafe noir")]);
        assert_eq!(matching(&rows, "cafegra"), [0]);
        assert_eq!(matching(&rows, "cfgrt"), [0]);
        assert_eq!(matching(&rows, "cfé"), [0]);
        assert!(matching(&rows, "cèfgr").is_empty());
    }

    #[test]
    fn letters_may_go_on_in_the_next_text_and_signs_mean_themselves() {
        let rows = rows(&[("AB12", "Diwali 10$ off"), ("CD34", "festival")]);
        assert_eq!(matching(&rows, "a1dw"), [0]);
        assert_eq!(matching(&rows, "10$"), [0]);
        assert!(matching(&rows, "!diwali").is_empty());
    }
}
