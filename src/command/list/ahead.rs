//! Pages asked for before it is their turn.
//!
//! While one page is printed the next is on its way, and where the server has shown that its pages
//! are even, those behind it too. These are guesses: they are used only if the walk gets there, and
//! the first that it does not get to was the last.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::Job;
use super::walk::Walk;
use crate::command::Source;
use crate::domain::{Answer, Failure, FailureKind, Page, Query};

/// Pages that are guessed: with the one that is wanted, as many as may be under way at once. Some are
/// read while others are on the wire, and the server has a question to work on all the while.
pub(super) const GUESSES: usize = 3;

/// The calls under way for one walk.
pub(super) struct Ahead<'a, S> {
    source: Arc<S>,
    job: &'a Job,
    underway: VecDeque<Call>,
    was_wrong: bool,
}

/// A call on the runtime's threads; dropping it cancels it.
struct Call {
    page: Page,
    task: JoinHandle<Result<Answer, Failure>>,
}

impl Drop for Call {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<'a, S: Source + Send + Sync + 'static> Ahead<'a, S> {
    /// Nothing is asked yet.
    pub(super) fn new(source: Arc<S>, job: &'a Job) -> Self {
        Self { source, job, underway: VecDeque::new(), was_wrong: false }
    }

    /// Asks for the walk's next page, and for those it will likely want then. Calls for other
    /// pages end.
    pub(super) fn ask(&mut self, walk: &Walk) {
        let next = walk.next();
        while self.underway.front().is_some_and(|call| Some(call.page) != next) {
            self.underway.pop_front();
            self.was_wrong = true;
        }
        let guesses = walk.guesses().take(if self.was_wrong { 0 } else { GUESSES });
        for page in next.into_iter().chain(guesses) {
            if self.underway.iter().all(|call| call.page != page) {
                let call = self.call(page);
                self.underway.push_back(call);
            }
        }
    }

    fn call(&self, page: Page) -> Call {
        let source = Arc::clone(&self.source);
        let query = Query { who: self.job.who.clone(), filter: self.job.filter, page };
        Call { page, task: tokio::spawn(async move { source.page(&query).await }) }
    }

    /// The answer to the oldest call; `None` when nothing is asked.
    pub(super) async fn answer(&mut self) -> Option<Result<Answer, Failure>> {
        let mut call = self.underway.pop_front()?;
        Some(match (&mut call.task).await {
            Ok(outcome) => outcome,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // not reached: only dropping a call cancels it
                Err(_) => Err(Failure::new(FailureKind::Setup).with_message("the call was cancelled")),
            },
        })
    }
}
