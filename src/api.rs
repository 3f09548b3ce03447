//! The client of the one read-only endpoint: a [`Query`](crate::domain::Query) in, an
//! [`Answer`](crate::domain::Answer) or a [`Failure`](crate::domain::Failure) out.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `address` | the base URL and what is refused as one; the vendor's clusters |
//! | `auth` | the two kinds of credentials |
//! | `client` | one call with its retries and its time budget |
//! | `connect` | the HTTP client underneath: TLS, roots, proxies, timeouts |
//! | [`decode`] | bytes to domain, pure; the only place where server text is cleaned |
//! | `exchange` | one request on the wire: headers, capped body, `Retry-After` |
//! | `gate` | whose call goes next: four at once, so many a minute, the user's first |
//! | `log` | what `--log-file` is told of all this |
//! | `transport_error` | transport errors in plain words, without any URL |
//! | `place` | where calls go, in words for a failure |
//! | `pool` | the connections, and what becomes of them when one turns out to be dead |
//! | `private` | what servers echo and no failure may hold: the customer asked for, the secrets |
//! | `probe` | a request without credentials: is the server there, and what time is it there |
//! | `proxy` | the proxy that the environment names, and whether it is one |
//! | `request` | the address of one look-up, percent-encoded |
//! | `settings` | whom to call and how: server, login, certificates, limits |
//! | `retry` | when and how long to wait before trying again |
//! | `token` | the OAuth token, fetched once for all who wait for it |
//! | `trace` | a password recognised in a server's words, without keeping it |
//! | `verdict` | what an HTTP answer means: rows or which failure |
//!
//! No error, `Debug` text or message made here holds a secret, a customer's number or a URL.

mod address;
mod auth;
mod client;
mod connect;
pub mod decode;
mod exchange;
mod gate;
mod log;
mod place;
mod pool;
mod private;
mod probe;
mod proxy;
mod request;
mod retry;
mod settings;
mod token;
mod trace;
mod transport_error;
mod verdict;

pub use address::{BaseUrl, BaseUrlError, CLUSTERS};
pub use auth::{Credentials, CredentialsError};
pub use client::{Client, Wait};
pub use probe::Probe;
pub use proxy::{misnamed_proxy, proxy_before};
pub use settings::{ClientSettings, Timeouts};
