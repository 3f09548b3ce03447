//! couponscope: look up a loyalty customer's coupons from a terminal.

pub mod api;
pub mod domain;
