//! The redemptions of a coupon as a time line, each with what took it back.

use std::sync::Arc;

use super::{Sheet, bounded, padded};
use crate::app::detail::LineKind;
use crate::domain::measure::{self, wrap};
use crate::domain::{Coupon, Redemption, Reversal, ServerDate, Store, calendar, timeline};

impl Sheet<'_> {
    pub(super) fn redemptions(&mut self, coupon: &Coupon) {
        let uses = timeline::uses(coupon, self.zone);
        let reversed = uses.iter().filter(|used| !used.reversals.is_empty()).count();
        let standing = uses.len() - reversed;
        self.heading(&match reversed {
            0 => format!("Redemptions ({standing})"),
            reversed => format!("Redemptions ({standing}, and {reversed} reversed)"),
        });
        for used in &uses {
            match (used.redemption, used.reversals.first()) {
                (Some(redemption), _) => self.redemption(redemption),
                (None, Some(reversal)) => self.undone(reversal, used.when()),
                (None, None) => {}
            }
            for reversal in &used.reversals {
                self.reversal(reversal);
            }
        }
        if coupon.redemptions.is_empty() && coupon.reversed_redemptions.is_empty() {
            // what could not be read may have been a redemption
            let none = if coupon.problem.is_some() { "none that can be read" } else { "never redeemed" };
            self.wrapped(LineKind::Aside, none, None);
        }
    }

    fn redemption(&mut self, redemption: &Redemption) {
        let bill = redemption.transaction_number.as_ref().map(|number| format!("bill {number}"));
        let id = redemption.id.as_ref().map(|id| format!("id {id}"));
        let parts = particulars(redemption.redeemed_at.as_deref(), [bill, id]);
        let copy = redemption.transaction_number.as_ref().map(ToString::to_string);
        self.event(redemption.when(), &parts, copy.as_deref());
    }

    /// A redemption that the server tells of only by its reversal.
    fn undone(&mut self, reversal: &Reversal, when: Option<&ServerDate>) {
        let id = reversal.id.as_ref().map(|id| format!("id {id}"));
        self.event(when, &particulars(reversal.redeemed_at.as_deref(), [id, None]), None);
    }

    fn reversal(&mut self, reversal: &Reversal) {
        const WORD: &str = "  reversed ";
        let when = self.when(reversal.reversed_on.as_ref());
        let text = format!("{WORD}{when}");
        self.wrapped(LineKind::Aside, &text, Some(text.trim()));
        self.original(reversal.reversed_on.as_ref(), &when, WORD.len());
    }

    /// What happened when; below it the date as the server wrote it, which may be off.
    fn event(&mut self, stamp: Option<&ServerDate>, parts: &[String], copy: Option<&str>) {
        let when = self.when(stamp);
        let copy: Arc<str> = copy.map_or_else(|| parts.join("  ").into(), Into::into);
        let (label, indent) = self.label(&when, 2, &copy);
        for (i, line) in packed(parts, self.columns.saturating_sub(indent).max(8)).iter().enumerate() {
            self.push(LineKind::Field, &padded(if i == 0 { label } else { "" }, indent), line, Some(&copy));
        }
        self.original(stamp, &when, indent);
    }

    fn when(&self, stamp: Option<&ServerDate>) -> String {
        stamp.map_or("date not stated".to_owned(), |stamp| calendar::stamp(stamp, self.zone))
    }
}

fn particulars(store: Option<&Store>, parts: [Option<String>; 2]) -> Vec<String> {
    let store = store.map(Store::display).filter(|store| !store.is_empty());
    let known: Vec<String> = store.into_iter().chain(parts.into_iter().flatten()).collect();
    if known.is_empty() { vec!["no particulars".to_owned()] } else { known }
}

/// Parts beside each other where they fit, so that "bill" stays with its number.
fn packed(parts: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if measure::width(line) + 2 + measure::width(part) <= columns => {
                line.push_str("  ");
                line.push_str(part);
            }
            _ => lines.extend(wrap(bounded(part).0, columns)),
        }
    }
    lines
}
