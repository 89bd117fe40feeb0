//! Regions: the Kemendagri code is the key; the BPS code is a member.

use actix_web::{HttpRequest, delete, get, put, web};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::list_query::list_query;
use crate::api::request::resource::show;
use crate::api::request::{
    Answer, Caller, Checked, Collector, Edit, Filtered, Locked, MaybeTarget, Page, ReadOnly, Removal, Resource, Sort,
    Step, Stored, Target, filters,
};
use crate::domain::{RegionCode, RegionKind, Text, ViolationCode, Visibility, text};
use crate::entry::checker;
use crate::entry::checker::Checker;
use crate::entry::words::REGION_KINDS;
use crate::exchange::export::named_columns;
use crate::http::time::rfc3339;
use crate::http::{ETag, NoQuery, Path, Problem};
use crate::store::resources::regions;
use crate::store::{Connection, Listing, Region, RegionData, Store, Tx};

routes! {
    "regions": "Provinces, regencies and cities with both of their codes.";
    open => list, read;
    admin, impersonal, may_conflict => replace, remove;
}

/// A region (*wilayah*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Region)]
pub struct View {
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

/// The number of the document's shape, for its entity tag: raised by one whenever the same record gets another document.
const SHAPE: u32 = 1;

/// What can be set of a region
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegionInput)]
pub struct Input {
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
    fn check(self, check: &mut Checker) -> Option<RegionData> {
        let bps_code = check.required("bps_code", self.bps_code);
        let digits = |code: &String| matches!(code.len(), 2 | 4) && code.bytes().all(|byte| byte.is_ascii_digit());
        if bps_code.as_ref().is_some_and(|code| !digits(code)) {
            let (id, en) = ("Isian ini harus terdiri atas 2 atau 4 angka.", "The value must have 2 or 4 digits.");
            check.refuse("bps_code", ViolationCode::InvalidFormat, id, en);
        }
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let kind = check.required("kind", self.kind);
        let kind = check.code("kind", kind, RegionKind::parse, REGION_KINDS);
        bps_code.zip(name).zip(kind).map(|((bps_code, name), kind)| RegionData { bps_code, name, kind })
    }
}

/// Writes of regions. Only admins write them, wherever their keys are bound to.
pub struct Regions;

impl Resource for Regions {
    type Key = RegionCode;
    type Owner = ();
    type Record = Region;
    type Input = Input;
    type Data = RegionData;
    type View = View;

    const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["code"] };

    fn view(record: Region, _: Visibility) -> View {
        View::from(record)
    }

    fn tag(record: &Region, _: Visibility) -> ETag {
        ETag::of_record(SHAPE, &record.code, record.version, record.updated_at, &[])
    }

    fn address(code: &RegionCode) -> Value {
        json!({"code": code.as_str()})
    }

    fn lock(tx: &mut Tx<'_>, _: &Caller, code: &RegionCode) -> Locked<Self> {
        Ok(((), regions::get(tx, code)))
    }

    fn check_address(tx: &mut Tx<'_>, code: &RegionCode) -> Step<()> {
        match code.province() {
            Some(province) if regions::find(tx, &province)?.is_none() => Err(province_missing(&province).into()),
            _ => Ok(()),
        }
    }

    fn check(
        input: Input,
        check: &mut Checker,
        _: &mut impl checker::Regions,
        _: MaybeTarget<'_, Self>,
    ) -> Checked<Self> {
        Ok(input.check(check))
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &RegionData) -> Stored<Self> {
        regions::put(tx, target.key, data)
    }
}

list_query! {
    /// Which regions are listed
    struct RegionListQuery {
        /// Only of this kind: nation, province, kabupaten, kota.
        #[param(value_type = Option<RegionKind>, example = "kabupaten")]
        kind: Option<String>,
    }
    sort: "`code` or `-code`.", "^-?code$", ["code"], Sort::ascending("code")
}

impl Filtered for RegionListQuery {
    type Filter = Option<RegionKind>;

    async fn filter(self, _: &Store, check: &mut Collector) -> Option<RegionKind> {
        check.optional(filters::code("kind", self.kind.as_deref(), RegionKind::parse, RegionKind::ALL))
    }
}

/// List regions
#[utoipa::path(
    params(RegionListQuery, FileQuery),
    responses((status = 200, description = "A page of regions.", body = Page<View>)),
)]
#[get("/regions")]
pub async fn list(query: ListQuery<RegionListQuery>) -> Answer {
    let columns = |_: &_| named_columns(&["code", "bps_code", "name", "kind", "created_at", "updated_at"]);
    let fetch = |connection: &mut Connection, kind: &Option<RegionKind>, listing: &Listing| {
        regions::list(connection, *kind, listing)
    };
    query.check().await?.respond("regions", columns, fetch, View::from).await
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
    show::<Regions>(&request, region, Visibility::FULL)
}

/// The region in a path: 404 for a malformed code, since no region has it.
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
pub async fn replace(path: Path<String>, edit: Edit) -> Answer {
    let code = RegionCode::parse(&path).ok_or_else(|| malformed_code("code", ViolationCode::InvalidFormat))?;
    edit.replace::<Regions>(code).await
}

/// 422 for a code in the path of a PUT that no region can have.
pub fn malformed_code(parameter: &str, code: ViolationCode) -> Problem {
    let detail = Text::new(
        "Isian ini harus kode wilayah seperti 00, 15, atau 15.01.",
        "The value must be the code of a region, such as 00, 15 or 15.01.",
    );
    Problem::invalid_parameter(parameter, code, detail)
}

fn province_missing(province: &RegionCode) -> Problem {
    let detail = text!(
        "Provinsi {province} belum terdaftar; daftarkan lebih dahulu.",
        "Province {province} is not registered; register it first."
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
pub async fn remove(path: Path<String>, _: NoQuery, removal: Removal) -> Answer {
    let delete = |tx: &mut Tx<'_>, _: &_, _: &_, current: &Region| Ok(regions::delete(tx, &current.code)?);
    removal.remove::<Regions>(code_in_path(&path)?, delete).await
}
