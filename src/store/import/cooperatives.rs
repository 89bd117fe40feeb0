//! Cooperatives, many at once.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::contributions::{CooperativeFacts, Lifetime, of_cooperative};
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::units::Unit;
use crate::store::models::cooperative::{Cooperative, CooperativeData};
use crate::store::resources::cooperative_reports;
use crate::store::schema::tables::cooperatives;

impl Unit for Cooperative {
    type Data = CooperativeData;
    type Facts = CooperativeFacts;
    const DATASET: Dataset = Dataset::Cooperatives;
    const SECOND_NUMBER: &'static str = "nik_koperasi";

    fn with_ids(tx: &mut Tx<'_>, ids: &[i64]) -> StoreResult<Vec<Self>> {
        Ok(cooperatives::table.filter(cooperatives::id.eq_any(ids)).select(Self::as_select()).load(&mut **tx)?)
    }

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
