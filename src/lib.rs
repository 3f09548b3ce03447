//! couponscope: look up a loyalty customer's coupons from a terminal.

pub mod domain;
pub mod sandbox;
