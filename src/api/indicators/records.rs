//! The unit records behind a value: which counted, which was left out, and why.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::files::export::FileList;
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::indicators::code_in_path;
use crate::api::operations::routes::routes;
use crate::api::request::time::year_in;
use crate::api::request::{Answer, Caller, Collector, Page, PageRequest, Sort, filters};
use crate::domain::records::{LeftOut, RecordEvidence};
use crate::domain::{ActivityStatus, Dataset, HealthRating, IndicatorCode, Text};
use crate::exchange::export::named_columns;
use crate::http::{Path, Problem};
use crate::store::resources::indicator_records;
use crate::store::{Record, RecordQuery, Store};

routes! {
    "indicators";
    viewer => list;
}

/// The kind of record
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RecordKind {
    /// A cooperative.
    Cooperative,
    /// An assisted business.
    Umkm,
    /// A participation in a training.
    Participant,
}

/// Whether the record is part of the value
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RecordStatus {
    /// In the numerator, the denominator or either year's sum.
    Counted,
    /// In none of them.
    LeftOut,
}

/// One unit or participation behind a value
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IndicatorRecord)]
struct View {
    /// The kind.
    kind: RecordKind,
    /// Its id.
    #[schema(format = "id")]
    id: i64,
    /// Of a cooperative or business: its register number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "register-number")]
    register_number: Option<String>,
    /// Of a participation: its training's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "register-number")]
    training_code: Option<String>,
    /// The name of the unit, or of the person; a person's is null for those who may not see it.
    #[schema(required, format = "line")]
    name: Option<String>,
    /// Where it counts; of a unit without a report, where it is.
    #[schema(format = "region")]
    region: String,
    /// Whether it is part of the value.
    status: RecordStatus,
    /// Why it was left out; null where it counted.
    #[schema(required)]
    reason: Option<LeftOut>,
    /// The reason in words.
    detail: Text,
    #[serde(flatten)]
    evidence: Evidence,
}

/// What the record contributes: the members depend on the indicator
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = RecordEvidence)]
enum Evidence {
    /// Quality cooperatives
    Quality {
        /// Active or not.
        activity: ActivityStatus,
        /// The rating that counts.
        #[schema(required)]
        rating_used: Option<HealthRating>,
        /// Counted in the numerator.
        in_numerator: bool,
        /// Counted in the denominator.
        in_denominator: bool,
    },
    /// A growth
    Growth {
        /// What it adds to the sum of the year.
        #[schema(required, format = "decimal")]
        current: Option<String>,
        /// What it adds to the sum of the year before.
        #[schema(required, format = "decimal")]
        previous: Option<String>,
        /// Whether the unit is one of the like-for-like units.
        matched: bool,
    },
    /// Training
    Training {
        /// The score; null until graded.
        #[schema(required, format = "decimal")]
        score: Option<String>,
        /// Whether it counted in the numerator.
        good: bool,
    },
}

impl View {
    fn new(dataset: Dataset, record: Record, caller: &Caller) -> Self {
        let kind = match dataset {
            Dataset::Cooperatives => RecordKind::Cooperative,
            Dataset::Umkm => RecordKind::Umkm,
            Dataset::Trainings => RecordKind::Participant,
        };
        let (register_number, training_code) = match dataset {
            Dataset::Trainings => (None, Some(record.label)),
            Dataset::Cooperatives | Dataset::Umkm => (Some(record.label), None),
        };
        let judgement = record.judgement;
        let name = match dataset {
            Dataset::Trainings => caller.visibility(&judgement.region).of(record.name),
            Dataset::Cooperatives | Dataset::Umkm => Some(record.name),
        };
        Self {
            kind,
            id: record.id,
            register_number,
            training_code,
            name,
            region: judgement.region.to_string(),
            status: if judgement.left_out.is_none() { RecordStatus::Counted } else { RecordStatus::LeftOut },
            reason: judgement.left_out,
            detail: judgement.detail,
            evidence: judgement.evidence.into(),
        }
    }
}

impl From<RecordEvidence> for Evidence {
    fn from(evidence: RecordEvidence) -> Self {
        match evidence {
            RecordEvidence::Quality { activity, rating_used, in_numerator, in_denominator } => {
                Self::Quality { activity, rating_used, in_numerator, in_denominator }
            }
            RecordEvidence::Growth { current, previous, matched } => Self::Growth {
                current: current.map(|amount| amount.to_string()),
                previous: previous.map(|amount| amount.to_string()),
                matched,
            },
            RecordEvidence::Training { score, good } => {
                Self::Training { score: score.map(|score| score.to_string()), good }
            }
        }
    }
}

/// The columns of the list as a file.
const COLUMNS: [&str; 19] = [
    "kind",
    "id",
    "register_number",
    "training_code",
    "name",
    "region",
    "status",
    "reason",
    "detail_id",
    "detail_en",
    "activity",
    "rating_used",
    "in_numerator",
    "in_denominator",
    "current",
    "previous",
    "matched",
    "score",
    "good",
];

/// How many units are judged at a time for a file.
const TOGETHER: usize = 1000;

/// Which records are listed
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RecordsQuery {
    /// Only in this region and those below it.
    #[param(format = "region", example = "15.71")]
    region: Option<String>,
    /// `counted` or `left_out`.
    #[param(max_length = 50, pattern = "^(counted|left_out)$", example = "left_out")]
    status: Option<String>,
    /// The most items of a page. A page may have fewer and still not be the last: continue while there is a cursor.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

/// The unit records behind a value
///
/// Every unit of the register (or participation of the year) in the region, by id: whether it counted, and why not.
#[utoipa::path(
    params(
        ("year" = i32, Path, format = "year", description = "1990 to next year.", example = 2024),
        ("code" = IndicatorCode, Path, description = "The indicator."),
        RecordsQuery,
        FileQuery,
    ),
    responses((status = 200, description = "A page of records.", body = Page<View>)),
)]
#[get("/indicators/{year}/{code}/records")]
pub async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, String)>,
    query: ListQuery<RecordsQuery>,
) -> Answer {
    let (year, code) = path.into_inner();
    let (year, code) = (year_in("year", year)?, code_in_path(&code)?);
    let (query, file) = query.into_parts();
    let mut check = Collector::default();
    let counted = check.optional(counted(query.status.as_deref()));
    let page = check.take(PageRequest::new(query.limit, query.cursor.as_deref(), Sort::ascending("id"), 1));
    let region = check.optional(filters::region(&store, query.region.as_deref()).await);
    let page = check.finish(page)?;
    if let Some(style) = file {
        let columns = named_columns(&COLUMNS);
        let list = FileList { name: format!("{}-{year}-records", code.as_str()), columns, style };
        let query = RecordQuery { code, year, region, counted, after: 0, limit: TOGETHER };
        return list
            .respond_with(&request, &store, move |connection, put| {
                let mut next = Some(0);
                while let Some(after) = next {
                    let found = indicator_records::list(connection, &RecordQuery { after, ..query.clone() })?;
                    for record in found.records {
                        put(&View::new(code.dataset(), record, &caller))?;
                    }
                    next = found.next_after;
                }
                Ok(())
            })
            .await;
    }
    let query = RecordQuery {
        code,
        year,
        region,
        counted,
        after: page.after_key(0)?.unwrap_or(0),
        limit: usize::try_from(page.limit).unwrap_or_default(),
    };
    let found = store.snapshot(move |connection| indicator_records::list(connection, &query)).await?;
    let next_cursor = found.next_after.map(|after| page.cursor(vec![after.to_string()])).transpose()?;
    let items = found.records.into_iter().map(|record| View::new(code.dataset(), record, &caller)).collect();
    Page { items, next_cursor }.respond(&request)
}

fn counted(raw: Option<&str>) -> Result<Option<bool>, Problem> {
    match raw {
        None => Ok(None),
        Some("counted") => Ok(Some(true)),
        Some("left_out") => Ok(Some(false)),
        Some(_) => {
            let detail = Text::new("Isian ini harus counted atau left_out.", "The value must be counted or left_out.");
            Err(Problem::malformed_parameter("status", detail))
        }
    }
}
