//! The first changes: records from before changes were recorded are recorded as created, so that a copy made from the feed is complete.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::store::changes::insert::insert;
use crate::store::changes::pending::{CHUNK, Pending};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::actor::{Actor, Author};
use crate::store::models::business::Business;
use crate::store::models::cooperative::Cooperative;
use crate::store::models::document::Recorded;
use crate::store::models::figure::Figure;
use crate::store::models::participant::Participant;
use crate::store::models::record::Row;
use crate::store::models::region::Region;
use crate::store::models::register::{Report, Unit};
use crate::store::models::training::Training;
use crate::store::schema::tables::{changes, regions};

/// The records that are read at a time.
const AT_ONCE: i64 = 500;

/// Records everything as created where no change was ever recorded: once, when a database gets the table of changes. The caller holds the
/// lock of the migrations.
pub fn seed(connection: &mut Connection) -> StoreResult<()> {
    let any = diesel::select(diesel::dsl::exists(changes::table.select(changes::id)));
    if any.get_result::<bool>(connection)? {
        return Ok(());
    }
    let now = Utc::now();
    let now = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now).naive_utc();
    let all: Vec<Region> = regions::table.order(regions::code).select(Region::as_select()).load(connection)?;
    for some in all.chunks(CHUNK) {
        enter(connection, now, some.iter().map(|region| (region.code.to_string(), region)))?;
    }
    // In the order in which they refer to one another.
    table::<Cooperative, Cooperative>(connection, now, |_| None)?;
    reports::<Cooperative>(connection, now)?;
    table::<Business, Business>(connection, now, |_| None)?;
    reports::<Business>(connection, now)?;
    table::<Training, Training>(connection, now, |_| None)?;
    table::<Participant, Training>(connection, now, |person| Some(person.training_id))?;
    table::<Figure, Figure>(connection, now, |_| None)
}

fn reports<U: Unit>(connection: &mut Connection, now: NaiveDateTime) -> StoreResult<()> {
    table::<U::Report, U>(connection, now, |report| Some(report.unit()))
}

/// Records a table's rows as created. `owner` gives the id of the unit or training that a row belongs to.
fn table<R: Row, O: Row>(
    connection: &mut Connection,
    now: NaiveDateTime,
    owner: fn(&R) -> Option<i64>,
) -> StoreResult<()> {
    let mut last = 0;
    loop {
        let some = R::after(connection, last, AT_ONCE)?;
        let Some(row) = some.last() else { return Ok(()) };
        last = row.id();
        let ids: Vec<i64> = some.iter().filter_map(owner).collect();
        let owners: BTreeMap<i64, String> = match ids.as_slice() {
            [] => BTreeMap::new(),
            ids => O::with_ids(connection, ids)?.iter().map(|owner| (owner.id(), owner.natural_key(""))).collect(),
        };
        let named = some.iter().map(|row| {
            let name = owner(row).and_then(|id| owners.get(&id)).map_or("", String::as_str);
            (row.natural_key(name), row)
        });
        enter(connection, now, named)?;
    }
}

fn enter<'a, R: Recorded + 'a>(
    connection: &mut Connection,
    now: NaiveDateTime,
    named: impl Iterator<Item = (String, &'a R)>,
) -> StoreResult<()> {
    let created = named.filter_map(|(name, record)| Pending::of_change(name, None, Some(record)).transpose());
    let created: Vec<Pending> = created.collect::<StoreResult<_>>()?;
    insert(connection, now, &Author::from(Actor::CommandLine), created)?;
    Ok(())
}
