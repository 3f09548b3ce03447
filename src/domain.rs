//! What the program knows about customers and coupons: pure data and pure rules.
//!
//! Nothing here reads a clock, a file, a socket or the environment; `now` and the time zone are
//! arguments. The facts about the server come from the vendor's page and from what its public
//! documentation adds; each rule names the fact it rests on.
//!
//! | room | what it holds |
//! | --- | --- |
//! | [`text`], [`measure`] | [`Clean`]: text from outside, made harmless once; how wide it is |
//! | [`ascii`] | what stands for a character where only ASCII can be shown |
//! | [`lexeme`] | ids and numbers kept exactly as the server wrote them |
//! | [`server_date`] | the server's dates, with their original text |
//! | [`identifier`], [`country`] | how a customer is named: kinds, the guess, mobile numbers |
//! | [`query`] | what can be asked: status, order, case of codes, page |
//! | [`paging`] | where a list ends that is read page after page |
//! | [`coupon`], [`discount`], [`customer`], [`answer`] | what comes back |
//! | [`original`] | the server's own JSON of each coupon, packed |
//! | [`validity`], [`verdict`] | expired, redeemed, redeemable, until when, and why |
//! | [`timeline`] | redemptions and reversals in the order of time |
//! | [`skew`] | how far this machine's clock is from the server's |
//! | [`calendar`] | dates in the words of the screen |
//! | [`file_format`] | NDJSON or CSV, by the name of a file |
//! | [`failure`], [`why_wait`] | every way a call can fail, and why one waits, in words |
//! | [`mask`] | hiding personal data on the screen |

pub mod answer;
pub mod ascii;
pub mod calendar;
pub mod country;
pub mod coupon;
pub mod customer;
pub mod discount;
pub mod failure;
pub mod file_format;
pub mod identifier;
pub mod lexeme;
pub mod mask;
pub mod measure;
pub mod original;
pub mod paging;
pub mod query;
pub mod server_date;
pub mod skew;
pub mod text;
pub mod timeline;
pub mod validity;
pub mod verdict;
pub mod why_wait;

pub use answer::{Answer, Pagination, ServerMessage};
pub use country::{CountryCode, CountryCodeError};
pub use coupon::{BadEntry, Coupon, CustomProperty, Entry, Properties, Redemption, Reversal, Store};
pub use customer::{ChosenCustomer, Customer, CustomerCoupons, CustomerKey};
pub use discount::{Discount, DiscountKind};
pub use failure::{CODES, Failure, FailureKind};
pub use file_format::FileFormat;
pub use identifier::{Identifier, IdentifierError, Kind, Typed};
pub use lexeme::{Id, Number};
pub use original::Originals;
pub use paging::{End, PageProgress, PageRead};
pub use query::{CodeCase, Filter, Page, Query, SortOrder, Status};
pub use server_date::ServerDate;
pub use skew::Skew;
pub use text::Clean;
pub use validity::{CouponState, Expiry, State};
pub use verdict::Verdict;
pub use why_wait::WhyWait;
