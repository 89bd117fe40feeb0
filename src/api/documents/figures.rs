//! The documents of figures: each data set has members of its own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::request::time::rfc3339;
use crate::domain::Dataset;
use crate::entry::checker::Checker;
use crate::entry::figures::{CooperativesFigureEntry, TrainingsFigureEntry, UmkmFigureEntry};
use crate::http::json::decimal::DecimalInput;
use crate::http::problem::Problem;
use crate::store::models::figure::{Figure, FigureData};

/// What every figure has
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Common {
    /// Total of what.
    dataset: Dataset,
    /// Of which year.
    #[schema(example = 2016)]
    year: i32,
    /// At which very region (Kemendagri code), not below it.
    #[schema(example = "15")]
    region: String,
}

/// Where a figure comes from, and when it was entered
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Origin {
    /// Where it comes from.
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
    #[schema(required)]
    active_cooperatives: Option<i64>,
    /// Cooperatives rated healthy or fairly healthy, active or not.
    #[schema(required)]
    quality_cooperatives: Option<i64>,
    /// Cooperatives that are both.
    #[schema(required)]
    quality_active_cooperatives: Option<i64>,
    /// Business volume, rupiah.
    #[schema(required, example = "165596981000000.00")]
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
    #[schema(required)]
    businesses: Option<i64>,
    /// Turnover, rupiah.
    #[schema(required)]
    turnover: Option<String>,
    /// Assets, rupiah.
    #[schema(required)]
    assets: Option<String>,
    /// Persons working there.
    #[schema(required)]
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
    #[schema(required)]
    participants: Option<i64>,
    /// Participations graded good.
    #[schema(required)]
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
        let money = |amount: Option<crate::domain::Money>| amount.map(|amount| amount.to_string());
        let common = Common { dataset: figure.dataset, year: figure.year.number(), region: figure.region.to_string() };
        let origin = Origin {
            source: figure.source,
            created_at: rfc3339(figure.created_at),
            updated_at: rfc3339(figure.updated_at),
        };
        match figure.dataset {
            Dataset::Cooperatives => Self::Cooperatives(CooperativesView {
                common,
                active_cooperatives: figure.active_cooperatives,
                quality_cooperatives: figure.quality_cooperatives,
                quality_active_cooperatives: figure.quality_active_cooperatives,
                business_volume: money(figure.business_volume),
                origin,
            }),
            Dataset::Umkm => Self::Umkm(UmkmView {
                common,
                businesses: figure.businesses,
                turnover: money(figure.turnover),
                assets: money(figure.assets),
                workers: figure.workers,
                origin,
            }),
            Dataset::Trainings => Self::Trainings(TrainingsView {
                common,
                participants: figure.participants,
                good_participants: figure.good_participants,
                origin,
            }),
        }
    }
}

/// Totals of cooperatives; leave out or set to null what is not known
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CooperativesFigureInput)]
pub struct CooperativesInput {
    /// Active cooperatives.
    #[schema(minimum = 0, maximum = 1000000000)]
    active_cooperatives: Option<i64>,
    /// Cooperatives rated healthy or fairly healthy, active or not.
    #[schema(minimum = 0, maximum = 1000000000)]
    quality_cooperatives: Option<i64>,
    /// Cooperatives that are both: at most either of the two.
    #[schema(minimum = 0, maximum = 1000000000)]
    quality_active_cooperatives: Option<i64>,
    /// Business volume, rupiah.
    business_volume: Option<DecimalInput>,
    /// Where the figure comes from.
    #[schema(required, nullable = false, min_length = 1, max_length = 500)]
    source: Option<String>,
}

/// Totals of assisted businesses; leave out or set to null what is not known
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UmkmFigureInput)]
pub struct UmkmInput {
    /// Businesses.
    #[schema(minimum = 0, maximum = 1000000000)]
    businesses: Option<i64>,
    /// Turnover, rupiah.
    turnover: Option<DecimalInput>,
    /// Assets, rupiah.
    assets: Option<DecimalInput>,
    /// Persons working there.
    #[schema(minimum = 0, maximum = 1000000000)]
    workers: Option<i64>,
    /// Where the figure comes from.
    #[schema(required, nullable = false, min_length = 1, max_length = 500)]
    source: Option<String>,
}

/// Totals of trainings; leave out or set to null what is not known
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingsFigureInput)]
pub struct TrainingsInput {
    /// Participations.
    #[schema(minimum = 0, maximum = 1000000000)]
    participants: Option<i64>,
    /// Participations graded good: at most all.
    #[schema(minimum = 0, maximum = 1000000000)]
    good_participants: Option<i64>,
    /// Where the figure comes from.
    #[schema(required, nullable = false, min_length = 1, max_length = 500)]
    source: Option<String>,
}

/// What can be set of a figure: the members are those of the data set in the address
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = FigureInput)]
#[expect(dead_code, reason = "describes the request; which of the three is read depends on the address")]
pub enum Input {
    /// Of cooperatives.
    Cooperatives(CooperativesInput),
    /// Of assisted businesses.
    Umkm(UmkmInput),
    /// Of trainings.
    Trainings(TrainingsInput),
}

impl CooperativesInput {
    pub fn check(self, mut check: Checker) -> Result<FigureData, Problem> {
        let entry = CooperativesFigureEntry {
            active_cooperatives: self.active_cooperatives,
            quality_cooperatives: self.quality_cooperatives,
            quality_active_cooperatives: self.quality_active_cooperatives,
            business_volume: self.business_volume.map(String::from),
            source: self.source,
        };
        let data = entry.check(&mut check);
        check.finish(data).map_err(Problem::invalid)
    }
}

impl UmkmInput {
    pub fn check(self, mut check: Checker) -> Result<FigureData, Problem> {
        let entry = UmkmFigureEntry {
            businesses: self.businesses,
            turnover: self.turnover.map(String::from),
            assets: self.assets.map(String::from),
            workers: self.workers,
            source: self.source,
        };
        let data = entry.check(&mut check);
        check.finish(data).map_err(Problem::invalid)
    }
}

impl TrainingsInput {
    pub fn check(self, mut check: Checker) -> Result<FigureData, Problem> {
        let entry = TrainingsFigureEntry {
            participants: self.participants,
            good_participants: self.good_participants,
            source: self.source,
        };
        let data = entry.check(&mut check);
        check.finish(data).map_err(Problem::invalid)
    }
}

/// What JSON has of a record, for files.
pub fn view(figure: crate::store::models::figure::Figure) -> impl Serialize + use<> {
    View::from(figure)
}
