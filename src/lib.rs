//! couponscope: look up a loyalty customer's coupons from a terminal.

pub mod api;
pub mod app;
pub mod cli;
pub mod command;
pub mod domain;
pub mod history;
pub mod keymap;
pub mod layout;
pub mod runtime;
pub mod sandbox;
pub mod settings;
pub mod ui;
