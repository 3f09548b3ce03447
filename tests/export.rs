//! `export` as a process, against the sandbox: what stands in its files, whatever happens to it.

mod desk;
mod files;
mod kills;
