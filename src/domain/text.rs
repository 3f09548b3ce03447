//! Text from outside, made harmless once.
//!
//! Server text may hold escape sequences, bidi overrides, zero-width characters and floods of
//! combining marks. Whatever draws or copies takes only [`Clean`], and only [`Clean`] itself makes
//! one, so a byte of theirs can never reach the terminal as control.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};

/// Combining marks kept on one character; more is a flood that climbs into other rows.
const MARKS_KEPT: usize = 4;
/// Stands before a text that was altered, and between it and the original where that is kept. A
/// hundred thousand coupons hold a million texts, so neither has a field of its own; no cleaned text
/// can hold a control character.
const ALTERED: char = '\u{1}';
/// Bytes that need no memory of their own: nearly every code, id, amount and bill number of a
/// hundred thousand coupons. One more would make every text half as large again.
const IN_PLACE: usize = 14;
/// Bytes that one piece of memory holds: nearly every description. With them and its counters it has
/// 56 bytes, which an allocator rounds up to 64; a text of any length takes two pieces.
const IN_ONE_PIECE: usize = 39;
const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Text that shows no control, bidi or other invisible character; a joiner inside an emoji stays. The
/// original, where it is kept, comes out by [`Clean::exact`] alone.
///
/// Cheap to clone; compares, orders and hashes like its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Clean(Form);

/// Where the bytes stand. A text has only one form, so forms compare as texts do.
#[derive(Clone, PartialEq, Eq)]
enum Form {
    Short(Piece<IN_PLACE>),
    Medium(Arc<Piece<IN_ONE_PIECE>>),
    /// A thin pointer, so that the form above has the room of a wide one.
    Long(Arc<Box<str>>),
}

/// The first `len` bytes are the text; the others are 0.
#[derive(Clone, PartialEq, Eq)]
struct Piece<const ROOM: usize> {
    len: u8,
    bytes: [u8; ROOM],
}

impl<const ROOM: usize> Piece<ROOM> {
    /// `None` when the text has no room.
    fn holding(text: &str) -> Option<Self> {
        let mut bytes = [0; ROOM];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { len: u8::try_from(text.len()).ok()?, bytes })
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl Form {
    fn new(text: &str) -> Self {
        if let Some(piece) = Piece::holding(text) {
            return Self::Short(piece);
        }
        Piece::holding(text)
            .map_or_else(|| Self::Long(Arc::new(Box::from(text))), |piece| Self::Medium(Arc::new(piece)))
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Short(_) | Self::Medium(_) => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Self::Long(text) => text,
        }
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(piece) => piece.as_bytes(),
            Self::Medium(piece) => piece.as_bytes(),
            Self::Long(text) => text.as_bytes(),
        }
    }
}

/// One run of bytes: field by field it would take the hasher four.
impl Hash for Clean {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.0.as_bytes());
        // no text holds it, so that two texts in a row hash like no other two
        state.write_u8(0xff);
    }
}

impl Default for Clean {
    fn default() -> Self {
        Self(Form::new(""))
    }
}

impl Clean {
    /// Cleans `raw`: line breaks and tabs become blanks, hidden characters go.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        if raw.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Self(Form::new(raw));
        }
        let text = clean(raw);
        Self(if text == raw { Form::new(raw) } else { Form::new(&format!("{ALTERED}{text}")) })
    }

    /// Cleans, and keeps `raw` for [`Clean::exact`] where it was altered: for what somebody has to
    /// find again by every character, such as a code.
    #[must_use]
    pub fn keeping(raw: &str) -> Self {
        let text = Self::new(raw);
        if text.was_altered() { Self(Form::new(&format!("{ALTERED}{text}{ALTERED}{raw}"))) } else { text }
    }

    /// True when a text of so many bytes takes no memory beside its value, so that sharing it
    /// saves nothing.
    #[must_use]
    pub fn is_free(bytes: usize) -> bool {
        bytes <= IN_PLACE
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.parts().0
    }

    /// The bytes of the text, for writing many: unlike [`Clean::as_str`] it looks at none of them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        if self.was_altered() { self.as_str().as_bytes() } else { self.0.as_bytes() }
    }

    /// True when nothing came, not even something that was taken out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.as_bytes().is_empty()
    }

    /// The original, where it is kept. It may hold anything: it may go into a file, and to a terminal
    /// only with what is [hidden](is_hidden) in it escaped.
    #[must_use]
    pub fn exact(&self) -> &str {
        let (text, original) = self.parts();
        original.unwrap_or(text)
    }

    fn parts(&self) -> (&str, Option<&str>) {
        let text = self.0.as_str();
        match text.strip_prefix(ALTERED) {
            None => (text, None),
            Some(rest) => rest.split_once(ALTERED).map_or((rest, None), |(text, original)| (text, Some(original))),
        }
    }

    /// True when the original held something that was taken out or replaced.
    #[must_use]
    pub fn was_altered(&self) -> bool {
        self.0.as_bytes().first() == Some(&(ALTERED as u8))
    }

    /// True when nothing visible is left.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.as_str().trim().is_empty()
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Ord for Clean {
    fn cmp(&self, other: &Self) -> Ordering {
        let (form, other_form) = (self.0.as_bytes(), other.0.as_bytes());
        let (altered, other_altered) = (self.was_altered(), other.was_altered());
        // nearly all, and bytes of UTF-8 stand in the order of their characters
        if !altered && !other_altered {
            return form.cmp(other_form);
        }
        let by_text = self.as_str().cmp(other.as_str());
        by_text.then_with(|| altered.cmp(&other_altered)).then_with(|| form.cmp(other_form))
    }
}

impl PartialOrd for Clean {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// True for a character that cleaning may take out or replace.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    !matches!(judge(c), Verdict::Keep)
}

/// What one character does to the cleaned text.
enum Verdict {
    Keep,
    Blank,
    Drop,
    Mark,
    EmojiOnly,
}

fn judge(c: char) -> Verdict {
    use GeneralCategory as G;
    if matches!(c, ZERO_WIDTH_JOINER | '\u{fe0e}' | '\u{fe0f}') {
        return Verdict::EmojiOnly;
    }
    if is_invisible_letter(c) {
        return Verdict::Drop;
    }
    match c.general_category() {
        G::Control if matches!(c, '\t' | '\n' | '\r' | '\u{85}' | '\u{b}' | '\u{c}') => Verdict::Blank,
        G::LineSeparator | G::ParagraphSeparator => Verdict::Blank,
        G::Control | G::Format | G::Surrogate | G::PrivateUse | G::Unassigned => Verdict::Drop,
        G::NonspacingMark | G::EnclosingMark => Verdict::Mark,
        _ => Verdict::Keep,
    }
}

/// Characters that Unicode files under letters or marks although nothing of them is seen.
fn is_invisible_letter(c: char) -> bool {
    matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}')
}

fn clean(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut marks = 0;
    let mut last: Option<char> = None;
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let verdict = judge(c);
        marks = if matches!(verdict, Verdict::Keep | Verdict::Blank) { 0 } else { marks };
        let kept = match verdict {
            Verdict::Keep => Some(c),
            Verdict::Blank => Some(' '),
            Verdict::Drop => None,
            Verdict::Mark => {
                marks += 1;
                (marks <= MARKS_KEPT && last.is_some_and(|l| l != ' ')).then_some(c)
            }
            Verdict::EmojiOnly => inside_emoji(last, c, chars.peek().copied()).then_some(c),
        };
        if let Some(c) = kept {
            out.push(c);
            last = Some(c);
        }
    }
    out
}

/// A joiner stands between two pictures; a variation selector directly behind one, or behind the
/// digit of a keycap.
fn inside_emoji(last: Option<char>, c: char, next: Option<char>) -> bool {
    let Some(last) = last else { return false };
    if c == ZERO_WIDTH_JOINER {
        let after_picture = is_picture(last) || last == '\u{fe0f}';
        return after_picture && next.is_some_and(is_picture);
    }
    let keycap = last.is_ascii_digit() || matches!(last, '#' | '*');
    is_picture(last) || (keycap && next == Some('\u{20e3}'))
}

fn is_picture(c: char) -> bool {
    !c.is_ascii() && c.is_emoji_char()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cleaned(raw: &str) -> String {
        Clean::new(raw).as_str().to_owned()
    }

    #[test]
    fn escape_sequences_lose_their_escape() {
        assert_eq!(cleaned("a\u{1b}[31mb\u{9b}2J\u{7}"), "a[31mb2J");
    }

    #[test]
    fn the_order_is_that_of_the_text_whether_altered_or_not() {
        let mut texts = [Clean::new("b"), Clean::new("a\u{7}"), Clean::new("c"), Clean::new("a")];
        texts.sort();
        let order: Vec<_> = texts.iter().map(|text| (text.as_str(), text.was_altered())).collect();
        assert_eq!(order, [("a", false), ("a", true), ("b", false), ("c", false)]);
    }

    #[test]
    fn the_original_is_kept_only_where_it_is_wanted_and_differs() {
        let kept = Clean::keeping("a\u{200b}b\u{1}");
        assert_eq!((kept.as_str(), kept.exact(), kept.was_altered()), ("ab", "a\u{200b}b\u{1}", true));
        assert_eq!(Clean::new("a\u{200b}b").exact(), "ab");
        assert_eq!((Clean::keeping("ab"), Clean::keeping("ab").exact()), (Clean::new("ab"), "ab"));
        let same = [Clean::keeping("a\u{200b}b"), Clean::keeping("a\u{200c}b")];
        assert!(same[0] != same[1] && same[0].cmp(&same[1]) != Ordering::Equal, "two ids stay two");
    }

    #[test]
    fn line_breaks_and_tabs_become_blanks() {
        assert_eq!(cleaned("a\tb\r\nc\u{2028}d"), "a b  c d");
    }

    #[test]
    fn bidi_and_zero_width_characters_go_and_are_told() {
        let text = Clean::new("AB\u{202e}C\u{200b}\u{feff}\u{ad}\u{2066}\u{e0041}D");
        assert_eq!(text.as_str(), "ABCD");
        assert!(text.was_altered());
        assert!(!Clean::new("Café ₹500 会员").was_altered());
    }

    #[test]
    fn at_most_four_marks_stay_on_a_character() {
        let flood = format!("e{}x", "\u{301}".repeat(500));
        assert_eq!(cleaned(&flood), format!("e{}x", "\u{301}".repeat(4)));
        assert_eq!(cleaned("\u{301}a"), "a");
    }

    #[test]
    fn joiners_live_only_inside_an_emoji() {
        let family = "👨\u{200d}👩\u{200d}👧";
        assert_eq!(cleaned(family), family);
        assert_eq!(cleaned("❤\u{fe0f}"), "❤\u{fe0f}");
        assert_eq!(cleaned("1\u{fe0f}\u{20e3}"), "1\u{fe0f}\u{20e3}");
        assert_eq!(cleaned("a\u{200d}b\u{fe0f}c\u{200c}"), "abc");
        assert_eq!(cleaned("👨\u{200d}"), "👨");
    }

    #[test]
    fn a_text_takes_two_words_whether_it_stands_in_place_or_not() {
        assert_eq!((size_of::<Clean>(), size_of::<Option<Clean>>()), (16, 16));
        assert_eq!(size_of::<Piece<IN_ONE_PIECE>>() + 2 * size_of::<usize>(), 56);
        for length in [0, IN_PLACE, IN_PLACE + 1, IN_ONE_PIECE, IN_ONE_PIECE + 1, 300] {
            let text = "x".repeat(length);
            let clean = Clean::new(&text);
            assert_eq!((clean.as_str(), clean.as_bytes()), (text.as_str(), text.as_bytes()));
            assert_eq!(Clean::is_free(length), matches!(clean.0, Form::Short(_)));
            assert_eq!(length > IN_ONE_PIECE, matches!(clean.0, Form::Long(_)));
        }
    }

    proptest! {
        #[test]
        fn nothing_invisible_survives_and_cleaning_twice_changes_nothing(raw in any::<String>()) {
            let once = Clean::new(&raw);
            prop_assert!(!once.as_str().chars().any(char::is_control));
            let twice = Clean::new(once.as_str());
            prop_assert_eq!(twice.as_str(), once.as_str());
            prop_assert!(!twice.was_altered());
            let kept = Clean::keeping(&raw);
            prop_assert_eq!((kept.exact(), kept.as_str()), (raw.as_str(), once.as_str()));
            prop_assert_eq!(kept.as_bytes(), once.as_str().as_bytes());
            let shown: String = raw.chars().filter(|c| !is_hidden(*c)).collect();
            prop_assert!(!Clean::new(&shown).was_altered());
        }
    }
}
