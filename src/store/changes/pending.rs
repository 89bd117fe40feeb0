//! Changes that wait for the end of their transaction.

use crate::domain::{ChangeKind, Resource};
use crate::store::database::error::StoreResult;
use crate::store::models::document::Recorded;

/// The most changes that wait; then they are written together.
pub const CHUNK: usize = 2000;

/// A change that waits for the end of its transaction.
#[derive(Debug)]
pub struct Pending {
    pub resource: Resource,
    pub natural_key: String,
    pub record: String,
    pub kind: ChangeKind,
    /// The number of this change among those of the record; `None` for a reading.
    pub version: Option<i64>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub withheld: Option<String>,
}

impl Pending {
    /// The change of a record that is created (`before` is `None`), deleted (`after` is `None`) or changed. The record must be locked,
    /// so that its changes have one order.
    pub fn of_change<R: Recorded>(
        natural_key: String,
        before: Option<&R>,
        after: Option<&R>,
    ) -> StoreResult<Option<Self>> {
        let (kind, record, version) = match (before, after) {
            (None, None) => return Ok(None),
            (None, Some(after)) => (ChangeKind::Created, after, after.version()),
            (Some(before), None) => (ChangeKind::Deleted, before, before.version() + 1),
            (Some(_), Some(after)) => (ChangeKind::Changed, after, after.version()),
        };
        let other = before.filter(|_| after.is_some());
        let change = Self {
            version: Some(version),
            before: before.map(R::document).transpose()?,
            after: after.map(R::document).transpose()?,
            ..Self::of(natural_key, kind, record, record.withheld(other))
        };
        Ok(Some(change))
    }

    /// The reading of withheld members of a record.
    pub fn of_read<R: Recorded>(natural_key: String, record: &R, members: Vec<&'static str>) -> Self {
        Self::of(natural_key, ChangeKind::Read, record, members)
    }

    fn of<R: Recorded>(natural_key: String, kind: ChangeKind, record: &R, withheld: Vec<&'static str>) -> Self {
        Self {
            resource: R::RESOURCE,
            natural_key,
            record: record.record(),
            kind,
            version: None,
            before: None,
            after: None,
            withheld: (!withheld.is_empty()).then(|| withheld.join(",")),
        }
    }
}
