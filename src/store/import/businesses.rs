//! Businesses, many at once.

use super::super::schema::{import_rows, umkm};
use super::super::umkm::{Business, BusinessData, search_key};
use super::super::{Connection, StoreResult, Tx, umkm_reports};
use super::{Change, Ledger, PlacedRow, VALUES, recording, span, units_in, write_rows};
use crate::domain::contributions::of_business;
use crate::domain::{Dataset, RegionCode};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::upsert::excluded;
use std::collections::{BTreeSet, HashMap};

/// A unit before and after.
pub type UnitChange = Change<Business, BusinessData>;

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
        "SELECT r.line AS line, u.register_number AS holder FROM import_rows r JOIN umkm u ON u.nib = r.alt \
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
    let taken = umkm::table
        .inner_join(import_rows::table.on(import_rows::alt.eq(umkm::nib)))
        .filter(import_rows::name.ne(umkm::register_number))
        .select((umkm::id, umkm::nib.assume_not_null()));
    let taken: HashMap<i64, String> = taken.load::<(i64, String)>(&mut **tx)?.into_iter().collect();
    for id in taken.keys() {
        diesel::update(umkm::table.find(*id)).set(umkm::nib.eq(None::<String>)).execute(&mut **tx)?;
    }
    Ok(taken)
}

/// The units of some rows that are there, by their ids.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Business>> {
    let (from, to) = span(rows);
    let units: Vec<Business> =
        umkm::table.filter(umkm::id.eq_any(units_in!(from, to))).select(Business::as_select()).load(&mut **tx)?;
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
    let facts = umkm_reports::facts_of(tx, &ids)?;
    for (id, change) in redated {
        let (Some(before), Some(reports)) = (&change.before, facts.get(&id)) else { continue };
        ledger.replace(of_business(before.lifetime(), reports), of_business(change.after.lifetime(), reports));
    }
    let mut regions: BTreeSet<&RegionCode> = BTreeSet::new();
    for change in changes {
        let before = change.before.as_ref().map(|before| (&before.region, before.lifetime()));
        ledger.follow(Dataset::Umkm, before, (&change.after.region, change.after.lifetime()));
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
            umkm::search_key.eq(search_key(&change.after)),
            umkm::created_at.eq(now),
            umkm::updated_at.eq(now),
        )
    });
    write_rows!(tx, 11 columns, new, |chunk| diesel::insert_into(umkm::table).values(chunk));
    let old = changes.iter().filter_map(|change| {
        let before = change.before.as_ref()?;
        Some((
            &change.after,
            umkm::id.eq(before.id),
            umkm::search_key.eq(search_key(&change.after)),
            umkm::created_at.eq(before.created_at),
            umkm::updated_at.eq(now),
        ))
    });
    write_rows!(tx, 12 columns, old, |chunk| diesel::insert_into(umkm::table)
    .values(chunk)
    .on_conflict(umkm::id)
    .do_update()
    .set((
        umkm::register_number.eq(excluded(umkm::register_number)),
        umkm::name.eq(excluded(umkm::name)),
        umkm::region.eq(excluded(umkm::region)),
        umkm::owner_name.eq(excluded(umkm::owner_name)),
        umkm::nib.eq(excluded(umkm::nib)),
        umkm::sector.eq(excluded(umkm::sector)),
        umkm::assisted_since.eq(excluded(umkm::assisted_since)),
        umkm::assisted_until.eq(excluded(umkm::assisted_until)),
        umkm::search_key.eq(excluded(umkm::search_key)),
        umkm::updated_at.eq(excluded(umkm::updated_at)),
    )));
    recording::of_businesses(tx, changes)
}

impl From<&Business> for BusinessData {
    fn from(unit: &Business) -> Self {
        let unit = unit.clone();
        Self {
            register_number: unit.register_number,
            name: unit.name,
            region: unit.region,
            owner_name: unit.owner_name,
            nib: unit.nib,
            sector: unit.sector,
            assisted_since: unit.assisted_since,
            assisted_until: unit.assisted_until,
        }
    }
}
