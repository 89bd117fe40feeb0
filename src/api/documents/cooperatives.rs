//! TODO head

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{Authority, CooperativeForm, CooperativeKind};
use crate::entry::checker::{Checker, Regions};
use crate::entry::cooperatives::CooperativeEntry;
use crate::http::time::rfc3339;
use crate::store::database::error::StoreResult;
use crate::store::models::cooperative::{Cooperative, CooperativeData};

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// A cooperative: a legal person, whose figures are not personal data
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Cooperative)]
pub struct View {
    /// The service's own number.
    pub id: i64,
    /// The office's own number, unique.
    #[schema(example = "KOP-0001")]
    pub register_number: String,
    /// Name.
    pub name: String,
    /// Where it is now (Kemendagri code); its reports carry their own.
    #[schema(example = "15.71")]
    pub region: String,
    /// Who supervises it.
    #[schema(required)]
    pub authority: Option<Authority>,
    /// What it does.
    #[schema(required)]
    pub kind: Option<CooperativeKind>,
    /// Primary or secondary.
    #[schema(required)]
    pub form: Option<CooperativeForm>,
    /// Whether it works by sharia.
    #[schema(required)]
    pub sharia: Option<bool>,
    /// Its national number (*NIK koperasi*), 13 digits; most have none.
    #[schema(required)]
    pub nik_koperasi: Option<String>,
    /// The number of its legal entity.
    #[schema(required)]
    pub legal_entity_number: Option<String>,
    /// From when it is expected to report.
    #[schema(required, format = Date)]
    pub established_on: Option<String>,
    /// Until when.
    #[schema(required, format = Date)]
    pub dissolved_on: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl From<Cooperative> for View {
    fn from(unit: Cooperative) -> Self {
        Self {
            id: unit.id,
            register_number: unit.register_number,
            name: unit.name,
            region: unit.region.to_string(),
            authority: unit.authority,
            kind: unit.kind,
            form: unit.form,
            sharia: unit.sharia,
            nik_koperasi: unit.nik_koperasi,
            legal_entity_number: unit.legal_entity_number,
            established_on: unit.established_on.map(|date| date.to_string()),
            dissolved_on: unit.dissolved_on.map(|date| date.to_string()),
            created_at: rfc3339(unit.created_at),
            updated_at: rfc3339(unit.updated_at),
        }
    }
}

/// What JSON has of a record, for files.
pub fn view(unit: Cooperative) -> impl Serialize + use<> {
    View::from(unit)
}

/// What can be set of a cooperative
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CooperativeInput)]
pub struct Input {
    /// The office's own number, unique.
    #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "KOP-0001")]
    pub register_number: Option<String>,
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Koperasi Maju Bersama")]
    pub name: Option<String>,
    /// Where it is (Kemendagri code).
    #[schema(required, nullable = false, pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    pub region: Option<String>,
    /// Who supervises it.
    #[schema(value_type = Option<Authority>)]
    pub authority: Option<String>,
    /// What it does.
    #[schema(value_type = Option<CooperativeKind>)]
    pub kind: Option<String>,
    /// Primary or secondary.
    #[schema(value_type = Option<CooperativeForm>)]
    pub form: Option<String>,
    /// Whether it works by sharia.
    pub sharia: Option<bool>,
    /// Its national number (*NIK koperasi*, not a person's), unique.
    #[schema(pattern = r"^\d{13}$", example = "1571010010001")]
    pub nik_koperasi: Option<String>,
    /// The number of its legal entity.
    #[schema(min_length = 1, max_length = 100)]
    pub legal_entity_number: Option<String>,
    /// From when it is expected to report.
    #[schema(format = Date, example = "2010-05-01")]
    pub established_on: Option<String>,
    /// Until when.
    #[schema(format = Date, example = "2024-12-31")]
    pub dissolved_on: Option<String>,
}

impl Input {
    pub fn check(self, check: &mut Checker, regions: &mut impl Regions) -> StoreResult<Option<CooperativeData>> {
        let entry = CooperativeEntry {
            register_number: self.register_number,
            name: self.name,
            region: self.region,
            authority: self.authority,
            kind: self.kind,
            form: self.form,
            sharia: self.sharia,
            nik_koperasi: self.nik_koperasi,
            legal_entity_number: self.legal_entity_number,
            established_on: self.established_on,
            dissolved_on: self.dissolved_on,
        };
        entry.check(check, regions)
    }
}
