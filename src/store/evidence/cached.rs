//! Evidence that several who ask share: read once, with what was made of it beside it.

use std::any::Any;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{RegionCode, Year};
use crate::store::evidence::read::Evidence;

/// Which evidence is asked for: see [`super::evidence::read`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first year.
    pub from: Year,
    /// The last year.
    pub to: Year,
    /// The region, with all below it; everything if `None`.
    pub region: Option<RegionCode>,
}

/// Evidence with what was made of it.
#[derive(Debug, Default)]
pub struct CachedEvidence {
    evidence: Evidence,
    made: Mutex<Vec<Box<dyn Any + Send>>>,
}

/// So many things at most are kept beside one piece of evidence, and none where it is large.
const MADE: usize = 8;
const ROWS: usize = 128;

impl From<Evidence> for CachedEvidence {
    fn from(evidence: Evidence) -> Self {
        Self { evidence, made: Mutex::default() }
    }
}

impl Deref for CachedEvidence {
    type Target = Evidence;

    fn deref(&self) -> &Evidence {
        &self.evidence
    }
}

impl CachedEvidence {
    /// What `make` makes of the evidence and the key: made once, then kept for as long as the evidence is.
    ///
    /// A function and no closure, since it must know nothing but these two: whatever else an answer shows belongs into the key,
    /// or is read together with the evidence.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn made<K, V, E>(&self, key: K, make: fn(&Evidence, &K) -> Result<V, E>) -> Result<Arc<V>, E>
    where
        K: PartialEq + Send + 'static,
        V: Send + Sync + 'static,
    {
        let is_asked_for = |(known, value): &(K, Arc<V>)| (*known == key).then(|| Arc::clone(value));
        let found = self.shelf().iter().filter_map(|thing| thing.downcast_ref()).find_map(is_asked_for);
        if let Some(found) = found {
            return Ok(found);
        }
        // Without the lock: others may make the same meanwhile, which costs less than to wait.
        let value = Arc::new(make(&self.evidence, &key)?);
        let mut shelf = self.shelf();
        if shelf.len() < MADE && self.evidence.rows.len() <= ROWS {
            shelf.push(Box::new((key, Arc::clone(&value))));
        }
        Ok(value)
    }

    fn shelf(&self) -> MutexGuard<'_, Vec<Box<dyn Any + Send>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_kept_by_its_key_and_type() {
        let known = CachedEvidence::default();
        let twice = |_: &Evidence, key: &i32| Ok::<_, ()>(key * 2);
        let first = known.made(2, twice).unwrap();
        assert_eq!((*first, *known.made(3, twice).unwrap()), (4, 6));
        assert!(Arc::ptr_eq(&first, &known.made(2, twice).unwrap()));
        assert_eq!(*known.made(2, |_, _| Ok::<_, ()>("two")).unwrap(), "two");
        assert_eq!(known.made(4, |_, _| Err::<i32, _>("not made")), Err("not made"));
        assert_eq!(*known.made(4, twice).unwrap(), 8);
        for key in 0..100 {
            assert_eq!(*known.made(key, twice).unwrap(), key * 2);
        }
        assert_eq!(known.shelf().len(), MADE);
    }
}
