//! Postgres goes away and comes back, under load.

use std::time::{Duration, Instant};

use serde_json::json;

use super::load::{unavailable, write_while};
use super::proxy::{Proxy, Way};
use crate::harness::{Answer, Backend, Server, Setup, given, until};

/// Well above what a request takes that fails at once on a busy machine, well below the minute of one that waits in vain.
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

/// What needs the database says so promptly, however many ask; what needs none is as ever.
fn all_is_unavailable_and_prompt(server: &Server) {
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
fn gone_and_back() {
    let (proxy, server) = start_behind_a_proxy();
    let ledger = write_while(&[&server], |progress| {
        progress.acknowledged(20);
        proxy.set(Way::Closed);
        progress.refused(10);
        for _ in 0..3 {
            all_is_unavailable_and_prompt(&server);
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
    // Once more for each connection of the pool that was made just before all were cut, and was taken for a recovery.
    assert!((1..=4).contains(&lines), "said once, not at every attempt:\n{}", server.log());
}

/// A server that was restarted while nobody asked: whoever comes next notices nothing.
#[test]
fn restarted_in_between() {
    let (proxy, server) = start_behind_a_proxy();
    for round in 0..3 {
        // All of the pool's connections.
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

/// One that takes connections and says nothing holds nobody for longer than it takes to find out.
#[test]
fn silent() {
    let (proxy, server) = start_behind_a_proxy();
    proxy.set(Way::Silent);
    let (answer, waited) = timed(|| server.get("/readyz"));
    unavailable(answer);
    assert!(waited < PROMPT, "the limit of the URL is two seconds: {waited:?}");
    all_is_unavailable_and_prompt(&server);
    proxy.set(Way::Open);
    until("the database is used again", || server.get("/readyz").status == 200);
    given::umkm(&server, "U-1", "15.71");
}
