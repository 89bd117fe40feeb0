//! Files to fill in.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::IntoParams;

use crate::api::files::export::{PERSONAL, respond_file};
use crate::api::files::making::{Made, Put, as_json, by_id, make, pages, temporary, unless_full, written};
use crate::api::files::style::{FileQuery, dataset_in_path, sees_all, style};
use crate::api::request::caller::Caller;
use crate::api::request::write::Answer;
use crate::domain::{Language, Scope, Text, ViolationCode, Year};
use crate::exchange::columns::Shown;
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::Numbers;
use crate::exchange::export::{FileFormat, FileStyle};
use crate::exchange::template;
use crate::http::params::{Path, Query};
use crate::http::problem::Problem;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::store::Store;
use crate::store::lists::filters::UnitFilter;
use crate::store::models::business_report::BusinessReport;
use crate::store::models::register::Report;
use crate::store::resources::figures::FigureFilter;
use crate::store::resources::participants::ParticipantFilter;
use crate::store::resources::trainings::TrainingFilter;
use crate::store::resources::{cooperative_reports, cooperatives, figures, participants, trainings, umkm};

/// Which template, and how it is written
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TemplateQuery {
    /// With the register's units, what they have for this year, and the year before beside it.
    #[param(minimum = 1990, example = 2024)]
    prefill: Option<i64>,
    /// `xlsx` unless said otherwise; `Accept` can say so too.
    #[param(pattern = "^(csv|xlsx)$", example = "xlsx")]
    format: Option<String>,
    /// How numbers are written in a CSV: `id` with Indonesian headings, unless said otherwise.
    #[param(pattern = "^(id|en)$", example = "id")]
    numbers: Option<String>,
    /// The language of the headings, where `Accept-Language` is not to decide.
    #[param(pattern = "^(id|en)$", example = "id")]
    language: Option<String>,
}

/// A file to fill in
///
/// Sent back as it is, it changes nothing: rows of units that nothing was filled in for are passed over.
#[utoipa::path(tag = "files", params(("dataset" = FileDataset, Path, description = "What is to be filled in."), TemplateQuery), responses((status = 200, description = "The template.", content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
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
    let year = query.prefill.map(|year| crate::api::request::time::year_in("prefill", year)).transpose()?;
    let language = match query.language.as_deref() {
        None => crate::http::language::preferred(request.headers()),
        Some("id") => Language::Indonesian,
        Some("en") => Language::English,
        Some(_) => {
            let detail = Text::new("language harus id atau en.", "language must be id or en.");
            return Err(Problem::invalid_parameter("language", ViolationCode::InvalidCode, detail));
        }
    };
    let has_style = query.numbers.is_some();
    let asked = style(&request, &FileQuery { format: query.format, numbers: query.numbers })?;
    let asked = asked.unwrap_or(FileStyle { format: FileFormat::Xlsx, numbers: Numbers::Plain, language });
    let numbers = match language {
        Language::Indonesian if !has_style => Numbers::Indonesian,
        _ => asked.numbers,
    };
    let style = FileStyle { language, numbers, ..asked };
    let file = match year {
        Some(year) => {
            let scope = caller.scope;
            // Empty in a template that is filled in, it would take away what is there.
            let hidden: &[&str] = if sees_all(&scope, scope.region.as_ref()) { &[] } else { &PERSONAL };
            let work = move |connection: &mut Connection| {
                written(template::begin(temporary()?, dataset, style, true, hidden), |put| {
                    fill(connection, dataset, year, &scope, put)
                })
            };
            make(&store, work).await?
        }
        // That takes nothing from the database.
        None => web::block(move || {
            written(template::begin(temporary()?, dataset, style, false, &[]), |_: Put<'_, Value>| Ok(()))
        })
        .await
        .map_err(|error| Problem::internal_because(error.to_string()))
        .and_then(|made| Ok(unless_full(made)?))?
        .ok_or_else(|| Problem::internal_because("a template without rows has no room"))?,
    };
    let prefilled = year.map(|year| format!("-{year}")).unwrap_or_default();
    respond_file(&request, &format!("{dataset}{prefilled}"), style.format, file)
}

/// A record without what a template has no column for.
fn row<V: Serialize>(dataset: FileDataset, view: &V) -> StoreResult<Value> {
    let mut value = as_json(view)?;
    if let Some(members) = value.as_object_mut() {
        let columns = dataset.columns();
        members.retain(|name, _| columns.iter().any(|column| column.name == name && column.is_in_templates(true)));
    }
    Ok(value)
}

fn fill(connection: &mut Connection, dataset: FileDataset, year: Year, scope: &Scope, put: Put<'_, Value>) -> Made {
    // Who is bound to a region fills in for that.
    let region = scope.region.clone();
    let none = UnitFilter { region: region.clone(), ..UnitFilter::default() };
    match dataset {
        FileDataset::Cooperatives => pages(
            connection,
            by_id(),
            |connection, listing| cooperatives::list(connection, &none, listing),
            |_, units| {
                units
                    .into_iter()
                    .try_for_each(|unit| put(&row(dataset, &crate::api::documents::cooperatives::view(unit))?))
            },
        ),
        FileDataset::Umkm => pages(
            connection,
            by_id(),
            |connection, listing| umkm::list(connection, &none, listing),
            |_, units| {
                units
                    .into_iter()
                    .try_for_each(|unit| put(&row(dataset, &crate::api::documents::umkm::view(unit, scope))?))
            },
        ),
        FileDataset::Trainings => {
            let filter = TrainingFilter { year: Some(year), region: region.clone(), ..TrainingFilter::default() };
            pages(
                connection,
                by_id(),
                |connection, listing| trainings::list(connection, &filter, listing),
                |_, found| {
                    found
                        .into_iter()
                        .try_for_each(|training| put(&row(dataset, &crate::api::documents::trainings::view(training))?))
                },
            )
        }
        FileDataset::Participants => {
            let filter = ParticipantFilter { year: Some(year), region: region.clone(), ..ParticipantFilter::default() };
            pages(
                connection,
                by_id(),
                |connection, listing| participants::list(connection, &filter, listing),
                |_, found| {
                    found.into_iter().try_for_each(|found| {
                        put(&row(dataset, &crate::api::documents::participants::named(found, scope))?)
                    })
                },
            )
        }
        FileDataset::Figures => {
            let filter = FigureFilter { year: Some(year), region: region.clone(), ..FigureFilter::default() };
            pages(
                connection,
                by_id(),
                |connection, listing| figures::list(connection, &filter, listing),
                |_, found| {
                    found
                        .into_iter()
                        .try_for_each(|figure| put(&row(dataset, &crate::api::documents::figures::view(figure))?))
                },
            )
        }
        FileDataset::CooperativeReports => pages(
            connection,
            by_id(),
            |connection, listing| cooperatives::list(connection, &none, listing),
            |connection, units| {
                let ids: Vec<i64> = units.iter().map(|unit| unit.id).collect();
                let reports = cooperative_reports::of_two_years(connection, &ids, year)?;
                let reports = reports.into_iter().map(|found| {
                    let key = (found.report.cooperative_id, found.report.year);
                    Ok((key, row(dataset, &crate::api::documents::cooperative_reports::view(found))?))
                });
                let reports: HashMap<_, _> = reports.collect::<StoreResult<_>>()?;
                let units = units.into_iter().map(|unit| (unit.id, unit.register_number, unit.name));
                units.into_iter().try_for_each(|unit| put(&report_row(dataset, unit, year, &reports)))
            },
        ),
        FileDataset::UmkmReports => pages(
            connection,
            by_id(),
            |connection, listing| umkm::list(connection, &none, listing),
            |connection, units| {
                let ids: Vec<i64> = units.iter().map(|unit| unit.id).collect();
                let reports = BusinessReport::of_units(connection, &ids, year.number() - 1, year.number())?;
                let reports = reports.into_iter().map(|report| {
                    let key = (report.umkm_id, report.year);
                    Ok((key, row(dataset, &crate::api::documents::umkm_reports::view(report))?))
                });
                let reports: HashMap<_, _> = reports.collect::<StoreResult<_>>()?;
                let units = units.into_iter().map(|unit| (unit.id, unit.register_number, unit.name));
                units.into_iter().try_for_each(|unit| put(&report_row(dataset, unit, year, &reports)))
            },
        ),
    }
}

/// A unit with its report of the year, if there is one, and values of the year before beside it.
fn report_row(
    dataset: FileDataset,
    (id, register_number, name): (i64, String, String),
    year: Year,
    reports: &HashMap<(i64, Year), Value>,
) -> Value {
    let mut value = reports.get(&(id, year)).cloned().unwrap_or_else(|| json!({}));
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
