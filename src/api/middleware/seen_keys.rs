//! The keys that were valid when they were last looked up. A request with one of them is taken off the key's allowance before
//! the database is asked.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::store::KeyHash;

/// The most keys in memory; beyond, all are removed.
const MOST: usize = 4096;

/// The digests of keys that were valid when they were last looked up, with their ids. Each request still looks the key up in
/// the database: the memory only decides whose allowance is used before.
#[derive(Debug, Default)]
pub struct SeenKeys(RwLock<HashMap<KeyHash, i64>>);

impl SeenKeys {
    /// The id of a key that was valid.
    pub fn id_of(&self, hash: &KeyHash) -> Option<i64> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(hash).copied()
    }

    /// Remembers a key that is valid.
    pub fn remember(&self, hash: KeyHash, id: i64) {
        let mut seen = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.clear();
        }
        seen.insert(hash, id);
    }

    /// Forgets a key that is no longer valid.
    pub fn forget(&self, hash: &KeyHash) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::keys;

    #[test]
    fn the_memory_has_a_bound() {
        let seen = SeenKeys::default();
        for id in 0..10_000 {
            let hash = keys::form::hash(id.to_string());
            seen.remember(hash, id);
            assert_eq!(seen.id_of(&hash), Some(id));
            assert!(seen.0.read().unwrap().len() <= MOST);
        }
        let last = keys::form::hash("9999");
        seen.forget(&last);
        assert_eq!(seen.id_of(&last), None);
    }
}
