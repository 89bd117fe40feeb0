//! The import of whole files over HTTP, and the list of past imports.

use std::fs::File;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderMap};
use actix_web::rt::time::timeout;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use futures_core::Stream;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::IntoParams;

use crate::api::documents::imports::{ImportView, PastView};
use crate::api::files::answer;
use crate::api::files::export::FileList;
use crate::api::files::lists::ListQuery;
use crate::api::files::refusal::{refused_file, unreadable_file};
use crate::api::files::style::{FileQuery, dataset_in_path, numbers_in_query};
use crate::api::openapi::file_schemas::{CsvFile, SentCsvFile, XlsxFile};
use crate::api::operations::forms::{CSV, JSON, XLSX};
use crate::api::operations::routes::routes;
use crate::api::request::page::LISTING_KEYS;
use crate::api::request::respond::posted;
use crate::api::request::{Answer, Caller, IdempotencyKey, Page, PageRequest, Replay, Sort, StoredResponse, filters};
use crate::domain::{Text, ViolationCode, Year};
use crate::exchange::export::named_columns;
use crate::exchange::import::run::run;
use crate::exchange::{FileDataset, ImportOptions, Refusal, Source, Spool};
use crate::http::body_head::check_body_head;
use crate::http::request_id::concealed;
use crate::http::serialise::to_json;
use crate::http::time::today_in_jakarta;
use crate::http::{BodyLimits, ErrorCode, FieldError, Path, Place, Problem, ProblemBody, Query, accept, language};
use crate::store::import::past;
use crate::store::{Connection, PastImport, Store, WriteError};

routes! {
    "files": "Whole files in and out: imports with a preview of their effect, templates.";
    viewer => list;
    operator, may_conflict => create;
}

/// Imports run one at a time.
static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// The number of bytes of a body that are collected before they are written to the disk.
const PIECE: usize = 256 * 1024;

/// How a file is imported
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Only report what the import would do; nothing is stored.
    #[param(default = false)]
    dry_run: Option<bool>,
    /// `warnings`: amounts 100 times above or below those of the year before are right.
    #[param(pattern = "^warnings$", example = "warnings")]
    confirm: Option<String>,
    /// How numbers are written: `id` for 1.250.000,50, `en` for 1250000.50. The default is `id` in a CSV with semicolons.
    #[param(pattern = "^(id|en)$", example = "id")]
    numbers: Option<String>,
    /// The file's name, for the list of imports; `Content-Disposition` can give it too.
    #[param(format = "line", max_length = 200)]
    name: Option<String>,
}

/// Which past imports are listed
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PastQuery {
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
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
/// For the data sets with persons, `participants` and `umkm`, the file's name and digest are shown only to operators for all
/// regions and to the caller that sent the file.
#[utoipa::path(
    params(("dataset" = FileDataset, Path, description = "The data set."), PastQuery, FileQuery),
    responses(
        (status = 200, description = "A page of the imports that were done, the newest first.", body = Page<PastView>),
    ),
)]
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
    let view = move |import: PastImport| PastView::new(import, dataset, &caller.scope, caller.key_id);
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
/// member unchanged, an empty cell sets null. All rows are imported or none, and all errors are reported at once. With
/// `Accept: text/csv` a refused file comes back with the errors beside each row, to be corrected and sent again.
#[utoipa::path(
    params(("dataset" = FileDataset, Path, description = "The data set of the file."), ImportQuery),
    request_body(
        content(
            (SentCsvFile = "text/csv", example = "register_number,name,region\nUMKM-0001,Warung Sari,15.71\n"),
            (XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ),
    ),
    responses(
        (status = 200, description = "The file was imported, or would be.", body = ImportView),
        (
            status = 422,
            description = "The file was not imported. As CSV, if `Accept` names it, the answer is the file with the errors beside each row.",
            content((ProblemBody = "application/problem+json"), (CsvFile = "text/csv")),
        ),
    ),
)]
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
            let detail = Text::new("Isian ini hanya dapat berupa warnings.", "The value can only be warnings.");
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
        patience: store.options.import_timeout(),
    };
    let limits = request.app_data::<BodyLimits>().copied().unwrap_or_default();
    let types = [CSV, XLSX, "application/octet-stream"];
    check_body_head(headers, &types, &["utf-8", "utf8"], &format!("{CSV}, {XLSX}"), limits.file)?;
    let source = Arc::new(receive(body, limits).await?);
    let turn = turn(store.options.import_timeout()).await?;
    let asked = once.request_digest(source.digest.as_bytes());
    let outcome = store
        .write_long(caller.author(), move |tx| {
            // The turn lasts until the work ends, even where the client has gone.
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

/// The reason why an import stores nothing.
enum Refused {
    /// The file, or the options of the import.
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
        Refusal::File(error) => Err(unreadable_file(*error)),
        Refusal::Faults(_, Some(file)) | Refusal::Doubts(_, Some(file)) => corrected(request, file),
        Refusal::Faults(mut report, None) => {
            let (total, failed) = (report.fault_total, report.failed);
            let detail = Text::new(
                format!("Berkas tidak diimpor: {total} kesalahan di {failed} baris. Lihat errors."),
                format!("The file was not imported: {total} errors in {failed} rows. See errors."),
            );
            Err(refused_file(std::mem::take(&mut report.faults), detail, &(*report).into()))
        }
        Refusal::Doubts(report, None) => {
            let total = report.slip_total;
            let detail = Text::new(
                format!(
                    "Berkas tidak diimpor: {total} nilai 100 kali di atas atau di bawah tahun sebelumnya. Periksa satuannya, atau kirim dengan ?confirm=warnings."
                ),
                format!(
                    "The file was not imported: {total} amounts are 100 times above or below the year before. Check their unit, or send it with ?confirm=warnings."
                ),
            );
            let faults = report.slips.iter().map(|slip| slip.fault.clone()).collect();
            Err(refused_file(faults, detail, &(*report).into()))
        }
    }
}

/// Answers 422 with the corrected file: the one that was sent, with the faults beside each row.
fn corrected(request: &HttpRequest, file: File) -> Answer {
    let mut response = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
    response.insert_header((CONTENT_DISPOSITION, "attachment; filename=\"corrected.csv\""));
    answer::send(request, response, "text/csv; charset=utf-8", file)
}

/// The name of the file, without folders and control characters.
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

/// Stores the body in a temporary file, which is removed with the request.
async fn receive(mut body: web::Payload, limits: BodyLimits) -> Result<Source, Problem> {
    let limit = limits.file;
    let mut spool = Spool::new().map_err(|error| no_room(&error))?;
    let mut gathered: Vec<u8> = Vec::with_capacity(PIECE);
    loop {
        let piece = std::future::poll_fn(|context| Pin::new(&mut body).poll_next(context)).await;
        let is_last = piece.is_none();
        if let Some(piece) = piece {
            gathered.extend_from_slice(&piece.map_err(|_| incomplete())?);
        }
        let so_far = spool.bytes() + u64::try_from(gathered.len()).unwrap_or_default();
        if so_far > limit {
            return Err(Problem::too_large(limit));
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
    let detail = Text::new("Isi permintaan tidak sampai selesai.", "The body did not arrive completely.");
    Problem::malformed(vec![FieldError { place: Place::Nowhere, code: ErrorCode::IncompleteBody, detail }])
}

fn no_room(error: &std::io::Error) -> Problem {
    Problem::unavailable(Text::new(
        "Tidak ada ruang untuk berkas sementara. Coba lagi nanti.",
        "There is no room for a temporary file. Try again later.",
    ))
    .because(log::Level::Error, format!("a temporary file: {error}"))
}

/// Waits until no other import is in progress.
async fn turn(patience: Duration) -> Result<OwnedSemaphorePermit, Problem> {
    match timeout(patience, Arc::clone(&TURN).acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Problem::unavailable(Text::new(
            "Impor lain sedang berjalan. Coba lagi sebentar.",
            "Another import is in progress. Try again shortly.",
        ))),
    }
}
