//! The document of a training.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::time::rfc3339;
use crate::store::Training;

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// A training (*diklat*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Training)]
pub struct View {
    /// The service's own number.
    #[schema(format = "id")]
    pub id: i64,
    /// The office's own code, unique.
    #[schema(format = "register-number", example = "DIKLAT-2024-01")]
    pub code: String,
    /// Title.
    #[schema(format = "line")]
    pub title: String,
    /// Where its participants count (Kemendagri code).
    #[schema(format = "region", example = "15.71")]
    pub region: String,
    /// First day.
    #[schema(required, format = Date)]
    pub starts_on: Option<String>,
    /// Last day: its participants count in this day's year.
    #[schema(format = "date-from-1990")]
    pub ends_on: String,
    /// Who held it.
    #[schema(required, format = "line")]
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
        let Training {
            id,
            code,
            title,
            region,
            starts_on,
            ends_on,
            year: _,
            organizer,
            version: _,
            created_at,
            updated_at,
        } = training;
        Self {
            id,
            code,
            title,
            region: region.to_string(),
            starts_on: starts_on.map(|date| date.to_string()),
            ends_on: ends_on.to_string(),
            organizer,
            created_at: rfc3339(created_at),
            updated_at: rfc3339(updated_at),
        }
    }
}
