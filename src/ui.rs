//! Drawing: the state goes in, cells come out, and nothing is changed.
//!
//! [`render`] draws into a plain [`Buffer`] instead of a terminal's frame, so a test needs no
//! terminal and the runtime can compare buffers and send the smallest update.
//!
//! | room | what it draws |
//! | --- | --- |
//! | [`theme`] | colours by meaning |
//! | `pen` | text on one line, cut to its place |
//! | `header`, `search`, `title`, `list` + [`columns`], `detail`, `message`, `footer` | one area each |
//! | `overlay` | what lies over the screen |
//! | `ascii` | the same screen for terminals without UTF-8 |

mod ascii;
pub mod columns;
mod detail;
mod footer;
mod header;
mod list;
mod message;
mod overlay;
mod pen;
mod search;
pub mod theme;
mod title;

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use theme::{Role, Theme, ThemeName};

use crate::app::overlay::Overlay;
use crate::app::sentence::Sentence;
use crate::app::{Action, App};
use crate::keymap::Keymap;
use crate::layout;
use pen::Pen;

/// How the screen looks, whatever it shows.
#[derive(Clone, Debug)]
pub struct Look {
    /// Colours.
    pub theme: Theme,
    /// Only ASCII may be sent.
    pub ascii: bool,
    /// The keys that work.
    pub keymap: Arc<Keymap>,
}

impl Look {
    /// A sentence with the keys of the actions that it names.
    #[must_use]
    pub fn with_keys(&self, app: &App, sentence: impl Into<Sentence>) -> String {
        sentence.into().told(|action| self.any_key(app, action))
    }

    /// The key that works now, else the first one it has, else its name in the palette.
    fn any_key(&self, app: &App, action: Action) -> String {
        let first = || self.keymap.chords(action).first().map(crate::keymap::Chord::display);
        self.key(app, action).or_else(first).unwrap_or_else(|| format!("\"{}\"", action.row().name))
    }

    /// The key of an action that works now, as the screen names it.
    #[must_use]
    pub fn key(&self, app: &App, action: Action) -> Option<String> {
        self.keys(app, action).next()
    }

    /// All its keys that work now, the usual one first.
    fn keys(&self, app: &App, action: Action) -> impl DoubleEndedIterator<Item = String> {
        let works = move |chord: &&crate::keymap::Chord| {
            self.keymap.action(**chord, app.contexts(), app.is_typing()) == Some(action)
        };
        self.keymap.chords(action).iter().filter(works).map(crate::keymap::Chord::display)
    }
}

/// Draws the whole screen; where the cursor stands, if it is shown.
pub fn render(app: &App, look: &Look, buffer: &mut Buffer) -> Option<Position> {
    let cursor = if layout::too_small(app.size()) {
        too_small(buffer, look);
        None
    } else {
        screen(app, look, buffer)
    };
    if look.ascii {
        ascii::only(buffer);
    }
    cursor
}

/// The lines of the screen that go on with the text of the line above: what is shown for copying by
/// hand has to be one line for the terminal too.
#[must_use]
pub fn lines_that_run_on(app: &App) -> Vec<u16> {
    match app.overlay() {
        Some(Overlay::CopyView(text)) if !layout::too_small(app.size()) => overlay::lines_that_run_on(text, app.size()),
        _ => Vec::new(),
    }
}

fn screen(app: &App, look: &Look, buffer: &mut Buffer) -> Option<Position> {
    if let Some(Overlay::CopyView(text)) = app.overlay() {
        overlay::copy_view(text, look, buffer);
        return None;
    }
    let areas = app.areas();
    header::draw(app, look, areas.header, buffer);
    let search_cursor = search::draw(app, look, areas.search, buffer);
    list::rule(look, areas.rule, buffer);
    list::customer(app, look, areas.customer, buffer);
    title::draw(app, look, areas.title, buffer);
    list::rows(app, look, &areas, buffer);
    if app.list().selected().is_some() {
        list::divider(look, areas.divider, buffer);
    }
    detail::draw(app, look, areas.detail, buffer);
    message::verdict(app, look, areas.verdict, buffer);
    footer::draw(app, look, areas.footer, buffer);
    message::draw(app, look, &areas, buffer);
    match app.overlay() {
        Some(overlay) => overlay::draw(app, overlay, look, &areas, buffer),
        None => search_cursor,
    }
}

fn too_small(buffer: &mut Buffer, look: &Look) {
    let area = Rect { height: buffer.area.height.min(1), ..buffer.area };
    Pen::new(buffer, area).put("too small", look.theme.style(Role::Plain));
}
