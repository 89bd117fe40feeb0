//! Whole lists for the command line: the same records and representations as over HTTP.

use std::fs::File;

use crate::domain::{Reach, RegionCode, Year};
use crate::exchange::columns::FileDataset;
use crate::exchange::export::{Exporter, FileStyle, dataset_columns};
use crate::store::cooperative_reports::ReportFilter;
use crate::store::cooperatives::UnitFilter;
use crate::store::figures::FigureFilter;
use crate::store::participants::ParticipantFilter;
use crate::store::trainings::TrainingFilter;
use crate::store::{Connection, StoreError, StoreResult};
use crate::store::{cooperative_reports, cooperatives, figures, participants, trainings, umkm, umkm_reports};

use super::templates::pages;

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

/// Writes a data set's list to a file.
///
/// # Errors
/// Those of the database; [`StoreError::Unavailable`] where the disk is full.
pub fn write(
    connection: &mut Connection,
    dataset: FileDataset,
    wanted: &WholeList,
    style: FileStyle,
    file: File,
    progress: &dyn Fn(u64),
) -> StoreResult<File> {
    let no_room = |error: std::io::Error| StoreError::Unavailable(format!("the file cannot be written: {error}"));
    let mut out = Exporter::new(file, dataset_columns(dataset), style, dataset.as_str()).map_err(no_room)?;
    let WholeList { region, year, has_identity_numbers } = wanted.clone();
    fn json<V: serde::Serialize>(view: V) -> StoreResult<serde_json::Value> {
        serde_json::to_value(&view).map_err(|error| StoreError::Internal(error.to_string()))
    }
    macro_rules! all {
        ($module:ident, $filter:expr, $view:expr) => {{
            let filter = $filter;
            pages(
                connection,
                |connection, listing| $module::list(connection, &filter, listing),
                |_, records| {
                    let count = u64::try_from(records.len()).unwrap_or_default();
                    for record in records {
                        let value = $view(record)?;
                        if !out.row(value).map_err(no_room)? {
                            return Err(StoreError::Unavailable(
                                "a sheet has no room for the list; take CSV".to_owned(),
                            ));
                        }
                    }
                    progress(count);
                    Ok(())
                },
            )
        }};
    }
    match dataset {
        FileDataset::Cooperatives => {
            all!(cooperatives, UnitFilter { region, ..UnitFilter::default() }, |record| json(
                super::cooperatives::view(record)
            ))
        }
        FileDataset::Umkm => {
            all!(umkm, UnitFilter { region, ..UnitFilter::default() }, |record| json(super::umkm::view(
                record,
                &Reach::everywhere()
            )))
        }
        FileDataset::CooperativeReports => {
            all!(cooperative_reports, ReportFilter { region, year, ..ReportFilter::default() }, |record| json(
                super::cooperative_reports::named_view(record)
            ))
        }
        FileDataset::UmkmReports => {
            all!(umkm_reports, ReportFilter { region, year, ..ReportFilter::default() }, |record| json(
                super::umkm_reports::named_view(record)
            ))
        }
        FileDataset::Trainings => {
            all!(trainings, TrainingFilter { region, year, ..TrainingFilter::default() }, |record| json(
                super::trainings::view(record)
            ))
        }
        FileDataset::Participants => all!(
            participants,
            ParticipantFilter { region, year, ..ParticipantFilter::default() },
            |found: participants::NamedParticipant| {
                let number = found.participant.identity_number.clone().filter(|_| has_identity_numbers);
                let mut value = json(super::participants::named(found, &Reach::everywhere()))?;
                if let (Some(number), Some(members)) = (number, value.as_object_mut()) {
                    members.insert("identity_number".to_owned(), number.into());
                }
                Ok::<_, StoreError>(value)
            }
        ),
        FileDataset::Figures => {
            all!(figures, FigureFilter { region, year, ..FigureFilter::default() }, |record| json(
                super::figures::view(record)
            ))
        }
    }?;
    out.finish().map_err(no_room)
}
