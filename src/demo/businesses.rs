//! Made-up assisted businesses. Their list changes from year to year, as in a real register.

use crate::demo::chance::Chance;
use crate::demo::entering::NewUnit;
use crate::demo::plan::{Plan, day, grown};
use crate::demo::words;
use crate::domain::contributions::of_business;
use crate::domain::{Contributions, Dataset, Money, RegionCode, Year};
use crate::store::{Business, BusinessData, BusinessReportData, Located, Reported};

/// The career of a business: how it reports, joins, leaves or moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Career {
    /// The business reports every year.
    Steady,
    /// The report of the last year is not entered yet.
    Late,
    /// The business is assisted from one of the later years on.
    Joined,
    /// As `Joined`, with a report for the year before assistance began.
    ReportedBefore,
    /// The business is no longer assisted.
    Left,
    /// One report is missing.
    Gap,
    /// The business moved to another region; its older reports keep their region.
    Moved,
    /// One of the few businesses of the province itself, with a turnover of zero in its first year.
    AtProvince,
}

/// The number of businesses of the province itself: so few that anonymous callers do not see their values.
const AT_PROVINCE: u64 = 3;

impl Career {
    /// The careers alternate by index, so that a small demonstration has all of them.
    fn of(index: u64) -> Self {
        if index < AT_PROVINCE {
            return Self::AtProvince;
        }
        match (index * 17) % 40 {
            0..=26 => Self::Steady,
            27..=30 => Self::Late,
            31..=33 => Self::Joined,
            34 => Self::ReportedBefore,
            35..=37 => Self::Left,
            38 => Self::Gap,
            _ => Self::Moved,
        }
    }
}

/// The stream of random numbers for businesses.
const STREAM: u64 = 2;

/// One business with its entered reports, and the contributions of all its reports to the figures of the oldest years.
pub fn make(plan: &Plan, index: u64) -> (NewUnit<Business>, Contributions) {
    let mut chance = Chance::of(plan.seed, STREAM, index);
    let career = Career::of(index);
    let region = if career == Career::AtProvince { plan.province.clone() } else { plan.regency(&mut chance) };
    let is_forgotten = chance.permille(80);
    let since = match career {
        Career::Joined => plan.back(chance.small(0, 3)),
        Career::ReportedBefore => plan.back(chance.small(1, 3)),
        Career::AtProvince => plan.back(3),
        _ => plan.first.number() - chance.small(0, 9),
    };
    let until = (career == Career::Left).then(|| plan.back(chance.small(1, 4)));
    let data = BusinessData {
        register_number: format!("DEMO-U-{index:08}"),
        name: words::business(&mut chance, index),
        region: region.clone(),
        owner_name: (!chance.permille(50)).then(|| words::person(&mut chance, index)),
        nib: chance.permille(550).then(|| format!("9999{index:09}")),
        sector: (!chance.permille(80)).then(|| words::sector(&mut chance)),
        assisted_since: if chance.permille(30) && career == Career::Steady {
            None
        } else {
            day(&mut chance, since, 1, 12)
        },
        assisted_until: until.and_then(|year| day(&mut chance, year, 1, 12)),
    };

    let reports = reports(plan, &mut chance, career, &region, (since, until));
    let covered = reports.iter().filter(|(year, _)| *year < plan.end_of_figures());
    let mut figures = of_business(data.home().1, &covered.map(|(year, report)| (*year, report.facts())).collect());
    figures.retain(|(year, region), _| plan.has_figure(Dataset::Umkm, *year, region));

    let is_entered = |(year, report): &(Year, BusinessReportData)| {
        plan.is_entered(Dataset::Umkm, *year, &report.region, is_forgotten)
    };
    (NewUnit { data, reports: reports.into_iter().filter(is_entered).collect() }, figures)
}

fn reports(
    plan: &Plan,
    chance: &mut Chance,
    career: Career,
    region: &RegionCode,
    (since, until): (i32, Option<i32>),
) -> Vec<(Year, BusinessReportData)> {
    let turn = plan.back(chance.small(1, 4));
    let first = if career == Career::ReportedBefore { since - 1 } else { since };
    let last = match (career, until) {
        (_, Some(until)) => until,
        (Career::Late, _) => plan.back(1),
        _ if chance.permille(60) => plan.back(1),
        _ => plan.last.number(),
    };
    // The businesses of the province report in every year, so that each year has exactly as many.
    let last = if career == Career::AtProvince { plan.last.number() } else { last };
    let former = if career == Career::Moved { plan.regency(chance) } else { region.clone() };
    // Most businesses are micro, a few small, fewer medium.
    let size = match chance.below(1000) {
        0..=4 => 60,
        5..=39 => 10,
        _ => 1,
    };
    let mut turnover = chance.amount(8_000_000 * size);
    let assets_share = chance.between(15, 110);

    let mut reports = Vec::new();
    for year in plan.years() {
        turnover = grown(plan, chance, turnover, year);
        let number = year.number();
        let is_missing = career == Career::Gap && number == turn;
        if number < first || number > last || is_missing {
            continue;
        }
        let earned = if career == Career::AtProvince && number == first || chance.permille(4) { 0 } else { turnover };
        let known = |chance: &mut Chance| career == Career::AtProvince || !chance.permille(30);
        let rupiah = |amount: i64| Money::from_hundredths(amount.saturating_mul(100));
        let report = BusinessReportData {
            region: if number < turn { former.clone() } else { region.clone() },
            turnover: known(chance).then(|| rupiah(earned)),
            assets: known(chance).then(|| rupiah(turnover / 100 * assets_share)),
            workers: known(chance).then(|| 1 + turnover / 70_000_000 + chance.between(0, 3)),
        };
        reports.push((year, report));
    }
    reports
}
