//! Regions: the Kemendagri code is the key, the BPS code stands beside it.

use actix_web::{HttpRequest, delete, get, put, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::api::files::export::{FileList, ListQuery};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::caller::Caller;
use crate::api::request::filters;
use crate::api::request::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use crate::api::request::respond::{json_ok, no_content};
use crate::api::request::write::{Answer, Edit, ReadOnly, check_delete, put_answer, write};
use crate::domain::{RegionCode, RegionKind, Text, ViolationCode};
use crate::entry::checker::Checker;
use crate::entry::words::REGION_KINDS;
use crate::exchange::export::named_columns;
use crate::http::etag::Conditions;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::{Problem, both};
use crate::http::time::rfc3339;
use crate::store::database::connection::Connection;
use crate::store::engine::store::Store;
use crate::store::models::region::{Region, RegionData};
use crate::store::resources::regions;

routes! {
    "regions": "Provinces, regencies and cities with both of their codes.";
    open => list, read;
    admin, impersonal, may_conflict => replace, remove;
}

/// A region (*wilayah*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Region)]
struct View {
    /// Kemendagri code.
    #[schema(format = "region", example = "15.06")]
    code: String,
    /// BPS code. Four of Jambi's regions have a BPS code that is the Kemendagri code of another region: always name the kind of code.
    #[schema(format = "bps-code", example = "1507")]
    bps_code: String,
    /// Name without its kind.
    #[schema(format = "line", example = "Tanjung Jabung Barat")]
    name: String,
    /// The kind.
    kind: RegionKind,
    /// When it was loaded.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Region> for View {
    fn from(region: Region) -> Self {
        Self {
            code: region.code.to_string(),
            bps_code: region.bps_code,
            name: region.name,
            kind: region.kind,
            created_at: rfc3339(region.created_at),
            updated_at: rfc3339(region.updated_at),
        }
    }
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["code"] };

/// What can be set of a region
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegionInput)]
struct Input {
    /// BPS code, unique.
    #[schema(required, nullable = false, format = "bps-code", example = "1507")]
    bps_code: Option<String>,
    /// Name without its kind.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Tanjung Jabung Barat")]
    name: Option<String>,
    /// What it is; must fit the code: nation `00`, province `15`, kabupaten or kota `15.01`.
    #[schema(required, nullable = false, value_type = RegionKind)]
    kind: Option<String>,
}

impl Input {
    fn check(self, mut check: Checker) -> Result<RegionData, Problem> {
        let bps_code = check.required("bps_code", self.bps_code);
        let digits = |code: &String| matches!(code.len(), 2 | 4) && code.bytes().all(|byte| byte.is_ascii_digit());
        if bps_code.as_ref().is_some_and(|code| !digits(code)) {
            let (id, en) = ("harus terdiri atas 2 atau 4 angka", "must have 2 or 4 digits");
            check.refuse("bps_code", ViolationCode::InvalidFormat, id, en);
        }
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let kind = check.required("kind", self.kind);
        let kind = check.code("kind", kind, RegionKind::parse, REGION_KINDS);
        let data = bps_code.zip(name).zip(kind).map(|((bps_code, name), kind)| RegionData { bps_code, name, kind });
        check.finish(data).map_err(Problem::invalid)
    }
}

/// Which regions are listed
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RegionListQuery {
    /// Only of this kind: nation, province, kabupaten, kota.
    #[param(value_type = Option<RegionKind>, example = "kabupaten")]
    kind: Option<String>,
    /// `code` or `-code`.
    #[param(max_length = 50, pattern = "^-?code$")]
    sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

/// List regions
#[utoipa::path(
    params(RegionListQuery, FileQuery),
    responses((status = 200, description = "A page of regions.", body = Page<View>)),
)]
#[get("/regions")]
pub async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<RegionListQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let sort = parse_sort(query.sort.as_deref(), &["code"], Sort::ascending("code"))?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let kind = filters::code("kind", query.kind.as_deref(), RegionKind::parse, RegionKind::ALL);
    let (page, kind) = both(page, kind)?;
    if let Some(style) = file {
        let columns = named_columns(&["code", "bps_code", "name", "kind", "created_at", "updated_at"]);
        let whole = FileList { name: "regions".to_owned(), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| regions::list(connection, kind, listing);
        return whole.respond(&request, &store, &page, fetch, View::from).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| regions::list(connection, kind, &listing)).await?;
    Page::from_records(&page, rows, View::from)?.respond(&request)
}

/// Read a region
#[utoipa::path(
    params(("code" = String, Path, format = "region", description = "Kemendagri code.", example = "15.06")),
    responses((status = 200, description = "The region.", body = View)),
)]
#[get("/regions/{code}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<String>, _: NoQuery) -> Answer {
    let code = code_in_path(&path.into_inner())?;
    let region = store.lookup(move |connection| regions::get(connection, &code)).await?;
    json_ok(&request, &View::from(region))
}

/// What is no code at all names no region either.
pub fn code_in_path(raw: &str) -> Result<RegionCode, Problem> {
    RegionCode::parse(raw).ok_or_else(|| {
        Problem::not_found(Text::new(
            "Wilayah ini tidak terdaftar; kode Kemendagri seperti 15.01.",
            "This region is not registered; a Kemendagri code such as 15.01.",
        ))
    })
}

/// Load or replace a region
///
/// A regency or city needs its province to be loaded. The nation (`00`), once loaded, covers all regions.
#[utoipa::path(
    params(("code" = String, Path, format = "region", description = "Kemendagri code.", example = "15.06")),
    request_body = Input,
    responses(
        (status = 200, description = "The record was replaced.", body = View),
        (status = 201, description = "The region was loaded.", body = View),
    ),
)]
#[put("/regions/{code}")]
pub async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<String>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    let code = RegionCode::parse(&path.into_inner()).ok_or_else(|| {
        let detail = Text::new(
            "Kode wilayah harus seperti 00, 15, atau 15.01.",
            "A region's code must be like 00, 15 or 15.01.",
        );
        Problem::invalid_parameter("code", ViolationCode::InvalidFormat, detail)
    })?;
    let change = Edit::put(document, conditions).at(json!({"code": code.as_str()}));
    let (is_new, view) = write(&store, caller, move |tx| {
        if let Some(province) = code.province()
            && regions::find(tx, &province)?.is_none()
        {
            Err(province_missing(&province))?;
        }
        let current = regions::find(tx, &code)?.map(View::from);
        let (input, check): (Input, _) = change.apply(current.as_ref(), READ_ONLY)?;
        let data = input.check(check)?;
        Ok((current.is_none(), View::from(regions::put(tx, &code, &data)?)))
    })
    .await?;
    put_answer(&request, is_new, &view)
}

fn province_missing(province: &RegionCode) -> Problem {
    let detail = Text::new(
        format!("Provinsi {province} belum terdaftar; daftarkan lebih dahulu."),
        format!("Province {province} is not registered; register it first."),
    );
    Problem::invalid_parameter("code", ViolationCode::UnknownRegion, detail)
}

/// Delete a region
///
/// A region that a record or figure belongs to, or that has regions below it, is 409 `has_records`.
#[utoipa::path(
    params(("code" = String, Path, format = "region", description = "Kemendagri code.", example = "15.06")),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/regions/{code}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<String>,
    _: NoQuery,
    conditions: Conditions,
) -> Answer {
    let code = code_in_path(&path.into_inner())?;
    write(&store, caller, move |tx| {
        check_delete(&conditions, &View::from(regions::get(tx, &code)?))?;
        Ok(regions::delete(tx, &code)?)
    })
    .await?;
    Ok(no_content())
}
