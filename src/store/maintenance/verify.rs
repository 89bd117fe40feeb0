//! Compares the stored totals and lifetimes with all records, and checks the rows that the evidence is read from and the years of
//! trainings. `repair` rebuilds what differs.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::domain::contributions::of_training;
use crate::domain::totals::add;
use crate::domain::{Contributions, Place, RegionCode, Score, Totals, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::direct::DirectConnection;
use crate::store::engine::tx::Tx;
use crate::store::models::actor::Actor;
use crate::store::models::business::Business;
use crate::store::models::cooperative::Cooperative;
use crate::store::models::record::Row;
use crate::store::models::register::{Report, Unit, facts_of};
use crate::store::schema::tables::{participants, regions, trainings};
use crate::store::totals::lifetimes::Flows;
use crate::store::totals::{TotalsRow, lifetimes};

/// A stored value that differs from the records: a sum, a training's year, or a missing row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// The year.
    pub year: i32,
    /// The region.
    pub region: RegionCode,
    /// The name of the value.
    pub sum: &'static str,
    /// The stored value.
    pub stored: i128,
    /// The value that follows from the records.
    pub computed: i128,
}

impl std::fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { year, region, sum, stored, computed } = self;
        write!(f, "{year} {region} {sum}: stored {stored}, the records give {computed}")
    }
}

/// Recomputes all totals from the records in one state of the database, while others go on writing, and returns what differs. Blocks.
pub fn verify(connection: &mut Connection) -> StoreResult<Vec<Discrepancy>> {
    connection.snapshot(differences)
}

/// Returns what differs and repairs it. Writers wait meanwhile. Blocks.
pub fn repair(database: &mut DirectConnection) -> StoreResult<Vec<Discrepancy>> {
    database.write(Actor::CommandLine, |tx| {
        if tx.is_postgres() {
            diesel::sql_query(
                "LOCK TABLE trainings, cooperatives, umkm, cooperative_reports, umkm_reports, participants IN SHARE MODE",
            )
            .execute(tx.conn())?;
        }
        let mut found = misdated(tx)?;
        if !found.is_empty() {
            let ended = year_of_end(tx);
            diesel::sql_query(format!("UPDATE trainings SET year = {ended} WHERE year <> {ended}"))
                .execute(tx.conn())?;
        }
        let (computed, flows) = computed(tx)?;
        let stored = stored(tx)?;
        let missing = missing_rows(tx, &stored)?;
        let lacking: BTreeSet<&RegionCode> = missing.iter().map(|row| &row.region).collect();
        for region in lacking {
            lifetimes::lay_out(tx, region)?;
        }
        found.extend(compare(&computed, &stored));
        found.extend(missing);
        if !found.is_empty() {
            rebuild(tx, &flows, &computed.totals)?;
        }
        Ok(found)
    })
}

/// Returns what differs, within one state of the database.
pub fn differences(connection: &mut Connection) -> StoreResult<Vec<Discrepancy>> {
    let mut found = misdated(connection)?;
    let stored = stored(connection)?;
    found.extend(compare(&computed(connection)?.0, &stored));
    found.extend(missing_rows(connection, &stored)?);
    Ok(found)
}

/// The year in which a training ended, in SQL.
fn year_of_end(connection: &Connection) -> &'static str {
    match connection.is_postgres() {
        true => "CAST(EXTRACT(YEAR FROM ends_on) AS INTEGER)",
        false => "CAST(substr(ends_on, 1, 4) AS INTEGER)",
    }
}

/// Trainings whose stored year is not the year in which they ended.
fn misdated(connection: &mut Connection) -> StoreResult<Vec<Discrepancy>> {
    #[derive(QueryableByName)]
    struct Misdated {
        #[diesel(sql_type = Text)]
        region: RegionCode,
        #[diesel(sql_type = Integer)]
        year: i32,
        #[diesel(sql_type = Integer)]
        ended: i32,
    }
    let ended = year_of_end(connection);
    let sql = format!("SELECT region, year, {ended} AS ended FROM trainings WHERE year <> {ended} ORDER BY id");
    let found: Vec<Misdated> = diesel::sql_query(sql).load(connection)?;
    let misdated = found.into_iter().map(|Misdated { region, year, ended }| Discrepancy {
        year: ended,
        region,
        sum: "year_of_training",
        stored: i128::from(year),
        computed: i128::from(ended),
    });
    Ok(misdated.collect())
}

/// Rows that are missing: without the row of a year, a registered region is in no answer of that year.
fn missing_rows(connection: &mut Connection, stored: &Sums) -> StoreResult<Vec<Discrepancy>> {
    let registered: Vec<RegionCode> = regions::table.order(regions::code).select(regions::code).load(connection)?;
    let places = registered.into_iter().flat_map(|region| Year::all().map(move |year| (year, region.clone())));
    let missing = places.filter(|place| !stored.expected.contains_key(place)).map(|(year, region)| Discrepancy {
        year: year.number(),
        region,
        sum: "rows_of_region",
        stored: 0,
        computed: 1,
    });
    Ok(missing.collect())
}

/// The totals and lifetimes of all records.
#[derive(Default)]
struct Sums {
    totals: Contributions,
    expected: BTreeMap<Place, [i64; 2]>,
}

/// The names of the lifetimes in a discrepancy.
const EXPECTED_NAMES: [&str; 2] = ["expected_cooperatives", "expected_umkm"];

/// The number of units that are read at a time.
const CHUNK: i64 = 500;

/// Adds up the contributions and the expectations of a register.
fn add_units<U: Unit>(connection: &mut Connection, sums: &mut Contributions, flows: &mut Flows) -> StoreResult<()> {
    let mut last = 0;
    loop {
        let units = U::after(connection, last, CHUNK)?;
        let Some(unit) = units.last() else { return Ok(()) };
        last = unit.id();
        let ids: Vec<i64> = units.iter().map(Row::id).collect();
        let mut reports = facts_of::<U::Report>(connection, &ids)?;
        for unit in units {
            let (region, lifetime) = unit.home();
            lifetimes::add(flows, U::DATASET, region, lifetime, 1);
            let facts = reports.remove(&unit.id()).unwrap_or_default();
            for (place, totals) in U::Report::contributions(lifetime, &facts) {
                add(sums, place, &totals);
            }
        }
    }
}

fn computed(connection: &mut Connection) -> StoreResult<(Sums, Flows)> {
    let (mut sums, mut flows) = (Sums::default(), Flows::new());
    add_units::<Cooperative>(connection, &mut sums.totals, &mut flows)?;
    add_units::<Business>(connection, &mut sums.totals, &mut flows)?;
    let mut after = 0;
    loop {
        let scores: Vec<(i64, RegionCode, Year, Option<Score>)> = participants::table
            .inner_join(trainings::table)
            .filter(participants::id.gt(after))
            .order(participants::id)
            .limit(CHUNK)
            .select((participants::id, trainings::region, trainings::year, participants::score))
            .load(connection)?;
        let Some((last, ..)) = scores.last() else { break };
        after = *last;
        for (_, region, year, score) in scores {
            for (place, totals) in of_training(&region, year, [score]) {
                add(&mut sums.totals, place, &totals);
            }
        }
    }
    for (region, steps) in &flows {
        for (years, change) in lifetimes::runs(steps) {
            sums.expected.extend(years.into_iter().map(|year| ((year, region.clone()), change)));
        }
    }
    Ok((sums, flows))
}

#[derive(QueryableByName)]
struct StoredTotals {
    #[diesel(sql_type = Integer)]
    year: Year,
    #[diesel(sql_type = Text)]
    region: RegionCode,
    #[diesel(embed)]
    totals: TotalsRow,
}

#[derive(QueryableByName)]
struct StoredExpectation {
    #[diesel(sql_type = Integer)]
    year: Year,
    #[diesel(sql_type = Text)]
    region: RegionCode,
    #[diesel(sql_type = BigInt)]
    cooperatives: i64,
    #[diesel(sql_type = BigInt)]
    umkm: i64,
}

fn stored(connection: &mut Connection) -> StoreResult<Sums> {
    let totals = diesel::sql_query("SELECT * FROM totals").load::<StoredTotals>(connection)?;
    let expected = diesel::sql_query("SELECT * FROM expectations").load::<StoredExpectation>(connection)?;
    Ok(Sums {
        totals: totals.into_iter().map(|row| ((row.year, row.region), row.totals.into())).collect(),
        expected: expected.into_iter().map(|row| ((row.year, row.region), [row.cooperatives, row.umkm])).collect(),
    })
}

fn compare(computed: &Sums, stored: &Sums) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    let mut differ = |(year, region): &Place, sum, stored: i128, computed: i128| {
        if stored != computed {
            found.push(Discrepancy { year: year.number(), region: region.clone(), sum, stored, computed });
        }
    };
    for (place, computed, stored) in both(&computed.totals, &stored.totals) {
        for ((sum, computed), stored) in Totals::NAMES.iter().zip(computed.values()).zip(stored.values()) {
            differ(place, sum, stored, computed);
        }
    }
    for (place, computed, stored) in both(&computed.expected, &stored.expected) {
        for ((sum, computed), stored) in EXPECTED_NAMES.iter().zip(computed).zip(stored) {
            differ(place, sum, i128::from(stored), i128::from(computed));
        }
    }
    found
}

/// The values at each place of either map; a missing value counts as zeros.
fn both<'a, T: Copy + Default>(
    one: &'a BTreeMap<Place, T>,
    other: &'a BTreeMap<Place, T>,
) -> impl Iterator<Item = (&'a Place, T, T)> {
    let places: BTreeSet<&Place> = one.keys().chain(other.keys()).collect();
    let at = |map: &'a BTreeMap<Place, T>, place: &Place| map.get(place).copied().unwrap_or_default();
    places.into_iter().map(move |place| (place, at(one, place), at(other, place)))
}

fn rebuild(tx: &mut Tx<'_>, flows: &Flows, totals: &Contributions) -> StoreResult<()> {
    diesel::sql_query("DELETE FROM totals").execute(tx.conn())?;
    crate::store::totals::apply(tx, totals)?;
    diesel::sql_query("UPDATE expectations SET cooperatives = 0, umkm = 0").execute(tx.conn())?;
    lifetimes::apply(tx, flows)
}
