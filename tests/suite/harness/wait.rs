//! Waiting for what comes about by itself.

use std::time::{Duration, Instant};

/// For what never comes to be, not for slow machines.
const LIMIT: Duration = Duration::from_secs(180);

/// Waits until it is so.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let limit = Instant::now() + LIMIT;
    while !is_so() {
        assert!(Instant::now() < limit, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
