//! Several accounts in one configuration: the real program asks the server of the one in use.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::terminal::until;
use super::{TOM, Terminal, server_of};
use crate::contract::server::Background;

/// A home with a configuration of two profiles, in which each has a server and a login of its own.
fn home(first: &Background, second: &Background) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/couponscope");
    fs::create_dir_all(&folder).unwrap();
    let text = format!(
        r#"default_profile = "eu"
[profiles.eu]
base_url = "{}"
username = "till.eu"
password = "one"
label = "PROD"
[profiles.in]
base_url = "{}"
username = "till.in"
password_command = ["echo", "two"]
country_code = "91"
"#,
        first.url(),
        second.url()
    );
    let path = folder.join("config.toml");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    home
}

fn in_home(home: &Path, args: &[&str], env: &[(&str, &str)]) -> Terminal {
    let home = home.to_str().unwrap();
    Terminal::open((120, 40), args, &[env, &[("HOME", home), ("SSH_TTY", "/dev/pts/0")]].concat())
}

#[test]
fn p_switches_to_another_account_and_leaves_nothing_of_the_one_before() {
    let (first, second) = (server_of(250), server_of(3));
    let home = home(&first, &second);
    let mut terminal = in_home(home.path(), &[TOM], &[]);
    terminal.shows("page 1 of 3, 1–100 of 250");
    terminal.shows(" PROD ");
    until("the page that is fetched ahead", || first.requests().len() == 2);
    terminal.send("P");
    terminal.shows("✓ eu  PROD");
    terminal.send("j\r");
    terminal.shows("Profile in");
    for trace in ["PROD", "Ann", "-0000", "91••••••••01"] {
        terminal.shows_no(trace);
    }
    terminal.send("8860000001\r");
    terminal.shows("1–3 of 3");
    assert_eq!(first.requests().len(), 2, "the server before is asked no more");
    let request = second.requests().concat();
    // till.in with the MD5 of "two"
    assert!(request.contains("Basic dGlsbC5pbjpiOGE5ZjcxNWRiYjY0ZmQ1YzU2ZTc3ODNjNjgyMGE2MQ=="), "{request}");
    assert!(request.contains("mobile=918860000001"), "the country code of the profile: {request}");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_server_laid_over_the_profile_stands_in_the_header_and_the_profiles_label_does_not() {
    let (first, second) = (server_of(250), server_of(3));
    let (home, url) = (home(&first, &second), second.url());
    for (args, env) in [(&[TOM, "--base-url", &url][..], None), (&[TOM], Some(("COUPONSCOPE_BASE_URL", url.as_str())))]
    {
        let mut terminal = in_home(home.path(), args, env.as_slice());
        terminal.shows("1–3 of 3");
        terminal.shows("eu at 127.0.0.1");
        terminal.shows_no("PROD");
        terminal.send("q");
        assert_eq!(terminal.ends(), 0);
    }
    assert_eq!(first.requests().len(), 0);
}

#[test]
fn a_profile_that_is_broken_is_told_by_the_reason_on_a_narrow_screen_and_the_one_before_stays() {
    let (first, second) = (server_of(3), server_of(3));
    for (source, reason) in [
        (
            "password_command = [\"passs\"]",
            "Not switched: `passs` does not start: there is no such program on the PATH",
        ),
        ("password_file = \"none.secret\"", "Not switched: the secret's file cannot be read: there is no such file"),
        ("password_env = \"NONE\"", "Not switched: the variable NONE, which the configuration names, is not set"),
    ] {
        let home = home(&first, &second);
        let path = home.path().join(".config/couponscope/config.toml");
        let broken = fs::read_to_string(&path).unwrap().replace("password_command = [\"echo\", \"two\"]", source);
        fs::write(&path, broken).unwrap();
        let mut terminal = Terminal::open((80, 24), &[TOM], &[("HOME", home.path().to_str().unwrap())]);
        terminal.shows("1–3 of 3");
        terminal.send("P");
        terminal.shows("✓ eu  PROD");
        terminal.send("j\r");
        terminal.shows(reason);
        terminal.shows("PROD");
        terminal.send("q");
        assert_eq!(terminal.ends(), 0);
    }
}

#[test]
fn look_ups_are_offered_again_only_under_their_own_profile() {
    let (first, second) = (server_of(3), server_of(3));
    let home = home(&first, &second);
    let mut terminal = in_home(home.path(), &[TOM], &[]);
    terminal.shows("1–3 of 3");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
    let again = in_home(home.path(), &[], &[]);
    again.shows("Looked up before");
    let other = in_home(home.path(), &["--profile", "in"], &[]);
    other.shows("What may be typed");
    assert!(!other.look(vt100::Screen::contents).contains("Looked up before"));
    other.send("\x1bOQ");
    other.shows("✓ in");
    other.send("k\r");
    other.shows("Looked up before");
}

#[test]
fn a_login_of_the_environment_stands_over_every_profile_so_that_none_can_be_switched_to() {
    let (first, second) = (server_of(3), server_of(3));
    let home = home(&first, &second);
    let terminal = in_home(home.path(), &[TOM], &[("COUPONSCOPE_PASSWORD", "three")]);
    terminal.shows("1–3 of 3");
    terminal.send("P");
    terminal.shows("The environment or --base-url names the account");
    let demo = in_home(home.path(), &[TOM, "--demo"], &[]);
    demo.shows("1–4 of 4");
    demo.send("P");
    demo.shows("The demo has no profiles");
}
