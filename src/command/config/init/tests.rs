//! Answers in, a file or none out; the login is tested against the sandbox.

use std::os::unix::fs::PermissionsExt as _;

use secrecy::{ExposeSecret as _, SecretString};

use super::questions::quoted;
use super::*;
use crate::sandbox::{CLIENT_KEY, CLIENT_SECRET, Sandbox, SandboxSettings};
use crate::settings::SecretError;

/// Answers in their order, then leaves.
struct Script {
    answers: std::vec::IntoIter<String>,
    told: String,
    /// Profile and secret that were put into the keyring.
    kept: Option<(String, String)>,
}

impl Script {
    fn new(answers: &[&str]) -> Self {
        Self {
            answers: answers.iter().map(|&text| text.to_owned()).collect::<Vec<_>>().into_iter(),
            told: String::new(),
            kept: None,
        }
    }
}

impl Person for Script {
    fn answer(&mut self, _question: &str) -> io::Result<Option<String>> {
        Ok(self.answers.next())
    }

    fn secret(&mut self, _question: &str) -> Result<SecretString, SecretError> {
        match self.answers.next() {
            Some(answer) if answer.is_empty() => Err(SecretError::NoText),
            Some(answer) => Ok(answer.into()),
            None => Err(SecretError::NotGiven),
        }
    }

    fn keep(&mut self, profile: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.kept = Some((profile.to_owned(), secret.expose_secret().to_owned()));
        Ok(())
    }

    fn tell(&mut self, text: &str) {
        self.told.push_str(text);
        self.told.push('\n');
    }
}

/// A sandbox on a thread of its own, for as long as the work takes.
fn with_sandbox(work: impl FnOnce(&str)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sandbox = runtime.block_on(Sandbox::start(SandboxSettings::new(Moment::read().now))).unwrap();
    work(&sandbox.base_url());
}

fn answered(path: &Path, answers: &[&str]) -> (Result<Settings, Stop>, String) {
    let mut script = Script::new(answers);
    let outcome = set_up(path, &Globals::default(), &|_| None, &mut script);
    assert_eq!(script.kept, None, "nothing was asked of the keyring");
    (outcome, script.told)
}

#[test]
fn a_login_that_works_is_written_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/config.toml");
    with_sandbox(|url| {
        let answers = ["", "eu-stores", url, "oauth", CLIENT_KEY, "here", CLIENT_SECRET, "+91", "LAB"];
        let (outcome, told) = answered(&path, &answers);
        assert!(outcome.is_ok(), "{told}");
        assert!(told.contains("It works.") && !told.contains(CLIENT_SECRET), "{told}");
        assert!(told.contains("no cluster of this name is known; did you mean \"eu\"? (eu, in,"), "{told}");
    });
    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let globals = Globals { config: Some(path.clone()), ..Globals::default() };
    let settings = Settings::resolve(&globals, &|_| None).unwrap();
    let crate::settings::Target::Server(account) = settings.target else { panic!("a server") };
    assert_eq!((account.profile.as_deref(), account.label.as_deref()), (Some("store"), Some("LAB")));
    let (again, _) = answered(&path, &[]);
    assert!(matches!(again, Err(Stop::Refused(why)) if why.contains("config init --profile NAME adds")));
}

#[test]
fn a_login_that_does_not_work_is_written_only_when_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    with_sandbox(|url| {
        let answers = ["", url, "", "till", "here", "", "wrong", "", "", "n", "n"];
        let (outcome, told) = answered(&path, &answers);
        assert!(matches!(outcome, Err(Stop::Failed(_))), "{told}");
        assert!(told.contains("refused the credentials") && !path.exists(), "{told}");
        let (outcome, told) = answered(&path, &[&answers[..10], &["y"]].concat());
        assert!(outcome.is_ok() && path.exists(), "{told}");
    });
}

#[test]
fn it_can_be_left_at_every_question_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let answers = ["", "http://127.0.0.1:9", "", "till", "here", "md5", "8a16a6b70505eb1f1ff7cdc0cd5559a7", "", ""];
    for number in 0..=answers.len() {
        let (outcome, _) = answered(&path, &answers[..number]);
        assert!(matches!(outcome, Err(Stop::Left(Exit::Cancelled))), "{number}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn answers_are_quoted_so_that_they_come_back_as_they_were() {
    for text in ["a\"b", "a\\b", "tab\there", "ünï", "'"] {
        let line = format!("x = {}", quoted(text));
        assert_eq!(line.parse::<toml::Table>().unwrap()["x"].as_str(), Some(text), "{line}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_told_and_what_was_answered_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("taken"), "").unwrap();
    with_sandbox(|url| {
        let answers = ["", url, "oauth", CLIENT_KEY, "here", CLIENT_SECRET, "", "LAB"];
        let (outcome, _) = answered(&folder.path().join("taken/config.toml"), &answers);
        let Err(Stop::Unwritten(settings, why)) = outcome else { panic!("it was written") };
        assert!(why.contains("cannot be written"), "{why}");
        let Target::Server(account) = settings.target else { panic!("a server") };
        assert_eq!(account.label.as_deref(), Some("LAB"));
    });
}

#[cfg(feature = "keyring")]
#[test]
fn a_secret_that_is_in_the_keyring_when_the_file_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("taken"), "").unwrap();
    with_sandbox(|url| {
        for (name, is_written) in [("config.toml", true), ("taken/config.toml", false)] {
            let mut script = Script::new(&["eu", url, "oauth", CLIENT_KEY, "keyring", CLIENT_SECRET, "", ""]);
            let outcome = set_up(&folder.path().join(name), &Globals::default(), &|_| None, &mut script);
            assert_eq!(script.kept, Some(("eu".to_owned(), CLIENT_SECRET.to_owned())));
            let why = outcome.err().map(|stop| if let Stop::Unwritten(_, why) = stop { why } else { script.told });
            assert_eq!(why.is_none(), is_written, "{why:?}");
            assert!(why.is_none_or(|why| why.ends_with("; the secret of profile eu is in the keyring already")));
        }
    });
}

#[test]
fn what_cannot_be_used_is_asked_for_again_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(folder.path().join("open"), "sesame").unwrap();
    std::fs::set_permissions(folder.path().join("open"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let md5 = "8a16a6b70505eb1f1ff7cdc0cd5559a7";
    let cases: [(&[&str], &str, &str); 6] = [
        (&["here", "", "", "sesame"], "the secret is empty", "password"),
        (&["here", "", "  ", "sesame"], "an answer is needed", "password"),
        (&["here", "md5", "hunter2", md5], "32 hexadecimal digits", "password_md5"),
        (&["command", "couponscope-no-such-program x", "sh -c true"], "does not start", "password_command"),
        (&["file", "none", "open", "good"], "chmod 600", "password_file"),
        (&["env", "NOT_SET", "STORE_PASSWORD"], "NOT_SET is not set", "password_env"),
    ];
    std::fs::write(folder.path().join("good"), "sesame").unwrap();
    std::fs::set_permissions(folder.path().join("good"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let env = |name: &str| (name == "STORE_PASSWORD").then(|| "sesame".to_owned());
    for (answers, complaint, key) in cases {
        let answers = [&["", "http://127.0.0.1:9", "", "till"], answers, &["", "", "n", "y"]].concat();
        let mut script = Script::new(&answers);
        let outcome = set_up(&path, &Globals::default(), &env, &mut script);
        assert!(outcome.is_ok() && script.told.contains(complaint), "{key}: {}", script.told);
        assert_eq!(script.told.contains("is looked for in "), key == "password_file", "{}", script.told);
        assert!(!script.told.contains("hunter2") && !script.told.contains("sesame"), "{}", script.told);
        assert!(std::fs::read_to_string(&path).unwrap().contains(&format!("\n{key} = ")));
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn after_a_login_that_failed_only_that_part_is_asked_again_and_nothing_else_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    with_sandbox(|url| {
        // nobody listens on the first port; the second server refuses the first secret
        let answers = ["", "http://127.0.0.1:9", "oauth", CLIENT_KEY, "here", "wrong", "91", "LAB"];
        let again = ["", url, "y", "", "", "", CLIENT_SECRET];
        let (outcome, told) = answered(&path, &[&answers[..], &again].concat());
        assert!(outcome.is_ok(), "{told}");
        let text = std::fs::read_to_string(&path).unwrap();
        for line in [&format!("base_url = \"{url}\""), "country_code = \"91\"", "label = \"LAB\""] {
            assert!(text.lines().any(|l| l == line), "{line}: {text}");
        }
        assert_eq!((text.matches("base_url").count(), text.matches("client_secret").count()), (1, 1), "{text}");
        assert!(!text.contains("wrong"));
    });
}

/// A configuration with comments, a profile, and no line end at its end.
const EARLIER: &str = "# tills of the north\ndefault_profile = \"eu\"\n\n[profiles.eu]   # the first\ncluster = \"eu\"\nusername = \"till\"";

fn added(path: &Path, profile: &str, url: &str) -> (Result<Settings, Stop>, String) {
    added_in(path, profile, url, &|_| None)
}

fn added_in(path: &Path, profile: &str, url: &str, env: Lookup<'_>) -> (Result<Settings, Stop>, String) {
    let mut script = Script::new(&[url, "oauth", CLIENT_KEY, "here", CLIENT_SECRET, "", "LAB"]);
    let globals = Globals { profile: Some(profile.to_owned()), config: Some(path.to_owned()), ..Globals::default() };
    (set_up(path, &globals, env, &mut script), script.told)
}

#[test]
fn a_variable_that_another_profile_names_does_not_stand_over_the_login_that_is_tested() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, format!("{EARLIER}\npassword_env = \"COUPONSCOPE_PASSWORD\"\n")).unwrap();
    with_sandbox(|url| {
        let env = |name: &str| (name == "COUPONSCOPE_PASSWORD").then(|| "of another".to_owned());
        let (outcome, told) = added_in(&path, "lab", url, &env);
        let why = outcome.err().map(|stop| if let Stop::Refused(why) = stop { why } else { told.clone() });
        assert_eq!(why, None);
        assert!(told.contains("It works."), "{told}");
    });
}

#[test]
fn a_file_that_vanishes_before_the_questions_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), EARLIER).unwrap();
    let file = std::fs::File::open(folder.path().join("config.toml")).unwrap();
    std::fs::remove_file(folder.path().join("config.toml")).unwrap();
    // its text is still to be had by this name, and its place is not
    let path = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file));
    let (outcome, told) = added(Path::new(&path), "lab", "");
    let Err(Stop::Refused(why)) = outcome else { panic!("{told}") };
    assert_eq!(why, format!("{path} cannot be read: there is no such file"));
}

#[test]
fn a_profile_is_added_to_a_file_that_is_there_and_nothing_else_of_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("the file.toml"), folder.path().join("a link.toml"));
    std::fs::write(&file, EARLIER).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    with_sandbox(|url| {
        let (outcome, told) = added(&link, "lab", url);
        assert!(outcome.is_ok(), "{told}");
        let hint = format!("config show --config '{}' --profile lab`", link.display());
        assert!(told.contains(&hint), "{told}");
    });
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with(&format!("{EARLIER}\n\n[profiles.lab]\n")), "{text}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(link.is_symlink(), "the link still leads there");
    let of = |profile: &str| {
        let globals = Globals { profile: Some(profile.to_owned()), config: Some(link.clone()), ..Globals::default() };
        let Target::Server(account) = Settings::resolve(&globals, &|_| None).unwrap().target else {
            panic!("a server")
        };
        account
    };
    assert_eq!(
        (of("lab").label.as_deref(), of("eu").base_url.as_str()),
        (Some("LAB"), "https://eu.api.capillarytech.com")
    );
}

#[test]
fn a_file_without_a_default_profile_leads_to_both_ways_of_choosing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, EARLIER.replace("default_profile = \"eu\"", "")).unwrap();
    with_sandbox(|url| {
        let (outcome, told) = added(&path, "lab", url);
        assert!(outcome.is_ok() && told.contains("names no default_profile: choose one with --profile"), "{told}");
    });
}

#[test]
fn where_no_profile_can_be_added_the_file_stays_as_it_is_and_no_question_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    for (text, profile, why) in [
        (EARLIER, "eu", "has a profile eu already"),
        (EARLIER, "two words", "letters, digits, - and _ only"),
        ("profiles = { eu = { cluster = \"eu\" } }\n", "lab", "write it by hand"),
        ("[ui]\nmask = 1\n", "lab", "line 2: ui.mask"),
    ] {
        std::fs::write(&path, text).unwrap();
        let (outcome, told) = added(&path, profile, "http://127.0.0.1:9");
        assert!(matches!(outcome, Err(Stop::Refused(said)) if said.contains(why)), "{why}");
        assert_eq!((told.as_str(), std::fs::read_to_string(&path).unwrap().as_str()), ("", text));
    }
}

#[test]
fn a_file_that_was_changed_while_questions_were_answered_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, EARLIER).unwrap();
    let globals = Globals { profile: Some("lab".to_owned()), ..Globals::default() };
    let place = Destination::new(&path, &globals, &|_| None).unwrap_or_else(|_| panic!("a place"));
    std::fs::write(&path, "# by another hand\n").unwrap();
    assert!(place.write("").unwrap_err().to_string().contains("changed meanwhile"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# by another hand\n");
}
