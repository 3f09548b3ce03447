//! What is copied, and what is said about it. Only cleaned text is ever copied.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::effect::Effect;
use super::msg::{CopyNumber, CopyReport};
use super::overlay::{Choice, Chooser, Overlay};
use super::scroll::Scroll;
use super::sentence::Sentence;
use super::toast::Tone;
use super::{App, Server};
use crate::domain::{Clean, Coupon, CouponState, Entry, Expiry, Query, calendar, measure};
use crate::layout::Pane;

/// The most that goes through an escape sequence: xterm takes 100,000 bytes of base64.
pub const MOST_BYTES: usize = 74_994;

/// What was handed over to be copied: for the message that says what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    number: CopyNumber,
    /// All of it.
    text: Arc<str>,
    /// In a few words.
    what: String,
    /// Hidden characters were left out.
    cleaned: bool,
}

impl Copied {
    /// What the toast says: no more than is known.
    fn told(&self, report: CopyReport) -> (Sentence, Tone) {
        let what = &self.what;
        let (told, tone): (Sentence, Tone) = match report {
            CopyReport::Confirmed => (format!("Copied {what}").into(), Tone::Good),
            CopyReport::InTmux => (format!("In tmux's buffer, sent on to your terminal: {what}").into(), Tone::Good),
            CopyReport::InTmuxAlone => (self.by_hand("In tmux's buffer; your terminal does not confirm"), Tone::Good),
            CopyReport::Sent => (self.by_hand("Sent to your terminal (it does not confirm)"), Tone::Good),
            CopyReport::SentThroughMultiplexer => {
                (self.by_hand("Sent; tmux's or screen's defaults may drop it"), Tone::Plain)
            }
            CopyReport::NoWay => ("This terminal takes no copies: mark the text with the mouse".into(), Tone::Plain),
            CopyReport::Failed(why) => (self.by_hand(format!("Not copied: {why}")), Tone::Bad),
        };
        (told.and(if self.cleaned { " (hidden characters left out)" } else { "" }), tone)
    }

    /// With the hint at the copy view. What is one line is not named: on 80 columns the hint would go.
    fn by_hand(&self, told: impl Into<Sentence>) -> Sentence {
        let told = told.into().and("; {copy-view} shows it for copying by hand");
        if self.text.contains('\n') { told.and(format!(" ({})", self.what)) } else { told }
    }
}

/// What the copy menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAs {
    /// The code alone.
    Code,
    /// Code and offer.
    CodeAndOffer,
    /// The row, tab-separated.
    Row,
    /// The bill it was issued on.
    Transaction,
    /// The vendor's id of the customer.
    CustomerId,
    /// The selected coupon's JSON as the server sent it.
    Json,
    /// The request as a command line, without credentials.
    Curl,
}

impl CopyAs {
    /// Every line of the menu.
    pub const ALL: [Self; 7] =
        [Self::Code, Self::CodeAndOffer, Self::Row, Self::Transaction, Self::CustomerId, Self::Json, Self::Curl];

    /// In words; so many marked coupons are copied, or with none of them the selected one.
    fn label(self, marked: usize) -> String {
        let those = |what: &str| match marked {
            0 => format!("the {what}"),
            1 => format!("the marked {what}"),
            _ => format!("the {marked} marked {what}s"),
        };
        match (self, marked) {
            (Self::Code, _) => those("code"),
            (Self::CodeAndOffer, 0) => "the code and the offer".to_owned(),
            (Self::CodeAndOffer, 1) => "the marked code and its offer".to_owned(),
            (Self::CodeAndOffer, _) => format!("{} and their offers", those("code")),
            (Self::Row, _) => format!("{}, tab-separated, for a spreadsheet", those("row")),
            (Self::Transaction, 0) => "the bill it was issued on".to_owned(),
            (Self::Transaction, 1) => "the bill of the marked coupon".to_owned(),
            (Self::Transaction, _) => format!("the bills of {}", those("coupon")),
            (Self::CustomerId, _) => "the customer's id".to_owned(),
            (Self::Json, _) => "the selected coupon's original JSON".to_owned(),
            (Self::Curl, _) => "the request as a curl command, without credentials".to_owned(),
        }
    }
}

impl App {
    /// Copies what the focus is on: the chosen codes, or what the cursor of the detail is on.
    pub(super) fn copy(&mut self, effects: &mut Vec<Effect>) {
        let text = self.under_focus();
        let what = if self.focus == Pane::Detail { measure::cut(&text, 30, "…") } else { self.names_of_codes() };
        self.copy_text(text, what, effects);
    }

    /// Shows instead of copying: what was just copied, while the message about it stands, or else what
    /// the focus is on.
    pub(super) fn view_copy(&mut self) {
        let copied = self.toast.as_ref().and_then(|toast| toast.copied.as_ref()).map(ToString::to_string);
        let text = copied.unwrap_or_else(|| self.under_focus());
        if text.is_empty() {
            self.say("There is nothing to show", Tone::Bad);
        } else {
            self.overlay = Some(Overlay::CopyView(text));
        }
    }

    pub(super) fn open_copy_menu(&mut self) {
        let marked = self.marks_to_copy();
        let options = CopyAs::ALL.iter().map(|what| what.label(marked)).collect();
        self.overlay = Some(Overlay::Chooser(Chooser { choice: Choice::CopyAs, options, scroll: Scroll::default() }));
    }

    pub(super) fn copy_as(&mut self, what: CopyAs, effects: &mut Vec<Effect>) {
        let text = match what {
            CopyAs::CustomerId => self.customer_id(),
            CopyAs::Code => self.each_chosen(code),
            CopyAs::CodeAndOffer => self.each_chosen(code_and_offer),
            CopyAs::Row => self.each_chosen(|entry| row(entry, self.wall(), self.zone())),
            CopyAs::Transaction => {
                self.each_chosen(|entry| coupon_text(entry, |c| c.transaction().map(ToString::to_string)))
            }
            CopyAs::Json => self.selected_json(),
            CopyAs::Curl if self.preferences.server.is_none() => {
                self.say("The built-in sandbox has an address of its own at every start", Tone::Bad);
                return;
            }
            CopyAs::Curl => self.curl(),
        };
        let what = if what == CopyAs::Code { self.names_of_codes() } else { what.label(self.marks_to_copy()) };
        self.copy_text(text, what, effects);
    }

    /// What the toast says once it is known what became of the last copy.
    pub(super) fn report(&mut self, number: CopyNumber, report: CopyReport) {
        // its message keeps the text from here on, as long as it stands
        let Some(copied) = self.copied.take_if(|copied| copied.number == number) else { return };
        if report == CopyReport::NoWay {
            self.overlay = Some(Overlay::CopyView(copied.text.to_string()));
        }
        let (words, tone) = copied.told(report);
        self.say(words, tone);
        if let Some(toast) = &mut self.toast {
            toast.copied = Some(copied.text);
        }
    }

    fn copy_text(&mut self, text: String, what: String, effects: &mut Vec<Effect>) {
        if text.trim().is_empty() {
            self.say("There is nothing to copy here", Tone::Bad);
        } else if text.len() > MOST_BYTES {
            self.say("That is more than a terminal takes; {export} writes it into a file", Tone::Bad);
        } else {
            self.copies.0 += 1;
            let cleaned = self.holds_an_altered_code(&text);
            self.copied = Some(Copied { number: self.copies, text: text.as_str().into(), what, cleaned });
            effects.push(Effect::Copy(self.copies, text));
        }
    }

    fn under_focus(&self) -> String {
        if self.focus != Pane::Detail {
            return self.each_chosen(code);
        }
        let lines = self.detail_lines();
        let line = lines.get(self.detail.scroll().cursor());
        line.and_then(|line| line.copy.as_ref()).map(ToString::to_string).unwrap_or_default()
    }

    fn names_of_codes(&self) -> String {
        let codes: Vec<String> = self.chosen().into_iter().filter_map(code).collect();
        match codes.as_slice() {
            [one] if self.marks_to_copy() > 0 => format!("{one} (marked)"),
            [one] => one.clone(),
            many => format!("{} marked codes", many.len()),
        }
    }

    /// True where a code of which hidden characters were left out is among what is copied.
    fn holds_an_altered_code(&self, text: &str) -> bool {
        let altered =
            |entry: &&Entry| entry.code().is_some_and(|code| code.was_altered() && text.contains(code.as_str()));
        self.chosen().iter().any(altered)
    }

    fn selected_json(&self) -> String {
        let place = self.list.scroll().cursor();
        let json = self.list.shown().and_then(|(_, listing)| listing.original(place));
        json.unwrap_or_default().iter().map(Clean::as_str).collect::<Vec<_>>().join("\n")
    }

    /// Empty where the server's address is not known beforehand, as with the sandbox.
    fn curl(&self) -> String {
        let shown = self.list.shown().zip(self.preferences.server.as_ref());
        shown.map(|((ask, _), server)| curl_command(server, &ask.query)).unwrap_or_default()
    }

    fn each_chosen(&self, text: impl Fn(&Entry) -> Option<String>) -> String {
        let lines: Vec<String> = self.chosen().into_iter().filter_map(text).collect();
        lines.join("\n")
    }

    /// In the detail the coupon that is looked at, in the list the marked ones or the selected one.
    pub(super) fn chosen(&self) -> Vec<&Entry> {
        if self.focus == Pane::Detail { self.list.selected().into_iter().collect() } else { self.list.chosen() }
    }

    /// How many marked coupons are copied instead of the selected one.
    pub(super) fn marks_to_copy(&self) -> usize {
        if self.focus == Pane::Detail { 0 } else { self.list.marks() }
    }

    fn customer_id(&self) -> String {
        let customer = self.list.shown().and_then(|(_, listing)| listing.customer());
        customer.and_then(|customer| customer.id.as_ref()).map(ToString::to_string).unwrap_or_default()
    }
}

/// A coupon as one row for a spreadsheet: code, state, discount, end, offer, id, tab-separated.
#[must_use]
pub fn row(entry: &Entry, now: Timestamp, zone: &TimeZone) -> Option<String> {
    let coupon = entry.coupon()?;
    let end = Expiry::of(coupon, zone).map(|expiry| {
        // a spreadsheet wants a date, not a sentence
        let day = || calendar::day(calendar::last_day(&expiry, zone));
        if expiry.approximate { day() } else { calendar::last_moment(&expiry, zone) }
    });
    let cells = [
        coupon.code.to_string(),
        CouponState::of(entry, now, zone).label().to_owned(),
        coupon.discount.short(),
        end.unwrap_or_default(),
        coupon.description.as_ref().map(ToString::to_string).unwrap_or_default(),
        coupon.id.as_ref().map(ToString::to_string).unwrap_or_default(),
    ];
    Some(cells.join("\t"))
}

/// The request that brought what is shown, quoted for a shell.
fn curl_command(server: &Server, query: &Query) -> String {
    let parameters = query.parameters(&server.external_id_parameter, server.include_reversed);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let url = quoted(&format!("{}{}", server.base_url.trim_end_matches('/'), Query::PATH));
    let data =
        parameters.iter().map(|(name, value)| format!(" --data-urlencode {}", quoted(&format!("{name}={value}"))));
    format!(
        "curl -G {url}{} -H 'Accept: application/json' -H 'Content-Type: application/json'",
        data.collect::<String>()
    )
}

fn code(entry: &Entry) -> Option<String> {
    entry.code().map(ToString::to_string).filter(|code| !code.is_empty())
}

fn code_and_offer(entry: &Entry) -> Option<String> {
    let offer = coupon_text(entry, |coupon| coupon.description.as_ref().map(ToString::to_string));
    Some([Some(code(entry)?), offer].into_iter().flatten().collect::<Vec<_>>().join("  "))
}

fn coupon_text(entry: &Entry, text: impl Fn(&Coupon) -> Option<String>) -> Option<String> {
    entry.coupon().and_then(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Filter, Identifier, Page, Status};

    #[test]
    fn the_curl_command_asks_the_same_and_holds_no_credentials() {
        let server = Server {
            base_url: "https://eu.example.com/".to_owned(),
            external_id_parameter: "externalId".to_owned(),
            include_reversed: true,
        };
        let who = Identifier::parse("ext:it's \"A\" & B").unwrap();
        let filter = Filter { status: Some(Status::Redeemable), ..Filter::default() };
        let command = curl_command(&server, &Query { who, filter, page: Page::nth(2, 100) });
        assert_eq!(
            command,
            "curl -G 'https://eu.example.com/v2/customers/coupons' --data-urlencode 'externalId=it'\\''s \"A\" & B' \
             --data-urlencode 'status=REDEEMABLE' --data-urlencode 'coupon_code_case=AS_IT_IS' \
             --data-urlencode 'sort_order=DESC' --data-urlencode 'limit=100' --data-urlencode 'offset=200' \
             --data-urlencode 'include_reversed_redemptions=true' -H 'Accept: application/json' -H 'Content-Type: application/json'"
        );
    }
}
