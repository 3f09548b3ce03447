//! Texts of configuration files in, settings or problems out.

use std::path::Path;

use super::*;
use crate::settings::{Origin, Secret};

fn places() -> Places<'static> {
    Places { folder: Path::new("/etc/couponscope"), home: Some(Path::new("/home/till")) }
}

fn read_good(text: &str) -> ConfigFile {
    let (file, problems) = parse(text, &places());
    assert_eq!(problems, []);
    file
}

fn problems(text: &str) -> Vec<String> {
    parse(text, &places()).1.iter().map(ToString::to_string).collect()
}

/// The one problem of a text.
fn problem(text: &str) -> String {
    let all = problems(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    all.into_iter().next().unwrap()
}

/// The sample with every setting switched on: `#` directly before a name or a table.
fn switched_on() -> String {
    let on = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    SAMPLE.lines().map(on).collect()
}

#[test]
fn the_sample_says_nothing_until_something_is_switched_on() {
    let file = read_good(SAMPLE);
    assert!(file.theme.is_none() && file.profiles.is_empty() && file.bindings.is_empty());
}

#[test]
fn the_samples_values_are_the_defaults() {
    let file = read_good(&switched_on());
    assert_eq!(file.theme.unwrap().value, ThemeChoice::Auto);
    assert_eq!(file.ascii.unwrap().value, AsciiChoice::Auto);
    assert!(file.mask.unwrap().value && file.history.unwrap().value);
    assert_eq!(u64::from(file.page_size.unwrap().value), crate::domain::Page::MOST);
    assert_eq!(file.zone.unwrap().value, None);
    let idle = u64::from(file.idle_lock_minutes.unwrap().value);
    assert_eq!(crate::app::Preferences::default().idle_lock, Some(std::time::Duration::from_mins(idle)));
    assert_eq!(file.provider.unwrap().value, Provider::default());
    let defaults = Keymap::defaults();
    assert_eq!(file.bindings.len(), Action::ALL.len());
    for (action, told) in file.bindings {
        assert_eq!(told.value, defaults.chords(action), "{action:?}");
    }
    let profile = file.profiles.into_iter().next().unwrap();
    let client = crate::api::ClientSettings::new(
        crate::api::BaseUrl::cluster("eu").unwrap(),
        crate::api::Credentials::oauth("k".into(), "s".into()),
    );
    assert_eq!(profile.external_id_parameter.unwrap().value, client.external_id_parameter);
    assert_eq!(profile.include_reversed.unwrap().value, client.include_reversed);
    assert_eq!(profile.rate_per_minute.unwrap().value, client.rate_per_minute);
}

#[test]
fn the_sample_names_every_setting_there_is_and_explains_every_action() {
    let (_, _, names) = parse_and_list(&switched_on(), &places());
    for (name, _) in names {
        let key = name.rsplit('.').next().unwrap();
        let is_there = SAMPLE
            .lines()
            .any(|line| line.trim_start_matches(['#', ' ', '[']).split([' ', ']', '.', ',']).any(|word| word == key));
        assert!(is_there, "{name}");
    }
    for action in Action::ALL {
        assert!(SAMPLE.contains(&format!("# {}.\n#{} = ", action.row().help, action.row().name)), "{action:?}");
    }
}

#[test]
fn an_unknown_key_is_answered_with_its_line_and_the_nearest_name() {
    assert_eq!(
        problem("[ui]\n\nthem = \"dark\"\n"),
        "line 3: there is no setting \"ui.them\"; did you mean \"theme\"?"
    );
    assert_eq!(problem("uii = 1"), "line 1: there is no setting \"uii\"; did you mean \"ui\"?");
    assert_eq!(problem("[keys]\nqit = \"x\""), "line 2: there is no setting \"keys.qit\"; did you mean \"quit\"?");
    assert!(problem("[profiles.eu]\npasword = \"sesame\"").contains("\"password\""));
}

#[test]
fn a_wrong_value_is_answered_with_what_is_wanted() {
    let cases = [
        ("[ui]\npage_size = \"100\"", "line 2: ui.page_size wants a whole number from 1 to 100, not a text"),
        ("[ui]\npage_size = 101", "line 2: ui.page_size wants a whole number from 1 to 100"),
        ("[ui]\npage_size = -1", "line 2: ui.page_size wants a whole number from 1 to 100"),
        ("[ui]\nmask = 1", "line 2: ui.mask wants true or false, not a whole number"),
        ("ui = 3", "line 1: ui wants a table: [ui], not a whole number"),
        (
            "[ui]\ntheme = \"drak\"",
            "line 2: ui.theme: there is no \"drak\"; did you mean \"dark\"? (auto, light, dark, mono)",
        ),
        ("[ui]\nmouse = true", "line 2: ui.mouse: this version does not use the mouse; write false"),
        (
            "[keys]\nquit = 5",
            "line 2: keys.quit wants a key such as \"ctrl-t\", a list of keys, or [], not a whole number",
        ),
        (
            "[clipboard]\ncommand = []",
            "line 2: clipboard.command wants a list of words such as [\"pass\", \"show\", \"store\"], not an empty list",
        ),
        (
            "[clipboard]\nprovider = \"view\"\ncommand = [\"x\"]",
            "line 3: clipboard.command: stands beside clipboard.provider; keep one",
        ),
        (
            "default_profile = \"stores\"\n[profiles.store]",
            "line 1: default_profile: there is no [profiles.stores]; did you mean \"store\"?",
        ),
        (
            "[profiles.us]\ncountry_code = \"IN\"",
            "line 2: profiles.us.country_code: a country code has one to three digits, such as 91",
        ),
    ];
    for (text, said) in cases {
        assert_eq!(problem(text), said);
    }
    assert!(problem("[ui]\ntime_zone = \"Europe/Berln\"").contains("\"Europe/Berlin\""));
    assert_eq!(problem("[ui\n"), "line 1: the ] of the heading is missing");
    assert_eq!(problem("[ui]\nmask = true\nmask = true"), "line 3: mask is set twice; keep one");
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let all = problems("[keys]\nquit = \"ctlr-q\"\n[ui]\nmask = 1\nthem = 2\n");
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(all[0].starts_with("line 2") && all[1].starts_with("line 4") && all[2].starts_with("line 5"));
}

#[test]
fn windows_line_ends_count_as_one_line() {
    assert!(problem("[ui]\r\n\r\nthem = 1\r\n").starts_with("line 3:"));
}

#[test]
fn a_server_and_a_secret_are_said_once() {
    let in_profile = |text: &str| problem(&format!("[profiles.eu]\n{text}"));
    assert!(in_profile("cluster = \"eu\"\nbase_url = \"https://h\"").contains("both set"));
    assert!(in_profile("password = \"a\"\npassword_env = \"B\"").contains("two sources"));
    assert!(
        in_profile("password_md5 = \"8a16a6b70505eb1f1ff7cdc0cd5559a7\"\npassword_file = \"b\"")
            .contains("two sources")
    );
    assert!(in_profile("username = \"u\"\nclient_key = \"k\"").contains("two kinds of login"));
    assert!(in_profile("auth = \"oauth\"\nusername = \"u\"").contains("auth = \"oauth\""));
    assert!(in_profile("attribution_entity_type = \"TILL\"").contains("attribution_entity_code"));
    assert!(in_profile("base_url = \"http://h.example\"").contains("plain http"));
    assert!(in_profile("cluster = \"eux\"").contains("did you mean \"eu\"?"));
}

#[test]
fn a_keyring_is_a_source_like_the_others_in_a_build_that_has_it() {
    let text = "[profiles.eu]\nusername = \"till\"\nkeyring = true\n";
    if !crate::settings::KEYRING_IS_BUILT_IN {
        assert_eq!(
            problem(text),
            "line 3: this build has no keyring support; keep the secret in a file or a command, or build with --features keyring"
        );
        return;
    }
    let of = |text: &str| read_good(text).profiles.into_iter().next().unwrap().layer;
    assert!(matches!(of(text).password.unwrap().value, Secret::Keyring(profile) if profile == "eu"));
    let oauth = of("[profiles.in]\nclient_key = \"k\"\nkeyring = true\n");
    assert!(matches!(oauth.client_secret.unwrap().value, Secret::Keyring(profile) if profile == "in"));
    assert!(problem(&format!("{text}password = \"a\"")).contains("two sources, password (line 4"));
    assert!(of("[profiles.eu]\nkeyring = false\n").password.is_none());
}

#[test]
fn no_problem_repeats_a_secret() {
    for text in [
        "[profiles.eu]\npassword = 5\nclient_secret = [\"sesame\"]",
        "[profiles.eu]\npassword_command = \"echo sesame\"",
        "[profiles.eu]\nbase_url = \"https://u:sesame@h\"",
        "[profiles.eu]\npassword = \"sesame",
    ] {
        let all = problems(text);
        assert!(!all.is_empty() && all.iter().all(|said| !said.contains("sesame")), "{all:?}");
    }
}

#[test]
fn paths_begin_at_the_file_or_at_home() {
    let of = |path: &str| {
        let file = read_good(&format!("[profiles.eu]\npassword_file = \"{path}\""));
        match file.profiles.into_iter().next().unwrap().layer.password.unwrap().value {
            Secret::File(path) => path,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of("store.secret"), Path::new("/etc/couponscope/store.secret"));
    assert_eq!(of("~/store.secret"), Path::new("/home/till/store.secret"));
    assert_eq!(of("/run/store.secret"), Path::new("/run/store.secret"));
}

#[test]
fn actions_are_rebound_and_unbound() {
    let file = read_good("[keys]\nquit = [\"Q\", \"ctrl-q\"]\nhelp = []\npalette = \"ctrl-p\"\n");
    let shown = |action| file.keymap.chords(action).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown(Action::Quit), ["Q", "ctrl-q"]);
    assert_eq!(shown(Action::Help), Vec::<String>::new());
    assert_eq!(shown(Action::Palette), ["ctrl-p"]);
    assert_eq!(shown(Action::Copy), ["y"]);
    let help = file.bindings.iter().find(|(action, _)| *action == Action::Help).unwrap();
    assert_eq!(help.1.origin, Origin::File { key: "help", line: 3 });
}

#[test]
fn keys_that_clash_or_could_not_be_typed_are_refused() {
    let said = problem("[keys]\nfilter = \"y\"\n");
    assert!(said.starts_with("line 2: keys: \"y\" would do both"), "{said}");
    assert!(said.contains("copy") && said.contains("filter"), "{said}");
    // the list's keys and those of everywhere work at the same time
    let hidden = problem("[keys]\nmask = \"y\"\n");
    assert!(hidden.starts_with("line 2: keys: \"y\" would do both") && hidden.contains("mask"), "{hidden}");
    assert!(problem("[keys]\nlook-up = \"ctrl-c\"").contains("quit"));
    assert!(problem("[keys]\npick = \"y\"").contains("copy"));
    // never at the same time
    read_good("[keys]\nseek-next = \"s\"\n");
    assert!(problem("[keys]\nlook-up = \"x\"").contains("is text where this action works"));
    assert!(problem("[keys]\nquit = \"ctrl-ctrl-q\"").contains("ctrl stands twice"));
    for (typed, meant) in [
        ("pgdown", "pagedown"),
        ("pgdn", "pagedown"),
        ("page-down", "pagedown"),
        ("ctl-y", "ctrl"),
        ("ctrl-entr", "enter"),
        ("return", "enter"),
    ] {
        let said = problem(&format!("[keys]\nquit = \"{typed}\""));
        assert!(said.contains(&format!("did you mean \"{meant}\"?")), "{said}");
    }
    assert!(!problem("[keys]\nquit = \"f99\"").contains("did you mean"));
    // a terminal sends both as one byte
    assert!(problem("[keys]\nexport = \"ctrl-i\"").contains("\"tab\" would do both"));
}
