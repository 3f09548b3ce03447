//! Every action of the browser, one row each.
//!
//! Dispatch, the footer, the help screen, the palette and the README's key table are made from this
//! table. A new key is one row here; the compiler then asks for an arm in `App::act` (what it does) and
//! one in [`App::allowed`](super::App::allowed) (why it cannot be done now).

/// Where a key is looked up. The screen asks for its contexts from the innermost outwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Wherever nothing in front takes the key.
    Everywhere,
    /// The search line has the cursor.
    Search,
    /// The coupon list.
    List,
    /// The detail pane.
    Detail,
    /// A list to choose from, or a page to read, lies over the screen.
    Overlay,
    /// A one-line question (filter, page number) has the cursor.
    Prompt,
    /// List and detail of `couponscope pick`, before their own keys.
    Pick,
}

impl Context {
    /// Every context, in the order of the help screen.
    pub const ALL: [Self; 7] =
        [Self::Everywhere, Self::Search, Self::List, Self::Detail, Self::Overlay, Self::Prompt, Self::Pick];

    /// The others whose keys work while this one's do.
    #[must_use]
    pub fn beside(self) -> &'static [Self] {
        match self {
            Self::Everywhere => &[Self::Search, Self::List, Self::Detail, Self::Overlay, Self::Prompt, Self::Pick],
            Self::List | Self::Detail => &[Self::Everywhere, Self::Pick],
            Self::Pick => &[Self::Everywhere, Self::List, Self::Detail],
            Self::Search | Self::Overlay | Self::Prompt => &[Self::Everywhere],
        }
    }

    /// Its heading in help and README.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Search => "Search",
            Self::List => "Coupon list",
            Self::Detail => "Detail",
            Self::Overlay => "Choosers and help",
            Self::Prompt => "Filter and page number",
            Self::Pick => "Picking (couponscope pick)",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// Its name: what stays when its keys change.
    pub name: &'static str,
    /// What it does, in a sentence without its stop.
    pub help: &'static str,
    /// Other words by which the palette finds it; its name and its sentence need not be repeated.
    pub words: &'static str,
    /// One or two words for the footer; empty keeps it out of the footer.
    pub footer: &'static str,
    /// Where its keys work.
    pub contexts: &'static [Context],
    /// Its default keys.
    pub keys: &'static [&'static str],
}

macro_rules! actions {
    ($($action:ident, $name:literal, $footer:literal, [$($context:ident)*], [$($key:literal)*], $help:literal $(, $words:literal)?;)*) => {
        /// What a key, or an entry of the palette, can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $(#[doc = $help] $action,)* }

        impl Action {
            /// Every action, in the order of the help screen.
            pub const ALL: &'static [Self] = &[$(Self::$action,)*];

            /// Its row of the table.
            #[must_use]
            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$action => const { &Row {
                        action: Self::$action,
                        name: $name,
                        help: $help,
                        words: concat!($($words)?),
                        footer: $footer,
                        contexts: &[$(Context::$context,)*],
                        keys: &[$($key,)*],
                    } },)*
                }
            }
        }
    };
}

// The footer shows actions in this order, so the ones a manager needs most come first in each context.
actions! {
    // action, name, footer word, [contexts], [default keys], help, other words of the palette
    LookUp, "look-up", "look up", [Search], ["enter"], "Look the customer up", "search find";
    CycleKind, "kind", "kind", [Search], ["ctrl-t"], "Change what kind of identifier the text is";
    OlderLookUp, "older-look-up", "recent", [Search], ["down"], "Take a customer from the list below: down", "recent history earlier before";
    NewerLookUp, "newer-look-up", "", [Search], ["up"], "Take a customer from the list below: up", "recent history";

    Pick, "pick", "choose", [Pick], ["enter"], "Choose the marked coupons, or the selected one, and leave";
    Copy, "copy", "copy", [List Detail], ["y"], "Copy the code, or all marked codes; in the detail, the line", "clipboard";
    Open, "detail", "detail", [List], ["enter" "right"], "Show all about the coupon", "open more";
    LoadAll, "load-all", "load all", [List], ["A"], "Load every page", "fetch everything";
    NextStatus, "next-status", "status", [List], ["s"], "Show only the next status (the server filters)", "filter expired redeemed";
    NextPage, "next-page", "page", [List], ["]"], "Show the next page";
    Filter, "filter", "filter", [List], ["/"], "Show only loaded coupons that match some words", "search find";
    ToggleOrder, "order", "order", [List], ["o"], "Newest or oldest first (the server sorts)", "sort date created";
    Mark, "mark", "mark", [List], ["space"], "Mark or unmark the coupon", "select tick";
    CopyMenu, "copy-menu", "copy as", [List Detail], ["Y"], "Copy something else: row, bill, customer id, JSON, curl", "clipboard";
    CopyView, "copy-view", "view", [List Detail], ["v"], "Show the text alone on the screen, for copying by hand", "clipboard mouse select";
    Export, "export", "", [List], ["e"], "Write coupons into a file: shown, marked, or every page", "save download csv";
    ChooseStatus, "choose-status", "", [List], ["S"], "Choose a status from all nine (the server filters)", "filter expired redeemed";
    LocalOrder, "local-order", "", [List], ["O"], "Order what is loaded: by expiry, value, uses or code", "sort";
    FirstPage, "first-page", "", [List], ["{"], "Show the first page";
    LastPage, "last-page", "", [List], ["}"], "Show the last page";
    PreviousPage, "previous-page", "page back", [List], ["["], "Show the previous page", "back before";
    GoToPage, "go-to-page", "", [List], ["#"], "Go to a page by its number", "jump";
    Columns, "columns", "", [List], ["C"], "Choose the columns of the list; they are remembered", "fields hide";
    Unmark, "unmark", "", [List], ["U"], "Unmark every coupon", "deselect clear";
    ChooseCustomer, "choose-customer", "", [List], ["w"], "Choose who is meant, where several customers match";
    CodeCase, "code-case", "", [List], ["c"], "Codes as they are, in upper case, in lower case", "capital letters";
    Down, "down", "", [List Detail Overlay], ["down" "j"], "Move down";
    Up, "up", "", [List Detail Overlay], ["up" "k"], "Move up";
    PageDown, "page-down", "", [List Detail Overlay], ["pagedown"], "Move down a screen";
    PageUp, "page-up", "", [List Detail Overlay], ["pageup"], "Move up a screen";
    Top, "top", "", [List Detail Overlay], ["g" "home"], "Go to the first row";
    Bottom, "bottom", "", [List Detail Overlay], ["G" "end"], "Go to the last row";
    TryFirst, "try-first", "", [List], ["1"], "After \"not found\": try the first other kind of identifier";
    TrySecond, "try-second", "", [List], ["2"], "After \"not found\": try the second other kind";
    TryThird, "try-third", "", [List], ["3"], "After \"not found\": try the third other kind";

    SeekNext, "seek-next", "next", [Detail], ["n"], "Go to the next place of the words looked for", "find again";
    NextSection, "next-section", "section", [Detail], ["l" "right"], "Go to the next section";
    PreviousSection, "previous-section", "", [Detail], ["h" "left"], "Go to the previous section";
    Json, "json", "JSON", [List Detail], ["J"], "Show the coupon's original JSON, or its fields again", "raw";
    EmptyProperties, "empty-properties", "empty", [Detail], ["E"], "Show or hide empty custom properties", "blank";
    Seek, "seek", "search", [Detail], ["/"], "Look for words in the detail or the JSON", "search find";

    Choose, "choose", "choose", [Overlay], ["enter" "space"], "Take the line under the cursor";
    Accept, "accept", "go on", [Prompt], ["enter"], "Keep what is typed";
    NextMatch, "next-match", "", [Prompt], ["down"], "Move down while typing";
    PreviousMatch, "previous-match", "", [Prompt], ["up"], "Move up while typing";

    Find, "find", "find", [Everywhere], ["f"], "Find a customer", "search look up another";
    Back, "back", "back", [Everywhere], ["esc"], "One step back; never quits, never loses what was typed", "cancel undo";
    NextPane, "next-pane", "", [Everywhere], ["tab"], "Go to the next pane";
    PreviousPane, "previous-pane", "", [Everywhere], ["shift-tab"], "Go to the previous pane";
    Reload, "reload", "reload", [Everywhere], ["r"], "Ask the server again", "refresh again update";
    ToggleMask, "mask", "", [Everywhere], ["m"], "Show or hide personal data", "unmask reveal number address";
    SwitchProfile, "profile", "", [Everywhere], ["P" "f2"], "Switch to another profile of the configuration", "account brand store";
    Palette, "palette", "all keys", [Everywhere], [":"], "Find any action by its words";
    Help, "help", "help", [Everywhere], ["?" "f1"], "Show the keys that work here", "shortcuts";
    Redraw, "redraw", "", [Everywhere], ["ctrl-l"], "Draw the screen anew", "repaint refresh";
    Suspend, "suspend", "", [Everywhere], ["ctrl-z"], "Suspend; the shell's fg brings it back", "background stop";
    Quit, "quit", "quit", [Everywhere], ["q" "ctrl-c"], "Quit", "leave exit close";
}

impl Action {
    /// The action of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.row().name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own_a_context_and_a_sentence() {
        for action in Action::ALL {
            let row = action.row();
            assert_eq!(Action::named(row.name), Some(*action));
            assert!(!row.contexts.is_empty() && !row.keys.is_empty(), "{action:?}");
            assert!(row.help.starts_with(char::is_uppercase) && !row.help.ends_with('.'), "{action:?}");
        }
    }
}
