//! `affected` names exactly the values that a change can alter: found by trying every short history of one unit or figure.

use std::collections::BTreeSet;

use super::{CooperativeFigure, Expected, Figures, Indicator, RegionYear, Source, TrainingFigure, UmkmFigure};
use super::{affected, evaluate};
use crate::domain::activity::Conduct;
use crate::domain::contributions::{
    BusinessFacts, CooperativeFacts, Lifetime, of_business, of_cooperative, of_training,
};
use crate::domain::{Contributions, Dataset, HealthRating, IndicatorCode, Money, RegionCode, Score, Year};

/// The years of a history. Each year has one of three states: no data, or one of two contents.
const YEARS: std::ops::Range<usize> = 0..5;
const STATES: usize = 3;

type History = Vec<usize>;

fn year(index: usize) -> Year {
    Year::new(2010).unwrap().ahead(i32::try_from(index).unwrap())
}

fn region() -> RegionCode {
    RegionCode::parse("15.01").unwrap()
}

fn money(state: usize) -> Option<Money> {
    Some(Money::parse(&(10 * state).to_string()).unwrap())
}

fn count(state: usize) -> Option<i64> {
    Some(10 * i64::try_from(state).unwrap())
}

/// The years with data, with their state.
fn with_data(history: &History) -> impl Iterator<Item = (Year, usize)> {
    history.iter().enumerate().filter(|(_, state)| **state > 0).map(|(index, state)| (year(index), *state))
}

fn records(dataset: Dataset, history: &History) -> Contributions {
    let data = with_data(history);
    match dataset {
        Dataset::Cooperatives => {
            let facts = |state: usize| CooperativeFacts {
                region: region(),
                conduct: Conduct { rat_held: state == 1, serves_members: true },
                health_rating: (state == 1).then_some(HealthRating::Healthy),
                health_score: None,
                business_volume: money(state),
            };
            of_cooperative(Lifetime::default(), &data.map(|(year, state)| (year, facts(state))).collect())
        }
        Dataset::Umkm => {
            let facts = |state: usize| BusinessFacts {
                region: region(),
                turnover: money(state),
                assets: money(state),
                workers: count(state),
            };
            of_business(Lifetime::default(), &data.map(|(year, state)| (year, facts(state))).collect())
        }
        Dataset::Trainings => {
            let score = |state: usize| (state == 1).then(|| Score::points(80));
            data.flat_map(|(year, state)| of_training(&region(), year, [score(state)])).collect()
        }
    }
}

fn figures(dataset: Dataset, state: usize) -> Figures {
    let (count, none) = (count(state), Figures::default());
    if state == 0 {
        return none;
    }
    match dataset {
        Dataset::Cooperatives => {
            let figure = CooperativeFigure { active: Some(40), quality: count, quality_active: count, volume: count };
            Figures { cooperatives: Some(figure), ..none }
        }
        Dataset::Umkm => {
            let figure = UmkmFigure { businesses: count, turnover: count, assets: count, workers: count };
            Figures { umkm: Some(figure), ..none }
        }
        Dataset::Trainings => {
            Figures { trainings: Some(TrainingFigure { participants: Some(40), good: count }), ..none }
        }
    }
}

/// Every indicator of every year that a history could reach.
fn values(dataset: Dataset, source: Source, history: &History) -> Vec<Indicator> {
    let records = match source {
        Source::Records => records(dataset, history),
        Source::Figure => Contributions::new(),
    };
    let years = 0..YEARS.end + 4;
    let row = |index: usize| RegionYear {
        region: region(),
        year: year(index),
        totals: records.get(&(year(index), region())).copied().unwrap_or_default(),
        figures: match source {
            Source::Records => Figures::default(),
            Source::Figure => figures(dataset, history.get(index).copied().unwrap_or(0)),
        },
        expected: Expected::default(),
    };
    let rows: Vec<RegionYear> = years.clone().map(row).collect();
    let of_year = |index| IndicatorCode::ALL.iter().map(move |code| (*code, index));
    years.flat_map(of_year).map(|(code, index)| evaluate(code, year(index), &rows)).collect()
}

/// The values that differ after a change of one year, over all histories and changes.
fn altered(dataset: Dataset, source: Source, changed: usize) -> BTreeSet<(IndicatorCode, Year)> {
    let count = YEARS.fold(1, |count, _| count * STATES);
    let history = |number: usize| -> History {
        YEARS.map(|index| number / STATES.pow(u32::try_from(index).unwrap()) % STATES).collect()
    };
    let mut altered = BTreeSet::new();
    for before in (0..count).map(history) {
        let mut after = before.clone();
        after[changed] = (after[changed] + 1) % STATES;
        let (before, after) = (values(dataset, source, &before), values(dataset, source, &after));
        let differing = before.iter().zip(&after).filter(|(before, after)| before != after);
        altered.extend(differing.map(|(before, _)| (before.code, before.year)));
    }
    altered
}

#[test]
fn affected_values_are_those_that_a_change_alters() {
    for dataset in Dataset::ALL.iter().copied() {
        for source in [Source::Records, Source::Figure] {
            let named: BTreeSet<_> = affected(dataset, source, year(2)).collect();
            assert_eq!(named, altered(dataset, source, 2), "{dataset}, {source:?}");
        }
    }
}
