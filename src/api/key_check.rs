//! The store as the one that knows the stored keys.

use chrono::Utc;

use crate::store::{Store, keys};

use super::gate::{KeyAnswer, KeyCheck};

impl KeyCheck for Store {
    fn holder_of(&self, hash: keys::KeyHash) -> KeyAnswer<'_> {
        let now = Utc::now().naive_utc();
        Box::pin(self.lookup(move |connection| keys::find(connection, &hash, now)))
    }

    fn was_used(&self, id: i64) {
        self.note_use(id);
    }
}
