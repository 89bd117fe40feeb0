//! The export of a data set for the command line: the same records and documents as over HTTP.

use std::fs::File;

use crate::api::files::making::{unless_full, written};
use crate::api::files::records::{Selection, walk};
use crate::domain::Scope;
use crate::exchange::export::dataset_columns;
use crate::exchange::{Exporter, FileDataset, FileStyle};
use crate::store::resources::regions;
use crate::store::{Connection, StoreError, StoreResult};

/// Writes a data set's list to a file; `None` where it is an XLSX and its sheet is full. `progress` is called with the number of
/// records of each chunk.
///
/// # Errors
/// [`StoreError::Unavailable`] where the disk is full; [`StoreError::Invalid`] for a region that is not registered.
pub fn write(
    connection: &mut Connection,
    dataset: FileDataset,
    selection: &Selection,
    style: FileStyle,
    file: File,
    progress: &dyn Fn(u64),
) -> StoreResult<Option<File>> {
    if let Some(region) = &selection.region
        && regions::find(connection, region)?.is_none()
    {
        return Err(StoreError::Invalid(vec![regions::unknown("region", region.as_str())]));
    }
    let exporter = Exporter::new(file, dataset_columns(dataset), style, dataset.as_str());
    unless_full(written(exporter, |put| {
        walk(connection, dataset, selection, &Scope::everywhere(), |record| put(&record), progress)
    }))
}
