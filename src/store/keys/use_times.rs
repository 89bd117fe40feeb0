//! When each key was last used, kept without a write for each request.

use std::convert::Infallible;
use std::time::Instant;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::database::error::WriteError;
use crate::store::engine::store::Store;
use crate::store::models::actor::Actor;
use crate::store::schema::tables::keys;

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
                .write(Actor::CommandLine, move |tx| {
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
fn mark(
    connection: &mut crate::store::database::connection::Connection,
    id: i64,
    now: NaiveDateTime,
) -> crate::store::database::error::StoreResult<()> {
    diesel::update(keys::table.find(id).filter(keys::last_used_at.is_null().or(keys::last_used_at.lt(now))))
        .set(keys::last_used_at.eq(now))
        .execute(connection)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::key_use_map::{EVERY, KeyUse};

    #[test]
    fn each_key_is_due_once_a_minute() {
        let (uses, start) = (KeyUse::default(), Instant::now());
        assert!(uses.is_due(1, start));
        assert!(!uses.is_due(1, start + EVERY / 2) && uses.is_due(2, start + EVERY / 2));
        assert!(uses.is_due(1, start + EVERY));
    }
}
