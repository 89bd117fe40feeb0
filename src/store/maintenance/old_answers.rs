//! Deletion of stored answers that are too old.

use std::convert::Infallible;

use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::WriteError;
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::idempotency::{LIFETIME, forget};
use crate::store::models::actor::Actor;
use crate::store::schema::tables::idempotency;

impl Store {
    /// Deletes the stored answers that are too old, whether or not there are any requests. Where that fails, a later call does it.
    pub async fn forget_answers(&self) {
        loop {
            let until = self.clock.now() - LIFETIME;
            let old = idempotency::table.filter(idempotency::created_at.le(until));
            let has_old = move |connection: &mut Connection| {
                Ok(diesel::select(diesel::dsl::exists(old)).get_result::<bool>(connection)?)
            };
            let forgotten = match self.read(has_old).await {
                Ok(false) => return,
                Ok(true) => {
                    let work = move |tx: &mut Tx<'_>| forget(tx, until).map_err(WriteError::<Infallible>::Store);
                    self.write(Actor::CommandLine, work).await.map_err(|WriteError::Store(error)| error)
                }
                Err(error) => Err(error),
            };
            if let Err(error) = forgotten {
                log::debug!("old answers to requests with an Idempotency-Key were not deleted: {error:?}");
                return;
            }
        }
    }
}
