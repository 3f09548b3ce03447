//! Carrying out calls: one task per lane, a new call replaces the old one.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::AbortHandle;

use super::Event;
use crate::app::remote::{Slot, Ticket};
use crate::app::{Msg, Pause, Preferences};
use crate::domain::{Answer, Failure, Query};

/// Tells of a pause before a call is tried again.
pub type OnPause = Box<dyn Fn(Pause) + Send + Sync>;

/// Whoever answers queries: the API client, or a script in a test.
pub trait Server: Clone + Send + Sync + 'static {
    /// Answers one query. Dropping the future cancels the call.
    fn ask(&self, query: Query, on_pause: OnPause) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// The accounts that the user can switch between.
pub trait Accounts<S> {
    /// The server of a profile, and how the browser begins with it. Quick: what takes its time is for
    /// the server's first call.
    ///
    /// # Errors
    /// Why the profile cannot be used, in words.
    fn open(&mut self, profile: &str) -> Result<(S, Preferences), String>;
}

/// The calls under way.
#[derive(Debug)]
pub struct Executor<S> {
    server: S,
    events: UnboundedSender<Event>,
    running: HashMap<Slot, AbortHandle>,
}

impl<S: Server> Executor<S> {
    /// Calls go to `server`, answers to `events`.
    pub fn new(server: S, events: UnboundedSender<Event>) -> Self {
        Self { server, events, running: HashMap::new() }
    }

    /// Starts a call in the ticket's lane; what ran there is cancelled.
    pub fn call(&mut self, ticket: Ticket, query: Query) {
        let (server, events) = (self.server.clone(), self.events.clone());
        let pauses = self.events.clone();
        let on_pause: OnPause = Box::new(move |pause| {
            // the loop has ended: nobody waits any more
            let _ = pauses.send(Event::Happened(Msg::Waiting(ticket, pause)));
        });
        let task = tokio::spawn(async move {
            let answer = server.ask(query, on_pause).await.map(Arc::new);
            let _ = events.send(Event::Happened(Msg::Answered(ticket, answer)));
        });
        if let Some(old) = self.running.insert(ticket.slot, task.abort_handle()) {
            old.abort();
        }
    }

    /// Asks another server from here on; what still runs at the one before is cancelled.
    pub fn replace(&mut self, server: S) {
        self.server = server;
        for (_, task) in self.running.drain() {
            task.abort();
        }
    }

    /// Cancels what runs in a lane.
    pub fn abandon(&mut self, slot: Slot) {
        if let Some(task) = self.running.remove(&slot) {
            task.abort();
        }
    }
}
