//! The system's keyring: the Secret Service of the session, in a build with the feature `keyring`.
//!
//! A secret stands there under the service `couponscope` and the profile as its user, as
//! `secret-tool store --label=couponscope service couponscope username PROFILE` writes it too.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{SecretError, within};

/// Whether this build can use a keyring.
pub const KEYRING_IS_BUILT_IN: bool = cfg!(all(feature = "keyring", target_os = "linux"));

/// One that takes longer waits for somebody to unlock it, perhaps in a window that nobody sees.
const LIMIT: Duration = Duration::from_secs(3);

/// The secret of a profile.
pub(super) fn fetch(profile: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let profile = profile.to_owned();
    within(LIMIT, move || service::fetch(&profile)).unwrap_or(Err(SecretError::KeyringTooSlow))
}

/// Puts the secret of a profile there.
pub(super) fn store(profile: &str, secret: Zeroizing<Vec<u8>>) -> Result<(), SecretError> {
    let profile = profile.to_owned();
    within(LIMIT, move || service::store(&profile, &secret)).unwrap_or(Err(SecretError::KeyringTooSlow))
}

#[cfg(all(feature = "keyring", target_os = "linux"))]
mod service {
    use std::sync::Arc;

    use keyring_core::{CredentialStore, Entry, Error};
    use zbus_secret_service_keyring_store::Store;
    use zeroize::Zeroizing;

    use super::SecretError;

    const SERVICE: &str = "couponscope";

    /// The session's keyring, or a test's own.
    type Keyring = Result<Arc<CredentialStore>, Error>;

    pub(super) fn fetch(profile: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
        fetch_from(of_the_session(), profile)
    }

    pub(super) fn store(profile: &str, secret: &[u8]) -> Result<(), SecretError> {
        store_in(of_the_session(), profile, secret)
    }

    fn of_the_session() -> Keyring {
        Ok(Store::new()?)
    }

    fn fetch_from(keyring: Keyring, profile: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
        let secret = entry(keyring, profile).and_then(|entry| entry.get_secret());
        secret.map(Zeroizing::new).map_err(|error| told(&error, profile))
    }

    fn store_in(keyring: Keyring, profile: &str, secret: &[u8]) -> Result<(), SecretError> {
        entry(keyring, profile).and_then(|entry| entry.set_secret(secret)).map_err(|error| told(&error, profile))
    }

    fn entry(keyring: Keyring, profile: &str) -> Result<Entry, Error> {
        Entry::new_in_store(&keyring?, SERVICE, profile)
    }

    /// The keyring's own words may hold anything, so only their kind is told.
    fn told(error: &Error, profile: &str) -> SecretError {
        match error {
            Error::NoEntry => SecretError::NotInKeyring(profile.to_owned()),
            Error::NoStorageAccess(_) => SecretError::KeyringLocked,
            _ => SecretError::NoKeyring,
        }
    }

    #[cfg(test)]
    mod tests {
        use keyring_core::mock;

        use super::*;

        #[test]
        fn a_secret_that_is_there_comes_back_as_it_was_put_and_only_for_its_profile() {
            let keyring: Arc<CredentialStore> = mock::Store::new().unwrap();
            for secret in ["open sesame", "another one"].map(str::as_bytes) {
                store_in(Ok(keyring.clone()), "eu", secret).unwrap();
                assert_eq!(fetch_from(Ok(keyring.clone()), "eu").unwrap().as_slice(), secret);
            }
            assert_eq!(fetch_from(Ok(keyring), "in"), Err(SecretError::NotInKeyring("in".to_owned())));
        }

        #[test]
        fn without_a_keyring_or_with_a_locked_one_the_words_say_so_and_none_of_its_own_are_told() {
            let nobody = || Err(Error::PlatformFailure("sesame".into()));
            assert_eq!(fetch_from(nobody(), "eu"), Err(SecretError::NoKeyring));
            assert_eq!(store_in(nobody(), "eu", b"x"), Err(SecretError::NoKeyring));
            assert_eq!(fetch_from(Err(Error::NoStorageAccess("sesame".into())), "eu"), Err(SecretError::KeyringLocked));
        }
    }
}

#[cfg(not(all(feature = "keyring", target_os = "linux")))]
mod service {
    use zeroize::Zeroizing;

    use super::SecretError;

    pub(super) fn fetch(_profile: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
        Err(SecretError::NoKeyringSupport)
    }

    pub(super) fn store(_profile: &str, _secret: &[u8]) -> Result<(), SecretError> {
        Err(SecretError::NoKeyringSupport)
    }
}
