//! Answers in, a file or none out; the login is tested against the sandbox.

use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::sandbox::{CLIENT_KEY, CLIENT_SECRET, Sandbox, SandboxSettings};

/// Answers in their order, then leaves.
struct Script {
    answers: std::vec::IntoIter<String>,
    told: String,
}

impl Script {
    fn new(answers: &[&str]) -> Self {
        Self {
            answers: answers.iter().map(|&text| text.to_owned()).collect::<Vec<_>>().into_iter(),
            told: String::new(),
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
    (outcome, script.told)
}

#[test]
fn a_login_that_works_is_written_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/config.toml");
    with_sandbox(|url| {
        let answers = ["", "mars", url, "oauth", CLIENT_KEY, "here", CLIENT_SECRET, "+91", "LAB"];
        let (outcome, told) = answered(&path, &answers);
        assert!(outcome.is_ok(), "{told}");
        assert!(told.contains("It works.") && !told.contains(CLIENT_SECRET), "{told}");
    });
    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let globals = Globals { config: Some(path.clone()), ..Globals::default() };
    let settings = Settings::resolve(&globals, &|_| None).unwrap();
    let crate::settings::Target::Server(account) = settings.target else { panic!("a server") };
    assert_eq!((account.profile.as_deref(), account.label.as_deref()), (Some("store"), Some("LAB")));
    let (again, _) = answered(&path, &[]);
    assert!(matches!(again, Err(Stop::Refused(why)) if why.contains("already exists")));
}

#[test]
fn a_login_that_does_not_work_is_written_only_when_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    with_sandbox(|url| {
        let answers = ["", url, "", "till", "here", "", "wrong", "", "", "n"];
        let (outcome, told) = answered(&path, &answers);
        assert!(matches!(outcome, Err(Stop::Failed(_))), "{told}");
        assert!(told.contains("refused the credentials") && !path.exists(), "{told}");
        let (outcome, told) = answered(&path, &[&answers[..9], &["y"]].concat());
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
        let answers = [&["", "http://127.0.0.1:9", "", "till"], answers, &["", "", "y"]].concat();
        let mut script = Script::new(&answers);
        let outcome = set_up(&path, &Globals::default(), &env, &mut script);
        assert!(outcome.is_ok() && script.told.contains(complaint), "{key}: {}", script.told);
        assert!(!script.told.contains("hunter2") && !script.told.contains("sesame"), "{}", script.told);
        assert!(std::fs::read_to_string(&path).unwrap().contains(&format!("\n{key} = ")));
        std::fs::remove_file(&path).unwrap();
    }
}
