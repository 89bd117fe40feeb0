//! The document of a cooperative.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Authority, CooperativeForm, CooperativeKind};
use crate::http::time::rfc3339;
use crate::store::Cooperative;

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// A cooperative: a legal person, whose figures are not personal data
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Cooperative)]
pub struct View {
    /// The service's own number.
    #[schema(format = "id")]
    pub id: i64,
    /// The office's own number, unique.
    #[schema(format = "register-number", example = "KOP-0001")]
    pub register_number: String,
    /// Name.
    #[schema(format = "line")]
    pub name: String,
    /// Where it is now (Kemendagri code); its reports carry their own.
    #[schema(format = "region", example = "15.71")]
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
    #[schema(required, format = "thirteen-digits")]
    pub nik_koperasi: Option<String>,
    /// The number of its legal entity.
    #[schema(required, format = "line")]
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
        let Cooperative {
            id,
            register_number,
            name,
            region,
            authority,
            kind,
            form,
            sharia,
            nik_koperasi,
            legal_entity_number,
            established_on,
            dissolved_on,
            version: _,
            created_at,
            updated_at,
        } = unit;
        Self {
            id,
            register_number,
            name,
            region: region.to_string(),
            authority,
            kind,
            form,
            sharia,
            nik_koperasi,
            legal_entity_number,
            established_on: established_on.map(|date| date.to_string()),
            dissolved_on: dissolved_on.map(|date| date.to_string()),
            created_at: rfc3339(created_at),
            updated_at: rfc3339(updated_at),
        }
    }
}
