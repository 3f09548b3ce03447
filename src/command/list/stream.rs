//! One customer's list as bytes of a file, page by page: what `export`, and the browser's export of
//! what it shows, have in common with `list`.

use std::io;

use super::walk::{Batch, Walk};
use super::{Job, Printer, printer};
use crate::domain::{Answer, ChosenCustomer, Holder, Query};

/// A customer's coupons on their way into a file.
pub(in crate::command) struct Stream {
    job: Job,
    walk: Walk,
    printer: Box<dyn Printer + Send>,
    coupons: u64,
    /// Of several customers in an answer only this one.
    only: Option<ChosenCustomer>,
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
        Self { walk: Walk::new(job.page, job.all), printer: printer(&job), job, coupons: 0, only: None }
    }

    /// The same for one customer of several.
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
        for batch in self.walk.take(answer) {
            if self.only.as_ref().is_some_and(|only| !only.is(batch.customer, Some(&batch.holder.customer))) {
                continue;
            }
            lines.coupons += u64::try_from(batch.holder.entries.len()).unwrap_or(u64::MAX);
            self.printer.batch(&mut lines.bytes, &batch)?;
        }
        self.coupons += lines.coupons;
        Ok(lines)
    }

    /// Why the list is not whole, where the server did not let it be read to its end.
    pub(in crate::command) fn cut_off(&self) -> Option<String> {
        self.walk.stuck(self.coupons).filter(|_| self.walk.was_cut_off(self.coupons))
    }

    /// What is worth knowing about how it went.
    pub(in crate::command) fn notes(&self) -> Vec<String> {
        self.walk.notes(self.coupons)
    }
}

/// Rows that are at hand already.
///
/// # Errors
/// None that can be caused from outside: writing into memory does not fail.
pub(in crate::command) fn lines(job: &Job, holder: Holder) -> io::Result<Vec<u8>> {
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
