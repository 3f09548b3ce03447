//! The client against servers on loopback: well-behaved and hostile ones.

mod hostile;

mod secure;
mod server;
