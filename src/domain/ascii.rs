//! What stands for a character where only ASCII can be shown: on a terminal whose locale is not UTF-8,
//! and where eight-bit bytes can be control.

use unicode_segmentation::UnicodeSegmentation as _;

/// Our own signs and what stands for them.
const SIGNS: [(&str, &str); 20] = [
    ("●", "*"),
    ("◐", "+"),
    ("○", "o"),
    ("×", "x"),
    ("▌", ">"),
    ("│", "|"),
    ("─", "-"),
    ("•", "*"),
    ("·", "-"),
    ("…", "~"),
    ("∞", "*"),
    ("≈", "~"),
    ("–", "-"),
    ("✓", "+"),
    ("✗", "!"),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("┘", "+"),
    ("✚", "#"),
];

/// What stands for one character as people see it; a letter of another script becomes a question mark.
#[must_use]
pub fn sign(character: &str) -> &str {
    if character.is_ascii() {
        return character;
    }
    SIGNS.iter().find(|(sign, _)| *sign == character).map_or("?", |(_, ascii)| ascii)
}

/// What stands for a character behind the one before it. An ellipsis after a blank ends a sentence of ours
/// ("Looking up Ann …") and becomes a dot; after a letter it is the mark of a cut.
#[must_use]
pub fn sign_behind<'a>(before: &str, character: &'a str) -> &'a str {
    if character == "…" && before.trim().is_empty() { "." } else { sign(character) }
}

/// A whole text in ASCII.
#[must_use]
pub fn text(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.graphemes(true).map(sign).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_have_a_meaning_in_ascii_and_letters_become_question_marks() {
        assert_eq!(text("● Café… 会员 e\u{301}"), "* Caf?~ ?? ?");
        assert_eq!((sign_behind(" ", "…"), sign_behind("f", "…")), (".", "~"));
        assert_eq!(text("plain"), "plain");
    }

    #[test]
    fn what_stands_for_a_sign_is_one_character_of_ascii() {
        assert!(SIGNS.iter().all(|(sign, ascii)| !sign.is_ascii() && ascii.is_ascii() && ascii.len() == 1));
    }
}
