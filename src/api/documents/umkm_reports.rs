//! TODO head

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::BusinessClass;
use crate::domain::business_class::business_class;
use crate::http::time::rfc3339;
use crate::store::models::business_report::BusinessReport;

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// What an assisted business reports for one year
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UmkmReport)]
pub struct View {
    /// Whose report it is.
    pub umkm_id: i64,
    /// The year.
    #[schema(example = 2024)]
    pub year: i32,
    /// Where it counts (Kemendagri code).
    #[schema(example = "15.71")]
    pub region: String,
    /// Turnover of the year, rupiah.
    #[schema(required, example = "240000000.00")]
    pub turnover: Option<String>,
    /// Assets at 31 December, rupiah.
    #[schema(required, example = "80000000.00")]
    pub assets: Option<String>,
    /// Persons working there.
    #[schema(required, example = 3)]
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
    pub register_number: String,
    /// The business's name.
    pub name: String,
    /// The report.
    #[serde(flatten)]
    pub report: View,
}

impl From<BusinessReport> for View {
    fn from(report: BusinessReport) -> Self {
        Self {
            umkm_id: report.umkm_id,
            year: report.year.number(),
            region: report.region.to_string(),
            turnover: report.turnover.map(|amount| amount.to_string()),
            assets: report.assets.map(|amount| amount.to_string()),
            workers: report.workers,
            class: report.turnover.and_then(|turnover| business_class(report.year, turnover)),
            created_at: rfc3339(report.created_at),
            updated_at: rfc3339(report.updated_at),
        }
    }
}

impl From<(BusinessReport, String, String)> for NamedView {
    fn from((report, register_number, name): (BusinessReport, String, String)) -> Self {
        Self { register_number, name, report: report.into() }
    }
}

/// What JSON has of a record, for files.
pub fn view(report: BusinessReport) -> impl Serialize + use<> {
    View::from(report)
}

/// The same with whose it is.
pub fn named_view(found: (BusinessReport, String, String)) -> impl Serialize + use<> {
    NamedView::from(found)
}
