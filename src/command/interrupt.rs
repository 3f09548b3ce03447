//! Ctrl-C in the commands that print.
//!
//! Who waits for the network hears of it at once and ends calmly. Who is stuck in a write to a pipe that
//! nobody reads, or to the terminal of a dead link, hears of nothing: such a run is ended from a thread
//! beside it.

use std::io;
use std::time::Duration;

use tokio::runtime;
use tokio::signal::ctrl_c;

use super::{Exit, log};
use crate::settings;

/// What a command gets to end by itself: enough to tell of it on a terminal that listens.
const GRACE: Duration = Duration::from_millis(500);

/// Ctrl-C; never, where it cannot be watched and so ends the process by itself.
pub(super) async fn interrupted() {
    // without the thread all is well as long as somebody reads
    let _ = watch();
    if ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn watch() -> io::Result<()> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let thread = std::thread::Builder::new().name("interrupt".to_owned());
    thread.spawn(move || {
        let was_interrupted = runtime.block_on(async {
            let heard = ctrl_c().await.is_ok();
            tokio::time::sleep(GRACE).await;
            heard
        });
        if was_interrupted {
            end();
        }
    })?;
    Ok(())
}

/// Files are left as they are: what writes them is ready to be killed at any moment.
fn end() -> ! {
    settings::end_command();
    log::ended(Exit::Cancelled);
    std::process::exit(i32::from(Exit::Cancelled.code()))
}
