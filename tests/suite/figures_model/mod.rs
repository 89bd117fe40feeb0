//! The model: a naive recomputation of every value, written from `docs/domain.md` without code of the service.
//!
//! The model keeps every record as entered and computes every answer from all records with `i128`: no totals, no differences. The
//! model is slow and plain on purpose, so that where the two differ, the service is probably wrong.

mod answer;
mod decimal;
mod growth;
mod quality;
mod records;
mod rules;
mod scope;
mod training;

use std::collections::BTreeMap;

pub(crate) use answer::{Answer, LikeForLike};
pub(crate) use decimal::{money, score};
pub(crate) use records::{
    Business, BusinessReport, Cooperative, CooperativeReport, Dataset, Figure, Participant, Rating, Span, Training,
};
pub(crate) use rules::{activity, rating_used};

/// All records that were entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    /// The registered region codes.
    pub(crate) regions: Vec<String>,
    pub(crate) cooperatives: BTreeMap<i64, Cooperative>,
    pub(crate) businesses: BTreeMap<i64, Business>,
    pub(crate) trainings: BTreeMap<i64, Training>,
    pub(crate) figures: BTreeMap<(Dataset, i32, String), Figure>,
}

impl Register {
    /// All indicators of a year, in the decree's order, for a region and all below it or for the whole register.
    pub(crate) fn answer(&self, year: i32, region: Option<&str>) -> Vec<Answer> {
        self.answers_over(year, &self.scope(region))
    }

    /// All indicators for each registered region in the scope, each with only its own data.
    pub(crate) fn breakdown(&self, year: i32, region: Option<&str>) -> Vec<(String, Vec<Answer>)> {
        let each = |code: String| {
            let answers = self.answers_over(year, std::slice::from_ref(&code));
            (code, answers)
        };
        self.scope(region).into_iter().map(each).collect()
    }

    fn answers_over(&self, year: i32, scope: &[String]) -> Vec<Answer> {
        let mut answers = vec![self.quality(year, scope)];
        answers.extend(growth::MEASURES.iter().map(|measure| self.growth(measure, year, scope)));
        answers.push(self.training_grade(year, scope));
        answers
    }

    /// Adds the records of another register, which must have other units and figures.
    pub(crate) fn absorb(&mut self, other: Register) {
        fn merge<K: Ord + std::fmt::Debug, V>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>) {
            for (key, value) in from {
                let text = format!("{key:?}");
                assert!(into.insert(key, value).is_none(), "two writers both own {text}");
            }
        }
        merge(&mut self.cooperatives, other.cooperatives);
        merge(&mut self.businesses, other.businesses);
        merge(&mut self.trainings, other.trainings);
        merge(&mut self.figures, other.figures);
    }
}
