//! Trainings (*diklat*).

use chrono::NaiveDate;
use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use crate::domain::{RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::record::record;
use crate::store::schema::tables::trainings;

record! {
    /// A course for managers of cooperatives and UMKM.
    Training in trainings as Trainings;
    belongs to {}
    /// The data of a training that can be set.
    sets TrainingData {
        /// The office's code for it, unique.
        code: String,
        /// Title.
        title: String,
        /// The region where its participants count.
        region: RegionCode,
        /// First day.
        starts_on: Option<NaiveDate>,
        /// Last day.
        ends_on: NaiveDate,
        /// The year in which its participants count: that of the last day.
        year: Year,
        /// The organiser.
        organizer: Option<String>,
    }
    personal {}
    searched by { title, code }
    sorted by { code, ends_on, updated_at }
    called by |training, _| training.code.clone()
}
