//! The clipboard of this machine, on a thread of its own: its calls can block.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

/// What the thread is asked for.
#[derive(Debug)]
enum Request {
    /// Copy this text; true when the system confirmed it.
    Copy(String, oneshot::Sender<bool>),
    /// The text that is on the clipboard, if it is the last one copied here.
    Owned(oneshot::Sender<Option<String>>),
}

/// The thread that keeps the clipboard alive: under X11 the text is gone with its owner.
#[derive(Debug)]
pub struct Native {
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Native {
    /// Starts the thread. Where that fails no copy is ever confirmed.
    #[must_use]
    pub fn start() -> Self {
        let (requests, inbox) = channel::<Request>();
        // dropped at its end, which hands the text to a clipboard manager where there is one
        let serve = move || Owner::new().serve(inbox);
        let thread = std::thread::Builder::new().name("clipboard".to_owned()).spawn(serve).ok();
        Self { requests: Some(requests), thread }
    }

    /// Copies `text`; the answer is true when the system confirmed it.
    #[must_use]
    pub fn copy(&self, text: String) -> oneshot::Receiver<bool> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Copy(text, answer));
        told
    }

    /// The last text copied, where it still is on the clipboard.
    pub async fn owned(&self) -> Option<String> {
        let (answer, told) = oneshot::channel();
        self.ask(Request::Owned(answer));
        told.await.ok().flatten()
    }

    fn ask(&self, request: Request) {
        if let Some(requests) = &self.requests {
            // a thread that is gone never answers, and the receiver says so
            let _ = requests.send(request);
        }
    }
}

/// The clipboard inside the thread. The library holds the text, since it serves it; here is only what
/// tells whether a text is that one.
struct Owner {
    clipboard: Option<arboard::Clipboard>,
    last: Option<u64>,
    digests: RandomState,
}

impl Owner {
    fn new() -> Self {
        Self { clipboard: arboard::Clipboard::new().ok(), last: None, digests: RandomState::new() }
    }

    fn serve(mut self, inbox: Receiver<Request>) {
        // nobody waits any more for an answer after the limit
        for request in inbox {
            match request {
                Request::Copy(text, answer) => drop(answer.send(self.copy(text))),
                Request::Owned(answer) => drop(answer.send(self.owned())),
            }
        }
    }

    fn copy(&mut self, text: String) -> bool {
        let mut copied = self.put(&text);
        if !copied {
            // the display may have gone and come back since
            self.clipboard = None;
            self.clipboard = arboard::Clipboard::new().ok();
            copied = self.put(&text);
        }
        self.last = copied.then(|| self.digests.hash_one(text));
        copied
    }

    /// Setting a text only sends it; the display has confirmed it once it answers what is there.
    fn put(&mut self, text: &str) -> bool {
        let Some(clipboard) = &mut self.clipboard else { return false };
        clipboard.set_text(text).is_ok() && clipboard.get_text().is_ok_and(|there| there == text)
    }

    fn owned(&mut self) -> Option<String> {
        let last = self.last.take()?;
        let there = self.clipboard.as_mut()?.get_text().ok()?;
        (self.digests.hash_one(&there) == last).then_some(there)
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        self.requests = None;
        let hung = |thread: &JoinHandle<()>| !thread.is_finished();
        // a display that does not answer must not keep the program from ending
        for _ in 0..30 {
            if !self.thread.as_ref().is_some_and(hung) {
                return;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(10));
        }
    }
}
