//! What was typed into a question that was left: it stands there again when the question comes again.

use super::overlay::{Overlay, Palette, Prompt, Question};

/// The texts of questions that were left without an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Drafts {
    page: String,
    file: String,
    palette: String,
}

impl Drafts {
    /// Keeps what stands in a question that is left.
    pub(super) fn keep(&mut self, left: &Overlay) {
        match left {
            Overlay::Palette(Palette { field, .. }) => field.text().clone_into(&mut self.palette),
            Overlay::Prompt(Prompt { question: Question::Page, field, .. }) => field.text().clone_into(&mut self.page),
            Overlay::Prompt(Prompt { question: Question::File(_), field, .. }) => {
                field.text().clone_into(&mut self.file);
            }
            // these two follow every letter: nothing of them is lost
            Overlay::Prompt(Prompt { question: Question::Words | Question::Seek, .. })
            | Overlay::Help(_)
            | Overlay::Chooser(_)
            | Overlay::CopyView(_) => {}
        }
    }

    /// The page's number that was typed.
    pub(super) fn page(&mut self) -> String {
        std::mem::take(&mut self.page)
    }

    /// The file's name that was typed.
    pub(super) fn file(&mut self) -> Option<String> {
        Some(std::mem::take(&mut self.file)).filter(|name| !name.is_empty())
    }

    /// The words that were typed into the palette.
    pub(super) fn palette(&mut self) -> String {
        std::mem::take(&mut self.palette)
    }
}
