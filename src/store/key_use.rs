//! When each key was last used, kept without a write for each request.

use super::schema::keys;
use super::{Actor, Store, WriteError};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A key's use is written at most so often by one instance.
const EVERY: Duration = Duration::from_secs(60);

/// When the use of each key was last written. As many entries as there are valid keys; clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyUse(Arc<Mutex<HashMap<i64, Instant>>>);

impl KeyUse {
    /// Whether the use of this key is to be written now. Says so once, and again after a while.
    fn is_due(&self, id: i64, now: Instant) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = written.get(&id).is_none_or(|last| now.saturating_duration_since(*last) >= EVERY);
        if is_due {
            written.insert(id, now);
        }
        is_due
    }
}

impl Store {
    /// Notes that a key was used now. The request does not wait for it, and does not fail where it can't be written: it is
    /// tried again with the key's next use after a minute.
    pub fn note_use(&self, id: i64) {
        if !self.key_use.is_due(id, Instant::now()) {
            return;
        }
        let store = self.clone();
        let task = async move {
            let written = store
                .write(Actor::Operator, move |tx| {
                    let now = tx.now();
                    mark(tx, id, now).map_err(WriteError::<Infallible>::Store)
                })
                .await;
            if let Err(WriteError::Store(error)) = written {
                log::debug!("the use of key {id} was not written: {error:?}");
            }
        };
        // Outside of a runtime there is nobody to wait for the database.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(task);
        }
    }
}

/// Other instances may have written a later use.
fn mark(connection: &mut super::Connection, id: i64, now: NaiveDateTime) -> super::StoreResult<()> {
    diesel::update(keys::table.find(id).filter(keys::last_used_at.is_null().or(keys::last_used_at.lt(now))))
        .set(keys::last_used_at.eq(now))
        .execute(connection)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_due_once_a_minute() {
        let (uses, start) = (KeyUse::default(), Instant::now());
        assert!(uses.is_due(1, start));
        assert!(!uses.is_due(1, start + EVERY / 2) && uses.is_due(2, start + EVERY / 2));
        assert!(uses.is_due(1, start + EVERY));
    }
}
