//! TODO head

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::Year;
use crate::entry::checker::{Checker, Regions};
use crate::entry::trainings::TrainingEntry;
use crate::http::time::{rfc3339, today_in_jakarta};
use crate::store::database::error::StoreResult;
use crate::store::models::training::{Training, TrainingData};

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// A training (*diklat*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Training)]
pub struct View {
    /// The service's own number.
    pub id: i64,
    /// The office's own code, unique.
    #[schema(example = "DIKLAT-2024-01")]
    pub code: String,
    /// Title.
    pub title: String,
    /// Where its participants count (Kemendagri code).
    #[schema(example = "15.71")]
    pub region: String,
    /// First day.
    #[schema(required, format = Date)]
    pub starts_on: Option<String>,
    /// Last day: its participants count in this day's year.
    #[schema(format = Date)]
    pub ends_on: String,
    /// Who held it.
    #[schema(required)]
    pub organizer: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl From<Training> for View {
    fn from(training: Training) -> Self {
        Self {
            id: training.id,
            code: training.code,
            title: training.title,
            region: training.region.to_string(),
            starts_on: training.starts_on.map(|date| date.to_string()),
            ends_on: training.ends_on.to_string(),
            organizer: training.organizer,
            created_at: rfc3339(training.created_at),
            updated_at: rfc3339(training.updated_at),
        }
    }
}

/// What JSON has of a record, for files.
pub fn view(training: Training) -> impl Serialize + use<> {
    View::from(training)
}

/// What can be set of a training
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingInput)]
pub struct Input {
    /// The office's own code, unique.
    #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "DIKLAT-2024-01")]
    pub code: Option<String>,
    /// Title.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Manajemen koperasi")]
    pub title: Option<String>,
    /// Where its participants count (Kemendagri code).
    #[schema(required, nullable = false, pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    pub region: Option<String>,
    /// First day.
    #[schema(format = Date, example = "2024-03-04")]
    pub starts_on: Option<String>,
    /// Last day, 1990 to next year.
    #[schema(required, nullable = false, format = Date, example = "2024-03-08")]
    pub ends_on: Option<String>,
    /// Who held it.
    #[schema(min_length = 1, max_length = 200)]
    pub organizer: Option<String>,
}

impl Input {
    pub fn check(self, check: &mut Checker, regions: &mut impl Regions) -> StoreResult<Option<TrainingData>> {
        let entry = TrainingEntry {
            code: self.code,
            title: self.title,
            region: self.region,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            organizer: self.organizer,
        };
        entry.check(check, regions, Year::latest(today_in_jakarta()))
    }
}
