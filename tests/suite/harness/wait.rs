//! Waiting for a condition.

use std::time::{Duration, Instant};

/// For a condition that never becomes true, not for slow machines.
const LIMIT: Duration = Duration::from_secs(180);

/// Waits until the condition is true.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let limit = Instant::now() + LIMIT;
    while !is_so() {
        assert!(Instant::now() < limit, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
