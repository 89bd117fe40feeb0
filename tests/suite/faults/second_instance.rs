//! A second instance on the same database, with writes through both at once.

use super::load::write_while;
use crate::agreement::verify_is_clean;
use crate::harness::{Server, given};

both_backends! {
    fn both_instances_serve_and_see_each_others_writes(backend: Backend) {
        let first = Server::start(backend);
        let second = first.second_instance();
        let ledger = write_while(&[&first, &second], |progress| progress.acknowledged(200));
        // Each write waits for the lock of the other; none is refused.
        assert_eq!(ledger.refused(), 0, "writes were answered 503");
        ledger.check(&first);
        ledger.check(&second);
        // One instance stops, the other keeps running.
        assert!(first.stop().success());
        given::umkm(&second, "U-1", "15.71");
        verify_is_clean(&second);
    }
}
