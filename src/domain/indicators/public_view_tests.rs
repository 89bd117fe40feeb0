//! Who is counted among the few, told from single businesses and participants instead of from totals.

use std::collections::BTreeMap;

use proptest::option;
use proptest::prelude::*;

use super::{Expected, Extent, Figures, Reason, RegionYear, TrainingFigure, UmkmFigure, evaluate, public_view};
use crate::domain::contributions::{BusinessFacts, Lifetime, of_business, of_training};
use crate::domain::totals::AmountSums;
use crate::domain::{Contributions, IndicatorCode, Money, Percentage, RegionCode, Score, Totals, Year, totals};

const CODES: [&str; 3] = ["15", "15.01", "15.02"];
const YEARS: [i32; 2] = [2023, 2024];

/// One business: in which region, and its turnover of each year; no report, or one without an amount.
type OneBusiness = (usize, [Option<Option<i64>>; 2]);

/// A figure of a year and region: how many units it counts, and its measure.
type OneFigure = Option<(Option<i64>, Option<i64>)>;

fn place(year: usize, region: usize) -> (Year, RegionCode) {
    (Year::new(YEARS[year]).unwrap(), RegionCode::parse(CODES[region]).unwrap())
}

fn figures() -> impl Strategy<Value = [[OneFigure; 3]; 2]> {
    let figure = || option::weighted(0.3, (option::of(0_i64..7), option::of(0_i64..9)));
    proptest::array::uniform2(proptest::array::uniform3(figure()))
}

/// The rows that the indicators are computed from.
fn rows(contributions: &Contributions, figures: impl Fn(usize, usize) -> Figures) -> Vec<RegionYear> {
    let of = |year: usize, region: usize| {
        let place = place(year, region);
        let totals = contributions.get(&place).copied().unwrap_or_default();
        RegionYear {
            year: place.0,
            region: place.1,
            totals,
            figures: figures(year, region),
            expected: Expected::default(),
        }
    };
    (0..2).flat_map(|year| (0..3).map(move |region| (year, region))).map(|(year, region)| of(year, region)).collect()
}

/// The number of units in one year: units with a known amount where there is no figure, and the units of figures with a known
/// measure.
fn counted(figures: &[OneFigure; 3], known: impl Fn(usize) -> i64) -> i64 {
    let at = |(region, figure): (usize, &OneFigure)| match figure {
        None => known(region),
        Some((units, Some(_))) => units.unwrap_or(0),
        Some((_, None)) => 0,
    };
    figures.iter().enumerate().map(at).sum()
}

fn is_shown(code: IndicatorCode, rows: &[RegionYear]) -> (bool, Result<Percentage, Reason>) {
    let indicator = evaluate(code, Year::new(2024).unwrap(), rows);
    let tells = matches!(indicator.value, Ok(_) | Err(Reason::PreviousYearZero));
    (tells, public_view(indicator, Extent::Region).value)
}

proptest! {
    #[test]
    fn a_growth_of_few_is_not_shown(
        businesses in proptest::collection::vec((0_usize..3, proptest::array::uniform2(option::of(option::of(0_i64..5)))), 0..9),
        figures in figures(),
    ) {
        let businesses: Vec<OneBusiness> = businesses;
        let mut contributions = Contributions::new();
        for (region, years) in &businesses {
            let facts = |turnover: &Option<i64>| BusinessFacts {
                region: RegionCode::parse(CODES[*region]).unwrap(),
                turnover: turnover.map(|rupiah| Money::parse(&rupiah.to_string()).unwrap()),
                assets: None,
                workers: Some(1),
            };
            let reports: BTreeMap<Year, BusinessFacts> = years.iter().enumerate()
                .filter_map(|(year, report)| Some((Year::new(YEARS[year]).unwrap(), facts(report.as_ref()?))))
                .collect();
            for (place, sums) in of_business(Lifetime { from: None, to: None }, &reports) {
                totals::add(&mut contributions, place, &sums);
            }
        }
        let rows = rows(&contributions, |year, region| Figures {
            umkm: figures[year][region].map(|(businesses, turnover)| UmkmFigure {
                businesses, turnover, assets: Some(1), workers: None,
            }),
            ..Figures::default()
        });
        let of_year = |year: usize| counted(&figures[year], |region| {
            let with_amount = businesses.iter().filter(|(at, years)| *at == region && years[year].flatten().is_some());
            i64::try_from(with_amount.count()).unwrap()
        });
        let is_few = (0..2).any(|year| (1..=4).contains(&of_year(year)));
        let (tells, value) = is_shown(IndicatorCode::UmkmTurnoverGrowth, &rows);
        prop_assert_eq!(value == Err(Reason::Suppressed), tells && is_few, "{:?} and {:?}", of_year(0), of_year(1));
    }

    #[test]
    fn a_ratio_of_few_is_not_shown(
        scores in proptest::array::uniform3(proptest::collection::vec(option::of(70_i64..80), 0..6)),
        figures in figures(),
    ) {
        let mut contributions = Contributions::new();
        for (region, scores) in scores.iter().enumerate() {
            let (year, code) = place(1, region);
            let scores = scores.iter().map(|score| score.map(|score| Score::parse(&score.to_string()).unwrap()));
            for (place, sums) in of_training(&code, year, scores) {
                totals::add(&mut contributions, place, &sums);
            }
        }
        // A figure without its count enters no ratio, whatever else it knows.
        let figures = figures.map(|year| year.map(|figure: OneFigure| {
            figure.map(|(participants, good)| (participants, participants.and(good)))
        }));
        let rows = rows(&contributions, |year, region| Figures {
            trainings: figures[year][region].map(|(participants, good)| TrainingFigure { participants, good }),
            ..Figures::default()
        });
        let count = counted(&figures[1], |region| i64::try_from(scores[region].len()).unwrap());
        let (tells, value) = is_shown(IndicatorCode::TrainingGoodGrade, &rows);
        prop_assert_eq!(value == Err(Reason::Suppressed), tells && (1..=4).contains(&count), "{}", count);
    }
}

/// What the rule is there for: somebody who sets a figure beside a single business learns nothing of it.
#[test]
fn a_figure_that_does_not_enter_hides_nobody() {
    let amounts = |units: i128| Totals {
        umkm_reports: 1,
        turnover: AmountSums { given: 1, sum: units, ..AmountSums::default() },
        ..Totals::default()
    };
    let row = |year: i32, code: &str, totals: Totals, umkm: Option<UmkmFigure>| RegionYear {
        year: Year::new(year).unwrap(),
        region: RegionCode::parse(code).unwrap(),
        totals,
        figures: Figures { umkm, ..Figures::default() },
        expected: Expected::default(),
    };
    let rows_with = |figure: UmkmFigure| {
        [2023, 2024].map(|year| {
            let one = row(year, "15.01", amounts(i128::from(year)), None);
            [row(year, "15", Totals::default(), Some(figure.clone())), one]
        })
    };
    let unknown = UmkmFigure { businesses: Some(40), ..UmkmFigure::default() };
    let known = UmkmFigure { turnover: Some(100), ..unknown.clone() };
    let value = |figure| is_shown(IndicatorCode::UmkmTurnoverGrowth, &rows_with(figure).concat()).1;
    assert_eq!(value(unknown), Err(Reason::Suppressed));
    assert!(value(known).is_ok());
}
