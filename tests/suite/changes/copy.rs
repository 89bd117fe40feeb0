//! A copy built from the feed alone equals the source, whatever the operations and however they overlap.

use super::Follower;
use crate::harness::{Backend, Server, given};
use crate::history::{History, load_regions};
use crate::random_history::{rounds, seed};
use serde_json::json;

both! {
    fn a_copy_of_a_new_service_has_the_first_regions(server: &Server) {
        let mut copy = Follower::default();
        copy.follow(server);
        assert_eq!(copy.records.len(), 12);
        copy.is_exact(server);
        assert!(copy.follow(server).is_empty());
    }

    fn a_copy_follows_one_writer(server: &Server) {
        load_regions(server);
        let mut history = History::new(seed() + 20, 0, 1);
        let mut copy = Follower::default();
        for _ in 0..6 * rounds() {
            for _ in 0..60 {
                history.go_on(server);
            }
            copy.follow(server);
            copy.is_exact(server);
        }
    }

    /// A region's code may be used again; its versions continue.
    fn a_copy_follows_a_region_that_is_created_again(server: &Server) {
        let mut copy = Follower::default();
        let body = json!({"bps_code": "16", "name": "Sumatera Selatan", "kind": "province"});
        for _ in 0..2 {
            server.put("/regions/16", body.clone()).expect(201);
            copy.follow(server);
            copy.is_exact(server);
            server.delete("/regions/16").expect(204);
        }
        copy.follow(server);
        copy.is_exact(server);
    }

    /// A refused write leaves no trace, though part of its work was done before.
    fn rolled_back_writes_are_not_in_the_feed(server: &Server) {
        let mut copy = Follower::default();
        copy.follow(server);
        let id = given::umkm(server, "U-1", "15.01");
        let body = json!({"turnover": "9999999999999999.99"});
        for n in 2..=10 {
            let other = given::umkm(server, &format!("U-{n}"), "15.01");
            server.put(&format!("/umkm/{other}/reports/2024"), body.clone()).expect(201);
        }
        copy.follow(server);
        server.put(&format!("/umkm/{id}/reports/2024"), body).expect(422);
        server.post("/umkm", json!({"register_number": "U-1", "name": "x", "region": "15.01"})).expect(409);
        assert!(copy.follow(server).is_empty());
        copy.is_exact(server);
    }
}

both_backends! {
    /// Eight writers at once, on Postgres half of them through another instance, while two followers read the feed.
    fn copies_follow_eight_writers_at_once(backend: Backend) {
        const WRITERS: usize = 8;
        let server = Server::start(backend);
        load_regions(&server);
        let second = (backend == Backend::Postgres).then(|| server.second_instance());
        let through = |number: usize| second.as_ref().filter(|_| number % 2 == 1).unwrap_or(&server);
        let mut histories: Vec<History> =
            (0..WRITERS).map(|writer| History::new(seed() + 21, writer, WRITERS)).collect();
        let mut copies = [Follower::default(), Follower::default()];
        for _ in 0..3 * rounds() {
            let writing = std::sync::atomic::AtomicUsize::new(WRITERS);
            std::thread::scope(|scope| {
                for (writer, history) in histories.iter_mut().enumerate() {
                    let (through, writing) = (through(writer), &writing);
                    scope.spawn(move || {
                        for _ in 0..50 {
                            history.go_on(through);
                        }
                        writing.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                    });
                }
                for (number, copy) in copies.iter_mut().enumerate() {
                    let (through, writing) = (through(number), &writing);
                    scope.spawn(move || {
                        while writing.load(std::sync::atomic::Ordering::SeqCst) > 0 {
                            copy.follow(through);
                        }
                    });
                }
            });
            for copy in &mut copies {
                copy.follow(&server);
                copy.is_exact(&server);
            }
        }
    }
}
