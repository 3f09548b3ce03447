//! One customer's list as bytes of a file, page by page: what `export`, and the browser's export of
//! what it shows, have in common with `list`.

use std::io;

use super::walk::{Batch, Walk};
use super::{Job, Printer, printer};
use crate::domain::{Answer, ChosenCustomer, Customer, CustomerCoupons, Failure, FailureKind, Query};

/// A customer's coupons on their way into a file.
pub(in crate::command) struct Stream {
    job: Job,
    walk: Walk,
    printer: Box<dyn Printer + Send>,
    coupons: u64,
    /// Of several customers in an answer only this one.
    only: Option<ChosenCustomer>,
    /// Why nothing may be written, though the server answers well.
    refused: Option<&'static str>,
}

/// What one answer adds to the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::command) struct Lines {
    /// Whole lines.
    pub(in crate::command) bytes: Vec<u8>,
    /// How many coupons they hold.
    pub(in crate::command) coupons: u64,
}

impl Stream {
    /// Nothing is asked yet.
    pub(in crate::command) fn new(job: Job) -> Self {
        Self { walk: Walk::new(job.page, job.all), printer: printer(&job), job, coupons: 0, only: None, refused: None }
    }

    /// The coupons of one customer of several.
    pub(in crate::command) fn of_one(job: Job, customer: ChosenCustomer) -> Self {
        Self { only: Some(customer), ..Self::new(job) }
    }

    /// What to ask now, while there is more to ask.
    pub(in crate::command) fn query(&self) -> Option<Query> {
        let page = self.walk.next()?;
        Some(Query { who: self.job.who.clone(), filter: self.job.filter, page })
    }

    /// Takes the answer to [`Stream::query`].
    ///
    /// # Errors
    /// None that a server can cause: writing into memory does not fail.
    pub(in crate::command) fn take(&mut self, answer: Answer) -> io::Result<Lines> {
        let mut lines = Lines::default();
        if self.cannot_tell_apart(&answer) {
            self.refused = Some("the server names several customers whom nothing tells apart");
        }
        for batch in self.walk.take(answer) {
            if !self.is_wanted(&batch) {
                continue;
            }
            lines.coupons += u64::try_from(batch.holder.entries.len()).unwrap_or(u64::MAX);
            self.printer.batch(&mut lines.bytes, &batch)?;
        }
        self.coupons += lines.coupons;
        Ok(lines)
    }

    /// Ends the list: what is worth knowing about how it went.
    ///
    /// # Errors
    /// When what came is not all of the list, or not of this customer alone: then none of it may be kept.
    pub(in crate::command) fn finish(&self) -> Result<Vec<String>, Failure> {
        let refused = self.refused.map(str::to_owned);
        match refused.or_else(|| self.cut_off()) {
            Some(why) => {
                Err(Failure::new(FailureKind::Incomplete).with_message(&format!("{why}; none of them is written")))
            }
            None => Ok(self.walk.notes(self.coupons)),
        }
    }

    /// The answer to [`Stream::query`]; none where the failure is but the end of the list.
    ///
    /// # Errors
    /// Any other failure.
    pub(in crate::command) fn heard(&mut self, outcome: Result<Answer, Failure>) -> Result<Option<Answer>, Failure> {
        self.walk.heard(outcome)
    }

    /// Why the list is not whole, where the server did not let it be read to its end.
    fn cut_off(&self) -> Option<String> {
        // of coupons of one status none is an answer: nobody knows that the total counts these alone
        let may_be_all = self.job.filter.status.is_some() && self.walk.kept_back().is_some();
        self.walk.stuck(self.coupons).filter(|_| self.walk.was_cut_off(self.coupons) && !may_be_all)
    }

    /// Nobody is named where the screen showed no customer: then the first who comes is the one.
    fn is_wanted(&self, batch: &Batch) -> bool {
        match self.only.as_ref().map(ChosenCustomer::customer) {
            None => true,
            Some(None) => batch.customer == 0,
            Some(Some(meant)) => meant.is_same(&batch.holder.customer),
        }
    }

    /// True where two customers of one answer are both the one who is wanted.
    fn cannot_tell_apart(&self, answer: &Answer) -> bool {
        let meant = self.only.as_ref().and_then(ChosenCustomer::customer);
        let is_same =
            |meant: &Customer| answer.customers.iter().filter(|holder| meant.is_same(&holder.customer)).count();
        meant.is_some_and(|meant| is_same(meant) > 1)
    }
}

/// Rows that are at hand already.
///
/// # Errors
/// None that can be caused from outside: writing into memory does not fail.
pub(in crate::command) fn lines(job: &Job, holder: CustomerCoupons) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    printer(job).batch(&mut bytes, &Batch { customer: 0, holder })?;
    Ok(bytes)
}

/// What stands in front of the first line.
///
/// # Errors
/// None that can be caused from outside: writing into memory does not fail.
pub(in crate::command) fn header(job: &Job) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    printer(job).start(&mut bytes)?;
    Ok(bytes)
}
