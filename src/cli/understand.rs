//! From what clap has read to an [`Invocation`]: what it cannot know is refused here.

use std::time::Duration;

use clap::error::ErrorKind;

use super::grammar::{self, Grammar, Sub};
use super::{Browse, Config, Export, Globals, Invocation, List, Output, Pick, Request, Sandbox, Task, Who, Wrong};
use crate::domain::{FileFormat, Filter, Kind, Typed};

pub(super) fn understand(grammar: Grammar) -> Result<Invocation, Wrong> {
    let Grammar { who, query, globals: raw, subcommand } = grammar;
    let globals = globals(raw)?;
    let task = match subcommand {
        None => Task::Browse(browse(who, &query)?),
        Some(sub) if is_given(&who, &query) => return Err(Wrong::clash(misplaced(&sub))),
        Some(sub) => task(sub, &globals)?,
    };
    Ok(Invocation { globals, task })
}

fn task(subcommand: Sub, globals: &Globals) -> Result<Task, Wrong> {
    Ok(match subcommand {
        Sub::List(raw) => Task::List(list(raw)?),
        Sub::Pick(raw) => Task::Pick(pick(raw)?),
        Sub::Export(raw) => Task::Export(export(raw)?),
        Sub::Sandbox(raw) => Task::Sandbox(sandbox(&raw, globals)?),
        Sub::Config(raw) => Task::Config(config(&raw.task)),
        Sub::History(grammar::History { task: grammar::HistoryTask::Clear }) => Task::ClearHistory,
        Sub::Doctor(grammar::Doctor { json }) => Task::Doctor { json },
        Sub::Completions(grammar::Completions { shell }) => Task::Completions(shell),
        Sub::Man => Task::Man,
    })
}

/// Where a customer, or an option of the list, belongs that stands in front of the subcommand.
fn misplaced(subcommand: &Sub) -> &'static str {
    match subcommand {
        Sub::List(_) => "the customer and options of the list stand behind 'list'",
        Sub::Pick(_) => "customer and options of 'pick' stand behind 'pick'",
        Sub::Export(_) => "'export' takes its customers from --input; its options stand behind 'export'",
        Sub::Sandbox(_) => "'sandbox' takes no customer and no options of the list",
        Sub::Config(_) | Sub::History(_) | Sub::Doctor(_) | Sub::Completions(_) | Sub::Man => {
            "this subcommand takes no customer and no options of the list"
        }
    }
}

fn is_given(who: &grammar::Who, query: &grammar::Query) -> bool {
    let names = [&who.customer, &who.mobile, &who.email, &who.external_id, &who.id];
    let grammar::Query { status, sort, code_case, limit, offset } = query;
    names.into_iter().any(Option::is_some)
        || [limit, offset].into_iter().any(Option::is_some)
        || status.is_some()
        || sort.is_some()
        || code_case.is_some()
}

fn globals(raw: grammar::Globals) -> Result<Globals, Wrong> {
    if raw.demo && raw.base_url.is_some() {
        return Err(Wrong::clash("--demo uses the built-in sandbox; it cannot be used with --base-url"));
    }
    if raw.demo && raw.profile.is_some() {
        return Err(Wrong::clash("--demo uses the built-in sandbox; it cannot be used with --profile"));
    }
    let grammar::Globals { base_url, demo, color, ascii, no_mask, profile, config, log_file } = raw;
    Ok(Globals { base_url, demo, color: color.unwrap_or_default(), ascii, no_mask, profile, config, log_file })
}

fn browse(raw: grammar::Who, query: &grammar::Query) -> Result<Browse, Wrong> {
    let who = who(raw)?;
    if who.is_none() && query.offset.is_some() {
        return Err(Wrong::clash("--offset needs a CUSTOMER to skip coupons of"));
    }
    Ok(Browse { who, request: request(query) })
}

/// The customer of a command that needs one.
fn needed(raw: grammar::Who) -> Result<Who, Wrong> {
    who(raw)?.ok_or_else(|| {
        let text = "name the customer: CUSTOMER, --mobile, --email, --external-id or --id";
        Wrong(ErrorKind::MissingRequiredArgument, text.to_owned())
    })
}

fn pick(raw: grammar::Pick) -> Result<Pick, Wrong> {
    let grammar::Pick { who, query, field, print0 } = raw;
    let browse = Browse { who: Some(needed(who)?), request: request(&query) };
    Ok(Pick { browse, field, print0 })
}

fn list(raw: grammar::List) -> Result<List, Wrong> {
    let grammar::List { who, query, all, output, fields } = raw;
    let who = needed(who)?;
    if output == Output::Json && !fields.is_empty() {
        return Err(Wrong::clash("--fields is for table, ndjson and csv; a json document is printed whole"));
    }
    if let Some(twice) = named_twice(&fields) {
        return Err(Wrong::clash(&format!("--fields names {twice} twice")));
    }
    Ok(List { who, request: request(&query), all, output, fields })
}

fn named_twice(fields: &[&'static str]) -> Option<&'static str> {
    let is_again =
        |(at, field): &(usize, &&'static str)| fields.get(..*at).is_some_and(|before| before.contains(field));
    fields.iter().enumerate().find(is_again).map(|(_, field)| *field)
}

fn config(raw: &grammar::ConfigTask) -> Config {
    match raw {
        grammar::ConfigTask::Init => Config::Init,
        grammar::ConfigTask::Check => Config::Check,
        grammar::ConfigTask::Show => Config::Show,
        grammar::ConfigTask::Path => Config::Path,
        grammar::ConfigTask::Schema => Config::Schema,
    }
}

fn sandbox(raw: &grammar::Sandbox, globals: &Globals) -> Result<Sandbox, Wrong> {
    if globals.demo || globals.base_url.is_some() {
        return Err(Wrong::clash("'sandbox' is a server itself; --demo and --base-url are for its clients"));
    }
    Ok(Sandbox { port: raw.port, latency: Duration::from_millis(raw.latency), fail_every: raw.fail_every })
}

fn export(raw: grammar::Export) -> Result<Export, Wrong> {
    let format = match FileFormat::of_name(&raw.output.to_string_lossy()) {
        Some(FileFormat::Ndjson) => Output::Ndjson,
        Some(FileFormat::Csv) => Output::Csv,
        None => {
            let text = "--output: the file's name must end in .ndjson or .csv, which says how to write it";
            return Err(Wrong(ErrorKind::ValueValidation, text.to_owned()));
        }
    };
    let input = Some(raw.input).filter(|input| input.as_os_str() != "-");
    let grammar::Export { output, resume, quiet, .. } = raw;
    Ok(Export { input, output, format, request: request(&raw.query), resume, quiet })
}

fn request(raw: &grammar::Query) -> Request {
    let filter = Filter {
        status: raw.status,
        order: raw.sort.unwrap_or_default(),
        code_case: raw.code_case.unwrap_or_default(),
    };
    Request { filter, limit: raw.limit, offset: raw.offset.unwrap_or(0) }
}

fn who(raw: grammar::Who) -> Result<Option<Who>, Wrong> {
    let named = [
        (None, raw.customer),
        (Some(Kind::Mobile), raw.mobile),
        (Some(Kind::Email), raw.email),
        (Some(Kind::ExternalId), raw.external_id),
        (Some(Kind::Id), raw.id),
    ];
    // clap has seen to it that at most one of them is there
    let Some((kind, text)) = named.into_iter().find_map(|(kind, text)| Some((kind, text?))) else { return Ok(None) };
    if text == "-" {
        return Ok(Some(Who::Stdin(kind)));
    }
    match Typed::new(kind, &text) {
        Ok(typed) => Ok(Some(Who::Given(typed))),
        Err(error) => Err(Wrong(ErrorKind::ValueValidation, format!("{error} (a kind can be stated: ext:…)"))),
    }
}
