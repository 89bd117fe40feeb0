//! Indicators as a flat table: a row for each indicator and year, and with a breakdown for each region.

use actix_web::HttpRequest;
use serde_json::{Map, Value};

use crate::api::documents::indicators::IndicatorView;
use crate::api::files::export::FileList;
use crate::api::files::making::Put;
use crate::api::request::Answer;
use crate::exchange::FileStyle;
use crate::exchange::export::named_columns;
use crate::http::Problem;
use crate::http::serialise::to_json;
use crate::store::Store;

const COLUMNS: [&str; 28] = [
    "year",
    "region",
    "bps_code",
    "region_name",
    "code",
    "name_id",
    "name_en",
    "unit",
    "state",
    "revision",
    "value",
    "reason",
    "basis",
    "numerator",
    "denominator",
    "overlap",
    "current",
    "previous",
    "like_for_like_value",
    "like_for_like_units",
    "like_for_like_current",
    "like_for_like_previous",
    "coverage_reported",
    "coverage_expected",
    "target_value",
    "target_achievement",
    "target_band",
    "warnings",
];

/// The indicators of one year, and the cells that all their rows share.
pub struct YearRows {
    /// `year`, `region`, `state` and `revision`.
    pub common: Value,
    pub indicators: Vec<IndicatorView>,
}

/// The file.
pub async fn respond(
    request: &HttpRequest,
    store: &Store,
    name: String,
    style: FileStyle,
    years: Vec<YearRows>,
) -> Answer {
    let mut rows = Vec::new();
    for YearRows { common, indicators } in years {
        for indicator in indicators {
            rows.extend(flat(&common, &indicator)?);
        }
    }
    let list = FileList { name, columns: named_columns(&COLUMNS), style };
    let fill = move |_: &mut _, put: Put<'_, Value>| rows.iter().try_for_each(put);
    list.respond_with(request, store, fill).await
}

/// A row for the indicator, and one for each region of its breakdown.
fn flat(common: &Value, indicator: &IndicatorView) -> Result<Vec<Value>, Problem> {
    // From the bytes of the JSON answer, so that both have the same values.
    let mut whole: Map<String, Value> = serde_json::from_slice(&to_json(indicator)?)
        .map_err(|error| Problem::internal_because(format!("an indicator is no object: {error}")))?;
    let regions = match whole.shift_remove("regions") {
        Some(Value::Array(regions)) => regions,
        _ => Vec::new(),
    };
    let shared = ["code", "name", "unit"];
    let shared: Vec<(String, Value)> =
        shared.iter().filter_map(|name| Some(((*name).to_owned(), whole.get(*name)?.clone()))).collect();
    let mut rows = vec![joined(common, whole)];
    for region in regions {
        let Value::Object(mut members) = region else { continue };
        if let Some(name) = members.shift_remove("name") {
            members.insert("region_name".to_owned(), name);
        }
        members.extend(shared.iter().cloned());
        rows.push(joined(common, members));
    }
    Ok(rows)
}

/// A row; where both have a cell, that of `members` counts.
fn joined(common: &Value, members: Map<String, Value>) -> Value {
    let mut row = common.as_object().cloned().unwrap_or_default();
    row.extend(members);
    Value::Object(row)
}
