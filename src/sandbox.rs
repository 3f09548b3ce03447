//! The built-in server: the vendor's endpoint on loopback, with customers to practise on.
//!
//! `--demo`, training and tests talk to it as to any server, over real HTTP. It is the other side
//! of the wire and shares nothing with the client but the domain's names of parameters. What it
//! answers is a pure function of query, data and time; only `server` knows HTTP. The data is made
//! when somebody first asks for it, so that starting costs a bind and nothing more.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `server` | routes, headers, the running clock |
//! | `auth`, `faults`, `calls` | who may ask, what goes wrong on request, what was asked |
//! | `question`, `answer`, `reply` | parameters, the page, the envelope |
//! | `people`, `directory` | who there is, and their files |
//! | `listed`, `entry`, `standing` | a list held whole: its order, its rows byte for byte, the nine statuses |
//! | `assorted`, `recipes`, `wire`, `dice`, `dates` | coupons made around today |
//! | `vast` | a hundred thousand of them, each made when asked for |

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

mod answer;
mod assorted;
mod auth;
mod calls;
mod dates;
mod dice;
mod directory;
mod entry;
mod faults;
mod listed;
mod people;
mod question;
mod recipes;
mod reply;
mod server;
mod standing;
mod vast;
mod wire;

pub use auth::{CLIENT_KEY, CLIENT_SECRET, PASSWORD, USERNAME};
pub use calls::Calls;
pub use faults::Faults;
pub use people::{CUSTOMERS, DemoCustomer};

use server::House;

/// How a sandbox is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxSettings {
    /// The port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// What goes wrong on request.
    pub faults: Faults,
    /// The time in the sandbox when it starts: the data is made around it, and it runs on from
    /// there by tokio's clock.
    pub now: Timestamp,
    /// How long a token lasts.
    pub token_ttl: Duration,
}

impl SandboxSettings {
    /// Any free port, no faults, and tokens that last as long as the vendor's, five minutes.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { port: 0, faults: Faults::default(), now, token_ttl: Duration::from_mins(5) }
    }
}

/// A running server. Dropping it closes the port; calls that are being answered end as they should.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    house: Arc<House>,
    task: JoinHandle<io::Result<()>>,
    /// The server stops when this goes.
    _stop: oneshot::Sender<()>,
}

impl Sandbox {
    /// Binds to 127.0.0.1 and serves from a task of its own.
    ///
    /// # Errors
    /// When the port is taken or may not be used.
    pub async fn start(settings: SandboxSettings) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await?;
        let address = listener.local_addr()?;
        let house = Arc::new(House::new(settings));
        let (stop, stopped) = oneshot::channel::<()>();
        // Without nodelay an answer in two segments waits for the client's delayed acknowledgement.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let serve = axum::serve(listener, server::router(Arc::clone(&house)));
        let serve = serve.with_graceful_shutdown(async { drop(stopped.await) });
        let task = tokio::spawn(async { serve.await });
        Ok(Self { address, house, task, _stop: stop })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked so far.
    #[must_use]
    pub fn calls(&self) -> Calls {
        self.house.counter.calls()
    }

    /// Serves until it is cancelled.
    pub async fn run(mut self) {
        // The task ends by itself only when the runtime does.
        drop((&mut self.task).await);
    }
}
