//! Switching to another profile: nothing of the one before stays.

use std::sync::Arc;

use super::overlay::Choice;
use super::preferences::{Preferences, ProfileLine, Profiles};
use super::toast::Tone;
use super::{App, Effect, search_pane};
use crate::domain::Clean;

impl App {
    pub(super) fn open_profiles(&mut self) {
        let lines = self.profile_lines();
        let options = lines.iter().map(|line| self.profile_option(line)).collect();
        let current = lines.iter().position(|line| self.is_in_use(line)).unwrap_or(0);
        self.open_chooser(Choice::Profile, options, current);
    }

    fn profile_lines(&self) -> Vec<ProfileLine> {
        match &self.preferences.profiles {
            Profiles::Several(lines) => lines.clone(),
            Profiles::Fixed(_) => Vec::new(),
        }
    }

    fn is_in_use(&self, line: &ProfileLine) -> bool {
        self.preferences.profile.as_ref() == Some(&line.name)
    }

    fn profile_option(&self, line: &ProfileLine) -> String {
        let sign = if self.is_in_use(line) { "✓" } else { " " };
        let label = line.label.as_ref().map(|label| format!("  {}", Clean::new(label))).unwrap_or_default();
        let note = if line.is_asked_for { "  (its secret is typed at the start)" } else { "" };
        format!("{sign} {}{label}{note}", Clean::new(&line.name))
    }

    /// The runtime opens the account; until it has, everything stays as it is.
    pub(super) fn switch_to(&mut self, at: usize, effects: &mut Vec<Effect>) {
        let Some(line) = self.profile_lines().into_iter().nth(at) else { return };
        if self.is_in_use(&line) {
            self.say(format!("Still the profile {}", line.name), Tone::Plain);
        } else if line.is_asked_for {
            // the screen is no place to type a secret
            let name = line.name;
            self.stay(&format!("the secret of {name} is typed at the start: leave, then couponscope --profile {name}"));
        } else {
            effects.push(Effect::SwitchProfile(line.name));
        }
    }

    pub(super) fn stay(&mut self, why: &str) {
        self.say(format!("Not switched: {why}"), Tone::Bad);
    }

    /// Begins anew with another account. The tickets go on: those of calls to the server before must
    /// not come round again.
    pub(super) fn take_on(&mut self, preferences: Preferences, effects: &mut Vec<Effect>) {
        self.forget_customer(effects);
        let mut preferences = preferences.cleaned();
        self.search = search_pane(&mut preferences);
        self.masked = preferences.mask;
        // of the server before
        self.skew = None;
        self.say(format!("Profile {}", preferences.place), Tone::Good);
        self.preferences = Arc::new(preferences);
    }
}
