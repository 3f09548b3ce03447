//! What may go to the terminal: our own sequences and no other.

/// One thing the terminal was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A character that is no control.
    Letter(char),
    /// A whole escape sequence, or a control character.
    Control(String),
}

/// Cuts output into letters and controls.
pub(super) fn pieces(output: &[u8]) -> Vec<Piece> {
    let text = String::from_utf8(output.to_vec()).expect("nothing but UTF-8");
    let mut rest = text.as_str();
    let mut pieces = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\x1b' => sequence(rest),
            other => other.len_utf8(),
        };
        let (piece, behind) = rest.split_at(length);
        let controls = first.is_control() || hides(first);
        pieces.push(if controls { Piece::Control(piece.to_owned()) } else { Piece::Letter(first) });
        rest = behind;
    }
    pieces
}

/// The length of the sequence that `text` begins with.
fn sequence(text: &str) -> usize {
    let end = match text.as_bytes().get(1) {
        Some(b'[') => text.bytes().skip(2).position(|byte| (b'@'..=b'~').contains(&byte)).map(|at| at + 3),
        Some(b']' | b'P' | b'_' | b'^' | b'X') => text.find("\x1b\\").map(|at| at + 2),
        Some(_) => text.char_indices().nth(2).map(|(at, _)| at),
        None => None,
    };
    end.unwrap_or(text.len())
}

/// What turns or hides text. A joiner inside an emoji is none of these.
fn hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// The controls that are not ours: none is wanted.
pub(crate) fn foreign(output: &[u8]) -> Vec<String> {
    let controls = pieces(output).into_iter().filter_map(|piece| match piece {
        Piece::Control(control) => Some(control),
        Piece::Letter(_) => None,
    });
    controls.filter(|control| !is_ours(control)).collect()
}

fn is_ours(control: &str) -> bool {
    if let Some(encoded) = control.strip_prefix("\x1b]52;c;").and_then(|rest| rest.strip_suffix("\x1b\\")) {
        return encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    }
    let Some(body) = control.strip_prefix("\x1b[") else { return false };
    let modes = ["?25", "?1049", "?2004", "?2026"];
    if let Some(mode) = body.strip_suffix(['h', 'l']) {
        return modes.contains(&mode);
    }
    // colours and looks, place of the cursor, erasing, scroll region, scrolling up and down
    body.strip_suffix(['m', 'H', 'J', 'K', 'r', 'S', 'T'])
        .is_some_and(|numbers| numbers.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':')))
}

/// The numbers of every colour-and-looks sequence.
pub(super) fn looks(output: &[u8]) -> Vec<String> {
    let of = |piece: Piece| match piece {
        Piece::Control(control) => Some(control.strip_prefix("\x1b[")?.strip_suffix('m')?.to_owned()),
        Piece::Letter(_) => None,
    };
    pieces(output).into_iter().filter_map(of).collect()
}

#[test]
fn what_is_ours_and_what_is_not() {
    assert_eq!(
        foreign(b"\x1b[?2026h\x1b[2J\x1b[3;4Hx\x1b[38;5;6;49m\xc3\xa9\x1b[2;9r\x1b[1S\x1b]52;c;QQ==\x1b\\"),
        [""; 0]
    );
    let wild = [
        "\x1b[6n",
        "\x1b[c",
        "\x1b[>q",
        "\x1b]11;?\x1b\\",
        "\x1b]0;t\x07",
        "\x1bc",
        "\x07",
        "\u{9b}2J",
        "\u{202e}",
        "\x1b[?1000h",
        "\x1bP+q\x1b\\",
    ];
    for bytes in wild {
        assert_eq!(foreign(bytes.as_bytes()).concat().chars().next(), bytes.chars().next(), "{bytes:?}");
    }
}
