//! Arguments to command to exit code; nothing else.

use std::process::ExitCode;

use couponscope::{cli, command, settings};

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(invocation) => command::run(&invocation, &settings::environment).into(),
        Err(told) => {
            // help and version go to stdout, complaints to stderr; a closed pipe ends either quietly
            let _ = told.print();
            if told.use_stderr() { command::Exit::Usage.into() } else { ExitCode::SUCCESS }
        }
    }
}
