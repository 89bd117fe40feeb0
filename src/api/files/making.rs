//! The making of files from the database: lists are read in chunks, few files are made at a time, and a full sheet is refused.

use std::fs::File;
use std::io;
use std::sync::LazyLock;

use serde::Serialize;
use tokio::sync::Semaphore;

use crate::domain::{Text, ViolationCode};
use crate::exchange::Exporter;
use crate::http::Problem;
use crate::store::{Connection, Keyset, Listing, Store, StoreError, StoreResult};

/// The number of records that are read at a time.
const CHUNK: i64 = 1000;

/// The number of files that are made at a time. Each holds a connection; the other connections are for readers.
static MAKING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// The reason why a file is not made.
#[derive(Debug)]
pub enum NotMade {
    /// The database or the disk failed.
    Store(StoreError),
    /// The list is longer than a sheet of an XLSX.
    Full,
}

impl From<StoreError> for NotMade {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The outcome of making a file, or a part of it.
pub type Made<T = ()> = Result<T, NotMade>;

/// Takes the rows of a file one by one.
pub type Put<'a, V> = &'a mut dyn FnMut(&V) -> Made;

/// Makes a file from one snapshot of the data, when it is its turn.
///
/// # Errors
/// 422 where a sheet is full; 503 where the disk is full.
pub async fn make(
    store: &Store,
    work: impl Fn(&mut Connection) -> Made<File> + Send + 'static,
) -> Result<File, Problem> {
    let _turn = MAKING.acquire().await.map_err(|error| Problem::internal_because(error.to_string()))?;
    let made = store.snapshot(move |connection| unless_full(work(connection))).await?;
    made.ok_or_else(|| Problem::invalid_parameter("format", ViolationCode::OutOfRange, is_full()))
}

/// `None` where a sheet is full.
pub fn unless_full(made: Made<File>) -> StoreResult<Option<File>> {
    match made {
        Ok(file) => Ok(Some(file)),
        Err(NotMade::Full) => Ok(None),
        Err(NotMade::Store(error)) => Err(error),
    }
}

/// The text for a full sheet.
pub fn is_full() -> Text {
    Text::new(
        "Daftar ini lebih panjang dari satu lembar XLSX. Pakai format=csv.",
        "The list is longer than a sheet of an XLSX. Use format=csv.",
    )
}

/// Writes a file with the rows that `fill` hands on.
pub fn written<V: Serialize>(exporter: io::Result<Exporter>, fill: impl FnOnce(Put<'_, V>) -> Made) -> Made<File> {
    let mut exporter = exporter.map_err(no_room)?;
    fill(&mut |view: &V| match exporter.row(as_json(view)?).map_err(no_room)? {
        true => Ok(()),
        false => Err(NotMade::Full),
    })?;
    Ok(exporter.finish().map_err(no_room)?)
}

/// A document as a JSON value.
pub fn as_json<V: Serialize>(view: &V) -> StoreResult<serde_json::Value> {
    serde_json::to_value(view).map_err(|error| StoreError::Internal(error.to_string()))
}

/// A new temporary file.
pub fn temporary() -> StoreResult<File> {
    tempfile::tempfile().map_err(no_room)
}

/// The error of a failed write to a temporary file: the disk is full or read-only.
fn no_room(error: io::Error) -> StoreError {
    StoreError::Unavailable(format!("a temporary file: {error}"))
}

/// The order of a whole list: that in which the records were entered.
pub fn by_id() -> Listing {
    Listing { sort: "id", descending: false, after: None, limit: CHUNK }
}

/// Reads a whole list in its order, and passes each chunk to `with`.
pub fn pages<R: Keyset>(
    connection: &mut Connection,
    order: Listing,
    fetch: impl Fn(&mut Connection, &Listing) -> StoreResult<Vec<R>>,
    mut with: impl FnMut(&mut Connection, Vec<R>) -> Made,
) -> Made {
    let mut listing = Listing { after: None, limit: CHUNK, ..order };
    loop {
        let records = fetch(connection, &listing)?;
        let Some(last) = records.last() else { return Ok(()) };
        let is_last = i64::try_from(records.len()).is_ok_and(|count| count < listing.limit);
        listing.after = Some(last.position(listing.sort));
        with(connection, records)?;
        if is_last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::problem::kinds::ProblemKind;
    use crate::store::database::url::DatabaseUrl;
    use crate::store::engine::store::StoreOptions;
    use crate::store::maintenance::opening;

    #[actix_web::test]
    async fn few_files_are_made_at_a_time_and_a_full_sheet_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let options = StoreOptions { pool_size: 2, write_queue: 16, lock_timeout: Duration::from_secs(5) };
        let store = Store::start(&opening::to_serve(&url, options.lock_timeout).unwrap(), options).unwrap();
        let others = MAKING.acquire_many(2).await.unwrap();
        let waiting = make(&store, |_| Ok(temporary()?));
        assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
        drop(others);
        assert!(make(&store, |_| Ok(temporary()?)).await.is_ok());
        let full = make(&store, |_| Err(NotMade::Full)).await.unwrap_err();
        assert_eq!(full.kind(), ProblemKind::Invalid);
    }
}
