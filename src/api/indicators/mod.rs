//! The handlers of the indicators: the catalogue, a year, one indicator, a series of years, and the records behind a value.
//! How a value is calculated is in `domain::indicators`.

pub(crate) mod files;
pub(crate) mod records;
pub(crate) mod series;

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::api::documents::indicators::{IndicatorView, RegionalOutcome};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::indicators::files::YearRows;
use crate::api::operations::routes::routes;
use crate::api::request::respond::json_ok;
use crate::api::request::time::year_in;
use crate::api::request::{Answer, Caller, Prepared, filters};
use crate::domain::catalogue::CatalogueEntry;
use crate::domain::indicators::{Extent, Indicator, RegionYear, evaluate, explanation, public_view};
use crate::domain::{FORMULA_VERSION, IndicatorCode, RegionCode, Text, Year, catalogue};
use crate::http::{NoQuery, Path, Problem, Query};
use crate::store::evidence::read;
use crate::store::{CachedEvidence, Connection, Evidence, Span, Store};

routes! {
    "indicators": "The six key performance indicators, their catalogue and the records behind them.";
    open => list, of_year, one;
}

/// Whether a year's figures can still change
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum YearState {
    /// They follow every change of the records.
    Provisional,
}

/// The catalogue
#[derive(Debug, Serialize, ToSchema)]
struct Catalogue {
    /// All six, in the order of the founding document.
    #[schema(max_items = 6)]
    items: Vec<CatalogueEntry>,
}

/// The indicators of one year
#[derive(Debug, Serialize, ToSchema)]
struct YearView {
    /// The year.
    #[schema(format = "year", example = 2024)]
    year: i32,
    /// The requested region, with those below it; null for the whole register.
    #[schema(required, format = "region", example = json!(null))]
    region: Option<String>,
    /// Whether the figures can still change.
    state: YearState,
    /// The number of the published revision; null for live figures.
    #[schema(required, format = "id", example = json!(null))]
    revision: Option<i64>,
    /// The version of the formulas.
    #[schema(format = "code", example = "2017-12")]
    formula_version: &'static str,
    /// All six, always, in the order of the founding document.
    #[schema(max_items = 6)]
    indicators: Vec<IndicatorView>,
}

/// One indicator, explained
#[derive(Debug, Serialize, ToSchema)]
struct OneView {
    /// The year.
    #[schema(format = "year", example = 2024)]
    year: i32,
    /// The requested region, with those below it; null for the whole register.
    #[schema(required, format = "region")]
    region: Option<String>,
    /// Whether the figures can still change.
    state: YearState,
    /// The number of the published revision; null for live figures.
    #[schema(required, format = "id", example = json!(null))]
    revision: Option<i64>,
    /// The version of the formulas.
    #[schema(format = "code", example = "2017-12")]
    formula_version: &'static str,
    /// The indicator.
    indicator: ExplainedIndicator,
}

/// An indicator with its explanation
#[derive(Debug, Serialize, ToSchema)]
struct ExplainedIndicator {
    #[serde(flatten)]
    view: IndicatorView,
    /// The strategic objective that it measures.
    objective: Text,
    /// The formula in words.
    formula: Text,
    /// The formula with the numbers put in, or why there is no value.
    explanation: Text,
}

/// Which part of the register, and whether by region
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct YearQuery {
    /// Only this region and those below it.
    #[param(format = "region", example = "15.71")]
    region: Option<String>,
    /// `region` adds the outcome at each region.
    #[param(pattern = "^region$", max_length = 6, example = "region")]
    breakdown: Option<String>,
}

/// Which part of the register
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RegionQuery {
    /// Only this region and those below it.
    #[param(format = "region", example = "15.71")]
    region: Option<String>,
}

/// The catalogue of indicators
#[utoipa::path(
    responses((status = 200, description = "The six indicators, and how each is computed.", body = Catalogue)),
)]
#[get("/indicators")]
pub async fn list(request: HttpRequest, _: NoQuery) -> Answer {
    json_ok(&request, &Catalogue { items: IndicatorCode::ALL.iter().copied().map(catalogue::entry).collect() })
}

/// The six indicators of a year
///
/// Computed from the current yearly totals: the next read after a write includes it.
#[utoipa::path(
    params(
        ("year" = i32, Path, format = "year", description = "1990 to next year.", example = 2024),
        YearQuery,
        FileQuery,
    ),
    responses(
        (status = 200, description = "All six indicators, with a reason where there is no value.", body = YearView),
    ),
)]
#[get("/indicators/{year}")]
pub async fn of_year(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: ListQuery<YearQuery>,
) -> Answer {
    let year = year_in("year", path.into_inner())?;
    let (query, file) = query.into_parts();
    let breakdown = match query.breakdown.as_deref() {
        None => false,
        Some("region") => true,
        Some(_) => {
            let detail = Text::new("Isian ini hanya dapat berupa region.", "The value can only be region.");
            return Err(Problem::malformed_parameter("breakdown", detail));
        }
    };
    let region = region_in_query(query.region.as_deref())?;
    let evidence = evidence_of(&store, year.back(1), year, region.clone()).await?;
    let parameters = YearRequest { year, region, breakdown, is_anonymous: caller.is_anonymous() };
    let Some(style) = file else { return evidence.computed(parameters, year_answer)?.ok(&request) };
    let YearView { region, state, revision, indicators, .. } = year_view(&evidence, &parameters);
    let common = json!({"year": year.number(), "region": region, "state": state, "revision": revision});
    let rows = vec![YearRows { common, indicators }];
    files::respond(&request, &store, format!("indicators-{year}"), style, rows).await
}

/// The parameters that decide the answer for a year, beside the evidence.
#[derive(PartialEq)]
struct YearRequest {
    year: Year,
    region: Option<RegionCode>,
    breakdown: bool,
    is_anonymous: bool,
}

fn year_answer(evidence: &Evidence, parameters: &YearRequest) -> Result<Prepared, Problem> {
    Prepared::of(&year_view(evidence, parameters))
}

fn year_view(evidence: &Evidence, parameters: &YearRequest) -> YearView {
    let YearRequest { year, breakdown, is_anonymous, .. } = *parameters;
    let reader = Audience { is_anonymous, region: parameters.region.as_ref() };
    let view = |code: IndicatorCode| match breakdown {
        true => reader.view_by_region(code, year, evidence),
        false => reader.view(code, year, &evidence.rows),
    };
    YearView {
        year: year.number(),
        region: parameters.region.as_ref().map(RegionCode::to_string),
        state: YearState::Provisional,
        revision: None,
        formula_version: FORMULA_VERSION,
        indicators: IndicatorCode::ALL.iter().copied().map(view).collect(),
    }
}

/// One indicator of a year, explained
#[utoipa::path(
    params(
        ("year" = i32, Path, format = "year", description = "1990 to next year.", example = 2024),
        ("code" = IndicatorCode, Path, description = "The indicator."),
        RegionQuery,
    ),
    responses(
        (status = 200, description = "The indicator, its explanation, and its outcome at each region.", body = OneView),
    ),
)]
#[get("/indicators/{year}/{code}")]
pub async fn one(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, String)>,
    query: Query<RegionQuery>,
) -> Answer {
    let (year, code) = path.into_inner();
    let year = year_in("year", year)?;
    let code = code_in_path(&code)?;
    let region = region_in_query(query.region.as_deref())?;
    let evidence = evidence_of(&store, year.back(1), year, region.clone()).await?;
    let reader = Audience { is_anonymous: caller.is_anonymous(), region: region.as_ref() };
    let indicator = reader.indicator(code, year, &evidence.rows);
    let entry = catalogue::entry(code);
    let view = OneView {
        year: year.number(),
        region: region.as_ref().map(RegionCode::to_string),
        state: YearState::Provisional,
        revision: None,
        formula_version: FORMULA_VERSION,
        indicator: ExplainedIndicator {
            objective: entry.objective,
            formula: entry.formula,
            explanation: explanation(&indicator),
            view: reader.view_by_region(code, year, &evidence),
        },
    };
    json_ok(&request, &view)
}

/// The indicator in the path.
pub fn code_in_path(raw: &str) -> Result<IndicatorCode, Problem> {
    IndicatorCode::parse(raw).ok_or_else(|| {
        Problem::not_found(Text::new(
            "Indikator ini tidak ada. Daftarnya ada di /indicators.",
            "There is no such indicator. /indicators lists them.",
        ))
    })
}

/// The region of `?region=`, checked for its form; whether it is registered shows when the evidence is read.
pub fn region_in_query(raw: Option<&str>) -> Result<Option<RegionCode>, Problem> {
    raw.map(|raw| RegionCode::parse(raw).ok_or_else(filters::unknown_region)).transpose()
}

/// The evidence of a span of years, in one statement.
pub async fn evidence_of(
    store: &Store,
    from: Year,
    to: Year,
    region: Option<RegionCode>,
) -> Result<Arc<CachedEvidence>, Problem> {
    let is_short = to.number() - from.number() <= 1;
    let evidence = if is_short {
        store.evidence(Span { from, to, region: region.clone() }).await?
    } else {
        let region = region.clone();
        let read = move |connection: &mut Connection| read::read(connection, from, to, region.as_ref());
        Arc::new(store.read(read).await?.into())
    };
    match region {
        Some(region) if !evidence.regions.iter().any(|known| known.code == region) => Err(filters::unknown_region()),
        _ => Ok(evidence),
    }
}

/// The reader and the region, which decide what is shown.
pub struct Audience<'a> {
    pub is_anonymous: bool,
    pub region: Option<&'a RegionCode>,
}

impl Audience<'_> {
    /// An indicator over all regions in extent, as the reader may see it.
    fn indicator(&self, code: IndicatorCode, year: Year, rows: &[RegionYear]) -> Indicator {
        let extent = if self.region.is_some() { Extent::Region } else { Extent::Whole };
        self.shown(evaluate(code, year, rows), extent)
    }

    fn shown(&self, indicator: Indicator, extent: Extent) -> Indicator {
        if self.is_anonymous { public_view(indicator, extent) } else { indicator }
    }

    /// The document of that indicator.
    pub fn view(&self, code: IndicatorCode, year: Year, rows: &[RegionYear]) -> IndicatorView {
        IndicatorView::new(self.indicator(code, year, rows), None)
    }

    /// That document with the breakdown by region.
    fn view_by_region(&self, code: IndicatorCode, year: Year, evidence: &Evidence) -> IndicatorView {
        let mut rows: BTreeMap<&RegionCode, Vec<RegionYear>> = BTreeMap::new();
        for row in &evidence.rows {
            rows.entry(&row.region).or_default().push(row.clone());
        }
        let at = |region: &read::NamedRegion| {
            let rows = rows.get(&region.code).map(Vec::as_slice).unwrap_or_default();
            RegionalOutcome::new(region, self.shown(evaluate(code, year, rows), Extent::Region))
        };
        let regions = evidence.regions.iter().map(at).collect();
        IndicatorView::new(self.indicator(code, year, &evidence.rows), Some(regions))
    }
}
