//! Moving the cursor, also past the edge of a page into the one beyond.
//!
//! While that page is on its way, steps are kept and taken once it has come: where a walk ends is a matter
//! of the keys alone, however slow the server is.

use super::{Landing, List, ListContext};
use crate::app::effect::Effect;
use crate::app::remote::Slot;

/// Steps pressed while the page that one walks into is on its way; negative ones go up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Walk {
    forward: bool,
    steps: Vec<isize>,
}

impl Walk {
    /// True for a step that goes back to where the walk began: the first one, against its direction.
    fn is_taken_back_by(&self, rows: isize) -> bool {
        self.steps.is_empty() && is_finite(rows) && self.forward == (rows < 0)
    }
}

/// False for the way to the first or the last row of the page.
fn is_finite(rows: isize) -> bool {
    rows != isize::MIN && rows != isize::MAX
}

impl List {
    /// Moves the cursor by so many rows, to either end of the page at most; from its end into the page
    /// beyond.
    pub fn step(&mut self, rows: isize, context: &mut ListContext) {
        self.take_selected();
        match &mut self.walk {
            Some(walk) if walk.is_taken_back_by(rows) => self.stand_still(context),
            Some(walk) => walk.steps.push(rows),
            None => self.step_now(rows, context),
        }
    }

    fn step_now(&mut self, rows: isize, context: &mut ListContext) {
        let (len, at) = (self.len(), self.scroll.cursor());
        let forward = rows > 0;
        let is_at_the_edge = if forward { at + 1 >= len } else { at == 0 };
        let beyond = if forward { self.next_offset() } else { self.previous_offset() };
        match beyond.filter(|_| rows != 0 && is_at_the_edge && is_finite(rows) && self.walks_pages()) {
            Some(offset) => {
                self.ask(offset, if forward { Landing::First } else { Landing::Last }, context);
                self.walk = self.page.asked().map(|_| Walk { forward, steps: Vec::new() });
            }
            None => self.scroll.step(rows, len, context.height),
        }
    }

    /// Takes the steps that were pressed while this page was on its way; without a row there is nowhere
    /// to go.
    pub(super) fn walk_on(&mut self, context: &mut ListContext) {
        let Some(walk) = self.walk.take().filter(|_| !self.is_empty()) else { return };
        for rows in walk.steps {
            self.step(rows, context);
        }
    }

    /// Another key than one that moves: steps that were not taken yet are not meant any more.
    pub fn forget_steps(&mut self) {
        if let Some(walk) = &mut self.walk {
            walk.steps.clear();
        }
    }

    /// Stays on the page that is shown. The one that was to be walked into is fetched ahead, if it was
    /// already before.
    pub fn stand_still(&mut self, context: &mut ListContext) {
        if self.walk.take().is_none() {
            return;
        }
        let asked = self.page.asked().map(|(ask, since)| (ask.query.clone(), since));
        let cancelled = self.page.cancel();
        if let Some((ticket, (query, since))) = cancelled.filter(|ticket| ticket.slot == Slot::Ahead).zip(asked) {
            self.ahead.start(ticket, query, since);
        } else if let Some(ticket) = cancelled {
            context.effects.push(Effect::Abandon(ticket.slot));
        }
        self.want_what_is_shown();
    }
}
