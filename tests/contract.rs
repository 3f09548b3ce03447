//! The client against servers on loopback: well-behaved and hostile ones.

mod bodies;
mod echoes;
mod hostile;
mod multiplexed;
mod proxied;
mod retries;
mod sandbox;
mod secure;
pub(crate) mod server;
mod turns;
