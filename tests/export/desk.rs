//! A folder, a sandbox and the real program: what a person who exports has before them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use couponscope::sandbox::{Calls, Faults, PASSWORD, Sandbox, SandboxSettings, USERNAME};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Every customer of the sandbox that ends soon, by several of their names: 24 customers with 1,589
/// coupons, among them one without any and one whose number two people share.
pub(super) const CUSTOMERS: &str = "\
918860000001
id:500000250
ext:NB-0
alice.liddell@example.org
919800000022
ext_id917003222195
ext:VL-250
id:401031250
vera.lind@example.org
id:500000070
gretel.grimm@example.org
919800000000
id:345635529
ext:AL-70
hansel.grimm@example.org
919800000250
tom.sawyer@example.com
id:500000023
ext:GG-23
917003222195
nora.blank@example.org
ext:TS-1
id:500000022
919800000070
";

const BINARY: &str = env!("CARGO_BIN_EXE_couponscope");

/// The folder, and the sandbox that is asked.
pub(super) struct Desk {
    folder: TempDir,
    // before the runtime it runs in
    sandbox: Sandbox,
    _runtime: Runtime,
}

/// How a run ended and what it said.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) err: String,
}

impl Desk {
    /// A sandbox that works as it should.
    pub(super) fn new() -> Self {
        Self::with(Faults::default())
    }

    pub(super) fn with(faults: Faults) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let now = "2026-03-14T10:30:00Z".parse().unwrap();
        let settings = SandboxSettings { faults, ..SandboxSettings::new(now) };
        let sandbox = runtime.block_on(Sandbox::start(settings)).unwrap();
        Self { folder: tempfile::tempdir().unwrap(), sandbox, _runtime: runtime }
    }

    /// What the environment of a run says of the account.
    pub(super) fn base_url(&self) -> String {
        self.sandbox.base_url()
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn calls(&self) -> Calls {
        self.sandbox.calls()
    }

    pub(super) fn put(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(super) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(super) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned()).collect();
        names.sort();
        names
    }

    /// `couponscope …` in the folder, ready to start.
    pub(super) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(BINARY);
        command.args(line.split_whitespace());
        self.prepared(command)
    }

    /// The same under what a shell sets for it first.
    pub(super) fn limited(&self, limits: &str, line: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limits}; exec {BINARY} {line}")]);
        self.prepared(command)
    }

    fn prepared(&self, mut command: Command) -> Command {
        command.current_dir(self.folder.path()).env_clear();
        command.env("COUPONSCOPE_BASE_URL", self.base_url());
        command.env("COUPONSCOPE_USERNAME", USERNAME).env("COUPONSCOPE_PASSWORD", PASSWORD);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(super) fn run(&self, options: &str) -> Ran {
        finished(&self.command(&format!("export {options}")).output().unwrap())
    }

    pub(super) fn start(&self, options: &str) -> Child {
        self.command(&format!("export {options}")).spawn().unwrap()
    }

    /// Waits until a file is this long; a run that ends before is none of this function's business.
    pub(super) fn wait_for(&self, name: &str, length: u64, run: &mut Child) {
        let path = self.path(name);
        let is_long = |path: &Path| path.metadata().is_ok_and(|data| data.len() >= length);
        while !is_long(&path) && run.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

pub(super) fn finished(output: &Output) -> Ran {
    assert!(output.stdout.is_empty(), "export prints nothing on stdout");
    Ran { code: output.status.code(), err: String::from_utf8(output.stderr.clone()).unwrap() }
}
