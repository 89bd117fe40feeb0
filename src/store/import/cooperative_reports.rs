//! Reports of cooperatives, many at once.

use diesel::prelude::*;

use crate::domain::RegionCode;
use crate::domain::contributions::Lifetime;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::reports::FileReport;
use crate::store::models::cooperative_report::{CooperativeReport, CooperativeReportData};
use crate::store::schema::tables::{cooperative_reports, cooperatives};

impl FileReport for CooperativeReport {
    const MATTERS_FOR: i32 = 2;

    fn homes(tx: &mut Tx<'_>, units: &[i64]) -> StoreResult<Vec<(i64, RegionCode, Lifetime)>> {
        let homes = cooperatives::table
            .filter(cooperatives::id.eq_any(units))
            .select((cooperatives::id, cooperatives::region, cooperatives::established_on, cooperatives::dissolved_on))
            .load(&mut **tx)?;
        Ok(homes.into_iter().map(|(id, region, from, to)| (id, region, Lifetime { from, to })).collect())
    }

    fn of_units(tx: &mut Tx<'_>, units: &[i64], first: i32, last: i32) -> StoreResult<Vec<Self>> {
        Ok(cooperative_reports::table
            .filter(cooperative_reports::cooperative_id.eq_any(units))
            .filter(cooperative_reports::year.between(first, last))
            .select(Self::as_select())
            .load(&mut **tx)?)
    }

    fn unit(&self) -> i64 {
        self.cooperative_id
    }

    fn region(&self) -> &RegionCode {
        &self.region
    }

    fn region_of(data: &CooperativeReportData) -> &RegionCode {
        &data.region
    }
}
