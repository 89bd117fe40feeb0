//! The store as the one that knows the stored keys.

use chrono::Utc;

use crate::api::middleware::gate::{KeyAnswer, KeyCheck};
use crate::store::engine::store::Store;
use crate::store::keys;

impl KeyCheck for Store {
    fn holder_of(&self, hash: keys::form::KeyHash) -> KeyAnswer<'_> {
        let now = Utc::now().naive_utc();
        Box::pin(self.lookup(move |connection| keys::find(connection, &hash, now)))
    }

    fn was_used(&self, id: i64) {
        self.note_use(id);
    }
}
