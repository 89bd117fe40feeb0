//! The register of cooperatives.

use chrono::NaiveDate;
use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use crate::domain::contributions::Lifetime;
use crate::domain::{Authority, CooperativeForm, CooperativeKind, Dataset, RegionCode};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::cooperative_report::CooperativeReport;
use crate::store::models::participant::LinkedUnit;
use crate::store::models::record::{for_both, record};
use crate::store::models::register::{Located, Unit, unit};
use crate::store::schema::tables::cooperatives;

record! {
    /// A cooperative: a legal person, so that its figures are not personal data.
    Cooperative in cooperatives as Cooperatives;
    belongs to {}
    /// The data of a cooperative that can be set.
    sets CooperativeData {
        /// The office's number for it, unique.
        register_number: String,
        /// Name.
        name: String,
        /// Present region; reports carry their own.
        region: RegionCode,
        /// Supervising authority.
        authority: Option<Authority>,
        /// Kind of business.
        kind: Option<CooperativeKind>,
        /// Primary or secondary.
        form: Option<CooperativeForm>,
        /// Whether it works by sharia.
        sharia: Option<bool>,
        /// National number, 13 digits, unique; most cooperatives have none.
        nik_koperasi: Option<String>,
        /// Number of its legal entity.
        legal_entity_number: Option<String>,
        /// First day; reports are expected from its year on.
        established_on: Option<NaiveDate>,
        /// Last day; reports are expected until its year.
        dissolved_on: Option<NaiveDate>,
    }
    personal {}
    searched by { name, register_number }
    sorted by { name, register_number, updated_at }
    called by |unit, _| unit.register_number.clone()
}

for_both! { Located for Cooperative, CooperativeData {
    fn home(&self) -> (&RegionCode, Lifetime) {
        (&self.region, Lifetime { from: self.established_on, to: self.dissolved_on })
    }
} }

unit! {
    Cooperative, CooperativeData in cooperatives with CooperativeReport as Cooperatives linked as Cooperative;
    second number nik_koperasi; kind ["Koperasi", "cooperative", "Cooperative"]
}
