//! What an administrator sets up: the real program with configuration files, secrets in every place,
//! `config` and `doctor`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use couponscope::cli::Globals;
use couponscope::command::Moment;
use couponscope::command::connect::connect;
use couponscope::settings::Settings;
use serde_json::Value;

use crate::command_line::{Ended, couponscope, run};
use crate::contract::server::{Act, Background, NUMBER, http, rows, token};

/// A home with a configuration in its usual place.
pub(crate) struct Home(tempfile::TempDir);

impl Home {
    pub(crate) fn with(configuration: impl AsRef<[u8]>) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        home.write(".config/couponscope/config.toml", configuration, 0o600);
        home
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = couponscope(args);
        command.env("HOME", self.path()).env("PATH", "/usr/bin:/bin");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        run(self.command(args))
    }
}

pub(crate) fn profile(url: &str, rest: &str) -> String {
    format!("[profiles.eu]\nbase_url = \"{url}\"\n{rest}\n")
}

/// `store.server` with the MD5 of `server123`.
const BASIC: &str = "authorization: Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3\r\n";

#[test]
fn a_password_is_taken_from_wherever_the_configuration_says() {
    let sources = [
        "password = \"server123\"",
        "password_md5 = \"8a16a6b70505eb1f1ff7cdc0cd5559a7\"",
        "password_env = \"STORE_PASSWORD\"",
        "password_file = \"store.secret\"",
        "password_file = \"~/home.secret\"",
        "password_command = [\"printf\", \"%s\\\\n\", \"server123\"]",
    ];
    for source in sources {
        let server = Background::start(|_, _| Act::Reply(rows()));
        let home = Home::with(profile(&server.url(), &format!("username = \"store.server\"\n{source}")));
        home.write(".config/couponscope/store.secret", "server123\n", 0o600);
        home.write("home.secret", "server123\r\n", 0o400);
        let mut command = home.command(&["list", NUMBER]);
        command.env("STORE_PASSWORD", "server123");
        let ended = run(command);
        assert_eq!(ended.code, 0, "{source}: {}", ended.err);
        assert!(server.requests()[0].contains(BASIC), "{source}");
    }
}

#[test]
fn a_client_secret_is_taken_from_wherever_the_configuration_says() {
    let sources = [
        "client_secret = \"the-secret\"",
        "client_secret_env = \"STORE_SECRET\"",
        "client_secret_file = \"store.secret\"",
        "client_secret_command = [\"echo\", \"the-secret\"]",
    ];
    for source in sources {
        let server =
            Background::start(|request, _| Act::Reply(if request.starts_with("POST") { token("0") } else { rows() }));
        let home = Home::with(profile(&server.url(), &format!("client_key = \"the-key\"\n{source}")));
        home.write(".config/couponscope/store.secret", "the-secret\n", 0o600);
        let mut command = home.command(&["list", NUMBER]);
        command.env("STORE_SECRET", "the-secret");
        let ended = run(command);
        assert_eq!(ended.code, 0, "{source}: {}", ended.err);
        assert!(server.requests()[0].contains("the-secret"), "{source}");
    }
}

#[test]
fn a_secret_that_others_can_read_or_that_is_not_there_is_refused_before_anything_is_sent() {
    let server = Background::start(|_, _| Act::Reply(rows()));
    let sources = [
        ("password_file = \"open.secret\"", "chmod 600"),
        ("password_file = \"none.secret\"", "cannot be read: there is no such file ("),
        ("password_env = \"NOT_SET\"", "NOT_SET"),
        ("password_command = [\"sh\", \"-c\", \"echo sesame >&2; exit 1\"]", "`sh`"),
        ("password_command = [\"/nowhere/pass\", \"sesame\"]", "does not start"),
    ];
    for (source, words) in sources {
        let home = Home::with(profile(&server.url(), &format!("username = \"till\"\n{source}")));
        home.write(".config/couponscope/open.secret", "sesame\n", 0o644);
        let ended = home.run(&["list", NUMBER]);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{source}: {}", ended.err);
        assert!(ended.err.contains(words) && !ended.err.contains("sesame"), "{source}: {}", ended.err);
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_secret_in_a_configuration_that_others_can_read_is_refused() {
    let home = Home::with("");
    let text = "[profiles.eu]\ncluster = \"eu\"\nusername = \"till\"\npassword = \"sesame\"\n";
    home.write(".config/couponscope/config.toml", text, 0o640);
    for task in [&["config", "check"][..], &["list", NUMBER], &["doctor"]] {
        let ended = home.run(task);
        assert_eq!(ended.code, 2, "{task:?}");
        let said = ended.err + &ended.out;
        assert!(said.contains("line 4: password stands in a file that others can read"), "{task:?}: {said}");
        assert!(!said.contains("sesame"), "{said}");
    }
}

#[test]
fn every_setting_of_a_profile_reaches_the_client() {
    let home = Home::with("");
    let text = profile(
        "http://127.0.0.1:9",
        "username = \"till\"\npassword = \"p\"\nexternal_id_parameter = \"external_id\"\n\
         include_reversed_redemptions = false\nca_file = \"store-ca.pem\"\nattribution_entity_type = \"TILL\"\n\
         attribution_entity_code = \"till.17\"\nrate_per_minute = 30",
    );
    let path = home.write(".config/couponscope/config.toml", text, 0o600);
    home.write(".config/couponscope/store-ca.pem", CERTIFICATE, 0o644);
    let globals = Globals { config: Some(path.clone()), ..Globals::default() };
    let settings = Settings::resolve(&globals, &|_| None).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let connection = runtime.block_on(connect(&settings.target, &Moment::read(), false)).unwrap();
    let client = connection.client().settings();
    assert_eq!(client.external_id_parameter, "external_id");
    assert!(!client.include_reversed);
    assert_eq!(client.ca_file, Some(path.with_file_name("store-ca.pem")));
    assert_eq!(client.attribution, Some(("TILL".to_owned(), "till.17".to_owned())));
    assert_eq!(client.rate_per_minute, 30);
}

#[test]
fn config_check_tells_line_reason_and_the_nearest_right_name_and_exits_with_2() {
    let cases: [(&[u8], &str); 9] = [
        (b"[ui]\nthem = \"dark\"\n", "line 2: there is no setting \"ui.them\"; did you mean \"theme\"?"),
        (b"[ui]\nmask = 1\n", "line 2: ui.mask wants true or false"),
        (b"[ui]\n\ntheme = \"drak\"\n", "line 3: ui.theme: there is no \"drak\"; did you mean \"dark\"?"),
        (b"[keys]\nmask = \"y\"\n", "line 2: keys: \"y\" would do both copy and mask"),
        (b"[keys]\nqit = \"x\"\n", "line 2: there is no setting \"keys.qit\"; did you mean \"quit\"?"),
        (b"\xef\xbb\xbf[ui]\r\nmask = 1\r\n", "line 2: ui.mask"),
        (b"[ui]\n# caf\xe9\n", "line 2: is not UTF-8"),
        (
            b"[profiles.a]\nclustr = \"eu\"\n",
            "line 2: there is no setting \"profiles.a.clustr\"; did you mean \"cluster\"?",
        ),
        (b"[ui\n", "line 1: the ] of the heading is missing"),
    ];
    for (text, said) in cases {
        let ended = Home::with(text).run(&["config", "check"]);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{said}");
        assert!(ended.err.contains(said), "{said}\n{}", ended.err);
    }
    let huge = Home::with(vec![b'#'; 10_000_000]).run(&["config", "check"]);
    assert!(huge.code == 2 && huge.err.contains("larger than 1 MB"), "{}", huge.err);
    let folder = Home::with("");
    let ended = folder.run(&["config", "check", "--config", folder.path().to_str().unwrap()]);
    assert!(ended.code == 2 && ended.err.contains("it is a folder"), "{}", ended.err);
    assert_eq!(Home::with("\u{feff}[ui]\r\nmask = false\r\n").run(&["config", "check"]).code, 0);
}

const CERTIFICATE: &str = include_str!("fixtures/tls/ca.pem");

/// The mistakes of profiles that show only in what they name, with the line and the words told.
const NAMED: [(&str, &str); 12] = [
    ("username = \"till\"\npassword_md5 = \"hunter2\"", "line 4: profiles.eu.password_md5: an MD5"),
    ("username = \"till\"\npassword_file = \"none.secret\"", "line 4: profiles.eu.password_file: the secret's file "),
    ("username = \"till\"\npassword_file = \"open.secret\"", "line 4: profiles.eu.password_file: others can read"),
    (
        "client_key = \"k\"\nclient_secret_file = \"none.secret\"",
        "line 4: profiles.eu.client_secret_file: the secret's file ",
    ),
    ("username = \"till\"\nca_file = \"none.pem\"", "line 4: profiles.eu.ca_file: "),
    ("username = \"till\"\nca_file = \".\"", "is not a regular file"),
    ("username = \"till\"\nca_file = \"open.secret\"", "open.secret holds no certificate"),
    ("username = \"a:b\"", "line 3: profiles.eu.username: a user name must not contain a colon"),
    ("username = \"till\"\nexternal_id_parameter = \"mobile\"", "is another parameter of the endpoint"),
    (
        "username = \"till\"\npassword_command = [\"no-such-program\", \"hunter2\"]",
        "line 4: profiles.eu.password_command: ",
    ),
    ("username = \"till\"\npassword_command = [\"/etc/passwd\"]", "does not start"),
    ("client_key = \"k\"\nclient_secret_command = [\"/none\"]", "line 4: profiles.eu.client_secret_command: "),
];

#[test]
fn config_check_and_a_look_up_tell_the_line_of_what_is_named_and_is_not_there() {
    let server = Background::start(|_, _| Act::Reply(rows()));
    for (rest, said) in NAMED {
        let home = Home::with(profile(&server.url(), rest));
        home.write(".config/couponscope/open.secret", "hunter2\n", 0o644);
        for task in [&["config", "check"][..], &["list", NUMBER]] {
            let ended = home.run(task);
            assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{task:?} {rest}: {}", ended.err);
            assert!(ended.err.contains("config.toml: ") && ended.err.contains(said), "{task:?} {rest}: {}", ended.err);
            assert!(!ended.err.contains("hunter2"), "{}", ended.err);
        }
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn what_another_profile_names_is_checked_and_stops_no_look_up() {
    let server = Background::start(|_, _| Act::Reply(rows()));
    let other = "[profiles.us]\ncluster = \"us\"\nusername = \"till\"\npassword_command = [\"touch\", \"ran\"]\nca_file = \"none\"";
    let text = profile(&server.url(), "username = \"till\"\npassword = \"p\"");
    let home = Home::with(format!("default_profile = \"eu\"\n{text}{other}\n"));
    assert_eq!(home.run(&["list", NUMBER]).code, 0);
    let ended = home.run(&["config", "check"]);
    assert!(ended.code == 2 && ended.err.contains("line 10: profiles.us.ca_file"), "{}", ended.err);
}

#[test]
fn config_check_runs_no_command_and_good_places_are_no_mistakes() {
    let home = Home::with("");
    let program = home.write("bin/fetch", "#!/bin/sh\ntouch ran\n", 0o755);
    let text = format!(
        "[profiles.eu]\ncluster = \"eu\"\nusername = \"till\"\npassword_command = [\"{}\"]\n\
         [profiles.us]\ncluster = \"us\"\nusername = \"till\"\npassword_file = \"good\"\nca_file = \"good.pem\"\n",
        program.display()
    );
    home.write(".config/couponscope/config.toml", text, 0o600);
    home.write(".config/couponscope/good", "sesame\n", 0o600);
    home.write(".config/couponscope/good.pem", CERTIFICATE, 0o644);
    let mut command = home.command(&["config", "check"]);
    command.current_dir(home.path());
    let ended = run(command);
    assert!(ended.code == 0 && ended.out.ends_with("no mistakes\n"), "{}{}", ended.out, ended.err);
    assert!(!home.path().join("ran").exists(), "the command was run");
}

#[test]
fn a_profile_without_a_server_is_told_as_that_unless_another_place_names_one() {
    let home = Home::with("\n[profiles.eu]\nusername = \"till\"\npassword = \"p\"\n");
    for task in [&["config", "check"][..], &["list", NUMBER], &["doctor"]] {
        let ended = home.run(task);
        let said = ended.out + &ended.err;
        assert!(said.contains("line 2: profiles.eu names no server: it needs cluster or base_url"), "{task:?}: {said}");
        assert!(ended.code == 2 && !said.contains("COUPONSCOPE_BASE_URL"), "{task:?}: {said}");
    }
    assert_eq!(home.run(&["config", "check", "--base-url", "https://h.example"]).code, 0);
}

#[test]
fn a_server_laid_over_a_profile_is_told_and_the_profiles_label_is_not() {
    let server = Background::start(|_, _| Act::Reply(rows()));
    let home = Home::with(profile("https://h.example", "username = \"till\"\npassword = \"p\"\nlabel = \"PROD\""));
    let url = server.url();
    let rows = |args: &[&str]| home.run(&[args, &["--base-url", &url]].concat()).out;
    let row = |text: &str, name: &str| text.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned();
    let shown = rows(&["config", "show"]);
    assert!(row(&shown, "profile ").contains("eu at 127.0.0.1"), "{shown}");
    assert!(row(&shown, "label").contains("(not shown: PROD is for the profile's own server)"), "{shown}");
    let report = rows(&["doctor"]);
    assert!(row(&report, "profile ").contains("eu at 127.0.0.1"), "{report}");
    let own = home.run(&["config", "show", "--base-url", "https://h.example/"]).out;
    assert!(!own.contains("eu at") && row(&own, "label").contains("PROD  "), "{own}");
}

#[test]
fn a_customer_in_the_place_of_a_profile_or_a_configuration_is_not_repeated() {
    let home = Home::with(profile("https://h.example", "username = \"till\"\npassword = \"p\""));
    for option in ["--profile", "--config"] {
        for customer in [NUMBER, "ann@example.com"] {
            let ended = home.run(&["list", "ext:A", option, customer]);
            assert!(ended.code == 2 && ended.err.contains("there is no "), "{}", ended.err);
            assert!(!ended.err.contains(customer), "{}", ended.err);
        }
    }
    let slip = home.run(&["list", "ext:A", "--profile", "ue"]).err;
    assert!(slip.contains("no profile \"ue\""), "{slip}");
}

#[test]
fn config_show_tells_what_holds_and_where_it_comes_from_and_no_secret() {
    let home = Home::with(profile("https://h.example", "username = \"till\"\npassword = \"sesame\""));
    let mut command = home.command(&["config", "show"]);
    command.env("COUPONSCOPE_BASE_URL", "https://env.example");
    let ended = run(command);
    let row = |name: &str| {
        let line = ended.out.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("base_url"), "base_url https://env.example COUPONSCOPE_BASE_URL");
    assert_eq!(row("password"), "password (set) password (line 4 of the configuration)");
    assert_eq!(row("ui.page_size"), "ui.page_size 100 default");
    assert!(ended.code == 0 && !ended.out.contains("sesame"), "{}", ended.out);
}

#[test]
fn relative_directories_of_the_environment_are_ignored_and_without_a_home_it_runs() {
    let home = Home::with("");
    let path_with = |xdg: &str| {
        let mut command = home.command(&["config", "path"]);
        command.env("XDG_CONFIG_HOME", xdg);
        run(command).out
    };
    let usual = home.path().join(".config/couponscope/config.toml");
    assert_eq!(path_with("relative"), format!("{}\n", usual.display()));
    assert_eq!(path_with("/elsewhere"), "/elsewhere/couponscope/config.toml\n");
    let homeless = run(couponscope(&["config", "path"]));
    assert!(homeless.code == 2 && homeless.err.contains("HOME is not set"), "{}", homeless.err);
    assert_eq!(run(couponscope(&["list", NUMBER, "--demo"])).code, 0);
    assert_eq!(run(couponscope(&["history", "clear"])).code, 0);
}

#[test]
fn the_doctors_exit_code_is_0_only_when_a_look_up_would_work() {
    let json = "Content-Type: application/json";
    let refusals: [(Vec<u8>, i32); 4] = [
        (rows(), 0),
        (http(&format!("200 OK\r\n{json}"), br#"{"errors":[{"code":8015,"message":"no such customer"}]}"#), 0),
        (http("401 Unauthorized", b"{}"), 4),
        (http("404 Not Found", b"<html>"), 6),
    ];
    for (answer, code) in refusals {
        let server = Background::start(move |_, _| Act::Reply(answer.clone()));
        let home = Home::with(profile(&server.url(), "username = \"till.17\"\npassword = \"sesame\""));
        let ended = home.run(&["doctor", "--json"]);
        let report: Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!((ended.code, report["ok"].as_bool()), (code, Some(code == 0)), "{}", ended.out);
        for check in report["checks"].as_array().unwrap() {
            assert_eq!(check["grade"] == "failed", check["advice"].is_string() && check["grade"] != "note", "{check}");
        }
        for secret in ["sesame", "till.17", home.path().to_str().unwrap()] {
            assert!(!ended.out.contains(secret) && !ended.err.contains(secret), "{secret}: {}", ended.out);
        }
    }
}

#[test]
fn whose_login_is_refused_is_told_which_profile_and_which_settings() {
    let server = Background::start(|_, _| Act::Reply(http("401 Who", b"{}")));
    let home = Home::with(profile(&server.url(), "username = \"till.17\"\npassword_env = \"STORE_PASSWORD\""));
    let mut command = home.command(&["list", NUMBER]);
    command.env("STORE_PASSWORD", "sesame");
    let told = run(command).err;
    let name = "Check username and password_env of the profile ";
    assert!(told.contains(name) && !told.contains("till.17") && !told.contains("sesame"), "{told}");
}

#[test]
fn the_doctor_tells_every_point_and_where_the_settings_come_from() {
    let server = Background::start(|_, _| Act::Reply(rows()));
    let home = Home::with(profile(&server.url(), "username = \"till.17\"\npassword_env = \"STORE_PASSWORD\""));
    let mut command = home.command(&["doctor"]);
    command
        .env("STORE_PASSWORD", "sesame")
        .env("TERM", "xterm-256color")
        .env("HTTPS_PROXY", "http://user:pw@127.0.0.1:9");
    let said = run(command).out;
    assert!(!said.contains("proxy"), "this machine is asked past any proxy: {said}");
    for words in [
        "configuration   ~/.config/couponscope/config.toml",
        "base_url        http://127.0.0.1",
        "password        (from the variable STORE_PASSWORD), from password_env (line 4",
        "credentials     at hand",
        "name            127.0.0.1: 1 address in",
        "server          plain connection on this machine, HTTP 200 in",
        "clock           ",
        "look-up         the login works",
        "terminal        TERM xterm-256color",
        "locale          C.UTF-8",
        "clipboard       ",
        "history         can be written",
        "A look-up would work.",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(!said.contains("sesame") && !said.contains("user:pw"), "{said}");
}
