//! Rows of `umkm-reports`.

use crate::domain::{Dataset, RegionCode};
use crate::entry::umkm_reports::BusinessReportEntry;
use crate::exchange::import::job::{Amounts, or_kept};
use crate::exchange::import::reading::Reading;
use crate::exchange::import::yearly::ReportRow;
use crate::store::database::error::StoreResult;
use crate::store::models::business_report::{BusinessReport, BusinessReportData};

impl ReportRow for BusinessReport {
    const DATASET: Dataset = Dataset::Umkm;

    fn read(
        reading: &mut Reading<'_>,
        current: Option<&Self>,
        there: RegionCode,
    ) -> StoreResult<Option<BusinessReportData>> {
        let cells = &mut reading.cells;
        let entry = BusinessReportEntry {
            region: or_kept(cells.text("region"), || None),
            turnover: or_kept(cells.text("turnover"), || {
                current.and_then(|report| report.turnover).map(|amount| amount.to_string().into())
            }),
            assets: or_kept(cells.text("assets"), || {
                current.and_then(|report| report.assets).map(|amount| amount.to_string().into())
            }),
            workers: or_kept(cells.integer("workers"), || current.and_then(|report| report.workers)),
        };
        entry.check(&mut reading.check, reading.regions, there)
    }

    fn amounts(data: &BusinessReportData) -> Amounts {
        vec![
            ("turnover", data.turnover.map(Into::into)),
            ("assets", data.assets.map(Into::into)),
            ("workers", data.workers.map(Into::into)),
        ]
    }
}
