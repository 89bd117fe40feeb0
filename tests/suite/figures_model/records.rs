//! The records of the model, as they were entered, without derived values.

use std::collections::BTreeMap;

/// A data set of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dataset {
    Cooperatives,
    Umkm,
    Trainings,
}

impl Dataset {
    pub(crate) const ALL: [Dataset; 3] = [Self::Cooperatives, Self::Umkm, Self::Trainings];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Cooperatives => "cooperatives",
            Self::Umkm => "umkm",
            Self::Trainings => "trainings",
        }
    }
}

/// The years of a unit's first day (`established_on`, `assisted_since`) and last day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Option<i32>,
    pub(crate) until: Option<i32>,
}

impl Span {
    /// A unit is not expected before its first year and after its last; an unknown date excludes no year.
    pub(crate) fn holds(self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| until >= year)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Cooperative {
    pub(crate) register_number: String,
    pub(crate) region: String,
    pub(crate) span: Span,
    pub(crate) reports: BTreeMap<i32, CooperativeReport>,
}

#[derive(Clone, Debug)]
pub(crate) struct CooperativeReport {
    pub(crate) region: String,
    pub(crate) rat_held: bool,
    pub(crate) serves_members: bool,
    /// Hundredths of a rupiah.
    pub(crate) business_volume: Option<i128>,
    pub(crate) health_rating: Option<Rating>,
    /// Thousandths of a point.
    pub(crate) health_score: Option<i128>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rating {
    Healthy,
    FairlyHealthy,
    UnderSupervision,
    UnderSpecialSupervision,
}

impl Rating {
    pub(crate) const ALL: [Rating; 4] =
        [Self::Healthy, Self::FairlyHealthy, Self::UnderSupervision, Self::UnderSpecialSupervision];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::FairlyHealthy => "fairly_healthy",
            Self::UnderSupervision => "under_supervision",
            Self::UnderSpecialSupervision => "under_special_supervision",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Business {
    pub(crate) register_number: String,
    pub(crate) region: String,
    pub(crate) span: Span,
    pub(crate) reports: BTreeMap<i32, BusinessReport>,
}

#[derive(Clone, Debug)]
pub(crate) struct BusinessReport {
    pub(crate) region: String,
    /// Hundredths of a rupiah.
    pub(crate) turnover: Option<i128>,
    pub(crate) assets: Option<i128>,
    pub(crate) workers: Option<i128>,
}

#[derive(Clone, Debug)]
pub(crate) struct Training {
    pub(crate) code: String,
    pub(crate) region: String,
    /// The year of the training's last day.
    pub(crate) year: i32,
    pub(crate) participants: BTreeMap<i64, Participant>,
}

#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) name: String,
    /// Thousandths of a point; `None` until graded.
    pub(crate) score: Option<i128>,
    pub(crate) cooperative: Option<i64>,
    pub(crate) business: Option<i64>,
}

/// The totals of a data set for one region and year. Its members are those of the data set, in the order of `docs/api.md`;
/// money in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    Cooperatives { active: Option<i128>, quality: Option<i128>, quality_active: Option<i128>, volume: Option<i128> },
    Umkm { businesses: Option<i128>, turnover: Option<i128>, assets: Option<i128>, workers: Option<i128> },
    Trainings { participants: Option<i128>, good: Option<i128> },
}
