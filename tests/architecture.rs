//! The import rules of the house, read out of the source: who may use what.

use std::fs;
use std::path::{Path, PathBuf};

/// One row of the rules: files under `rooms` may not name any of `never`.
struct Rule {
    rooms: &'static [&'static str],
    never: &'static [&'static str],
    because: &'static str,
}

/// Every room with those of ours that it may use, as the table of `src/lib.rs` has them.
const ROOMS: [(&str, &[&str]); 15] = [
    ("domain", &[]),
    ("layout", &[]),
    ("app", &["domain", "layout"]),
    ("keymap", &["app"]),
    ("ui", &["app", "domain", "keymap", "layout"]),
    ("api", &["domain", "system_error"]),
    ("sandbox", &["domain"]),
    ("whole_file", &[]),
    ("system_error", &[]),
    ("history", &["domain", "whole_file"]),
    ("hidden_columns", &["app", "whole_file"]),
    ("cli", &["domain"]),
    ("settings", &["api", "app", "cli", "domain", "keymap", "system_error"]),
    ("runtime", &["app", "cli", "domain", "hidden_columns", "history", "keymap", "settings", "system_error", "ui"]),
    (
        "command",
        &[
            "api",
            "app",
            "cli",
            "domain",
            "hidden_columns",
            "history",
            "keymap",
            "layout",
            "runtime",
            "sandbox",
            "settings",
            "system_error",
            "ui",
            "whole_file",
        ],
    ),
];

/// The clocks, files, sockets and tasks of the standard library.
const OUTSIDE: [&str; 7] =
    ["std::fs", "std::io", "std::env", "std::net", "std::process", "std::thread", "std::time::Instant"];
const CLOCKS: [&str; 4] = ["SystemTime", "Instant::now", "Timestamp::now", "Zoned::now"];

const RULES: [Rule; 13] = [
    Rule {
        rooms: &["domain"],
        never: &["crossterm", "ratatui", "reqwest", "serde_json", "tokio", "tui_input"],
        because: "domain is pure and knows nothing else of ours",
    },
    Rule {
        rooms: &["domain", "app", "keymap", "layout", "ui"],
        never: &OUTSIDE,
        because: "what is pure touches no machine",
    },
    Rule { rooms: &["domain", "app", "keymap", "layout", "ui"], never: &CLOCKS, because: "now is an argument" },
    Rule {
        rooms: &[
            "domain",
            "app",
            "keymap",
            "layout",
            "ui",
            "settings",
            "cli",
            "sandbox",
            "history",
            "system_error",
            "whole_file",
        ],
        never: &["tracing", "tracing_subscriber"],
        because: "the log is told of calls and of the program's end, by those who make them",
    },
    Rule { rooms: &["app", "layout"], never: &["crossterm", "reqwest", "serde_json", "tokio"], because: "app is pure" },
    Rule {
        rooms: &["app", "layout"],
        never: &["ratatui::buffer", "ratatui::style", "ratatui::widgets", "ratatui::Frame", "ratatui::Terminal"],
        because: "of ratatui app knows only where things stand",
    },
    Rule {
        rooms: &["keymap"],
        never: &[
            "ratatui",
            "reqwest",
            "tokio",
            "crossterm::terminal",
            "crossterm::execute",
            "event::read",
            "event::poll",
        ],
        because: "keymap knows actions, contexts and the names of keys",
    },
    Rule {
        rooms: &["ui"],
        never: &["crossterm", "reqwest", "tokio", "&mut App"],
        because: "drawing reads the state and nothing else",
    },
    Rule { rooms: &["api"], never: &["crossterm", "ratatui"], because: "api knows the server and the domain" },
    Rule { rooms: &["sandbox"], never: &["reqwest"], because: "sandbox is the other side of the wire" },
    // settings name actions and chords, since both can be configured
    Rule {
        rooms: &["settings", "cli"],
        never: &["crossterm::terminal", "ratatui", "reqwest", "tokio"],
        because: "what is configured does not know what is done with it",
    },
    Rule {
        rooms: &["history", "hidden_columns", "system_error", "whole_file"],
        never: &["crossterm", "ratatui", "reqwest", "tokio"],
        because: "what is kept on the disk knows files and the domain",
    },
    Rule { rooms: &["runtime"], never: &["axum", "reqwest"], because: "a server is a trait there" },
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, in order.
fn files(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// A file's name from the crate's root on, with slashes on every system.
fn name(path: &Path) -> String {
    let relative = path.strip_prefix(root()).unwrap();
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The room of a file: `src/app/list.rs` and `src/app.rs` are both in `app`.
fn room(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    inside.split(['/', '.']).next().unwrap_or(inside)
}

/// What ships, with line numbers: no comments, and nothing from the tests on, which stand at the
/// end of a file. An import that takes several lines is one line here.
fn shipped(text: &str) -> Vec<(usize, String)> {
    let mut lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.starts_with("//"));
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    while let Some((number, line)) = lines.next() {
        if line == "#[cfg(test)]" {
            // one line for a file of tests, the rest of this file otherwise
            if lines.next().is_some_and(|(_, item)| item.ends_with(';')) {
                continue;
            }
            break;
        }
        match found.last_mut().filter(|_| open) {
            Some((_, import)) => import.push_str(line),
            None => found.push((number, line.to_owned())),
        }
        let starts = line.starts_with("use ") || line.starts_with("pub use ") || line.starts_with("pub(");
        open = (open || (starts && line.contains("use "))) && !line.ends_with(';');
    }
    found
}

/// True when the name stands in the line as a name of its own: `tokio`, not `tokio_like`.
fn names(line: &str, what: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let pieces: Vec<&str> = line.split(what).collect();
    pieces.windows(2).any(|around| !around[0].ends_with(is_part) && !around[1].starts_with(is_part))
}

/// `use crate::{a, b::{c, d}}` as paths of their own, so that a name cannot hide in braces.
fn spelled_out(line: &str) -> Vec<String> {
    let Some((head, rest)) = line.split_once("::{").filter(|(head, _)| head.contains("use ")) else {
        return vec![line.to_owned()];
    };
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in rest.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts.iter().flat_map(|part| spelled_out(&format!("{head}::{}", part.trim()))).collect()
}

/// The rooms of ours that a line names.
fn rooms_named(file: &str, line: &str) -> Vec<String> {
    let line = from_the_root(file, line);
    let first = |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
    line.split("crate::").skip(1).map(first).collect()
}

/// The line with `crate::` for as many `super::` as lead to the crate: `src/app/list.rs` is two steps
/// below it.
fn from_the_root(file: &str, line: &str) -> String {
    let steps = file.trim_start_matches("src/").split('/').count();
    line.replace(&"super::".repeat(steps), "crate::")
}

fn may_use(room: &str) -> Option<&'static [&'static str]> {
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, may)| *may)
}

fn foreign_rooms(file: &str, line: &str) -> Vec<String> {
    let own = room(file);
    let Some(may) = may_use(own) else { return Vec::new() };
    let named = rooms_named(file, line).into_iter();
    let foreign = named.filter(|named| named != own && may_use(named).is_some() && !may.contains(&named.as_str()));
    foreign.map(|named| format!("uses crate::{named}; {own} may use {may:?} of ours")).collect()
}

fn breaches(file: &str, text: &str) -> Vec<String> {
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| rule.rooms.contains(&room(file))).collect();
    let mut found = Vec::new();
    for (number, line) in shipped(text) {
        for part in spelled_out(&line) {
            found.extend(foreign_rooms(file, &part).into_iter().map(|breach| format!("{file}:{number} {breach}")));
            for rule in &rules {
                for what in rule.never.iter().filter(|what| names(&part, what)) {
                    found.push(format!("{file}:{number} uses {what}; {}", rule.because));
                }
            }
        }
    }
    found
}

#[test]
fn every_room_uses_only_what_it_may() {
    let sources = files(&root().join("src"));
    let breaches: Vec<String> =
        sources.iter().flat_map(|path| breaches(&name(path), &fs::read_to_string(path).unwrap())).collect();
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn a_breach_is_told_with_its_place() {
    let text = "//! Words about tokio.\nuse std::sync::Arc;\nuse tokio::sync::mpsc;\n#[cfg(test)]\nmod tests { use tokio::test; }\n";
    assert_eq!(breaches("src/app/list.rs", text), ["src/app/list.rs:3 uses tokio; app is pure"]);
    assert_eq!(breaches("src/runtime/clock.rs", text), Vec::<String>::new());
    let hidden =
        "use crate::{domain, ui::Look};\nuse std::{\n    sync::{Arc, Mutex},\n    fs,\n};\nlet my_tokio_like = 1;\n";
    assert_eq!(
        breaches("src/app.rs", hidden),
        [
            "src/app.rs:1 uses crate::ui; app may use [\"domain\", \"layout\"] of ours",
            "src/app.rs:2 uses std::fs; what is pure touches no machine"
        ]
    );
    let around = |file, line| breaches(file, line).len();
    assert_eq!(around("src/app.rs", "use super::ui::Look;"), 1, "super is the crate there");
    assert_eq!(around("src/app/detail.rs", "use super::ui::Look;"), 0, "super is the app there");
    assert_eq!(around("src/app/detail.rs", "use super::super::ui::Look;"), 1);
}

#[test]
fn every_room_has_its_row_and_every_row_its_room() {
    let modules = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rooms: Vec<&str> =
        modules.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut rows = ROOMS.map(|(room, _)| room);
    rows.sort_unstable();
    assert_eq!(rooms, rows);
    let files = files(&root().join("src"));
    let strangers: Vec<String> =
        files.iter().map(|path| name(path)).filter(|file| may_use(room(file)).is_none()).collect();
    assert_eq!(strangers, ["src/lib.rs", "src/main.rs"]);
    for room in RULES.iter().flat_map(|rule| rule.rooms) {
        assert!(may_use(room).is_some(), "{room} is no room");
    }
}

#[test]
fn the_table_of_the_architecture_page_says_the_same() {
    let page = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for (room, may) in ROOMS.iter().filter(|(room, _)| *room != "command") {
        let row = page.lines().find(|line| line.starts_with(&format!("//! | [`{room}`] |")));
        let cells: Vec<&str> = row.unwrap_or_else(|| panic!("{room} has no row")).split(" | ").collect();
        let quoted = cells[3].split('`').skip(1).step_by(2);
        let mut named: Vec<&str> = quoted.map(|word| word.split("::").next().unwrap()).collect();
        named.retain(|word| may_use(word).is_some());
        named.sort_unstable();
        named.dedup();
        assert_eq!(named, *may, "{room}");
    }
}

/// The names in backquotes in the rows of a file's own table of what is below it.
fn rows_of_the_table(text: &str) -> Vec<&str> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | ")?.split(" | ").next());
    rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(|name| name.trim_start_matches("mod@")).collect()
}

#[test]
fn a_table_of_rooms_has_a_row_for_each() {
    for path in files(&root().join("src")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        if !text.contains("//! | room |") {
            continue;
        }
        let rows = rows_of_the_table(&text);
        let below =
            text.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
        for module in below.filter(|module| *module != "tests") {
            assert!(rows.contains(&module), "{}: its table has no row for {module}", name(&path));
        }
    }
}

#[test]
fn a_room_is_a_file_beside_its_folder() {
    for path in files(&root().join("src")).into_iter().chain(files(&root().join("tests"))) {
        let file = name(&path);
        assert!(!file.ends_with("/mod.rs"), "{file}: foo.rs beside foo/, never mod.rs");
        for vague in ["utils", "helpers", "common", "misc"] {
            assert!(!names(&file, vague), "{file} says nothing about what is in it");
        }
    }
}

#[test]
fn no_file_of_the_source_is_longer_than_one_can_read() {
    for path in files(&root().join("src")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines; 600 are the most", name(&path));
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    for path in files(&root().join("src")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not say what it is", name(&path));
    }
}

#[test]
fn the_top_level_shows_only_what_belongs_there() {
    const ALLOWED: [&str; 10] = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "assets",
        "tests",
        "benches",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "target",
    ];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known = ALLOWED.contains(&name.as_str()) || name.starts_with('.') || name.starts_with("LICENSE");
        assert!(known, "{name} does not belong at the top");
    }
}
