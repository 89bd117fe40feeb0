//! Made-up trainings with some 25 participants each, scores on either side of 75, some not graded yet.

use crate::demo::chance::Chance;
use crate::demo::entering::NewTraining;
use crate::demo::plan::{Plan, day};
use crate::demo::words;
use crate::domain::{RegionCode, Score, Year};
use crate::store::{ParticipantData, TrainingData};

/// The usual number of participants of a training.
const USUAL: u64 = 25;

/// The number of participants of the one training of the province itself: so few that anonymous callers do not see its value.
const AT_PROVINCE: u64 = 3;

/// The stream of random numbers for trainings.
const STREAM: u64 = 3;

/// The stream of random numbers for participations; the next one is for persons.
const PERSONS: u64 = 4;

/// The ids of units that participants are linked to.
#[derive(Clone, Debug, Default)]
pub struct Links {
    pub cooperatives: Vec<i64>,
    pub businesses: Vec<i64>,
}

/// The number of trainings.
pub fn count(plan: &Plan) -> u64 {
    u64::from(plan.size.participants).div_ceil(USUAL)
}

/// One training; `None` where its last day is no date.
pub fn make(plan: &Plan, index: u64, links: &Links) -> Option<NewTraining> {
    let mut chance = Chance::of(plan.seed, STREAM, index);
    // The first training is that of the province, in the last year.
    let years = i32::try_from(index % u64::from(plan.size.years)).ok()?;
    let year = plan.last.back(years);
    let region = region(plan, &mut chance, index, year);
    let ends_on = day(&mut chance, year.number(), 2, 12)?;
    let days = chrono::Days::new(chance.below(5));
    let data = TrainingData {
        code: format!("DEMO-D-{year}-{index:05}"),
        title: format!("Diklat {} angkatan {}", words::course(&mut chance), index + 1),
        region,
        starts_on: if chance.permille(40) { None } else { ends_on.checked_sub_days(days) },
        ends_on,
        year,
        organizer: (!chance.permille(150)).then(|| "Balai Diklat Contoh".to_owned()),
    };
    let (from, to) = (start(plan, index), start(plan, index + 1));
    let participants = (from..to).map(|number| participant(plan, number, from, year, links)).collect();
    Some(NewTraining { data, participants })
}

fn region(plan: &Plan, chance: &mut Chance, index: u64, year: Year) -> RegionCode {
    if index == 0 {
        return plan.province.clone();
    }
    let mut region = plan.regency(chance);
    while plan.lacks_records(year, &region) {
        region = plan.regency(chance);
    }
    region
}

/// The number of a training's first participant. The trainings have different sizes and together as many participants as requested.
fn start(plan: &Plan, index: u64) -> u64 {
    let (all, count) = (u64::from(plan.size.participants), count(plan).max(1));
    let evenly = |index: u64| all * index.min(count) / count;
    if index.is_multiple_of(2) || index >= count {
        return evenly(index);
    }
    if index == 1 {
        return AT_PROVINCE.min(evenly(2));
    }
    let shift = Chance::of(plan.seed, STREAM, u64::MAX - index).below(2 * USUAL / 3);
    (evenly(index) + shift).saturating_sub(USUAL / 3).clamp(evenly(index - 1), evenly(index + 1))
}

fn participant(plan: &Plan, number: u64, from: u64, year: Year, links: &Links) -> ParticipantData {
    let mut chance = Chance::of(plan.seed, PERSONS, number);
    // Some persons took part before: the person as far before the start of this training as this participant is after it.
    let before = (2 * from).checked_sub(number + 1).filter(|_| chance.permille(80));
    let person = before.unwrap_or(number);
    let mut own = Chance::of(plan.seed, PERSONS + 1, person);
    let (cooperative_id, umkm_id) = match chance.below(100) {
        0..=54 => (chance.pick(&links.cooperatives), None),
        55..=89 => (None, chance.pick(&links.businesses)),
        _ => (None, None),
    };
    ParticipantData {
        name: words::person(&mut own, person),
        identity_number: (!own.permille(100)).then(|| format!("9999{person:012}")),
        cooperative_id,
        umkm_id,
        score: score(&mut chance, year == plan.last),
    }
}

/// A random score; `None` for some, and for more in the last year, which is not graded completely.
fn score(chance: &mut Chance, is_last: bool) -> Option<Score> {
    if chance.permille(if is_last { 150 } else { 20 }) {
        return None;
    }
    let thousandths = match chance.below(100) {
        // The unrounded score decides about good.
        0..=1 => 75_000,
        2 => 74_995,
        3 => 74_999,
        4 => 75_001,
        // A score of about 79, at most 24 away.
        _ => 55_000 + (chance.small(0, 120) + chance.small(0, 120)) * 200 - chance.small(0, 1) * 500,
    };
    Some(Score::from_thousandths(thousandths.min(100_000)))
}
