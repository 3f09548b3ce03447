//! Command lines in, invocations or complaints out.

use super::*;
use crate::domain::{CodeCase, SortOrder, Status};

fn read(line: &str) -> Result<Invocation, clap::Error> {
    parse(std::iter::once("couponscope").chain(line.split_whitespace()).map(OsString::from))
}

fn complaint(line: &str) -> String {
    let error = read(line).unwrap_err();
    assert_eq!(error.exit_code(), 2, "{line}");
    error.to_string()
}

fn listed(line: &str) -> List {
    match read(line).unwrap_or_else(|error| panic!("{line}: {error}")).task {
        Task::List(list) => list,
        other => panic!("{line}: {other:?}"),
    }
}

fn given(line: &str) -> (Kind, String) {
    match listed(line).who {
        Who::Given(typed) => {
            let identifier = typed.identifier(None).unwrap();
            (identifier.kind(), identifier.value().to_owned())
        }
        Who::Stdin(kind) => panic!("{line}: stdin {kind:?}"),
    }
}

#[test]
fn the_grammar_holds_together() {
    command().debug_assert();
}

#[test]
fn what_hides_customers_leaves_our_own_words_alone() {
    assert!(complaint("list ext:").contains("no customer given (a kind can be stated: ext:…)"));
    assert!(complaint("list @").contains("an e-mail address has an @ and no blanks"));
}

#[test]
fn nobody_is_told_to_pass_an_option_as_a_customer() {
    for line in ["list x --limit -1", "list x --password", "--limit -1"] {
        let said = complaint(line);
        assert!(said.contains("unexpected argument '-") && !said.contains("as a value"), "{said}");
    }
    assert!(complaint("list x --statu expired").contains("--status"), "what helps stays");
}

#[test]
fn every_way_to_name_a_customer_is_understood() {
    let cases = [
        ("list 918860000001", (Kind::Mobile, "918860000001")),
        ("list ann@example.com", (Kind::Email, "ann@example.com")),
        ("list ext:A-17", (Kind::ExternalId, "A-17")),
        ("list id:401031250", (Kind::Id, "401031250")),
        ("list --mobile +91-9800000001", (Kind::Mobile, "919800000001")),
        ("list --email=ann@example.com", (Kind::Email, "ann@example.com")),
        ("list --external-id 918860000001", (Kind::ExternalId, "918860000001")),
        ("list --id 401031250", (Kind::Id, "401031250")),
        ("list -- lst", (Kind::ExternalId, "lst")),
    ];
    for (line, (kind, value)) in cases {
        assert_eq!(given(line), (kind, value.to_owned()), "{line}");
    }
    let quoted = ["couponscope", "list", "+91 98000-00001"].map(OsString::from);
    assert!(
        matches!(parse(quoted).unwrap().task, Task::List(List { who: Who::Given(typed), .. }) if typed.identifier(None).unwrap().value() == "919800000001")
    );
}

#[test]
fn a_dash_stands_for_stdin_with_or_without_a_kind() {
    assert_eq!(listed("list -").who, Who::Stdin(None));
    assert_eq!(listed("list --mobile -").who, Who::Stdin(Some(Kind::Mobile)));
}

#[test]
fn the_options_of_the_list_become_a_request() {
    let line =
        "list X --status ACTIVE_UNREDEEMED --sort ASC --code-case upper --limit 7 --offset 14 --all --output ndjson";
    let list = listed(line);
    let filter =
        Filter { status: Some(Status::ActiveUnredeemed), order: SortOrder::Ascending, code_case: CodeCase::Upper };
    assert_eq!(list.request, Request { filter, limit: Some(7), offset: 14 });
    assert_eq!(list.request.page(100), Page { offset: 14, limit: 7 });
    assert_eq!((list.all, list.output), (true, Output::Ndjson));
    assert_eq!(listed("list X").request.page(25), Page { offset: 0, limit: 25 });
}

#[test]
fn all_nine_statuses_have_a_name_in_either_spelling() {
    for status in Status::ALL {
        for name in [status.param().to_owned(), status.param().to_lowercase().replace('_', "-")] {
            assert_eq!(listed(&format!("list X --status {name}")).request.filter.status, Some(status), "{name}");
        }
    }
}

#[test]
fn fields_are_chosen_by_their_path_and_a_slip_is_answered_with_the_right_one() {
    let list = listed("list X --output csv --fields code,VALIDTILL,state.expiresAt");
    assert_eq!(list.fields, ["code", "validTill", "state.expiresAt"]);
    assert!(complaint("list X --fields state.expireAt").contains("'state.expiresAt'"));
    assert!(complaint("list X --fields code,validtil").contains("'validTill'"));
    complaint("list X --output json --fields code");
    complaint("list X --fields code,,id");
}

#[test]
fn a_wrong_status_is_answered_with_the_right_one() {
    let said = complaint("list X --status ACTIV");
    assert!(said.contains("'active'") && said.contains("expired-unredeemed"), "{said}");
    assert!(complaint("list X --status redeemd").contains("'redeemed'"));
}

#[test]
fn out_of_range_and_wrong_words_are_usage_errors() {
    for line in [
        "list X --limit 101",
        "list X --limit 0",
        "list X --offset -1",
        "list X --sort up",
        "list X --output xml",
        "list X --color sometimes",
        "list X --password secret",
        "sandbox --fail-every 0",
        "sandbox --port 70000",
        "list --id ann",
    ] {
        complaint(line);
    }
}

#[test]
fn exactly_one_customer_is_named() {
    assert!(complaint("list").contains("name the customer"));
    complaint("list 918860000001 --email ann@example.com");
    complaint("list --mobile 918860000001 --id 5");
    complaint("--mobile 918860000001 --id 5");
    for line in ["list 918860000001 ann@example.com", "918860000001 ann@example.com"] {
        let said = complaint(line);
        assert!(!said.contains("ann") && !said.contains("8860"), "{said}");
    }
}

#[test]
fn a_refused_customer_is_not_repeated() {
    let said = complaint("list --mobile ann.secret");
    assert!(said.contains("digits") && !said.contains("secret"), "{said}");
}

#[test]
fn global_options_stand_on_either_side() {
    for line in ["--demo --ascii --no-mask --color never list X", "list X --demo --ascii --no-mask --color NEVER"] {
        let globals = read(line).unwrap().globals;
        let expected = Globals { demo: true, color: Color::Never, ascii: true, no_mask: true, ..Globals::default() };
        assert_eq!(globals, expected, "{line}");
    }
    let globals = read("--profile eu list X --config c.toml").unwrap().globals;
    assert_eq!((globals.profile.as_deref(), globals.config), (Some("eu"), Some("c.toml".into())));
    for line in ["--log-file c.log list X", "list X --log-file c.log", "--log-file c.log", "--log-file c.log man"] {
        assert_eq!(read(line).unwrap().globals.log_file, Some("c.log".into()), "{line}");
    }
    assert_eq!(read("list X --base-url http://h").unwrap().globals.base_url.as_deref(), Some("http://h"));
}

#[test]
fn what_makes_no_sense_together_is_refused() {
    for line in [
        "--demo --base-url http://127.0.0.1:1",
        "--demo --profile eu",
        "--demo list X --base-url http://127.0.0.1:1",
        "--base-url http://127.0.0.1:1 list X --demo",
        "--status active list X",
        "918860000001 list",
        "918860000001 sandbox",
        "sandbox --demo",
        "sandbox --base-url http://127.0.0.1:1",
        "--offset 5",
        "--all",
        "list X --output csv --fields code,id,code",
    ] {
        complaint(line);
    }
}

#[test]
fn without_a_subcommand_the_browser_is_meant() {
    let Task::Browse(browse) = read("--demo --status redeemable").unwrap().task else { panic!("browse") };
    assert_eq!((browse.who, browse.request.filter.status), (None, Some(Status::Redeemable)));
    let Task::Browse(browse) = read("918860000001 --offset 100").unwrap().task else { panic!("browse") };
    assert!(browse.who.is_some());
    assert_eq!(browse.request.offset, 100);
}

#[test]
fn an_export_knows_its_files_and_the_format_by_the_name() {
    let exported = |line: &str| match read(line).unwrap().task {
        Task::Export(export) => export,
        other => panic!("{line}: {other:?}"),
    };
    let export = exported("export --input - --output a/b.NDJSON --status redeemable --resume --quiet");
    assert_eq!((export.input, export.output.to_str(), export.format), (None, Some("a/b.NDJSON"), Output::Ndjson));
    assert_eq!(export.request.filter.status, Some(Status::Redeemable));
    assert!(export.resume && export.quiet);
    assert_eq!(exported("export --input in --output out.csv --offset 5").request.offset, 5);
    let export = exported("--demo export --input in --output out.csv --limit 20");
    assert_eq!((export.input, export.format), (Some("in".into()), Output::Csv));
    assert_eq!((export.request.limit, export.resume, export.quiet), (Some(20), false, false));
    for line in [
        "export --input in",
        "export --output out.csv",
        "export --input in --output out.json",
        "export --input in --output out",
        "export 918860000001 --input in --output out.csv",
        "918860000001 export --input in --output out.csv",
    ] {
        complaint(line);
    }
}

#[test]
fn completions_name_a_shell_and_neither_they_nor_the_manual_take_a_customer() {
    assert_eq!(read("completions zsh").unwrap().task, Task::Completions(Shell::Zsh));
    assert_eq!(read("man").unwrap().task, Task::Man);
    assert!(complaint("completions bsh").contains("'bash'"));
    for line in ["completions", "918860000001 man", "--status active completions bash", "man 918860000001"] {
        complaint(line);
    }
}

#[test]
fn the_sandbox_takes_its_faults() {
    let Task::Sandbox(sandbox) = read("sandbox --port 8088 --latency 250 --fail-every 3").unwrap().task else {
        panic!("sandbox")
    };
    assert_eq!(sandbox, Sandbox { port: 8088, latency: Duration::from_millis(250), fail_every: Some(3) });
}

#[test]
fn the_subcommands_about_the_program_itself_are_understood() {
    let task = |line: &str| read(line).unwrap().task;
    assert_eq!(task("config show --profile eu"), Task::Config(Config::Show));
    assert_eq!(task("config init"), Task::Config(Config::Init));
    assert_eq!(task("--config c.toml config check"), Task::Config(Config::Check));
    assert_eq!(task("config path"), Task::Config(Config::Path));
    assert_eq!(task("history clear"), Task::ClearHistory);
    assert_eq!(task("doctor --json"), Task::Doctor { json: true });
    for line in ["config", "config shwo", "history", "918860000001 doctor", "config init --password x"] {
        complaint(line);
    }
}

#[test]
fn a_slip_in_a_subcommand_is_not_looked_up() {
    assert!(complaint("lst 918860000001").contains("'list'"));
    assert!(complaint("exprot --input F").contains("'export'"));
}

#[test]
fn help_and_version_are_no_errors_and_tell_the_exit_codes() {
    for line in ["--help", "--version", "list --help", "list --version", "sandbox --help", "help list"] {
        assert_eq!(read(line).unwrap_err().exit_code(), 0, "{line}");
    }
    let help = read("--help").unwrap_err().to_string();
    for part in ["Exit codes", "130", "--no-mask", "COUPONSCOPE_CLIENT_SECRET", "Examples", "--external-id"] {
        assert!(help.contains(part), "{part}");
    }
}

#[test]
fn a_customer_in_the_wrong_place_does_not_stand_in_the_error() {
    for line in [
        "list --limit 918860000001",
        "list --limit=918860000001",
        "list X --offset +91-98860-00001",
        "list --status 918860000001",
        "list --sort ann@example.com",
        "list --fields code,918860000001",
        "list --918860000001",
        "list X --all=918860000001",
        "list X 918860000001",
        "config 918860000001",
        "history ann@example.com",
        "completions 918860000001",
        "sandbox --port 918860000001",
        "export --status id:4711 --input a --output b.csv",
        "doctor 918860000001",
    ] {
        let said = complaint(line);
        for customer in ["8860", "98860", "ann@", "4711"] {
            assert!(!said.contains(customer), "{line}: {said}");
        }
        assert!(said.starts_with("error: ") && !said.starts_with("error: error"), "{said}");
    }
    assert!(complaint("list --limit 918860000001").contains("--limit <N>"));
    assert!(complaint("list X --limit 101").contains("101"), "what is no customer is repeated");
}

#[test]
fn a_word_too_many_is_answered_with_where_customers_belong() {
    for name in ["doctor", "man", "sandbox", "completions bash", "config check", "history clear"] {
        let first = name.split(' ').next().unwrap();
        let said = complaint(&format!("{name} x"));
        assert!(said.contains(&format!("a word too many; '{first}' takes no customer")), "{said}");
    }
    assert!(complaint("export x --input a --output b.csv").contains("'export' takes its customers from --input"));
    for line in ["list x y", "pick x y", "x y"] {
        assert!(complaint(line).contains("name one customer"), "{line}");
    }
}
