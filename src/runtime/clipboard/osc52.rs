//! The escape sequence that asks a terminal to take text onto its clipboard (OSC 52). The
//! terminal does not answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What has to carry the sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// Nothing: it goes to the terminal itself.
    None,
    /// GNU screen: pieces, since it passes on strings of at most 256 bytes.
    Screen,
    /// tmux: as a whole, every escape character doubled.
    Tmux,
}

/// Most bytes of one piece for GNU screen.
const PIECE: usize = 240;

/// The bytes to send for `text`.
#[must_use]
pub fn sequence(text: &str, wrapping: Wrapping) -> Vec<u8> {
    let encoded = STANDARD.encode(text);
    match wrapping {
        Wrapping::None => format!("\x1b]52;c;{encoded}\x1b\\").into_bytes(),
        // inside a pass-through the other ending would end the pass-through
        Wrapping::Tmux => format!("\x1bPtmux;\x1b\x1b]52;c;{encoded}\x07\x1b\\").into_bytes(),
        Wrapping::Screen => in_pieces(format!("\x1b]52;c;{encoded}\x07").as_bytes()),
    }
}

fn in_pieces(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    for piece in bytes.chunks(PIECE) {
        out.extend_from_slice(b"\x1bP");
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\x1b\\");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequences_are_what_terminals_expect() {
        assert_eq!(sequence("AB1", Wrapping::None), b"\x1b]52;c;QUIx\x1b\\");
        assert_eq!(sequence("AB1", Wrapping::Tmux), b"\x1bPtmux;\x1b\x1b]52;c;QUIx\x07\x1b\\");
        assert_eq!(sequence("AB1", Wrapping::Screen), b"\x1bP\x1b]52;c;QUIx\x07\x1b\\");
    }

    #[test]
    fn through_screen_a_long_text_goes_in_pieces_that_add_up() {
        let bytes = sequence(&"x".repeat(3000), Wrapping::Screen);
        let text = String::from_utf8(bytes).unwrap();
        let pieces: Vec<&str> =
            text.split("\x1bP").skip(1).map(|piece| piece.strip_suffix("\x1b\\").unwrap()).collect();
        assert!(pieces.iter().all(|piece| piece.len() <= PIECE) && pieces.len() > 10);
        assert_eq!(pieces.concat(), format!("\x1b]52;c;{}\x07", STANDARD.encode("x".repeat(3000))));
    }
}
