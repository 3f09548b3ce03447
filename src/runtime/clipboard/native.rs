//! The clipboard of this machine, on a thread of its own: its calls can block.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

type Request = (String, oneshot::Sender<bool>);

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
        let serve = move || {
            let mut clipboard = arboard::Clipboard::new().ok();
            for (text, answer) in inbox {
                let copied = clipboard.as_mut().is_some_and(|clipboard| clipboard.set_text(text).is_ok());
                // nobody waits any more after the limit
                let _ = answer.send(copied);
            }
            // dropped here, which hands the text to a clipboard manager where there is one
        };
        let thread = std::thread::Builder::new().name("clipboard".to_owned()).spawn(serve).ok();
        Self { requests: Some(requests), thread }
    }

    /// Copies `text`; the answer is true when the system confirmed it.
    #[must_use]
    pub fn copy(&self, text: String) -> oneshot::Receiver<bool> {
        let (answer, told) = oneshot::channel();
        if let Some(requests) = &self.requests {
            // a thread that is gone never answers, and the receiver says so
            let _ = requests.send((text, answer));
        }
        told
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
