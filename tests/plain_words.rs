//! What goes wrong on this machine is told in plain English, with the name of what is meant: no words of the
//! language and no numbers of the system.

use std::net::TcpListener;

use crate::administrator::{Home, profile};
use crate::command_line::run;

/// Fails where a message is a programmer's.
fn is_plain(said: &str) {
    for words in ["os error", "entity", "No such file", "TOML", "Permission denied"] {
        assert!(!said.contains(words), "{words:?} in {said}");
    }
}

#[test]
fn what_a_command_line_names_and_is_not_there_is_told_with_its_name_and_the_reason() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = port.local_addr().unwrap().port().to_string();
    let home = Home::with(profile("http://127.0.0.1:9", "username = \"till\"\npassword = \"p\""));
    std::fs::write(home.path().join("in.txt"), "918860000001\n").unwrap();
    let cases: [(&[&str], &str); 6] = [
        (
            &["export", "--input", "none.txt", "--output", "out.csv"],
            "--input: none.txt cannot be read: there is no such file",
        ),
        (&["export", "--input", ".", "--output", "out.csv"], "--input: . cannot be read: it is a folder"),
        (
            &["export", "--input", "in.txt", "--output", "none/out.csv"],
            "none/out.csv.journal: it cannot be used: there is no such folder",
        ),
        (
            &["list", "918860000001", "--demo", "--log-file", "none/log"],
            "none/log cannot be written: there is no such folder",
        ),
        (&["sandbox", "--port", &taken], "another program uses this port"),
        (&["config", "check", "--config", "."], ".: cannot be read: it is a folder"),
    ];
    for (arguments, words) in cases {
        let mut command = home.command(arguments);
        command.current_dir(home.path());
        let ended = run(command);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(words), "{arguments:?}: {}", ended.err);
        is_plain(&ended.err);
    }
}

#[test]
fn a_customer_in_the_place_of_a_file_is_not_repeated() {
    let ended = Home::with("").run(&["export", "--demo", "--input", "918860000001", "--output", "/nowhere/out.csv"]);
    assert!(ended.code == 2 && ended.err.contains("there is no such file"), "{}", ended.err);
    assert!(!ended.err.contains("918860000001"), "{}", ended.err);
}

#[test]
fn what_a_configuration_names_and_is_not_there_is_told_with_the_reason() {
    for (rest, words) in [
        ("password_file = \"none.secret\"", "there is no such file ("),
        ("password_command = [\"passs\"]", "`passs` does not start: there is no such program on the PATH; install it"),
        ("password_command = [\"/none/pass\"]", "`/none/pass` does not start: there is no such program;"),
        ("password_command = [\"/etc/passwd\"]", "`/etc/passwd` does not start: it may not be run"),
        ("ca_file = \"none.pem\"", "none.pem cannot be read: there is no such file"),
        ("label = PROD", "line 4: the value needs quotes: label = \"…\""),
    ] {
        let ended = Home::with(profile("http://127.0.0.1:9", &format!("username = \"till\"\n{rest}")))
            .run(&["config", "check"]);
        assert!(ended.code == 2 && ended.err.contains(words), "{rest}: {}", ended.err);
        is_plain(&ended.err);
    }
}

/// Fails where a line of the doctor's report already holds a part of the advice below it.
fn says_nothing_twice(report: &str) {
    let lines: Vec<&str> = report.lines().collect();
    for pair in lines.windows(2) {
        let Some(advice) = pair[1].trim_start().strip_prefix("-> ") else { continue };
        for part in advice.split([',', ';', ':']).map(str::trim).filter(|part| part.contains(' ')) {
            assert!(!pair[0].contains(part), "{part:?} twice in {report}");
        }
    }
}

/// The advice below the line of the report that begins so.
fn advised(report: &str, failed: &str) -> String {
    let mut lines = report.lines().skip_while(|line| !line.starts_with(&format!("FAILED  {failed}")));
    let below = lines.by_ref().find(|line| line.trim_start().starts_with("-> "));
    below.unwrap_or_else(|| panic!("{failed} with advice\n{report}")).trim().to_owned()
}

#[test]
fn each_failed_line_of_the_doctor_says_what_to_do_about_this_very_failure() {
    let eu = |rest: &str| profile("http://127.0.0.1:9", &format!("username = \"till\"\n{rest}"));
    let two = format!("{}\n[profiles.us]\ncluster = \"us\"\n", eu("password = \"p\""));
    let cases: [(String, &[&str], &str, &str, &str); 11] = [
        (eu("password_env = \"MY_SECRET\""), &[], "settings", "variable MY_SECRET", "export MY_SECRET="),
        (eu("password_file = \"none\""), &[], "settings", "line 4", "couponscope config check"),
        (eu("label = PROD"), &[], "settings", "line 4", "couponscope config check"),
        (
            eu("password_command = [\"sh\", \"-c\", \"exit 3\"]"),
            &[],
            "credentials",
            "profiles.eu.password_command: `sh` gave no secret: it ended with exit code 3",
            "run it by hand",
        ),
        (
            eu("password_command = [\"true\"]"),
            &[],
            "credentials",
            "profiles.eu.password_command: the secret is empty",
            "one line",
        ),
        (eu("password = \"p\""), &["--profile", "ue"], "settings", "no profile", "config init --profile ue"),
        (two, &[], "settings", "which profile", "--profile"),
        (String::new(), &[], "settings", "not set", "couponscope config init"),
        (String::new(), &["--config", "none.toml"], "settings", "none.toml", "config init --config none.toml"),
        (
            eu("ca_file = \"config.toml\"\npassword = \"p\"").replace("http:", "https:"),
            &[],
            "settings",
            "line 4: profiles.eu.ca_file: ~/.config/couponscope/config.toml holds no certificate",
            "couponscope config check",
        ),
        (eu("password = \"p\""), &[], "server", "connection refused", "Check the network"),
    ];
    for (configuration, arguments, failed, words, advice) in cases {
        let home = Home::with(&configuration);
        let report = home.run(&[&["doctor"], arguments].concat()).out;
        let line = report.lines().find(|line| line.starts_with("FAILED")).unwrap_or_else(|| panic!("{report}"));
        assert!(line.starts_with(&format!("FAILED  {failed}")) && line.contains(words), "{words}: {report}");
        assert!(advised(&report, failed).contains(advice), "{advice}: {report}");
        says_nothing_twice(&report);
        assert!(!report.contains("till") && !report.contains(home.path().to_str().unwrap()), "{report}");
    }
}

#[test]
fn what_the_environment_says_wrong_is_told_by_the_doctor_once_with_what_to_do() {
    let login = [("COUPONSCOPE_USERNAME", "till"), ("COUPONSCOPE_PASSWORD", "p")];
    let cases = [
        (("COUPONSCOPE_PASSWORD_MD5", "m"), "COUPONSCOPE_PASSWORD_MD5 are both set", "unset one of them"),
        (("COUPONSCOPE_CLIENT_KEY", "k"), "two kinds of login are set", "unset one of them"),
        (("COUPONSCOPE_USERNAME", "a:b"), "must not contain a colon", "write the user name alone"),
        (("COUPONSCOPE_BASE_URL", ""), "not set: COUPONSCOPE_BASE_URL", "couponscope config init"),
        (("HTTPS_PROXY", "ftp://p"), "HTTPS_PROXY names no proxy", "or unset it"),
        (("COUPONSCOPE_PROFILE", "eu"), "no profile \"eu\"", "config init --profile eu"),
    ];
    for ((name, value), words, advice) in cases {
        let home = Home::with("");
        let mut command = home.command(&["doctor"]);
        command.env("COUPONSCOPE_BASE_URL", "https://store.example").envs(login).env(name, value);
        let report = run(command).out;
        let line = report.lines().find(|line| line.starts_with("FAILED")).unwrap_or_else(|| panic!("{report}"));
        assert!(line.contains(words) && advised(&report, "settings").contains(advice), "{words}: {report}");
        says_nothing_twice(&report);
    }
}

#[cfg(feature = "keyring")]
#[test]
fn without_a_session_there_is_no_keyring_and_the_words_say_so() {
    let home = Home::with(profile("http://127.0.0.1:9", "username = \"till\"\nkeyring = true"));
    let mut command = home.command(&["list", "918860000001"]);
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    let ended = run(command);
    assert!(ended.code == 2 && ended.err.contains("no keyring answers here"), "{}", ended.err);
    is_plain(&ended.err);
}
