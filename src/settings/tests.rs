//! All sources together: arguments, environment, a file on the disk, defaults.

use std::os::unix::fs::PermissionsExt as _;

use secrecy::ExposeSecret as _;

use super::*;

/// A configuration file of this mode.
fn file(text: &str, mode: u32) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
    file
}

fn globals(file: &tempfile::NamedTempFile) -> Globals {
    Globals { config: Some(file.path().to_owned()), ..Globals::default() }
}

fn account(globals: &Globals, env: Lookup<'_>) -> Account {
    match Settings::resolve(globals, env).unwrap().target {
        Target::Server(account) => account,
        Target::Demo => panic!("not a demo"),
    }
}

fn refused(globals: &Globals) -> String {
    Settings::resolve(globals, &|_| None).map(|_| ()).unwrap_err().to_string()
}

fn password(login: &Login) -> String {
    match login {
        Login::BasicPassword { password, .. } => password.reveal().unwrap().expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

const TWO: &str = "
[profiles.eu]
cluster = \"eu\"
username = \"till.eu\"
password = \"one\"
label = \"PROD\"
country_code = \"91\"
[profiles.lab]
base_url = \"http://127.0.0.1:1\"
username = \"till.lab\"
password_env = \"LAB_PASSWORD\"
include_reversed_redemptions = false
";

#[test]
fn a_demo_needs_no_account_and_minds_none() {
    let globals = Globals { demo: true, ..Globals::default() };
    let env = |name: &str| (name == "COUPONSCOPE_PASSWORD").then(|| "half a login".to_owned());
    let settings = Settings::resolve(&globals, &env).unwrap();
    assert!(matches!(settings.target, Target::Demo));
    assert!(settings.mask && settings.history);
    assert_eq!(settings.page_size, 100);
    assert_eq!(settings.idle_lock, Some(Duration::from_mins(15)));
}

#[test]
fn a_demo_takes_its_looks_from_a_file_that_was_named_and_then_minds_its_mistakes() {
    let good = file("default_profile = \"x\"\n[profiles.x]\n[ui]\nmask = false\n", 0o644);
    let demo = |file: &tempfile::NamedTempFile| Globals { demo: true, ..globals(file) };
    assert!(!Settings::resolve(&demo(&good), &|_| None).unwrap().mask);
    assert!(refused(&demo(&file("[ui]\nmask = 1\n", 0o644))).contains("line 2: ui.mask"));
}

#[test]
fn arguments_stand_over_the_environment_and_that_over_the_file() {
    let file = file(TWO, 0o600);
    let env = |name: &str| match name {
        "COUPONSCOPE_BASE_URL" => Some("https://env.example".to_owned()),
        "COUPONSCOPE_PASSWORD" => Some("two".to_owned()),
        "COUPONSCOPE_PROFILE" => Some("eu".to_owned()),
        _ => None,
    };
    let below = account(&globals(&file), &env);
    assert_eq!((below.base_url.as_str(), password(&below.login).as_str()), ("https://env.example", "two"));
    let argument = Globals { base_url: Some("https://arg.example".into()), ..globals(&file) };
    assert_eq!(account(&argument, &env).base_url, "https://arg.example");
}

#[test]
fn a_profile_is_chosen_by_argument_variable_or_default_or_by_being_the_only_one() {
    let file_of_two = file(TWO, 0o600);
    let named = |name: &str| Globals { profile: Some(name.to_owned()), ..globals(&file_of_two) };
    let lab = |name: &str| match name {
        "COUPONSCOPE_PROFILE" => Some("lab".to_owned()),
        "LAB_PASSWORD" => Some("three".to_owned()),
        _ => None,
    };
    let eu = account(&named("eu"), &lab);
    assert_eq!((eu.profile.as_deref(), eu.label.as_deref(), eu.include_reversed), (Some("eu"), Some("PROD"), true));
    assert_eq!(eu.base_url, "https://eu.api.capillarytech.com");
    let by_variable = account(&globals(&file_of_two), &lab);
    assert_eq!((password(&by_variable.login).as_str(), by_variable.include_reversed), ("three", false));
    let default = file(&format!("default_profile = \"eu\"\n{TWO}"), 0o600);
    assert_eq!(account(&globals(&default), &|_| None).profile.as_deref(), Some("eu"));
    let only = file("[profiles.x]\ncluster = \"in\"\nusername = \"u\"\npassword = \"p\"\n", 0o600);
    assert_eq!(account(&globals(&only), &|_| None).profile.as_deref(), Some("x"));
    let which = "which profile? The configuration has eu, lab; add --profile NAME, or default_profile = \"NAME\" to the configuration";
    assert_eq!(refused(&globals(&file_of_two)), which);
    assert_eq!(
        refused(&named("labs")),
        "--profile: there is no profile \"labs\" (there are: eu, lab); did you mean \"lab\"?"
    );
    assert!(refused(&named("lab")).contains("LAB_PASSWORD"));
}

#[test]
fn a_profile_with_a_user_and_no_secret_has_it_asked_for() {
    let file = file("[profiles.eu]\ncluster = \"eu\"\nusername = \"till\"\n", 0o644);
    let login = account(&globals(&file), &|_| None).login;
    assert!(
        matches!(login, Login::BasicPassword { password: Secret::Prompt(question), .. } if question.contains("eu"))
    );
    let env = |name: &str| (name == "COUPONSCOPE_PASSWORD").then(|| "two".to_owned());
    assert_eq!(password(&account(&globals(&file), &env).login), "two");
}

#[test]
fn the_environment_alone_is_enough_beside_a_file_without_a_chosen_profile() {
    let file = file(TWO, 0o600);
    let env = |name: &str| match name {
        "COUPONSCOPE_BASE_URL" => Some("https://env.example".to_owned()),
        "COUPONSCOPE_CLIENT_KEY" => Some("k".to_owned()),
        "COUPONSCOPE_CLIENT_SECRET" => Some("s".to_owned()),
        _ => None,
    };
    assert_eq!(account(&globals(&file), &env).profile, None);
}

#[test]
fn secrets_in_a_file_that_others_can_read_are_refused_with_the_remedy() {
    let said = refused(&globals(&file(TWO, 0o640)));
    assert!(said.contains("line 5: password stands in a file that others can read: chmod 600"), "{said}");
    assert!(!said.contains("one"), "{said}");
}

#[test]
fn a_file_with_a_byte_order_mark_and_windows_line_ends_is_read() {
    let file = file("\u{feff}[ui]\r\npage_size = 25\r\n", 0o644);
    let globals = Globals { demo: true, ..globals(&file) };
    assert_eq!(Settings::resolve(&globals, &|_| None).unwrap().page_size, 25);
}

#[test]
fn what_is_no_configuration_file_is_refused() {
    let at = |path: &std::path::Path| refused(&Globals { config: Some(path.to_owned()), ..Globals::default() });
    assert!(at(std::path::Path::new("/nowhere/config.toml")).contains("there is no configuration file"));
    assert!(at(tempfile::tempdir().unwrap().path()).contains("it is a folder"));
    assert!(at(std::path::Path::new("/dev/null")).contains("not a regular file"));
    assert!(at(file(&"#".repeat(1024 * 1024 + 1), 0o600).path()).contains("larger than 1 MB"));
    let latin = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(latin.path(), b"# one\nlabel = \"caf\xe9\"").unwrap();
    assert!(at(latin.path()).contains("line 2: is not UTF-8 text"));
}

#[test]
fn without_a_home_no_file_is_looked_for() {
    let env = |name: &str| (name == "XDG_CONFIG_HOME").then(|| "/tmp".to_owned());
    assert_eq!(Effective::gather(&Globals::default(), &env).unwrap().path(), None);
}

#[test]
fn the_effective_settings_are_shown_with_their_origin_and_without_a_secret() {
    let file = file(TWO, 0o600);
    let env = |name: &str| (name == "COUPONSCOPE_USERNAME").then(|| "till.env".to_owned());
    let globals = Globals { profile: Some("eu".into()), no_mask: true, ..globals(&file) };
    let shown = Effective::gather(&globals, &env).unwrap().shown(&env);
    let row = |name: &str| {
        let row = shown.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{name}"));
        format!("{} / {}", row.value, row.origin)
    };
    assert_eq!(row("profile"), "eu / --profile");
    assert_eq!(row("username"), "till.env / COUPONSCOPE_USERNAME");
    assert_eq!(row("base_url"), "https://eu.api.capillarytech.com / cluster (line 3 of the configuration)");
    assert_eq!(row("password"), "(set) / password (line 5 of the configuration)");
    assert_eq!(row("ui.mask"), "false / --no-mask");
    assert_eq!(row("ui.theme"), "auto / default");
    assert!(shown.iter().all(|row| !row.value.contains("one\"")), "{shown:?}");
}

#[test]
fn the_theme_that_is_shown_is_the_one_that_holds() {
    use crate::cli::Color;
    let shown = |theme: &str, color, env: Lookup<'_>| {
        let file = file(&format!("[ui]\ntheme = \"{theme}\"\n"), 0o600);
        let globals = Globals { color, ..globals(&file) };
        let shown = Effective::gather(&globals, env).unwrap().shown(env);
        let row = shown.into_iter().find(|row| row.name == "ui.theme").unwrap();
        format!("{} / {}", row.value, row.origin)
    };
    let no_color: Lookup<'_> = &|name| (name == "NO_COLOR").then(|| "1".to_owned());
    let dumb: Lookup<'_> = &|name| (name == "TERM").then(|| "dumb".to_owned());
    let of_file = "dark / theme (line 2 of the configuration)";
    assert_eq!(shown("dark", Color::Auto, &|_| None), of_file);
    assert_eq!(shown("dark", Color::Auto, no_color), "mono / NO_COLOR");
    assert_eq!(shown("dark", Color::Auto, dumb), "mono / TERM");
    assert_eq!(shown("dark", Color::Never, &|_| None), "mono / --color");
    assert_eq!(shown("dark", Color::Always, no_color), of_file);
    assert_eq!(shown("mono", Color::Always, &|_| None), "auto / --color");
}

#[test]
fn a_debug_print_shows_no_secret() {
    let env = |name: &str| match name {
        "COUPONSCOPE_BASE_URL" => Some("https://till:urlpass@h.example".to_owned()),
        "COUPONSCOPE_USERNAME" => Some("till".to_owned()),
        "COUPONSCOPE_PASSWORD" => Some("sesame".to_owned()),
        _ => None,
    };
    let shown = format!("{:?}", Settings::resolve(&Globals::default(), &env).unwrap());
    assert!(!shown.contains("sesame") && !shown.contains("urlpass"), "{shown}");
}
