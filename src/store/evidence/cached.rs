//! Evidence that several requests share, with the answers computed from it.

use std::any::Any;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{RegionCode, Year};
use crate::store::evidence::read::Evidence;

/// The years and region of evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first year.
    pub from: Year,
    /// The last year.
    pub to: Year,
    /// The region with all below it; all regions if `None`.
    pub region: Option<RegionCode>,
}

/// Evidence with the values computed from it.
#[derive(Debug, Default)]
pub struct CachedEvidence {
    evidence: Evidence,
    computed: Mutex<Vec<Box<dyn Any + Send>>>,
}

/// The largest number of values cached with one piece of evidence.
const MAX_COMPUTED: usize = 8;

/// The largest evidence, in rows, with which values are cached.
const MAX_ROWS: usize = 128;

impl From<Evidence> for CachedEvidence {
    fn from(evidence: Evidence) -> Self {
        Self { evidence, computed: Mutex::default() }
    }
}

impl Deref for CachedEvidence {
    type Target = Evidence;

    fn deref(&self) -> &Evidence {
        &self.evidence
    }
}

impl CachedEvidence {
    /// Returns what `compute` computes from the evidence and the key: once, and then from the cache as long as the evidence lives.
    ///
    /// `compute` is a function and not a closure, since its result must depend on these two alone: anything else that an answer shows
    /// belongs in the key, or is read with the evidence.
    pub fn computed<K, V, E>(&self, key: K, compute: fn(&Evidence, &K) -> Result<V, E>) -> Result<Arc<V>, E>
    where
        K: PartialEq + Send + 'static,
        V: Send + Sync + 'static,
    {
        let of_key = |(cached, value): &(K, Arc<V>)| (*cached == key).then(|| Arc::clone(value));
        let found = self.cache().iter().filter_map(|entry| entry.downcast_ref()).find_map(of_key);
        if let Some(found) = found {
            return Ok(found);
        }
        // Without the lock: another thread may compute the same value meanwhile, which costs less than waiting.
        let value = Arc::new(compute(&self.evidence, &key)?);
        let mut cache = self.cache();
        if cache.len() < MAX_COMPUTED && self.evidence.rows.len() <= MAX_ROWS {
            cache.push(Box::new((key, Arc::clone(&value))));
        }
        Ok(value)
    }

    fn cache(&self) -> MutexGuard<'_, Vec<Box<dyn Any + Send>>> {
        self.computed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cached_by_key_and_type() {
        let evidence = CachedEvidence::default();
        let twice = |_: &Evidence, key: &i32| Ok::<_, ()>(key * 2);
        let first = evidence.computed(2, twice).unwrap();
        assert_eq!((*first, *evidence.computed(3, twice).unwrap()), (4, 6));
        assert!(Arc::ptr_eq(&first, &evidence.computed(2, twice).unwrap()));
        assert_eq!(*evidence.computed(2, |_, _| Ok::<_, ()>("two")).unwrap(), "two");
        assert_eq!(evidence.computed(4, |_, _| Err::<i32, _>("failed")), Err("failed"));
        assert_eq!(*evidence.computed(4, twice).unwrap(), 8);
        for key in 0..100 {
            assert_eq!(*evidence.computed(key, twice).unwrap(), key * 2);
        }
        assert_eq!(evidence.cache().len(), MAX_COMPUTED);
    }
}
