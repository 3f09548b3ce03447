//! `list` on a terminal: what is printed there is for eyes, and holds no byte that a terminal acts upon.

use super::{AWKWARD, Act, Background, TOM, Terminal, http};

/// What `list` prints in a terminal of this locale, and says beside it.
fn printed(server: &Background, locale: &str, options: &[&str]) -> Vec<u8> {
    let url = server.url();
    let env = [
        ("COUPONSCOPE_BASE_URL", url.as_str()),
        ("COUPONSCOPE_USERNAME", "u"),
        ("COUPONSCOPE_PASSWORD", "p"),
        ("LANG", locale),
    ];
    let mut terminal = Terminal::open((120, 40), &[&["list", TOM], options].concat(), &env);
    assert_eq!(terminal.ends(), 0);
    terminal.output()
}

/// A coupon whose code holds a byte that is a control in eight bits: ě is C4 9B in UTF-8.
fn server() -> Background {
    let body = r#"{"entity":{"customers":[{"firstname":"Aněta","id":7,"coupons":[{"id":1,"code":"ě-1\u200b"}]}]},"warnings":[{"code":1,"message":"ěě"}]}"#;
    Background::start(move |_, _| Act::Reply(http("200 OK\r\nContent-Type: application/json", body.as_bytes())))
}

#[test]
fn where_the_locale_is_not_utf_8_not_one_byte_is_more_than_ascii() {
    let server = server();
    for output in ["table", "csv", "json", "ndjson"] {
        let bytes = printed(&server, "C", &["--output", output]);
        assert!(bytes.is_ascii(), "{output}: {}", String::from_utf8_lossy(&bytes));
        let text = String::from_utf8(bytes).unwrap();
        let code = if output.ends_with("json") { r"\u011b-1\u200b" } else { "?-1" };
        assert!(text.contains(code) && text.contains("warning 1: ??"), "{output}: {text}");
    }
}

#[test]
fn where_it_is_utf_8_a_terminal_gets_letters_and_nothing_hidden() {
    let server = server();
    for output in ["table", "csv"] {
        let text = String::from_utf8(printed(&server, "C.UTF-8", &["--output", output])).unwrap();
        assert!(text.contains("ě-1") && !text.contains('\u{200b}'), "{output}: {text}");
    }
    let ascii = printed(&server, "C.UTF-8", &["--ascii"]);
    assert!(String::from_utf8(ascii).unwrap().contains("?-1 "));
}

#[test]
fn awkward_text_is_printed_without_a_sequence_of_its_own() {
    for output in ["table", "csv", "json", "ndjson"] {
        let mut terminal =
            Terminal::open((120, 40), &["list", AWKWARD, "--demo", "--color", "never", "--output", output], &[]);
        assert_eq!(terminal.ends(), 0);
        let control = |byte: &u8| byte.is_ascii_control() && !b"\r\n".contains(byte);
        assert_eq!(terminal.output().iter().find(|byte| control(byte)), None, "{output}");
    }
}

#[test]
fn help_and_complaints_are_in_ascii_where_the_locale_is_not_utf_8() {
    for (words, code, shown) in [
        (&["--help"][..], 0, "mobile:..., email:..., ext:..., id:..., or -"),
        (&["list", "--help"], 0, "--fields <FIELD,...>"),
        (&["list", "mobile:köln"], 2, "(a kind can be stated: ext:...)"),
        (&["list", "ext:A", "--status", "köln"], 2, "--status"),
        (&["--köln"], 2, "--k?ln"),
    ] {
        let mut terminal = Terminal::open((120, 100), words, &[("LANG", "C")]);
        assert_eq!(terminal.ends(), code, "{words:?}");
        let text = String::from_utf8(terminal.output()).unwrap();
        assert!(text.is_ascii() && text.contains(shown), "{words:?}: {text}");
    }
}

#[test]
fn whatever_command_it_is_a_terminal_that_is_not_utf_8_gets_ascii() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("ě.toml");
    std::fs::write(&config, "[profiles.ě]\ncluster = \"eu\"\nusername = \"ě\"\n").unwrap();
    let config = config.to_str().unwrap();
    for arguments in [
        "",
        "pick 918860000001",
        "list 918860000001",
        "doctor",
        "doctor --json",
        "config show",
        "config path",
        "--log-file /nonexistent/ě man",
    ] {
        let words: Vec<&str> = arguments.split_whitespace().chain(["--config", config, "--profile", "ě"]).collect();
        let mut terminal = Terminal::open((120, 40), &words, &[("LANG", "C")]);
        terminal.ends();
        let bytes = terminal.output();
        assert!(bytes.is_ascii(), "{arguments}: {}", String::from_utf8_lossy(&bytes));
        assert!(String::from_utf8(bytes).unwrap().contains(if arguments.contains("json") { "\\u011b" } else { "?" }));
    }
}

#[test]
fn what_is_told_of_a_server_that_is_busy_is_ascii_too() {
    let busy = "{\"errors\":[{\"code\":1,\"message\":\"ě-busy\"}]}";
    let head = "503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: application/json";
    let server = Background::start(move |_, _| Act::Reply(http(head, busy.as_bytes())));
    let url = server.url();
    let env = [
        ("COUPONSCOPE_BASE_URL", url.as_str()),
        ("COUPONSCOPE_USERNAME", "u"),
        ("COUPONSCOPE_PASSWORD", "p"),
        ("LANG", "C"),
    ];
    let mut terminal = Terminal::open((120, 40), &["list", TOM], &env);
    assert_eq!(terminal.ends(), 6);
    let bytes = terminal.output();
    assert!(bytes.is_ascii(), "{}", String::from_utf8_lossy(&bytes));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("trying again in") && text.contains("?-busy"), "{text}");
}
