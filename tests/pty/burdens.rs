//! What is slow or large beside the browser: helpers that hang or are missing, monstrous coupons.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use super::process::is_gone;
use super::terminal::{PATH, now, until};
use super::{Act, Background, TOM, Terminal, browser_on, http, server_of};

/// A program of this name that never comes to an end.
fn hanging(dir: &Path, name: &str) {
    let path = dir.join(name);
    fs::write(&path, "#!/bin/sh\nexec sleep 600\n").unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_tmux_that_hangs_or_is_missing_holds_up_neither_keys_nor_the_end() {
    for is_there in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        if is_there {
            hanging(dir.path(), "tmux");
        }
        let path = format!("{}:{}", dir.path().display(), if is_there { PATH } else { "" });
        let env = [("TMUX", "/nowhere,1,0"), ("TERM", "tmux-256color"), ("PATH", &path)];
        let mut terminal = Terminal::open((120, 40), &[TOM, "--demo"], &env);
        terminal.selects("KNRYHMRW");
        terminal.send("yj");
        terminal.selects("7TF6TBQB");
        // what tmux does not take goes to the terminal itself
        assert_eq!(terminal.copied(), "KNRYHMRW");
        terminal.shows("Sent to your terminal");
        terminal.send("yq");
        let pid = terminal.pid();
        let start = now();
        until("its end", || is_gone(pid));
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert_eq!(terminal.ends(), 0);
        assert!(terminal.is_restored());
    }
}

#[test]
fn a_command_that_hangs_or_is_missing_is_told_and_holds_up_nothing() {
    for (command, why) in [("[\"sleep\", \"600\"]", "longer than a second"), ("[\"no-such-helper\"]", "no-such-helper")]
    {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("config.toml");
        fs::write(&config, format!("[clipboard]\ncommand = {command}\n")).unwrap();
        let args = [TOM, "--demo", "--config", config.to_str().unwrap()];
        let mut terminal = Terminal::open((120, 40), &args, &[("SSH_TTY", "/dev/pts/0")]);
        terminal.selects("KNRYHMRW");
        terminal.send("yj");
        terminal.selects("7TF6TBQB");
        terminal.shows("Not copied");
        terminal.shows(why);
        terminal.send("q");
        assert_eq!(terminal.ends(), 0);
        assert_eq!(terminal.copies(), [""; 0]);
    }
}

#[test]
fn of_ten_copies_in_a_burst_the_last_wins() {
    let dir = tempfile::tempdir().unwrap();
    let copied = dir.path().join("copied");
    let config = dir.path().join("config.toml");
    let script = format!("cat > {0}.new; sleep 0.1; mv {0}.new {0}", copied.display());
    fs::write(&config, format!("[clipboard]\ncommand = [\"sh\", \"-c\", \"{script}\"]\n")).unwrap();
    let server = server_of(90);
    let terminal = browser_on(&server, &[TOM, "--config", config.to_str().unwrap()]);
    terminal.selects("DESC-0000");
    terminal.send("jy".repeat(10));
    terminal.shows("Copied DESC-0010");
    assert_eq!(fs::read_to_string(&copied).unwrap(), "DESC-0010");
    // through the terminal each goes out whole, and in their order
    let terminal = browser_on(&server, &[TOM]);
    terminal.selects("DESC-0000");
    terminal.send("jy".repeat(10));
    let codes: Vec<String> = (1..=10).map(|number| format!("DESC-{number:04}")).collect();
    until("ten copies", || terminal.copies().len() == 10);
    assert_eq!(terminal.copies(), codes);
}

/// A page of two coupons, the first of which is as large as an importer can make it.
fn monster() -> Vec<u8> {
    let properties: Vec<String> =
        (0..5_000).map(|number| format!(r#"{{"name":"property {number}","value":"value {number}"}}"#)).collect();
    let text = "word e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} 会员 ".repeat(80_000);
    let body = format!(
        r#"{{"entity":{{"pagination":{{"limit":100,"offset":0,"total":2}},"customers":[{{"id":7,"coupons":[
           {{"code":"MONSTER","id":1,"description":"{text}","customProperty":[{}]}},{{"code":"MOUSE","id":2}}]}}]}},"errors":[]}}"#,
        properties.join(",")
    );
    assert!(text.len() > 2_000_000);
    http("200 OK\r\nContent-Type: application/json", body.as_bytes())
}

#[test]
fn a_field_of_two_megabytes_and_five_thousand_properties_can_be_walked_through() {
    let server = Background::start(|_, _| Act::Reply(monster()));
    let mut terminal = browser_on(&server, &[TOM]);
    terminal.selects("MONSTER");
    for (keys, code) in [("j", "MOUSE"), ("k", "MONSTER")] {
        let start = now();
        terminal.send(keys);
        terminal.selects(code);
        println!("to {code}: {:?}", start.elapsed());
    }
    let start = now();
    terminal.send("\r");
    terminal.send("jj");
    terminal.send("l\x1b");
    terminal.send("?");
    terminal.shows("Move down a screen");
    println!("into the detail, three keys and back: {:?}", start.elapsed());
    terminal.send("q");
    terminal.send("q");
    assert_eq!(terminal.ends(), 0);
}
