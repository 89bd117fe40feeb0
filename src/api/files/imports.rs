//! Whole files in: an import says what it does to the figures, tried or done.

use std::fs::File;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::rt::time::{Instant, timeout};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use futures_core::Stream;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::IntoParams;

use crate::api::documents::imports::{ImportView, PastView};
use crate::api::files::answer;
use crate::api::files::export::FileList;
use crate::api::files::lists::ListQuery;
use crate::api::files::style::{FileQuery, dataset_in_path, numbers_in_query};
use crate::api::operations::forms::{CSV, JSON, XLSX};
use crate::api::request::caller::Caller;
use crate::api::request::filters;
use crate::api::request::idempotency::IdempotencyKey;
use crate::api::request::page::{LISTING_KEYS, Page, PageRequest, Sort};
use crate::api::request::respond::posted;
use crate::api::request::stored_response::{Replay, StoredResponse};
use crate::api::request::write::Answer;
use crate::domain::{Text, ViolationCode, Year};
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::named_columns;
use crate::exchange::import::report::Refusal;
use crate::exchange::import::{ImportOptions, run};
use crate::exchange::source::{Source, Spool};
use crate::http::json::body_limits::{BodyLimits, time_earned};
use crate::http::params::{Path, Query};
use crate::http::problem::Problem;
use crate::http::problem::field_error::{FieldError, Place};
use crate::http::problem::kinds::ErrorCode;
use crate::http::request_id::concealed;
use crate::http::serialise::to_json;
use crate::http::time::today_in_jakarta;
use crate::http::{accept, language};
use crate::store::database::connection::Connection;
use crate::store::database::error::WriteError;
use crate::store::engine::store::Store;
use crate::store::import::past;
use crate::store::import::past::PastImport;

/// Imports run one at a time.
static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// So much of a body is gathered before it goes to the disk.
const PIECE: usize = 256 * 1024;

/// How a file is to be taken in
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Only say what would come of it; nothing is kept.
    #[param(default = false)]
    dry_run: Option<bool>,
    /// `warnings`: amounts 100 times above or below those of the year before are right.
    #[param(pattern = "^warnings$", example = "warnings")]
    confirm: Option<String>,
    /// How numbers are written: `id` for 1.250.000,50, `en` for 1250000.50. Unless said, `id` in a CSV with semicolons.
    #[param(pattern = "^(id|en)$", example = "id")]
    numbers: Option<String>,
    /// What the file is called, for the list of imports; `Content-Disposition` says it too.
    #[param(max_length = 200)]
    name: Option<String>,
}

/// Which past imports are listed
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PastQuery {
    /// How many items a page has.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// Where the page starts: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The columns of the list as a file.
const COLUMNS: [&str; 12] = [
    "id",
    "dataset",
    "file_name",
    "digest",
    "bytes",
    "rows",
    "created",
    "updated",
    "unchanged",
    "actor",
    "key_id",
    "imported_at",
];

/// List the imports of a data set
///
/// Of files that name persons, `participants` and `umkm`, what the file was called and its digest are shown to operators for all
/// regions, and to whoever sent the file.
#[utoipa::path(tag = "files", params(("dataset" = FileDataset, Path, description = "Of which data set."), PastQuery, FileQuery), responses((status = 200, description = "A page of the imports that were done, the newest first.", body = Page<PastView>)))]
#[get("/imports/{dataset}")]
pub async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<String>,
    query: ListQuery<PastQuery>,
) -> Answer {
    let dataset = dataset_in_path(&path)?;
    let (query, file) = query.into_parts();
    let newest_first = Sort { by: "id", descending: true };
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), newest_first, LISTING_KEYS)?;
    let view = move |import: PastImport| PastView::new(import, dataset, &caller);
    if let Some(style) = file {
        let whole = FileList { name: format!("imports-{dataset}"), columns: named_columns(&COLUMNS), style };
        let fetch = move |connection: &mut Connection, listing: &_| past::list(connection, dataset.as_str(), listing);
        return whole.respond(&request, &store, &page, fetch, view).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| past::list(connection, dataset.as_str(), &listing)).await?;
    Page::from_records(&page, rows, view)?.respond(&request)
}

/// Import a file
///
/// CSV in UTF-8 or XLSX. Rows are found by their natural key and created or changed; a column that is absent leaves the
/// member as it is, an empty cell sets null. All or nothing, and all errors at once. With `Accept: text/csv` a file that is
/// refused comes back with what is wrong beside each row, to be mended and sent again.
#[utoipa::path(tag = "files", params(("dataset" = FileDataset, Path, description = "What the file holds."), ImportQuery), request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, description = "It is taken in, or would be.", body = ImportView)))]
#[post("/imports/{dataset}")]
pub async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    once: IdempotencyKey,
    path: Path<String>,
    query: Query<ImportQuery>,
    body: web::Payload,
) -> Answer {
    let headers = request.headers();
    let dataset = dataset_in_path(&path)?;
    let confirms_warnings = match query.confirm.as_deref() {
        None => false,
        Some("warnings") => true,
        Some(_) => {
            let detail = Text::new("confirm hanya dapat berupa warnings.", "confirm can only be warnings.");
            return Err(Problem::invalid_parameter("confirm", ViolationCode::InvalidCode, detail));
        }
    };
    let wants_csv = accept::weight(headers, CSV) > accept::weight(headers, JSON);
    let language = language::preferred(headers);
    let options = ImportOptions {
        dataset,
        numbers: numbers_in_query(query.numbers.as_deref())?,
        is_dry_run: query.dry_run.unwrap_or(false),
        confirms_warnings,
        wants_corrected: wants_csv.then_some(language),
        file_name: file_name(headers, query.into_inner().name)?,
        latest: Year::latest(today_in_jakarta()),
        scope: caller.scope.clone(),
        patience: store.import_patience(),
    };
    let limits = request.app_data::<BodyLimits>().copied().unwrap_or_default();
    check_head(headers, limits.file)?;
    let source = Arc::new(receive(body, limits).await?);
    let turn = turn(store.import_patience()).await?;
    let asked = once.request_digest(source.digest.as_bytes());
    let outcome = store
        .write_long(caller.author(), move |tx| {
            // It is this import's turn until the work ends, even where nobody waits for it any more.
            let _turn: &OwnedSemaphorePermit = &turn;
            if let Some(earlier) = once.earlier(tx, &asked).map_err(Refused::from_step)? {
                return Ok((earlier, true));
            }
            let report = run(tx, &source, &options, &|_| {}).map_err(Refused::from_import)?;
            let body = to_json(&ImportView::from(report)).map_err(|problem| WriteError::Refused(problem.into()))?;
            let done = StoredResponse { status: StatusCode::OK, location: None, tag: None, body };
            once.store(tx, &asked, &done, Replay::Whole).map_err(Refused::from_step)?;
            Ok((done, false))
        })
        .await;
    match outcome {
        Ok((done, is_replayed)) => posted(&request, done, is_replayed),
        Err(WriteError::Store(error)) => Err(error.into()),
        Err(WriteError::Refused(Refused::Problem(problem))) => Err(*problem),
        Err(WriteError::Refused(Refused::Import(refusal))) => refused(&request, *refusal),
    }
}

/// Why nothing is kept of an import.
enum Refused {
    /// The file, or what was asked of it.
    Import(Box<Refusal>),
    /// The request.
    Problem(Box<Problem>),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl Refused {
    fn from_step(error: WriteError<Problem>) -> WriteError<Self> {
        match error {
            WriteError::Store(error) => WriteError::Store(error),
            WriteError::Refused(problem) => WriteError::Refused(problem.into()),
        }
    }

    fn from_import(error: WriteError<Refusal>) -> WriteError<Self> {
        match error {
            WriteError::Store(error) => WriteError::Store(error),
            WriteError::Refused(refusal) => WriteError::Refused(Self::Import(Box::new(refusal))),
        }
    }
}

fn refused(request: &HttpRequest, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::DryRun(report) => crate::api::request::respond::json_ok(request, &ImportView::from(*report)),
        Refusal::File(error) => Err(Problem::unreadable_file(*error)),
        Refusal::Faults(_, Some(file)) | Refusal::Doubts(_, Some(file)) => corrected(request, file),
        Refusal::Faults(mut report, None) => {
            let (total, failed) = (report.fault_total, report.failed);
            let detail = Text::new(
                format!("Berkas tidak diimpor: {total} kesalahan di {failed} baris; lihat errors."),
                format!("The file was not imported: {total} errors in {failed} rows; see errors."),
            );
            Err(Problem::refused_file(std::mem::take(&mut report.faults), detail, (*report).into()))
        }
        Refusal::Doubts(report, None) => {
            let total = report.slip_total;
            let detail = Text::new(
                format!(
                    "Berkas tidak diimpor: {total} nilai 100 kali di atas atau di bawah tahun sebelumnya; periksa satuannya, atau kirim dengan ?confirm=warnings."
                ),
                format!(
                    "The file was not imported: {total} amounts are 100 times above or below the year before; look at their unit, or send it with ?confirm=warnings."
                ),
            );
            let faults = report.slips.iter().map(|slip| slip.fault.clone()).collect();
            Err(Problem::refused_file(faults, detail, (*report).into()))
        }
    }
}

/// The file that was sent, with what is wrong beside each row.
fn corrected(request: &HttpRequest, file: File) -> Answer {
    let mut response = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
    response.insert_header((CONTENT_DISPOSITION, "attachment; filename=\"corrected.csv\""));
    answer::send(request, response, "text/csv; charset=utf-8", file)
}

/// What the head tells already, so that a body that is refused anyway is not read.
fn check_head(headers: &HeaderMap, limit: u64) -> Result<(), Problem> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let unsupported = || Problem::unsupported_media_type(&format!("{CSV}, {XLSX}"));
    let mut parts = text(CONTENT_TYPE).ok_or_else(unsupported)?.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_utf8 = |value: &str| ["utf-8", "utf8"].contains(&value.trim_matches('"').to_ascii_lowercase().as_str());
    let charset = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    if ![CSV, XLSX, "application/octet-stream"].contains(&media_type.as_str())
        || charset.is_some_and(|(_, value)| !is_utf8(value))
        || text(CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"))
    {
        return Err(unsupported());
    }
    match text(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok()) {
        Some(length) if length > limit => Err(too_large(limit)),
        _ => Ok(()),
    }
}

fn too_large(limit: u64) -> Problem {
    Problem::too_large(usize::try_from(limit).unwrap_or(usize::MAX))
}

/// What the file is called: for people, so whatever is no visible letter is left out of it, and any folder.
fn file_name(headers: &HeaderMap, given: Option<String>) -> Result<Option<String>, Problem> {
    let given = filters::short("name", given, 200)?;
    let disposition = headers.get(CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    let of_header = || {
        let named = disposition?.split(';').map(str::trim).find_map(|part| part.strip_prefix("filename="))?;
        Some(named.trim_matches('"').to_owned())
    };
    let name = given.or_else(of_header).map(|name| {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        concealed(&last.chars().filter(|character| !character.is_control()).take(200).collect::<String>())
    });
    Ok(name.filter(|name| !name.is_empty()))
}

/// The body, in a temporary file that is gone with the request.
async fn receive(mut body: web::Payload, limits: BodyLimits) -> Result<Source, Problem> {
    let (began, limit) = (Instant::now(), limits.file);
    let mut spool = Spool::new().map_err(|error| no_room(&error))?;
    let mut gathered: Vec<u8> = Vec::with_capacity(PIECE);
    loop {
        let come = spool.bytes() + u64::try_from(gathered.len()).unwrap_or_default();
        let next = std::future::poll_fn(|context| Pin::new(&mut body).poll_next(context));
        let left = (limits.time + time_earned(come)).saturating_sub(began.elapsed());
        let piece = timeout(left, next).await.map_err(|_| incomplete())?;
        let is_last = piece.is_none();
        if let Some(piece) = piece {
            gathered.extend_from_slice(&piece.map_err(|_| incomplete())?);
        }
        let so_far = spool.bytes() + u64::try_from(gathered.len()).unwrap_or_default();
        if so_far > limit {
            return Err(too_large(limit));
        }
        if gathered.len() >= PIECE || is_last {
            let piece = std::mem::replace(&mut gathered, Vec::with_capacity(PIECE));
            spool = web::block(move || spool.push(&piece).map(|()| spool))
                .await
                .map_err(|error| Problem::internal_because(error.to_string()))?
                .map_err(|error| no_room(&error))?;
        }
        if is_last {
            break;
        }
    }
    if spool.bytes() == 0 {
        let detail = Text::new("Isi permintaan kosong.", "The request has no body.");
        return Err(Problem::malformed(vec![FieldError { place: Place::Nowhere, code: ErrorCode::EmptyBody, detail }]));
    }
    Ok(spool.finish())
}

fn incomplete() -> Problem {
    let detail = Text::new("Isi permintaan tidak sampai selesai.", "The body did not arrive to its end.");
    Problem::malformed(vec![FieldError { place: Place::Nowhere, code: ErrorCode::IncompleteBody, detail }])
}

fn no_room(error: &std::io::Error) -> Problem {
    Problem::unavailable(Text::new(
        "Tidak ada ruang untuk berkas sementara. Coba lagi nanti.",
        "There is no room for a temporary file. Try again later.",
    ))
    .because(log::Level::Error, format!("a temporary file: {error}"))
}

/// Waits until no other import is under way.
async fn turn(patience: Duration) -> Result<OwnedSemaphorePermit, Problem> {
    match timeout(patience, Arc::clone(&TURN).acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Problem::unavailable(Text::new(
            "Impor lain sedang berjalan. Coba lagi sebentar.",
            "Another import is under way. Try again shortly.",
        ))),
    }
}
