//! couponscope: look up a loyalty customer's coupons from a terminal.

pub mod api;
pub mod cli;
pub mod command;
pub mod domain;
pub mod sandbox;
pub mod settings;
