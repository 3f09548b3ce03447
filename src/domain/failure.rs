//! Every way a call can fail, as data and as words.
//!
//! One table for the browser and for `list`: the kind decides the sentence, the advice and whether
//! trying again can help. No text here may hold a customer's number, a token or a URL, so the
//! server's own message is masked when a failure is made.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::mask;
use super::query::Page;
use super::text::Clean;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// 8015: no customer for this identifier.
    UnknownCustomer,
    /// 8013, 8002, 8092, 8093: the identifier is invalid or missing.
    BadIdentifier,
    /// HTTP 401.
    CredentialsRefused,
    /// HTTP 403 or code 4000.
    NoAccess,
    /// HTTP 429.
    TooManyRequests,
    /// 461, 500, 502 to 504, 520 to 524, code 4001.
    Busy,
    /// 8100 to 8102: offset or limit out of range; a fault of ours.
    OutOfRange,
    /// Any other error of the server: 400, 404, other codes.
    Rejected,
    /// 3xx: following it would carry the credentials to another place.
    Redirected,
    /// HTML where JSON belongs: a gateway or a captive portal answers.
    NotTheApi,
    /// The body is larger than the cap.
    TooLarge,
    /// The body is no JSON, or not of the shape the API has.
    Unreadable,
    /// The pages ended before the list did.
    Incomplete,
    /// No connection: refused, no such host, no route.
    Unreachable,
    /// The connection ended before the answer did.
    BrokenOff,
    /// No TLS session: unknown issuer, wrong host, expired.
    Tls,
    /// Nothing came for too long.
    TimedOut,
    /// The client itself cannot be set up.
    Setup,
}

impl FailureKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::UnknownCustomer,
        Self::BadIdentifier,
        Self::CredentialsRefused,
        Self::NoAccess,
        Self::TooManyRequests,
        Self::Busy,
        Self::OutOfRange,
        Self::Rejected,
        Self::Redirected,
        Self::NotTheApi,
        Self::TooLarge,
        Self::Unreadable,
        Self::Incomplete,
        Self::Unreachable,
        Self::BrokenOff,
        Self::Tls,
        Self::TimedOut,
        Self::Setup,
    ];

    /// The kind that an HTTP status alone means; `None` for success.
    #[must_use]
    pub fn of_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            300..=399 => Some(Self::Redirected),
            401 => Some(Self::CredentialsRefused),
            403 => Some(Self::NoAccess),
            429 => Some(Self::TooManyRequests),
            461 | 500 | 502..=504 | 520..=524 => Some(Self::Busy),
            _ => Some(Self::Rejected),
        }
    }

    /// The kind that a vendor's error code means; `None` for a code without a meaning of its own.
    #[must_use]
    pub fn of_code(code: i64) -> Option<Self> {
        match code {
            8015 => Some(Self::UnknownCustomer),
            8013 | 8002 | 8092 | 8093 => Some(Self::BadIdentifier),
            4000 => Some(Self::NoAccess),
            4001 => Some(Self::Busy),
            8100..=8102 => Some(Self::OutOfRange),
            _ => None,
        }
    }

    /// True where the same request can succeed a moment later. A time-out is not retried: the user
    /// has waited long enough.
    #[must_use]
    pub fn is_passing(self) -> bool {
        matches!(self, Self::TooManyRequests | Self::Busy | Self::BrokenOff)
    }

    /// What happened, in one sentence without its stop.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::UnknownCustomer => "The server knows no such customer",
            Self::BadIdentifier => "The server does not accept this identifier",
            Self::CredentialsRefused => "The server refused the credentials",
            Self::NoAccess => "The account may not read customers",
            Self::TooManyRequests => "The server gets too many requests",
            Self::Busy => "The server is busy or failing",
            Self::OutOfRange => "The server says that this page is out of range",
            Self::Rejected => "The server rejected the request",
            Self::Redirected => "The server sends us to another address, which is not followed",
            Self::NotTheApi => "A web page came instead of an answer",
            Self::TooLarge => "The answer is larger than 16 MiB and was not read",
            Self::Unreadable => "The answer cannot be read",
            Self::Incomplete => "The server does not let all coupons be read",
            Self::Unreachable => "No connection to the server",
            Self::BrokenOff => "The connection broke off",
            Self::Tls => "No secure connection to the server",
            Self::TimedOut => "The server did not answer in time",
            Self::Setup => "The connection cannot be set up",
        }
    }

    /// The next thing to try.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::UnknownCustomer => "Check the number, or try another kind of identifier.",
            Self::BadIdentifier => "Check it: a mobile number needs its country code.",
            Self::CredentialsRefused => "Check user and password, or key and secret.",
            Self::NoAccess => "Ask for read access to the resource \"Customer\".",
            Self::TooManyRequests => "Wait a minute, then try again.",
            Self::Busy | Self::BrokenOff => "Try again.",
            Self::OutOfRange => "The list may have become shorter: ask for an earlier page.",
            Self::Rejected => "Check the base URL; the vendor's support may know the code.",
            Self::Redirected | Self::NotTheApi => "Check the base URL, and whether a portal wants a login.",
            Self::TooLarge => "Ask for smaller pages.",
            Self::Unreadable => "Check the base URL; if it is right, tell the vendor's support.",
            Self::Incomplete => "Look at this customer alone, and tell the vendor's support.",
            Self::Unreachable => "Check the network and the base URL.",
            Self::Tls => "Check the base URL, the clock and the certificates of this machine.",
            Self::TimedOut => "Check the network, then try again.",
            Self::Setup => "Check the settings.",
        }
    }
}

/// A failed call with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// The HTTP status, when an answer came.
    pub status: Option<u16>,
    /// The vendor's code.
    pub code: Option<i64>,
    /// The vendor's words or the particular of the fault, masked.
    pub message: Option<Clean>,
    /// Where it happened: host and port of the server, and the proxy before it.
    pub place: Option<Clean>,
    /// The settings of the login that was used, where it was refused.
    pub login: Option<Box<Clean>>,
    /// What the vendor's support asks for.
    pub request_id: Option<Clean>,
    /// How long the server asks us to wait.
    pub retry_after: Option<Duration>,
    /// The page that was asked for, where that is what was wrong.
    pub page: Option<Page>,
}

impl Failure {
    /// A failure of which nothing but the kind is known.
    #[must_use]
    pub fn new(kind: FailureKind) -> Self {
        Self {
            kind,
            status: None,
            code: None,
            message: None,
            place: None,
            login: None,
            request_id: None,
            retry_after: None,
            page: None,
        }
    }

    /// Characters of a particular that are kept.
    pub const LONGEST_WORDS: usize = 200;

    /// Adds the particular: the server's message or where a body is broken. Long numbers and
    /// addresses in it are masked, long texts are cut.
    #[must_use]
    pub fn with_message(self, message: &str) -> Self {
        self.with_words(message, Self::LONGEST_WORDS)
    }

    /// This failure with words of at most so many characters. Cleaned before it is masked, and masked before it is
    /// cut: neither a hidden character nor the cut may break a number into two that look short.
    #[must_use]
    pub fn with_words(mut self, words: &str, most: usize) -> Self {
        let masked = mask::running_text(Clean::new(words).as_str(), '*');
        let cut: String = masked.trim().chars().take(most).collect();
        let clean = Clean::new(cut.trim_end());
        self.message = (!clean.is_blank()).then_some(clean);
        self
    }

    /// Adds the settings of the login to a failure that is about it.
    #[must_use]
    pub fn of_login(self, settings: Option<&Clean>) -> Self {
        let settings = settings.filter(|_| self.kind == FailureKind::CredentialsRefused);
        Self { login: settings.cloned().map(Box::new), ..self }
    }

    /// The next thing to try.
    #[must_use]
    pub fn advice(&self) -> Cow<'static, str> {
        match &self.login {
            Some(settings) => Cow::Owned(format!("Check {settings}.")),
            None => Cow::Borrowed(self.kind.advice()),
        }
    }

    /// Adds the page that was asked for to a failure that is about it: support asks for its numbers.
    #[must_use]
    pub fn of_page(self, asked: Page) -> Self {
        Self { page: (self.kind == FailureKind::OutOfRange).then_some(asked), ..self }
    }

    /// True where nothing stands at the offset that was asked for.
    #[must_use]
    pub fn is_behind_the_end(&self) -> bool {
        self.code == Some(8101)
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds where it happened. Host and port are no customer's, and are not masked.
    #[must_use]
    pub fn at(self, place: &Clean) -> Self {
        Self { place: (!place.is_blank()).then(|| place.clone()), ..self }
    }

    /// The place, where that may be what is wrong: a code of the vendor's comes from the right server.
    fn told_place(&self) -> Option<&Clean> {
        self.place.as_ref().filter(|_| self.code.is_none())
    }

    /// What is known beside the sentence: `code 8015: Customer not found, HTTP 200, request ab12`, or
    /// `eu.api.capillarytech.com:443: connection refused`.
    #[must_use]
    pub fn particulars(&self) -> String {
        let code = self.code.map(|code| format!("code {code}"));
        let parts = [self.told_place().map(ToString::to_string), code, self.message.as_ref().map(ToString::to_string)];
        let what = parts.into_iter().flatten().collect::<Vec<_>>().join(": ");
        let vendor = Some(what).filter(|what| !what.is_empty());
        let status = self.status.map(|status| format!("HTTP {status}"));
        let request = self.request_id.as_ref().map(|id| format!("request {id}"));
        [vendor, self.asked(), status, request].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn asked(&self) -> Option<String> {
        self.page.map(|page| format!("asked with limit {} and offset {}", page.limit, page.offset))
    }

    /// For a line that may be too short for all: what can be done comes before the particulars,
    /// and of these the server's words last.
    #[must_use]
    pub fn in_short(&self) -> String {
        let status = self.status.map(|status| format!("HTTP {status}"));
        let code = self.code.map(|code| format!("code {code}"));
        let request = self.request_id.as_ref().map(|id| format!("request {id}"));
        let [place, words] = [self.told_place(), self.message.as_ref()].map(|text| text.map(ToString::to_string));
        let parts = [status, code, self.asked(), request, place, words];
        let particulars: Vec<String> = parts.into_iter().flatten().collect();
        let told = format!("{}. {}", self.kind.sentence(), self.advice());
        if particulars.is_empty() { told } else { format!("{told} ({})", particulars.join(", ")) }
    }
}

/// What can be a code of the vendor's, which have four digits; any other number may be a customer's, also
/// with a sign in front or without its country.
pub const CODES: RangeInclusive<i64> = 0..=99_999;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let particulars = self.particulars();
        f.write_str(self.kind.sentence())?;
        if !particulars.is_empty() {
            write!(f, " ({particulars})")?;
        }
        write!(f, ". {}", self.advice())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_codes_mean_what_the_vendor_says() {
        use FailureKind as K;
        let statuses = [
            (200, None),
            (302, Some(K::Redirected)),
            (400, Some(K::Rejected)),
            (401, Some(K::CredentialsRefused)),
            (403, Some(K::NoAccess)),
            (404, Some(K::Rejected)),
            (429, Some(K::TooManyRequests)),
            (461, Some(K::Busy)),
            (501, Some(K::Rejected)),
            (503, Some(K::Busy)),
            (524, Some(K::Busy)),
        ];
        for (status, kind) in statuses {
            assert_eq!(K::of_status(status), kind, "{status}");
        }
        assert_eq!(K::of_code(8015), Some(K::UnknownCustomer));
        assert_eq!(K::of_code(4000), Some(K::NoAccess));
        assert_eq!(K::of_code(1), None);
    }

    #[test]
    fn only_what_may_pass_by_itself_is_tried_again() {
        let passing: Vec<_> = FailureKind::ALL.into_iter().filter(|kind| kind.is_passing()).collect();
        assert_eq!(passing, [FailureKind::TooManyRequests, FailureKind::Busy, FailureKind::BrokenOff]);
    }

    #[test]
    fn a_page_out_of_range_is_told_with_its_numbers_and_no_other_failure_is() {
        let asked = Page { offset: 918_860_000_001, limit: 100 };
        let told = |kind| Failure::new(kind).of_page(asked).with_status(400);
        let numbers = "asked with limit 100 and offset 918860000001";
        assert_eq!(told(FailureKind::OutOfRange).particulars(), format!("{numbers}, HTTP 400"));
        assert!(told(FailureKind::OutOfRange).in_short().contains(numbers));
        assert_eq!(told(FailureKind::Rejected).particulars(), "HTTP 400");
    }

    #[test]
    fn a_number_is_masked_whatever_hides_or_cuts_it() {
        let message = |words: &str, most| Failure::new(FailureKind::Rejected).with_words(words, most).message.unwrap();
        assert_eq!(message("no 9188\u{200b}60000001", 80).as_str(), "no 91********01");
        assert_eq!(message("no 918860000001", 10).as_str(), "no 91*****");
    }

    #[test]
    fn a_failure_reads_as_what_happened_and_what_to_try() {
        let mut failure = Failure::new(FailureKind::UnknownCustomer)
            .with_status(200)
            .with_message("Customer 918860000001 not found\u{1b}[2J");
        failure.code = Some(8015);
        assert_eq!(
            failure.to_string(),
            "The server knows no such customer (code 8015: Customer 91********01 not found[2J, HTTP 200). \
             Check the number, or try another kind of identifier."
        );
    }

    #[test]
    fn a_failure_names_the_server_unless_the_api_itself_has_spoken() {
        let at = |kind| Failure::new(kind).at(&Clean::new("127.0.0.1:8472"));
        let refused = at(FailureKind::Unreachable).with_message("connection refused");
        assert_eq!(
            refused.to_string(),
            "No connection to the server (127.0.0.1:8472: connection refused). Check the network and the base URL."
        );
        assert!(refused.in_short().ends_with("(127.0.0.1:8472, connection refused)"), "{}", refused.in_short());
        assert_eq!(at(FailureKind::Busy).with_status(503).particulars(), "127.0.0.1:8472, HTTP 503");
        let mut unknown = at(FailureKind::UnknownCustomer).with_message("no such customer");
        unknown.code = Some(8015);
        assert_eq!(unknown.particulars(), "code 8015: no such customer");
        assert!(!unknown.in_short().contains("8472"));
    }
}
