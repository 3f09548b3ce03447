//! The sample configuration: its keys are those of the action table.

use couponscope::app::Action;

use super::readme::{path, updating};

const SAMPLE: &str = "assets/config.toml";

/// The section of keys, which stands last.
fn keys() -> String {
    let chords = |keys: &[&str]| match keys {
        [one] => format!("{one:?}"),
        several => format!("{several:?}"),
    };
    let of = |action: &Action| {
        let row = action.row();
        format!("# {}.\n#{} = {}\n", row.help, row.name, chords(row.keys))
    };
    Action::ALL.iter().map(of).collect()
}

#[test]
fn the_keys_of_the_sample_configuration_are_those_of_the_table() {
    let committed = std::fs::read_to_string(path(SAMPLE)).expect("it can be read");
    let (before, _) = committed.split_once("#[keys]\n").expect("the section of keys");
    let made = format!("{before}#[keys]\n{}", keys());
    if updating() {
        std::fs::write(path(SAMPLE), &made).expect("it can be written");
        return;
    }
    assert!(made == committed, "run `UPDATE_DOCUMENTS=1 cargo test documents`");
}
