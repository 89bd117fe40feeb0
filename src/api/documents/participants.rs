//! TODO head

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::identity_number::masked;
use crate::domain::{Scope, Visibility};
use crate::entry::checker::{Checker, Regions};
use crate::entry::participants::ParticipantEntry;
use crate::http::json::decimal::DecimalInput;
use crate::http::time::rfc3339;
use crate::store::database::error::StoreResult;
use crate::store::models::participant::{NamedParticipant, Participant, ParticipantData};

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// A participation in a training
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Participant)]
pub struct View {
    /// The service's own number.
    pub id: i64,
    /// In which training.
    pub training_id: i64,
    /// Name: personal data; null for those who may not see it.
    #[schema(required)]
    pub name: Option<String>,
    /// Identity number (*NIK penduduk*), all but its last four digits masked; null also for those who may not see it.
    #[schema(required, example = "************8901")]
    pub identity_number: Option<String>,
    /// The cooperative that the person manages.
    #[schema(required)]
    pub cooperative_id: Option<i64>,
    /// The business that the person manages.
    #[schema(required)]
    pub umkm_id: Option<i64>,
    /// 0 to 100; null until graded.
    #[schema(required, example = "74.995")]
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
    /// The participation as one sees it who sees this much.
    pub fn new(participant: Participant, visibility: Visibility) -> Self {
        Self {
            id: participant.id,
            training_id: participant.training_id,
            name: visibility.of(participant.name),
            identity_number: visibility.of(participant.identity_number).flatten().map(|number| masked(&number)),
            cooperative_id: participant.cooperative_id,
            umkm_id: participant.umkm_id,
            score: participant.score.map(|score| score.to_string()),
            created_at: rfc3339(participant.created_at),
            updated_at: rfc3339(participant.updated_at),
        }
    }
}

/// A participation with its training's code, as one with this reach sees it; for files too.
pub fn named(found: NamedParticipant, scope: &Scope) -> NamedView {
    NamedView {
        training_code: found.training_code,
        cooperative_number: found.cooperative_number,
        umkm_number: found.umkm_number,
        participant: View::new(found.participant, scope.visibility(&found.region)),
    }
}

/// What can be set of a participation
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ParticipantInput)]
pub struct Input {
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Siti Aminah")]
    pub name: Option<String>,
    /// Identity number (*NIK penduduk*), 16 digits, unique within the training. The mask, sent back, means unchanged.
    #[schema(pattern = r"^(\d{16}|\*{12}\d{4})$", example = "1571012345678901")]
    pub identity_number: Option<String>,
    /// The cooperative that the person manages; not together with `umkm_id`.
    #[schema(minimum = 1, maximum = 9223372036854775807_i64)]
    pub cooperative_id: Option<i64>,
    /// The business that the person manages; not together with `cooperative_id`.
    #[schema(minimum = 1, maximum = 9223372036854775807_i64)]
    pub umkm_id: Option<i64>,
    /// 0 to 100, at most three decimals; null until graded.
    pub score: Option<DecimalInput>,
}

impl Input {
    /// `current` is the record whose identity number the mask stands for.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        current: Option<&Participant>,
    ) -> StoreResult<Option<ParticipantData>> {
        let missing = regions.missing_links(self.cooperative_id, self.umkm_id)?;
        let entry = ParticipantEntry {
            name: self.name,
            identity_number: self.identity_number,
            cooperative_id: self.cooperative_id,
            umkm_id: self.umkm_id,
            score: self.score.map(String::from),
        };
        let data = entry.check(check, current.and_then(|current| current.identity_number.as_deref()));
        missing.into_iter().for_each(|violation| check.add(violation));
        Ok(data)
    }
}
