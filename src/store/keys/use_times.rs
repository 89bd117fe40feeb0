//! Writes the time at which each key was last used.

use std::convert::Infallible;
use std::time::Instant;

use diesel::prelude::*;

use crate::store::database::error::WriteError;
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::models::actor::Actor;
use crate::store::schema::tables::keys;

impl Store {
    /// Notes that a key was used now, once per minute and key. The request does not wait for the write and does not fail with it: it
    /// is repeated with a use of the key after a minute.
    pub fn note_use(&self, id: i64) {
        if !self.key_use.is_due(id, Instant::now()) {
            return;
        }
        let store = self.clone();
        let task = async move {
            let written = store.write(Actor::CommandLine, move |tx| mark(tx, id)).await;
            if let Err(WriteError::Store(error)) = written {
                log::debug!("the use of key {id} was not written: {error:?}");
            }
        };
        // Outside of a runtime, as in some tests, nothing can wait for the database.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(task);
        }
    }
}

/// Writes the transaction's time, unless another instance has written a later use.
fn mark(tx: &mut Tx<'_>, id: i64) -> Result<(), WriteError<Infallible>> {
    let now = tx.now();
    diesel::update(keys::table.find(id).filter(keys::last_used_at.is_null().or(keys::last_used_at.lt(now))))
        .set(keys::last_used_at.eq(now))
        .execute(&mut **tx)
        .map_err(|error| WriteError::Store(error.into()))?;
    Ok(())
}
