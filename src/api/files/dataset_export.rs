//! Whole lists for the command line: the same records and representations as over HTTP.

use std::fs::File;

use serde_json::Value;

use crate::api::files::making::{Made, Put, as_json, by_id, pages, unless_full, written};
use crate::domain::{RegionCode, Scope, Year};
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::{Exporter, FileStyle, dataset_columns};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::lists::filters::{ReportFilter, UnitFilter};
use crate::store::models::participant;
use crate::store::resources::figures::FigureFilter;
use crate::store::resources::participants::ParticipantFilter;
use crate::store::resources::trainings::TrainingFilter;
use crate::store::resources::{
    cooperative_reports, cooperatives, figures, participants, regions, trainings, umkm, umkm_reports,
};

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct WholeList {
    /// At this region or below it.
    pub region: Option<RegionCode>,
    /// Of this year; registers have none.
    pub year: Option<Year>,
    /// Participants with their identity numbers in full: for whoever has the database itself.
    pub has_identity_numbers: bool,
}

/// Writes a data set's list to a file; `None` where it is an XLSX and its sheet is full. `progress` hears how many more records
/// were written.
///
/// # Errors
/// Those of the database; [`StoreError::Unavailable`] where the disk is full; [`StoreError::Invalid`] for a region that is not
/// registered.
pub fn write(
    connection: &mut Connection,
    dataset: FileDataset,
    wanted: &WholeList,
    style: FileStyle,
    file: File,
    progress: &dyn Fn(u64),
) -> StoreResult<Option<File>> {
    if let Some(region) = &wanted.region
        && regions::find(connection, region)?.is_none()
    {
        return Err(StoreError::Invalid(vec![regions::unknown("region", region.as_str())]));
    }
    let exporter = Exporter::new(file, dataset_columns(dataset), style, dataset.as_str());
    unless_full(written(exporter, |put| fill(connection, dataset, wanted, put, progress)))
}

fn fill(
    connection: &mut Connection,
    dataset: FileDataset,
    wanted: &WholeList,
    put: Put<'_, Value>,
    progress: &dyn Fn(u64),
) -> Made {
    let WholeList { region, year, has_identity_numbers } = wanted.clone();
    macro_rules! all {
        ($module:ident, $filter:expr, $view:expr) => {{
            let filter = $filter;
            pages(
                connection,
                by_id(),
                |connection, listing| $module::list(connection, &filter, listing),
                |_, records| {
                    let count = u64::try_from(records.len()).unwrap_or_default();
                    records.into_iter().try_for_each(|record| put(&$view(record)?))?;
                    progress(count);
                    Ok(())
                },
            )
        }};
    }
    match dataset {
        FileDataset::Cooperatives => {
            all!(cooperatives, UnitFilter { region, ..UnitFilter::default() }, |record| as_json(
                &crate::api::documents::cooperatives::view(record)
            ))
        }
        FileDataset::Umkm => {
            all!(umkm, UnitFilter { region, ..UnitFilter::default() }, |record| as_json(
                &crate::api::documents::umkm::view(record, &Scope::everywhere())
            ))
        }
        FileDataset::CooperativeReports => {
            all!(cooperative_reports, ReportFilter { region, year, ..ReportFilter::default() }, |record| as_json(
                &crate::api::documents::cooperative_reports::named_view(record)
            ))
        }
        FileDataset::UmkmReports => {
            all!(umkm_reports, ReportFilter { region, year, ..ReportFilter::default() }, |record| as_json(
                &crate::api::documents::umkm_reports::named_view(record)
            ))
        }
        FileDataset::Trainings => {
            all!(trainings, TrainingFilter { region, year, ..TrainingFilter::default() }, |record| as_json(
                &crate::api::documents::trainings::view(record)
            ))
        }
        FileDataset::Participants => all!(
            participants,
            ParticipantFilter { region, year, ..ParticipantFilter::default() },
            |found: participant::NamedParticipant| {
                let number = found.participant.identity_number.clone().filter(|_| has_identity_numbers);
                let mut value = as_json(&crate::api::documents::participants::named(found, &Scope::everywhere()))?;
                if let (Some(number), Some(members)) = (number, value.as_object_mut()) {
                    members.insert("identity_number".to_owned(), number.into());
                }
                Ok::<_, StoreError>(value)
            }
        ),
        FileDataset::Figures => {
            all!(figures, FigureFilter { region, year, ..FigureFilter::default() }, |record| as_json(
                &crate::api::documents::figures::view(record)
            ))
        }
    }
}
