//! The client against the built-in server, with every parameter of the endpoint.

use std::collections::HashSet;
use std::time::Duration;

use couponscope::api::{BaseUrl, Client, Credentials};
use couponscope::domain::{
    Answer, CodeCase, Coupon, Entry, Failure, FailureKind, Filter, Identifier, Page, Query, SortOrder, State, Status,
};
use couponscope::sandbox::{CLIENT_KEY, CLIENT_SECRET, Faults, PASSWORD, Sandbox, SandboxSettings, USERNAME};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::server;

const TOM: &str = "918860000001";
const VERA: &str = "919800000250";
const AWKWARD: &str = "919800000013";

fn now() -> Timestamp {
    "2026-03-14T09:30:00Z".parse().unwrap()
}

async fn start() -> Sandbox {
    Sandbox::start(SandboxSettings::new(now())).await.unwrap()
}

fn client(sandbox: &Sandbox, credentials: Credentials) -> Client {
    server::client(BaseUrl::parse(&sandbox.base_url()).unwrap(), credentials)
}

fn oauth(sandbox: &Sandbox) -> Client {
    client(sandbox, Credentials::oauth(CLIENT_KEY.into(), CLIENT_SECRET.into()))
}

fn query(who: &str, filter: Filter, page: Page) -> Query {
    Query { who: Identifier::parse(who).unwrap(), filter, page }
}

async fn ask(client: &Client, query: &Query) -> Result<Answer, Failure> {
    client.coupons(query, &|wait| panic!("the sandbox makes nobody wait: {wait:?}")).await
}

async fn look_up(client: &Client, who: &str) -> Answer {
    ask(client, &query(who, Filter::default(), Page::first(100))).await.unwrap()
}

/// Every coupon under a filter, page by page.
async fn walk(client: &Client, who: &str, filter: Filter, limit: u64) -> Vec<Coupon> {
    let mut all = Vec::new();
    for number in 0.. {
        let answer = ask(client, &query(who, filter, Page::nth(number, limit))).await.unwrap();
        if answer.is_empty() {
            break;
        }
        all.extend(coupons(&answer).cloned());
    }
    all
}

fn entries(answer: &Answer) -> impl Iterator<Item = &Entry> {
    answer.customers.iter().flat_map(|holder| &holder.entries)
}

fn coupons(answer: &Answer) -> impl Iterator<Item = &Coupon> {
    entries(answer).filter_map(Entry::coupon)
}

fn codes(answer: &Answer) -> Vec<&str> {
    coupons(answer).map(|coupon| coupon.code.as_str()).collect()
}

fn id(coupon: &Coupon) -> String {
    coupon.id.as_ref().unwrap().text().to_string()
}

fn last_query(sandbox: &Sandbox) -> String {
    sandbox.calls().queries.last().unwrap().clone()
}

#[tokio::test]
async fn every_kind_of_identifier_finds_the_customer() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    let cases = [
        (VERA, "mobile=919800000250&"),
        ("+91 98000-00250", "mobile=919800000250&"),
        ("mobile:(91) 9800.000.250", "mobile=919800000250&"),
        ("vera.lind@example.org", "email=vera.lind%40example.org&"),
        ("email:VERA.LIND@EXAMPLE.ORG", "email=VERA.LIND%40EXAMPLE.ORG&"),
        ("VL-250", "externalId=VL-250&"),
        ("ext:VL-250", "externalId=VL-250&"),
        ("500000250", "id=500000250&"),
        ("id:500000250", "id=500000250&"),
    ];
    for (who, sent) in cases {
        let answer = look_up(&client, who).await;
        assert_eq!(answer.customers[0].customer.name(), "Vera Lind", "{who}");
        assert!(last_query(&sandbox).starts_with(sent), "{who}: {}", last_query(&sandbox));
    }
    let answer = look_up(&client, "ext:AWK-13/\u{e5} &=+%#?").await;
    assert_eq!(answer.customers[0].customer.email.as_ref().unwrap().as_str(), "awkward@example.org");
}

#[tokio::test]
async fn a_brand_may_spell_the_external_id_in_another_way() {
    let sandbox = start().await;
    for name in ["externalId", "external_id", "external_Id"] {
        let mut settings = oauth(&sandbox).settings().clone();
        settings.external_id_parameter = name.to_owned();
        assert_eq!(look_up(&Client::new(settings), "ext:VL-250").await.len(), 100);
        assert!(last_query(&sandbox).starts_with(&format!("{name}=VL-250&")));
    }
}

/// The rules of the vendor's release notes, on what the client computes itself.
fn meets(state: &State, status: Status) -> bool {
    let (expired, redeemed, redeemable) = (state.expired.unwrap(), state.redeemed.unwrap(), state.redeemable.unwrap());
    match status {
        Status::Redeemed => redeemed,
        Status::Unredeemed => !redeemed,
        Status::Active => !expired,
        Status::Expired => expired,
        Status::ActiveRedeemed => !expired && redeemed,
        Status::ActiveUnredeemed => !expired && !redeemed,
        Status::ExpiredRedeemed => expired && redeemed,
        Status::ExpiredUnredeemed => expired && !redeemed,
        Status::Redeemable => redeemable,
    }
}

#[tokio::test]
async fn each_of_the_nine_statuses_gives_exactly_the_coupons_whose_computed_state_it_names() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    for who in [VERA, TOM, "917003222195"] {
        let everything = walk(&client, who, Filter::default(), 100).await;
        assert!(!last_query(&sandbox).contains("status="));
        for status in Status::ALL {
            let under = |coupon: &&Coupon| meets(&State::of(coupon, now(), &TimeZone::UTC), status);
            let expected: Vec<String> = everything.iter().filter(under).map(id).collect();
            let filter = Filter { status: Some(status), ..Filter::default() };
            let listed: Vec<String> = walk(&client, who, filter, 100).await.iter().map(id).collect();
            assert_eq!(listed, expected, "{who} {status:?}");
            assert!(who != VERA || !listed.is_empty(), "{status:?} is tried on nothing");
            let sent = format!("&status={}&", status.param());
            assert!(last_query(&sandbox).contains(&sent), "{}", last_query(&sandbox));
        }
    }
}

#[tokio::test]
async fn both_orders_are_the_servers_and_each_the_other_one_by_date() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    let mut dates = Vec::new();
    for order in SortOrder::ALL {
        let rows = walk(&client, VERA, Filter { order, ..Filter::default() }, 100).await;
        assert!(last_query(&sandbox).contains(&format!("&sort_order={}&", order.param())));
        let created = |coupon: &Coupon| coupon.created().unwrap().instant(&TimeZone::UTC).unwrap();
        let of_order: Vec<Timestamp> = rows.iter().map(created).collect();
        let rising = of_order.is_sorted();
        let falling = of_order.iter().rev().is_sorted();
        assert_eq!((rising, falling), (order == SortOrder::Ascending, order == SortOrder::Descending));
        dates.push(of_order);
    }
    dates[1].reverse();
    assert_eq!(dates[0], dates[1]);
}

#[tokio::test]
async fn codes_come_in_the_letters_asked_for() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    for (code_case, first) in
        [(CodeCase::AsIs, "tt6wzp7xnw"), (CodeCase::Upper, "TT6WZP7XNW"), (CodeCase::Lower, "tt6wzp7xnw")]
    {
        let asked = query("917003222195", Filter { code_case, ..Filter::default() }, Page::first(1));
        assert_eq!(codes(&ask(&client, &asked).await.unwrap()), [first]);
        assert!(last_query(&sandbox).contains(&format!("&coupon_code_case={}&", code_case.param())));
    }
    let lower = query(TOM, Filter { code_case: CodeCase::Lower, ..Filter::default() }, Page::first(1));
    assert_eq!(codes(&ask(&client, &lower).await.unwrap()), ["knryhmrw"]);
}

#[tokio::test]
async fn limit_and_offset_cut_the_list_anywhere_and_no_coupon_comes_twice() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    let all: Vec<String> = walk(&client, VERA, Filter::default(), 100).await.iter().map(id).collect();
    assert_eq!((all.len(), all.iter().collect::<HashSet<_>>().len()), (250, 250));
    for (offset, limit) in [(0, 1), (7, 30), (240, 100), (249, 1)] {
        let answer = ask(&client, &query(VERA, Filter::default(), Page { offset, limit })).await.unwrap();
        let ids: Vec<String> = coupons(&answer).map(id).collect();
        let from = usize::try_from(offset).unwrap();
        let to = (from + usize::try_from(limit).unwrap()).min(250);
        assert_eq!(ids, all[from..to]);
        let pagination = answer.pagination;
        assert_eq!((pagination.limit, pagination.offset, pagination.total), (Some(limit), Some(offset), Some(250)));
        assert!(last_query(&sandbox).contains(&format!("&limit={limit}&offset={offset}&")));
    }
    let behind = ask(&client, &query(VERA, Filter::default(), Page { offset: 250, limit: 100 })).await.unwrap();
    assert!(behind.is_empty() && behind.pagination.total == Some(250));
}

#[tokio::test]
async fn reversed_redemptions_come_unless_they_are_switched_off() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    let mut settings = client.settings().clone();
    settings.include_reversed = false;
    let reversals = |rows: &[Coupon]| rows.iter().map(|coupon| coupon.reversed_redemptions.len()).sum::<usize>();
    assert!(reversals(&walk(&client, VERA, Filter::default(), 100).await) > 5);
    assert!(last_query(&sandbox).ends_with("&include_reversed_redemptions=true"));
    assert_eq!(reversals(&walk(&Client::new(settings), VERA, Filter::default(), 100).await), 0);
    assert!(!last_query(&sandbox).contains("reversed"));
}

#[tokio::test]
async fn each_kind_of_credentials_opens_the_door_and_wrong_ones_do_not() {
    let sandbox = start().await;
    let md5 = "4b4d9529148d8d9440d7e20c78287f69";
    let good = [
        Credentials::basic_password(USERNAME, PASSWORD.into()),
        Credentials::basic_md5(USERNAME, md5.into()).unwrap(),
        Credentials::basic_md5(USERNAME, md5.to_uppercase().into()).unwrap(),
        Credentials::oauth(CLIENT_KEY.into(), CLIENT_SECRET.into()),
    ];
    for credentials in good {
        assert_eq!(look_up(&client(&sandbox, credentials), TOM).await.len(), 4);
    }
    assert_eq!(sandbox.calls().tokens, 1);
    let wrong = [
        Credentials::basic_password(USERNAME, "demo-passwort".into()),
        Credentials::basic_password("demo.stare", PASSWORD.into()),
        // the MD5 of a password is no password
        Credentials::basic_password(USERNAME, md5.into()),
        Credentials::oauth(CLIENT_KEY.into(), "demo-secre".into()),
    ];
    for credentials in wrong {
        assert_eq!(server::failure(&client(&sandbox, credentials)).await.kind, FailureKind::CredentialsRefused);
    }
}

#[tokio::test]
async fn many_calls_at_once_share_one_token() {
    let faults = Faults { latency: Duration::from_millis(10), ..Faults::default() };
    let sandbox = Sandbox::start(SandboxSettings { faults, ..SandboxSettings::new(now()) }).await.unwrap();
    let client = oauth(&sandbox);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { look_up(&client, VERA).await.len() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 100);
    }
    let calls = sandbox.calls();
    assert_eq!((calls.tokens, calls.coupons, calls.refused), (1, 20, 0));
    assert!(calls.most_at_once <= 4, "{}", calls.most_at_once);
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_a_walk_is_renewed_before_it_ends() {
    let faults = Faults { latency: Duration::from_millis(120), ..Faults::default() };
    let token_ttl = Duration::from_secs(1);
    let sandbox = Sandbox::start(SandboxSettings { faults, token_ttl, ..SandboxSettings::new(now()) }).await.unwrap();
    let rows = walk(&oauth(&sandbox), VERA, Filter::default(), 30).await;
    assert_eq!(rows.len(), 250);
    let calls = sandbox.calls();
    assert!(calls.tokens >= 2, "{calls:?}");
    // on a machine that stands still at the wrong moment a token may end on its way: renewed silently too
    assert_eq!(calls.coupons, 10 + calls.refused);
}

#[tokio::test]
async fn tokens_that_the_server_forgets_are_renewed_without_a_word() {
    let faults = Faults { revoke_every: Some(3), ..Faults::default() };
    let sandbox = Sandbox::start(SandboxSettings { faults, ..SandboxSettings::new(now()) }).await.unwrap();
    assert_eq!(walk(&oauth(&sandbox), VERA, Filter::default(), 50).await.len(), 250);
    let calls = sandbox.calls();
    assert!(calls.refused >= 2 && calls.tokens == 1 + calls.refused, "{calls:?}");
}

#[tokio::test]
async fn an_account_without_access_is_told_so() {
    let faults = Faults { no_access: true, ..Faults::default() };
    let sandbox = Sandbox::start(SandboxSettings { faults, ..SandboxSettings::new(now()) }).await.unwrap();
    let failure = server::failure(&oauth(&sandbox)).await;
    assert_eq!((failure.kind, failure.status, failure.code), (FailureKind::NoAccess, Some(403), Some(4000)));
}

#[tokio::test]
async fn a_merged_account_gives_the_surviving_one_with_a_warning() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    let merged = look_up(&client, "919800000069").await;
    assert!(merged.warnings[0].is_merge());
    assert_eq!(merged.customers[0].customer.mobile.as_ref().unwrap().as_str(), "919800000070");
    assert!(look_up(&client, "919800000070").await.warnings.is_empty());
}

#[tokio::test]
async fn two_customers_with_one_number_stay_two() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    let both = look_up(&client, "919800000022").await;
    let told: Vec<_> = both.customers.iter().map(|holder| (holder.customer.name(), holder.entries.len())).collect();
    assert_eq!(told, [("Hansel Grimm".to_owned(), 8), ("Gretel Grimm".to_owned(), 92)]);
    assert_eq!(walk(&client, "919800000022", Filter::default(), 100).await.len(), 128);
}

#[tokio::test]
async fn nobody_and_nothing_are_told_apart() {
    let sandbox = start().await;
    let client = oauth(&sandbox);
    let nobody = query("910000000000", Filter::default(), Page::first(100));
    let failure = ask(&client, &nobody).await.unwrap_err();
    assert_eq!((failure.kind, failure.status, failure.code), (FailureKind::UnknownCustomer, Some(200), Some(8015)));
    assert!(failure.request_id.is_some());
    let nothing = look_up(&client, "919800000000").await;
    assert!(nothing.is_empty() && nothing.customers.len() == 1);
}

#[tokio::test]
async fn awkward_text_arrives_with_nothing_controlling_in_it() {
    let sandbox = start().await;
    let answer = look_up(&oauth(&sandbox), AWKWARD).await;
    let customer = &answer.customers[0].customer;
    // five that are no coupon at all, and one whose store is a text
    let bad = entries(&answer).filter(|entry| entry.coupon().is_none()).count();
    assert_eq!((answer.len(), bad), (usize::try_from(answer.pagination.total.unwrap()).unwrap(), 6));
    let mut texts = customer.summary(None);
    for coupon in coupons(&answer) {
        let stores = coupon.redemptions.iter().map(|redemption| &redemption.redeemed_at);
        let stores = stores.chain([&coupon.issued_at]).flatten().map(|store| store.display());
        texts.extend(stores);
        texts.extend(coupon.custom_properties.iter().map(|property| format!("{property:?}")));
        texts.extend([coupon.code.to_string(), coupon.discount.short()]);
        texts.extend(coupon.description.iter().map(ToString::to_string));
    }
    for text in &texts {
        assert_eq!(text.chars().find(|c| controls(*c)), None, "{text:?}");
    }
    assert!(codes(&answer).contains(&"ESC[41m042[0m"), "{:?}", codes(&answer));
    let ids: Vec<String> = coupons(&answer).filter_map(|coupon| Some(coupon.id.as_ref()?.text().to_string())).collect();
    assert!(ids.iter().any(|id| id == "9223372036854775809"), "{ids:?}");
}

/// Control characters, C1 among them, and what turns or hides text.
fn controls(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
