//! Stories of the browser: keys and answers in, one look at state, screen and calls. Each name is
//! the sentence that holds.

mod columns;
mod copying;
mod detail;
mod exporting;
mod gathering;
mod going_back;
mod keys;
mod loading;
mod local;
mod marks;
mod paging;
mod picking;
mod privacy;
mod profiles;
mod refusals;
mod search;
mod server_filters;
mod title;
mod walking;
