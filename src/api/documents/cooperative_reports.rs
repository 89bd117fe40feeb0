//! TODO head

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{ActivityStatus, HealthRating, RegionCode, Text, activity};
use crate::entry::checker::{Checker, Regions};
use crate::entry::cooperative_reports::CooperativeReportEntry;
use crate::http::json::decimal::DecimalInput;
use crate::http::time::rfc3339;
use crate::store::database::error::StoreResult;
use crate::store::models::cooperative_report::CooperativeReportData;
use crate::store::resources::cooperative_reports::AssessedReport;

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// Whether a cooperative is active in a year, by the three-year rule of Permen KUKM 25/2015
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Activity {
    /// Only `active` counts.
    pub status: ActivityStatus,
    /// Why, year by year.
    pub why: Text,
}

/// What a cooperative reports for one book year
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CooperativeReport)]
pub struct View {
    /// Whose report it is.
    pub cooperative_id: i64,
    /// The book year.
    #[schema(example = 2024)]
    pub year: i32,
    /// Where it counts (Kemendagri code).
    #[schema(example = "15.71")]
    pub region: String,
    /// The annual members' meeting (*RAT*) that accounts for the year was held.
    pub rat_held: bool,
    /// When; normally in the first half of the next year.
    #[schema(required, format = Date)]
    pub rat_held_on: Option<String>,
    /// It did business that serves its members.
    pub serves_members: bool,
    /// Total sales and income of the year, rupiah.
    #[schema(required, example = "1250000000.50")]
    pub business_volume: Option<String>,
    /// Health rating as given.
    #[schema(required)]
    pub health_rating: Option<HealthRating>,
    /// Health score, 0 to 100.
    #[schema(required, example = "79.85")]
    pub health_score: Option<String>,
    /// The rating that counts: the one given, else the band of the score, else none.
    #[schema(required, read_only)]
    pub rating_used: Option<HealthRating>,
    /// Members.
    #[schema(required)]
    pub members: Option<i64>,
    /// Employees.
    #[schema(required)]
    pub employees: Option<i64>,
    /// Assets, rupiah.
    #[schema(required)]
    pub assets: Option<String>,
    /// Equity, rupiah.
    #[schema(required)]
    pub equity: Option<String>,
    /// Surplus (*SHU*), rupiah, may be negative.
    #[schema(required)]
    pub surplus: Option<String>,
    /// Whether the cooperative is active in this year, and why.
    #[schema(read_only)]
    pub activity: Activity,
    /// When it was entered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A report with whose it is
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NamedCooperativeReport)]
pub struct NamedView {
    /// The cooperative's register number.
    pub register_number: String,
    /// The cooperative's name.
    pub name: String,
    /// The report.
    #[serde(flatten)]
    pub report: View,
}

impl From<AssessedReport> for View {
    fn from(assessed: AssessedReport) -> Self {
        let AssessedReport { report, rating_used, three_years } = assessed;
        let money = |amount: Option<crate::domain::Money>| amount.map(|amount| amount.to_string());
        Self {
            cooperative_id: report.cooperative_id,
            year: report.year.number(),
            region: report.region.to_string(),
            rat_held: report.rat_held,
            rat_held_on: report.rat_held_on.map(|date| date.to_string()),
            serves_members: report.serves_members,
            business_volume: money(report.business_volume),
            health_rating: report.health_rating,
            health_score: report.health_score.map(|score| score.to_string()),
            rating_used,
            members: report.members,
            employees: report.employees,
            assets: money(report.assets),
            equity: money(report.equity),
            surplus: money(report.surplus),
            activity: Activity { status: activity::status(three_years), why: activity::why(report.year, three_years) },
            created_at: rfc3339(report.created_at),
            updated_at: rfc3339(report.updated_at),
        }
    }
}

impl From<(AssessedReport, String, String)> for NamedView {
    fn from((report, register_number, name): (AssessedReport, String, String)) -> Self {
        Self { register_number, name, report: report.into() }
    }
}

/// What JSON has of a record, for files.
pub fn view(report: AssessedReport) -> impl Serialize + use<> {
    View::from(report)
}

/// The same with whose it is.
pub fn named_view(found: (AssessedReport, String, String)) -> impl Serialize + use<> {
    NamedView::from(found)
}

/// What can be set of a cooperative's report
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CooperativeReportInput)]
pub struct Input {
    /// Where it counts; when left out, where it stood before, or where the cooperative is when it is first entered.
    #[schema(pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    pub region: Option<String>,
    /// The annual members' meeting (*RAT*) that accounts for the year was held.
    #[schema(required, nullable = false)]
    pub rat_held: Option<bool>,
    /// When; only where it was held.
    #[schema(format = Date, example = "2025-03-20")]
    pub rat_held_on: Option<String>,
    /// It did business that serves its members.
    #[schema(required, nullable = false)]
    pub serves_members: Option<bool>,
    /// Total sales and income of the year, rupiah.
    pub business_volume: Option<DecimalInput>,
    /// Health rating; counts before the score.
    #[schema(value_type = Option<HealthRating>)]
    pub health_rating: Option<String>,
    /// Health score, 0 to 100, at most three decimals.
    pub health_score: Option<DecimalInput>,
    /// Members.
    #[schema(minimum = 0, maximum = 1000000000)]
    pub members: Option<i64>,
    /// Employees.
    #[schema(minimum = 0, maximum = 1000000000)]
    pub employees: Option<i64>,
    /// Assets, rupiah.
    pub assets: Option<DecimalInput>,
    /// Equity, rupiah.
    pub equity: Option<DecimalInput>,
    /// Surplus (*SHU*), rupiah, may be negative.
    pub surplus: Option<DecimalInput>,
}

impl Input {
    /// `region` is the region when none is given.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        region: RegionCode,
    ) -> StoreResult<Option<CooperativeReportData>> {
        let entry = CooperativeReportEntry {
            region: self.region,
            rat_held: self.rat_held,
            rat_held_on: self.rat_held_on,
            serves_members: self.serves_members,
            business_volume: self.business_volume.map(String::from),
            health_rating: self.health_rating,
            health_score: self.health_score.map(String::from),
            members: self.members,
            employees: self.employees,
            assets: self.assets.map(String::from),
            equity: self.equity.map(String::from),
            surplus: self.surplus.map(String::from),
        };
        entry.check(check, regions, region)
    }
}
