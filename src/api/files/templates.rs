//! Templates: files to fill in, empty or prefilled from the register.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use crate::api::documents;
use crate::api::files::export::{PERSONAL, respond_file};
use crate::api::files::making::{Made, Put, as_json, by_id, make, pages, temporary, unless_full, written};
use crate::api::files::records::{Selection, walk};
use crate::api::files::style::{FileQuery, dataset_in_path, style};
use crate::api::openapi::file_schemas::{CsvFile, XlsxFile};
use crate::api::operations::routes::routes;
use crate::api::request::time::year_in;
use crate::api::request::{Answer, Caller};
use crate::domain::{Language, Scope, Text, ViolationCode, Year};
use crate::exchange::{Exporter, FileDataset, FileFormat, FileStyle, Numbers, Shown};
use crate::http::language::preferred;
use crate::http::{Path, Problem, Query};
use crate::store::resources::{cooperative_reports, cooperatives, umkm};
use crate::store::{BusinessReport, Connection, Keyset, Listing, Report, Store, StoreResult, UnitFilter};

routes! {
    "files";
    viewer => read;
}

/// Which template, and how it is written
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TemplateQuery {
    /// Include the register's units with their values for this year and the year before.
    #[param(minimum = 1990, maximum = 9223372036854775807_i64, example = 2024)]
    prefill: Option<i64>,
    /// `xlsx` is the default; `Accept` can choose too.
    #[param(pattern = "^(csv|xlsx)$", example = "xlsx")]
    format: Option<String>,
    /// How numbers are written in a CSV; the default is `id` with Indonesian headings.
    #[param(pattern = "^(id|en)$", example = "id")]
    numbers: Option<String>,
    /// The language of the headings, instead of that of `Accept-Language`.
    #[param(pattern = "^(id|en)$", example = "id")]
    language: Option<String>,
}

/// A file to fill in
///
/// Sent back unchanged, it changes nothing: rows of units without new values are skipped.
#[utoipa::path(
    params(("dataset" = FileDataset, Path, description = "The data set to fill in."), TemplateQuery),
    responses(
        (
            status = 200,
            description = "The template.",
            content(
                (CsvFile = "text/csv"),
                (XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ),
        ),
    ),
)]
#[get("/templates/{dataset}")]
pub async fn read(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<String>,
    query: Query<TemplateQuery>,
) -> Answer {
    let dataset = dataset_in_path(&path)?;
    let query = query.into_inner();
    let year = query.prefill.map(|year| year_in("prefill", year)).transpose()?;
    let language = match query.language.as_deref() {
        None => preferred(request.headers()),
        Some("id") => Language::Indonesian,
        Some("en") => Language::English,
        Some(_) => {
            let detail = Text::new("Isian ini harus id atau en.", "The value must be id or en.");
            return Err(Problem::invalid_parameter("language", ViolationCode::InvalidCode, detail));
        }
    };
    let has_style = query.numbers.is_some();
    let requested = style(&request, &FileQuery { format: query.format, numbers: query.numbers })?;
    let requested = requested.unwrap_or(FileStyle { format: FileFormat::Xlsx, numbers: Numbers::Plain, language });
    let numbers = match language {
        Language::Indonesian if !has_style => Numbers::Indonesian,
        _ => requested.numbers,
    };
    let style = FileStyle { language, numbers, ..requested };
    let file = match year {
        Some(year) => {
            let scope = caller.scope;
            // An empty cell in a prefilled template would erase the stored value.
            let hidden: &[&str] = if scope.sees_all(scope.region.as_ref()) { &[] } else { &PERSONAL };
            let work = move |connection: &mut Connection| {
                written(Exporter::template(temporary()?, dataset, style, true, hidden), |put| {
                    fill(connection, dataset, year, &scope, put)
                })
            };
            make(&store, work).await?
        }
        // An empty template needs no database.
        None => web::block(move || {
            written(Exporter::template(temporary()?, dataset, style, false, &[]), |_: Put<'_, Value>| Ok(()))
        })
        .await
        .map_err(|error| Problem::internal_because(error.to_string()))
        .and_then(|made| Ok(unless_full(made)?))?
        .ok_or_else(|| Problem::internal_because("a template without rows has no room"))?,
    };
    let prefilled = year.map(|year| format!("-{year}")).unwrap_or_default();
    respond_file(&request, &format!("{dataset}{prefilled}"), style.format, file)
}

/// The members of a record that a prefilled template has columns for.
fn row(dataset: FileDataset, mut record: Value) -> Value {
    if let Some(members) = record.as_object_mut() {
        let columns = dataset.columns();
        members.retain(|name, _| columns.iter().any(|column| column.name == name && column.is_in_templates(true)));
    }
    record
}

/// Fills a template with the records of the caller's region. Reports have a row for each unit.
fn fill(connection: &mut Connection, dataset: FileDataset, year: Year, scope: &Scope, put: Put<'_, Value>) -> Made {
    let region = scope.region.clone();
    let units = UnitFilter { region: region.clone(), ..UnitFilter::default() };
    match dataset {
        FileDataset::CooperativeReports => fill_reports(
            (connection, dataset, year, put),
            |connection, listing| cooperatives::list(connection, &units, listing),
            |unit| (unit.id, unit.register_number, unit.name),
            |connection, ids| {
                let reports = cooperative_reports::of_two_years(connection, ids, year)?.into_iter().map(|found| {
                    let key = (found.report.cooperative_id, found.report.year);
                    Ok((key, as_json(&documents::cooperative_reports::View::from(found))?))
                });
                reports.collect()
            },
        ),
        FileDataset::UmkmReports => fill_reports(
            (connection, dataset, year, put),
            |connection, listing| umkm::list(connection, &units, listing),
            |unit| (unit.id, unit.register_number, unit.name),
            |connection, ids| {
                let reports = BusinessReport::of_units(connection, ids, year.number() - 1, year.number())?
                    .into_iter()
                    .map(|report| {
                        let key = (report.umkm_id, report.year);
                        Ok((key, as_json(&documents::umkm_reports::View::from(report))?))
                    });
                reports.collect()
            },
        ),
        FileDataset::Cooperatives
        | FileDataset::Umkm
        | FileDataset::Trainings
        | FileDataset::Participants
        | FileDataset::Figures => {
            let selection = Selection { region, year: Some(year), has_identity_numbers: false };
            walk(connection, dataset, &selection, scope, |record| put(&row(dataset, record)), &|_| {})
        }
    }
}

/// The reports of some units, by unit and year.
type Reports = HashMap<(i64, Year), Value>;

/// Writes a row for each unit: `list` gives the units, `unit` their id, register number and name, and `reports` their reports of the
/// year and the year before.
fn fill_reports<U: Keyset>(
    (connection, dataset, year, put): (&mut Connection, FileDataset, Year, Put<'_, Value>),
    list: impl Fn(&mut Connection, &Listing) -> StoreResult<Vec<U>>,
    unit: impl Fn(U) -> (i64, String, String),
    reports: impl Fn(&mut Connection, &[i64]) -> StoreResult<Reports>,
) -> Made {
    pages(connection, by_id(), list, |connection, units| {
        let units: Vec<_> = units.into_iter().map(&unit).collect();
        let ids: Vec<i64> = units.iter().map(|(id, ..)| *id).collect();
        let reports = reports(connection, &ids)?;
        units.into_iter().try_for_each(|unit| put(&report_row(dataset, unit, year, &reports)))
    })
}

/// A unit with its report of the year, if there is one, and the values of the year before.
fn report_row(
    dataset: FileDataset,
    (id, register_number, name): (i64, String, String),
    year: Year,
    reports: &Reports,
) -> Value {
    let mut value = row(dataset, reports.get(&(id, year)).cloned().unwrap_or_else(|| json!({})));
    if let Some(members) = value.as_object_mut() {
        members.insert("register_number".to_owned(), json!(register_number));
        members.insert("name".to_owned(), json!(name));
        members.insert("year".to_owned(), json!(year.number()));
        let before = reports.get(&(id, year.back(1)));
        for column in dataset.columns() {
            if let Shown::YearBefore(of) = column.shown {
                let previous = before.and_then(|report| report.get(of)).cloned();
                members.insert(column.name.to_owned(), previous.unwrap_or(Value::Null));
            }
        }
    }
    value
}
