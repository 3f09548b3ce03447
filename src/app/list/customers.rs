//! Everybody whom the server names for one look-up, on whatever page.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{Answer, ChosenCustomer, Clean, Customer, CustomerCoupons};

/// How many can be chosen from. Nobody reads further, and a server could name new ones for ever.
pub const MOST_CUSTOMERS: usize = 1_000;

/// One of the customers that match, as they came last.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownCustomer {
    pub(super) chosen: ChosenCustomer,
    /// Who.
    pub customer: Customer,
    /// Their coupons on the page that named them last.
    pub coupons: usize,
}

/// How a customer is known again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// By the id; and two of one id in one answer are two, the first and the second.
    Id(Clean, usize),
    /// Who came without an id, by the place in the answer.
    Place(usize),
}

/// The customers met so far. Nobody's place changes, so that a choice offered earlier means the same
/// person.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct KnownCustomers {
    // behind an Arc, for the copies of the state that are drawn
    met: Arc<Met>,
    are_more: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Met {
    known: Vec<KnownCustomer>,
    places: HashMap<Key, usize>,
}

impl KnownCustomers {
    pub(super) fn all(&self) -> &[KnownCustomer] {
        &self.met.known
    }

    /// More were named than can be chosen from.
    pub(super) fn are_more(&self) -> bool {
        self.are_more
    }

    /// Keeps everybody whom an answer names.
    pub(super) fn meet(&mut self, answer: &Answer) {
        let mut met = HashSet::new();
        let mut of_id: HashMap<&Clean, usize> = HashMap::new();
        for (place, holder) in answer.customers.iter().enumerate() {
            let id = holder.customer.id.as_ref().map(|id| {
                let earlier = of_id.entry(id.text()).or_default();
                *earlier += 1;
                Key::Id(id.text().clone(), *earlier)
            });
            match self.find(id.as_ref(), place).filter(|at| !met.contains(at)) {
                Some(at) => {
                    self.renew(at, holder);
                    if let Some(id) = id.filter(|id| !self.met.places.contains_key(id)) {
                        self.learn(at, id, ChosenCustomer::of(&answer.customers, place));
                    }
                    met.insert(at);
                }
                None if self.met.known.len() >= MOST_CUSTOMERS => self.are_more = true,
                None => {
                    met.insert(self.met.known.len());
                    self.add(id, place, holder, ChosenCustomer::of(&answer.customers, place));
                }
            }
        }
    }

    fn find(&self, id: Option<&Key>, place: usize) -> Option<usize> {
        let Met { known, places } = &*self.met;
        let by_place = || places.get(&Key::Place(place)).copied();
        match id {
            None => by_place(),
            Some(id) => places.get(id).copied().or_else(|| {
                // one who had no id before may have one now
                by_place().filter(|at| known.get(*at).is_some_and(|known| known.customer.id.is_none()))
            }),
        }
    }

    /// Takes over what the answer says of somebody, but not that the id is missing now.
    fn renew(&mut self, at: usize, holder: &CustomerCoupons) {
        let coupons = holder.entries.len();
        let Some(known) = self.met.known.get(at) else { return };
        let says_less = holder.customer.id.is_none() && known.customer.id.is_some();
        let customer = if says_less { &known.customer } else { &holder.customer };
        if known.coupons == coupons && known.customer == *customer {
            return;
        }
        let customer = customer.clone();
        if let Some(known) = Arc::make_mut(&mut self.met).known.get_mut(at) {
            (known.customer, known.coupons) = (customer, coupons);
        }
    }

    /// Somebody known by the place is known by the id from now on.
    fn learn(&mut self, at: usize, id: Key, chosen: ChosenCustomer) {
        let Met { known, places } = Arc::make_mut(&mut self.met);
        places.insert(id, at);
        if let Some(known) = known.get_mut(at) {
            known.chosen = chosen;
        }
    }

    fn add(&mut self, id: Option<Key>, place: usize, holder: &CustomerCoupons, chosen: ChosenCustomer) {
        let Met { known, places } = Arc::make_mut(&mut self.met);
        places.extend(id.map(|id| (id, known.len())));
        places.entry(Key::Place(place)).or_insert(known.len());
        known.push(KnownCustomer { chosen, customer: holder.customer.clone(), coupons: holder.entries.len() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Id;

    /// An answer that names customers of these ids; an empty one is none.
    fn naming(ids: impl IntoIterator<Item = impl ToString>) -> Answer {
        let holder = |id: String| {
            let id = (!id.is_empty()).then(|| Id::number(&id));
            CustomerCoupons { customer: Customer { id, ..Customer::default() }, entries: Vec::new() }
        };
        let customers = ids.into_iter().map(|id| holder(id.to_string())).collect();
        Answer { customers, ..Answer::default() }
    }

    /// The ids of everybody known after these answers.
    fn known<const N: usize>(answers: [&[&str]; N]) -> Vec<String> {
        let mut customers = KnownCustomers::default();
        for answer in answers {
            customers.meet(&naming(answer));
        }
        let id = |known: &KnownCustomer| known.customer.id.as_ref().map(ToString::to_string).unwrap_or_default();
        customers.all().iter().map(id).collect()
    }

    #[test]
    fn customers_are_known_again_by_their_id_in_whatever_place() {
        assert_eq!(known([&["7", "8"], &["9", "8"], &["8", "7"]]), ["7", "8", "9"]);
    }

    #[test]
    fn two_in_one_answer_are_two_whatever_their_ids_say() {
        assert_eq!(known([&["7", "7", ""], &["7", "7", ""]]), ["7", "7", ""]);
        assert_eq!(known([&["", ""], &["", "", ""]]), ["", "", ""]);
    }

    #[test]
    fn who_has_an_id_on_one_page_only_is_known_by_the_place() {
        assert_eq!(known([&["7", ""], &["7", "8"]]), ["7", "8"]);
        assert_eq!(known([&["7", "8"], &["", "8"]]), ["7", "8"]);
    }

    #[test]
    fn an_id_that_is_learned_is_that_persons_from_then_on() {
        assert_eq!(known([&[""], &["7"], &["8", "7"]]), ["7", "8"]);
    }

    #[test]
    fn a_name_is_the_one_that_came_last() {
        let mut customers = KnownCustomers::default();
        let mut answer = naming(["7"]);
        customers.meet(&answer);
        answer.customers[0].customer.firstname = Some(Clean::new("Ann"));
        customers.meet(&answer);
        assert_eq!(customers.all()[0].customer.firstname.as_ref().map(Clean::as_str), Some("Ann"));
    }

    #[test]
    fn of_very_many_a_thousand_can_be_chosen_and_the_rest_is_told() {
        let mut customers = KnownCustomers::default();
        customers.meet(&naming(0..MOST_CUSTOMERS));
        customers.meet(&naming(0..MOST_CUSTOMERS));
        assert!(!customers.are_more() && customers.all().len() == MOST_CUSTOMERS);
        customers.meet(&naming([7, MOST_CUSTOMERS]));
        assert!(customers.are_more() && customers.all().len() == MOST_CUSTOMERS);
    }
}
