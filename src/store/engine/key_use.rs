//! Limits how often the last use of each key is written to the database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The shortest time between two writes of one key's use by one instance.
const INTERVAL: Duration = Duration::from_secs(60);

/// The time at which the use of each key was last written: one entry per valid key. Clones share their state.
#[derive(Clone, Debug, Default)]
pub struct KeyUse(Arc<Mutex<HashMap<i64, Instant>>>);

impl KeyUse {
    /// Whether the use of this key is due to be written. Returns true once per minute.
    pub fn is_due(&self, id: i64, now: Instant) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = written.get(&id).is_none_or(|last| now.saturating_duration_since(*last) >= INTERVAL);
        if is_due {
            written.insert(id, now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_due_once_a_minute() {
        let (uses, start) = (KeyUse::default(), Instant::now());
        assert!(uses.is_due(1, start));
        assert!(!uses.is_due(1, start + INTERVAL / 2) && uses.is_due(2, start + INTERVAL / 2));
        assert!(uses.is_due(1, start + INTERVAL));
    }
}
