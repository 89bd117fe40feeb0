//! The documents of figures. Each data set has members of its own.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Dataset, Money};
use crate::http::time::rfc3339;
use crate::store::Figure;

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// The members that every figure has
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Common {
    /// Total of what.
    dataset: Dataset,
    /// Of which year.
    #[schema(format = "year", example = 2016)]
    year: i32,
    /// At which very region (Kemendagri code), not below it.
    #[schema(format = "region", example = "15")]
    region: String,
}

/// Where a figure comes from, and when it was entered
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Origin {
    /// Where it comes from.
    #[schema(format = "line")]
    source: String,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// Totals of cooperatives; a null member is unknown, and records do not fill it in
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CooperativesFigure)]
pub struct CooperativesView {
    #[serde(flatten)]
    common: Common,
    /// Active cooperatives.
    #[schema(required, format = "count")]
    active_cooperatives: Option<i64>,
    /// Cooperatives rated healthy or fairly healthy, active or not.
    #[schema(required, format = "count")]
    quality_cooperatives: Option<i64>,
    /// Cooperatives that are both.
    #[schema(required, format = "count")]
    quality_active_cooperatives: Option<i64>,
    /// Business volume, rupiah.
    #[schema(required, format = "decimal", example = "165596981000000.00")]
    business_volume: Option<String>,
    #[serde(flatten)]
    origin: Origin,
}

/// Totals of assisted businesses; a null member is unknown, and records do not fill it in
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UmkmFigure)]
pub struct UmkmView {
    #[serde(flatten)]
    common: Common,
    /// Businesses.
    #[schema(required, format = "count")]
    businesses: Option<i64>,
    /// Turnover, rupiah.
    #[schema(required, format = "decimal")]
    turnover: Option<String>,
    /// Assets, rupiah.
    #[schema(required, format = "decimal")]
    assets: Option<String>,
    /// Persons working there.
    #[schema(required, format = "count")]
    workers: Option<i64>,
    #[serde(flatten)]
    origin: Origin,
}

/// Totals of trainings; a null member is unknown, and records do not fill it in
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TrainingsFigure)]
pub struct TrainingsView {
    #[serde(flatten)]
    common: Common,
    /// Participations.
    #[schema(required, format = "count")]
    participants: Option<i64>,
    /// Participations graded good.
    #[schema(required, format = "count")]
    good_participants: Option<i64>,
    #[serde(flatten)]
    origin: Origin,
}

/// A figure (*angka agregat*): the members are those of its data set
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Figure)]
pub enum View {
    /// Of cooperatives.
    Cooperatives(CooperativesView),
    /// Of assisted businesses.
    Umkm(UmkmView),
    /// Of trainings.
    Trainings(TrainingsView),
}

impl From<Figure> for View {
    fn from(figure: Figure) -> Self {
        let Figure {
            id: _,
            dataset,
            year,
            region,
            active_cooperatives,
            quality_cooperatives,
            quality_active_cooperatives,
            business_volume,
            businesses,
            turnover,
            assets,
            workers,
            participants,
            good_participants,
            source,
            version: _,
            created_at,
            updated_at,
        } = figure;
        let money = |amount: Option<Money>| amount.map(|amount| amount.to_string());
        let common = Common { dataset, year: year.number(), region: region.to_string() };
        let origin = Origin { source, created_at: rfc3339(created_at), updated_at: rfc3339(updated_at) };
        match dataset {
            Dataset::Cooperatives => Self::Cooperatives(CooperativesView {
                common,
                active_cooperatives,
                quality_cooperatives,
                quality_active_cooperatives,
                business_volume: money(business_volume),
                origin,
            }),
            Dataset::Umkm => Self::Umkm(UmkmView {
                common,
                businesses,
                turnover: money(turnover),
                assets: money(assets),
                workers,
                origin,
            }),
            Dataset::Trainings => Self::Trainings(TrainingsView { common, participants, good_participants, origin }),
        }
    }
}
