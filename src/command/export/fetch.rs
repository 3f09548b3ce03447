//! One customer's pages, fetched ahead of their turn in the file.

use std::rc::Rc;

use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::command::Source;
use crate::command::list::Job;
use crate::command::list::stream::{Lines, Stream};
use crate::domain::{Failure, FailureKind, ServerMessage};

/// Pages that may wait for the file, for each customer: what bounds the memory of an export.
const AHEAD: usize = 2;

/// What comes of a customer, in this order: pages, then the end.
#[derive(Debug)]
pub(super) enum Piece {
    /// The lines of one page.
    Page(Lines, Vec<ServerMessage>),
    /// No more pages.
    End(Result<Vec<String>, Failure>),
}

/// Starts asking; needs a [`tokio::task::LocalSet`]. Dropping the receiver ends it.
pub(super) fn start(source: Rc<impl Source + 'static>, job: Job) -> Receiver<Piece> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_local(async move {
        let outcome = walk(&*source, Stream::new(job), &sender).await;
        // refused only when the receiver is gone: then nobody wants the outcome
        let _ = sender.send(Piece::End(outcome)).await;
    });
    receiver
}

async fn walk(source: &impl Source, mut stream: Stream, pieces: &Sender<Piece>) -> Result<Vec<String>, Failure> {
    while let Some(query) = stream.query() {
        let Some(mut answer) = stream.heard(source.page(&query).await)? else { break };
        let warnings = std::mem::take(&mut answer.warnings);
        let lines = stream
            .take(answer)
            .map_err(|error| Failure::new(FailureKind::Unreadable).with_message(&error.to_string()))?;
        if pieces.send(Piece::Page(lines, warnings)).await.is_err() {
            break;
        }
    }
    stream.finish()
}
