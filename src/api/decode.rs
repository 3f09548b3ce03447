//! Bytes to domain: pure, lenient, entry by entry. The text of a body is cleaned here and nowhere else;
//! a header where it is read, an error where it is made.
//!
//! What the vendor's pages and samples contradict each other in is taken either way: numbers as
//! numbers or strings, `id` or `couponId`, `issuedAt` or `issued`, absent, null or empty. A coupon
//! that cannot be read becomes one bad row. Only text that is no JSON fails the page.
//!
//! The body is walked once for its frame and once per coupon; values stay slices of it
//! ([`serde_json::value::RawValue`]) until a field wants them. Numbers are never converted on the
//! way (`1e400`, ids over 2^63), and skipping nested values takes no stack, however deep they are.

mod cache;
mod coupon;
mod frame;
mod lenient;
mod limits;
mod notice;
mod reader;

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::domain::original::Spans;
use crate::domain::{CustomerCoupons, Failure, FailureKind, Originals, Pagination, ServerMessage};

pub(super) use notice::{all as notices, first_telling};
pub(super) use reader::{Value, each_field};

/// What a body says, before the HTTP status has its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The customers of `entity`, or why the body has no such part.
    pub customers: Result<Vec<CustomerCoupons>, String>,
    /// The server's account of the part it sent.
    pub pagination: Pagination,
    /// `warnings`: to be shown beside the rows.
    pub warnings: Vec<ServerMessage>,
    /// Where the rows of each customer stand in the body, its byte order mark not counted.
    pub spans: Vec<Spans>,
    /// `errors`: not empty means a failure, whatever the HTTP status.
    pub errors: Vec<ServerMessage>,
}

impl Decoded {
    /// `entity` is absent, null or no object.
    pub(super) const NO_ENTITY: &str = "the answer has no entity";
}

impl Default for Decoded {
    fn default() -> Self {
        Self {
            customers: Err(Self::NO_ENTITY.to_owned()),
            pagination: Pagination::default(),
            warnings: Vec::new(),
            spans: Vec::new(),
            errors: Vec::new(),
        }
    }
}

/// Reads the body of a coupons call.
///
/// # Errors
/// `Unreadable`, with line and column, when it is no JSON; `Unreadable` too when it is JSON but no
/// object.
pub fn page(body: &[u8]) -> Result<Decoded, Failure> {
    let text = text(body)?;
    frame::decode(&text)
}

/// Reads the body of a coupons call without [`Decoded::spans`], which is faster.
///
/// # Errors
/// As [`page`].
pub fn rows(body: &[u8]) -> Result<Decoded, Failure> {
    let text = text(body)?;
    // what is wrong inside one row is known to the slower walk alone
    frame::decode_straight(&text)
        .or_else(|_| frame::decode(&text))
        .map(|decoded| Decoded { spans: Vec::new(), ..decoded })
}

/// The rows of a decoded body as they came.
pub(super) fn originals(body: &[u8], spans: Vec<Spans>) -> Option<Originals> {
    text(body).ok().map(|text| Originals::pack(&text, spans))
}

/// Reads a body whose top level alone matters, as the token call's.
pub(super) fn object<'a>(text: &'a str, each: impl FnMut(&str, &'a RawValue)) -> Result<(), Failure> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    if each_field(raw, each) { Ok(()) } else { Err(unreadable("the answer is not a JSON object")) }
}

/// The body as text: a byte order mark is skipped, stray bytes become replacement characters, so
/// that one bad byte in one description does not cost the page.
pub(super) fn text(body: &[u8]) -> Result<Cow<'_, str>, Failure> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(unreadable("the answer is empty"));
    }
    // the strict check is far faster than the lossy one, and nearly always enough
    Ok(std::str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed))
}

fn unreadable(message: &str) -> Failure {
    Failure::new(FailureKind::Unreadable).with_message(message)
}

/// The parser's words with line and column. Only its syntax errors are quoted: what it says of
/// data could hold the data.
fn not_json(error: &serde_json::Error) -> Failure {
    let place = format!("line {} column {}", error.line(), error.column());
    if error.is_syntax() || error.is_eof() {
        unreadable(&format!("not JSON: {error}"))
    } else {
        unreadable(&format!("not JSON at {place}"))
    }
}

#[cfg(test)]
mod tests;
