//! `couponscope history clear`, and where the recent look-ups are.

use std::path::PathBuf;

use super::{Console, Exit};
use crate::hidden_columns::HiddenColumns;
use crate::history::History;
use crate::runtime::recorder::Memory;
use crate::settings::{Lookup, Settings, Target, directories};

/// The directory for what the program remembers; `None` without a home.
fn folder(env: Lookup<'_>) -> Option<PathBuf> {
    let directories = directories(env)?;
    Some(directories.state_dir().unwrap_or_else(|| directories.data_local_dir()).to_owned())
}

/// What the browser remembers and where; nothing in a demo or without a home.
#[must_use]
pub fn memory(settings: &Settings, env: Lookup<'_>) -> Option<Memory> {
    let folder = matches!(settings.target, Target::Server(_)).then(|| folder(env)).flatten()?;
    let history = settings.history.then(|| History::new(&folder));
    Some(Memory { history, columns: HiddenColumns::new(&folder) })
}

/// The history to use; none in a demo, where it is switched off, or without a home.
#[must_use]
pub fn place(settings: &Settings, env: Lookup<'_>) -> Option<History> {
    memory(settings, env)?.history
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
