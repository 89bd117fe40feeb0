//! Rows of `cooperative-reports`.

use crate::domain::{Dataset, RegionCode};
use crate::entry::cooperative_reports::CooperativeReportEntry;
use crate::exchange::import::job::{Amounts, or_kept};
use crate::exchange::import::reading::Reading;
use crate::exchange::import::yearly::ReportRow;
use crate::store::database::error::StoreResult;
use crate::store::models::cooperative_report::{CooperativeReport, CooperativeReportData};

impl ReportRow for CooperativeReport {
    const DATASET: Dataset = Dataset::Cooperatives;

    fn read(
        reading: &mut Reading<'_>,
        current: Option<&Self>,
        there: RegionCode,
    ) -> StoreResult<Option<CooperativeReportData>> {
        let cells = &mut reading.cells;
        let entry = CooperativeReportEntry {
            region: or_kept(cells.text("region"), || None),
            rat_held: or_kept(cells.flag("rat_held"), || current.map(|report| report.rat_held)),
            rat_held_on: or_kept(cells.text("rat_held_on"), || {
                current.and_then(|report| report.rat_held_on).map(|date| date.to_string().into())
            }),
            serves_members: or_kept(cells.flag("serves_members"), || current.map(|report| report.serves_members)),
            business_volume: or_kept(cells.text("business_volume"), || {
                current.and_then(|report| report.business_volume).map(|amount| amount.to_string().into())
            }),
            health_rating: or_kept(cells.text("health_rating"), || {
                current.and_then(|report| report.health_rating).map(|rating| rating.as_str().into())
            }),
            health_score: or_kept(cells.text("health_score"), || {
                current.and_then(|report| report.health_score).map(|score| score.to_string().into())
            }),
            members: or_kept(cells.integer("members"), || current.and_then(|report| report.members)),
            employees: or_kept(cells.integer("employees"), || current.and_then(|report| report.employees)),
            assets: or_kept(cells.text("assets"), || {
                current.and_then(|report| report.assets).map(|amount| amount.to_string().into())
            }),
            equity: or_kept(cells.text("equity"), || {
                current.and_then(|report| report.equity).map(|amount| amount.to_string().into())
            }),
            surplus: or_kept(cells.text("surplus"), || {
                current.and_then(|report| report.surplus).map(|amount| amount.to_string().into())
            }),
        };
        entry.check(&mut reading.check, reading.regions, there)
    }

    fn amounts(data: &CooperativeReportData) -> Amounts {
        vec![
            ("business_volume", data.business_volume.map(Into::into)),
            ("assets", data.assets.map(Into::into)),
            ("equity", data.equity.map(Into::into)),
            ("surplus", data.surplus.map(Into::into)),
            ("employees", data.employees.map(Into::into)),
        ]
    }
}
