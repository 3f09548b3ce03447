//! `couponscope history clear`, and where the recent look-ups are.

use std::path::PathBuf;

use super::{Console, Exit};
use crate::history::History;
use crate::settings::{Lookup, Settings, Target, directories};

/// The directory for what the program remembers; `None` without a home.
fn folder(env: Lookup<'_>) -> Option<PathBuf> {
    let directories = directories(env)?;
    Some(directories.state_dir().unwrap_or_else(|| directories.data_local_dir()).to_owned())
}

/// The history to use; none in a demo, where it is switched off, or without a home.
#[must_use]
pub fn place(settings: &Settings, env: Lookup<'_>) -> Option<History> {
    let wanted = settings.history && matches!(settings.target, Target::Server(_));
    wanted.then(|| folder(env)).flatten().map(|folder| History::new(&folder))
}

/// Forgets all recent look-ups, whatever the configuration says: also those of a time when they
/// were kept.
pub fn clear(env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let Some(folder) = folder(env) else {
        console.say("HOME is not set, so no look-ups are kept");
        return Exit::Done;
    };
    match History::new(&folder).clear() {
        Ok(0) => console.say("there were no look-ups to forget"),
        Ok(number) => console.say(format_args!("forgot {number} look-ups")),
        Err(error) => {
            console.say(format_args!("the look-ups in {} cannot be removed: {error}", folder.display()));
            return Exit::Usage;
        }
    }
    Exit::Done
}
