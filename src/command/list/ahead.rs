//! Pages asked for before it is their turn.
//!
//! While one page is printed the next is on its way, and where the server has shown that its pages
//! are even, the one behind it too. That one is a guess: it is used only if the walk gets there,
//! and the first that it does not get to was the last.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::Job;
use super::walk::Walk;
use crate::command::Source;
use crate::domain::{Answer, Failure, FailureKind, Page, Query};

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

    /// Asks for the walk's next page, and for the one it will likely want then. Calls for other
    /// pages end.
    pub(super) fn ask(&mut self, walk: &Walk) {
        let next = walk.next();
        while self.underway.front().is_some_and(|call| Some(call.page) != next) {
            self.underway.pop_front();
            self.was_wrong = true;
        }
        let guess = walk.guess().filter(|_| !self.was_wrong);
        for page in [next, guess].into_iter().flatten() {
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
