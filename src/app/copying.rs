//! What is copied, and what is said about it. Only cleaned text is ever copied.

use super::App;
use super::effect::Effect;
use super::msg::CopyReport;
use super::overlay::{Choice, Chooser, Overlay};
use super::scroll::Scroll;
use super::toast::Tone;
use crate::domain::{Coupon, Entry, calendar};
use crate::layout::Pane;

/// The most that goes through an escape sequence: xterm takes 100,000 bytes of base64.
pub const MOST_BYTES: usize = 74_994;

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
}

impl CopyAs {
    /// Every line of the menu.
    pub const ALL: [Self; 5] = [Self::Code, Self::CodeAndOffer, Self::Row, Self::Transaction, Self::CustomerId];

    fn label(self) -> &'static str {
        match self {
            Self::Code => "the code",
            Self::CodeAndOffer => "the code and the offer",
            Self::Row => "the row, tab-separated, for a spreadsheet",
            Self::Transaction => "the bill it was issued on",
            Self::CustomerId => "the customer's id",
        }
    }
}

impl App {
    /// Copies what the focus is on: the chosen codes, or what the cursor of the detail is on.
    pub(super) fn copy(&mut self, effects: &mut Vec<Effect>) {
        let (text, what) = self.under_focus();
        self.copy_text(text, what, effects);
    }

    /// Shows instead of copying.
    pub(super) fn view_copy(&mut self) {
        let (text, _) = self.under_focus();
        if text.is_empty() {
            self.say("There is nothing to show", Tone::Bad);
        } else {
            self.overlay = Some(Overlay::CopyView(text));
        }
    }

    pub(super) fn open_copy_menu(&mut self) {
        let options = CopyAs::ALL.iter().map(|what| what.label().to_owned()).collect();
        self.overlay = Some(Overlay::Chooser(Chooser { choice: Choice::CopyAs, options, scroll: Scroll::default() }));
    }

    pub(super) fn copy_as(&mut self, what: CopyAs, effects: &mut Vec<Effect>) {
        let text = match what {
            CopyAs::CustomerId => self.customer_id(),
            CopyAs::Code => self.each_chosen(code),
            CopyAs::CodeAndOffer => self.each_chosen(code_and_offer),
            CopyAs::Row => self.each_chosen(|entry| self.row(entry)),
            CopyAs::Transaction => {
                self.each_chosen(|entry| coupon_text(entry, |c| c.transaction().map(ToString::to_string)))
            }
        };
        self.copy_text(text, what.label().to_owned(), effects);
    }

    /// What the toast says once it is known what became of a copy.
    pub(super) fn report(&mut self, report: CopyReport) {
        let Some(what) = self.copied.clone() else { return };
        let (text, tone) = match report {
            CopyReport::Confirmed => (format!("Copied {what}"), Tone::Good),
            CopyReport::InTmux => (format!("In tmux's buffer, sent on to your terminal: {what}"), Tone::Good),
            CopyReport::Sent => (
                format!("Sent to your terminal (it does not confirm): {what}; v shows it for copying by hand"),
                Tone::Good,
            ),
            CopyReport::SentThroughMultiplexer => (
                format!(
                    "Sent through tmux or screen, whose defaults may drop it: {what}; v shows it for copying by hand"
                ),
                Tone::Plain,
            ),
            CopyReport::NoWay => {
                self.view_copy();
                ("This terminal takes no copies: mark the text with the mouse".to_owned(), Tone::Plain)
            }
            CopyReport::Failed(why) => (format!("Not copied: {why}; v shows it for copying by hand"), Tone::Bad),
        };
        self.say(text, tone);
    }

    fn copy_text(&mut self, text: String, what: String, effects: &mut Vec<Effect>) {
        if text.trim().is_empty() {
            self.say("There is nothing to copy here", Tone::Bad);
        } else if text.len() > MOST_BYTES {
            self.say("That is more than a terminal takes; mark fewer coupons", Tone::Bad);
        } else {
            self.copied = Some(what);
            effects.push(Effect::Copy(text));
        }
    }

    fn under_focus(&self) -> (String, String) {
        if self.focus == Pane::Detail {
            let line = self.detail_lines().into_iter().nth(self.detail.scroll().cursor());
            let text = line.and_then(|line| line.copy).unwrap_or_default();
            let what = crate::domain::measure::cut(&text, 40, "...");
            return (text, what);
        }
        let chosen = self.list.chosen();
        let hidden = chosen.iter().any(|entry| entry.code().is_some_and(crate::domain::Clean::was_altered));
        let what = match chosen.as_slice() {
            [one] => code(one).unwrap_or_default(),
            many => format!("{} codes", many.len()),
        };
        let note = if hidden { " (hidden characters left out)" } else { "" };
        (self.each_chosen(code), format!("{what}{note}"))
    }

    fn each_chosen(&self, text: impl Fn(&Entry) -> Option<String>) -> String {
        let lines: Vec<String> = self.list.chosen().into_iter().filter_map(text).collect();
        lines.join("\n")
    }

    fn customer_id(&self) -> String {
        let customer = self.list.shown().and_then(|(_, listing)| listing.customer());
        customer.and_then(|customer| customer.id.as_ref()).map(ToString::to_string).unwrap_or_default()
    }

    fn row(&self, entry: &Entry) -> Option<String> {
        let coupon = entry.coupon()?;
        let word = crate::domain::StateWord::of(entry, self.wall(), self.zone());
        let end = coupon.valid_till_date_time.as_ref().or(coupon.valid_till.as_ref());
        let cells = [
            coupon.code.to_string(),
            word.label().to_owned(),
            coupon.discount.short(),
            end.map(|stamp| calendar::stamp(stamp, self.zone())).unwrap_or_default(),
            coupon.description.as_ref().map(ToString::to_string).unwrap_or_default(),
            coupon.id.as_ref().map(ToString::to_string).unwrap_or_default(),
        ];
        Some(cells.join("\t"))
    }
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
