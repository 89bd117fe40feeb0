//! Figures (*angka agregat*).

use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use crate::domain::{Dataset, Money, RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::record::record;
use crate::store::schema::tables::figures;

record! {
    /// The totals of one data set, year and region. Each data set has members of its own; the others are `None`.
    Figure in figures as Figures;
    belongs to {
        /// The data set.
        dataset: Dataset,
        /// The year.
        year: Year,
        /// The very region, without those below it.
        region: RegionCode,
    }
    /// The data of a figure that can be set.
    #[derive(Default)]
    sets FigureData {
        /// Cooperatives: active ones.
        active_cooperatives: Option<i64>,
        /// Cooperatives: rated healthy or fairly healthy.
        quality_cooperatives: Option<i64>,
        /// Cooperatives: both active and rated healthy or fairly healthy.
        quality_active_cooperatives: Option<i64>,
        /// Cooperatives: business volume.
        business_volume: Option<Money>,
        /// UMKM: how many.
        businesses: Option<i64>,
        /// UMKM: turnover.
        turnover: Option<Money>,
        /// UMKM: assets.
        assets: Option<Money>,
        /// UMKM: persons working there.
        workers: Option<i64>,
        /// Trainings: participations.
        participants: Option<i64>,
        /// Trainings: participations graded good.
        good_participants: Option<i64>,
        /// The source of the figure.
        source: String,
    }
    personal {}
    searched by {}
    sorted by { year, updated_at }
    called by |figure, _| format!("{}/{}/{}", figure.dataset, figure.year, figure.region)
}

/// The natural key of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureKey {
    /// The data set.
    pub dataset: Dataset,
    /// The year.
    pub year: Year,
    /// The very region, without those below it.
    pub region: RegionCode,
}

impl FigureKey {
    /// The columns of the key, as a figure belongs to them.
    pub fn place(&self) -> (Dataset, Year, RegionCode) {
        (self.dataset, self.year, self.region.clone())
    }
}
