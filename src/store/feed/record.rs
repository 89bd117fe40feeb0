//! TODO head

use crate::domain::ChangeKind;
use crate::store::changes::document::Recorded;
use crate::store::changes::insert::flush;
use crate::store::changes::pending::Pending;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;

/// So many changes wait at most: they go to the database together.
pub const CHUNK: usize = 2000;

/// Records that a record came (`before` is `None`), went (`after` is), or changed. Both as they stand in the database; the
/// record must have been locked, so that its changes have one order.
pub fn record<R: Recorded>(
    tx: &mut Tx<'_>,
    natural_key: impl Into<String>,
    before: Option<&R>,
    after: Option<&R>,
) -> StoreResult<()> {
    let pending = match (before, after) {
        (None, None) => return Ok(()),
        (None, Some(after)) => pending(natural_key, ChangeKind::Created, after, after.withheld(None)),
        (Some(before), None) => {
            let version = Some(before.version() + 1);
            Pending { version, ..pending(natural_key, ChangeKind::Deleted, before, before.withheld(None)) }
        }
        (Some(before), Some(after)) => pending(natural_key, ChangeKind::Changed, after, after.withheld(Some(before))),
    };
    let (before, after) = (before.map(R::document).transpose()?, after.map(R::document).transpose()?);
    add(tx, Pending { before, after, ..pending })
}

/// Records that somebody read what is withheld of a record: `members` says what.
///
/// # Errors
/// Those of the database.
pub fn record_read<R: Recorded>(
    tx: &mut Tx<'_>,
    natural_key: impl Into<String>,
    read: &R,
    members: Vec<&'static str>,
) -> StoreResult<()> {
    let pending = pending(natural_key, ChangeKind::Read, read, members);
    add(tx, Pending { version: None, ..pending })
}

pub fn pending<R: Recorded>(
    natural_key: impl Into<String>,
    kind: ChangeKind,
    record: &R,
    withheld: Vec<&'static str>,
) -> Pending {
    Pending {
        resource: R::RESOURCE,
        natural_key: natural_key.into(),
        record: record.record(),
        kind,
        version: Some(record.version()),
        before: None,
        after: None,
        withheld: (!withheld.is_empty()).then(|| withheld.join(",")),
    }
}

pub fn add(tx: &mut Tx<'_>, pending: Pending) -> StoreResult<()> {
    tx.pending.push(pending);
    if tx.pending.len() >= CHUNK { flush(tx) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ActorKind, ChangeKind, Resource};
    use crate::domain::{RegionCode, Year};
    use crate::store::changes::insert::flush;
    use crate::store::database::url::DatabaseUrl;
    use crate::store::engine::store::{Store, StoreOptions};
    use crate::store::feed::audit::{AuditFilter, list};
    use crate::store::lists::listing::Listing;
    use crate::store::models::actor::{Actor, Author};
    use crate::store::models::participant::ParticipantData;
    use crate::store::models::training::TrainingData;
    use crate::store::resources::participants;
    use crate::store::resources::trainings;

    /// In the audit with its author, and no version of the record; not in the feed.
    #[test]
    fn a_reading_is_recorded_and_is_no_change() {
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions { pool_size: 1, write_queue: 1, lock_timeout: std::time::Duration::from_secs(5) };
        let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("iku.db")), options).unwrap();
        let training = TrainingData {
            code: "D-1".to_owned(),
            title: "Diklat".to_owned(),
            region: RegionCode::parse("15.01").unwrap(),
            starts_on: None,
            ends_on: chrono::NaiveDate::from_ymd_opt(2024, 5, 1).unwrap(),
            year: Year::new(2024).unwrap(),
            organizer: None,
        };
        let person = ParticipantData {
            name: "Siti".to_owned(),
            identity_number: Some("1571012345678901".to_owned()),
            cooperative_id: None,
            umkm_id: None,
            score: None,
        };
        let author = Author { actor: Actor::Key(7), request_id: Some("r-1".to_owned()) };
        let listed = store.write_blocking(author, |tx| {
            let training = trainings::create(tx, &training)?.id;
            let created = participants::create(tx, training, &person)?;
            record_read(tx, "D-1/1", &created, vec!["identity_number"])?;
            participants::update(tx, &created, &person)?;
            flush(tx)?;
            let filter = AuditFilter { resource: Some(Resource::Participants), ..AuditFilter::default() };
            list(tx, &filter, &Listing { sort: "id", descending: false, after: None, limit: 10 })
        });
        let listed = listed.unwrap();
        let kinds: Vec<_> = listed.iter().map(|change| (change.kind, change.version, change.seq.is_some())).collect();
        let expected = [
            (ChangeKind::Created, Some(1), true),
            (ChangeKind::Read, None, false),
            (ChangeKind::Changed, Some(2), true),
        ];
        assert_eq!(kinds, expected);
        let read = listed.iter().find(|change| change.kind == ChangeKind::Read).unwrap();
        assert_eq!((read.actor, read.key_id, read.request_id.as_deref()), (ActorKind::Key, Some(7), Some("r-1")));
        assert_eq!((read.withheld.as_deref(), &read.after), (Some("identity_number"), &None));
    }
}
