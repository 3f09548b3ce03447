//! Bytes of the terminal, in pieces of any length: whatever comes, the decoder ends up waiting for
//! nothing.

#![no_main]

use couponscope::runtime::input::decoder::Decoder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((&length, bytes)) = bytes.split_first() else { return };
    let mut decoder = Decoder::default();
    for piece in bytes.chunks(usize::from(length).max(1)) {
        decoder.feed(piece);
    }
    // the end of a paste that may be open
    decoder.feed(b"\x1b[201~");
    decoder.give_up();
    assert!(decoder.patience().is_none());
});
