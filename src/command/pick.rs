//! `couponscope pick CUSTOMER`: the browser on the terminal, the chosen coupons on stdout.

use std::fs::OpenOptions;
use std::io::{self, Write};

use super::browse::{Visit, complain, exit, visit};
use super::{Exit, Moment};
use crate::app::copying;
use crate::cli::{Globals, Pick, PickField};
use crate::domain::Entry;
use crate::runtime::browser::Ending;
use crate::settings::{Lookup, Settings, variable};

/// Browses and prints what was chosen; leaving without choosing is [`Exit::Cancelled`].
#[must_use]
pub fn run(request: &Pick, globals: &Globals, env: Lookup<'_>, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
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
    let picking = Visit { request: &request.browse, globals, picks: true };
    match visit(picking, settings, env, terminal.map(Into::into)) {
        Ok(Ending::Picked(chosen)) => {
            let moment = Moment { zone, ..Moment::read() };
            match print(&chosen, request, &moment, out) {
                // whoever reads has enough
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
                Err(error) => complain(err, Exit::Usage, &format!("the choice cannot be printed: {error}")),
                Ok(()) => Exit::Done,
            }
        }
        Ok(Ending::Quit) => Exit::Cancelled,
        Ok(ending) => exit(&ending),
        Err(why) => complain(err, Exit::Usage, &why),
    }
}

fn print(chosen: &[Entry], request: &Pick, moment: &Moment, out: &mut dyn Write) -> io::Result<()> {
    let end = if request.print0 { b"\0" } else { b"\n" };
    for entry in chosen {
        if let Some(text) = text(entry, request.field, moment) {
            out.write_all(text.as_bytes())?;
            out.write_all(end)?;
        }
    }
    out.flush()
}

fn text(entry: &Entry, field: PickField, moment: &Moment) -> Option<String> {
    match field {
        PickField::Code => entry.code().map(ToString::to_string),
        PickField::Id => entry.id().map(ToString::to_string),
        PickField::Json => Some(super::list::entry_json(entry, moment)),
        PickField::Tsv => copying::row(entry, moment.now, &moment.zone),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::cli::{Browse, Request};
    use crate::domain::{Clean, Coupon, Id};

    fn printed(field: PickField, print0: bool) -> String {
        let coupon = |id: &str, code: &str| {
            Entry::Coupon(Coupon { id: Some(Id::number(id)), code: Clean::new(code), ..Coupon::default() })
        };
        let browse = Browse { who: None, request: Request::default() };
        let moment = Moment { now: jiff::Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
        let mut out = Vec::new();
        let chosen = [coupon("1", "007"), coupon("2", "aB")];
        print(&chosen, &Pick { browse, field, print0 }, &moment, &mut out).unwrap();
        String::from_utf8(out).unwrap()
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
