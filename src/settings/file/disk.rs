//! The file on the disk: where it is, reading it, and who else can read it.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use zeroize::Zeroizing;

use super::super::origin::Problem;
use super::super::{Lookup, variable};
use super::profile::Places;
use super::{ConfigFile, parse};
use crate::domain::Clean;
use crate::system_error;

/// The directories of the program; `None` without a home. Relative XDG variables are ignored, as
/// their specification wants.
#[must_use]
pub fn directories(env: Lookup<'_>) -> Option<ProjectDirs> {
    // without HOME the crate would take the home of the user database, which whoever cleared HOME
    // does not want to be touched
    variable(env, "HOME")?;
    ProjectDirs::from("", "", "couponscope")
}

/// Where the configuration is expected when nobody names another place.
#[must_use]
pub fn usual_place(env: Lookup<'_>) -> Option<PathBuf> {
    Some(directories(env)?.config_dir().join("config.toml"))
}

/// A configuration that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it; at least one.
    pub problems: Vec<Problem>,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // each on a line of its own, whatever a file's name or a text of the file holds
        write!(f, "{}", Clean::new(&self.path.display().to_string()))?;
        let many = self.problems.len() > 1;
        for problem in &self.problems {
            f.write_str(if many { "\n  " } else { ": " })?;
            write!(f, "{}", Clean::new(&problem.to_string()))?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// A configuration of this size is no configuration.
const LARGEST: u64 = 1024 * 1024;

/// Reads the file; `None` when there is none.
///
/// # Errors
/// When it is there and cannot be read, or holds something wrong.
pub fn load(path: &Path, env: Lookup<'_>) -> Result<Option<ConfigFile>, ConfigError> {
    let whole = |text: String| ConfigError { path: path.to_owned(), problems: vec![Problem { line: 0, text }] };
    let (bytes, mode) = match read(path) {
        Ok(read) => read,
        // the second where the home is no folder, as /dev/null is not, the home of service accounts
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(whole(format!("cannot be read: {}", system_error::reading(&error)))),
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        let text = "is not UTF-8 text; save it as UTF-8".to_owned();
        ConfigError { path: path.to_owned(), problems: vec![Problem { line, text }] }
    })?;
    let (file, mut problems) = parse_at(text, path, env);
    if mode & 0o077 != 0 {
        problems.extend(exposed(&file, path));
    }
    if problems.is_empty() { Ok(Some(file)) } else { Err(ConfigError { path: path.to_owned(), problems }) }
}

/// Reads a text as if it stood in the file at `path`, and nobody else could read it.
///
/// # Errors
/// When it holds something wrong.
pub fn of_text(text: &str, path: &Path, env: Lookup<'_>) -> Result<ConfigFile, ConfigError> {
    let (file, problems) = parse_at(text, path, env);
    if problems.is_empty() { Ok(file) } else { Err(ConfigError { path: path.to_owned(), problems }) }
}

fn parse_at(text: &str, path: &Path, env: Lookup<'_>) -> (ConfigFile, Vec<Problem>) {
    with_places(path, env, |places| parse(text, places))
}

/// The file that is meant where the configuration at `path` names one.
#[must_use]
pub fn named_path(name: &str, path: &Path, env: Lookup<'_>) -> PathBuf {
    with_places(path, env, |places| places.path(name))
}

fn with_places<T>(path: &Path, env: Lookup<'_>, work: impl FnOnce(&Places<'_>) -> T) -> T {
    let home = variable(env, "HOME").map(PathBuf::from);
    let folder = path.parent().unwrap_or(Path::new("."));
    work(&Places { folder, home: home.as_deref() })
}

/// The bytes of the file and its mode.
fn read(path: &Path) -> io::Result<(Zeroizing<Vec<u8>>, u32)> {
    // asked before opening: opening a pipe would wait for its other end
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if !about.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    if about.len() > LARGEST {
        return Err(io::Error::other("it is larger than 1 MB"));
    }
    let file = File::open(path)?;
    let mode = file.metadata()?.mode();
    // secrets may stand in it: wiped, and of the full size from the start, since growing leaves copies
    let size = usize::try_from(about.len()).unwrap_or(0);
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok((bytes, mode))
}

fn exposed(file: &ConfigFile, path: &Path) -> Vec<Problem> {
    let inline = file.profiles.iter().flat_map(|profile| &profile.inline_secrets);
    let text = |key| format!("{key} stands in a file that others can read: chmod 600 {}", path.display());
    inline.map(|(line, key)| Problem { line: *line, text: text(key) }).collect()
}
