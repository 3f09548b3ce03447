//! Recent look-ups on the disk: who was looked up, never what was found.
//!
//! One identifier a line (`mobile:9188…`), newest first, with the profile in front of it (`eu<TAB>mobile:…`):
//! who is a customer of one brand is no news for another. The file is its owner's alone, and is
//! replaced as a whole under a lock, so that two programs at once lose nothing and a full disk or a
//! dead link leaves the old one behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::{Identifier, Kind};
use crate::whole_file;

/// More of one profile are forgotten, the oldest first.
const MOST: usize = 50;
/// A file of this size is no history: fifty look-ups of several hundred profiles are far smaller.
const LARGEST: u64 = 4 * 1024 * 1024;
/// How often, and after which pause, the lock of another program is tried again: a second in all.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// The file.
#[derive(Clone, Debug)]
pub struct History {
    path: PathBuf,
}

impl History {
    /// The history in this directory, which need not be there yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join("history") }
    }

    /// Earlier look-ups of a profile, or of an account without one; newest first. Lines of something
    /// else are skipped. A file that cannot be read shows none, which the next look-up tells of.
    #[must_use]
    pub fn read(&self, profile: Option<&str>) -> Vec<Identifier> {
        let lines = self.lines().unwrap_or_default();
        let of_profile = lines.into_iter().filter(|line| line.profile.as_deref() == profile);
        of_profile.map(|line| line.who).take(MOST).collect()
    }

    /// Puts a look-up on top.
    ///
    /// # Errors
    /// When the disk is full, read-only or not there, or what is kept already cannot be read: that is
    /// never written over.
    pub fn remember(&self, profile: Option<&str>, who: &Identifier) -> io::Result<()> {
        let new = Line { profile: profile.map(str::to_owned), who: who.clone() };
        self.change(|mut known| {
            known.retain(|line| *line != new);
            known.insert(0, new);
            let mut of_profile = 0;
            known.retain(|line| {
                of_profile += usize::from(line.profile.as_deref() == profile);
                line.profile.as_deref() != profile || of_profile <= MOST
            });
            known
        })
    }

    /// What is known of all profiles; nothing where there is no file.
    fn lines(&self) -> io::Result<Vec<Line>> {
        let mut bytes = Vec::new();
        match whole_file::open(&self.path) {
            Ok(file) => file.take(LARGEST + 1).read_to_end(&mut bytes)?,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        if bytes.len() as u64 > LARGEST {
            return Err(io::Error::other("the file of look-ups is larger than 4 MB; remove it to begin anew"));
        }
        let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        Ok(lines.filter_map(|line| Line::read(line.trim_end_matches('\r'))).collect())
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// When the disk is read-only, or its directory cannot be looked into.
    pub fn clear(&self) -> io::Result<Forgotten> {
        match self.path.symlink_metadata() {
            // the lock alone would make a file, in a directory that need not be there
            Err(error) if is_absent(&error) => return Ok(Forgotten::Known(0)),
            looked => looked.map(drop)?,
        }
        let _lock = self.lock()?;
        let known = self.lines().map_or(Forgotten::Unread, |lines| Forgotten::Known(lines.len()));
        match std::fs::remove_file(&self.path) {
            Err(error) if is_absent(&error) => Ok(Forgotten::Known(0)),
            removed => removed.map(|()| known),
        }
    }

    /// Whether a look-up could be kept.
    ///
    /// # Errors
    /// When the directory cannot be made or takes no file, or what is kept already cannot be read.
    pub fn is_writable(&self) -> io::Result<()> {
        self.lines()?;
        whole_file::is_writable(&self.path)
    }

    fn change(&self, change: impl FnOnce(Vec<Line>) -> Vec<Line>) -> io::Result<()> {
        whole_file::make_folder(&self.path)?;
        let _lock = self.lock()?;
        let mut text = Vec::new();
        for line in change(self.lines()?) {
            line.write(&mut text)?;
        }
        whole_file::replace(&self.path, &text)
    }

    /// The lock is a file of its own: the history itself is replaced at every change.
    fn lock(&self) -> io::Result<File> {
        let path = self.path.with_extension("lock");
        if path.metadata().is_ok_and(|about| !about.is_file()) {
            return Err(io::Error::other("its lock is not a regular file"));
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
        for _ in 0..ATTEMPTS {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::Error::other("another couponscope is using it"))
    }
}

/// What was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// So many look-ups.
    Known(usize),
    /// A file that could not be read.
    Unread,
}

/// The second where a part of the path is no folder, as below the home of service accounts, /dev/null.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// One look-up. A tab stands in neither part: identifiers hold no control characters, and a profile
/// whose name holds one is refused with its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    profile: Option<String>,
    who: Identifier,
}

impl Line {
    /// Only lines that state their kind: those are the ones written here.
    fn read(text: &str) -> Option<Self> {
        let (profile, lookup) = match text.split_once('\t') {
            Some((profile, lookup)) => (Some(profile.to_owned()), lookup),
            None => (None, text),
        };
        let (kind, rest) = Kind::stated(lookup)?;
        Some(Self { profile, who: Identifier::new(kind, rest).ok()? })
    }

    fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        if let Some(profile) = &self.profile {
            write!(out, "{profile}\t")?;
        }
        writeln!(out, "{}", self.who.lookup())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn who(number: u64) -> Identifier {
        Identifier::new(Kind::Mobile, &(918_860_000_000 + number).to_string()).unwrap()
    }

    #[test]
    fn the_newest_stands_first_and_only_once_and_the_oldest_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(&folder.path().join("deep/er"));
        assert_eq!(history.read(None), []);
        for number in (0..60).chain([58]) {
            history.remember(None, &who(number)).unwrap();
        }
        let known = history.read(None);
        assert_eq!((known.len(), &known[0], &known[1], &known[2]), (MOST, &who(58), &who(59), &who(57)));
        assert_eq!(history.clear().unwrap(), Forgotten::Known(MOST));
        assert_eq!((history.read(None), history.clear().unwrap()), (Vec::new(), Forgotten::Known(0)));
    }

    #[test]
    fn a_pipe_in_its_place_or_in_its_locks_holds_up_nobody() {
        for name in ["history", "history.lock"] {
            let folder = tempfile::tempdir().unwrap();
            let history = History::new(folder.path());
            rustix::fs::mknodat(
                rustix::fs::CWD,
                folder.path().join(name),
                rustix::fs::FileType::Fifo,
                rustix::fs::Mode::RWXU,
                0,
            )
            .unwrap();
            assert_eq!(history.read(None), []);
            let told = history.remember(None, &who(1)).unwrap_err().to_string();
            assert!(told.contains("not a regular file"), "{told}");
        }
    }

    #[test]
    fn each_profile_has_its_own_and_clearing_takes_them_all() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(folder.path());
        history.remember(Some("eu"), &who(1)).unwrap();
        history.remember(Some("in"), &who(1)).unwrap();
        history.remember(None, &who(2)).unwrap();
        for number in 3..3 + MOST as u64 + 9 {
            history.remember(Some("in"), &who(number)).unwrap();
        }
        assert_eq!((history.read(Some("eu")), history.read(None)), (vec![who(1)], vec![who(2)]));
        assert_eq!((history.read(Some("in")).len(), history.read(Some("us"))), (MOST, Vec::new()));
        assert_eq!(history.clear().unwrap(), Forgotten::Known(MOST + 2));
        assert_eq!(history.read(Some("eu")), []);
    }

    #[test]
    fn nobody_else_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(&folder.path().join("state"));
        history.remember(None, &who(1)).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&history.path), mode(&folder.path().join("state"))), (0o600, 0o700));
    }

    #[test]
    fn two_programs_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(folder.path());
        std::thread::scope(|scope| {
            for half in [0, 20] {
                let history = history.clone();
                scope.spawn(move || (half..half + 20).for_each(|number| history.remember(None, &who(number)).unwrap()));
            }
        });
        assert_eq!(history.read(None).len(), 40);
    }

    #[test]
    fn a_line_that_is_no_look_up_is_left_out_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(folder.path());
        let lines: [&[u8]; 6] = [
            b"mobile:918860000001",
            b"nonsense",
            b"mobile:91886\xff0000002",
            b"id:x",
            b"",
            b"eu\temail:ann@example.com\r",
        ];
        std::fs::write(&history.path, lines.join(&b'\n')).unwrap();
        assert_eq!((history.read(None), history.read(Some("eu")).len()), (vec![who(1)], 1));
        history.remember(None, &who(2)).unwrap();
        assert_eq!((history.read(None), history.read(Some("eu")).len()), (vec![who(2), who(1)], 1));
    }

    #[test]
    fn many_profiles_and_no_ascii_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(folder.path());
        let line = |number: u64| format!("köln-{}\t{}\n", number / 50, who(number).lookup());
        std::fs::write(&history.path, (0..20_000).map(line).collect::<String>()).unwrap();
        history.remember(Some("köln-0"), &who(0)).unwrap();
        assert_eq!(std::fs::read_to_string(&history.path).unwrap().lines().count(), 20_000);
        assert_eq!(history.read(Some("köln-399")).len(), 50);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(folder.path());
        let huge = vec![b'#'; 5_000_000];
        std::fs::write(&history.path, &huge).unwrap();
        assert!(history.remember(None, &who(1)).unwrap_err().to_string().contains("larger than 4 MB"));
        assert_eq!((history.read(None), std::fs::read(&history.path).unwrap()), (Vec::new(), huge));
        assert_eq!(history.clear().unwrap(), Forgotten::Unread);
        // a folder is a file that cannot be read, also for the superuser
        std::fs::create_dir(&history.path).unwrap();
        assert!(history.remember(None, &who(1)).is_err());
        assert!(history.path.is_dir() && history.clear().is_err() && history.is_writable().is_err());
    }

    #[test]
    fn clearing_what_cannot_be_looked_at_is_an_error_and_not_an_empty_history() {
        let folder = tempfile::tempdir().unwrap();
        // a link to itself hides what is below it, also from the superuser
        std::os::unix::fs::symlink("state", folder.path().join("state")).unwrap();
        assert!(History::new(&folder.path().join("state")).clear().is_err());
        let history = History::new(folder.path());
        std::os::unix::fs::symlink("nowhere", &history.path).unwrap();
        assert_eq!(history.clear().unwrap(), Forgotten::Known(0));
        assert!(!history.path.is_symlink(), "a link that leads nowhere is removed");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error_and_no_more() {
        let history = History::new(Path::new("/dev/null/state"));
        assert!(history.remember(None, &who(1)).is_err());
        assert_eq!((history.read(None), history.clear().unwrap()), (Vec::new(), Forgotten::Known(0)));
    }
}
