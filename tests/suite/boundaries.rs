//! Values at the very edge of a rule, over HTTP, in tables: the last one on this side and the first one on the other.

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

/// The members named, for one comparison of several.
fn members(indicator: &Value, names: &[&str]) -> Value {
    json!(names.iter().map(|name| indicator[name].clone()).collect::<Vec<_>>())
}
