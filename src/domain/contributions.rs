//! What the records of one unit contribute to the yearly totals. The only place that says so: writes apply the difference
//! between before and after, `verify` adds up the same functions over all units.

use super::activity::{ActivityStatus, Conduct, status};
use super::{Contributions, HealthRating, Money, RegionCode, Score, Totals, Year, health, totals};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Between which years a unit is expected to report: from `established_on` or `assisted_since` to `dissolved_on` or `assisted_until`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifetime {
    /// First day, if known.
    pub from: Option<NaiveDate>,
    /// Last day, if there is one.
    pub to: Option<NaiveDate>,
}

impl Lifetime {
    /// Whether a report is expected for the year. A report for any other year counts and is warned of.
    pub fn expects(&self, year: Year) -> bool {
        self.from.is_none_or(|from| from.year() <= year.number()) && self.to.is_none_or(|to| to.year() >= year.number())
    }

    /// The first and the last year in which a report is expected; `None` where there is none that the service keeps.
    pub fn expected_years(&self) -> Option<(Year, Year)> {
        let first = self.from.map_or(Year::FIRST.number(), |from| from.year().max(Year::FIRST.number()));
        let last = self.to.map_or(Year::LAST.number(), |to| to.year().min(Year::LAST.number()));
        Year::new(first).zip(Year::new(last)).filter(|(first, last)| first <= last)
    }
}

/// What of a cooperative's yearly report enters a figure.
#[derive(Clone, Debug)]
pub struct CooperativeFacts {
    /// Where the report stands (rule 10: its own region, not the cooperative's).
    pub region: RegionCode,
    /// Meeting and business.
    pub conduct: Conduct,
    /// Rating as given.
    pub health_rating: Option<HealthRating>,
    /// Score as given.
    pub health_score: Option<Score>,
    /// Business volume.
    pub business_volume: Option<Money>,
}

/// What of a business's yearly report enters a figure.
#[derive(Clone, Debug)]
pub struct BusinessFacts {
    /// Where the report stands.
    pub region: RegionCode,
    /// Turnover of the year.
    pub turnover: Option<Money>,
    /// Assets at 31 December.
    pub assets: Option<Money>,
    /// Persons working there.
    pub workers: Option<i64>,
}

/// The conduct of a cooperative in n−2, n−1 and n.
pub fn three_years(reports: &BTreeMap<Year, CooperativeFacts>, n: Year) -> [Option<Conduct>; 3] {
    [2, 1, 0].map(|back| reports.get(&n.back(back)).map(|report| report.conduct))
}

/// What a cooperative contributes through all its reports.
pub fn of_cooperative(lifetime: Lifetime, reports: &BTreeMap<Year, CooperativeFacts>) -> Contributions {
    let mut sum = Contributions::new();
    for (&year, report) in reports {
        let active = status(three_years(reports, year)) == ActivityStatus::Active;
        let quality =
            health::rating_used(report.health_rating, report.health_score).is_some_and(HealthRating::is_quality);
        let previous = reports.get(&year.back(1)).and_then(|previous| previous.business_volume);
        let volume = Measure::of(report.business_volume.map(hundredths), previous.map(hundredths));
        let totals = Totals {
            cooperative_reports: 1,
            active: count(active),
            quality: count(quality),
            quality_active: count(active && quality),
            cooperatives_outside_dates: count(!lifetime.expects(year)),
            rating_contradictions: count(health::contradicts(report.health_rating, report.health_score)),
            volume_sum: volume.sum,
            volume_given: volume.given,
            volume_matched: volume.matched,
            volume_matched_current: volume.matched_current,
            volume_matched_previous: volume.matched_previous,
            ..Totals::default()
        };
        totals::add(&mut sum, (year, report.region.clone()), &totals);
    }
    sum
}

/// What a business contributes through all its reports.
pub fn of_business(lifetime: Lifetime, reports: &BTreeMap<Year, BusinessFacts>) -> Contributions {
    let mut sum = Contributions::new();
    for (&year, report) in reports {
        let previous = reports.get(&year.back(1));
        let turnover = Measure::of(report.turnover.map(hundredths), previous.and_then(|p| p.turnover).map(hundredths));
        let assets = Measure::of(report.assets.map(hundredths), previous.and_then(|p| p.assets).map(hundredths));
        let workers = Measure::of(report.workers.map(i128::from), previous.and_then(|p| p.workers).map(i128::from));
        let totals = Totals {
            umkm_reports: 1,
            umkm_outside_dates: count(!lifetime.expects(year)),
            turnover_sum: turnover.sum,
            turnover_given: turnover.given,
            turnover_matched: turnover.matched,
            turnover_matched_current: turnover.matched_current,
            turnover_matched_previous: turnover.matched_previous,
            assets_sum: assets.sum,
            assets_given: assets.given,
            assets_matched: assets.matched,
            assets_matched_current: assets.matched_current,
            assets_matched_previous: assets.matched_previous,
            workers_sum: workers.sum,
            workers_given: workers.given,
            workers_matched: workers.matched,
            workers_matched_current: workers.matched_current,
            workers_matched_previous: workers.matched_previous,
            ..Totals::default()
        };
        totals::add(&mut sum, (year, report.region.clone()), &totals);
    }
    sum
}

/// What participations in one training contribute: they stand at the training's region and the year of its last day (rule 4).
pub fn of_training(region: &RegionCode, year: Year, scores: impl IntoIterator<Item = Option<Score>>) -> Contributions {
    let mut totals = Totals::default();
    for score in scores {
        totals.participants += 1;
        totals.graded += count(score.is_some());
        totals.good += count(score.is_some_and(is_good));
    }
    Contributions::from([((year, region.clone()), totals)])
}

/// Whether a participant passed as *berpredikat baik*: a raw score of at least 75 (note in the founding document).
pub fn is_good(score: Score) -> bool {
    score >= Score::points(75)
}

/// The part of one amount in the totals of its year.
struct Measure {
    sum: i128,
    given: i128,
    matched: i128,
    matched_current: i128,
    matched_previous: i128,
}

impl Measure {
    /// An unknown amount is not counted, not summed and not matched (rule 5).
    fn of(current: Option<i128>, previous: Option<i128>) -> Self {
        let matched = current.zip(previous);
        Self {
            sum: current.unwrap_or(0),
            given: count(current.is_some()),
            matched: count(matched.is_some()),
            matched_current: matched.map_or(0, |(current, _)| current),
            matched_previous: matched.map_or(0, |(_, previous)| previous),
        }
    }
}

fn hundredths(money: Money) -> i128 {
    i128::from(money.hundredths())
}

fn count(yes: bool) -> i128 {
    i128::from(yes)
}
