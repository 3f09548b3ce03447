//! The address of one look-up, exactly as the endpoint takes it.

use reqwest::Url;

use super::settings::ClientSettings;
use crate::domain::Query;

/// The URL of `query`. Holds the customer's number: for the request only, never for a message.
pub(super) fn coupons(settings: &ClientSettings, query: &Query) -> Url {
    let mut url = settings.base_url.at(Query::PATH);
    url.set_query(Some(&query_string(settings, query)));
    url
}

fn query_string(settings: &ClientSettings, query: &Query) -> String {
    let parameters = query.parameters(&settings.external_id_parameter, settings.include_reversed);
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Percent-encodes all but the unreserved characters of RFC 3986. A blank becomes `%20`, which
/// every server reads as a blank, where `+` is read so by some only.
pub(super) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // writing to a String cannot fail
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{BaseUrl, Credentials};
    use super::*;
    use crate::domain::{CodeCase, Filter, Identifier, Page, SortOrder, Status};

    fn settings() -> ClientSettings {
        let base = BaseUrl::parse("https://example.com/gw").unwrap();
        ClientSettings::new(base, Credentials::basic_password("u", "p".into()))
    }

    fn query(who: &str) -> Query {
        Query { who: Identifier::parse(who).unwrap(), filter: Filter::default(), page: Page::first(100) }
    }

    #[test]
    fn a_look_up_sends_one_identifier_and_the_defaults() {
        assert_eq!(
            coupons(&settings(), &query("918860000001")).as_str(),
            "https://example.com/gw/v2/customers/coupons?mobile=918860000001&coupon_code_case=AS_IT_IS\
             &sort_order=DESC&limit=100&offset=0&include_reversed_redemptions=true"
        );
    }

    #[test]
    fn status_order_case_and_page_are_sent_as_asked() {
        let mut asked = query("id:42");
        asked.filter =
            Filter { status: Some(Status::ActiveRedeemed), order: SortOrder::Ascending, code_case: CodeCase::Lower };
        asked.page = Page { offset: 40, limit: 5000 };
        let mut settings = settings();
        settings.include_reversed = false;
        assert_eq!(
            coupons(&settings, &asked).query(),
            Some("id=42&status=ACTIVE_REDEEMED&coupon_code_case=LOWER&sort_order=ASC&limit=100&offset=40")
        );
    }

    #[test]
    fn everything_in_an_identifier_is_percent_encoded() {
        let mut settings = settings();
        settings.external_id_parameter = "external_id".to_owned();
        let starts = |who: &str, expected: &str| {
            let url = coupons(&settings, &query(who));
            assert!(url.query().unwrap().starts_with(expected), "{url}");
        };
        starts("ann+x@example.com", "email=ann%2Bx%40example.com&");
        starts("ext:A 17&limit=1#é%", "external_id=A%2017%26limit%3D1%23%C3%A9%25&");
    }
}
