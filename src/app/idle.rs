//! The idle lock: after a while without a key everything personal goes.

use super::detail::Detail;
use super::drafts::Drafts;
use super::list::List;
use super::overlay::Overlay;
use super::{App, Effect, LookupStage, Msg};
use crate::layout::Pane;

impl App {
    /// When nobody touched a key for the configured time, everything personal goes.
    pub(super) fn lock_when_idle(&mut self, msg: &Msg, effects: &mut Vec<Effect>) {
        let due = self.preferences.idle_lock.is_some_and(|after| self.now.mono >= self.last_key + after);
        let locks = due && self.holds_something() && !self.is_busy();
        if locks {
            self.forget_customer(effects);
            self.toast = None;
        }
        let by_hand = match msg {
            Msg::Act(_) | Msg::Edit(_) | Msg::Paste(_) | Msg::Unbound | Msg::Resize(_) => true,
            Msg::Answered(ticket, _) | Msg::Waiting(ticket, _) => {
                let gathers = self.list.is_gathering() && self.list.awaited() == Some(*ticket);
                gathers || self.export.awaited() == Some(*ticket)
            }
            Msg::Exporting(ticket, _) | Msg::Exported(ticket, _) => self.export.awaited() == Some(*ticket),
            Msg::Copied(..) | Msg::NotKept(_) | Msg::Switched(_) | Msg::Resumed | Msg::Wake => false,
        };
        self.locked = locks || (self.locked && !by_hand);
        if by_hand || due {
            self.last_key = self.now.mono;
        }
    }

    /// Something long goes on that the user asked for.
    pub(super) fn is_busy(&self) -> bool {
        self.list.is_gathering() || self.export.awaited().is_some()
    }

    /// What the lock is for: somebody who was looked up or is being typed, earlier look-ups in full, and a
    /// mask that was taken off by hand.
    pub(super) fn holds_something(&self) -> bool {
        let shows_earlier = !self.masked && !self.search.recent().is_empty();
        let unmasked_by_hand = !self.masked && self.preferences.mask;
        self.list.who().is_some() || self.holds_typed_text() || shows_earlier || unmasked_by_hand
    }

    fn holds_typed_text(&self) -> bool {
        let in_front = self.overlay.as_ref().is_some_and(Overlay::holds_typed_text);
        in_front || !self.search.field().text().is_empty() || self.drafts != Drafts::default()
    }

    /// Everything personal goes, earlier look-ups too: what is kept on the disk comes back at the next start.
    pub(super) fn forget_customer(&mut self, effects: &mut Vec<Effect>) {
        self.with_list(effects, List::forget);
        self.stop_export(effects);
        self.search.forget();
        self.detail = Detail::default();
        self.overlay = None;
        self.complaint = None;
        self.sought.clear();
        self.finding = LookupStage::Done;
        self.drafts = Drafts::default();
        self.copied = None;
        self.masked = self.preferences.mask;
        self.focus = Pane::Search;
    }
}
