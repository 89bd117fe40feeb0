//! The growths: this year's total against last year's, over all reports of each year.

use super::decimal::{money, percentage};
use super::scope::basis;
use super::{Answer, BusinessReport, Dataset, Figure, LikeForLike, Register, Span};

/// The measure of one growth, and its members in a report and in a figure.
pub(super) struct Measure {
    code: &'static str,
    is_money: bool,
    of: Source,
}

enum Source {
    Volume,
    Business(fn(&BusinessReport) -> Option<i128>, fn(&Figure) -> Option<i128>),
}

pub(super) const MEASURES: [Measure; 4] = [
    Measure { code: "cooperative-volume-growth", is_money: true, of: Source::Volume },
    Measure {
        code: "umkm-turnover-growth",
        is_money: true,
        of: Source::Business(
            |report| report.turnover,
            |figure| if let Figure::Umkm { turnover, .. } = figure { *turnover } else { None },
        ),
    },
    Measure {
        code: "umkm-assets-growth",
        is_money: true,
        of: Source::Business(
            |report| report.assets,
            |figure| if let Figure::Umkm { assets, .. } = figure { *assets } else { None },
        ),
    },
    Measure {
        code: "umkm-workers-growth",
        is_money: false,
        of: Source::Business(
            |report| report.workers,
            |figure| if let Figure::Umkm { workers, .. } = figure { *workers } else { None },
        ),
    },
];

/// The part of one year's report that a growth uses.
#[derive(Clone)]
struct Report {
    region: String,
    amount: Option<i128>,
}

/// The part of a unit that a growth uses: its region, its dates, and its reports of the two years.
struct Unit {
    span: Span,
    now: Option<Report>,
    before: Option<Report>,
}

/// One year's side of a growth.
struct Side {
    total: Option<i128>,
    /// The regions with a known amount.
    from: Vec<String>,
    /// Whether the basis is a figure, for each region with a figure or with amounts.
    basis: Vec<bool>,
}

impl Measure {
    fn dataset(&self) -> Dataset {
        match self.of {
            Source::Volume => Dataset::Cooperatives,
            Source::Business(..) => Dataset::Umkm,
        }
    }

    fn of_figure(&self, figure: &Figure) -> Option<i128> {
        match (&self.of, figure) {
            (Source::Volume, Figure::Cooperatives { volume, .. }) => *volume,
            (Source::Volume, _) => None,
            (Source::Business(_, of_figure), figure) => of_figure(figure),
        }
    }

    fn written(&self, amount: i128) -> String {
        if self.is_money { money(amount) } else { amount.to_string() }
    }
}

impl Register {
    pub(super) fn growth(&self, measure: &Measure, year: i32, scope: &[String]) -> Answer {
        let dataset = measure.dataset();
        let units = self.units(measure, year);
        let current = self.side(measure, year, scope, units.iter().map(|unit| &unit.now));
        let previous = self.side(measure, year - 1, scope, units.iter().map(|unit| &unit.before));

        let both = current.total.zip(previous.total);
        let reason = match (current.total, previous.total) {
            (None, _) => Some("no_data"),
            (_, None) => Some("previous_year_missing"),
            (_, Some(0)) => Some("previous_year_zero"),
            _ => None,
        };
        let contributions: Vec<bool> = current.basis.iter().chain(&previous.basis).copied().collect();
        let written = |total: Option<i128>| total.map(|amount| measure.written(amount));
        let mut answer = Answer {
            code: measure.code,
            value: both.filter(|_| reason.is_none()).map(|(now, before)| percentage(now - before, before)),
            reason,
            basis: basis(&contributions),
            numerator: both.map(|(now, before)| measure.written(now - before)),
            denominator: both.map(|(_, before)| measure.written(before)),
            years: Some((written(current.total), written(previous.total))),
            like_for_like: Some(like_for_like(&units, scope)),
            coverage: self.growth_coverage(measure, year, scope, &units),
            ..Answer::default()
        };
        answer.warnings.extend(self.figure_warnings(dataset, &[year, year - 1], scope));
        if both.is_some() && current.from != previous.from {
            answer.warnings.insert("regions_missing");
        }
        let outside = |y: i32, report: &Option<Report>, span: Span| {
            let on_records = self.on_records(dataset, y, scope);
            report.as_ref().is_some_and(|r| on_records.contains(&r.region.as_str())) && !span.holds(y)
        };
        if units.iter().any(|u| outside(year, &u.now, u.span) || outside(year - 1, &u.before, u.span)) {
            answer.warnings.insert("report_outside_dates");
        }
        answer
    }

    /// The units of the measure's data set, with their reports of a year and of the year before.
    fn units(&self, measure: &Measure, year: i32) -> Vec<Unit> {
        match measure.of {
            Source::Volume => self
                .cooperatives
                .values()
                .map(|unit| {
                    let report = |y| {
                        let report = unit.reports.get(&y)?;
                        Some(Report { region: report.region.clone(), amount: report.business_volume })
                    };
                    Unit { span: unit.span, now: report(year), before: report(year - 1) }
                })
                .collect(),
            Source::Business(amount, _) => self
                .businesses
                .values()
                .map(|unit| {
                    let report = |y| {
                        let report = unit.reports.get(&y)?;
                        Some(Report { region: report.region.clone(), amount: amount(report) })
                    };
                    Unit { span: unit.span, now: report(year), before: report(year - 1) }
                })
                .collect(),
        }
    }

    /// One year's total: for each region the figure where there is one, else the reports that give the amount.
    fn side<'a>(
        &self,
        measure: &Measure,
        year: i32,
        scope: &[String],
        reports: impl Iterator<Item = &'a Option<Report>> + Clone,
    ) -> Side {
        let mut side = Side { total: None, from: Vec::new(), basis: Vec::new() };
        for region in scope {
            let figure = self.figure(measure.dataset(), year, region);
            let amounts: Vec<i128> = match figure {
                Some(figure) => measure.of_figure(figure).into_iter().collect(),
                None => {
                    let here = reports.clone().flatten().filter(|report| report.region == *region);
                    here.filter_map(|report| report.amount).collect()
                }
            };
            if figure.is_some() || !amounts.is_empty() {
                side.basis.push(figure.is_some());
            }
            if !amounts.is_empty() {
                side.total = Some(side.total.unwrap_or(0) + amounts.iter().sum::<i128>());
                side.from.push(region.clone());
            }
        }
        side
    }

    fn growth_coverage(&self, measure: &Measure, year: i32, scope: &[String], units: &[Unit]) -> Option<(u64, u64)> {
        if let Source::Volume = measure.of {
            return self.cooperative_coverage(year, scope, |report| report.business_volume.is_some());
        }
        let on_records = self.on_records(Dataset::Umkm, year, scope);
        if on_records.is_empty() {
            return None;
        }
        let said = |report: &&Report| report.amount.is_some() && on_records.contains(&report.region.as_str());
        let reported = units.iter().filter_map(|unit| unit.now.as_ref()).filter(said).count();
        let expected = self
            .businesses
            .values()
            .filter(|unit| on_records.contains(&unit.region.as_str()) && unit.span.holds(year))
            .count();
        Some((reported as u64, expected as u64))
    }
}

/// The growth of the units that give the amount for both years, in the region of this year's report.
fn like_for_like(units: &[Unit], scope: &[String]) -> LikeForLike {
    let (mut now, mut before, mut matched) = (0, 0, 0);
    for unit in units {
        let (Some(this), Some(last)) = (&unit.now, &unit.before) else { continue };
        let (Some(this_amount), Some(last_amount)) = (this.amount, last.amount) else { continue };
        if scope.contains(&this.region) {
            now += this_amount;
            before += last_amount;
            matched += 1;
        }
    }
    LikeForLike { value: (before > 0).then(|| percentage(now - before, before)), units: matched }
}
