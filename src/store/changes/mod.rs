//! Who changed what, when, from what to what: written with every change, in its transaction. Audit and feed read it.
//!
//! Whoever creates, changes or deletes a record calls `record` with the record before and after. What was recorded waits in
//! the [`Tx`] and is written by it at the end of its work, so that a transaction has one statement more and no more.

mod audit;
mod document;
mod feed;
mod seed;

pub use audit::{AuditFilter, list};
pub(super) use document::Recorded;
pub use feed::FeedPage;
pub(super) use feed::number_restored;
pub(super) use seed::seed;

use super::schema::changes;
use super::tx::Author;
use super::{Actor, Connection, Keyset, Position, SortKey, StoreResult, Tx, idempotency};
use crate::domain::{ActorKind, ChangeKind, Resource};
use chrono::NaiveDateTime;
use diesel::ExecuteCopyFromDsl;
use diesel::dsl::max;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct Change {
    /// The order in which changes were written.
    pub id: i64,
    /// The place in the feed; `None` where it has none, or none yet.
    pub seq: Option<i64>,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// What kind of caller wrote.
    pub actor: ActorKind,
    /// With which stored key.
    pub key_id: Option<i64>,
    /// In which request.
    pub request_id: Option<String>,
    /// Of what.
    pub resource: Resource,
    /// What people call the record by, as it was called then.
    pub natural_key: String,
    /// What never changes of the record: its id as text, or a region's code.
    pub record: String,
    /// What happened.
    pub kind: ChangeKind,
    /// The number of this change among those of the record, from 1; `None` where it was only read.
    pub version: Option<i64>,
    /// The record's document before.
    pub before: Option<String>,
    /// The record's document after.
    pub after: Option<String>,
    /// Which members that documents do not show were given or changed, with commas between.
    pub withheld: Option<String>,
}

impl Keyset for Change {
    fn position(&self, _sort: &str) -> Position {
        Position { key: self.id.write(), id: self.id }
    }
}

/// A change that waits for the end of its transaction.
#[derive(Debug)]
pub(super) struct Pending {
    resource: Resource,
    natural_key: String,
    record: String,
    kind: ChangeKind,
    before: Option<String>,
    after: Option<String>,
    withheld: Option<String>,
}

/// So many changes wait at most: they go to the database together.
const CHUNK: usize = 2000;

/// Records that a record came (`before` is `None`), went (`after` is), or changed. Both as they stand in the database; the
/// record must have been locked, so that its changes have one order.
pub(super) fn record<R: Recorded>(
    tx: &mut Tx<'_>,
    natural_key: impl Into<String>,
    before: Option<&R>,
    after: Option<&R>,
) -> StoreResult<()> {
    let pending = match (before, after) {
        (None, None) => return Ok(()),
        (None, Some(after)) => pending(natural_key, ChangeKind::Created, after, after.withheld(None)),
        (Some(before), None) => pending(natural_key, ChangeKind::Deleted, before, before.withheld(None)),
        (Some(before), Some(after)) => pending(natural_key, ChangeKind::Changed, after, after.withheld(Some(before))),
    };
    let (before, after) = (before.map(R::document).transpose()?, after.map(R::document).transpose()?);
    add(tx, Pending { before, after, ..pending })
}

/// Records that somebody read what is withheld of a record: `members` says what.
///
/// # Errors
/// Those of the database.
pub(super) fn record_read<R: Recorded>(
    tx: &mut Tx<'_>,
    natural_key: impl Into<String>,
    read: &R,
    members: Vec<&'static str>,
) -> StoreResult<()> {
    let pending = pending(natural_key, ChangeKind::Read, read, members);
    add(tx, pending)
}

/// Who was shown what is withheld of some records, in the order of time.
///
/// # Errors
/// Those of the database.
pub(super) fn reads_of(
    connection: &mut Connection,
    resource: Resource,
    records: &[String],
) -> StoreResult<Vec<Change>> {
    Ok(changes::table
        .filter(changes::resource.eq(resource))
        .filter(changes::record.eq_any(records))
        .filter(changes::kind.eq(ChangeKind::Read))
        .order(changes::id)
        .select(Change::as_select())
        .load(connection)?)
}

fn pending<R: Recorded>(
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
        before: None,
        after: None,
        withheld: (!withheld.is_empty()).then(|| withheld.join(",")),
    }
}

fn add(tx: &mut Tx<'_>, pending: Pending) -> StoreResult<()> {
    tx.pending.push(pending);
    if tx.pending.len() >= CHUNK { flush(tx) } else { Ok(()) }
}

/// Writes what waits. The last thing that a transaction does.
pub(super) fn flush(tx: &mut Tx<'_>) -> StoreResult<()> {
    if tx.pending.is_empty() {
        return Ok(());
    }
    let pending = std::mem::take(&mut tx.pending);
    // What is personal and went from its record is not to stay in an answer that once showed it.
    let bereft = pending
        .iter()
        .filter(|change| matches!(change.kind, ChangeKind::Changed | ChangeKind::Deleted) && change.withheld.is_some());
    let bereft: Vec<(Resource, &str)> = bereft.map(|change| (change.resource, change.record.as_str())).collect();
    idempotency::empty_answers(tx, &bereft)?;
    let (now, author) = (tx.now(), tx.author().clone());
    tx.id = insert(tx, now, &author, pending)?;
    Ok(())
}

diesel::define_sql_function! {
    /// The transaction's own number on Postgres.
    fn txid_current() -> diesel::sql_types::BigInt;
}

#[derive(Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
struct NewChange<'a> {
    seq: Option<i64>,
    at: NaiveDateTime,
    actor: ActorKind,
    key_id: Option<i64>,
    request_id: Option<&'a str>,
    resource: Resource,
    natural_key: String,
    record: String,
    kind: ChangeKind,
    version: Option<i64>,
    before: Option<String>,
    after: Option<String>,
    withheld: Option<String>,
    in_feed: bool,
}

/// Writes changes down, at most [`CHUNK`] of them. Gives the transaction's number on Postgres, where it may have to be asked
/// what became of it.
fn insert(
    connection: &mut Connection,
    now: NaiveDateTime,
    author: &Author,
    pending: Vec<Pending>,
) -> StoreResult<Option<i64>> {
    let mut versions = versions(connection, &pending)?;
    let mut seq = last_seq(connection)?;
    let (actor, key_id) = match author.actor {
        Actor::Key(id) => (ActorKind::Key, Some(id)),
        Actor::SettingsKey => (ActorKind::SettingsKey, None),
        Actor::Operator => (ActorKind::Operator, None),
    };
    let rows = pending.into_iter().map(|change| {
        let is_change = change.kind != ChangeKind::Read;
        // A copy of the data has no use for keys.
        let in_feed = is_change && change.resource != Resource::Keys;
        let version = is_change.then(|| {
            let known = versions.entry(change.resource).or_default();
            // An entry for a record takes its name, which is wanted only where it is not there yet.
            match known.get_mut(&change.record) {
                Some(version) => {
                    *version += 1;
                    *version
                }
                None => *known.entry(change.record.clone()).or_insert(1),
            }
        });
        if let (Some(seq), true) = (&mut seq, in_feed) {
            *seq += 1;
        }
        NewChange {
            seq: seq.filter(|_| in_feed),
            at: now,
            actor,
            key_id,
            request_id: author.request_id.as_deref(),
            resource: change.resource,
            natural_key: change.natural_key,
            record: change.record,
            kind: change.kind,
            version,
            before: change.before,
            after: change.after,
            withheld: change.withheld,
            in_feed,
        }
    });
    let rows: Vec<NewChange<'_>> = rows.collect();
    match connection {
        // A single row's statement is the same every time, and so prepared only once.
        Connection::Sqlite(connection) => {
            for row in &rows {
                diesel::insert_into(changes::table).values(row).execute(connection)?;
            }
            Ok(None)
        }
        Connection::Postgres(connection) => match rows.as_slice() {
            // The number comes back with what is sent anyway.
            [row] => Ok(Some(
                diesel::insert_into(changes::table).values(row).returning(txid_current()).get_result(connection)?,
            )),
            _ => {
                diesel::copy_from(changes::table).from_insertable(rows).execute(connection)?;
                Ok(Some(diesel::select(txid_current()).get_result(connection)?))
            }
        },
    }
}

/// The last version of each of these records that may have one.
fn versions(connection: &mut Connection, pending: &[Pending]) -> StoreResult<BTreeMap<Resource, HashMap<String, i64>>> {
    let mut asked: BTreeMap<Resource, Vec<&str>> = BTreeMap::new();
    for change in pending {
        // An id is never given twice. A region's code may come back.
        let may_be_known = change.kind != ChangeKind::Created || change.resource == Resource::Regions;
        if may_be_known && change.kind != ChangeKind::Read {
            asked.entry(change.resource).or_default().push(&change.record);
        }
    }
    let mut versions = BTreeMap::new();
    for (resource, records) in asked {
        versions.insert(resource, versions_of(connection, resource, &records)?);
    }
    Ok(versions)
}

fn versions_of(connection: &mut Connection, resource: Resource, records: &[&str]) -> StoreResult<HashMap<String, i64>> {
    macro_rules! latest {
        ($of_these:expr) => {
            changes::table
                .filter(changes::resource.eq(resource))
                .filter($of_these)
                .group_by(changes::record)
                .select((changes::record, max(changes::version)))
                .load::<(String, Option<i64>)>(connection)?
        };
    }
    let found = match records {
        // The usual case, whose statement is the same every time and so prepared only once.
        [record] => latest!(changes::record.eq(*record)),
        records => latest!(changes::record.eq_any(records)),
    };
    Ok(found.into_iter().map(|(record, version)| (record, version.unwrap_or_default())).collect())
}

/// On SQLite the last place given in the feed: there one writes after the other, and so each change gets its place at once.
/// On Postgres none: see [`feed`].
fn last_seq(connection: &mut Connection) -> StoreResult<Option<i64>> {
    if connection.is_postgres() {
        return Ok(None);
    }
    Ok(Some(changes::table.select(max(changes::seq)).first::<Option<i64>>(connection)?.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::super::participants::{self, ParticipantData};
    use super::super::trainings::{self, TrainingData};
    use super::super::{DatabaseUrl, Listing, Store, StoreOptions};
    use super::*;
    use crate::domain::{RegionCode, Year};

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
