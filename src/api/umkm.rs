//! The register of assisted businesses (*UMKM binaan*): usually one person's, so that their figures are personal data.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::store::umkm::{self, Business, BusinessData};
use crate::store::{Connection, Store, StoreResult};

use super::caller::Caller;
use super::checker::Checker;
use super::clock::rfc3339;
use super::cooperatives::{Cascade, UnitQuery};
use super::etag::Conditions;
use super::idempotency::{Once, create as create_once};
use super::json::JsonDocument;
use super::page::Page;
use super::params::{NoQuery, Path, Query};
use super::problem::Problem;
use super::respond::{json_ok, no_content};
use super::writing::{Answer, Change, ReadOnly, check_delete, write};
use crate::domain::ViolationCode;

/// An assisted business (*UMKM binaan*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Umkm)]
struct View {
    /// The service's own number.
    id: i64,
    /// The office's own number, unique.
    #[schema(example = "UMKM-0001")]
    register_number: String,
    /// Name.
    name: String,
    /// Where it is now (Kemendagri code); its reports carry their own.
    #[schema(example = "15.71")]
    region: String,
    /// Whose it is: personal data.
    #[schema(required)]
    owner_name: Option<String>,
    /// Business identification number (*NIB*), 13 digits, unique.
    #[schema(required)]
    nib: Option<String>,
    /// KBLI code.
    #[schema(required)]
    sector: Option<String>,
    /// From when it is expected to report.
    #[schema(required, format = Date)]
    assisted_since: Option<String>,
    /// Until when.
    #[schema(required, format = Date)]
    assisted_until: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Business> for View {
    fn from(unit: Business) -> Self {
        Self {
            id: unit.id,
            register_number: unit.register_number,
            name: unit.name,
            region: unit.region.to_string(),
            owner_name: unit.owner_name,
            nib: unit.nib,
            sector: unit.sector,
            assisted_since: unit.assisted_since.map(|date| date.to_string()),
            assisted_until: unit.assisted_until.map(|date| date.to_string()),
            created_at: rfc3339(unit.created_at),
            updated_at: rfc3339(unit.updated_at),
        }
    }
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["id", "created_at", "updated_at"], derived: &[] };

/// What can be set of an assisted business
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UmkmInput)]
struct Input {
    /// The office's own number, unique.
    #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "UMKM-0001")]
    register_number: Option<String>,
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Warung Sari")]
    name: Option<String>,
    /// Where it is (Kemendagri code).
    #[schema(required, nullable = false, pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    region: Option<String>,
    /// Whose it is: personal data.
    #[schema(min_length = 1, max_length = 200)]
    owner_name: Option<String>,
    /// Business identification number (*NIB*), unique.
    #[schema(pattern = r"^\d{13}$", example = "1234567890123")]
    nib: Option<String>,
    /// KBLI code: a category letter, two to five digits, or both.
    #[schema(pattern = r"^([A-U]|[A-U]?\d{2,5})$", example = "56103")]
    sector: Option<String>,
    /// From when it is expected to report.
    #[schema(format = Date, example = "2019-01-15")]
    assisted_since: Option<String>,
    /// Until when.
    #[schema(format = Date, example = "2024-12-31")]
    assisted_until: Option<String>,
}

impl Input {
    fn check(self, connection: &mut Connection, mut check: Checker) -> StoreResult<Result<BusinessData, Problem>> {
        let register_number = check.required("register_number", self.register_number);
        let register_number = check.text("register_number", register_number, 64);
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let region = check.required("region", self.region);
        let region = check.region(connection, "region", region)?;
        let owner_name = check.text("owner_name", self.owner_name, 200);
        let nib = check.digits("nib", self.nib, 13);
        let sector = self.sector.filter(|sector| {
            let is_code = is_kbli(sector);
            if !is_code {
                let (id, en) =
                    ("harus kode KBLI seperti G, 56, atau 56103", "must be a KBLI code such as G, 56 or 56103");
                check.refuse("sector", ViolationCode::InvalidFormat, id, en);
            }
            is_code
        });
        let assisted_since = check.date("assisted_since", self.assisted_since);
        let assisted_until = check.date("assisted_until", self.assisted_until);
        check.in_order(("assisted_since", assisted_since), ("assisted_until", assisted_until));
        let data = register_number.zip(name).zip(region).map(|((register_number, name), region)| BusinessData {
            register_number,
            name,
            region,
            owner_name,
            nib,
            sector,
            assisted_since,
            assisted_until,
        });
        Ok(check.finish(data))
    }
}

/// A category letter (A to U), two to five digits, or both.
fn is_kbli(code: &str) -> bool {
    let digits = code.strip_prefix(|letter: char| ('A'..='U').contains(&letter)).unwrap_or(code);
    let category_alone = digits.is_empty() && !code.is_empty();
    category_alone || ((2..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// List assisted businesses
#[utoipa::path(tag = "umkm", params(UnitQuery), responses((status = 200, description = "A page of the register.", body = Page<View>)))]
#[get("/umkm")]
pub(super) async fn list(request: HttpRequest, store: web::Data<Store>, query: Query<UnitQuery>) -> Answer {
    let (filter, page) = query.into_inner().read(&store).await?;
    let listing = page.listing()?;
    let rows = store.read(move |connection| umkm::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, View::from)?.respond(&request)
}

/// Enter a business
#[utoipa::path(tag = "umkm", request_body = Input, responses((status = 201, description = "It is entered.", body = View)))]
#[post("/umkm")]
pub(super) async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    _: NoQuery,
    once: Once,
    document: JsonDocument,
) -> Answer {
    let sent = document.text();
    let change = Change::put(document, Conditions::default());
    create_once(&request, &store, caller, once, sent.as_bytes(), move |tx| {
        let (input, check): (Input, _) = change.apply(None::<&View>, READ_ONLY)?;
        let data = input.check(tx, check)??;
        let view = View::from(umkm::create(tx, &data)?);
        Ok((format!("/umkm/{}", view.id), view))
    })
    .await
}

/// Read a business
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business.")), responses((status = 200, description = "The business.", body = View)))]
#[get("/umkm/{id}")]
pub(super) async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| umkm::get(connection, id)).await?;
    json_ok(&request, &View::from(unit))
}

/// Replace a business
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View)))]
#[put("/umkm/{id}")]
pub(super) async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Change::put(document, conditions)).await
}

/// Change a business in part
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/umkm/{id}")]
pub(super) async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Change::patch(document, conditions)).await
}

async fn change(request: HttpRequest, store: web::Data<Store>, caller: Caller, id: i64, change: Change) -> Answer {
    let view = write(&store, caller, move |tx| {
        let current = umkm::lock(tx, id)?;
        let (input, check): (Input, _) = change.apply(Some(&View::from(current.clone())), READ_ONLY)?;
        let data = input.check(tx, check)??;
        Ok(View::from(umkm::update(tx, &current, &data)?))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a business
///
/// One that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports too;
/// participants stay and lose the link.
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business."), Cascade), responses((status = 204, description = "It is gone.")))]
#[delete("/umkm/{id}")]
pub(super) async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: Query<Cascade>,
    conditions: Conditions,
) -> Answer {
    let (id, cascade) = (path.into_inner(), query.is_wanted());
    write(&store, caller, move |tx| {
        let current = umkm::lock(tx, id)?;
        check_delete(&conditions, &View::from(current.clone()))?;
        Ok(umkm::delete(tx, &current, cascade)?)
    })
    .await?;
    Ok(no_content())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_kbli_code_is_a_letter_digits_or_both(text in any::<String>(), near in "[A-Z]?[0-9]{0,6}") {
            for text in [text, near] {
                let (letters, digits): (Vec<char>, Vec<char>) = text.chars().partition(|c| !c.is_ascii_digit());
                let in_order = text.chars().skip(letters.len()).eq(digits.iter().copied());
                let fits = match letters.as_slice() {
                    [] => (2..=5).contains(&digits.len()),
                    [letter] => ('A'..='U').contains(letter) && [0, 2, 3, 4, 5].contains(&digits.len()),
                    _ => false,
                };
                prop_assert_eq!(is_kbli(&text), fits && in_order, "{}", text);
            }
        }
    }
}
