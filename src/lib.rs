//! couponscope: look up a loyalty customer's coupons from a terminal.
//!
//! A store manager has a customer at the counter and an SSH session on the till server. Which coupons
//! does this customer hold, which can be used now, until when, how often? Where was each redeemed? And:
//! give me the code. couponscope answers that from the keyboard, against one read-only endpoint of the
//! vendor. It has a browser (a state machine with a screen; `pick` is the same with stdout for what is
//! chosen), commands that print or write (`list`, `export`), and a server of its own to practise on
//! (`--demo`, `sandbox`).
//!
//! This page is the architecture: how a key becomes a screen, which room may use which, and where a
//! new thing goes.
//!
//! # One way through
//!
//! ```text
//!  input thread: bytes → keys ─┐                            ┌─ Call, Export … ─► Executor: one task a lane
//!  signals ────────────────────┤                            │                     └─► api::Client ─► server
//!  tasks: answers, copies ─────┤                            │
//!      (Event, one channel)    ▼                            │
//!                          Browser ─ Msg ─► App::update ─ Effect ─ Copy, Remember, Redraw … ─► Stage
//!                              ▲            (now, msg)      │
//!  App::next_wake ─ Msg::Wake ─┘                │           └─ Quit, Pick ─► the loop ends
//!                                               │
//!                                    App, cloned: newest wins
//!                                               ▼
//!              screen thread: ui::render(&App, &Look, &mut Buffer) ─► Canvas::update ─► one write
//! ```
//!
//! The same in words, for the key `s`, which shows the next status:
//!
//! 1. A thread reads bytes ([`runtime::input`]), a pure decoder cuts them into keys, and each is sent to
//!    the loop as a [`runtime::Event`].
//! 2. The loop ([`runtime::browser::Browser`]) asks [`runtime::keys::message`] what the key means here:
//!    the [`keymap`] looks it up in [`app::App::contexts`]. It becomes
//!    [`Msg::Act`](app::Msg::Act)`(NextStatus)`.
//! 3. [`app::App::update`] changes the state and says what is to be done: an
//!    [`Effect::Call`](app::Effect::Call) with a [`Ticket`](app::remote::Ticket) and a
//!    [`Query`](domain::Query). Nothing else happens in there.
//! 4. The loop carries the effects out. The call becomes a task ([`runtime::executor`]), which replaces
//!    the one in its lane.
//! 5. Once nothing more waits, the state goes to the screen thread ([`runtime::screen`]), which draws
//!    the newest it has: [`ui::render`] makes cells, [`runtime::frame::Canvas`] the fewest bytes,
//!    and one write sends them.
//! 6. The answer arrives as [`Msg::Answered`](app::Msg::Answered) with the ticket. A ticket that is not
//!    waited for any more changes nothing.
//!
//! What holds all along the way:
//!
//! - **[`App`](app::App), [`Msg`](app::Msg) and [`Effect`](app::Effect) are plain data** that can be
//!   compared, and `update` is a function of them. No clock, file, socket, task or environment below
//!   that line; `now` is an argument.
//! - **Drawing cannot change state**: it takes `&App`. What both need, such as how many rows fit, is
//!   arithmetic in [`layout`].
//! - **One timer.** [`app::App::next_wake`] says when the state would change by itself: a toast ends, a
//!   spinner turns, a coupon expires, the idle lock falls. Nothing ticks; an idle program sends nothing.
//! - **Loading begins and ends in one place**, [`app::remote::Remote`], for success and failure alike.
//!   What is shown keeps the query it answers, so old rows never stand under a new filter's name.
//! - **Text from outside is cleaned once, where it comes in**, into [`domain::Clean`]: the server's in
//!   [`api::decode`], the system's and the configuration's in [`app::toast::Toast`] and in the state's
//!   preferences. What screen and clipboard get is put together of such text and of our own words;
//!   `tests/untrusted_text.rs` sends hostile text through every field and reads what comes out.
//! - **A slow terminal slows nothing else**: only the screen thread waits for it.
//!
//! `couponscope list` goes a shorter way: [`command::list::print()`] asks a [`command::Source`] page
//! after page and prints. It shares `domain`, `api` and `settings` with the browser and nothing else.
//! [`command::export`] asks for several customers at once and writes them in the order of its input, in
//! the lines of `list`; its journal says which of them are safely in the file. The browser's `e` makes the
//! same lines, from rows that it has or from page after page, in a task of the executor: an
//! [`ExportJob`](app::export::ExportJob) goes out and a [`Report`](app::export::Report) comes back.
//!
//! # The rooms
//!
//! Each room's own page tells what its files are.
//!
//! | room | what it is | may use | never |
//! | --- | --- | --- | --- |
//! | [`domain`] | coupons, customers, queries, failures: pure data and rules | jiff, unicode crates, `miniz_oxide` | anything else of ours |
//! | [`layout`] | which part of the screen is what | ratatui's `Rect`, `Size` | the rest |
//! | [`app`] | the state machine, one struct per pane | `domain`, `layout`, jiff, tui-input, nucleo-matcher, ratatui's `Size` | clocks, files, sockets, tasks; `ui`, `api`, `runtime`, crossterm, tokio |
//! | [`keymap`] | keys to actions and back | [`app::Action`], [`app::Context`]; crossterm's key types | the rest |
//! | [`ui`] | from the state to cells | `app` (read only), `domain`, `layout`, `keymap`, ratatui, jiff | `api`, `runtime`, tokio, files, sockets |
//! | [`api`] | the client: a query in, an answer or a failure out | `domain`, `system_error`; reqwest, tokio, serde, tracing | `app`, `ui`, `sandbox` |
//! | [`sandbox`] | the built-in server, the other side of the wire | `domain`; axum, tokio, serde | `api`, `app`, `ui` |
//! | [`whole_file`] | writing a small file whole or not at all, and opening one without waiting for a pipe | files | anything else of ours |
//! | [`system_error`] | why the system refuses something, in plain English | std's errors | anything else of ours |
//! | [`history`] | recent look-ups on the disk, each profile's own | `domain`, `whole_file`, files | the rest |
//! | [`hidden_columns`] | the columns the user has hidden, on the disk | [`app::Column`], `whole_file`, files | the rest |
//! | [`cli`] | the command line: words in, an [`Invocation`](cli::Invocation) out | `domain`, clap | environment, files, terminal |
//! | [`settings`] | arguments, environment and file become [`Settings`](settings::Settings) | `cli`, `domain`, `keymap`, [`app::Action`] (keys can be configured), `system_error`, of [`api`] the base URL, the clusters, what a proxy and what an MD5 is; environment, files | `runtime`, `ui`, `command`, tokio, reqwest |
//! | [`runtime`] | terminal, input, signals, calls, clipboard, the loop | `app`, `domain`, `history`, `hidden_columns`, `keymap`, `ui`, `settings`, `system_error`, one word of `cli`, the machine | `api`, `sandbox`: a server is a trait there |
//! | [`command`] | one file per subcommand: wiring | everything | |
//!
//! `tests/architecture.rs` checks the source against this table, and most of what is never used.
//!
//! `main.rs` goes from arguments to [`command::run`] to an exit code, answers a shell that completes a line
//! ([`command::complete`]), and knows nothing else. Whatever can
//! be wired in two ways is a trait with a script behind it in tests: [`runtime::executor::Server`],
//! [`runtime::browser::Stage`], [`command::Source`].
//!
//! # Adding something
//!
//! What "asks" means: the program does not compile, or a test fails, until it is done.
//!
//! **A key.** One row in the table of `app/action.rs`. The compiler asks for an arm in `App::act`
//! (`app/act.rs`: what it does) and one in [`App::allowed`](app::App::allowed) (`app/allowed.rs`: the
//! reason why it cannot be done now). Footer, help and palette follow from the row (its place is that in the footer, and
//! without a footer word it stays out of it); the tests ask for the
//! README's table and the keys of `assets/config.toml` (`UPDATE_DOCUMENTS=1 cargo test --test it documents` writes
//! both) and tell when keys clash. The row's name is the setting in `[keys]`, so it stays when keys change.
//! A word of the footer that depends on what the key would do now, and a key that is offered only
//! sometimes, stand in `app/offered.rs`.
//!
//! **A column of the browser.** A variant of [`app::Column`] (`app/column.rs`) and its place in `ALL`, in the order of the
//! screen; the compiler asks for its heading, which is its name on the disk too. One row of
//! [`ui::columns::COLUMNS`], which a test asks for: width, its rank (the highest goes first on a narrow
//! screen) and the function that makes a cell. A column that grows also needs its share in `grow`, in
//! the same file. An order by it is a variant of [`app::rows::LocalOrder`] (`app/rows.rs`): the compiler asks for its
//! `label` and its arm in `sort`, its place in `ALL` is yours.
//! `list --output table` has columns of its own, in `command/list/table.rs`.
//!
//! **A status of the server.** One variant of [`domain::Status`] and its place in `ALL`. The compiler asks
//! for `param` (the server's word), `label` (ours), `meaning` (what it takes), and the sandbox's rule in
//! `sandbox/standing.rs`; a test asks for its word on the command line (`STATUSES` in `cli/grammar.rs`).
//! Key, chooser, title and request need nothing. An order of the server ([`domain::SortOrder`]) goes the same way, with two more
//! arms in the sandbox.
//!
//! **A field of the coupon.** A field of [`domain::Coupon`] and one line in `api/decode/coupon.rs` that
//! reads it. Then wherever it shall show: `fields` in `app/detail/sheet.rs`, a column, `CouponShape` in
//! `command/list/shape.rs` and its name in `command/list/shape/names.rs` for JSON; a column of CSV is a row of [`cli::FIELDS`] (the compiler asks for
//! the length of the array) and its cell in `command/list/fields.rs`, in the same order. Nothing asks for
//! the others.
//!
//! **An API call.** One that asks for coupons in another way: change [`domain::Query`] and
//! `api/request.rs`, and `sandbox/question.rs`. Another call altogether: its request and its answer
//! in `domain`; an [`Effect`](app::Effect) (the compiler asks for its arm in `runtime/browser.rs`); a
//! [`Msg`](app::Msg) for the answer (an arm in `app.rs`: what it changes, and one in `app/idle.rs`: whether
//! it counts as the user's doing); a [`Slot`](app::remote::Slot) and a
//! [`Remote`](app::remote::Remote) where the result is shown; a method of
//! [`Server`](runtime::executor::Server), whose implementation in `command/browse/live_server.rs` calls a method of
//! [`api::Client`]; its decoding below [`api::decode`]. Retries, token, time budget, turns and the limit
//! of four calls come with the client; which lanes can wait is said in `runtime/executor.rs`.
//!
//! **A failure.** One variant of [`domain::FailureKind`] and its place in `ALL`. The compiler asks for
//! its `sentence`, its `advice` and its exit code ([`command::Exit::of`]). Screen, `list` and README say
//! the same words. Where it quotes the server, `Reply::quoting` or `Reply::refusal` makes it: they look
//! for what is private before anything is masked or cut (`api/private.rs`).
//!
//! **A message about a fault of the system.** Whatever quotes an [`std::io::Error`] goes through
//! [`system_error`], by what was to be done: reading, writing, running, listening. Nothing asks for it.
//!
//! **A line of the log.** A function in `api/log.rs`, called where it happens: the log of `--log-file`
//! goes into tickets, and that one file decides what of a server's answer may stand in it. Nothing asks
//! for it. `command/log.rs` opens the file, and writes the first and the last line.
//!
//! **An exit code.** One variant of [`command::Exit`]; the compiler asks for its number. The list of
//! codes in `cli/grammar.rs` is what `--help`, the manual page and the README show. One that a customer of
//! an export can end with has its place in the ranks of `command/export.rs` (`worst`), and in the journal.
//!
//! **A setting.** In the file: a field of [`settings::ConfigFile`], or of [`settings::Profile`] in
//! `settings/file/profile.rs`, and the line that reads it; what nobody reads is an unknown setting. One that names
//! a file or a program has its line in `settings/referenced_files.rs`, which looks whether that is there.
//! `settings/effective.rs` takes it into [`settings::Settings`], or of a profile into [`settings::Account`] (the
//! compiler asks); `settings/effective/shown.rs` shows it in `config show`, `command/connect.rs` hands what is
//! about the server to the client, and nothing asks for these two. `assets/config.toml` gets a line with its default, whose comment is the description in
//! `config schema`. From the environment: a field of
//! `Layer` (`settings/layer.rs`; the compiler asks for it in `of_environment` and `over`) and a line
//! under "Environment" in `cli/grammar.rs`, without which a test finds the README wrong. From an
//! argument: a field in `cli/grammar.rs` and in [`cli::Globals`]. How the browser begins with it:
//! [`app::Preferences`], filled in `command/browse/accounts.rs`.
//!
//! **An output format of `list`.** A variant of [`cli::Output`] and its word in `cli/grammar.rs`; the
//! compiler asks for its printer in `command/list.rs`.
//!
//! **A subcommand.** A variant of `Sub` and its grammar in `cli/grammar.rs`, with a line in `USAGE`
//! there; a variant of [`cli::Task`] (the compiler asks for its arm in [`command::run`]); one file below
//! [`command`]. The manual page is made from the grammar, which the completions ask too; a snapshot of its
//! `--help` is asked for by the tests.
//!
//! **A way to copy.** A variant of [`runtime::clipboard::CopyMethod`]; the compiler asks for its label and for
//! carrying it out; the rule that chooses it is [`runtime::clipboard::choose`]. Its name in the configuration
//! is a [`settings::Provider`]. What can be copied is [`app::copying::CopyAs`].
//!
//! **Something to write into a file from the browser.** A [`Scope`](app::export::Scope) and its place in
//! `ALL`; the compiler asks for its line in the chooser and for its [`Coupons`](app::export::Coupons), whose
//! writing is in `command/browse/to_file.rs`.
//!
//! **Something in front of the screen.** A variant of [`app::overlay::Overlay`]; the compiler lists the
//! eight places that have to know it: its keys, whether it is typed into, editing, accepting, moving,
//! what is allowed, what of it is kept when it is put away (`app/drafts.rs`), and drawing.
//!
//! # What may surprise, and why
//!
//! - **Drawing goes into a [`Buffer`](ratatui::buffer::Buffer), not into a frame of the library's
//!   terminal.** The runtime compares the buffer with what the terminal shows, finds rows that moved
//!   together, and lets the terminal scroll them: a dozen bytes instead of two thousand on a slow link.
//!   It also makes each frame one write, names the 16 colours as old terminals know them, and a test
//!   needs no terminal.
//! - **The program decodes the bytes of keys itself** ([`runtime::input::decoder`]). The event library's
//!   reader spins on a terminal that is gone, and blocks in the middle of a sequence that never ends. The
//!   vocabulary of single sequences still comes from a library.
//! - **The lines of the detail pane are made in [`app::detail`], not in `ui`**: moving needs to know how
//!   many there are, and `y` copies the one under the cursor.
//! - **The screen has a thread, fed by a slot that holds one state.** Writing to a stalled SSH link
//!   blocks, and a queue of frames would be stale before it is sent. While a slow link is full the newest
//!   state waits for room, and those it replaces are never drawn.
//! - **Switching the profile is one step of the loop** ([`runtime::browser`]): the account is opened
//!   ([`runtime::executor::Accounts`]), the server replaced and the state told, with nothing in between,
//!   so no call can reach the server of the other profile. The configuration is read anew for it. The
//!   tickets go on counting, so that a late answer of the server before fits nothing. A login in the
//!   environment stands over every profile: then nothing can be switched, since it would be sent to
//!   another brand's server.
//! - **`settings` decides nothing about a URL**: the base URL stays text until [`api::BaseUrl`] parses it,
//!   so that a password in it can stand in no error. `config show` prints only what that parser made.
//! - **A secret is where the settings say, until the first call**: a file is read and a command is run
//!   ([`settings::Secret::reveal`]) behind the first frame, since a password manager may take its time. Whether
//!   file and program are there at all is looked up with the settings, where the line can be told. The browser
//!   fetches it again once the server has refused the login (`command/browse/live_server.rs`).
//! - **A secret that has to be typed is asked for before anything else runs** ([`settings::ask_hidden`]): a signal
//!   in the middle of the question is taken by it, which only works while there is one thread. So every
//!   command asks before it makes its runtime. Where nothing is set up, what to do about that is
//!   asked for there too.
//! - **The system's keyring** is behind the feature `keyring`, which brings sixty-odd crates more;
//!   a build without it says so.
//! - **The client, its TLS and its certificates are made at the first call**, in its task: the first
//!   frame does not wait for them. The runtime and the watch on signals do start before it: a signal or
//!   a change of size must not be missed in between.
//! - **The domain compresses** ([`domain::original`]): the server's own JSON of a page is kept for `J`
//!   and for copying; a hundred thousand coupons of it are 47 MB, a tenth of that compressed.
//! - **Most texts have no memory of their own** ([`domain::Clean`], [`domain::Id`], [`domain::ServerDate`]): up
//!   to 14 bytes and a date stand in the value, which is half the memory of a hundred thousand coupons.
//!   What is longer and repeats on a page is shared ([`api::decode`]), and no custom properties are nothing
//!   ([`domain::Properties`]). A test says how large a coupon may be.
//! - **The detail keeps its lines while its keys act on them** ([`app::detail::Kept`]), with what they were
//!   made from, so that no key makes thousands of them and none can be out of date.
//! - **`pick` draws on `/dev/tty`**: stdout may be a pipe, and takes only what was chosen.
//! - **Ids and amounts stay text** ([`domain::Id`], [`domain::Number`]): the server sends them as strings
//!   or numbers of any size, and they are shown as they came.
//! - **A cleaned code or id remembers what it was** ([`domain::Clean::exact`]), where cleaning changed it:
//!   files and JSON have it byte for byte, since nobody could find the coupon by the cleaned one. JSON
//!   writes it with escapes, so that no byte of it is control.
//! - **`runtime` uses `settings`**, for the surroundings that decide how a copy goes; they are read where
//!   the environment is read, once.
//!
//! # Reading the code in ten minutes
//!
//! 1. `app/action.rs`: everything a user can do, one row each.
//! 2. `app/msg.rs` and `app/effect.rs`: everything that can happen and can be wanted.
//! 3. [`app::App::update`], then `App::act` in `app/act.rs`.
//! 4. [`app::remote::Remote`], then `List::ask` (`app/list/asking.rs`) and `List::answered` (`app/list.rs`): paging, fetching
//!    ahead, late answers.
//! 5. [`ui::render`], `ui/list.rs` and `ui/columns.rs`.
//! 6. [`runtime::browser`]: the loop around it all; `command/browse.rs` puts it together.
//! 7. [`api::Client::coupons`] and [`api::decode::page`].
//! 8. [`domain::validity`]: what expired, redeemed and redeemable mean.

pub mod api;
pub mod app;
pub mod cli;
pub mod command;
pub mod domain;
pub mod hidden_columns;
pub mod history;
pub mod keymap;
pub mod layout;
pub mod runtime;
pub mod sandbox;
pub mod settings;
pub mod system_error;
pub mod ui;
pub mod whole_file;
