//! Values on both sides of every boundary of a rule, over HTTP, in tables.

mod amounts;
mod cooperatives;
mod figures;
mod growth;
mod limits;
mod published;
mod trainings;
mod years;

use serde_json::{Value, json};

/// The warning codes of an indicator.
fn warnings(indicator: &Value) -> Vec<&str> {
    indicator["warnings"].as_array().expect("warnings").iter().filter_map(|warning| warning["code"].as_str()).collect()
}

/// The named members, for one comparison of several.
fn members(indicator: &Value, names: &[&str]) -> Value {
    json!(names.iter().map(|name| indicator[name].clone()).collect::<Vec<_>>())
}
