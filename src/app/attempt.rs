//! What goes before an action and after it, whichever it is.

use super::action::Action;
use super::list::List;
use super::overlay::Overlay;
use super::remote::Ticket;
use super::toast::Tone;
use super::{App, Context, Effect};
use crate::domain::{Filter, Page};

impl App {
    /// Does it, or says why it cannot be done.
    pub(super) fn attempt(&mut self, action: Action, effects: &mut Vec<Effect>) {
        self.toast.take_if(|toast| toast.tone == Tone::Refused);
        if let Some(toast) = self.toast.as_mut().filter(|_| action != Action::CopyView) {
            // whoever goes on means what the cursor is on then
            toast.copied = None;
        }
        self.quit_asked &= action == Action::Quit;
        self.end_walk(action, effects);
        self.step_aside_for(action);
        let before = self.asked_for();
        match self.allowed(action) {
            Ok(()) => self.act(action, effects),
            Err(reason) => self.say(reason, Tone::Refused),
        }
        if self.asked_for() != before {
            // what failed before that is no news any more
            self.toast.take_if(|toast| toast.tone == Tone::Bad);
        }
    }

    /// What the user waits for, and what is shown.
    fn asked_for(&self) -> (Option<Ticket>, Option<(Filter, Page)>) {
        (self.list.awaited(), self.list.shown().map(|(ask, _)| (ask.query.filter, ask.query.page)))
    }

    /// Keys that move count from the page that one walks into. Whoever does something with a row means
    /// one that they see, so that the cursor must not leave it when that page comes.
    fn end_walk(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let moves = [
            Action::Down,
            Action::Up,
            Action::PageDown,
            Action::PageUp,
            Action::Top,
            Action::Bottom,
            Action::NextMatch,
            Action::PreviousMatch,
        ];
        let of_a_row =
            [Action::Copy, Action::CopyMenu, Action::CopyView, Action::Mark, Action::Open, Action::Pick, Action::Json];
        if of_a_row.contains(&action) {
            self.with_list(effects, List::stand_still);
        } else if !moves.contains(&action) {
            self.list.forget_steps();
        }
    }

    /// An action of the screen behind closes what lies in front of it.
    fn step_aside_for(&mut self, action: Action) {
        // who is who among several customers may be told only by what is hidden
        let unmasks = action == Action::ToggleMask && matches!(self.overlay, Some(Overlay::Chooser(_)));
        let stays =
            unmasks || matches!(action, Action::Back | Action::Redraw | Action::Suspend | Action::Help | Action::Quit);
        let behind = !stays && !action.row().contexts.iter().any(|c| matches!(c, Context::Overlay | Context::Prompt));
        if behind {
            self.put_aside();
        }
    }
}
