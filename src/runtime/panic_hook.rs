//! The end by a fault of the program's own: nothing that a panic says is told, since it can quote a
//! customer's data.

use std::io::{self, Write as _};
use std::panic::PanicHookInfo;

use super::terminal;

/// Lets every panic, in whatever thread, end the program with this exit code: what the others work with is
/// not to be trusted any more. The terminal is given back first, and `last` is done: nothing is dropped
/// by this end. The message names the place in the source only.
pub fn install(exit_code: u8, last: impl Fn() + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |panic| {
        // an error here cannot be told anywhere
        let _ = terminal::leave();
        last();
        tell(panic);
        std::process::exit(i32::from(exit_code));
    }));
}

fn tell(panic: &PanicHookInfo<'_>) {
    // its own line of the log: this ends the program before anything else can be written
    tracing::error!(
        place = panic.location().map(tracing::field::display),
        "couponscope ends because of an internal error"
    );
    let place = panic.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
    let text = "Nothing was changed on the server; please report it.";
    // a stderr that is closed has nobody to tell, and a panic in here would abort
    let _ = writeln!(io::stderr(), "couponscope stopped because of an internal error{place}. {text}");
}
