//! What the user or the configuration decided before the start.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::allowed::Reason;
use super::column::Column;
use crate::domain::{Clean, CountryCode, Filter, Identifier};

/// What the user or the configuration decided before the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// Personal data is hidden at first.
    pub mask: bool,
    /// Rows per page, 1 to 100.
    pub page_size: u64,
    /// Status, order and code case to begin with.
    pub filter: Filter,
    /// After so long without a key everything personal goes; `None` is never.
    pub idle_lock: Option<Duration>,
    /// Where the answers come from, shown in the header: a profile's name or a host.
    pub place: String,
    /// The server, for the request as a command line; `None` where its address is not known.
    pub server: Option<Server>,
    /// A profile's label, shown loudly.
    pub label: Option<String>,
    /// The profile in use: look-ups are remembered for it.
    pub profile: Option<String>,
    /// The profiles to switch between.
    pub profiles: Profiles,
    /// Coupons are picked: Enter chooses and leaves, and a shell is handed this of each.
    pub picks: Option<Picked>,
    /// Whom to look up, and who that is: the sandbox's customers.
    pub hints: Vec<(String, String)>,
    /// Columns that the user hid in earlier sessions.
    pub hidden: Vec<Column>,
    /// Earlier look-ups, newest first, until the search pane has taken them.
    pub recent: Vec<Identifier>,
    /// What is put before national numbers.
    pub country: Option<CountryCode>,
}

/// What a shell is handed of a coupon that is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// The code.
    Code,
    /// The id.
    Id,
    /// A row of cells, tab-separated.
    Row,
    /// JSON.
    Json,
}

/// The profiles of the configuration, for switching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Profiles {
    /// These can be switched between.
    Several(Vec<ProfileLine>),
    /// There is nothing to switch, and why.
    Fixed(Reason),
}

/// A profile to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileLine {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// Its secret is typed at the start, so that it cannot be switched to.
    pub is_asked_for: bool,
}

/// What a request as a command line has to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its address.
    pub base_url: String,
    /// How the external id's parameter is spelled.
    pub external_id_parameter: String,
    /// Whether reversed redemptions are asked for.
    pub include_reversed: bool,
}

impl Preferences {
    /// These preferences with the texts of the configuration cleaned: they are from outside too.
    #[must_use]
    pub(super) fn cleaned(mut self) -> Self {
        self.place = Clean::new(&self.place).to_string();
        self.label = self.label.map(|label| Clean::new(&label).to_string());
        self
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            zone: TimeZone::UTC,
            mask: true,
            page_size: crate::domain::Page::MOST,
            filter: Filter::default(),
            idle_lock: Some(Duration::from_mins(15)),
            place: String::new(),
            server: None,
            label: None,
            profile: None,
            profiles: Profiles::Fixed("There are no profiles here"),
            picks: None,
            hints: Vec::new(),
            hidden: Vec::new(),
            recent: Vec::new(),
            country: None,
        }
    }
}
