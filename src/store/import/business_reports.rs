//! Reports of businesses, many at once.

use diesel::prelude::*;

use crate::domain::RegionCode;
use crate::domain::contributions::Lifetime;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::reports::FileReport;
use crate::store::models::business_report::{BusinessReport, BusinessReportData};
use crate::store::schema::tables::{umkm, umkm_reports};

impl FileReport for BusinessReport {
    const MATTERS_FOR: i32 = 1;

    fn homes(tx: &mut Tx<'_>, units: &[i64]) -> StoreResult<Vec<(i64, RegionCode, Lifetime)>> {
        let homes = umkm::table
            .filter(umkm::id.eq_any(units))
            .select((umkm::id, umkm::region, umkm::assisted_since, umkm::assisted_until))
            .load(&mut **tx)?;
        Ok(homes.into_iter().map(|(id, region, from, to)| (id, region, Lifetime { from, to })).collect())
    }

    fn of_units(tx: &mut Tx<'_>, units: &[i64], first: i32, last: i32) -> StoreResult<Vec<Self>> {
        Ok(umkm_reports::table
            .filter(umkm_reports::umkm_id.eq_any(units))
            .filter(umkm_reports::year.between(first, last))
            .select(Self::as_select())
            .load(&mut **tx)?)
    }

    fn unit(&self) -> i64 {
        self.umkm_id
    }

    fn region(&self) -> &RegionCode {
        &self.region
    }

    fn region_of(data: &BusinessReportData) -> &RegionCode {
        &data.region
    }
}
