//! The document of an assisted business.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Visibility;
use crate::http::time::rfc3339;
use crate::store::Business;

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// An assisted business (*UMKM binaan*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Umkm)]
pub struct View {
    /// The service's own number.
    #[schema(format = "id")]
    pub id: i64,
    /// The office's own number, unique.
    #[schema(format = "register-number", example = "UMKM-0001")]
    pub register_number: String,
    /// Name.
    #[schema(format = "line")]
    pub name: String,
    /// Where it is now (Kemendagri code); its reports carry their own.
    #[schema(format = "region", example = "15.71")]
    pub region: String,
    /// Whose it is: personal data; null also for those who may not see it.
    #[schema(required, format = "line")]
    pub owner_name: Option<String>,
    /// Business identification number (*NIB*), 13 digits, unique.
    #[schema(required, format = "thirteen-digits")]
    pub nib: Option<String>,
    /// KBLI code.
    #[schema(required, format = "sector")]
    pub sector: Option<String>,
    /// From when it is expected to report.
    #[schema(required, format = Date)]
    pub assisted_since: Option<String>,
    /// Until when.
    #[schema(required, format = Date)]
    pub assisted_until: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl View {
    /// The business as a caller with this visibility sees it.
    pub fn new(unit: Business, visibility: Visibility) -> Self {
        let Business {
            id,
            register_number,
            name,
            region,
            owner_name,
            nib,
            sector,
            assisted_since,
            assisted_until,
            version: _,
            created_at,
            updated_at,
        } = unit;
        Self {
            id,
            register_number,
            name,
            owner_name: visibility.of(owner_name).flatten(),
            region: region.to_string(),
            nib,
            sector,
            assisted_since: assisted_since.map(|date| date.to_string()),
            assisted_until: assisted_until.map(|date| date.to_string()),
            created_at: rfc3339(created_at),
            updated_at: rfc3339(updated_at),
        }
    }
}
