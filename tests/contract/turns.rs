//! Whose call reaches the server next, where a profile limits them or four are under way.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use couponscope::api::{Client, Wait};
use couponscope::domain::{FailureKind, Query, WhyWait};
use tokio::time::Instant;

use super::server::{Act, Server, call, http, query, rows};

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

/// A server that is busy until a second after the first call, and says so; the time of each request.
async fn busy_at_first() -> (Server, Arc<Mutex<Vec<Instant>>>) {
    let (came, busy) = (Arc::new(Mutex::new(Vec::new())), http("503 Busy\r\nRetry-After: 1", b""));
    let asked = Arc::clone(&came);
    let server = Server::start(move |_, _| {
        let mut asked = asked.lock().unwrap();
        asked.push(Instant::now());
        let is_open = asked[0].elapsed() >= Duration::from_secs(1);
        Act::Reply(if is_open { rows() } else { busy.clone() })
    });
    (server.await, came)
}

#[tokio::test]
async fn a_wait_that_the_server_asks_one_call_for_is_every_calls() {
    let (server, came) = busy_at_first().await;
    let client = server.basic();
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let refused = client.clone();
    let first = tokio::spawn(async move { refused.coupons(&page(0), &|wait| told.send(wait).unwrap()).await });
    assert!(matches!(heard.recv().await.unwrap().why, WhyWait::Failed(failure) if failure.kind == FailureKind::Busy));
    let answers = tokio::join!(call(&client), call(&client), call(&client), call(&client), call(&client));
    for (answer, waits) in [answers.0, answers.1, answers.2, answers.3, answers.4] {
        assert!(answer.is_ok(), "{answer:?}");
        assert_eq!(waits.len(), 0, "less than a second is left, which is not told: {waits:?}");
    }
    assert!(first.await.unwrap().is_ok());
    let came = came.lock().unwrap();
    assert_eq!(came.len(), 7, "one was refused and nobody asked in vain after it");
    assert!(came[1].duration_since(came[0]) >= Duration::from_millis(990), "{came:?}");
}

#[tokio::test]
async fn who_asks_while_the_server_wants_to_be_left_alone_is_told_how_long_and_may_give_up() {
    let server = Server::start(|_, number| {
        Act::Reply(if number < 3 { http("429 Slow\r\nRetry-After: 30", b"") } else { rows() })
    });
    let server = server.await;
    let client = server.basic();
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let tell = |wait: Wait| told.send(wait).unwrap();
    let asked = page(0);
    tokio::select! {
        outcome = client.coupons(&asked, &tell) => panic!("{outcome:?}"),
        _ = heard.recv() => {}
    }
    let again = tokio::select! {
        outcome = client.coupons(&asked, &tell) => panic!("{outcome:?}"),
        wait = heard.recv() => wait.unwrap(),
    };
    assert_eq!(again.why, WhyWait::Asked);
    assert!(again.delay > Duration::from_secs(25), "{again:?}");
    assert_eq!(server.requests().len(), 1, "the second call was given up before it reached the server");
}
