//! Whose call reaches the server next, where a profile limits them or four are under way.

use std::time::Duration;

use couponscope::api::{Client, Wait};
use couponscope::domain::{Query, WhyWait};
use tokio::time::Instant;

use super::server::{Act, Server, call, query, rows};

fn limited(server: &Server, calls_a_minute: u32) -> Client {
    let mut settings = server.basic().settings().clone();
    settings.rate_per_minute = calls_a_minute;
    Client::new(settings)
}

fn page(offset: u64) -> Query {
    let mut query = query();
    query.page.offset = offset;
    query
}

/// The offsets that were asked for, in the order in which they came.
fn offsets(server: &Server) -> Vec<u64> {
    let offset = |request: &String| {
        let (_, after) = request.split_once("&offset=").unwrap();
        after.split('&').next().unwrap().parse().unwrap()
    };
    server.requests().iter().map(offset).collect()
}

#[tokio::test]
async fn no_more_calls_a_minute_reach_the_server_than_the_profile_allows_and_the_users_go_first() {
    let server = Server::start(|_, _| Act::Reply(rows())).await;
    let client = limited(&server, 300);
    let (ahead, ignored) = (client.that_can_wait(), |_: Wait| {});
    let (first, guess, asked) = (page(0), page(100), page(700));
    let began = Instant::now();
    let answers = tokio::join!(
        client.coupons(&first, &ignored),
        ahead.coupons(&guess, &ignored),
        client.coupons(&asked, &ignored)
    );
    assert!(answers.0.is_ok() && answers.1.is_ok() && answers.2.is_ok());
    assert_eq!(offsets(&server), [0, 700, 100]);
    assert!(began.elapsed() >= Duration::from_millis(400), "{:?}", began.elapsed());
}

#[tokio::test]
async fn while_four_calls_are_under_way_the_next_place_is_the_users() {
    let server = Server::start(|_, _| Act::Late(Duration::from_millis(50), rows())).await;
    let client = server.basic();
    let ahead = client.that_can_wait();
    let can_wait: Vec<_> = (1..=8)
        .map(|number| {
            let ahead = ahead.clone();
            tokio::spawn(async move { ahead.coupons(&page(number), &|_| {}).await.map(|answer| answer.len()) })
        })
        .collect();
    tokio::task::yield_now().await;
    assert!(client.coupons(&page(700), &|_| {}).await.is_ok());
    for call in can_wait {
        assert_eq!(call.await.unwrap(), Ok(1));
    }
    // the four that come next do so together
    assert!(offsets(&server)[4..8].contains(&700), "{:?}", offsets(&server));
    assert_eq!(server.most_at_once(), 4);
}

#[tokio::test]
async fn a_wait_for_a_turn_is_told_and_not_a_part_of_the_time_a_call_may_take() {
    let server = Server::start(|_, _| Act::Reply(rows())).await;
    let mut settings = limited(&server, 50).settings().clone();
    settings.timeouts.total = Duration::from_secs(1);
    let client = Client::new(settings);
    assert!(call(&client).await.1.is_empty(), "the first waits for nobody");
    let (answer, waits) = call(&client).await;
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(waits[0].why, WhyWait::Turn { calls_a_minute: 50 });
    assert!(waits[0].delay > Duration::from_millis(900), "{waits:?}");
}
