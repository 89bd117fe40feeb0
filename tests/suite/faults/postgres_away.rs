//! Postgres becomes unreachable and returns, under load.

use std::time::{Duration, Instant};

use serde_json::json;

use super::load::{unavailable, write_while};
use super::proxy::{Proxy, Way};
use crate::harness::{Answer, Backend, Server, Setup, given, until};

/// Well above the time of a request that fails at once on a busy machine, well below the minute of a request that
/// waits in vain.
const PROMPT: Duration = Duration::from_secs(30);

fn start_behind_a_proxy() -> (Proxy, Server) {
    let mut proxy = None;
    let setup = Setup::on(Backend::Postgres).url(|url| proxy.insert(Proxy::to(url)).url(url));
    let server = setup.start();
    (proxy.unwrap(), server)
}

fn timed(send: impl FnOnce() -> Answer) -> (Answer, Duration) {
    let began = Instant::now();
    (send(), began.elapsed())
}

/// Operations that need the database fail promptly, however many clients ask. The others work as usual.
fn assert_unavailable_and_prompt(server: &Server) {
    let ask = |number: usize| match number % 5 {
        0 => server.get("/readyz"),
        1 => server.get("/indicators/2024"),
        2 => server.get("/umkm?limit=500"),
        3 => server.with_key(&given::unknown_key()).get("/cooperatives"),
        _ => server.put("/figures/umkm/2024/15", json!({"source": "x", "workers": 1})),
    };
    std::thread::scope(|scope| {
        for number in 0..40 {
            scope.spawn(move || {
                let (answer, waited) = timed(|| ask(number));
                assert!(waited < PROMPT, "waited for {waited:?}: {}", answer.whole());
                unavailable(answer);
            });
        }
        let (_, waited) = timed(|| server.get("/livez").expect(200));
        assert!(waited < PROMPT, "/livez took {waited:?}");
    });
}

#[test]
fn postgres_goes_away_and_returns() {
    let (proxy, server) = start_behind_a_proxy();
    let ledger = write_while(&[&server], |progress| {
        progress.acknowledged(20);
        proxy.set(Way::Closed);
        progress.refused(10);
        for _ in 0..3 {
            assert_unavailable_and_prompt(&server);
        }
        until("it was tried again and again", || proxy.closed() > 10);
        proxy.set(Way::Open);
        let (_, waited) = timed(|| {
            until("the database is used again", || server.get("/readyz").status == 200);
            server.get("/indicators/2024")
        });
        assert!(waited < PROMPT, "it was back, and used after {waited:?}");
        for _ in 0..10 {
            server.get("/indicators/2024").expect(200);
        }
        progress.acknowledged(20);
    });
    assert!(ledger.longest_wait < PROMPT, "a writer waited for {:?}", ledger.longest_wait);
    ledger.check(&server);
    let lines = server.log().lines().filter(|line| line.contains("cannot connect to the database")).count();
    // Once more for each connection of the pool that was made just before all were cut and was taken for a recovery.
    assert!((1..=4).contains(&lines), "logged once, not at every attempt:\n{}", server.log());
}

/// The server restarted while no request ran: the next request does not notice.
#[test]
fn postgres_restarts_between_requests() {
    let (proxy, server) = start_behind_a_proxy();
    for round in 0..3 {
        // All connections of the pool.
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| server.get("/indicators/2024").expect(200));
            }
        });
        proxy.cut();
        given::umkm(&server, &format!("U-{round}"), "15.71");
        proxy.cut();
        server.get("/indicators/2024").expect(200);
        server.get("/readyz").expect(200);
    }
}

/// A server that accepts connections and stays silent blocks a request only until the time-out.
#[test]
fn postgres_stays_silent() {
    let (proxy, server) = start_behind_a_proxy();
    proxy.set(Way::Silent);
    let (answer, waited) = timed(|| server.get("/readyz"));
    unavailable(answer);
    assert!(waited < PROMPT, "the limit of the URL is two seconds: {waited:?}");
    assert_unavailable_and_prompt(&server);
    proxy.set(Way::Open);
    until("the database is used again", || server.get("/readyz").status == 200);
    given::umkm(&server, "U-1", "15.71");
}
