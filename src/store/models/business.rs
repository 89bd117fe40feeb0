//! The register of assisted businesses (*UMKM binaan*).

use chrono::NaiveDate;
use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use crate::domain::contributions::Lifetime;
use crate::domain::{Dataset, RegionCode};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::business_report::BusinessReport;
use crate::store::models::participant::LinkedUnit;
use crate::store::models::record::{for_both, record};
use crate::store::models::register::{Located, Unit, unit};
use crate::store::schema::tables::umkm;

record! {
    /// An assisted business: usually one person's, so that its figures are personal data (UU 27/2022).
    Business in umkm as Umkm;
    belongs to {}
    /// The data of a business that can be set.
    sets BusinessData {
        /// The office's number for it, unique.
        register_number: String,
        /// Name.
        name: String,
        /// Present region; reports carry their own.
        region: RegionCode,
        /// Business identification number, 13 digits, unique.
        nib: Option<String>,
        /// KBLI code.
        sector: Option<String>,
        /// First day of assistance; reports are expected from its year on.
        assisted_since: Option<NaiveDate>,
        /// Last day of assistance; reports are expected until its year.
        assisted_until: Option<NaiveDate>,
    }
    personal {
        /// Name of the owner.
        owner_name: Option<String>,
    }
    searched by { name, register_number }
    sorted by { name, register_number, updated_at }
    called by |unit, _| unit.register_number.clone()
}

for_both! { Located for Business, BusinessData {
    fn home(&self) -> (&RegionCode, Lifetime) {
        (&self.region, Lifetime { from: self.assisted_since, to: self.assisted_until })
    }
} }

unit! {
    Business, BusinessData in umkm with BusinessReport as Umkm linked as Umkm;
    second number nib; kind ["UMKM", "UMKM", "UMKM"]
}
