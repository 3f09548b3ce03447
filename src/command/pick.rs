//! `couponscope pick CUSTOMER`: the browser on the terminal, the chosen coupons on stdout.

use std::fs::OpenOptions;
use std::io::{self, Write};

use super::browse::{Visit, complain, exit, visit};
use super::list::Spelling;
use super::plain::{Plain, Replacement};
use super::{Exit, Moment};
use crate::app::{Picked, copying};
use crate::cli::{Globals, Pick, PickField};
use crate::domain::{Clean, Entry};
use crate::runtime::browser::Ending;
use crate::settings::{Lookup, Settings, variable};
use crate::system_error;

/// Where the choice goes.
pub struct Out<'a> {
    /// Stdout.
    pub stream: &'a mut dyn Write,
    /// A person reads it, and not a program.
    pub on_terminal: bool,
}

/// Browses and prints what was chosen; leaving without choosing is [`Exit::Cancelled`].
#[must_use]
pub fn run(request: &Pick, globals: &Globals, env: Lookup<'_>, out: Out<'_>, err: &mut dyn Write) -> Exit {
    // stdout may be a pipe: the screen is on the terminal that the process belongs to
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty");
    if terminal.is_err() || variable(env, "TERM").as_deref() == Some("dumb") {
        return complain(err, Exit::Usage, "Picking needs a terminal; use `couponscope list`");
    }
    let settings = match Settings::resolve(globals, env).and_then(Settings::asked) {
        Ok(settings) => settings,
        Err(error) => return complain(err, Exit::of_settings(&error), &error.to_string()),
    };
    let zone = settings.zone.clone();
    let is_plain = out.on_terminal && settings.looks.ascii;
    let picking = Visit { request: &request.browse, globals, picks: Some(picked(request.field)) };
    match visit(picking, settings, env, terminal.map(Into::into)) {
        Ok(Ending::Picked(chosen)) => {
            let moment = Moment { zone, ..Moment::read() };
            let spelling = if out.on_terminal { Spelling::Cleaned } else { Spelling::Exact };
            let printed = if is_plain {
                print(&chosen, request, &moment, spelling, &mut Plain::new(out.stream, replacement(request.field)))
            } else {
                print(&chosen, request, &moment, spelling, out.stream)
            };
            match printed {
                // whoever reads has enough
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
                Err(error) => complain(
                    err,
                    Exit::Usage,
                    &format!("the choice cannot be printed: {}", system_error::writing(&error)),
                ),
                Ok(()) => Exit::Done,
            }
        }
        Ok(Ending::Quit) => Exit::Cancelled,
        Ok(ending) => exit(&ending),
        Err(why) => complain(err, Exit::Usage, &why),
    }
}

fn picked(field: PickField) -> Picked {
    match field {
        PickField::Code => Picked::Code,
        PickField::Id => Picked::Id,
        PickField::Json => Picked::Json,
        PickField::Tsv => Picked::Row,
    }
}

/// How a terminal that is not UTF-8 gets what is not ASCII.
fn replacement(field: PickField) -> Replacement {
    match field {
        PickField::Json => Replacement::Escapes,
        PickField::Code | PickField::Id | PickField::Tsv => Replacement::Signs,
    }
}

fn print(chosen: &[Entry], request: &Pick, moment: &Moment, spelling: Spelling, out: &mut dyn Write) -> io::Result<()> {
    let end = if request.print0 { '\0' } else { '\n' };
    let spelled = |text: &Clean| match spelling {
        // one that holds the end of another would be taken for two
        Spelling::Exact if !text.exact().contains(end) => text.exact().to_owned(),
        Spelling::Exact | Spelling::Cleaned => text.to_string(),
    };
    for entry in chosen {
        let text = match request.field {
            PickField::Code => entry.code().map(spelled),
            PickField::Id => entry.id().map(spelled),
            PickField::Json => Some(super::list::entry_json(entry, moment)),
            PickField::Tsv => copying::row(entry, moment.now, &moment.zone),
        };
        if let Some(text) = text {
            write!(out, "{text}{end}")?;
        }
    }
    out.flush()
}
#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::cli::{Browse, Request};
    use crate::domain::{Coupon, Id};

    fn coupon(id: &str, code: &str) -> Entry {
        Entry::Coupon(Coupon { id: Some(Id::number(id)), code: Clean::keeping(code), ..Coupon::default() })
    }

    fn printed(field: PickField, print0: bool) -> String {
        written(&[coupon("1", "007"), coupon("2", "aB")], field, print0, Spelling::Cleaned)
    }

    fn written(chosen: &[Entry], field: PickField, print0: bool, spelling: Spelling) -> String {
        let browse = Browse { who: None, request: Request::default() };
        let moment = Moment { now: jiff::Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
        let mut out = Vec::new();
        print(chosen, &Pick { browse, field, print0 }, &moment, spelling, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_program_gets_codes_as_the_server_has_them_and_each_as_one() {
        let codes = [coupon("1", "a\u{200b}b"), coupon("2", "c\nd"), coupon("3", "e\0f")];
        let to = |print0, spelling| written(&codes, PickField::Code, print0, spelling);
        assert_eq!(to(false, Spelling::Exact), "a\u{200b}b\nc d\ne\0f\n");
        assert_eq!(to(true, Spelling::Exact), "a\u{200b}b\0c\nd\0ef\0");
        assert_eq!(to(false, Spelling::Cleaned), "ab\nc d\nef\n", "a terminal acts upon nothing");
    }

    #[test]
    fn each_chosen_coupon_is_printed_as_asked() {
        assert_eq!(printed(PickField::Code, false), "007\naB\n");
        assert_eq!(printed(PickField::Code, true), "007\0aB\0");
        assert_eq!(printed(PickField::Id, false), "1\n2\n");
        assert!(printed(PickField::Tsv, false).starts_with("007\tunknown\t"));
        let json = printed(PickField::Json, false);
        assert!(json.lines().count() == 2 && json.contains("\"code\":\"aB\""), "{json}");
    }
}
