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

    pub(super) fn fetch(profile: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
        let secret = entry(profile).and_then(|entry| entry.get_secret());
        secret.map(Zeroizing::new).map_err(|error| told(&error, profile))
    }

    pub(super) fn store(profile: &str, secret: &[u8]) -> Result<(), SecretError> {
        entry(profile).and_then(|entry| entry.set_secret(secret)).map_err(|error| told(&error, profile))
    }

    fn entry(profile: &str) -> Result<Entry, Error> {
        let store: Arc<CredentialStore> = Store::new()?;
        Entry::new_in_store(&store, SERVICE, profile)
    }

    /// The keyring's own words may hold anything, so only their kind is told.
    fn told(error: &Error, profile: &str) -> SecretError {
        match error {
            Error::NoEntry => SecretError::NotInKeyring(profile.to_owned()),
            Error::NoStorageAccess(_) => SecretError::KeyringLocked,
            _ => SecretError::NoKeyring,
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
