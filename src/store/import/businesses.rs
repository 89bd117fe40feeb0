//! Businesses, many at once.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::contributions::{BusinessFacts, Lifetime, of_business};
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::units::Unit;
use crate::store::models::business::{Business, BusinessData};
use crate::store::resources::umkm_reports;
use crate::store::schema::tables::umkm;

impl Unit for Business {
    type Data = BusinessData;
    type Facts = BusinessFacts;
    const DATASET: Dataset = Dataset::Umkm;
    const SECOND_NUMBER: &'static str = "nib";

    fn with_ids(tx: &mut Tx<'_>, ids: &[i64]) -> StoreResult<Vec<Self>> {
        Ok(umkm::table.filter(umkm::id.eq_any(ids)).select(Self::as_select()).load(&mut **tx)?)
    }

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
