//! Participations in trainings.

use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use crate::domain::{RegionCode, Score};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::listing::{Keyset, Position};
use crate::store::models::record::record;
use crate::store::schema::tables::participants;

record! {
    /// A participation in a training. A person in two trainings has two.
    Participant in participants as Participants;
    belongs to {
        /// The training.
        training_id: i64,
    }
    /// The data of a participation that can be set.
    sets ParticipantData {
        /// The cooperative that the person manages.
        cooperative_id: Option<i64>,
        /// The business that the person manages.
        umkm_id: Option<i64>,
        /// Absent until graded.
        score: Option<Score>,
    }
    personal {
        /// Name.
        name: String,
        /// *NIK penduduk*, 16 digits, unique within the training: never shown in full.
        identity_number: Option<String>,
    }
    searched by {}
    sorted by { updated_at }
    called by |person, training| format!("{training}/{}", person.id)
}

/// A participation, with the names of the training and unit that it belongs to.
#[derive(Clone, Debug, Queryable)]
pub struct NamedParticipant {
    /// The participation.
    pub participant: Participant,
    /// The code of its training.
    pub training_code: String,
    /// The region where the training counts.
    pub region: RegionCode,
    /// The register number of the cooperative that the person manages.
    pub cooperative_number: Option<String>,
    /// The register number of the business that the person manages.
    pub umkm_number: Option<String>,
}

/// A unit that participants can be linked to, by its id.
#[derive(Clone, Copy, Debug)]
pub enum LinkedUnit {
    /// A cooperative.
    Cooperative(i64),
    /// A business.
    Umkm(i64),
}

impl Keyset for NamedParticipant {
    fn position(&self, sort: &str) -> Position {
        self.participant.position(sort)
    }
}
