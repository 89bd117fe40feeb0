//! TODO head

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{RegionCode, Score};
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::participants;

/// A participation: one person in two trainings is two of them.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = participants)]
pub struct Participant {
    /// The service's own number.
    pub id: i64,
    /// In which training.
    pub training_id: i64,
    /// Name: personal data.
    pub name: String,
    /// *NIK penduduk*, 16 digits, unique within the training: never shown in full.
    pub identity_number: Option<String>,
    /// The cooperative that the person manages.
    pub cooperative_id: Option<i64>,
    /// The business that the person manages.
    pub umkm_id: Option<i64>,
    /// Absent until graded.
    pub score: Option<Score>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// Without the person, so that none ends up in a log line.
impl std::fmt::Debug for Participant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Participant")
            .field("id", &self.id)
            .field("training_id", &self.training_id)
            .finish_non_exhaustive()
    }
}

/// A participation, with what people call that by which it belongs to.
#[derive(Clone, Debug, Queryable)]
pub struct NamedParticipant {
    /// The participation.
    pub participant: Participant,
    /// The code of its training.
    pub training_code: String,
    /// Where the training counts.
    pub region: RegionCode,
    /// The register number of the cooperative that the person manages.
    pub cooperative_number: Option<String>,
    /// The register number of the business that the person manages.
    pub umkm_number: Option<String>,
}

/// What can be set of a participation.
#[derive(Clone, PartialEq, Eq)]
pub struct ParticipantData {
    /// See [`Participant`].
    pub name: String,
    /// See [`Participant`].
    pub identity_number: Option<String>,
    /// See [`Participant`].
    pub cooperative_id: Option<i64>,
    /// See [`Participant`].
    pub umkm_id: Option<i64>,
    /// See [`Participant`].
    pub score: Option<Score>,
}

impl Keyset for Participant {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "updated_at" => self.updated_at.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}

impl Keyset for NamedParticipant {
    fn position(&self, sort: &str) -> Position {
        self.participant.position(sort)
    }
}

/// What people call a participation by.
pub fn natural_key(training_code: &str, id: i64) -> String {
    format!("{training_code}/{id}")
}
