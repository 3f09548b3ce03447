//! `couponscope history clear`, and where the recent look-ups are.

use std::path::PathBuf;

use super::{Console, Exit};
use crate::history::{Forgotten, History};
use crate::runtime::recorder::Memory;
use crate::settings::{Lookup, Settings, Target, directories};
use crate::system_error;

/// The directory for what the program remembers; `None` without a home.
fn folder(env: Lookup<'_>) -> Option<PathBuf> {
    let directories = directories(env)?;
    Some(directories.state_dir().unwrap_or_else(|| directories.data_local_dir()).to_owned())
}

/// What the browser remembers and where; nothing in a demo.
#[must_use]
pub fn memory(settings: &Settings, env: Lookup<'_>) -> Option<Memory> {
    let of_a_server = matches!(settings.target, Target::Server(_));
    of_a_server.then(|| Memory { folder: folder(env), keeps_look_ups: settings.history })
}

/// Forgets all recent look-ups, whatever the configuration says: also those of a time when they
/// were kept.
pub fn clear(env: Lookup<'_>, console: &mut Console<'_>) -> Exit {
    let Some(folder) = folder(env) else {
        console.say("HOME is not set, so no look-ups are kept");
        return Exit::Done;
    };
    match History::new(&folder).clear() {
        Ok(Forgotten::Known(0)) => console.say("there were no look-ups to forget"),
        Ok(Forgotten::Known(1)) => console.say("forgot 1 look-up"),
        Ok(Forgotten::Unread) => console.say("removed the file of look-ups, which could not be read"),
        Ok(Forgotten::Known(number)) => console.say(format_args!("forgot {number} look-ups")),
        Err(error) => {
            let why = system_error::writing(&error);
            console.say(format_args!("the look-ups in {} cannot be removed: {why}", folder.display()));
            return Exit::Usage;
        }
    }
    Exit::Done
}
