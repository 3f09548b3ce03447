//! A body of the server, whatever it is: decoded without a panic, and nothing hidden comes out.

#![no_main]

use couponscope::api::decode;
use couponscope::domain::{Entry, Originals};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(page) = decode::page(body) else { return };
    let harmless = |text: &str| assert!(!text.contains(char::is_control), "{text:?}");
    for notice in page.warnings.iter().chain(&page.errors) {
        harmless(notice.message.as_str());
    }
    for entry in page.customers.iter().flatten().flat_map(|holder| &holder.entries) {
        match entry {
            Entry::Coupon(coupon) => harmless(coupon.code.as_str()),
            Entry::Bad(bad) => harmless(bad.problem.as_str()),
        }
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let originals = Originals::pack(&String::from_utf8_lossy(body), page.spans);
    for line in originals.lines(0, 0).iter().flatten() {
        harmless(line.as_str());
    }
});
