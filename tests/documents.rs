//! The documents tell what the program does: tables are generated from it, help texts are
//! snapshots, commands in the README are understood by the command line.
//!
//! `UPDATE_DOCUMENTS=1 cargo test documents` writes the generated parts of README and sample
//! configuration anew.

mod help;
mod readme;
mod sample;
mod tables;
