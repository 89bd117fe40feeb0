//! Made-up cooperatives: most report every year, and each other career occurs at least once among fifty.

use crate::demo::chance::Chance;
use crate::demo::entering::NewUnit;
use crate::demo::plan::{Plan, day, grown};
use crate::demo::words;
use crate::domain::contributions::of_cooperative;
use crate::domain::{
    Authority, Contributions, CooperativeForm, CooperativeKind, Dataset, HealthRating, Money, RegionCode, Score, Year,
};
use crate::store::{Cooperative, CooperativeData, CooperativeReportData, Located, Reported};

/// The career of a cooperative: how it meets, reports, moves or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Career {
    /// The cooperative meets, does business and reports every year.
    Steady,
    /// The reports of the last years are not entered yet.
    Late,
    /// The cooperative was dissolved and has not reported since.
    Dissolved,
    /// The cooperative was dissolved, with a report for a later year.
    ReportedAfterEnd,
    /// The cooperative was founded in one of the last years and is too young to be active.
    Young,
    /// One meeting was missed.
    MissedMeeting,
    /// The cooperative has held no meeting for years and is rated nevertheless.
    WithoutMeetings,
    /// The cooperative no longer does business and is rated nevertheless.
    WithoutBusiness,
    /// One report is missing.
    Gap,
    /// The cooperative moved to another region; its older reports keep their region.
    Moved,
}

impl Career {
    /// The careers alternate by index, so that a small demonstration has all of them.
    fn of(index: u64) -> Self {
        match (index * 21) % 50 {
            0..=25 => Self::Steady,
            26..=30 => Self::Late,
            31..=33 => Self::Dissolved,
            34..=36 => Self::Young,
            37..=39 => Self::MissedMeeting,
            40..=43 => Self::WithoutMeetings,
            44..=45 => Self::WithoutBusiness,
            46 => Self::Gap,
            47 => Self::ReportedAfterEnd,
            _ => Self::Moved,
        }
    }
}

/// The stream of random numbers for cooperatives.
const STREAM: u64 = 1;

/// One in this many cooperatives belongs to the province itself.
const AT_PROVINCE: u64 = 66;

/// One cooperative with its entered reports, and the contributions of all its reports to the figures of the oldest years.
pub fn make(plan: &Plan, index: u64) -> (NewUnit<Cooperative>, Contributions) {
    let mut chance = Chance::of(plan.seed, STREAM, index);
    let career = Career::of(index);
    let at_province = index.is_multiple_of(AT_PROVINCE);
    let region = if at_province { plan.province.clone() } else { plan.regency(&mut chance) };
    let is_forgotten = chance.permille(80);

    let founded = match career {
        Career::Young => plan.back(chance.small(0, 2)),
        _ => plan.first.number() - chance.small(3, 35),
    };
    let ended = match career {
        Career::Dissolved => Some(plan.back(chance.small(1, 4))),
        Career::ReportedAfterEnd => Some(plan.back(chance.small(2, 3))),
        _ => None,
    };
    let savings = chance.permille(350);
    let form = if savings { "KSP" } else { "Koperasi" };
    let data = CooperativeData {
        register_number: format!("DEMO-K-{index:06}"),
        name: words::cooperative(&mut chance, form, index),
        region: region.clone(),
        authority: Some(if at_province || chance.permille(40) { Authority::Province } else { Authority::Regency }),
        kind: if savings { Some(CooperativeKind::SavingsAndLoan) } else { chance.pick(CooperativeKind::ALL) },
        form: Some(if chance.permille(30) { CooperativeForm::Secondary } else { CooperativeForm::Primary }),
        sharia: if chance.permille(100) { None } else { Some(chance.permille(120)) },
        nik_koperasi: chance.permille(400).then(|| format!("9999{index:09}")),
        legal_entity_number: chance.permille(850).then(|| format!("DEMO/BH/{index:06}/{founded}")),
        established_on: if chance.permille(30) { None } else { day(&mut chance, founded, 1, 12) },
        dissolved_on: ended.and_then(|year| day(&mut chance, year, 1, 12)),
    };

    let reports = reports(plan, &mut chance, career, &region, (founded, ended));
    let lifetime = data.home().1;
    let covered = reports.iter().filter(|(year, _)| *year < plan.end_of_figures());
    let mut figures = of_cooperative(lifetime, &covered.map(|(year, report)| (*year, report.facts())).collect());
    figures.retain(|(year, region), _| plan.has_figure(Dataset::Cooperatives, *year, region));

    let is_entered = |(year, report): &(Year, CooperativeReportData)| {
        plan.is_entered(Dataset::Cooperatives, *year, &report.region, is_forgotten)
    };
    (NewUnit { data, reports: reports.into_iter().filter(is_entered).collect() }, figures)
}

/// All reports, from two years before the first: they decide about activity in the first.
fn reports(
    plan: &Plan,
    chance: &mut Chance,
    career: Career,
    region: &RegionCode,
    (founded, ended): (i32, Option<i32>),
) -> Vec<(Year, CooperativeReportData)> {
    let turn = plan.back(chance.small(1, 4));
    let missing_from = match career {
        Career::Late => plan.back(chance.small(0, 5) / 5),
        _ if chance.permille(50) => plan.last.number(),
        _ => i32::MAX,
    };
    let silent_from = ended.map_or(i32::MAX, |year| if career == Career::ReportedAfterEnd { year + 2 } else { year });
    let former = if career == Career::Moved { plan.regency(chance) } else { region.clone() };
    let mut volume = chance.amount(45_000_000);
    let mut members = chance.between(22, 400);
    let health = chance.between(58_000, 92_000);

    let mut reports = Vec::new();
    for back in (0..=plan.last.number() - plan.first.number() + 2).rev() {
        let year = plan.last.back(back);
        volume = grown(plan, chance, volume, year);
        members += chance.between(-3, 6);
        let number = year.number();
        let is_missing = career == Career::Gap && number == turn || chance.permille(8);
        if number < founded || number >= missing_from || number >= silent_from || is_missing {
            continue;
        }
        let rat_held = match career {
            Career::MissedMeeting => number != turn,
            Career::WithoutMeetings => number < turn - 2,
            _ => !chance.permille(15),
        };
        let serves_members = !(career == Career::WithoutBusiness && number >= turn || chance.permille(8));
        let is_dormant = matches!(career, Career::WithoutMeetings | Career::WithoutBusiness);
        let (health_rating, health_score) = health_of(chance, health, is_dormant);
        let business_volume = match (serves_members, chance.below(100)) {
            (true, 0..=3) | (false, 0..=39) => None,
            (true, 4) | (false, _) => Some(0),
            (true, _) => Some(volume),
        };
        let rupiah = |amount: i64| Money::from_hundredths(amount.saturating_mul(100));
        let assets = volume / 100 * chance.between(60, 180);
        let report = CooperativeReportData {
            region: if number < turn { former.clone() } else { region.clone() },
            rat_held,
            // The meeting that accounts for a year is held in the next year.
            rat_held_on: if rat_held && !chance.permille(80) { day(chance, number + 1, 1, 6) } else { None },
            serves_members,
            business_volume: business_volume.map(rupiah),
            health_rating,
            health_score,
            members: (!chance.permille(30)).then_some(members.max(20)),
            employees: (!chance.permille(100)).then(|| chance.between(0, 12)),
            assets: (!chance.permille(60)).then(|| rupiah(assets)),
            equity: (!chance.permille(60)).then(|| rupiah(assets / 100 * chance.between(15, 70))),
            surplus: (!chance.permille(60)).then(|| rupiah(volume / 1000 * chance.between(-25, 60))),
        };
        reports.push((year, report));
    }
    reports
}

/// Rating and score of a report: both, either, neither, and sometimes two that contradict each other.
fn health_of(chance: &mut Chance, usual: i64, is_dormant: bool) -> (Option<HealthRating>, Option<Score>) {
    let drawn = match chance.below(100) {
        // A score just below a band, and one on its lower bound.
        0 => 65_980,
        1 => 80_000,
        _ => usual + chance.between(-900, 900) * 10,
    };
    // Inactive cooperatives are rated well, so that the values have the warning `numerator_includes_inactive`.
    let drawn = if is_dormant { drawn.clamp(66_000, 100_000) } else { drawn.clamp(0, 100_000) };
    let score = Score::from_thousandths(i32::try_from(drawn).unwrap_or(0));
    let rating = HealthRating::of_score(score);
    match chance.below(100) {
        0..=19 if !is_dormant => (None, None),
        0..=54 => (Some(rating), Some(score)),
        55..=69 => (Some(rating), None),
        70..=95 => (None, Some(score)),
        _ if rating == HealthRating::Healthy => (Some(HealthRating::FairlyHealthy), Some(score)),
        _ => (Some(HealthRating::Healthy), Some(score)),
    }
}
