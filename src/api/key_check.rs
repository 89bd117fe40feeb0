//! The store as the one that knows the stored keys.

use crate::store::{Store, keys};

use super::gate::{KeyAnswer, KeyCheck};

impl KeyCheck for Store {
    fn role_of(&self, hash: [u8; 32]) -> KeyAnswer<'_> {
        Box::pin(async move {
            let holder = self.lookup(move |connection| keys::find(connection, &hash)).await?;
            Ok(holder.map(|holder| (holder.id, holder.role)))
        })
    }
}
