//! The client against servers on loopback: well-behaved and hostile ones.

mod hostile;
mod proxied;
mod sandbox;
mod secure;
pub(crate) mod server;
