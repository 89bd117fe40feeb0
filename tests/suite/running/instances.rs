//! Several instances on one database.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::harness::{Server, Setup, given};

/// Starts all instances at once.
fn start_together(servers: &[&Server]) {
    std::thread::scope(|scope| {
        for server in servers {
            scope.spawn(|| server.restart());
        }
    });
}

/// Stops the readers, also when the test panics.
struct Until<'a>(&'a AtomicBool);

impl Drop for Until<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

both_backends! {
    /// Concurrent identical requests share one read; no request may get data that was read before it arrived.
    fn the_next_read_on_any_instance_sees_a_write(backend: Backend) {
        const YEAR: &str = "2024?region=15.71";
        let first = Server::start(backend);
        let second = first.second_instance();
        let both = [&first, &second];
        let id = given::cooperative(&first, "K-1", "15.71");
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let _until = Until(&is_done);
            for asker in 0..8 {
                let (server, is_done) = (both[asker % 2], &is_done);
                scope.spawn(move || while !is_done.load(Ordering::Relaxed) {
                    server.get(&format!("/indicators/{YEAR}")).expect(200);
                });
            }
            for round in 0..100 {
                let volume = format!("{round}.00");
                given::cooperative_report(both[round % 2], id, 2024, json!({"business_volume": volume}));
                for server in [both[round / 2 % 2], both[(round / 2 + 1) % 2], &first, &second] {
                    let growth = given::indicator(server, YEAR, "cooperative-volume-growth");
                    assert_eq!(growth["current"], json!(volume), "round {round}: {growth}");
                }
            }
        });
    }

    fn instances_may_start_at_once_on_an_empty_database(backend: Backend) {
        let first = Setup::on(backend).prepare();
        let others = [first.prepare_second_instance(), first.prepare_second_instance()];
        start_together(&[&first, &others[0], &others[1]]);
        for server in [&first, &others[0], &others[1]] {
            server.get("/readyz").expect(200);
            assert_eq!(server.get("/regions").expect(200).items().len(), 12);
        }
        let id = given::cooperative(&first, "K-1", "15.71");
        others[0].get(&format!("/cooperatives/{id}")).expect(200);
        others[1].delete(&format!("/cooperatives/{id}")).expect(204);
        first.get(&format!("/cooperatives/{id}")).problem(404, "not-found");
    }

    fn the_first_key_is_made_once(backend: Backend) {
        let first = Setup::on(backend).without_admin_key().prepare();
        let second = first.prepare_second_instance();
        start_together(&[&first, &second]);
        for server in [&first, &second] {
            server.get("/livez").expect(200);
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
        let printed = first.output() + &second.output();
        let words = printed.split(|sign: char| !(sign.is_ascii_alphanumeric() || "_-".contains(sign)));
        let keys: Vec<_> = words.filter(|word| word.starts_with("iku_") && word.len() >= 24).collect();
        assert_eq!(keys.len(), 1, "one key for both:\n{printed}");
        for server in [&first, &second] {
            server.with_key(keys[0]).get("/cooperatives").expect(200);
        }
    }
}
