//! Who may ask: Basic with the MD5 of the password, or a token of the OAuth call.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use md5::{Digest as _, Md5};
use serde::Deserialize;

use super::dice::mix;
use super::reply::{self, Complaint, Reply};

/// The user of the Basic login.
pub const USERNAME: &str = "demo.store";
/// The password of the Basic login.
pub const PASSWORD: &str = "demo-password";
/// The key of the OAuth login.
pub const CLIENT_KEY: &str = "demo-key";
/// The secret of the OAuth login.
pub const CLIENT_SECRET: &str = "demo-secret";

/// The door: which tokens are good, and until when.
#[derive(Debug)]
pub(super) struct Gate {
    ttl: Duration,
    issued: Mutex<Issued>,
}

#[derive(Debug, Default)]
struct Issued {
    serial: u64,
    /// Token and the millisecond it ends.
    tokens: Vec<(String, i128)>,
}

/// What a request brings to the door.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pass<'a> {
    /// The `Authorization` header.
    pub(super) authorization: Option<&'a str>,
    /// The `X-CAP-API-OAUTH-TOKEN` header.
    pub(super) token: Option<&'a str>,
}

#[derive(Deserialize)]
struct TokenRequest {
    key: String,
    secret: String,
}

impl Gate {
    /// A door whose tokens last for `ttl`.
    pub(super) fn new(ttl: Duration) -> Self {
        Self { ttl, issued: Mutex::default() }
    }

    /// Lets a request in at the millisecond `now`, or says why not. A token goes before a password.
    pub(super) fn admit(&self, pass: Pass<'_>, now: i64) -> Result<(), Complaint> {
        let good = match pass {
            Pass { token: Some(token), .. } => self.knows(token, now),
            Pass { authorization: Some(header), .. } => is_our_user(header),
            Pass { .. } => false,
        };
        if good { Ok(()) } else { Err(Complaint::new(401, 401, "Unauthorized: credentials missing or invalid")) }
    }

    /// Answers the token call.
    pub(super) fn issue(&self, body: &[u8], now: i64) -> Reply {
        let Ok(request) = serde_json::from_slice::<TokenRequest>(body) else {
            return reply::no_token(&Complaint::new(400, 400, "key and secret are needed"));
        };
        if request.key != CLIENT_KEY || request.secret != CLIENT_SECRET {
            return reply::no_token(&Complaint::new(401, 401, "Invalid key or secret"));
        }
        reply::token(&self.new_token(now), self.ttl.as_secs())
    }

    /// Forgets all tokens, as a server does that was started anew.
    pub(super) fn revoke_all(&self) {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner).tokens.clear();
    }

    fn knows(&self, token: &str, now: i64) -> bool {
        let issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued.tokens.iter().any(|(known, end)| known == token && i128::from(now) < *end)
    }

    fn new_token(&self, now: i64) -> String {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued.tokens.retain(|(_, end)| i128::from(now) < *end);
        issued.serial += 1;
        let token = jwt(issued.serial, now);
        let lasts = i128::try_from(self.ttl.as_millis()).unwrap_or(i128::from(i64::MAX));
        issued.tokens.push((token.clone(), i128::from(now) + lasts));
        token
    }
}

/// The look of a JWT: three parts in base64. Nobody but the sandbox reads it.
fn jwt(serial: u64, now: i64) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"sandbox","jti":{serial},"iat":{}}}"#, now / 1_000));
    let signature = [0, 1, 2, 3].map(|part| mix(mix(serial) ^ now.unsigned_abs() ^ part).to_le_bytes());
    format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(signature.concat()))
}

fn is_our_user(header: &str) -> bool {
    let Some((scheme, credentials)) = header.split_once(' ') else { return false };
    let expected = STANDARD.encode(format!("{USERNAME}:{}", md5_hex(PASSWORD)));
    scheme.eq_ignore_ascii_case("basic") && credentials.trim() == expected
}

fn md5_hex(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TTL: Duration = Duration::from_mins(5);

    fn basic(user: &str, password: &str) -> String {
        format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
    }

    fn admits(gate: &Gate, authorization: Option<&str>, token: Option<&str>, now: i64) -> bool {
        gate.admit(Pass { authorization, token }, now).is_ok()
    }

    fn token_of(gate: &Gate, now: i64) -> String {
        let reply = gate.issue(format!(r#"{{"key":"{CLIENT_KEY}","secret":"{CLIENT_SECRET}"}}"#).as_bytes(), now);
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!((&body["data"]["ttlSeconds"], &body["errors"]), (&300.into(), &serde_json::Value::Null));
        body["data"]["accessToken"].as_str().unwrap().to_owned()
    }

    #[test]
    fn the_password_is_sent_as_its_md5_and_nothing_else_is_let_in() {
        assert_eq!(md5_hex("server123"), "8a16a6b70505eb1f1ff7cdc0cd5559a7");
        let gate = Gate::new(TTL);
        let cases = [
            (basic(USERNAME, &md5_hex(PASSWORD)), true),
            (basic(USERNAME, PASSWORD), false),
            (basic(USERNAME, &md5_hex(PASSWORD).to_uppercase()), false),
            (basic("other", &md5_hex(PASSWORD)), false),
            ("Basic".to_owned(), false),
            ("Bearer x".to_owned(), false),
        ];
        for (header, let_in) in cases {
            assert_eq!(admits(&gate, Some(&header), None, 0), let_in, "{header}");
        }
        assert!(!admits(&gate, None, None, 0));
    }

    #[test]
    fn a_token_is_good_until_its_time_is_over() {
        let gate = Gate::new(TTL);
        let token = token_of(&gate, 1_000);
        assert!(admits(&gate, None, Some(&token), 300_999));
        assert!(!admits(&gate, None, Some(&token), 301_000));
        assert!(!admits(&gate, None, Some(&format!("Bearer {token}")), 1_000));
    }

    #[test]
    fn a_bad_token_is_not_saved_by_a_good_password() {
        let good = basic(USERNAME, &md5_hex(PASSWORD));
        assert!(!admits(&Gate::new(TTL), Some(&good), Some("old"), 0));
    }

    #[test]
    fn several_tokens_are_good_at_once_until_all_are_revoked() {
        let gate = Gate::new(TTL);
        let (first, second) = (token_of(&gate, 0), token_of(&gate, 0));
        assert_ne!(first, second);
        assert!(admits(&gate, None, Some(&first), 1) && admits(&gate, None, Some(&second), 1));
        gate.revoke_all();
        assert!(!admits(&gate, None, Some(&first), 1) && !admits(&gate, None, Some(&second), 1));
    }

    #[test]
    fn a_wrong_key_or_no_json_gets_no_token() {
        let status = |body: &str| Gate::new(TTL).issue(body.as_bytes(), 0).status;
        assert_eq!(status(r#"{"key":"demo-key","secret":"x"}"#), 401);
        assert_eq!(status("key=demo-key"), 400);
        assert_eq!(status("{}"), 400);
    }
}
