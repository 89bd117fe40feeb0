//! The document of an assisted business's yearly report.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::BusinessClass;
use crate::domain::business_class::business_class;
use crate::http::time::rfc3339;
use crate::store::BusinessReport;

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// The yearly report of an assisted business
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UmkmReport)]
pub struct View {
    /// Whose report it is.
    #[schema(format = "id")]
    pub umkm_id: i64,
    /// The year.
    #[schema(format = "year", example = 2024)]
    pub year: i32,
    /// Where it counts (Kemendagri code).
    #[schema(format = "region", example = "15.71")]
    pub region: String,
    /// Turnover of the year, rupiah.
    #[schema(required, format = "decimal", example = "240000000.00")]
    pub turnover: Option<String>,
    /// Assets at 31 December, rupiah.
    #[schema(required, format = "decimal", example = "80000000.00")]
    pub assets: Option<String>,
    /// Persons working there.
    #[schema(required, format = "count", example = 3)]
    pub workers: Option<i64>,
    /// Size class by the turnover (UU 20/2008 to 2020, PP 7/2021 from 2021); null above the highest limit or without turnover.
    #[schema(required, read_only)]
    pub class: Option<BusinessClass>,
    /// When it was entered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A report with whose it is
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NamedUmkmReport)]
pub struct NamedView {
    /// The business's register number.
    #[schema(format = "register-number")]
    pub register_number: String,
    /// The business's name.
    #[schema(format = "line")]
    pub name: String,
    /// The report.
    #[serde(flatten)]
    pub report: View,
}

impl From<BusinessReport> for View {
    fn from(report: BusinessReport) -> Self {
        let BusinessReport {
            id: _,
            umkm_id,
            year,
            region,
            turnover,
            assets,
            workers,
            version: _,
            created_at,
            updated_at,
        } = report;
        Self {
            umkm_id,
            year: year.number(),
            region: region.to_string(),
            turnover: turnover.map(|amount| amount.to_string()),
            assets: assets.map(|amount| amount.to_string()),
            workers,
            class: turnover.and_then(|turnover| business_class(year, turnover)),
            created_at: rfc3339(created_at),
            updated_at: rfc3339(updated_at),
        }
    }
}

impl From<(BusinessReport, String, String)> for NamedView {
    fn from((report, register_number, name): (BusinessReport, String, String)) -> Self {
        Self { register_number, name, report: report.into() }
    }
}
