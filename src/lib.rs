//! couponscope: look up a loyalty customer's coupons from a terminal.

pub mod app;
pub mod domain;
pub mod keymap;
pub mod layout;
pub mod sandbox;
pub mod ui;
