//! The document of a participation, with personal data as far as the caller may see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::identity_number::masked;
use crate::domain::{Scope, Visibility};
use crate::http::time::rfc3339;
use crate::store::{NamedParticipant, Participant};

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// A participation in a training
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Participant)]
pub struct View {
    /// The service's own number.
    #[schema(format = "id")]
    pub id: i64,
    /// In which training.
    #[schema(format = "id")]
    pub training_id: i64,
    /// Name: personal data; null for those who may not see it.
    #[schema(required, format = "line")]
    pub name: Option<String>,
    /// Identity number (*NIK penduduk*), all but its last four digits masked; null also for those who may not see it.
    #[schema(required, format = "masked-number", example = "************8901")]
    pub identity_number: Option<String>,
    /// The cooperative that the person manages.
    #[schema(required, format = "id")]
    pub cooperative_id: Option<i64>,
    /// The business that the person manages.
    #[schema(required, format = "id")]
    pub umkm_id: Option<i64>,
    /// 0 to 100; null until graded.
    #[schema(required, format = "decimal", example = "74.995")]
    pub score: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A participation with its training's code
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = NamedParticipant)]
pub struct NamedView {
    /// The training's code.
    #[schema(format = "register-number")]
    pub training_code: String,
    /// The register number of the cooperative.
    #[schema(required)]
    pub cooperative_number: Option<String>,
    /// The register number of the business.
    #[schema(required)]
    pub umkm_number: Option<String>,
    /// The participation.
    #[serde(flatten)]
    pub participant: View,
}

impl View {
    /// The participation with as much of the person as the caller may see.
    pub fn new(participant: Participant, visibility: Visibility) -> Self {
        let Participant {
            id,
            training_id,
            name,
            identity_number,
            cooperative_id,
            umkm_id,
            score,
            version: _,
            created_at,
            updated_at,
        } = participant;
        Self {
            id,
            training_id,
            name: visibility.of(name),
            identity_number: visibility.of(identity_number).flatten().map(|number| masked(&number)),
            cooperative_id,
            umkm_id,
            score: score.map(|score| score.to_string()),
            created_at: rfc3339(created_at),
            updated_at: rfc3339(updated_at),
        }
    }
}

/// The participation with its training's code, as a caller with this scope sees it.
pub fn named(found: NamedParticipant, scope: &Scope) -> NamedView {
    let NamedParticipant { participant, training_code, region, cooperative_number, umkm_number } = found;
    let participant = View::new(participant, scope.visibility(&region));
    NamedView { training_code, cooperative_number, umkm_number, participant }
}
