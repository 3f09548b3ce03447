//! What can lie over the screen: help, choosers, the palette, questions, the copy view.

use super::action::{Action, Context, Row};
use super::export::Scope;
use super::field::Field;
use super::scroll::Scroll;

/// The thing in front.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// The keys that work.
    Help(Scroll),
    /// A list to choose one line from.
    Chooser(Chooser),
    /// Every action, found by words.
    Palette(Palette),
    /// A one-line question.
    Prompt(Prompt),
    /// Text alone on the screen, for copying by hand.
    CopyView(String),
}

impl Overlay {
    /// True while something that was typed stands in it.
    #[must_use]
    pub fn holds_typed_text(&self) -> bool {
        match self {
            Self::Palette(Palette { field, .. }) | Self::Prompt(Prompt { field, .. }) => !field.text().is_empty(),
            Self::Help(_) | Self::Chooser(_) | Self::CopyView(_) => false,
        }
    }
}

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A status of the server, or all.
    Status,
    /// One of several customers in an answer.
    Customer,
    /// An order of what is loaded.
    Order,
    /// What of the coupon to copy.
    CopyAs,
    /// The columns of the list, one by one.
    Columns,
    /// A profile of the configuration.
    Profile,
    /// Which coupons go into a file.
    Export,
}

impl Choice {
    /// The heading of the chooser.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Status => "Show which coupons? (the server filters)",
            Self::Customer => "Several customers match. Which one?",
            Self::Order => "Order what is loaded",
            Self::CopyAs => "Copy what?",
            Self::Columns => "Show which columns?",
            Self::Profile => "Switch to which profile? The customer leaves the screen",
            Self::Export => "Write which coupons into a file?",
        }
    }
}

/// One line of the help screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpLine {
    /// Where the keys below work.
    Heading(Context),
    /// An action, its keys and its sentence.
    Action(Action),
    /// Space.
    Blank,
}

/// The help screen: the keys that work where one is, then all others.
#[must_use]
pub fn help_lines(here: &[Context]) -> Vec<HelpLine> {
    let others = Context::ALL.iter().filter(|context| !here.contains(context));
    let mut lines = Vec::new();
    for context in here.iter().chain(others) {
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(*context));
        let of_context = Action::ALL.iter().filter(|action| action.row().contexts.contains(context));
        lines.extend(of_context.map(|action| HelpLine::Action(*action)));
    }
    lines
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Chooser {
    /// What is chosen.
    pub choice: Choice,
    /// The lines.
    pub options: Vec<String>,
    /// The cursor.
    pub scroll: Scroll,
}

/// The palette.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// The words.
    pub field: Field,
    /// The cursor.
    pub scroll: Scroll,
    /// The words are earlier ones: the first letter typed takes their place.
    pub is_earlier: bool,
    /// Coupons can be chosen for a shell, as `couponscope pick` does.
    pub picks: bool,
}

impl Palette {
    /// A palette in which earlier words stand.
    #[must_use]
    pub fn new(words: &str, picks: bool) -> Self {
        Self { field: Field::new(words), scroll: Scroll::default(), is_earlier: !words.is_empty(), picks }
    }

    /// The actions that every word typed is found in: first those whose name or sentence has them, then
    /// those that other words lead to.
    #[must_use]
    pub fn entries(&self) -> Vec<Action> {
        let typed = self.field.text().to_lowercase();
        let hold = |text: String| typed.split_whitespace().all(|word| text.to_lowercase().contains(word));
        let own = |row: &Row| format!("{} {}", row.name, row.help);
        let fits = |action: &Action| hold(format!("{} {}", own(action.row()), action.row().words));
        let mut entries: Vec<Action> =
            Action::ALL.iter().copied().filter(|a| self.is_useful(*a)).filter(fits).collect();
        entries.sort_by_key(|action| !hold(own(action.row())));
        entries
    }

    /// What needs something in front of the screen is of no use once the palette has gone.
    fn is_useful(&self, action: Action) -> bool {
        let in_front = [Action::Choose, Action::Accept, Action::NextMatch, Action::PreviousMatch, Action::Palette];
        !in_front.contains(&action) && (self.picks || action != Action::Pick)
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Words that loaded rows are filtered by.
    Words,
    /// A page's number.
    Page,
    /// Words looked for in the detail.
    Seek,
    /// The name of the file that these coupons go into.
    File(Scope),
}

/// A one-line question.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// What is asked for.
    pub question: Question,
    /// The answer so far.
    pub field: Field,
    /// The answer is an earlier one: the first letter typed takes its place.
    pub is_earlier: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_finds_every_action_by_the_words_of_its_sentence() {
        for action in Action::ALL {
            let palette = Palette { field: Field::new(action.row().help), ..Palette::default() };
            let moving = !Palette::default().entries().contains(action);
            assert!(moving || palette.entries().contains(action), "{action:?}");
        }
        let found = Palette { field: Field::new("server SORTS"), ..Palette::default() }.entries();
        assert_eq!(found, [Action::ToggleOrder]);
    }

    #[test]
    fn the_palette_finds_actions_by_words_that_people_use_for_them() {
        let cases = [
            ("search", Action::Find),
            ("find", Action::Filter),
            ("save", Action::Export),
            ("leave", Action::Quit),
            ("exit", Action::Quit),
            ("unmask", Action::ToggleMask),
            ("clipboard", Action::Copy),
            ("recent", Action::OlderLookUp),
            ("sort", Action::LocalOrder),
            ("help", Action::Help),
            ("next", Action::NextPage),
            ("last", Action::LastPage),
        ];
        for (word, action) in cases {
            let palette = Palette { field: Field::new(word), ..Palette::default() };
            assert!(palette.entries().contains(&action), "{word}");
        }
    }
}
