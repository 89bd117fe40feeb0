//! Quotas by key and by address, and the client's address behind a trusted proxy.

use serde_json::json;

use crate::access::make_key;
use crate::harness::{Server, Setup, given};

/// Sends requests until one is refused, and returns how many were served before.
fn served(mut send: impl FnMut() -> crate::harness::Answer) -> usize {
    for count in 0..50 {
        let answer = send();
        if answer.status == 429 {
            let answer = answer.problem(429, "too-many-requests");
            let after: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=60).contains(&after), "{}", answer.whole());
            return count;
        }
    }
    panic!("never refused")
}

both_backends! {
    fn each_key_has_its_own_quota(backend: Backend) {
        // A quota per minute, which grows by one request in a quarter of a minute, longer than the test.
        let server = Setup::on(backend).env("IKU_RATE_LIMIT", "4/m").start();
        let (one, other) = (make_key(&server, "viewer", None).1, make_key(&server, "viewer", None).1);
        for key in [&one, &other] {
            let count = served(|| server.with_key(key).get("/umkm"));
            assert!((4..=5).contains(&count), "{count}");
        }
        // A request that a role refuses counts as well. The address has a separate quota.
        assert!(served(|| server.post("/cooperatives", json!({}))) < 4);
        let count = served(|| server.anonymous().get("/organization"));
        assert!((4..=5).contains(&count), "{count}");
        for path in ["/nowhere", "/umkm", "/docs", "/indicators/2023"] {
            server.anonymous().get(path).problem(429, "too-many-requests");
        }
        server.anonymous().request("OPTIONS", "/umkm").send().problem(429, "too-many-requests");
        // Requests with wrong keys count against the quota of the address.
        let guess = given::unknown_key();
        server.with_key(&guess).get("/organization").problem(429, "too-many-requests");
        // Probes have no quota, since monitoring uses them.
        for _ in 0..30 {
            server.anonymous().get("/livez").expect(200);
            server.anonymous().get("/readyz").expect(200);
        }
    }

    fn a_quota_refills(backend: Backend) {
        let server = Setup::on(backend).env("IKU_RATE_LIMIT", "12/m").start();
        let ask = || server.anonymous().get("/organization");
        let refused = std::iter::repeat_with(ask).take(50).find(|answer| answer.status == 429).expect("never refused");
        let seconds = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=5).contains(&seconds), "{}", refused.whole());
        std::thread::sleep(std::time::Duration::from_secs(seconds));
        ask().expect(200);
    }

    fn only_a_trusted_proxy_sets_the_address(backend: Backend) {
        let from = |server: &Server, address: &str| {
            server.anonymous().request("GET", "/organization").header("x-forwarded-for", address).send()
        };
        let untold = Setup::on(backend).env("IKU_RATE_LIMIT", "4/m").start();
        let mut n = 0;
        let count = served(|| {
            n += 1;
            from(&untold, &format!("198.51.100.{n}"))
        });
        assert!((4..=5).contains(&count), "a header of anybody's makes no other caller: {count}");
        let behind_proxy = Setup::on(backend).env("IKU_RATE_LIMIT", "4/m").env("IKU_TRUSTED_PROXIES", "10.0.0.0/8,127.0.0.1").start();
        served(|| from(&behind_proxy, "198.51.100.1"));
        from(&behind_proxy, "198.51.100.2").expect(200);
        from(&behind_proxy, "198.51.100.3, 198.51.100.1").problem(429, "too-many-requests");
    }

    /// nginx sets `X-Forwarded-For` and passes a client's `Forwarded` on unchanged; other proxies do the reverse.
    fn a_header_that_the_proxy_does_not_write_is_ignored(backend: Backend) {
        for (setting, (written, other)) in [
            (None, ("x-forwarded-for", "forwarded")),
            (Some("x-forwarded-for"), ("x-forwarded-for", "forwarded")),
            (Some("forwarded"), ("forwarded", "x-forwarded-for")),
        ] {
            let setup = Setup::on(backend).env("IKU_RATE_LIMIT", "5/m").env("IKU_TRUSTED_PROXIES", "127.0.0.1");
            let server = setting.into_iter().fold(setup, |setup, header| setup.env("IKU_TRUSTED_HEADER", header)).start();
            let value = |name: &str, address: &str| match name {
                "forwarded" => format!("for={address}"),
                _ => address.to_owned(),
            };
            let mut n = 0;
            let mut ask = |client: &str| {
                n += 1;
                let request = server.anonymous().request("GET", "/organization").header(written, &value(written, client));
                request.header(other, &value(other, &format!("198.51.100.{n}"))).send()
            };
            let count = served(|| ask("192.0.2.1"));
            assert!((5..=6).contains(&count), "{setting:?}: {count}");
            ask("192.0.2.2").expect(200);
        }
    }
}
