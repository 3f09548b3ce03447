//! The search pane: one line that names a customer.

use tui_input::InputRequest;

use super::field::Field;
use crate::domain::{CountryCode, Identifier, IdentifierError, Kind};

/// The line, the kind and what was looked up before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    field: Field,
    /// The kind chosen by hand; `None` means that it is guessed.
    chosen: Option<Kind>,
    /// What the line holds was looked up: it is masked, and typing starts anew.
    settled: bool,
    recent: Vec<Identifier>,
    /// Whom to try: the sandbox's customers.
    hints: Vec<Identifier>,
    /// Which of the choices was taken last.
    recalled: Option<usize>,
    /// What was typed before a choice was taken: text, kind, whether it was looked up.
    typed: Option<(Field, Option<Kind>, bool)>,
    /// What is put before national numbers.
    country: Option<CountryCode>,
}

/// Recent look-ups offered.
const RECENT: usize = 10;

impl Search {
    /// A pane that offers earlier look-ups, newest first, then whom to try, and puts the code of the
    /// country before national numbers.
    #[must_use]
    pub fn new(recent: Vec<Identifier>, hints: Vec<Identifier>, country: Option<CountryCode>) -> Self {
        Self { recent, hints, country, ..Self::default() }
    }

    /// The line.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// True while what stands in the line was typed and not yet looked up: it is shown as typed.
    #[must_use]
    pub fn is_being_typed(&self) -> bool {
        !self.settled && !self.field.text().is_empty()
    }

    /// What was looked up is of its own kind again, where only the kind was changed and nobody looked.
    pub fn settle_for(&mut self, who: &Identifier) {
        if self.settled && self.recalled.is_none() && self.field.text().ends_with(who.value()) {
            self.show(who);
        }
    }

    /// The kind that a look-up would use, and whether that is a guess.
    #[must_use]
    pub fn kind(&self) -> Option<(Kind, bool)> {
        let text = self.field.text();
        if let Some((kind, _)) = Kind::stated(text) {
            return Some((kind, false));
        }
        match self.chosen {
            Some(kind) => Some((kind, false)),
            None => (!text.trim().is_empty()).then(|| (Kind::guess(text), true)),
        }
    }

    /// What the line names.
    ///
    /// # Errors
    /// When the text cannot be of its kind.
    pub fn identifier(&self) -> Result<Identifier, IdentifierError> {
        let text = self.field.text();
        let chosen = self.chosen.filter(|_| Kind::stated(text).is_none());
        Identifier::read(chosen, text, self.country.as_ref())
    }

    /// Earlier look-ups, newest first.
    #[must_use]
    pub fn recent(&self) -> &[Identifier] {
        &self.recent
    }

    /// Which of the choices stands in the line.
    #[must_use]
    pub fn recalled(&self) -> Option<usize> {
        self.recalled
    }

    /// Carries out an editing key. What was looked up is replaced by the first letter typed.
    pub fn edit(&mut self, request: InputRequest) {
        if self.settled && matches!(request, InputRequest::InsertChar(_)) {
            self.clear();
        }
        // whoever moves the cursor edits what stands there
        let was_settled = std::mem::take(&mut self.settled);
        if self.field.edit(request) {
            // the kind belonged to what was looked up, not to what it is changed into
            if was_settled || self.field.text().is_empty() {
                self.chosen = None;
            }
            self.recalled = None;
        }
    }

    /// Takes pasted text in place of what was looked up, or at the cursor.
    pub fn paste(&mut self, text: &str) {
        if self.settled {
            self.clear();
        }
        self.field.paste(text);
        self.recalled = None;
    }

    /// Changes the kind by hand, away from the guess; after the last one comes the guess again.
    pub fn cycle_kind(&mut self) {
        let next = self.kind().map_or(Kind::Mobile, |(kind, _)| kind.next());
        let bare = Kind::stated(self.field.text()).map(|(_, rest)| rest.to_owned());
        if let Some(rest) = bare {
            self.field = Field::new(&rest);
        }
        let guessed = Kind::guess(self.field.text());
        let comes_round = self.chosen.is_some() && next == guessed;
        self.chosen = (!comes_round).then_some(next);
    }

    /// Takes an earlier look-up, or one of those to try, into the line: `steps` of 1 is further down
    /// the list, -1 further up. Before the first one stands what was typed.
    pub fn recall(&mut self, steps: isize) {
        let last = self.choices().count().saturating_sub(1);
        let at = match (self.recalled, steps > 0) {
            (None, true) => Some(0),
            (None | Some(0), false) => None,
            (Some(at), _) => Some(at.saturating_add_signed(steps).min(last)),
        };
        if self.recalled.is_none() && at.is_some() {
            self.typed = Some((self.field.clone(), self.chosen, self.settled));
        }
        match at.and_then(|at| self.choices().nth(at).cloned()) {
            Some(identifier) => {
                self.show(&identifier);
                self.recalled = at;
            }
            None => self.bring_back_what_was_typed(),
        }
    }

    fn bring_back_what_was_typed(&mut self) {
        self.recalled = None;
        if let Some((field, chosen, settled)) = self.typed.take() {
            self.field = field;
            self.chosen = chosen;
            self.settled = settled;
        }
    }

    /// Everybody who can be taken into the line.
    pub fn choices(&self) -> impl Iterator<Item = &Identifier> {
        self.recent.iter().chain(&self.hints)
    }

    /// Puts what is looked up into the line.
    pub fn show(&mut self, identifier: &Identifier) {
        let (kind, value) = (identifier.kind(), identifier.value());
        // a number of another country must not get this country's code when it is looked up again
        let is_foreign = Identifier::read(Some(kind), value, self.country.as_ref()).as_ref() != Ok(identifier);
        self.field = if is_foreign { Field::new(&format!("+{value}")) } else { Field::new(value) };
        self.chosen = Some(identifier.kind());
        self.settled = true;
        self.recalled = None;
    }

    /// Puts a look-up that found someone on top of the recent ones.
    pub fn remember(&mut self, identifier: &Identifier) {
        self.recent.retain(|known| known != identifier);
        self.recent.insert(0, identifier.clone());
        self.recent.truncate(RECENT);
    }

    /// Forgets everybody, earlier look-ups too.
    pub fn forget(&mut self) {
        let (country, hints) = (self.country.take(), std::mem::take(&mut self.hints));
        *self = Self { hints, country, ..Self::default() };
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.field.clear();
        self.chosen = None;
        self.settled = false;
        self.recalled = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Search {
        let mut search = Search::default();
        for c in text.chars() {
            search.edit(InputRequest::InsertChar(c));
        }
        search
    }

    #[test]
    fn the_kind_follows_the_text_until_it_is_chosen() {
        let mut search = typed("9188600");
        assert_eq!(search.kind(), Some((Kind::Id, true)));
        search.cycle_kind();
        assert_eq!(search.kind(), Some((Kind::Mobile, false)));
        assert_eq!(search.identifier().unwrap().kind(), Kind::Mobile);
    }

    #[test]
    fn a_stated_kind_shows_at_once_and_gives_way_to_the_key() {
        let mut search = typed("ext:A-17");
        assert_eq!(search.kind(), Some((Kind::ExternalId, false)));
        search.cycle_kind();
        assert_eq!((search.field().text(), search.kind()), ("A-17", Some((Kind::Id, false))));
    }

    #[test]
    fn typing_after_a_look_up_starts_anew_and_moving_the_cursor_edits() {
        let mut search = Search::default();
        search.show(&Identifier::parse("918860000001").unwrap());
        let mut moved = search.clone();
        search.edit(InputRequest::InsertChar('a'));
        assert_eq!((search.field().text(), search.is_being_typed()), ("a", true));
        moved.edit(InputRequest::DeletePrevChar);
        assert_eq!(moved.field().text(), "91886000000");
    }

    #[test]
    fn a_national_number_gets_the_country_code_and_a_foreign_one_keeps_its_own() {
        let mut search = Search::new(Vec::new(), Vec::new(), "91".parse().ok());
        search.paste("98000 00001");
        let home = search.identifier().unwrap();
        assert_eq!(home.value(), "919800000001");
        search.show(&home);
        assert_eq!(search.field().text(), "919800000001");
        search.clear();
        search.paste("+6591234567");
        let foreign = search.identifier().unwrap();
        search.show(&foreign);
        assert_eq!((search.field().text(), search.identifier()), ("+6591234567", Ok(foreign)));
    }

    #[test]
    fn earlier_look_ups_are_walked_through_and_left_again() {
        let [a, b] = ["918860000001", "918860000002"].map(|text| Identifier::parse(text).unwrap());
        let mut search = Search::new(vec![a, b], Vec::new(), None);
        search.recall(1);
        search.recall(1);
        search.recall(1);
        assert_eq!(search.field().text(), "918860000002");
        search.recall(-1);
        assert_eq!((search.field().text(), search.is_being_typed()), ("918860000001", false));
        search.recall(-1);
        assert_eq!(search.field().text(), "");
    }
}
