//! Several instances over one database.

use crate::harness::{Server, Setup, given};

/// Starts all at once.
fn start_together(servers: &[&Server]) {
    std::thread::scope(|scope| {
        for server in servers {
            scope.spawn(|| server.restart());
        }
    });
}

both_backends! {
    fn starting_at_once_on_an_empty_database(backend: Backend) {
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
