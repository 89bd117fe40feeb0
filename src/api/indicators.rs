//! The six indicators: the main job.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::catalogue::{self, CatalogueEntry};
use crate::domain::indicators::{Indicator, Scope, evaluate, explanation, public_view};
use crate::domain::{FORMULA_VERSION, IndicatorCode, RegionCode, Text, Year};
use crate::store::evidence::{self, Evidence};
use crate::store::{Connection, Store};

use super::caller::Caller;
use super::clock::year_in;
use super::filters;
use super::indicator_documents::{IndicatorView, RegionalOutcome};
use super::params::{NoQuery, Path, Query};
use super::problem::Problem;
use super::respond::json_ok;
use super::writing::Answer;

/// Whether a year's figures still move
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum YearState {
    /// They follow every change of the records.
    Provisional,
}

/// The catalogue
#[derive(Debug, Serialize, ToSchema)]
struct Catalogue {
    /// All six, in the order of the founding document.
    items: Vec<CatalogueEntry>,
}

/// The indicators of one year
#[derive(Debug, Serialize, ToSchema)]
struct YearView {
    /// The year.
    #[schema(example = 2024)]
    year: i32,
    /// The region asked for, with all below it; null for everything in the register.
    #[schema(required, example = json!(null))]
    region: Option<String>,
    /// Whether the figures still move.
    state: YearState,
    /// The number of the published revision; null for live figures.
    #[schema(required, example = json!(null))]
    revision: Option<i64>,
    /// The version of the formulas.
    #[schema(example = "2017-12")]
    formula_version: &'static str,
    /// All six, always, in the order of the founding document.
    indicators: Vec<IndicatorView>,
}

/// One indicator, explained
#[derive(Debug, Serialize, ToSchema)]
struct OneView {
    /// The year.
    #[schema(example = 2024)]
    year: i32,
    /// The region asked for, with all below it; null for everything in the register.
    #[schema(required)]
    region: Option<String>,
    /// Whether the figures still move.
    state: YearState,
    /// The number of the published revision; null for live figures.
    #[schema(required, example = json!(null))]
    revision: Option<i64>,
    /// The version of the formulas.
    #[schema(example = "2017-12")]
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

/// Of what part of the register, and how finely
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct YearQuery {
    /// Only this region and all below it.
    #[param(example = "15.71")]
    region: Option<String>,
    /// `region` adds what stands at each region.
    #[param(pattern = "^region$", max_length = 6, example = "region")]
    breakdown: Option<String>,
}

/// Of what part of the register
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RegionQuery {
    /// Only this region and all below it.
    #[param(example = "15.71")]
    region: Option<String>,
}

/// The catalogue of indicators
#[utoipa::path(tag = "indicators", responses((status = 200, description = "What each of the six is and how it is computed.", body = Catalogue)))]
#[get("/indicators")]
pub(super) async fn list(request: HttpRequest, _: NoQuery) -> Answer {
    json_ok(&request, &Catalogue { items: IndicatorCode::ALL.into_iter().map(catalogue::entry).collect() })
}

/// The six indicators of a year
///
/// Computed from the yearly totals as they stand: a write is seen by the very next read.
#[utoipa::path(tag = "indicators", params(("year" = i32, Path, description = "1990 to next year.", example = 2024), YearQuery), responses((status = 200, description = "All six, with a reason where there is no value.", body = YearView)))]
#[get("/indicators/{year}")]
pub(super) async fn of_year(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: Query<YearQuery>,
) -> Answer {
    let year = year_in("year", path.into_inner())?;
    let breakdown = match query.breakdown.as_deref() {
        None => false,
        Some("region") => true,
        Some(_) => {
            let detail = Text::new("breakdown hanya dapat berupa region.", "breakdown can only be region.");
            return Err(Problem::malformed_parameter("breakdown", detail));
        }
    };
    let region = region_in_query(query.region.as_deref())?;
    let evidence = evidence_of(&store, year.back(1), year, region.clone()).await?;
    let reader = Reader { caller, region: region.as_ref() };
    let view = YearView {
        year: year.number(),
        region: region.as_ref().map(RegionCode::to_string),
        state: YearState::Provisional,
        revision: None,
        formula_version: FORMULA_VERSION,
        indicators: IndicatorCode::ALL.into_iter().map(|code| reader.view(code, year, &evidence, breakdown)).collect(),
    };
    json_ok(&request, &view)
}

/// One indicator of a year, explained
#[utoipa::path(tag = "indicators", params(("year" = i32, Path, description = "1990 to next year.", example = 2024), ("code" = IndicatorCode, Path, description = "Which."), RegionQuery), responses((status = 200, description = "The indicator, its explanation, and what stands at each region.", body = OneView)))]
#[get("/indicators/{year}/{code}")]
pub(super) async fn one(
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
    let reader = Reader { caller, region: region.as_ref() };
    let indicator = reader.indicator(code, year, &evidence);
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
            view: reader.view(code, year, &evidence, true),
        },
    };
    json_ok(&request, &view)
}

/// The indicator in the path.
pub(super) fn code_in_path(raw: &str) -> Result<IndicatorCode, Problem> {
    IndicatorCode::parse(raw).ok_or_else(|| {
        Problem::not_found(Text::new(
            "Indikator ini tidak ada. Daftarnya ada di /indicators.",
            "There is no such indicator. /indicators lists them.",
        ))
    })
}

/// The region of `?region=` by its form; whether it is registered shows when the evidence is read.
pub(super) fn region_in_query(raw: Option<&str>) -> Result<Option<RegionCode>, Problem> {
    raw.map(|raw| RegionCode::parse(raw).ok_or_else(filters::unknown_region)).transpose()
}

/// The evidence of a span of years, in one statement.
pub(super) async fn evidence_of(
    store: &Store,
    from: Year,
    to: Year,
    region: Option<RegionCode>,
) -> Result<Evidence, Problem> {
    let is_asked_for = region.clone();
    let read = move |connection: &mut Connection| evidence::read(connection, from, to, region.as_ref());
    let is_short = to.number() - from.number() <= 1;
    let evidence = if is_short { store.lookup(read).await } else { store.read(read).await }?;
    match is_asked_for {
        Some(region) if !evidence.regions.iter().any(|known| known.code == region) => Err(filters::unknown_region()),
        _ => Ok(evidence),
    }
}

/// Who reads, and of what part: decides what is shown.
pub(super) struct Reader<'a> {
    pub(super) caller: Caller,
    pub(super) region: Option<&'a RegionCode>,
}

impl Reader<'_> {
    /// An indicator over all regions in scope, as the reader may see it.
    fn indicator(&self, code: IndicatorCode, year: Year, evidence: &Evidence) -> Indicator {
        let scope = if self.region.is_some() { Scope::Region } else { Scope::Whole };
        self.shown(evaluate(code, year, &evidence.rows), scope)
    }

    fn shown(&self, indicator: Indicator, scope: Scope) -> Indicator {
        if self.caller.is_anonymous() { public_view(indicator, scope) } else { indicator }
    }

    /// The same as it is written, with what stands at each region where that is wanted.
    pub(super) fn view(&self, code: IndicatorCode, year: Year, evidence: &Evidence, breakdown: bool) -> IndicatorView {
        let regions = breakdown.then(|| {
            let at = |region: &evidence::NamedRegion| {
                let rows: Vec<_> = evidence.rows.iter().filter(|row| row.region == region.code).cloned().collect();
                RegionalOutcome::new(region, self.shown(evaluate(code, year, &rows), Scope::Region))
            };
            evidence.regions.iter().map(at).collect()
        });
        IndicatorView::new(self.indicator(code, year, evidence), regions)
    }
}
