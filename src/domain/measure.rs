//! How wide text is on a terminal, and cutting it to a width.
//!
//! Counted by grapheme, as the screen's cells are, so that columns stay aligned with wide,
//! combining and joined characters.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that `text` takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// `text` cut to `columns`, with `ellipsis` where something was cut; right behind the last word, since
/// behind a blank it would be the end of a sentence.
#[must_use]
pub fn cut(text: &str, columns: usize, ellipsis: &str) -> String {
    if fits(text, columns) {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut out = head(text, room).trim_end().to_owned();
    if columns >= width(ellipsis) {
        out.push_str(ellipsis);
    }
    out
}

/// Whether `text` takes at most `columns`, known without reading a long text to its end.
fn fits(text: &str, columns: usize) -> bool {
    head(text, columns).len() == text.len()
}

/// True when every character is one byte and takes one column, which is most of what is shown.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The longest beginning of `text` that fits into `columns`.
#[must_use]
pub fn head(text: &str, columns: usize) -> &str {
    if text.len() <= columns && is_plain(text) {
        return text;
    }
    // the character behind the cut is looked at too: it could be a mark on the last one kept
    if text.get(..=columns).is_some_and(is_plain) {
        return text.get(..columns).unwrap_or_default();
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > columns {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// `text` in lines of at most `columns`, broken at blanks where there are some.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut rest = text.trim_end();
    while !fits(rest, columns) {
        let fitting = head(rest, columns);
        // one wide character on a screen of one column: take it all the same, to come to an end
        let fitting = if fitting.is_empty() { first_grapheme(rest) } else { fitting };
        let after = rest.get(fitting.len()..).unwrap_or_default();
        let line = if after.starts_with(' ') {
            fitting
        } else {
            fitting.rfind(' ').map_or(fitting, |at| fitting.get(..=at).unwrap_or(fitting))
        };
        rest = rest.get(line.len()..).unwrap_or_default().trim_start();
        lines.push(line.trim_end().to_owned());
    }
    lines.push(rest.to_owned());
    lines
}

fn first_grapheme(text: &str) -> &str {
    text.graphemes(true).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cut_takes_no_mark_from_its_letter() {
        assert_eq!(head("abcd", 3), "abc");
        assert_eq!(head("abc\u{301}d", 3), "abc\u{301}");
        assert_eq!(head("abcd\u{301}", 3), "abc");
        assert_eq!(head("ab会", 3), "ab");
        assert_eq!((head("", 0), head("a", 0)), ("", ""));
    }

    #[test]
    fn wide_text_is_cut_by_columns_not_by_letters() {
        assert_eq!(cut("会员专享优惠券", 7, "…"), "会员专…");
        assert_eq!(cut("short", 7, "…"), "short");
        assert_eq!(cut("shorter", 5, "~"), "shor~");
        assert_eq!(cut("Numbers as text", 12, "~"), "Numbers as~");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("flat 250 off on next purchase", 12), ["flat 250 off", "on next", "purchase"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_no_letter_is_lost(text in "\\PC{0,60}", columns in 4usize..30) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns));
            let bare = |s: &str| s.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
            prop_assert!(width(&cut(&text, columns, "…")) <= columns);
        }
    }
}
