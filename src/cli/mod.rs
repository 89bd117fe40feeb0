//! What the command line does beside serving.

pub mod keys;
pub mod person;

use crate::settings::Settings;
use crate::store::{Store, StoreError};

/// Opens the database that the settings name, which must be there.
///
/// # Errors
/// A sentence for whoever typed the command.
fn open(settings: &Settings) -> Result<Store, String> {
    Store::open_existing(&settings.database, settings.store).map_err(|error| because(settings, error))
}

/// What the store says, as a sentence.
fn because(settings: &Settings, error: StoreError) -> String {
    match error {
        StoreError::NotFound(what) => what.en,
        StoreError::Invalid(violations) => {
            violations.iter().map(|violation| violation.detail.en.clone()).collect::<Vec<_>>().join("; ")
        }
        other => crate::app::StartError::Store(settings.database.to_string(), other).to_string(),
    }
}
