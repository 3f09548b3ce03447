//! Why an action cannot be done now. The footer dims it, pressing it says why.

use super::action::Action;
use super::list::PageRequest;
use super::overlay::Overlay;
use super::{App, Picked, Profiles};
use crate::domain::Entry;
use crate::layout::Pane;

/// A reason, as a sentence without its stop.
pub type Reason = &'static str;

const NOBODY: Reason = "Look a customer up first";
const NO_ROWS: Reason = "No coupon is listed";

impl App {
    /// Whether an action can be done now.
    ///
    /// # Errors
    /// The reason why it cannot.
    pub fn allowed(&self, action: Action) -> Result<(), Reason> {
        match action {
            Action::OlderLookUp => need(self.search.choices().next().is_some(), "Nobody was looked up yet"),
            Action::NewerLookUp => need(self.search.recalled().is_some(), "This is the first line"),
            Action::Pick => self.can_pick(),
            Action::Copy | Action::CopyMenu | Action::CopyView => self.needs_coupons(),
            Action::Open | Action::Mark => self.needs_row(),
            Action::NextStatus | Action::ChooseStatus | Action::ToggleOrder | Action::CodeCase => self.needs_customer(),
            Action::ChooseCustomer => self.can_choose_customer(),
            Action::LocalOrder | Action::Filter => self.needs_listing(),
            Action::Reload => self.needs_customer(),
            Action::LoadAll => self.can_load_all(),
            Action::Export => self.can_export(),
            Action::FirstPage => self.needs_page(self.list.offset_beyond(false).is_some(), "This is the first page"),
            Action::LastPage => self.needs_page(self.list.last_offset().is_some(), self.no_last_page()),
            Action::NextPage => self.needs_page(self.list.offset_beyond(true).is_some(), self.no_next_page()),
            Action::PreviousPage => self.needs_page(self.list.offset_beyond(false).is_some(), "This is the first page"),
            Action::GoToPage => {
                self.needs_page(self.list.page_count().is_some(), "The server does not say how many pages there are")
            }
            Action::Choose => need(!matches!(self.overlay, Some(Overlay::Help(_))), "There is nothing to choose here"),
            Action::Unmark => need(self.list.marks() > 0, "No coupon is marked"),
            Action::TryFirst => self.needs_offer(0),
            Action::TrySecond => self.needs_offer(1),
            Action::TryThird => self.needs_offer(2),
            Action::Json | Action::Seek => self.needs_row(),
            Action::EmptyProperties | Action::NextSection | Action::PreviousSection => self.needs_fields(),
            Action::SeekNext => need(!self.sought.is_empty(), "Nothing was looked for yet; {seek} begins"),
            Action::NextPane | Action::PreviousPane => self.needs_customer(),
            Action::Back => need(self.can_go_back(), "There is nothing to go back to; {quit} quits"),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::Top | Action::Bottom => {
                self.can_move()
            }
            Action::SwitchProfile => match &self.preferences.profiles {
                Profiles::Several(_) => self.writes_no_file(),
                Profiles::Fixed(reason) => Err(reason),
            },
            Action::LookUp
            | Action::CycleKind
            | Action::Accept
            | Action::NextMatch
            | Action::PreviousMatch
            | Action::Find
            | Action::ToggleMask
            | Action::Columns
            | Action::Palette
            | Action::Help
            | Action::Redraw
            | Action::Suspend
            | Action::Quit => Ok(()),
        }
    }

    fn needs_customer(&self) -> Result<(), Reason> {
        need(self.list.who().is_some(), NOBODY)
    }

    fn needs_listing(&self) -> Result<(), Reason> {
        self.needs_customer()?;
        need(self.list.shown().is_some_and(|(_, listing)| !listing.rows().is_empty()), NO_ROWS)
    }

    fn needs_row(&self) -> Result<(), Reason> {
        self.needs_customer()?;
        let failed = self.list.failure().is_some() && self.list.shown().is_none();
        let reason = if failed { "Nothing is listed; {reload} asks again" } else { "Nothing is listed" };
        need(self.list.selected().is_some(), reason)
    }

    /// Marked coupons are there also where a filter shows none.
    fn needs_coupons(&self) -> Result<(), Reason> {
        let has_marked = self.marks_to_copy() > 0 && self.list.shown().is_some();
        if has_marked { Ok(()) } else { self.needs_row() }
    }

    fn needs_fields(&self) -> Result<(), Reason> {
        self.needs_row()?;
        need(self.detail.json().is_none(), "The JSON is shown; {json} shows the fields again")
    }

    fn needs_page(&self, there: bool, reason: Reason) -> Result<(), Reason> {
        self.needs_customer()?;
        need(self.list.shown().is_some(), NO_ROWS)?;
        need(self.list.shown().is_none_or(|(_, listing)| !listing.is_whole()), "The pages are loaded as one list")?;
        need(there, reason)
    }

    fn needs_offer(&self, number: usize) -> Result<(), Reason> {
        let offers = self.list.offers().len();
        need(offers > 0, "Only after \"not found\" there is something else to try")?;
        need(offers > number, "There is no further kind to try")
    }

    /// An empty page behind the last one is not all that there is.
    fn needs_coupons_somewhere(&self) -> Result<(), Reason> {
        let is_behind = |ask: &PageRequest| ask.query.page.offset > 0;
        if self.list.shown().is_some_and(|(ask, _)| is_behind(ask)) { Ok(()) } else { self.needs_listing() }
    }

    fn can_load_all(&self) -> Result<(), Reason> {
        self.needs_coupons_somewhere()?;
        need(!self.list.is_gathering(), "Everything is being loaded")?;
        need(self.list.shown().is_some_and(|(_, listing)| !listing.has_all()), "Everything is loaded")
    }

    fn can_export(&self) -> Result<(), Reason> {
        self.writes_no_file()?;
        self.needs_coupons_somewhere()
    }

    fn writes_no_file(&self) -> Result<(), Reason> {
        need(self.export.awaited().is_none(), "A file is being written; {back} stops it")
    }

    /// Without a total nobody knows what lies behind a page that is still on its way.
    fn no_next_page(&self) -> Reason {
        let total = self.list.shown().and_then(|(_, listing)| listing.total());
        let is_unknown = self.list.turns_a_page() && total.is_none();
        if is_unknown { "The page after that is known when it has come" } else { "This is the last page" }
    }

    fn no_last_page(&self) -> Reason {
        let goes_on = self.list.page_count().is_none() && self.list.next_offset().is_some();
        if goes_on {
            "The server does not say which page is the last; {next-page} goes on"
        } else {
            "This is the last page"
        }
    }

    fn can_pick(&self) -> Result<(), Reason> {
        let what = self.preferences.picks.ok_or("Codes are handed to a shell by `couponscope pick` alone")?;
        self.needs_coupons()?;
        need(self.chosen().into_iter().all(|entry| what.is_in(entry)), what.missing(self.marks_to_copy() > 0))
    }

    fn can_choose_customer(&self) -> Result<(), Reason> {
        self.needs_customer()?;
        need(self.list.customers().len() > 1, "There is no other customer to choose")
    }

    fn can_go_back(&self) -> bool {
        let search_is_last = self.focus == Pane::Search && self.list.who().is_none();
        self.overlay.is_some() || !search_is_last
    }

    fn can_move(&self) -> Result<(), Reason> {
        match &self.overlay {
            Some(Overlay::Help(_) | Overlay::Chooser(_) | Overlay::Palette(_)) => Ok(()),
            Some(Overlay::Prompt(_) | Overlay::CopyView(_)) | None => need(!self.list.is_empty(), NO_ROWS),
        }
    }
}

impl Picked {
    /// Whether there is something to hand over.
    fn is_in(self, entry: &Entry) -> bool {
        match self {
            Self::Code => entry.code().is_some_and(|code| !code.as_str().trim().is_empty()),
            Self::Id => entry.id().is_some(),
            Self::Row => entry.coupon().is_some(),
            Self::Json => true,
        }
    }

    /// Why nothing is handed over, where that is not in the one coupon, or not in all that are marked.
    fn missing(self, of_marked: bool) -> Reason {
        match (self, of_marked) {
            (Self::Code, false) => "This coupon has no code",
            (Self::Code, true) => "A marked coupon has no code",
            (Self::Id, _) => "This coupon has no id",
            // only what has an id, which is a coupon, can be marked
            (Self::Row | Self::Json, _) => "This row cannot be read as a coupon",
        }
    }
}

fn need(met: bool, reason: Reason) -> Result<(), Reason> {
    if met { Ok(()) } else { Err(reason) }
}
