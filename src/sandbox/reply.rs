//! What is sent back, and the envelope that errors come in.

use serde::Serialize;

use super::entry::push_text;

/// An answer before it becomes HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// What the body is.
    pub(super) content_type: &'static str,
    /// The body.
    pub(super) body: String,
    /// Seconds to wait, where the reply says so.
    pub(super) retry_after: Option<u64>,
}

/// One element of `errors` or `warnings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Complaint {
    /// Always false.
    status: bool,
    /// The vendor's code.
    pub(super) code: u32,
    /// In words.
    message: String,
    /// The HTTP status it comes with.
    #[serde(skip)]
    http: u16,
}

impl Complaint {
    /// A complaint that comes with the HTTP status `http`.
    pub(super) fn new(http: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status: false, code, message: message.into(), http }
    }

    /// Written as JSON.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Reply {
    /// A JSON body.
    pub(super) fn json(status: u16, body: String) -> Self {
        Self { status, content_type: "application/json", body, retry_after: None }
    }

    /// What a gateway in front of the server says: HTML, no envelope.
    pub(super) fn gateway(status: u16, retry_after: Option<u64>) -> Self {
        let body = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
        Self { status, content_type: "text/html", body, retry_after }
    }
}

impl From<Complaint> for Reply {
    fn from(complaint: Complaint) -> Self {
        let error = complaint.json();
        let body = format!(r#"{{"entity":null,"warnings":[],"errors":[{error}],"success":false}}"#);
        Self::json(complaint.http, body)
    }
}

/// `{"data":…}` of the token call, which has an envelope of its own.
pub(super) fn token(token: &str, seconds: u64) -> Reply {
    let mut text = String::new();
    push_text(token, &mut text);
    Reply::json(200, format!(r#"{{"data":{{"accessToken":{text},"ttlSeconds":{seconds}}},"errors":null}}"#))
}

/// The token call's refusal; how the vendor words it nobody knows.
pub(super) fn no_token(complaint: &Complaint) -> Reply {
    Reply::json(complaint.http, format!(r#"{{"data":null,"errors":[{}]}}"#, complaint.json()))
}
