//! Lists to choose from: opened, and the line taken.

use super::App;
use super::column::Column;
use super::copying::CopyAs;
use super::effect::Effect;
use super::export::Scope;
use super::overlay::{Choice, Chooser, Overlay};
use super::rows::LocalOrder;
use super::scroll::Scroll;
use crate::domain::{Filter, Status};
use crate::layout;

impl App {
    pub(super) fn open_statuses(&mut self) {
        let all = std::iter::once(None).chain(Status::ALL.into_iter().map(Some));
        let current = all.clone().position(|status| status == self.list.filter().status).unwrap_or(0);
        let meaning = |status: Option<Status>| status.map_or("every coupon", Status::meaning);
        let options = all.map(|status| format!("{:<19}  {}", Status::name(status), meaning(status))).collect();
        self.open_chooser(Choice::Status, options, current);
    }

    pub(super) fn open_orders(&mut self) {
        let current = LocalOrder::ALL.iter().position(|&order| order == self.list.order()).unwrap_or(0);
        let options = LocalOrder::ALL.iter().map(|order| order.label().to_owned()).collect();
        self.open_chooser(Choice::Order, options, current);
    }

    pub(super) fn open_columns(&mut self, cursor: usize) {
        let line = |column: Column| {
            let sign = if self.hidden.contains(&column) { " " } else { "✓" };
            format!("{sign} {}", column.title())
        };
        self.open_chooser(Choice::Columns, Column::choices().map(line).collect(), cursor);
    }

    /// The chooser stays open: several columns are chosen one after the other.
    fn toggle_column(&mut self, at: usize, effects: &mut Vec<Effect>) {
        let Some(column) = Column::choices().nth(at) else { return };
        if self.hidden.contains(&column) {
            self.hidden.retain(|hidden| *hidden != column);
        } else {
            self.hidden.push(column);
        }
        effects.push(Effect::RememberColumns(self.hidden.clone()));
        self.open_columns(at);
    }

    pub(super) fn open_chooser(&mut self, choice: Choice, options: Vec<String>, current: usize) {
        let mut scroll = Scroll::default();
        scroll.select(current, options.len(), layout::rows_in_front(self.size));
        self.overlay = Some(Overlay::Chooser(Chooser { choice, options, scroll }));
    }

    pub(super) fn choose(&mut self, chooser: &Chooser, effects: &mut Vec<Effect>) {
        let at = chooser.scroll.cursor();
        match chooser.choice {
            Choice::Status => {
                let status = at.checked_sub(1).and_then(|at| Status::ALL.get(at)).copied();
                self.refilter(|filter| Filter { status, ..filter }, effects);
            }
            Choice::Customer => {
                self.with_list(effects, |list, context| list.choose_customer(at, context));
                self.detail.reset();
            }
            Choice::Order => {
                let order = LocalOrder::ALL.get(at).copied().unwrap_or_default();
                self.with_list(effects, |list, context| list.set_order(order, context));
            }
            Choice::Columns => self.toggle_column(at, effects),
            Choice::Profile => self.switch_to(at, effects),
            Choice::Export => {
                if let Some(&scope) = Scope::ALL.get(at) {
                    self.choose_scope(scope);
                }
            }
            Choice::CopyAs => {
                if let Some(&what) = CopyAs::ALL.get(at) {
                    self.copy_as(what, effects);
                }
            }
        }
    }
}
