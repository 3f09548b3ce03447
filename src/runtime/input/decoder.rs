//! From bytes to keys. Pure: the thread that reads says when the time is up.
//!
//! Over a poor link an arrow key can arrive as Esc, `[`, `A`. So a lone Esc is a key only after
//! [`ESC_ALONE`]; `[` or `O` within that time starts a sequence, which is finished or dropped
//! within [`SEQUENCE`]; a paste without an end is over after [`PASTE_STALLED`]. What is no key (late replies of the terminal, broken bytes) becomes nothing.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::Event;

/// A lone Esc is a key after this time.
pub const ESC_ALONE: Duration = Duration::from_millis(100);
/// A sequence that stands unfinished so long is dropped.
pub const SEQUENCE: Duration = Duration::from_millis(500);

/// A paste whose end does not come is over when nothing came for so long: the keys that follow, Ctrl-C
/// among them, must not be swallowed for ever. Long enough for a link that stalls.
pub const PASTE_STALLED: Duration = Duration::from_secs(10);

const ESC: u8 = 0x1b;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";
/// What is kept of a paste; the rest is read and dropped, so that none of it is taken for keys.
const PASTE_KEPT: usize = 64 * 1024;
/// A sequence longer than this is none.
const LONGEST_SEQUENCE: usize = 4096;

/// Bytes that are not yet a key.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the first bytes of the buffer are.
enum Frame {
    /// Not yet to be told.
    Unfinished,
    /// So many bytes belong together.
    Whole(usize),
    /// So many bytes mean nothing.
    Noise(usize),
}

impl Decoder {
    /// Takes bytes as they come; the keys that are complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.pending.extend_from_slice(bytes);
        let mut events = Vec::new();
        while self.step(&mut events) {}
        events
    }

    /// How long after the last byte [`Decoder::give_up`] is due; `None` waits for ever.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        match self.pending.as_slice() {
            _ if self.paste.is_some() => Some(PASTE_STALLED),
            [] => None,
            [ESC] => Some(ESC_ALONE),
            _ => Some(SEQUENCE),
        }
    }

    /// The time is up: a lone Esc was a key, a paste is what came of it, anything else was nothing.
    pub fn give_up(&mut self) -> Vec<Event> {
        if self.paste.is_some() {
            return self.give_up_paste();
        }
        match std::mem::take(&mut self.pending).as_slice() {
            [ESC] => vec![key(KeyCode::Esc)],
            // a key that was typed right behind Esc, and no reply after all
            both @ [ESC, second] if REPLIES.contains(second) => event(both).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The end of a paste was lost: what came of it.
    pub fn give_up_paste(&mut self) -> Vec<Event> {
        let Some(mut paste) = self.paste.take() else { return Vec::new() };
        let room = PASTE_KEPT.saturating_sub(paste.len());
        paste.extend(std::mem::take(&mut self.pending).into_iter().take(room));
        vec![pasted(&paste)]
    }

    /// Takes one key, or part of a paste, from the buffer; false when it needs more bytes.
    fn step(&mut self, events: &mut Vec<Event>) -> bool {
        if self.paste.is_some() {
            return self.step_paste(events);
        }
        if self.pending.starts_with(PASTE_BEGINS) {
            self.pending.drain(..PASTE_BEGINS.len());
            self.paste = Some(Vec::new());
            return true;
        }
        match frame(&self.pending) {
            Frame::Unfinished => false,
            Frame::Noise(length) => {
                self.pending.drain(..length);
                true
            }
            Frame::Whole(length) => {
                let bytes: Vec<u8> = self.pending.drain(..length).collect();
                events.extend(event(&bytes));
                true
            }
        }
    }

    fn step_paste(&mut self, events: &mut Vec<Event>) -> bool {
        let Some(paste) = &mut self.paste else { return false };
        let end = self.pending.windows(PASTE_ENDS.len()).position(|window| window == PASTE_ENDS);
        // the end mark itself may have arrived in part
        let text = end.unwrap_or((self.pending.len() + 1).saturating_sub(PASTE_ENDS.len()));
        let room = PASTE_KEPT.saturating_sub(paste.len());
        paste.extend(self.pending.drain(..text).take(room));
        if end.is_none() {
            return false;
        }
        self.pending.drain(..PASTE_ENDS.len());
        events.push(pasted(&self.paste.take().unwrap_or_default()));
        true
    }
}

fn pasted(bytes: &[u8]) -> Event {
    Event::Paste(String::from_utf8_lossy(bytes).into_owned())
}

fn frame(bytes: &[u8]) -> Frame {
    match bytes {
        [] | [ESC] => Frame::Unfinished,
        [ESC, b'[', rest @ ..] => control_sequence(rest),
        [ESC, b'O'] => Frame::Unfinished,
        [ESC, b'O', third, ..] if third.is_ascii_graphic() => Frame::Whole(3),
        [ESC, b'O', ..] => Frame::Noise(2),
        // a reply to a question of some earlier program, or Esc and a key right behind it
        [ESC, second, ..] if REPLIES.contains(second) => reply(*second, bytes.get(2..).unwrap_or_default()),
        // two presses of Esc, or Esc before a sequence
        [ESC, ESC, ..] => Frame::Whole(1),
        [ESC, rest @ ..] => match character(rest) {
            Frame::Whole(length) => Frame::Whole(length + 1),
            Frame::Noise(length) => Frame::Noise(length + 1),
            Frame::Unfinished => Frame::Unfinished,
        },
        _ => character(bytes),
    }
}

/// Behind `ESC [`: parameters, then one final byte.
fn control_sequence(rest: &[u8]) -> Frame {
    match rest {
        // the Linux console's F1 to F5
        [b'['] => return Frame::Unfinished,
        [b'[', ..] => return Frame::Whole(4),
        // a mouse report of the old kind carries three bytes of any value
        [b'M', _, _, _, ..] => return Frame::Noise(6),
        [b'M', ..] => return Frame::Unfinished,
        _ => {}
    }
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            0x20..=0x3f => {}
            // a mouse report of the newer kinds: no key of ours, and the library stumbles over a column 0
            b'M' | b'm' => return Frame::Noise(at + 3),
            0x40..=0x7e => return Frame::Whole(at + 3),
            _ => return Frame::Noise(at + 2),
        }
        if at > LONGEST_SEQUENCE {
            return Frame::Noise(at + 2);
        }
    }
    Frame::Unfinished
}

/// What stands behind Esc where a terminal replies with a text: DCS, OSC and APC.
const REPLIES: [u8; 3] = [b'P', b']', b'_'];

/// Replies to what programs ask begin in few ways; anything else was typed.
fn reply(kind: u8, rest: &[u8]) -> Frame {
    match (kind, rest.first()) {
        (_, None) => Frame::Unfinished,
        (b'P', Some(b'0'..=b'9' | b'>' | b'!' | b'$' | b'+' | b'='))
        | (b']', Some(b'0'..=b'9'))
        | (b'_', Some(b'G')) => text_sequence(rest),
        _ => Frame::Whole(2),
    }
}

/// Ends with BEL or ESC \. No reply holds another control byte: Ctrl-C is one.
fn text_sequence(rest: &[u8]) -> Frame {
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            0x07 => return Frame::Noise(at + 3),
            0x00..=0x1a | 0x1c..=0x1f => return Frame::Noise(at + 2),
            b'\\' if at > 0 && rest.get(at - 1) == Some(&ESC) => return Frame::Noise(at + 3),
            _ if at > LONGEST_SEQUENCE => return Frame::Noise(at + 2),
            _ => {}
        }
    }
    Frame::Unfinished
}

/// One character of UTF-8.
fn character(bytes: &[u8]) -> Frame {
    let length = match bytes.first() {
        None => return Frame::Unfinished,
        Some(0x00..=0x7f) => 1,
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) => return Frame::Noise(1),
    };
    let follows = bytes.iter().skip(1).take(length - 1).take_while(|byte| matches!(byte, 0x80..=0xbf)).count();
    match bytes.len() {
        _ if follows == length - 1 => Frame::Whole(length),
        have if follows == have - 1 => Frame::Unfinished,
        _ => Frame::Noise(follows + 1),
    }
}

fn event(bytes: &[u8]) -> Option<Event> {
    match bytes {
        [ESC] => return Some(key(KeyCode::Esc)),
        // some terminals send one for Backspace, some the other
        [0x08 | 0x7f] => return Some(key(KeyCode::Backspace)),
        [b'\r' | b'\n'] => return Some(key(KeyCode::Enter)),
        // PuTTY and old xterms
        b"\x1b[1~" | b"\x1b[7~" => return Some(key(KeyCode::Home)),
        b"\x1b[4~" | b"\x1b[8~" => return Some(key(KeyCode::End)),
        _ => {}
    }
    let parsed = terminput::Event::parse_from(bytes).ok()??;
    let event = terminput_crossterm::to_crossterm(parsed).ok()?;
    let key = event.as_key_event().filter(|key| key.kind != KeyEventKind::Release)?;
    Some(Event::Key(key))
}

fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keymap::Chord;

    /// The keys of these pieces; the time is up after each `None`.
    fn keys(pieces: &[Option<&[u8]>]) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        for piece in pieces {
            match piece {
                Some(bytes) => events.extend(decoder.feed(bytes)),
                None => events.extend(decoder.give_up()),
            }
        }
        let name = |event| match event {
            Event::Key(key) => Chord::from(key).to_string(),
            Event::Paste(text) => format!("paste {text:?}"),
            other => format!("{other:?}"),
        };
        events.into_iter().map(name).collect()
    }

    fn at_once(bytes: &[u8]) -> Vec<String> {
        keys(&[Some(bytes)])
    }

    #[test]
    fn an_arrow_in_three_pieces_is_still_an_arrow() {
        assert_eq!(keys(&[Some(b"\x1b"), Some(b"["), Some(b"B")]), ["down"]);
        assert_eq!(keys(&[Some(b"\x1b"), Some(b"O"), Some(b"A")]), ["up"]);
    }

    #[test]
    fn a_report_of_the_mouse_is_nothing_wherever_it_says_the_mouse_is() {
        for report in ["\x1b[<0;10;5M", "\x1b[<0;10;5m", "\x1b[<82;0M", "\x1b[<0;0;0M", "\x1b[32;0;0M", "\x1b[M !!"] {
            assert_eq!(at_once(format!("{report}j").as_bytes()), ["j"], "{report:?}");
        }
    }

    #[test]
    fn a_key_right_behind_esc_is_a_key_whatever_replies_begin_so() {
        for c in ["]", "P", "_", "X", "^", "j"] {
            let (both, alt) = (format!("\x1b{c}"), format!("alt-{c}"));
            assert_eq!(keys(&[Some(both.as_bytes()), None]), [alt.as_str()]);
            let more = format!("{both}jj\x03");
            assert_eq!(at_once(more.as_bytes()), [alt.as_str(), "j", "j", "ctrl-c"]);
        }
    }

    #[test]
    fn ctrl_c_gets_out_of_a_reply_without_an_end() {
        assert_eq!(at_once(b"\x1b]11;rgb:0000\x03"), ["ctrl-c"]);
        assert_eq!(at_once(b"\x1bP1$r0m\x03j"), ["ctrl-c", "j"]);
    }

    #[test]
    fn a_lone_esc_is_a_key_once_its_time_is_up() {
        let mut decoder = Decoder::default();
        assert!(decoder.feed(b"\x1b").is_empty());
        assert_eq!(decoder.patience(), Some(ESC_ALONE));
        assert_eq!(decoder.give_up().len(), 1);
        assert_eq!(decoder.patience(), None);
        assert_eq!(keys(&[Some(b"\x1b"), None, Some(b"[A")]), ["esc", "[", "A"]);
    }

    #[test]
    fn a_sequence_without_an_end_is_dropped() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b[1;");
        assert_eq!(decoder.patience(), Some(SEQUENCE));
        assert!(decoder.give_up().is_empty());
        assert_eq!(keys(&[Some(b"\x1b["), None, Some(b"j")]), ["j"]);
    }

    #[test]
    fn esc_esc_and_an_arrow_are_esc_and_the_arrow() {
        assert_eq!(at_once(b"\x1b\x1b[A"), ["esc", "up"]);
        assert_eq!(keys(&[Some(b"\x1b\x1b"), None]), ["esc", "esc"]);
    }

    #[test]
    fn the_keys_of_the_field_s_terminals() {
        let cases: [(&[u8], &str); 18] = [
            (b"\x1b[A", "up"),
            (b"\x1bOB", "down"),
            (b"\x1b[H", "home"),
            (b"\x1b[1~", "home"),
            (b"\x1b[7~", "home"),
            (b"\x1b[4~", "end"),
            (b"\x1b[8~", "end"),
            (b"\x1bOF", "end"),
            (b"\x1b[5~", "pageup"),
            (b"\x1b[6~", "pagedown"),
            (b"\x1bOP", "f1"),
            (b"\x1b[11~", "f1"),
            (b"\x1b[[A", "f1"),
            (b"\x1b[Z", "shift-tab"),
            (b"\x08", "backspace"),
            (b"\x7f", "backspace"),
            (b"\x14", "ctrl-t"),
            (b"\n", "enter"),
        ];
        for (bytes, name) in cases {
            assert_eq!(at_once(bytes), [name], "{bytes:?}");
        }
    }

    #[test]
    fn late_replies_of_the_terminal_are_nothing() {
        assert_eq!(at_once(b"\x1b]11;rgb:0000/0000/0000\x07j"), ["j"]);
        assert_eq!(at_once(b"\x1b]11;rgb:0/0/0\x1b\\j"), ["j"]);
        assert_eq!(at_once(b"\x1bP>|XTerm(390)\x1b\\j"), ["j"]);
        assert_eq!(at_once(b"\x1b[?62;22cj"), ["j"]);
        assert_eq!(at_once(b"\x1b[M !!j"), ["j"]);
        assert_eq!(at_once(b"\x1b[<0;3;4Mj"), ["j"]);
    }

    #[test]
    fn a_paste_comes_as_one_piece_whatever_is_in_it() {
        let pasted = keys(&[Some(b"\x1b[200~a\x1b[A\r"), Some(b"\x03b\x1b[2"), Some(b"01~q")]);
        assert_eq!(pasted, ["paste \"a\\u{1b}[A\\r\\u{3}b\"", "q"]);
    }

    #[test]
    fn of_a_huge_paste_the_beginning_is_kept_and_nothing_of_it_becomes_keys() {
        let mut decoder = Decoder::default();
        decoder.feed(PASTE_BEGINS);
        let events: Vec<Event> = (0..300).flat_map(|_| decoder.feed(&[b'q'; 4096])).collect();
        assert!(events.is_empty() && decoder.pending.len() < 16);
        let [Event::Paste(text)] = &decoder.feed(PASTE_ENDS)[..] else { panic!("one paste") };
        assert_eq!(text.len(), PASTE_KEPT);
    }

    #[test]
    fn after_a_paste_whose_end_never_comes_keys_are_keys_again() {
        let mut decoder = Decoder::default();
        assert!(decoder.feed(b"\x1b[200~918\x1b[2").is_empty());
        assert_eq!(decoder.patience(), Some(PASTE_STALLED));
        assert_eq!(keys(&[Some(b"\x1b[200~918"), None, Some(b"\x03")]), ["paste \"918\"", "ctrl-c"]);
        decoder.give_up();
        assert!(decoder.give_up_paste().is_empty(), "there is none");
    }

    #[test]
    fn split_and_broken_utf_8() {
        assert_eq!(keys(&[Some(&[0xc3]), Some(&[0xa9])]), ["é"]);
        assert_eq!(at_once(&[0xff, 0xc3, b'j', 0xe2, 0x82, b'k']), ["j", "k"]);
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_end_quietly(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 1usize..20) {
            let mut decoder = Decoder::default();
            for piece in bytes.chunks(cut) {
                decoder.feed(piece);
            }
            decoder.give_up();
            prop_assert!(decoder.patience().is_none());
        }
    }
}
