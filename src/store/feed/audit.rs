//! The audit: changes by record, author and time.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{ActorKind, ChangeKind, Resource};
use crate::store::changes::change::Change;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::listing::{Listing, page};
use crate::store::schema::tables::changes;

/// The changes that are listed.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Of this kind of record.
    pub resource: Option<Resource>,
    /// Of the records that were called by this name.
    pub natural_key: Option<String>,
    /// Of the record with this id or code.
    pub record: Option<String>,
    /// Of this kind.
    pub kind: Option<ChangeKind>,
    /// By this kind of author.
    pub actor: Option<ActorKind>,
    /// By the holder of this stored key.
    pub key_id: Option<i64>,
    /// At or after this time, in UTC.
    pub from: Option<NaiveDateTime>,
    /// Before this time, in UTC.
    pub to: Option<NaiveDateTime>,
}

/// A page of changes.
pub fn list(connection: &mut Connection, filter: &AuditFilter, listing: &Listing) -> StoreResult<Vec<Change>> {
    let mut query = changes::table.select(Change::as_select()).into_boxed();
    match filter.resource {
        Some(resource) => query = query.filter(changes::resource.eq(resource)),
        // The indexes begin with the kind of record.
        None if filter.record.is_some() || filter.natural_key.is_some() => {
            query = query.filter(changes::resource.eq_any(Resource::ALL));
        }
        None => {}
    }
    if let Some(natural_key) = &filter.natural_key {
        query = query.filter(changes::natural_key.eq(natural_key.clone()));
    }
    if let Some(record) = &filter.record {
        query = query.filter(changes::record.eq(record.clone()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(changes::kind.eq(kind));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(changes::actor.eq(actor));
    }
    if let Some(key_id) = filter.key_id {
        query = query.filter(changes::key_id.eq(key_id));
    }
    if let Some(from) = filter.from {
        query = query.filter(changes::at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(changes::at.lt(to));
    }
    let query = page!(query, listing, changes::id, {
        "id" => changes::id, i64;
    });
    Ok(query.load(connection)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RegionCode, Year};
    use crate::store::database::url::DatabaseUrl;
    use crate::store::engine::direct::DirectConnection;
    use crate::store::maintenance::migrations;
    use crate::store::models::actor::{Actor, Author};
    use crate::store::models::participant::ParticipantData;
    use crate::store::models::training::TrainingData;
    use crate::store::resources::participants;
    use crate::store::resources::trainings;

    /// It is in the audit with its author and without a version, and not in the feed.
    #[test]
    fn a_reading_is_recorded_and_is_no_change() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let timeout = std::time::Duration::from_secs(5);
        let mut database = DirectConnection::open(&url, timeout, migrations::run).unwrap();
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
        let listed = database.write(author, |tx| {
            let training = trainings::create(tx, &training)?;
            let created = participants::create(tx, &training, &person)?;
            tx.record_read("D-1/1", &created, vec!["identity_number"])?;
            participants::update(tx, &training, &created, &person)?;
            tx.flush()?;
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
