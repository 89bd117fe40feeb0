//! The document of a cooperative's yearly report.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{ActivityStatus, HealthRating, Money, Text, activity};
use crate::http::time::rfc3339;
use crate::store::{AssessedReport, CooperativeReport};

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

/// The yearly report of a cooperative for one book year
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CooperativeReport)]
pub struct View {
    /// Whose report it is.
    #[schema(format = "id")]
    pub cooperative_id: i64,
    /// The book year.
    #[schema(format = "year", example = 2024)]
    pub year: i32,
    /// Where it counts (Kemendagri code).
    #[schema(format = "region", example = "15.71")]
    pub region: String,
    /// The annual members' meeting (*RAT*) that accounts for the year was held.
    pub rat_held: bool,
    /// When; normally in the first half of the next year.
    #[schema(required, format = Date)]
    pub rat_held_on: Option<String>,
    /// It did business that serves its members.
    pub serves_members: bool,
    /// Total sales and income of the year, rupiah.
    #[schema(required, format = "decimal", example = "1250000000.50")]
    pub business_volume: Option<String>,
    /// Health rating as given.
    #[schema(required)]
    pub health_rating: Option<HealthRating>,
    /// Health score, 0 to 100.
    #[schema(required, format = "decimal", example = "79.85")]
    pub health_score: Option<String>,
    /// The rating that counts: the one given, else the band of the score, else none.
    #[schema(required, read_only)]
    pub rating_used: Option<HealthRating>,
    /// Members.
    #[schema(required, format = "count")]
    pub members: Option<i64>,
    /// Employees.
    #[schema(required, format = "count")]
    pub employees: Option<i64>,
    /// Assets, rupiah.
    #[schema(required, format = "decimal")]
    pub assets: Option<String>,
    /// Equity, rupiah.
    #[schema(required, format = "decimal")]
    pub equity: Option<String>,
    /// Surplus (*SHU*), rupiah, may be negative.
    #[schema(required, format = "decimal")]
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
    #[schema(format = "register-number")]
    pub register_number: String,
    /// The cooperative's name.
    #[schema(format = "line")]
    pub name: String,
    /// The report.
    #[serde(flatten)]
    pub report: View,
}

impl From<AssessedReport> for View {
    fn from(assessed: AssessedReport) -> Self {
        let AssessedReport { report, rating_used, three_years } = assessed;
        let CooperativeReport {
            id: _,
            cooperative_id,
            year,
            region,
            rat_held,
            rat_held_on,
            serves_members,
            business_volume,
            health_rating,
            health_score,
            members,
            employees,
            assets,
            equity,
            surplus,
            version: _,
            created_at,
            updated_at,
        } = report;
        let money = |amount: Option<Money>| amount.map(|amount| amount.to_string());
        Self {
            cooperative_id,
            year: year.number(),
            region: region.to_string(),
            rat_held,
            rat_held_on: rat_held_on.map(|date| date.to_string()),
            serves_members,
            business_volume: money(business_volume),
            health_rating,
            health_score: health_score.map(|score| score.to_string()),
            rating_used,
            members,
            employees,
            assets: money(assets),
            equity: money(equity),
            surplus: money(surplus),
            activity: Activity { status: activity::status(three_years), why: activity::why(year, three_years) },
            created_at: rfc3339(created_at),
            updated_at: rfc3339(updated_at),
        }
    }
}

impl From<(AssessedReport, String, String)> for NamedView {
    fn from((report, register_number, name): (AssessedReport, String, String)) -> Self {
        Self { register_number, name, report: report.into() }
    }
}
