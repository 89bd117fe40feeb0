//! Many new records in few statements: what an import and the demonstration enter by.

pub(crate) mod sums;
pub(crate) mod tables;

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::domain::{RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::models::business::BusinessData;
use crate::store::models::business_report::BusinessReportData;
use crate::store::models::cooperative::CooperativeData;
use crate::store::models::cooperative_report::CooperativeReportData;
use crate::store::models::figure::{FigureData, FigureKey};
use crate::store::models::participant::ParticipantData;
use crate::store::models::training::TrainingData;
use crate::store::schema::tables::{cooperatives, figures, trainings, umkm};
use crate::store::totals;
use crate::store::totals::lifetimes;

/// A cooperative that is not in the register yet, with its reports.
#[derive(Clone, Debug)]
pub struct NewCooperative {
    /// The cooperative.
    pub data: CooperativeData,
    /// Its reports, at most one for a year.
    pub reports: Vec<(Year, CooperativeReportData)>,
}

/// A business that is not in the register yet, with its reports.
#[derive(Clone, Debug)]
pub struct NewBusiness {
    /// The business.
    pub data: BusinessData,
    /// Its reports, at most one for a year.
    pub reports: Vec<(Year, BusinessReportData)>,
}

/// A training that is not entered yet, with its participants.
#[derive(Clone)]
pub struct NewTraining {
    /// The training.
    pub data: TrainingData,
    /// Who takes part. The units that they are linked to must be there, or be locked, as for a single one.
    pub participants: Vec<ParticipantData>,
}

/// A figure that is not entered yet.
#[derive(Clone, Debug)]
pub struct NewFigure {
    /// Of which data set, year and region.
    pub key: FigureKey,
    /// The figure.
    pub data: FigureData,
}

/// What is entered together. A few thousand units make a good batch: it is held in memory twice over while it is written.
#[derive(Clone, Default)]
pub struct Batch {
    /// Cooperatives with their reports.
    pub cooperatives: Vec<NewCooperative>,
    /// Businesses with their reports.
    pub businesses: Vec<NewBusiness>,
    /// Trainings with their participants.
    pub trainings: Vec<NewTraining>,
    /// Figures.
    pub figures: Vec<NewFigure>,
}

/// The ids that the records of a batch were given, in the order of the batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// Of its cooperatives.
    pub cooperatives: Vec<i64>,
    /// Of its businesses.
    pub businesses: Vec<i64>,
    /// Of its trainings.
    pub trainings: Vec<i64>,
}

/// Enters a batch of new records. Each unit contributes to the totals what the domain says, as with single writes; the batch's
/// contributions are added up and applied once, at the end, as every writer does.
///
/// # Errors
/// [`DuplicateKey`](super::StoreError::DuplicateKey) for a number that another record has, or a year that a unit reports twice;
/// [`Invalid`](super::StoreError::Invalid) for a sum that grows too large. Figures must be new, and regions registered.
pub fn insert(tx: &mut Tx<'_>, batch: &Batch) -> StoreResult<Entered> {
    // First what the values alone decide: a batch that can't be entered leaves the database in peace.
    let (contributions, flows) = sums::of(batch)?;
    // Before any row refers to them: to take the locks afterwards could end in a deadlock.
    let regions: BTreeSet<&RegionCode> = flows.keys().chain(batch.figures.iter().map(|new| &new.key.region)).collect();
    for region in regions {
        tx.lock_region(region)?;
    }
    let entered = Entered {
        trainings: tables::trainings(tx, &batch.trainings)?,
        cooperatives: tables::cooperatives(tx, &batch.cooperatives)?,
        businesses: tables::businesses(tx, &batch.businesses)?,
    };
    tables::figures(tx, &batch.figures)?;
    lifetimes::apply(tx, &flows)?;
    totals::apply(tx, &contributions)?;
    Ok(entered)
}

/// Whether nothing was entered yet: no unit, training or figure.
///
/// # Errors
/// Those of the database.
pub fn is_empty(connection: &mut Connection) -> StoreResult<bool> {
    macro_rules! any {
        ($($table:ident),+) => {
            $(diesel::select(diesel::dsl::exists($table::table.select($table::id))).get_result::<bool>(connection)?)||+
        };
    }
    Ok(!(any!(cooperatives, umkm, trainings, figures)))
}
