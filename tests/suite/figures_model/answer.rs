//! The model's answer for one indicator, in the form that is compared with the service's JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// One indicator for one scope. Members that the indicator does not have are absent and not compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) code: &'static str,
    pub(crate) value: Option<String>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) basis: &'static str,
    pub(crate) numerator: Option<String>,
    pub(crate) denominator: Option<String>,
    /// Of quality cooperatives: those both rated and active.
    pub(crate) overlap: Option<Option<String>>,
    /// Of growths.
    pub(crate) years: Option<(Option<String>, Option<String>)>,
    /// Of growths.
    pub(crate) like_for_like: Option<LikeForLike>,
    /// Reported and expected units; `None` where the basis of every region is a figure.
    pub(crate) coverage: Option<(u64, u64)>,
    pub(crate) warnings: BTreeSet<&'static str>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct LikeForLike {
    pub(crate) value: Option<String>,
    pub(crate) units: u64,
}

impl Answer {
    /// The members that the model and the service must agree on.
    pub(crate) fn comparable(&self) -> Value {
        let mut members = Map::new();
        members.insert("code".into(), json!(self.code));
        members.insert("value".into(), json!(self.value));
        members.insert("reason".into(), json!(self.reason));
        members.insert("basis".into(), json!(self.basis));
        members.insert("numerator".into(), json!(self.numerator));
        members.insert("denominator".into(), json!(self.denominator));
        if let Some(overlap) = &self.overlap {
            members.insert("overlap".into(), json!(overlap));
        }
        if let Some((current, previous)) = &self.years {
            members.insert("current".into(), json!(current));
            members.insert("previous".into(), json!(previous));
        }
        if let Some(like) = &self.like_for_like {
            members.insert("like_for_like".into(), json!({"value": like.value, "units": like.units}));
        }
        let coverage = self.coverage.map(|(reported, expected)| json!({"reported": reported, "expected": expected}));
        members.insert("coverage".into(), json!(coverage));
        members.insert("warnings".into(), json!(self.warnings));
        Value::Object(members)
    }

    /// The same members of the service's answer. An absent member is marked, because clients distinguish it from null.
    pub(crate) fn comparable_from(&self, said: &Value) -> Value {
        let Value::Object(own) = self.comparable() else { unreachable!("comparable() makes an object") };
        let mut members = Map::new();
        for name in own.keys() {
            let member = match (name.as_str(), said.get(name)) {
                // In a breakdown the code of the indicator is not repeated for each region.
                ("code", None) => json!(self.code),
                (_, None) => json!("<absent>"),
                ("warnings", Some(list)) => json!(warning_codes(list)),
                ("like_for_like", Some(like)) => json!({"value": like["value"], "units": like["units"]}),
                (_, Some(value)) => value.clone(),
            };
            members.insert(name.clone(), member);
        }
        Value::Object(members)
    }
}

/// The codes of the warnings in order, with repetitions.
fn warning_codes(list: &Value) -> Vec<&str> {
    let mut codes: Vec<&str> =
        list.as_array().into_iter().flatten().filter_map(|warning| warning["code"].as_str()).collect();
    codes.sort_unstable();
    codes
}
