//! Cooperatives, many at once.

use super::super::cooperatives::{Cooperative, CooperativeData};
use super::super::schema::cooperatives;
use super::super::{StoreResult, Tx, cooperative_reports};
use super::units::Unit;
use crate::domain::contributions::{CooperativeFacts, Lifetime, of_cooperative};
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use diesel::prelude::*;
use std::collections::BTreeMap;

impl Unit for Cooperative {
    type Data = CooperativeData;
    type Facts = CooperativeFacts;
    const DATASET: Dataset = Dataset::Cooperatives;
    const SECOND_NUMBER: &'static str = "nik_koperasi";

    fn with_ids(tx: &mut Tx<'_>, ids: &[i64]) -> StoreResult<Vec<Self>> {
        Ok(cooperatives::table.filter(cooperatives::id.eq_any(ids)).select(Self::as_select()).load(&mut **tx)?)
    }

    fn set_second_number(&mut self, number: String) {
        self.nik_koperasi = Some(number);
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
