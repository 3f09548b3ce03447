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
    let place = panic.location().map(|place| format!("{}:{}", in_the_crate(place.file()), place.line()));
    // its own line of the log: this ends the program before anything else can be written
    tracing::error!(place, "couponscope ends because of an internal error");
    let place = place.map(|place| format!(" at {place}")).unwrap_or_default();
    let text = "Nothing was changed on the server; please report it.";
    // a stderr that is closed has nobody to tell, and a panic in here would abort
    let _ = writeln!(io::stderr(), "couponscope stopped because of an internal error{place}. {text}");
}

/// `tokio-1.54.1/src/runtime.rs`, without the folder in which the one who built it keeps the sources of
/// other crates.
fn in_the_crate(file: &str) -> &str {
    // behind it stands the registry's own folder, then the crate's
    let inside = file.split_once("/registry/src/").and_then(|(_, inside)| inside.split_once('/'));
    inside.map_or(file, |(_, inside)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_another_crate_is_told_from_the_crate_on() {
        let far = "/root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.54.1/src/signal/unix.rs";
        assert_eq!(in_the_crate(far), "tokio-1.54.1/src/signal/unix.rs");
        assert_eq!(in_the_crate("src/app/act.rs"), "src/app/act.rs");
    }
}
