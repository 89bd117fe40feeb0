//! Cooperatives, many at once.

use super::super::cooperatives::{Cooperative, CooperativeData, search_key};
use super::super::schema::{cooperatives, import_rows};
use super::super::{Connection, StoreResult, Tx, cooperative_reports};
use super::{Change, Ledger, PlacedRow, VALUES, recording, span, units_in, write_rows};
use crate::domain::contributions::of_cooperative;
use crate::domain::{Dataset, RegionCode};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::upsert::excluded;
use std::collections::{BTreeSet, HashMap};

/// A unit before and after.
pub type UnitChange = Change<Cooperative, CooperativeData>;

/// A number that two records would have.
#[derive(Clone, Debug, QueryableByName)]
pub struct Clash {
    /// The line that would take it.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// The register number of the unit that has it.
    #[diesel(sql_type = Text)]
    pub holder: String,
}

/// The rows that take a number of another unit: of one outside the file, or of an earlier row.
///
/// # Errors
/// Those of the database.
pub fn clashes(tx: &mut Tx<'_>) -> StoreResult<Vec<Clash>> {
    Ok(diesel::sql_query(
        "SELECT r.line AS line, u.register_number AS holder FROM import_rows r JOIN cooperatives u ON u.nik_koperasi = r.alt \
         WHERE u.register_number <> r.name AND NOT EXISTS (SELECT 1 FROM import_rows o WHERE o.unit = u.id) \
         UNION ALL \
         SELECT line, holder FROM (SELECT line, first_value(name) OVER w AS holder, row_number() OVER w AS nth \
           FROM import_rows WHERE alt IS NOT NULL WINDOW w AS (PARTITION BY alt ORDER BY line)) numbered \
         WHERE nth > 1 ORDER BY 1",
    )
    .load(&mut **tx)?)
}

/// Takes from units of the file the numbers that other rows of it are to have, so that two can change places; says who had
/// which. Only where the file has the column at all.
///
/// # Errors
/// Those of the database.
pub fn release(tx: &mut Tx<'_>) -> StoreResult<HashMap<i64, String>> {
    // The units of the file by their ids: looked up once for each that is asked for.
    tx.batch_execute("CREATE INDEX IF NOT EXISTS import_rows_unit ON import_rows (unit)")?;
    let taken = cooperatives::table
        .inner_join(import_rows::table.on(import_rows::alt.eq(cooperatives::nik_koperasi)))
        .filter(import_rows::name.ne(cooperatives::register_number))
        .select((cooperatives::id, cooperatives::nik_koperasi.assume_not_null()));
    let taken: HashMap<i64, String> = taken.load::<(i64, String)>(&mut **tx)?.into_iter().collect();
    for id in taken.keys() {
        diesel::update(cooperatives::table.find(*id))
            .set(cooperatives::nik_koperasi.eq(None::<String>))
            .execute(&mut **tx)?;
    }
    Ok(taken)
}

/// The units of some rows that are there, by their ids.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Cooperative>> {
    let (from, to) = span(rows);
    let units: Vec<Cooperative> = cooperatives::table
        .filter(cooperatives::id.eq_any(units_in!(from, to)))
        .select(Cooperative::as_select())
        .load(&mut **tx)?;
    Ok(units.into_iter().map(|unit| (unit.id, unit)).collect())
}

/// Writes units that are new or differ, and follows them in the ledger. Every changed unit passes here with how it was and
/// how it is to be.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[UnitChange]) -> StoreResult<()> {
    // Dates decide which reports lie outside them.
    let redated: Vec<(i64, &UnitChange)> = changes
        .iter()
        .filter_map(|change| {
            let before = change.before.as_ref()?;
            (before.lifetime() != change.after.lifetime()).then_some((before.id, change))
        })
        .collect();
    let ids: Vec<i64> = redated.iter().map(|(id, _)| *id).collect();
    let facts = cooperative_reports::facts_of(tx, &ids)?;
    for (id, change) in redated {
        let (Some(before), Some(reports)) = (&change.before, facts.get(&id)) else { continue };
        ledger.replace(of_cooperative(before.lifetime(), reports), of_cooperative(change.after.lifetime(), reports));
    }
    let mut regions: BTreeSet<&RegionCode> = BTreeSet::new();
    for change in changes {
        let before = change.before.as_ref().map(|before| (&before.region, before.lifetime()));
        ledger.follow(Dataset::Cooperatives, before, (&change.after.region, change.after.lifetime()));
        regions.extend(before.map(|(region, _)| region));
        regions.insert(&change.after.region);
    }
    // Before any row refers to them: to take the locks afterwards could end in a deadlock.
    for region in regions {
        tx.lock_region(region)?;
    }
    let now = tx.now();
    let new = changes.iter().filter(|change| change.before.is_none()).map(|change| {
        (
            &change.after,
            cooperatives::search_key.eq(search_key(&change.after)),
            cooperatives::created_at.eq(now),
            cooperatives::updated_at.eq(now),
        )
    });
    write_rows!(tx, 14 columns, new, |chunk| diesel::insert_into(cooperatives::table).values(chunk));
    let old = changes.iter().filter_map(|change| {
        let before = change.before.as_ref()?;
        Some((
            &change.after,
            cooperatives::id.eq(before.id),
            cooperatives::search_key.eq(search_key(&change.after)),
            cooperatives::created_at.eq(before.created_at),
            cooperatives::updated_at.eq(now),
        ))
    });
    write_rows!(tx, 15 columns, old, |chunk| diesel::insert_into(cooperatives::table)
    .values(chunk)
    .on_conflict(cooperatives::id)
    .do_update()
    .set((
        cooperatives::register_number.eq(excluded(cooperatives::register_number)),
        cooperatives::name.eq(excluded(cooperatives::name)),
        cooperatives::region.eq(excluded(cooperatives::region)),
        cooperatives::authority.eq(excluded(cooperatives::authority)),
        cooperatives::kind.eq(excluded(cooperatives::kind)),
        cooperatives::form.eq(excluded(cooperatives::form)),
        cooperatives::sharia.eq(excluded(cooperatives::sharia)),
        cooperatives::nik_koperasi.eq(excluded(cooperatives::nik_koperasi)),
        cooperatives::legal_entity_number.eq(excluded(cooperatives::legal_entity_number)),
        cooperatives::established_on.eq(excluded(cooperatives::established_on)),
        cooperatives::dissolved_on.eq(excluded(cooperatives::dissolved_on)),
        cooperatives::search_key.eq(excluded(cooperatives::search_key)),
        cooperatives::updated_at.eq(excluded(cooperatives::updated_at)),
    )));
    recording::of_cooperatives(tx, changes)
}

impl From<&Cooperative> for CooperativeData {
    fn from(unit: &Cooperative) -> Self {
        let unit = unit.clone();
        Self {
            register_number: unit.register_number,
            name: unit.name,
            region: unit.region,
            authority: unit.authority,
            kind: unit.kind,
            form: unit.form,
            sharia: unit.sharia,
            nik_koperasi: unit.nik_koperasi,
            legal_entity_number: unit.legal_entity_number,
            established_on: unit.established_on,
            dissolved_on: unit.dissolved_on,
        }
    }
}
