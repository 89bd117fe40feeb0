//! `training-good-grade`: participants with a score of at least 75 / all participants, graded or not.

use super::scope::basis;
use super::{Answer, Dataset, Figure, Participant, Register, decimal::percentage};

/// The lowest good score, in thousandths, without rounding.
const GOOD: i128 = 75_000;

impl Register {
    pub(super) fn training_grade(&self, year: i32, scope: &[String]) -> Answer {
        let (mut numerator, mut denominator) = (0, 0);
        let mut contributions = Vec::new();
        let mut known = false;
        let mut coverage = None;
        for region in scope {
            match self.figure(Dataset::Trainings, year, region) {
                Some(Figure::Trainings { participants: Some(participants), good: Some(good) }) => {
                    numerator += good;
                    denominator += participants;
                    contributions.push(true);
                    known = true;
                }
                Some(_) => contributions.push(true),
                None => {
                    let here = self.participants_at(year, region);
                    let graded = here.iter().filter_map(|participant| participant.score);
                    let (reported, expected) = coverage.unwrap_or((0, 0));
                    coverage = Some((reported + graded.clone().count() as u64, expected + here.len() as u64));
                    numerator += graded.filter(|score| *score >= GOOD).count() as i128;
                    denominator += here.len() as i128;
                    contributions.extend(here.iter().map(|_| false));
                    known |= !here.is_empty();
                }
            }
        }

        let reason = match (known, denominator) {
            (false, _) => Some("no_data"),
            (true, 0) => Some("denominator_zero"),
            _ => None,
        };
        let mut answer = Answer {
            code: "training-good-grade",
            value: reason.is_none().then(|| percentage(numerator, denominator)),
            reason,
            basis: basis(&contributions),
            numerator: known.then(|| numerator.to_string()),
            denominator: known.then(|| denominator.to_string()),
            coverage,
            ..Answer::default()
        };
        answer.warnings.extend(self.figure_warnings(Dataset::Trainings, &[year], scope));
        answer
    }

    fn participants_at(&self, year: i32, region: &str) -> Vec<&Participant> {
        self.trainings
            .values()
            .filter(|training| training.year == year && training.region == region)
            .flat_map(|training| training.participants.values())
            .collect()
    }
}
