//! Contributions of one unit's records to the yearly totals.
//!
//! Writes apply the difference between the contributions before and after a change; `verify` adds up the same functions over all
//! units. A new line in the list of totals is filled here: a test names each total that no record contributes to.

use super::activity::{ActivityStatus, Conduct, status};
use super::totals::{AmountSums, Contributions, Totals, add};
use super::{HealthRating, Money, RegionCode, Score, Year, health};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// The days between which a unit exists or is assisted: from `established_on` or `assisted_since` to `dissolved_on` or
/// `assisted_until` (rule 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifetime {
    /// First day, if known.
    pub from: Option<NaiveDate>,
    /// Last day, if there is one.
    pub to: Option<NaiveDate>,
}

impl Lifetime {
    /// Whether a report is expected for the year. A report for another year counts, with the warning `report_outside_dates`.
    pub fn expects(&self, year: Year) -> bool {
        self.from.is_none_or(|from| from.year() <= year.number()) && self.to.is_none_or(|to| to.year() >= year.number())
    }

    /// The first and the last year in which a report is expected; `None` where no year from 1990 to 2100 is one.
    pub fn expected_years(&self) -> Option<(Year, Year)> {
        let first = self.from.map_or(Year::FIRST.number(), |from| from.year().max(Year::FIRST.number()));
        let last = self.to.map_or(Year::LAST.number(), |to| to.year().min(Year::LAST.number()));
        Year::new(first).zip(Year::new(last)).filter(|(first, last)| first <= last)
    }
}

/// The part of a cooperative's yearly report that enters the totals.
#[derive(Clone, Debug)]
pub struct CooperativeFacts {
    /// The report's own region, not the cooperative's (rule 10).
    pub region: RegionCode,
    /// Whether the meeting was held and members were served.
    pub conduct: Conduct,
    /// The rating, where the report gives one.
    pub health_rating: Option<HealthRating>,
    /// The score, where the report gives one.
    pub health_score: Option<Score>,
    /// Business volume of the book year.
    pub business_volume: Option<Money>,
}

/// The part of a business's yearly report that enters the totals.
#[derive(Clone, Debug)]
pub struct BusinessFacts {
    /// The report's own region.
    pub region: RegionCode,
    /// Turnover of the year.
    pub turnover: Option<Money>,
    /// Assets at 31 December.
    pub assets: Option<Money>,
    /// Persons who work for the business.
    pub workers: Option<i64>,
}

/// The conduct of a cooperative in n−2, n−1 and n; `None` for a year without a report.
pub fn three_years(reports: &BTreeMap<Year, CooperativeFacts>, n: Year) -> [Option<Conduct>; 3] {
    [2, 1, 0].map(|back| reports.get(&n.back(back)).map(|report| report.conduct))
}

/// The contributions of all reports of a cooperative.
pub fn of_cooperative(lifetime: Lifetime, reports: &BTreeMap<Year, CooperativeFacts>) -> Contributions {
    let mut sum = Contributions::new();
    for (&year, report) in reports {
        let active = status(three_years(reports, year)) == ActivityStatus::Active;
        let quality =
            health::rating_used(report.health_rating, report.health_score).is_some_and(HealthRating::is_quality);
        let previous = reports.get(&year.back(1));
        let totals = Totals {
            cooperative_reports: 1,
            active: count(active),
            quality: count(quality),
            quality_active: count(active && quality),
            cooperatives_outside_dates: count(!lifetime.expects(year)),
            rating_contradictions: count(health::contradicts(report.health_rating, report.health_score)),
            volume: sums(report, previous, |report| report.business_volume.map(hundredths)),
            ..Totals::default()
        };
        add(&mut sum, (year, report.region.clone()), &totals);
    }
    sum
}

/// The contributions of all reports of a business.
pub fn of_business(lifetime: Lifetime, reports: &BTreeMap<Year, BusinessFacts>) -> Contributions {
    let mut sum = Contributions::new();
    for (&year, report) in reports {
        let previous = reports.get(&year.back(1));
        let totals = Totals {
            umkm_reports: 1,
            umkm_outside_dates: count(!lifetime.expects(year)),
            turnover: sums(report, previous, |report| report.turnover.map(hundredths)),
            assets: sums(report, previous, |report| report.assets.map(hundredths)),
            workers: sums(report, previous, |report| report.workers.map(i128::from)),
            ..Totals::default()
        };
        add(&mut sum, (year, report.region.clone()), &totals);
    }
    sum
}

/// The contributions of the participations in one training, at the training's region and in the year of its last day (rule 4).
pub fn of_training(region: &RegionCode, year: Year, scores: impl IntoIterator<Item = Option<Score>>) -> Contributions {
    let mut totals = Totals::default();
    for score in scores {
        totals.participants += 1;
        totals.graded += count(score.is_some());
        totals.good += count(score.is_some_and(is_good));
    }
    Contributions::from([((year, region.clone()), totals)])
}

/// Whether a participant is graded good (*berpredikat baik*): an unrounded score of at least 75, by the note in the decree of
/// December 2017.
pub fn is_good(score: Score) -> bool {
    score >= Score::points(75)
}

/// The sums of one amount of a report, beside the same unit's report for the year before.
fn sums<R>(report: &R, previous: Option<&R>, amount: fn(&R) -> Option<i128>) -> AmountSums {
    AmountSums::of(amount(report), previous.and_then(amount))
}

fn hundredths(money: Money) -> i128 {
    i128::from(money.hundredths())
}

fn count(yes: bool) -> i128 {
    i128::from(yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(number: i32) -> Year {
        Year::new(number).unwrap()
    }

    /// Records in which each total occurs, so that a total that `contributions.rs` forgets stays zero.
    #[test]
    fn every_total_is_contributed_to() {
        let region = RegionCode::parse("15.01").unwrap();
        let founded = Lifetime { from: NaiveDate::from_ymd_opt(2024, 1, 1), to: None };
        let rupiah = |amount: &str| Some(Money::parse(amount).unwrap());
        let cooperative = CooperativeFacts {
            region: region.clone(),
            conduct: Conduct { rat_held: true, serves_members: true },
            health_rating: Some(HealthRating::Healthy),
            health_score: Some(Score::points(10)),
            business_volume: rupiah("5"),
        };
        let business =
            BusinessFacts { region: region.clone(), turnover: rupiah("7"), assets: rupiah("9"), workers: Some(2) };
        let years = (2020..=2024).map(year);
        let contributions = [
            of_cooperative(founded, &years.clone().map(|year| (year, cooperative.clone())).collect()),
            of_business(founded, &years.map(|year| (year, business.clone())).collect()),
            of_training(&region, year(2024), [Some(Score::points(80))]),
        ];
        let all = contributions.iter().flat_map(BTreeMap::values).fold(Totals::default(), |sum, part| sum.plus(part));
        for (name, value) in Totals::NAMES.iter().zip(all.values()) {
            assert_ne!(value, 0, "contributions.rs does not fill the total {name}");
        }
    }
}
