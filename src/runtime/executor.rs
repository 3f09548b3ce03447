//! Carrying out calls and exports: one task per lane, a new one replaces the old one.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Event;
use crate::app::export::{ExportJob, Report};
use crate::app::remote::{Slot, Ticket};
use crate::app::{Msg, Pause, Preferences};
use crate::domain::{Answer, Failure, Query};

/// Tells of a pause before a call is tried again.
pub type OnPause = Box<dyn Fn(Pause) + Send + Sync>;

/// Tells how many coupons of an export are written.
pub type OnProgress = Box<dyn Fn(u64) + Send + Sync>;

/// Whether somebody waits for a call: false while it is but fetched ahead, or one of very many.
pub type Wanted = watch::Receiver<bool>;

/// What the file of an export gets to be taken away when the program ends.
const LAST_MOMENT: Duration = Duration::from_millis(200);

/// Whoever answers queries: the API client, or a script in a test.
pub trait Server: Clone + Send + Sync + 'static {
    /// Answers one query; what somebody waits for goes before the rest. Dropping the future cancels the
    /// call.
    fn ask(
        &self,
        query: Query,
        wanted: Wanted,
        on_pause: OnPause,
    ) -> impl Future<Output = Result<Answer, Failure>> + Send;

    /// Writes coupons into a file. Dropping the future leaves no file.
    fn export(
        &self,
        order: ExportJob,
        on_pause: OnPause,
        on_progress: OnProgress,
    ) -> impl Future<Output = Report> + Send;
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
    running: HashMap<Slot, Running>,
}

/// What runs in a lane.
#[derive(Debug)]
struct Running {
    ticket: Ticket,
    task: JoinHandle<()>,
    /// Tells the call that somebody waits for it; nobody ever waits for a file.
    wanted: Option<watch::Sender<bool>>,
}

impl<S: Server> Executor<S> {
    /// Calls go to `server`, answers to `events`.
    pub fn new(server: S, events: UnboundedSender<Event>) -> Self {
        Self { server, events, running: HashMap::new() }
    }

    /// Starts a call in the ticket's lane; what ran there is cancelled.
    pub fn call(&mut self, ticket: Ticket, query: Query) {
        let (server, events) = (self.server.clone(), self.events.clone());
        let on_pause = self.on_pause(ticket);
        let (wanted, told) = watch::channel(is_waited_for(ticket.slot));
        let task = tokio::spawn(async move {
            let answer = server.ask(query, told, on_pause).await.map(Arc::new);
            let _ = events.send(Event::Happened(Msg::Answered(ticket, answer)));
        });
        self.run(Running { ticket, task, wanted: Some(wanted) });
    }

    /// Somebody waits for this call now.
    pub fn hurry(&mut self, ticket: Ticket) {
        let running = self.running.get(&ticket.slot).filter(|running| running.ticket == ticket);
        if let Some(wanted) = running.and_then(|running| running.wanted.as_ref()) {
            wanted.send_replace(true);
        }
    }

    /// Starts to write a file in the ticket's lane.
    pub fn export(&mut self, ticket: Ticket, order: ExportJob) {
        let (server, events) = (self.server.clone(), self.events.clone());
        let (on_pause, progress) = (self.on_pause(ticket), self.events.clone());
        let on_progress: OnProgress = Box::new(move |written| {
            let _ = progress.send(Event::Happened(Msg::Exporting(ticket, written)));
        });
        let task = tokio::spawn(async move {
            let report = server.export(order, on_pause, on_progress).await;
            let _ = events.send(Event::Happened(Msg::Exported(ticket, report)));
        });
        self.run(Running { ticket, task, wanted: None });
    }

    fn on_pause(&self, ticket: Ticket) -> OnPause {
        let events = self.events.clone();
        Box::new(move |pause| {
            // the loop has ended: nobody waits any more
            let _ = events.send(Event::Happened(Msg::Waiting(ticket, pause)));
        })
    }

    fn run(&mut self, running: Running) {
        if let Some(old) = self.running.insert(running.ticket.slot, running) {
            old.task.abort();
        }
    }

    /// Asks another server from here on; what still runs at the one before is cancelled.
    pub fn replace(&mut self, server: S) {
        self.server = server;
        self.abandon_all();
    }

    fn abandon_all(&mut self) {
        for (_, running) in self.running.drain() {
            running.task.abort();
        }
    }

    /// Cancels what runs in a lane.
    pub fn abandon(&mut self, slot: Slot) {
        if let Some(running) = self.running.remove(&slot) {
            running.task.abort();
        }
    }

    /// Cancels everything. What was to become a file is taken away before this returns, unless the
    /// disk is stuck.
    pub async fn end(&mut self) {
        let export = self.running.remove(&Slot::Export);
        self.abandon_all();
        if let Some(Running { task, .. }) = export {
            task.abort();
            let _ = tokio::time::timeout(LAST_MOMENT, task).await;
        }
    }
}

/// One page that is asked for goes before the very many of a lane, and before a guess.
fn is_waited_for(slot: Slot) -> bool {
    match slot {
        Slot::Page => true,
        Slot::Ahead | Slot::All | Slot::Export => false,
    }
}
