//! Cooperatives, many at once.

use super::super::cooperatives::{Cooperative, CooperativeData};
use super::super::schema::cooperatives;
use super::super::{StoreResult, Tx, cooperative_reports};
pub use super::units::Clash;
use super::units::{self, Unit};
use super::{Change, Ledger, PlacedRow, owners};
use crate::domain::contributions::{CooperativeFacts, Lifetime, of_cooperative};
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

impl Unit for Cooperative {
    type Data = CooperativeData;
    type Facts = CooperativeFacts;
    const DATASET: Dataset = Dataset::Cooperatives;
    const SECOND_NUMBER: &'static str = "nik_koperasi";

    fn home(&self) -> (&RegionCode, Lifetime) {
        (&self.region, self.lifetime())
    }

    fn home_of(data: &CooperativeData) -> (&RegionCode, Lifetime) {
        (&data.region, data.lifetime())
    }

    fn facts_of(tx: &mut Tx<'_>, units: &[i64]) -> StoreResult<BTreeMap<i64, BTreeMap<Year, CooperativeFacts>>> {
        cooperative_reports::facts_of(tx, units)
    }

    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, CooperativeFacts>) -> Contributions {
        of_cooperative(lifetime, reports)
    }
}

/// The rows that take a number of another unit: of one outside the file, or of an earlier row.
///
/// # Errors
/// Those of the database.
pub fn clashes(tx: &mut Tx<'_>) -> StoreResult<Vec<Clash>> {
    units::clashes::<Cooperative>(tx)
}

/// Takes from units of the file the numbers that other rows of it are to have, so that two can change places; says who had
/// which. Only where the file has the column at all.
///
/// # Errors
/// Those of the database.
pub fn release(tx: &mut Tx<'_>) -> StoreResult<HashMap<i64, String>> {
    units::release::<Cooperative>(tx)
}

/// The units of some rows that are there, by their ids.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Cooperative>> {
    let units: Vec<Cooperative> = cooperatives::table
        .filter(cooperatives::id.eq_any(owners(rows)))
        .select(Cooperative::as_select())
        .load(&mut **tx)?;
    Ok(units.into_iter().map(|unit| (unit.id, unit)).collect())
}

/// Writes units that are new or differ, and follows them in the ledger.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[Change<Cooperative, CooperativeData>]) -> StoreResult<()> {
    units::keep(tx, ledger, changes)
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
