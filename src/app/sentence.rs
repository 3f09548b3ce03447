//! Sentences for the screen, in which an action stands for its key.

use super::Action;
use crate::domain::Clean;

/// A sentence for the screen. `{reload}`, an action's name in braces, stands for that action's key,
/// which the screen knows; `{{` is a brace.
///
/// Only what is written in this program can name an action. A text that was put together (a
/// `String`) may quote a code, a file's name or a server: its braces are braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence(String);

impl Sentence {
    /// And what comes after it.
    #[must_use]
    pub fn and(self, more: impl Into<Self>) -> Self {
        Self(self.0 + &more.into().0)
    }

    /// As it stands here, actions and quoted braces unresolved.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without what must not reach a terminal: a sentence may quote the system, or a program that
    /// the configuration names.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        Self(Clean::new(&self.0).to_string())
    }

    /// The sentence with its keys in it.
    #[must_use]
    pub fn told(&self, key: impl Fn(Action) -> String) -> String {
        let mut told = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some((before, from)) = rest.split_once('{') {
            told.push_str(before);
            let action = from.split_once('}').and_then(|(name, after)| Some((Action::named(name)?, after)));
            if let Some((action, after)) = action {
                told.push_str(&key(action));
                rest = after;
            } else {
                told.push('{');
                rest = from.strip_prefix('{').unwrap_or(from);
            }
        }
        told + rest
    }
}

impl From<&'static str> for Sentence {
    fn from(ours: &'static str) -> Self {
        Self(ours.to_owned())
    }
}

impl From<String> for Sentence {
    fn from(put_together: String) -> Self {
        Self(if put_together.contains('{') { put_together.replace('{', "{{") } else { put_together })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(sentence: impl Into<Sentence>) -> String {
        sentence.into().told(|action| format!("<{}>", action.row().name))
    }

    #[test]
    fn an_action_stands_for_its_key() {
        assert_eq!(told("{reload} asks again, {quit} leaves"), "<reload> asks again, <quit> leaves");
        assert_eq!(told("{ {x} {reload"), "{ {x} {reload");
    }

    #[test]
    fn what_is_quoted_names_no_key() {
        let copied = format!("Copied {}", "{quit}");
        assert_eq!(told(copied.clone()), "Copied {quit}");
        assert_eq!(told(Sentence::from(copied).and("; {copy-view} shows it")), "Copied {quit}; <copy-view> shows it");
    }

    proptest! {
        #[test]
        fn what_is_quoted_stays_as_it_is(text in "[{}a-z ]*(quit)?[{}]*") {
            prop_assert_eq!(told(text.clone()), text);
        }
    }
}
