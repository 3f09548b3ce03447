//! Arguments to command to exit code, and answers to a shell that completes a line; nothing else.

use std::alloc::System;
use std::ffi::OsString;
use std::process::ExitCode;

use couponscope::{cli, command, settings};
use zeroizing_alloc::ZeroAlloc;

/// Memory is overwritten when it is given back: what the idle lock or another profile forgets is gone,
/// and not only out of use.
#[global_allocator]
static FORGETTING: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    command::end_on_panic();
    let args: Vec<OsString> = std::env::args_os().collect();
    if let Some(exit) = command::complete(&args, &settings::environment) {
        return exit.into();
    }
    match cli::parse(args) {
        Ok(invocation) => command::run(&invocation, &settings::environment).into(),
        Err(told) => command::tell(&told, &settings::environment).into(),
    }
}
