//! What the model answers for one indicator, in the shape in which it is compared with the service's JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// One indicator for one scope. Members that an indicator does not have are simply not put in, and so not compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) code: &'static str,
    pub(crate) value: Option<String>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) basis: &'static str,
    pub(crate) numerator: Option<String>,
    pub(crate) denominator: Option<String>,
    /// Only quality has one: those rated and active.
    pub(crate) overlap: Option<Option<String>>,
    /// Only growth has them.
    pub(crate) years: Option<(Option<String>, Option<String>)>,
    /// Only growth has it.
    pub(crate) like_for_like: Option<LikeForLike>,
    /// Reported and expected; none where every region stands on figures.
    pub(crate) coverage: Option<(u64, u64)>,
    pub(crate) warnings: BTreeSet<&'static str>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct LikeForLike {
    pub(crate) value: Option<String>,
    pub(crate) units: u64,
}

impl Answer {
    /// The members that both sides must agree on.
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

    /// The same members taken out of what the service said. One that it left out is marked, since "absent" and "null"
    /// are two things to a client.
    pub(crate) fn comparable_from(&self, said: &Value) -> Value {
        let Value::Object(own) = self.comparable() else { unreachable!("comparable() makes an object") };
        let mut members = Map::new();
        for name in own.keys() {
            let member = match (name.as_str(), said.get(name)) {
                // In a breakdown the indicator's code stands once, above.
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

/// The warnings' codes in order. A code given twice stays twice, and so is noticed.
fn warning_codes(list: &Value) -> Vec<&str> {
    let mut codes: Vec<&str> =
        list.as_array().into_iter().flatten().filter_map(|warning| warning["code"].as_str()).collect();
    codes.sort_unstable();
    codes
}
