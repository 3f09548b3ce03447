//! Carrying out an action.

use super::action::Action;
use super::detail::SearchFrom;
use super::effect::Effect;
use super::field::Field;
use super::list::{Landing, List};
use super::overlay::{Choice, Chooser, Overlay, Palette, Prompt, Question, help_lines};
use super::scroll::Scroll;
use super::search::Search;
use super::toast::Tone;
use super::{App, Context, LookupStage};
use crate::domain::{Filter, Status};
use crate::layout::{self, Pane};

impl App {
    pub(super) fn act(&mut self, action: Action, effects: &mut Vec<Effect>) {
        match action {
            Action::LookUp => self.look_up_typed(effects),
            Action::CycleKind => self.retype(Search::cycle_kind),
            Action::OlderLookUp => self.retype(|search| search.recall(1)),
            Action::NewerLookUp => self.retype(|search| search.recall(-1)),
            Action::Pick => effects.push(Effect::Pick(self.chosen().into_iter().cloned().collect())),
            Action::Copy => self.copy(effects),
            Action::CopyMenu => self.open_copy_menu(),
            Action::CopyView => self.view_copy(),
            Action::NextStatus => self.refilter(|f| Filter { status: Status::after(f.status), ..f }, effects),
            Action::ChooseStatus => self.open_statuses(),
            Action::ToggleOrder => self.refilter(|f| Filter { order: f.order.toggled(), ..f }, effects),
            Action::ChooseCustomer => self.finding = LookupStage::Several,
            Action::CodeCase => self.refilter(|f| Filter { code_case: f.code_case.next(), ..f }, effects),
            Action::LocalOrder => self.open_orders(),
            Action::Columns => self.open_columns(0),
            Action::Filter => self.open_prompt(Question::Words, effects),
            Action::GoToPage => self.open_prompt(Question::Page, effects),
            Action::FirstPage => self.turn_page(Some(0), effects),
            Action::LastPage => self.turn_page(self.list.last_offset(), effects),
            Action::NextPage => self.turn_page(self.list.offset_beyond(true), effects),
            Action::PreviousPage => self.turn_page(self.list.offset_beyond(false), effects),
            Action::Mark => self.mark(),
            Action::Unmark => self.list.unmark(),
            Action::Open => self.focus_on(Pane::Detail),
            Action::Export => self.open_export(),
            Action::LoadAll => self.with_list(effects, List::load_all),
            Action::Down => self.step(1, effects),
            Action::Up => self.step(-1, effects),
            Action::PageDown => self.step(self.page_step(), effects),
            Action::PageUp => self.step(-self.page_step(), effects),
            Action::Top => self.step(isize::MIN, effects),
            Action::Bottom => self.step(isize::MAX, effects),
            Action::TryFirst => self.try_as(0, effects),
            Action::TrySecond => self.try_as(1, effects),
            Action::TryThird => self.try_as(2, effects),
            Action::NextSection => self.step_section(true),
            Action::PreviousSection => self.step_section(false),
            Action::EmptyProperties => self.toggle_empty_properties(),
            Action::Json => self.toggle_json(),
            Action::Seek => self.open_prompt(Question::Seek, effects),
            Action::SeekNext => self.seek(SearchFrom::Next),
            Action::Choose | Action::Accept => self.accept(effects),
            Action::NextMatch => self.step(1, effects),
            Action::PreviousMatch => self.step(-1, effects),
            Action::Find => self.focus_on(Pane::Search),
            Action::Back => self.back(effects),
            Action::NextPane => self.focus_on(self.pane_after(1)),
            Action::PreviousPane => self.focus_on(self.pane_after(2)),
            Action::Reload => self.with_list(effects, List::reload),
            Action::ToggleMask => self.toggle_mask(),
            Action::SwitchProfile => self.open_profiles(),
            Action::Palette => {
                let palette = Palette::new(&self.drafts.palette(), self.preferences.picks.is_some());
                self.overlay = Some(Overlay::Palette(palette));
            }
            Action::Help => self.toggle_help(),
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Suspend => effects.push(Effect::Suspend),
            Action::Quit => self.quit(effects),
        }
    }

    /// A key for the text field that has the cursor; `types` when it brings a letter.
    pub(super) fn edit(
        &mut self,
        types: bool,
        in_field: impl FnOnce(&mut Field) -> bool,
        in_search: impl FnOnce(&mut Search),
        effects: &mut Vec<Effect>,
    ) {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => {
                if std::mem::take(&mut palette.is_earlier) && types {
                    palette.field.clear();
                }
                in_field(&mut palette.field);
                palette.scroll.reset();
            }
            Some(Overlay::Prompt(prompt)) => {
                if std::mem::take(&mut prompt.is_earlier) && types {
                    prompt.field.clear();
                }
                in_field(&mut prompt.field);
                self.filter_as_typed(effects);
            }
            Some(Overlay::Help(_) | Overlay::Chooser(_) | Overlay::CopyView(_)) => self.unbound(),
            None if self.focus == Pane::Search => self.retype(in_search),
            None => {}
        }
    }

    /// Changes what the search line says; what was wrong with the old text is no longer told.
    fn retype(&mut self, change: impl FnOnce(&mut Search)) {
        change(&mut self.search);
        self.complaint = None;
    }

    /// Pasted text goes where typed text goes; into the list it starts a look-up's text.
    pub(super) fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if !self.is_typing() && self.overlay.is_none() {
            self.focus_on(Pane::Search);
        }
        let to_field = |field: &mut Field| {
            field.paste(text);
            true
        };
        self.edit(true, to_field, |search| search.paste(text), effects);
    }

    fn look_up_typed(&mut self, effects: &mut Vec<Effect>) {
        match self.search.identifier() {
            Ok(who) => self.look_up(who, effects),
            Err(complaint) => self.complaint = Some(complaint),
        }
    }

    fn try_as(&mut self, number: usize, effects: &mut Vec<Effect>) {
        let kind = self.list.offers().get(number).copied();
        let country = self.preferences.country.as_ref();
        let who = self.list.who().zip(kind).and_then(|(who, kind)| who.taken_as(kind, country).ok());
        if let Some(who) = who {
            self.look_up(who, effects);
        }
    }

    pub(super) fn refilter(&mut self, change: impl FnOnce(Filter) -> Filter, effects: &mut Vec<Effect>) {
        let filter = change(self.list.filter());
        self.with_list(effects, |list, context| list.set_filter(filter, context));
    }

    /// Leaving stops a file that is being written: that is asked about once.
    fn quit(&mut self, effects: &mut Vec<Effect>) {
        if self.export.awaited().is_some() && !self.quit_asked {
            self.quit_asked = true;
            self.say("A file is being written; {quit} again stops it and quits", Tone::Refused);
        } else {
            effects.push(Effect::Quit);
        }
    }

    fn turn_page(&mut self, offset: Option<u64>, effects: &mut Vec<Effect>) {
        if let Some(offset) = offset {
            self.with_list(effects, |list, context| list.ask(offset, Landing::First, context));
            self.detail.reset();
        }
    }

    fn mark(&mut self) {
        if !self.list.toggle_mark() {
            self.say("This row has no id, so it cannot be marked", Tone::Bad);
        }
    }

    fn open_prompt(&mut self, question: Question, effects: &mut Vec<Effect>) {
        let text = match question {
            Question::Words => self.list.last_words().to_owned(),
            Question::Seek => self.sought.clone(),
            Question::Page => self.drafts.page(),
            Question::File(_) => String::new(),
        };
        self.overlay =
            Some(Overlay::Prompt(Prompt { question, is_earlier: !text.is_empty(), field: Field::new(&text) }));
        self.filter_as_typed(effects);
    }

    /// Filter and search follow every letter.
    fn filter_as_typed(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Prompt(Prompt { question, field, .. })) = &self.overlay else { return };
        let words = field.text().to_owned();
        match question {
            Question::Words => {
                self.with_list(effects, |list, context| list.set_words(&words, context));
                self.detail.reset();
            }
            Question::Seek => {
                self.sought = words;
                self.seek(SearchFrom::Here);
            }
            Question::Page | Question::File(_) => {}
        }
    }

    fn seek(&mut self, way: SearchFrom) {
        let (lines, height) = (self.detail_lines(), self.detail_height());
        let found = self.detail.find(&self.sought, way, &lines, height);
        if !found && !self.sought.is_empty() {
            self.say(format!("No line here holds \"{}\"", self.sought), Tone::Refused);
        }
    }

    fn toggle_json(&mut self) {
        if self.focus == Pane::List {
            self.focus_on(Pane::Detail);
        }
        if self.detail.json().is_some() {
            self.detail.set_json(None);
            return;
        }
        let place = self.list.scroll().cursor();
        match self.list.shown().and_then(|(_, listing)| listing.original(place)) {
            Some(json) => self.detail.set_json(Some(json)),
            None => self.say("The original JSON of this row was not kept", Tone::Bad),
        }
    }

    fn accept(&mut self, effects: &mut Vec<Effect>) {
        // while the palette is still there: what is allowed, and with it the order, changes when it goes
        let found = self.found_by_the_palette();
        match self.overlay.take() {
            Some(Overlay::Chooser(chooser)) => self.choose(&chooser, effects),
            Some(Overlay::Palette(_)) => {
                if let Some(action) = found {
                    self.go_where_it_acts(action);
                    self.attempt(action, effects);
                }
            }
            Some(Overlay::Prompt(Prompt { question: Question::Page, field, .. })) => {
                self.go_to_page(field.text(), effects);
            }
            Some(Overlay::Prompt(Prompt { question: Question::File(scope), field, .. })) => {
                self.export_into(scope, field.text(), effects);
            }
            Some(Overlay::Prompt(Prompt { question: Question::Words, .. })) => self.list.take_selected(),
            Some(
                Overlay::Prompt(Prompt { question: Question::Seek, .. }) | Overlay::Help(_) | Overlay::CopyView(_),
            )
            | None => {}
        }
    }

    /// The action under the palette's cursor.
    fn found_by_the_palette(&self) -> Option<Action> {
        let Some(Overlay::Palette(palette)) = &self.overlay else { return None };
        self.palette_entries(palette).get(palette.scroll.cursor()).copied()
    }

    /// An action of a pane that the palette found moves there first, so that one sees what it does.
    fn go_where_it_acts(&mut self, action: Action) {
        let contexts = action.row().contexts;
        let here = self.contexts_behind().iter().any(|context| contexts.contains(context));
        if here || self.list.who().is_none() {
            return;
        }
        if contexts.contains(&Context::List) {
            self.focus_on(Pane::List);
        } else if contexts.contains(&Context::Detail) && self.list.selected().is_some() {
            self.focus_on(Pane::Detail);
        } else if contexts.contains(&Context::Search) {
            self.focus_on(Pane::Search);
        }
    }

    fn go_to_page(&mut self, text: &str, effects: &mut Vec<Effect>) {
        let pages = self.list.page_count().unwrap_or(1);
        match text.trim().parse::<u64>() {
            Ok(number) if (1..=pages).contains(&number) => {
                let offset = (number - 1) * self.list.stride();
                self.turn_page(Some(offset), effects);
            }
            Ok(_) | Err(_) => {
                let field = Field::new(text);
                self.overlay = Some(Overlay::Prompt(Prompt { question: Question::Page, field, is_earlier: true }));
                self.say(format!("The pages are 1 to {pages}"), Tone::Refused);
            }
        }
    }

    fn step(&mut self, by: isize, effects: &mut Vec<Effect>) {
        let height = layout::rows_in_front(self.size);
        match &mut self.overlay {
            Some(Overlay::Help(scroll)) => scroll.scroll_by(by, help_lines(&[]).len(), height),
            Some(Overlay::Chooser(chooser)) => chooser.scroll.step(by, chooser.options.len(), height),
            Some(Overlay::Palette(palette)) => {
                let entries = palette.entries().len();
                palette.scroll.step(by, entries, height);
            }
            Some(Overlay::Prompt(Prompt { question: Question::Seek, .. })) => {
                self.seek(if by < 0 { SearchFrom::Previous } else { SearchFrom::Next });
            }
            Some(
                Overlay::CopyView(_) | Overlay::Prompt(Prompt { question: Question::Page | Question::File(..), .. }),
            ) => {}
            None if self.focus == Pane::Detail => {
                let (lines, height) = (self.detail_lines().len(), self.detail_height());
                self.detail.step(by, lines, height);
            }
            Some(Overlay::Prompt(Prompt { question: Question::Words, .. })) | None => {
                self.with_list(effects, |list, context| list.step(by, context));
                self.detail.reset();
            }
        }
    }

    fn page_step(&self) -> isize {
        let rows = match (&self.overlay, self.focus) {
            (Some(_), _) => layout::rows_in_front(self.size),
            (None, Pane::Detail) => self.detail_height(),
            (None, Pane::Search | Pane::List) => self.list_height(),
        };
        isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    fn step_section(&mut self, forward: bool) {
        let (lines, height) = (self.detail_lines(), self.detail_height());
        self.detail.step_section(forward, &lines, height);
    }

    fn toggle_empty_properties(&mut self) {
        let before = self.detail_lines();
        self.detail.toggle_empty();
        let (lines, height) = (self.detail_lines(), self.detail_height());
        self.detail.stay(&before, &lines, height);
    }

    fn toggle_mask(&mut self) {
        self.masked = !self.masked;
        let text = if self.masked { "Personal data is hidden" } else { "Personal data is shown" };
        self.say(text, Tone::Plain);
        self.rename_customers();
    }

    /// The customers to choose from, as they may be shown now.
    fn rename_customers(&mut self) {
        let names = self.customer_options();
        if let Some(Overlay::Chooser(Chooser { choice: Choice::Customer, options, .. })) = &mut self.overlay {
            *options = names;
        }
    }

    fn toggle_help(&mut self) {
        let open = matches!(self.overlay, Some(Overlay::Help(_)));
        self.put_aside();
        self.overlay = (!open).then(|| Overlay::Help(Scroll::default()));
    }

    pub(super) fn focus_on(&mut self, pane: Pane) {
        if let Some(who) = self.list.who().filter(|_| pane != Pane::Search) {
            self.search.settle_for(who);
        }
        self.focus = pane;
        let height = self.list_height();
        self.list.resize(height);
    }

    fn pane_after(&self, steps: usize) -> Pane {
        const RING: [Pane; 3] = [Pane::Search, Pane::List, Pane::Detail];
        let at = RING.iter().position(|&pane| pane == self.focus).unwrap_or(0);
        let pane = RING.into_iter().cycle().nth(at + steps).unwrap_or(Pane::Search);
        match pane {
            Pane::Detail if self.list.selected().is_none() => {
                if self.focus == Pane::List {
                    Pane::Search
                } else {
                    Pane::List
                }
            }
            Pane::Search | Pane::List | Pane::Detail => pane,
        }
    }

    /// Closes what lies in front, and keeps what was typed into it; true when there was something.
    pub(super) fn put_aside(&mut self) -> bool {
        let left = self.overlay.take();
        if let Some(left) = &left {
            self.drafts.keep(left);
            self.list.take_selected();
        }
        left.is_some()
    }

    /// What is to be said once the list has stopped what it waits for.
    fn stopped_words(&self) -> &'static str {
        if self.list.anew_progress().is_some() && self.list.is_whole() {
            "Stopped; what was loaded before stays, {reload} asks again"
        } else if self.list.anew_progress().is_some() {
            "Stopped; {load-all} begins anew"
        } else if self.list.is_gathering() {
            "Stopped; {load-all} goes on"
        } else {
            "Stopped; {reload} asks again"
        }
    }

    /// One step back, from the innermost thing outwards. What was typed stays.
    fn back(&mut self, effects: &mut Vec<Effect>) {
        if self.put_aside() {
            return;
        }
        match self.focus {
            Pane::Detail if self.detail.json().is_some() => self.detail.set_json(None),
            Pane::Detail | Pane::Search => self.focus_on(Pane::List),
            Pane::List => {
                let stopped = self.stopped_words();
                if self.with_list(effects, List::cancel) {
                    self.say(stopped, Tone::Plain);
                } else if self.stop_export(effects) {
                    self.say("Stopped; no file is left", Tone::Plain);
                } else if self.list.words().is_empty() {
                    self.focus_on(Pane::Search);
                } else {
                    self.with_list(effects, List::switch_filter_off);
                    self.say("The filter is off; {filter} brings it back", Tone::Plain);
                }
            }
        }
    }
}
