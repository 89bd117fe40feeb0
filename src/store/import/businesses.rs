//! Businesses, many at once.

use super::super::schema::umkm;
use super::super::umkm::{Business, BusinessData};
use super::super::{StoreResult, Tx, umkm_reports};
pub use super::units::Clash;
use super::units::{self, Unit};
use super::{Change, Ledger, PlacedRow, owners};
use crate::domain::contributions::{BusinessFacts, Lifetime, of_business};
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

impl Unit for Business {
    type Data = BusinessData;
    type Facts = BusinessFacts;
    const DATASET: Dataset = Dataset::Umkm;
    const SECOND_NUMBER: &'static str = "nib";

    fn home(&self) -> (&RegionCode, Lifetime) {
        (&self.region, self.lifetime())
    }

    fn home_of(data: &BusinessData) -> (&RegionCode, Lifetime) {
        (&data.region, data.lifetime())
    }

    fn facts_of(tx: &mut Tx<'_>, units: &[i64]) -> StoreResult<BTreeMap<i64, BTreeMap<Year, BusinessFacts>>> {
        umkm_reports::facts_of(tx, units)
    }

    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, BusinessFacts>) -> Contributions {
        of_business(lifetime, reports)
    }
}

/// The rows that take a number of another unit: of one outside the file, or of an earlier row.
///
/// # Errors
/// Those of the database.
pub fn clashes(tx: &mut Tx<'_>) -> StoreResult<Vec<Clash>> {
    units::clashes::<Business>(tx)
}

/// Takes from units of the file the numbers that other rows of it are to have, so that two can change places; says who had
/// which. Only where the file has the column at all.
///
/// # Errors
/// Those of the database.
pub fn release(tx: &mut Tx<'_>) -> StoreResult<HashMap<i64, String>> {
    units::release::<Business>(tx)
}

/// The units of some rows that are there, by their ids.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Business>> {
    let units: Vec<Business> =
        umkm::table.filter(umkm::id.eq_any(owners(rows))).select(Business::as_select()).load(&mut **tx)?;
    Ok(units.into_iter().map(|unit| (unit.id, unit)).collect())
}

/// Writes units that are new or differ, and follows them in the ledger.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[Change<Business, BusinessData>]) -> StoreResult<()> {
    units::keep(tx, ledger, changes)
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
