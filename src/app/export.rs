//! Writing coupons into a file: what is wanted, how far it is, what is said about it.
//!
//! The file is written outside; here an [`ExportJob`] goes out as an effect and a [`Report`] comes back.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::App;
use super::effect::Effect;
use super::field::Field;
use super::list::Listing;
use super::overlay::{Choice, Overlay, Prompt, Question};
use super::remote::{Remote, Slot, Ticket};
use super::toast::Tone;
use crate::domain::{ChosenCustomer, Customer, Entry, Failure, FileFormat, Page, Query};

/// Which coupons go into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The rows of the list, as filtered and ordered on the screen.
    Shown,
    /// The marked rows, on whatever page.
    Marked,
    /// Every page, asked for anew.
    EveryPage,
}

impl Scope {
    /// Every line of the chooser.
    pub const ALL: [Self; 3] = [Self::Shown, Self::Marked, Self::EveryPage];
}

/// What is to be written, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportJob {
    /// The file, as it was typed.
    pub file: String,
    /// Its format, by its name.
    pub format: FileFormat,
    /// The customer and the filter; every page begins with this one.
    pub query: Query,
    /// The coupons.
    pub coupons: Coupons,
}

/// The coupons of an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Coupons {
    /// These, in the order shown.
    Shown(Listing),
    /// These, of this customer.
    Marked(Box<Customer>, Vec<Entry>),
    /// All that the server has for this one of the customers it names.
    EveryPage(ChosenCustomer),
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// All of it is in the file.
    Written {
        /// How many coupons.
        coupons: u64,
        /// The file with its folder, as one would look for it.
        file: String,
        /// What is worth knowing about how it went.
        notes: Vec<String>,
    },
    /// Nothing was begun, since there can be no such file; another name may do.
    Refused(String),
    /// The file could not be written to its end, and is not left.
    NotWritten(String),
    /// The server or the way to it failed; no file is left.
    Failed(Failure),
}

/// The one export under way, and how far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Export {
    order: Remote<InProgress, Report>,
    written: u64,
}

/// What is known of an export while it goes on.
#[derive(Clone, Debug, PartialEq)]
struct InProgress {
    file: String,
    scope: Scope,
    total: Option<u64>,
}

impl Export {
    /// The ticket of the order that is being carried out.
    #[must_use]
    pub fn awaited(&self) -> Option<Ticket> {
        self.order.awaited()
    }

    /// How far it is, in words, while it goes on.
    #[must_use]
    pub fn progress(&self) -> Option<String> {
        let (InProgress { file, total, .. }, _) = self.order.asked()?;
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        Some(format!("Writing {file}: {}{of} coupons", self.written))
    }
}

impl App {
    /// The file that is being written.
    #[must_use]
    pub fn export(&self) -> &Export {
        &self.export
    }

    pub(super) fn open_export(&mut self) {
        let options = Scope::ALL.iter().map(|&scope| self.scope_label(scope)).collect();
        self.open_chooser(Choice::Export, options, 0);
    }

    fn scope_label(&self, scope: Scope) -> String {
        match (scope, self.list.marks()) {
            (Scope::Shown, _) => format!("what is shown: {}", coupons(self.list.len() as u64)),
            (Scope::Marked, 0) => "the marked ones: none is marked".to_owned(),
            (Scope::Marked, marks) => format!("the marked ones: {}", coupons(marks as u64)),
            (Scope::EveryPage, _) => match self.list.shown().and_then(|(_, listing)| listing.total()) {
                Some(total) => format!("every page, from the server: {}", coupons(total)),
                None => "every page, from the server".to_owned(),
            },
        }
    }

    pub(super) fn choose_scope(&mut self, scope: Scope) {
        match scope {
            Scope::Marked if self.list.marks() == 0 => self.say("No coupon is marked", Tone::Refused),
            Scope::Shown if self.list.is_empty() => self.say("No coupon is listed", Tone::Refused),
            Scope::Shown | Scope::Marked | Scope::EveryPage => {
                let name = self.drafts.file().unwrap_or_else(|| usual_name(self.now.wall, self.zone()));
                self.ask_for_file(scope, &name);
            }
        }
    }

    fn ask_for_file(&mut self, scope: Scope, name: &str) {
        let (question, field) = (Question::File(scope), Field::new(name));
        self.overlay = Some(Overlay::Prompt(Prompt { question, field, is_earlier: false }));
    }

    /// Orders the file of this name; one that says no format is asked for again.
    pub(super) fn export_into(&mut self, scope: Scope, name: &str, effects: &mut Vec<Effect>) {
        let file = name.trim();
        let Some(format) = FileFormat::of_name(file) else {
            self.ask_for_file(scope, name);
            self.say("The file's name must end in .ndjson or .csv", Tone::Refused);
            return;
        };
        let Some((query, coupons)) = self.ordered(scope) else { return };
        let total = self.expected(&coupons);
        let ticket = self.tickets.next(Slot::Export);
        let underway = InProgress { file: file.to_owned(), scope, total };
        self.export.order.start(ticket, underway, self.now.mono);
        self.export.written = 0;
        effects.push(Effect::Export(ticket, Box::new(ExportJob { file: file.to_owned(), format, query, coupons })));
    }

    fn ordered(&self, scope: Scope) -> Option<(Query, Coupons)> {
        let (ask, listing) = self.list.shown()?;
        let coupons = match scope {
            Scope::Shown => Coupons::Shown(listing.clone()),
            Scope::Marked => {
                let customer = listing.customer().cloned().unwrap_or_default();
                Coupons::Marked(Box::new(customer), self.list.chosen().into_iter().cloned().collect())
            }
            // a page that names nobody leaves open who comes first
            Scope::EveryPage => {
                let chosen = self.list.chosen_customer().cloned();
                Coupons::EveryPage(chosen.unwrap_or_else(|| ChosenCustomer::of(&[], 0)))
            }
        };
        let page = Page::first(self.list.stride());
        Some((Query { page, ..ask.query.clone() }, coupons))
    }

    fn expected(&self, coupons: &Coupons) -> Option<u64> {
        match coupons {
            Coupons::Shown(listing) => Some(listing.len() as u64),
            Coupons::Marked(_, rows) => Some(rows.len() as u64),
            Coupons::EveryPage(_) => self.list.shown().and_then(|(_, listing)| listing.total()),
        }
    }

    /// So many coupons are written by now.
    pub(super) fn exporting(&mut self, ticket: Ticket, written: u64) {
        if self.export.awaited() == Some(ticket) {
            self.export.written = written;
            self.pauses.retain(|(paused, ..)| *paused != ticket);
        }
    }

    /// The export has ended.
    pub(super) fn exported(&mut self, ticket: Ticket, report: Report) {
        let underway = self.export.order.asked().map(|(underway, _)| underway.clone());
        let Some(InProgress { file, scope, .. }) = underway.filter(|_| self.export.awaited() == Some(ticket)) else {
            return;
        };
        let asks_again = matches!(report, Report::Refused(_)) && self.overlay.is_none() && self.list.who().is_some();
        self.tell_of_export(&file, &report);
        self.export.order.settle(ticket, Ok(report));
        self.export = Export::default();
        if asks_again {
            self.ask_for_file(scope, &file);
        }
    }

    fn tell_of_export(&mut self, file: &str, report: &Report) {
        match report {
            Report::Written { coupons: written, file, notes } if notes.is_empty() => {
                self.say(format!("{} in {file}", coupons(*written)), Tone::Good);
            }
            Report::Written { coupons: written, file, notes } => {
                self.say(format!("{} in {file}; {}", coupons(*written), notes.join("; ")), Tone::Plain);
            }
            Report::Refused(why) => self.say(format!("Not written: {why}"), Tone::Bad),
            Report::NotWritten(why) => {
                self.say(format!("{file} could not be written and was removed: {why}"), Tone::Bad);
            }
            Report::Failed(failure) => self.say(format!("{file} is not written: {failure}"), Tone::Bad),
        }
    }

    /// Stops the export; true when there was one.
    pub(super) fn stop_export(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(ticket) = self.export.order.forget() else { return false };
        self.export = Export::default();
        effects.push(Effect::Abandon(ticket.slot));
        true
    }
}

/// "1 coupon", "250 coupons".
fn coupons(count: u64) -> String {
    format!("{count} coupon{}", if count == 1 { "" } else { "s" })
}

/// A name that says when, and nothing of the customer.
fn usual_name(now: Timestamp, zone: &TimeZone) -> String {
    format!("coupons-{}.{}", now.to_zoned(zone.clone()).strftime("%Y-%m-%d-%H%M%S"), FileFormat::Ndjson.extension())
}
