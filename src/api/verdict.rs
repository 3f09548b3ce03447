//! What an HTTP answer means: rows, or which failure.
//!
//! A gateway stands in front of the API, so the content type is looked at before the body is
//! parsed; and "not found" comes with HTTP 200, so a non-empty `errors` fails at any status.

use super::decode::{self, Decoded};
use super::exchange::Reply;
use crate::domain::{Answer, CustomerCoupons, Failure, FailureKind, ServerMessage};

/// Characters of a web page or a plain text that are quoted.
const QUOTED: usize = 80;

/// The answer in a reply of the coupons endpoint, with each row's own JSON when told to `keep` it.
///
/// # Errors
/// Whatever the reply says went wrong, with its status, request id and `Retry-After`.
pub(super) fn coupons(reply: &Reply, keep: bool) -> Result<Answer, Failure> {
    not_json_at_all(reply)?;
    let decode = if keep { decode::page } else { decode::rows };
    let decoded = decode(&reply.body).map_err(|failure| unreadable(reply, failure))?;
    if let Some(error) = decode::first_telling(&decoded.errors) {
        return Err(vendor_failure(reply, error));
    }
    if let Some(kind) = FailureKind::of_status(reply.status) {
        return Err(reply.failure(kind));
    }
    answer(reply, decoded, keep)
}

fn answer(reply: &Reply, decoded: Decoded, keep: bool) -> Result<Answer, Failure> {
    let customers = decoded.customers.map_err(|why| reply.failure(FailureKind::Unreadable).with_message(&why))?;
    let frames: usize = customers.iter().map(CustomerCoupons::frame_bytes).sum();
    Ok(Answer {
        customers,
        pagination: decoded.pagination,
        warnings: decoded.warnings.iter().map(|warning| reply.private.warned(warning)).collect(),
        skew: reply.skew,
        bytes: u64::try_from(reply.body.len() + frames).unwrap_or(u64::MAX),
        originals: keep.then(|| decode::originals(&reply.body, decoded.spans)).flatten(),
    })
}

/// Redirects and web pages: told apart before anything is parsed.
pub(super) fn not_json_at_all(reply: &Reply) -> Result<(), Failure> {
    if (300..=399).contains(&reply.status) {
        return Err(reply.failure(FailureKind::Redirected));
    }
    if !reply.says_html && !begins_with(&reply.body, b"<") {
        return Ok(());
    }
    // a gateway's own refusal means what its status says; any other page is not the API
    let kind =
        FailureKind::of_status(reply.status).filter(|kind| *kind != FailureKind::Rejected || reply.status >= 500);
    let kind = kind.unwrap_or(FailureKind::NotTheApi);
    if !begins_with(&reply.body, b"<") {
        // what is called a page and is none may be customers
        return Err(reply.failure(kind));
    }
    // before its tags go: they may stand at a secret's end
    let page = reply.private.blanked(&String::from_utf8_lossy(&reply.body));
    Err(reply.quoting(kind, &page_words(&page), QUOTED))
}

fn begins_with(body: &[u8], any: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().first().is_some_and(|first| any.contains(first))
}

/// Text that is no JSON: at a failing status the status says more than the parser. Words are quoted;
/// JSON that broke off may hold a customer or a token that was just granted.
pub(super) fn unreadable(reply: &Reply, failure: Failure) -> Failure {
    match FailureKind::of_status(reply.status) {
        Some(kind) if begins_with(&reply.body, b"{[\"") => reply.failure(kind),
        Some(kind) => {
            let words = reply.private.blanked(&String::from_utf8_lossy(&reply.body));
            reply.quoting(kind, &one_line(&words), QUOTED)
        }
        None => reply.told(failure),
    }
}

/// 401 and 403 mean themselves; then the code is more exact than the status.
fn vendor_failure(reply: &Reply, error: &ServerMessage) -> Failure {
    let by_status = FailureKind::of_status(reply.status);
    let by_code = error.code.and_then(FailureKind::of_code);
    let kind = if matches!(reply.status, 401 | 403) { by_status } else { by_code.or(by_status) };
    reply.refusal(kind.unwrap_or(FailureKind::Rejected), error)
}

/// The title of a web page, else its first visible words.
fn page_words(html: &str) -> String {
    let title = between(html, "<title", "</title").map(without_tags).unwrap_or_default();
    let words = if title.trim().is_empty() { without_tags(html) } else { title };
    one_line(&words)
}

/// What stands between the end of the tag `open` and `close`, in whatever letters they are.
fn between<'a>(html: &'a str, open: &str, close: &str) -> Option<&'a str> {
    // lower-casing ASCII moves no byte, so offsets hold for the original
    let lower = html.to_ascii_lowercase();
    let start = lower.find(open)?;
    let end = start + lower.get(start..)?.find(close)?;
    html.get(start..end)?.split_once('>').map(|(_, inside)| inside)
}

/// The text outside of tags, styles and scripts; enough of it to quote.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut hidden = false;
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let tag = tag.trim_start().to_ascii_lowercase();
        hidden = tag.starts_with("script") || tag.starts_with("style") || (hidden && !tag.starts_with('/'));
        if !hidden {
            out.push_str(text);
            out.push(' ');
        }
        if out.len() > 16 * QUOTED {
            break;
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
