//! The state machine of the browser: plain data, and one pure function over it.
//!
//! [`App::update`] takes what happened and when, changes the state and says what is to be done.
//! No clock, file, socket, task or environment is below this line, so a test says "these messages,
//! this state, these effects", and a recorded list of messages replays a session exactly.
//!
//! | room | what it holds |
//! | --- | --- |
//! | [`action`] | the table of actions: names, sentences, keys |
//! | [`msg`], [`effect`] | what can happen, what can be wanted |
//! | [`remote`] | loading: where it begins and ends |
//! | [`search`], [`list`], [`detail`], [`overlay`] | one pane each |
//! | [`mod@column`], [`rows`], [`matching`], [`scroll`], [`field`], [`toast`], [`sentence`] | what the panes are made of |
//! | `drafts` | what was typed into a question that was left |
//! | `attempt`, `act`, `choosing`, [`allowed`], [`copying`], [`export`] | an action with what goes before and after; carrying it out, or a line of a chooser; why it cannot be done; what is copied, what is written into a file |
//! | `offered` | what footer and palette offer, and by which words |
//! | `answers`, `notice` | taking answers; what is remarkable about them |
//! | `idle`, `wake` | the idle lock; when the state changes by itself |
//! | `preferences`, `profile` | what the browser begins with; switching to another account |
//! | `detail_lines` | the lines of the detail, for drawing, moving and copying |

#![deny(clippy::wildcard_enum_match_arm)]

pub mod action;
pub mod column;
pub mod detail;
mod drafts;
pub mod effect;
pub mod export;
pub mod field;
pub mod list;
pub mod matching;
pub mod msg;
pub mod overlay;
pub mod remote;
pub mod rows;
pub mod scroll;
pub mod search;
pub mod sentence;
pub mod toast;

mod act;
pub mod allowed;
mod answers;
mod attempt;
mod choosing;
pub mod copying;
mod detail_lines;
mod idle;
mod notice;
mod offered;
mod preferences;
mod profile;
mod wake;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Size;
use tui_input::InputRequest;

pub use action::{Action, Context};
pub use column::Column;
pub use effect::Effect;
pub use msg::{CopyNumber, CopyReport, Msg, Now, Pause};
pub use preferences::{Picked, Preferences, ProfileLine, Profiles, Server};
pub use wake::{ELAPSED_AFTER, SPINNER_AFTER, SPINNER_STEP};

use crate::domain::{Identifier, IdentifierError, Skew};
use crate::layout::{self, Areas, Pane};
use detail::Detail;
use drafts::Drafts;
use list::{List, ListContext};
use overlay::Overlay;
use remote::{Ticket, Tickets};
use search::Search;
use sentence::Sentence;
use toast::{Toast, Tone};

/// Earlier look-ups move into the pane: they are to be in one place, from which the idle lock takes them.
fn search_pane(preferences: &mut Preferences) -> Search {
    let hints = preferences.hints.iter().filter_map(|(who, _)| Identifier::parse(who).ok()).collect();
    Search::new(std::mem::take(&mut preferences.recent), hints, preferences.country.clone())
}

/// Stands for a hidden character.
pub const BULLET: char = '•';

/// How far a look-up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LookupStage {
    /// No answer to it has come yet.
    Awaited,
    /// Several customers came, and which one is meant is still to be asked.
    Several,
    /// Nothing is left to be done about it.
    Done,
}

/// Everything the browser knows.
#[derive(Clone, Debug, PartialEq)]
pub struct App {
    preferences: Arc<Preferences>,
    now: Now,
    size: Size,
    focus: Pane,
    search: Search,
    list: List,
    detail: Detail,
    overlay: Option<Overlay>,
    toast: Option<Toast>,
    complaint: Option<IdentifierError>,
    masked: bool,
    hidden: Vec<Column>,
    /// The words last looked for in the detail.
    sought: String,
    /// Calls that wait before they are tried again, and until when.
    pauses: Vec<(Ticket, Pause, Duration)>,
    copied: Option<copying::Copied>,
    /// The number of the last copy.
    copies: CopyNumber,
    export: export::Export,
    last_key: Duration,
    finding: LookupStage,
    drafts: Drafts,
    /// Leaving would stop the file that is being written, which was said.
    quit_asked: bool,
    /// This machine's clock is that far from the server's, where it matters: by the newest answer.
    skew: Option<Skew>,
    /// The idle lock has fallen and no key was pressed since. Not a toast: the end of one would
    /// wake a screen that nobody looks at.
    locked: bool,
    tickets: Tickets,
}

impl App {
    /// A browser with nothing looked up.
    #[must_use]
    pub fn new(preferences: Preferences, now: Now, size: Size) -> Self {
        let mut preferences = preferences.cleaned();
        Self {
            now,
            size,
            focus: Pane::Search,
            search: search_pane(&mut preferences),
            list: List::new(preferences.page_size, preferences.filter),
            detail: Detail::default(),
            overlay: None,
            toast: None,
            complaint: None,
            masked: preferences.mask,
            hidden: preferences.hidden.clone(),
            sought: String::new(),
            pauses: Vec::new(),
            copied: None,
            copies: CopyNumber::default(),
            export: export::Export::default(),
            last_key: now.mono,
            finding: LookupStage::Done,
            drafts: Drafts::default(),
            quit_asked: false,
            skew: None,
            locked: false,
            tickets: Tickets::default(),
            preferences: Arc::new(preferences),
        }
    }

    /// Looks a customer up at once, as `couponscope CUSTOMER --offset N` does; the list has the
    /// focus from the first frame.
    pub fn open(&mut self, who: Identifier, offset: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.look_up_from(who, offset, &mut effects);
        effects
    }

    /// Takes what happened, and says what is to be done about it.
    pub fn update(&mut self, now: Now, msg: Msg) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        self.lock_when_idle(&msg, &mut effects);
        self.toast.take_if(|toast| toast.until <= now.mono);
        self.with_list(&mut effects, List::refresh);
        match msg {
            Msg::Act(action) => self.attempt(action, &mut effects),
            Msg::Edit(request) => {
                let types = matches!(request, InputRequest::InsertChar(_));
                self.edit(types, |field| field.edit(request), |search| search.edit(request), &mut effects);
            }
            Msg::Paste(text) => self.paste(&text, &mut effects),
            Msg::Unbound => self.unbound(),
            Msg::Resize(size) => self.resize(size),
            Msg::Answered(ticket, result) => self.answered(ticket, result, &mut effects),
            Msg::Waiting(ticket, pause) => self.waiting(ticket, pause),
            Msg::Exporting(ticket, written) => self.exporting(ticket, written),
            Msg::Exported(ticket, report) => self.exported(ticket, report),
            Msg::Copied(number, report) => self.report(number, report),
            Msg::NotKept(why) => {
                self.say(format!("Look-ups and columns cannot be kept on the disk: {why}"), Tone::Plain);
            }
            Msg::Switched(Ok(preferences)) => self.take_on(*preferences, &mut effects),
            Msg::Switched(Err(why)) => self.stay(&why),
            Msg::Resumed => effects.push(Effect::Redraw),
            Msg::Wake => {}
        }
        self.forget_pauses_that_ended();
        self.ask_for_the_customer();
        self.keep_detail_lines();
        effects
    }

    /// Where keys are looked up now, innermost first.
    #[must_use]
    pub fn contexts(&self) -> &'static [Context] {
        match &self.overlay {
            Some(Overlay::CopyView(_)) => &[],
            Some(Overlay::Help(_) | Overlay::Chooser(_)) => &[Context::Overlay, Context::Everywhere],
            Some(Overlay::Palette(_) | Overlay::Prompt(_)) => &[Context::Prompt, Context::Everywhere],
            None => self.contexts_behind(),
        }
    }

    /// Where keys are looked up when nothing lies in front.
    #[must_use]
    pub fn contexts_behind(&self) -> &'static [Context] {
        match self.focus {
            Pane::Search => &[Context::Search, Context::Everywhere],
            Pane::List if self.preferences.picks.is_some() => &[Context::Pick, Context::List, Context::Everywhere],
            Pane::Detail if self.preferences.picks.is_some() => &[Context::Pick, Context::Detail, Context::Everywhere],
            Pane::List => &[Context::List, Context::Everywhere],
            Pane::Detail => &[Context::Detail, Context::Everywhere],
        }
    }

    /// True while a text field has the cursor, so that plain letters are text.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        match &self.overlay {
            Some(Overlay::Palette(_) | Overlay::Prompt(_)) => true,
            Some(Overlay::Help(_) | Overlay::Chooser(_) | Overlay::CopyView(_)) => false,
            None => self.focus == Pane::Search,
        }
    }

    /// The decisions made before the start.
    #[must_use]
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// When the last thing happened.
    #[must_use]
    pub fn now(&self) -> Now {
        self.now
    }

    /// The size of the screen.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// The pane that has the keys when nothing is in front.
    #[must_use]
    pub fn focus(&self) -> Pane {
        self.focus
    }

    /// The search pane.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// The list pane.
    #[must_use]
    pub fn list(&self) -> &List {
        &self.list
    }

    /// The detail pane.
    #[must_use]
    pub fn detail(&self) -> &Detail {
        &self.detail
    }

    /// What is in front.
    #[must_use]
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// The message shown.
    #[must_use]
    pub fn toast(&self) -> Option<&Toast> {
        self.toast.as_ref()
    }

    /// What is wrong with what is typed in the search line.
    #[must_use]
    pub fn complaint(&self) -> Option<IdentifierError> {
        self.complaint
    }

    /// The columns that are not shown.
    #[must_use]
    pub fn hidden_columns(&self) -> &[Column] {
        &self.hidden
    }

    /// True while personal data is hidden.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.masked
    }

    /// True after the idle lock has fallen, until the next key.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// The character that stands for hidden ones, while personal data is hidden.
    #[must_use]
    pub fn bullet(&self) -> Option<char> {
        self.masked.then_some(BULLET)
    }

    /// An identifier as the screen may show it now.
    #[must_use]
    pub fn display(&self, who: &Identifier) -> String {
        self.bullet().map_or_else(|| who.value().to_owned(), |bullet| who.masked(bullet))
    }

    /// The pause before the call the user waits for goes on, and when it ends.
    #[must_use]
    pub fn pause(&self) -> Option<(&Pause, Duration)> {
        let awaited = [self.list.awaited(), self.export.awaited()];
        let is_on = |ticket: &Ticket, until: &Duration| awaited.contains(&Some(*ticket)) && self.now.mono < *until;
        let paused = self.pauses.iter().find(|(ticket, _, until)| is_on(ticket, until));
        paused.map(|(_, pause, until)| (pause, *until))
    }

    /// How far this machine's clock is from the server's, where that falsifies what is called expired.
    #[must_use]
    pub fn skew(&self) -> Option<Skew> {
        self.skew
    }

    /// The areas of the screen.
    #[must_use]
    pub fn areas(&self) -> Areas {
        layout::areas(self.size, self.focus, self.list.who().is_some())
    }

    /// Rows of the list that fit.
    #[must_use]
    pub fn list_height(&self) -> usize {
        let focus = if self.focus == Pane::Detail && !layout::is_wide(self.size) { Pane::List } else { self.focus };
        usize::from(layout::areas(self.size, focus, self.list.who().is_some()).rows.height)
    }

    /// Runs one step of the list with all it may use.
    fn with_list<R>(&mut self, effects: &mut Vec<Effect>, step: impl FnOnce(&mut List, &mut ListContext) -> R) -> R {
        let height = self.list_height();
        let preferences = Arc::clone(&self.preferences);
        let mut context =
            ListContext { now: self.now, zone: &preferences.zone, height, tickets: &mut self.tickets, effects };
        step(&mut self.list, &mut context)
    }

    fn say(&mut self, text: impl Into<Sentence>, tone: Tone) {
        self.toast = Some(Toast::new(text, tone, self.now.mono));
    }

    fn look_up(&mut self, who: Identifier, effects: &mut Vec<Effect>) {
        self.look_up_from(who, 0, effects);
    }

    fn look_up_from(&mut self, who: Identifier, offset: u64, effects: &mut Vec<Effect>) {
        self.complaint = None;
        self.overlay = None;
        self.toast = None;
        self.finding = LookupStage::Awaited;
        self.search.show(&who);
        self.focus_on(Pane::List);
        self.detail.reset();
        self.with_list(effects, |list, context| list.look_up(who, offset, context));
    }

    fn resize(&mut self, size: Size) {
        self.size = size;
        let height = self.list_height();
        self.list.resize(height);
        let (lines, height) = (self.detail_lines().len(), self.detail_height());
        self.detail.step(0, lines, height);
    }

    fn unbound(&mut self) {
        self.overlay.take_if(|overlay| matches!(overlay, Overlay::CopyView(_)));
    }

    /// The time zone everything is shown in.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.preferences.zone
    }

    /// The time of day by which dates are judged.
    #[must_use]
    pub fn wall(&self) -> Timestamp {
        self.now.wall
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Answer, Failure};

    fn app() -> (App, Vec<Effect>) {
        let now = Now { mono: Duration::ZERO, wall: Timestamp::UNIX_EPOCH };
        let mut app = App::new(Preferences::default(), now, Size { width: 80, height: 24 });
        let effects = app.open(Identifier::parse("918860000001").unwrap(), 0);
        (app, effects)
    }

    fn answered(result: Result<Arc<Answer>, Failure>) -> Vec<Effect> {
        let (mut app, effects) = app();
        let call = |effect: &Effect| if let Effect::Call(ticket, _) = effect { Some(*ticket) } else { None };
        let ticket = effects.iter().find_map(call);
        app.update(app.now(), Msg::Answered(ticket.unwrap(), result))
    }

    #[test]
    fn a_look_up_that_was_answered_is_kept_and_one_that_failed_is_not() {
        let kept = Effect::Remember(Identifier::parse("918860000001").unwrap());
        assert!(answered(Ok(Arc::default())).contains(&kept));
        let failure = Failure::new(crate::domain::FailureKind::UnknownCustomer);
        assert!(!answered(Err(failure)).contains(&kept));
    }

    #[test]
    fn a_disk_that_keeps_nothing_is_told() {
        let (mut app, _) = app();
        app.update(app.now(), Msg::NotKept("no space left".into()));
        assert!(app.toast().unwrap().text.as_str().contains("no space left"));
    }
}
