//! TODO head

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A key's use is written at most so often by one instance.
pub const EVERY: Duration = Duration::from_secs(60);

/// When the use of each key was last written. As many entries as there are valid keys; clones are the same.
#[derive(Clone, Debug, Default)]
pub struct KeyUse(Arc<Mutex<HashMap<i64, Instant>>>);

impl KeyUse {
    /// Whether the use of this key is to be written now. Says so once, and again after a while.
    pub fn is_due(&self, id: i64, now: Instant) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = written.get(&id).is_none_or(|last| now.saturating_duration_since(*last) >= EVERY);
        if is_due {
            written.insert(id, now);
        }
        is_due
    }
}
