//! A second instance on the same database, both written to at once.

use super::load::write_while;
use crate::agreement::verify_is_clean;
use crate::harness::{Server, given};

both_backends! {
    fn both_serve_and_see_each_other(backend: Backend) {
        let first = Server::start(backend);
        let second = first.second_instance();
        let ledger = write_while(&[&first, &second], |progress| progress.acknowledged(200));
        // Each waits for the other's lock; none is sent away.
        assert_eq!(ledger.refused(), 0, "writes were answered 503");
        ledger.check(&first);
        ledger.check(&second);
        // One goes, the other stays.
        assert!(first.stop().success());
        given::umkm(&second, "U-1", "15.71");
        verify_is_clean(&second);
    }
}
