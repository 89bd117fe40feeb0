//! TODO head

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{Scope, Visibility};
use crate::entry::checker::{Checker, Regions};
use crate::entry::umkm::BusinessEntry;
use crate::http::time::rfc3339;
use crate::store::database::error::StoreResult;
use crate::store::models::business::{Business, BusinessData};

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
pub const SHAPE: u32 = 1;

/// An assisted business (*UMKM binaan*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Umkm)]
pub struct View {
    /// The service's own number.
    pub id: i64,
    /// The office's own number, unique.
    #[schema(example = "UMKM-0001")]
    pub register_number: String,
    /// Name.
    pub name: String,
    /// Where it is now (Kemendagri code); its reports carry their own.
    #[schema(example = "15.71")]
    pub region: String,
    /// Whose it is: personal data; null also for those who may not see it.
    #[schema(required)]
    pub owner_name: Option<String>,
    /// Business identification number (*NIB*), 13 digits, unique.
    #[schema(required)]
    pub nib: Option<String>,
    /// KBLI code.
    #[schema(required)]
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
        Self {
            id: unit.id,
            register_number: unit.register_number,
            name: unit.name,
            region: unit.region.to_string(),
            owner_name: visibility.of(unit.owner_name).flatten(),
            nib: unit.nib,
            sector: unit.sector,
            assisted_since: unit.assisted_since.map(|date| date.to_string()),
            assisted_until: unit.assisted_until.map(|date| date.to_string()),
            created_at: rfc3339(unit.created_at),
            updated_at: rfc3339(unit.updated_at),
        }
    }
}

/// What JSON has of a record, for files.
pub fn view(unit: Business, scope: &Scope) -> impl Serialize + use<> {
    let visibility = scope.visibility(&unit.region);
    View::new(unit, visibility)
}

/// What can be set of an assisted business
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UmkmInput)]
pub struct Input {
    /// The office's own number, unique.
    #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "UMKM-0001")]
    pub register_number: Option<String>,
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Warung Sari")]
    pub name: Option<String>,
    /// Where it is (Kemendagri code).
    #[schema(required, nullable = false, pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    pub region: Option<String>,
    /// Whose it is: personal data.
    #[schema(min_length = 1, max_length = 200)]
    pub owner_name: Option<String>,
    /// Business identification number (*NIB*), unique.
    #[schema(pattern = r"^\d{13}$", example = "1234567890123")]
    pub nib: Option<String>,
    /// KBLI code: a category letter, two to five digits, or both.
    #[schema(pattern = r"^([A-U]|[A-U]?\d{2,5})$", example = "56103")]
    pub sector: Option<String>,
    /// From when it is expected to report.
    #[schema(format = Date, example = "2019-01-15")]
    pub assisted_since: Option<String>,
    /// Until when.
    #[schema(format = Date, example = "2024-12-31")]
    pub assisted_until: Option<String>,
}

impl Input {
    pub fn check(self, check: &mut Checker, regions: &mut impl Regions) -> StoreResult<Option<BusinessData>> {
        let entry = BusinessEntry {
            register_number: self.register_number,
            name: self.name,
            region: self.region,
            owner_name: self.owner_name,
            nib: self.nib,
            sector: self.sector,
            assisted_since: self.assisted_since,
            assisted_until: self.assisted_until,
        };
        entry.check(check, regions)
    }
}
