//! Credentials: a till's user and password (or its MD5), or an OAuth client's key and secret.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::trace::Traces;

/// How the client shows who it is. Which kind it is follows from the setting that holds it and is
/// never guessed: an MD5 and a password of 32 hexadecimal digits look alike.
#[derive(Clone)]
pub enum Credentials {
    /// `Authorization: Basic base64(username ":" lower_hex_md5(password))`.
    Basic {
        /// The till's user.
        username: String,
        /// 32 lower-case hexadecimal digits.
        md5: SecretString,
        /// By which the password is recognised; nothing where it was never known.
        traces: Traces,
    },
    /// A token from `/v3/oauth/token/generate`, sent as `X-CAP-API-OAUTH-TOKEN`.
    OAuth {
        /// The client's key.
        key: SecretString,
        /// The client's secret.
        secret: SecretString,
    },
}

/// Why credentials cannot be used. Never quotes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// Not 32 hexadecimal digits.
    #[error("an MD5 of a password has 32 hexadecimal digits")]
    NotAnMd5,
}

impl Credentials {
    /// From a user and the password itself, of which only the MD5 is kept.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "the password is to be wiped here, not kept by the caller")]
    pub fn basic_password(username: impl Into<String>, password: SecretString) -> Self {
        let password = password.expose_secret();
        let digits = format!("{:032x}", u128::from_be_bytes(md5(password.as_bytes())));
        Self::Basic { username: username.into(), md5: digits.into(), traces: Traces::of(password) }
    }

    /// From a user and the MD5 that a store was given instead of the password.
    ///
    /// # Errors
    /// When it has not 32 hexadecimal digits.
    #[expect(clippy::needless_pass_by_value, reason = "the digest is to be wiped here, not kept by the caller")]
    pub fn basic_md5(username: impl Into<String>, md5: SecretString) -> Result<Self, CredentialsError> {
        let digits = md5.expose_secret().trim();
        if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(CredentialsError::NotAnMd5);
        }
        Ok(Self::Basic {
            username: username.into(),
            md5: digits.to_ascii_lowercase().into(),
            traces: Traces::default(),
        })
    }

    /// From an OAuth client's key and secret.
    #[must_use]
    pub fn oauth(key: SecretString, secret: SecretString) -> Self {
        Self::OAuth { key, secret }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic { .. } => "Credentials::Basic([REDACTED])",
            Self::OAuth { .. } => "Credentials::OAuth([REDACTED])",
        })
    }
}

/// The MD5 of something private.
pub(super) fn md5(private: &[u8]) -> [u8; 16] {
    let mut hasher = Md5::new();
    hasher.update(private);
    let digest = hasher.finalize_reset();
    // what was hashed last is still in the block
    hasher.update([0; 63]);
    std::hint::black_box(&hasher);
    digest.into()
}

/// The value of the `Authorization` header, marked so that no layer below prints it or keeps it in
/// a header compression table.
pub(super) fn basic_header(username: &str, md5: &SecretString) -> Option<HeaderValue> {
    let pair = STANDARD.encode(format!("{username}:{}", md5.expose_secret()));
    let mut value = HeaderValue::try_from(format!("Basic {pair}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(credentials: &Credentials) -> HeaderValue {
        match credentials {
            Credentials::Basic { username, md5, .. } => basic_header(username, md5).unwrap(),
            Credentials::OAuth { .. } => panic!("not basic"),
        }
    }

    #[test]
    fn the_vendors_test_vector_comes_out_from_password_and_from_md5() {
        let expected = "Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3";
        let password = Credentials::basic_password("store.server", "server123".into());
        assert_eq!(header(&password), expected);
        let md5 = Credentials::basic_md5("store.server", " 8A16A6B70505EB1F1FF7CDC0CD5559A7\n".into()).unwrap();
        assert_eq!(header(&md5), expected);
        assert!(header(&md5).is_sensitive());
    }

    #[test]
    fn a_password_in_the_place_of_an_md5_is_refused() {
        for bad in ["server123", "8a16a6b70505eb1f1ff7cdc0cd5559a", "8a16a6b70505eb1f1ff7cdc0cd5559ag", ""] {
            let error = Credentials::basic_md5("u", bad.into()).unwrap_err();
            assert_eq!(error, CredentialsError::NotAnMd5, "{bad}");
        }
    }

    #[test]
    fn a_debug_print_gives_nothing_away() {
        let shown = format!(
            "{:?} {:?}",
            Credentials::basic_password("till-user", "server123".into()),
            Credentials::oauth("the-key".into(), "the-secret".into())
        );
        assert_eq!(shown, "Credentials::Basic([REDACTED]) Credentials::OAuth([REDACTED])");
    }
}
