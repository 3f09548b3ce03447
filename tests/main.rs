//! The integration tests, one binary.

#[cfg(test)]
mod contract;
#[cfg(test)]
mod export;
