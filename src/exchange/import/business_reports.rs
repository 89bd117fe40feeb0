//! Rows of `umkm-reports`.

use super::job::{Amounts, or_kept};
use super::reading::Reading;
use super::yearly::ReportRow;
use crate::domain::{IndicatorCode, RegionCode};
use crate::entry::BusinessReportEntry;
use crate::store::StoreResult;
use crate::store::umkm_reports::{BusinessReport, BusinessReportData};

impl ReportRow for BusinessReport {
    const TOUCHED: &'static [(IndicatorCode, i32)] = &[
        (IndicatorCode::UmkmTurnoverGrowth, 1),
        (IndicatorCode::UmkmAssetsGrowth, 1),
        (IndicatorCode::UmkmWorkersGrowth, 1),
    ];

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
