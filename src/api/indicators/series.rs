//! Several years in one call.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::api::documents::indicators::IndicatorView;
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::indicators::files::YearRows;
use crate::api::indicators::{Audience, YearState, evidence_of, files, region_in_query};
use crate::api::operations::routes::routes;
use crate::api::request::respond::json_ok;
use crate::api::request::time::year_in;
use crate::api::request::{Answer, Caller, Collector};
use crate::domain::indicators::RegionYear;
use crate::domain::{FORMULA_VERSION, IndicatorCode, RegionCode, Text, ViolationCode};
use crate::http::Problem;
use crate::store::Store;

routes! {
    "indicators";
    open => series;
}

/// Indicators over several years
#[derive(Debug, Serialize, ToSchema)]
struct Series {
    /// The first year.
    #[schema(format = "year", example = 2020)]
    from: i32,
    /// The last year.
    #[schema(format = "year", example = 2024)]
    to: i32,
    /// The requested region, with those below it; null for the whole register.
    #[schema(required, format = "region")]
    region: Option<String>,
    /// The version of the formulas.
    #[schema(format = "code", example = "2017-12")]
    formula_version: &'static str,
    /// Every year of the span.
    years: Vec<SeriesYear>,
}

/// One year of a series
#[derive(Debug, Serialize, ToSchema)]
struct SeriesYear {
    /// The year.
    #[schema(format = "year", example = 2024)]
    year: i32,
    /// Whether the figures can still change.
    state: YearState,
    /// The number of the published revision; null for live figures.
    #[schema(required, format = "id", example = json!(null))]
    revision: Option<i64>,
    /// The requested indicators, in the order of the founding document.
    #[schema(max_items = 6)]
    indicators: Vec<IndicatorView>,
}

/// Which years, indicators and region
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SeriesQuery {
    /// The first year, 1990 to next year.
    #[param(minimum = 1990, maximum = 2999, example = 2020)]
    from: i64,
    /// The last year, not before the first.
    #[param(minimum = 1990, maximum = 2999, example = 2024)]
    to: i64,
    /// Only these indicators, separated by commas; all six if none is named.
    #[param(value_type = Option<IndicatorCode>, example = "quality-cooperatives")]
    code: Option<String>,
    /// Only this region and those below it.
    #[param(format = "region", example = "15.71")]
    region: Option<String>,
}

/// Indicators over several years
#[utoipa::path(
    params(SeriesQuery, FileQuery),
    responses((status = 200, description = "Every year of the span, all from one state of the data.", body = Series)),
)]
#[get("/series")]
pub async fn series(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    query: ListQuery<SeriesQuery>,
) -> Answer {
    let (query, file) = query.into_parts();
    let mut check = Collector::default();
    let (from, to) = (check.take(year_in("from", query.from)), check.take(year_in("to", query.to)));
    let (from, to) = check.finish(from.zip(to))?;
    if to < from {
        let detail = Text::new("Isian ini tidak boleh sebelum from.", "The value must not be before from.");
        return Err(Problem::invalid_parameter("to", ViolationCode::OutOfRange, detail));
    }
    let codes = codes_in_query(query.code.as_deref())?;
    let region = region_in_query(query.region.as_deref())?;
    let evidence = evidence_of(&store, from.back(1), to, region.clone()).await?;
    let reader = Audience { is_anonymous: caller.is_anonymous(), region: region.as_ref() };
    let mut years = Vec::new();
    let mut year = from;
    while year <= to {
        // A value depends on two years only; passing all years would make each value of a long span slower.
        let pair = [year.back(1), year];
        let rows: Vec<RegionYear> = evidence.rows.iter().filter(|row| pair.contains(&row.year)).cloned().collect();
        years.push(SeriesYear {
            year: year.number(),
            state: YearState::Provisional,
            revision: None,
            indicators: codes.iter().map(|code| reader.view(*code, year, &rows)).collect(),
        });
        year = year.ahead(1);
    }
    let view = Series {
        from: from.number(),
        to: to.number(),
        region: region.as_ref().map(RegionCode::to_string),
        formula_version: FORMULA_VERSION,
        years,
    };
    match file {
        None => json_ok(&request, &view),
        Some(style) => {
            let name = format!("series-{from}-{to}");
            let Series { region, years, .. } = view;
            let rows = years.into_iter().map(|of| {
                let common = json!({"year": of.year, "region": region, "state": of.state, "revision": of.revision});
                YearRows { common, indicators: of.indicators }
            });
            let rows = rows.collect();
            files::respond(&request, &store, name, style, rows).await
        }
    }
}

/// The indicators named in `?code=`, in the order of the founding document.
fn codes_in_query(raw: Option<&str>) -> Result<Vec<IndicatorCode>, Problem> {
    let Some(raw) = raw else { return Ok(IndicatorCode::ALL.to_vec()) };
    let named: Option<Vec<IndicatorCode>> = raw.split(',').map(IndicatorCode::parse).collect();
    let named = named.ok_or_else(|| {
        let detail = Text::new(
            "Isian ini harus berupa kode indikator, dipisahkan koma; lihat /indicators.",
            "The value must be codes of indicators, separated by commas; see /indicators.",
        );
        Problem::invalid_parameter("code", ViolationCode::InvalidCode, detail)
    })?;
    Ok(IndicatorCode::ALL.iter().copied().filter(|code| named.contains(code)).collect())
}
