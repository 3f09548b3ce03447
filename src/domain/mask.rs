//! Hiding personal data on the screen: enough stays to recognise a customer one already knows.

use super::Kind;

/// A word with so many digits is no size of a page and no port.
const MISPLACED: usize = 6;
/// Runs of at least this many digits in names and external ids are taken for phone numbers.
const LONG_NUMBER: usize = 8;
/// Coupons are valid until 2118 at most; four digits outside of these begin no date.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2199;

/// `91••••••••95`: the first and last two characters of a number stay.
#[must_use]
pub fn number(text: &str, bullet: char) -> String {
    let chars: Vec<char> = text.chars().collect();
    let hidden = |i: usize| chars.len() < 6 || (i >= 2 && i + 2 < chars.len());
    chars.iter().enumerate().map(|(i, &c)| if hidden(i) { bullet } else { c }).collect()
}

/// `v•••@e•••.org`: first letters and the last part of the host stay; the dots tell no length.
#[must_use]
pub fn email(text: &str, bullet: char) -> String {
    let dots: String = std::iter::repeat_n(bullet, 3).collect();
    let head = |part: &str| part.chars().next().map(String::from).unwrap_or_default();
    let Some((user, host)) = text.rsplit_once('@') else {
        return format!("{}{dots}", head(text));
    };
    let ending = host.rsplit_once('.').map(|(_, ending)| format!(".{ending}")).unwrap_or_default();
    format!("{}{dots}@{}{dots}{ending}", head(user), head(host))
}

/// Masks the long runs of digits in a text and leaves the rest alone.
#[must_use]
pub fn long_numbers(text: &str, bullet: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        out.push_str(before);
        if run.len() >= LONG_NUMBER {
            out.push_str(&number(run, bullet));
        } else {
            out.push_str(run);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Masks long numbers, however they are spaced, and e-mail addresses in running text, such as a
/// server's message.
#[must_use]
pub fn running_text(text: &str, bullet: char) -> String {
    long_numbers(&spaced_numbers(&addresses(text, bullet), bullet), bullet)
}

/// Masks the words of a text that are e-mail addresses.
#[must_use]
pub fn addresses(text: &str, bullet: char) -> String {
    let words = text.split(' ').map(|word| if word.contains('@') { email(word, bullet) } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

/// What stands in the place of a word that was typed where another was wanted, and may be a customer:
/// the word itself where it has too few digits and no `@`.
#[must_use]
pub fn misplaced(word: &str) -> String {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    // `/` stands between the digits of numbers too
    let is_path = word.contains('/') && word.chars().any(char::is_alphabetic) && !word.contains('@');
    let is_customer = word.contains('@') || Kind::stated(word).is_some() || (digits >= MISPLACED && !is_path);
    if is_customer { "…".to_owned() } else { word.to_owned() }
}

/// Masks numbers as people write them: `+91 98000-00001`, `(98000) 00001`. Dates stay.
fn spaced_numbers(text: &str, bullet: char) -> String {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '+');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_part(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        out.push_str(before);
        push_masked_run(run, bullet, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Masks what of a run of digits and signs stands before, between and after its dates.
fn push_masked_run(run: &str, bullet: char, out: &mut String) {
    let mut number = String::new();
    for word in run.split_inclusive(' ') {
        if is_date(word.trim_end().trim_matches(['(', ')', '.'])) {
            out.push_str(&spaced_number(&std::mem::take(&mut number), bullet));
            out.push_str(word);
        } else {
            number.push_str(word);
        }
    }
    out.push_str(&spaced_number(&number, bullet));
}

/// Masks digits, whatever stands between them, where they are enough for a phone number.
fn spaced_number(part: &str, bullet: char) -> String {
    let digits = part.chars().filter(char::is_ascii_digit).count();
    if digits < LONG_NUMBER {
        return part.to_owned();
    }
    let mut seen = 0;
    let hidden = |c: char| {
        seen += usize::from(c.is_ascii_digit());
        if c.is_ascii_digit() && seen > 2 && seen + 2 <= digits { bullet } else { c }
    };
    part.chars().map(hidden).collect()
}

/// `2026-11-23`, and not a number that is grouped like one.
fn is_date(word: &str) -> bool {
    let within = |part: Option<&str>, length: usize, values: std::ops::RangeInclusive<u16>| {
        let digits = part.filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()));
        digits.and_then(|part| part.parse().ok()).is_some_and(|value| values.contains(&value))
    };
    let mut parts = word.splitn(3, '-');
    within(parts.next(), 4, YEARS) && within(parts.next(), 2, 1..=12) && within(parts.next(), 2, 1..=31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_keep_their_ends() {
        assert_eq!(number("918860000001", '•'), "91••••••••01");
        assert_eq!(number("12345", '•'), "•••••");
    }

    #[test]
    fn addresses_keep_first_letters_and_ending() {
        assert_eq!(email("vera.lind@example.org", '•'), "v•••@e•••.org");
        assert_eq!(email("[email\u{a0}protected]", '•'), "[•••");
        assert_eq!(email("a@localhost", '*'), "a***@l***");
    }

    #[test]
    fn only_long_runs_of_digits_are_hidden() {
        assert_eq!(long_numbers("autofn_917003222195", '•'), "autofn_91••••••••95");
        assert_eq!(long_numbers("Store 1234567, till 2", '•'), "Store 1234567, till 2");
    }

    #[test]
    fn numbers_are_found_however_they_are_spaced() {
        for spelled in ["+91 98000-00001", "98000-00001", "9198 0000 0001", "(98000) 00001", "mobile=919800000001"] {
            let masked = running_text(&format!("no customer {spelled} here"), '*');
            assert!(!masked.contains("000") && masked.contains("here"), "{masked}");
        }
        assert_eq!(running_text("down until 2026-11-23 14:03", '*'), "down until 2026-11-23 14:03");
        assert_eq!(running_text("code 8015, HTTP 200", '*'), "code 8015, HTTP 200");
    }

    #[test]
    fn a_number_beside_a_date_is_hidden_and_the_date_stays() {
        let cases = [
            ("since 2024-01-02 98000 00001", "since 2024-01-02 98*** ***01"),
            ("98000 00001 since (2024-01-02).", "98*** ***01 since (2024-01-02)."),
            ("2024-01-02 +91 98000-00001 2024-01-03", "2024-01-02 +91 *****-***01 2024-01-03"),
            ("2026-11-23T14:03:00Z", "2026-11-23T14:03:00Z"),
        ];
        for (text, masked) in cases {
            assert_eq!(running_text(text, '*'), masked);
        }
    }

    #[test]
    fn a_number_grouped_like_a_date_is_no_date() {
        for number in ["9800-00-00-01", "9800-10-02", "2024-13-02", "2024-12-32", "2024-01-020", "2024-01-02-03"] {
            assert!(running_text(number, '*').contains('*'), "{number}");
        }
    }

    #[test]
    fn a_word_in_the_wrong_place_is_repeated_only_where_it_names_nobody() {
        for word in
            ["918860000001", "+91-98000 00001", "ann@example.com", "id:4711", "mobile:1", "A-401031", "0171/12345678"]
        {
            assert_eq!(misplaced(word), "…", "{word}");
        }
        for word in ["ACTIV", "101", "70000", "-1", "stores-eu", "/home/till/2026-11-26/config.toml"] {
            assert_eq!(misplaced(word), word);
        }
    }

    #[test]
    fn a_servers_message_names_nobody() {
        let message = running_text("no customer 918860000001 or ann@example.com here", '*');
        assert_eq!(message, "no customer 91********01 or a***@e***.com here");
    }

    proptest! {
        // without 0, 1 and 2 no part of the number is a date
        #[test]
        fn of_a_number_four_digits_stay_whatever_dates_stand_beside_it(
            number in "[3-9]([ .()/+-]{0,2}[3-9]){7,14}",
            before in "(since )?(2024-01-02 ){0,2}",
            after in "( 2031-12-31){0,2}",
        ) {
            let masked = running_text(&format!("{before}{number}{after}"), '*');
            let inner = masked.strip_prefix(&*before).and_then(|rest| rest.strip_suffix(&*after));
            let digits = inner.map(|inner| inner.chars().filter(char::is_ascii_digit).count());
            prop_assert_eq!(digits, Some(4), "{}", masked);
        }

        #[test]
        fn dates_alone_stay(year in 1900..2200, month in 1..=12, day in 1..=31, hour in 0..24) {
            let text = format!("from {year}-{month:02}-{day:02} {hour:02}:00 ({year}-{month:02}-{day:02})");
            prop_assert_eq!(running_text(&text, '*'), text);
        }
    }
}
