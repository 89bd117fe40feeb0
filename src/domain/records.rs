//! The judgement of single records: whether a unit or participation counts in an indicator, and the reason where it does not.

use super::activity::{self, ActivityStatus};
use super::codes::codes;
use super::contributions::{CooperativeFacts, is_good, three_years};
use super::indicators::Quantity;
use super::totals::{Amount, Contributions};
use super::{HealthRating, RegionCode, Score, Text, Year, health, text};
use std::collections::BTreeMap;

codes! {
    /// The reason why the records of a unit are not part of a value.
    LeftOut {
        /// There is no report for the year and, for a growth, none for the year before.
        NoReport => "no_report",
        /// There is a report, but its amount is unknown.
        AmountUnknown => "amount_unknown",
        /// The cooperative is neither active nor rated healthy or fairly healthy.
        NeitherActiveNorQuality => "neither_active_nor_quality",
        /// A figure is the basis of the data set in the record's region and year.
        FigureIsBasis => "figure_is_basis",
    }
}

/// The judgement of one unit or participation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The region in which the record counts; without a report, the region of the unit.
    pub region: RegionCode,
    /// The reason why the record was left out; `None` where it counted in the numerator, the denominator or either year's sum.
    pub left_out: Option<LeftOut>,
    /// The judgement in words.
    pub detail: Text,
    /// The data that the judgement is based on.
    pub evidence: RecordEvidence,
}

/// The data that a judgement is based on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordEvidence {
    /// Of the ratio of quality cooperatives.
    Quality {
        /// Whether the cooperative is active.
        activity: ActivityStatus,
        /// The rating that counts.
        rating_used: Option<HealthRating>,
        /// Whether the cooperative counts in the numerator.
        in_numerator: bool,
        /// Whether the cooperative counts in the denominator.
        in_denominator: bool,
    },
    /// Of a growth.
    Growth {
        /// The amount that the unit adds to the sum of the year.
        current: Option<Quantity>,
        /// The amount that the unit adds to the sum of the year before.
        previous: Option<Quantity>,
        /// Whether the unit is one of the like-for-like units.
        matched: bool,
    },
    /// Of the ratio of good grades.
    Training {
        /// The score; `None` until graded.
        score: Option<Score>,
        /// Whether the participation counts in the numerator.
        good: bool,
    },
}

/// The basis and the scope of the judgements.
pub struct Ground<'a> {
    /// Whether a figure is the basis in this year and region.
    pub has_figure: &'a dyn Fn(Year, &RegionCode) -> bool,
    /// The requested region, with all below it; `None` for the whole register.
    pub scope: Option<&'a RegionCode>,
}

impl Ground<'_> {
    fn covers(&self, region: &RegionCode) -> bool {
        self.scope.is_none_or(|scope| scope.covers(region))
    }
}

/// Judges a cooperative for the ratio of quality cooperatives; `None` where it is outside the scope.
pub fn quality(
    year: Year,
    home: &RegionCode,
    reports: &BTreeMap<Year, CooperativeFacts>,
    ground: &Ground<'_>,
) -> Option<Judgement> {
    let report = reports.get(&year);
    let region = report.map_or(home, |report| &report.region);
    if !ground.covers(region) {
        return None;
    }
    let years = three_years(reports, year);
    let activity = activity::status(years);
    let why = activity::why(year, years);
    let rating_used = report.and_then(|report| health::rating_used(report.health_rating, report.health_score));
    let is_basis = report.is_some() && !(ground.has_figure)(year, region);
    let in_numerator = is_basis && rating_used.is_some_and(HealthRating::is_quality);
    let in_denominator = is_basis && activity == ActivityStatus::Active;
    let left_out = match report {
        None => Some(LeftOut::NoReport),
        Some(_) if !is_basis => Some(LeftOut::FigureIsBasis),
        Some(_) if !in_numerator && !in_denominator => Some(LeftOut::NeitherActiveNorQuality),
        Some(_) => None,
    };
    let rating = rating_used.map_or_else(|| Text::new("tidak ada", "none"), HealthRating::name);
    let status = activity.name();
    let detail = Text::new(
        format!("{} ({}); tingkat kesehatan: {}", status.id, why.id, rating.id),
        format!("{} ({}); rating: {}", status.en, why.en, rating.en),
    );
    let evidence = RecordEvidence::Quality { activity, rating_used, in_numerator, in_denominator };
    Some(Judgement { region: region.clone(), left_out, detail, evidence })
}

/// Judges a participation for the ratio of good grades; `None` where it is outside the scope.
pub fn participation(year: Year, region: &RegionCode, score: Option<Score>, ground: &Ground<'_>) -> Option<Judgement> {
    if !ground.covers(region) {
        return None;
    }
    let is_basis = !(ground.has_figure)(year, region);
    let good = is_basis && score.is_some_and(is_good);
    let detail = match score {
        None => Text::new("belum dinilai", "not graded yet"),
        Some(score) if is_good(score) => text!("skor {score}: baik", "score {score}: good"),
        Some(score) => text!("skor {score}: di bawah 75", "score {score}: below 75"),
    };
    Some(Judgement {
        region: region.clone(),
        left_out: (!is_basis).then_some(LeftOut::FigureIsBasis),
        detail,
        evidence: RecordEvidence::Training { score, good },
    })
}

/// One year's report of a unit: the region of the report, and the amount where the report gives one.
struct Given<'a> {
    region: &'a RegionCode,
    amount: Option<Quantity>,
}

/// The report of a unit for a year, from what the unit's reports contribute: at most one place has this year.
fn given(contributions: &Contributions, amount: Amount, year: Year) -> Option<Given<'_>> {
    let ((_, region), totals) = contributions.iter().find(|((of, _), _)| *of == year)?;
    let sums = totals.amount(amount);
    Some(Given { region, amount: (sums.given > 0).then(|| Quantity { units: sums.sum, scale: amount.scale() }) })
}

/// Judges a unit for the growth of an amount, by what its reports contribute; `None` where it is outside the scope.
pub fn growth(
    amount: Amount,
    year: Year,
    home: &RegionCode,
    contributions: &Contributions,
    ground: &Ground<'_>,
) -> Option<Judgement> {
    let (current, previous) = (given(contributions, amount, year), given(contributions, amount, year.back(1)));
    // Each report counts in its own region: a unit that moved may be in scope with only one of the two years. A unit without a
    // report for the year is in scope by its present region, where the report is expected.
    let is_here = |given: &&Given<'_>| ground.covers(given.region);
    let (here, here_before) = (current.as_ref().filter(is_here), previous.as_ref().filter(is_here));
    let missing_here = || (current.is_none() && ground.covers(home)).then_some(home);
    let region = here.or(here_before).map(|given| given.region).or_else(missing_here)?;
    let matched_amounts = here.and_then(|given| given.amount).zip(previous.as_ref().and_then(|given| given.amount));
    let is_basis = |given: &Given<'_>, year: Year| !(ground.has_figure)(year, given.region);
    let counted = |given: Option<&Given<'_>>, year: Year| {
        given.filter(|given| is_basis(given, year)).and_then(|given| given.amount)
    };
    let (now, before) = (counted(here, year), counted(here_before, year.back(1)));
    let known = |given: Option<&Given<'_>>| given.is_some_and(|given| given.amount.is_some());
    let left_out = if now.is_some() || before.is_some() {
        None
    } else if here.is_none() && here_before.is_none() {
        Some(LeftOut::NoReport)
    } else if known(here) || known(here_before) {
        Some(LeftOut::FigureIsBasis)
    } else {
        Some(LeftOut::AmountUnknown)
    };
    let says = |given: Option<&Given<'_>>, [none, unknown, elsewhere]: [&str; 3]| {
        let Some(given) = given else { return none.to_owned() };
        let amount = given.amount.map_or_else(|| unknown.to_owned(), |amount| amount.to_string());
        if is_here(&given) { amount } else { format!("{amount} ({elsewhere} {})", given.region) }
    };
    let last = year.back(1);
    let [id, en] =
        [["tidak ada laporan", "tidak diketahui", "dihitung di wilayah"], ["no report", "unknown", "counts at region"]]
            .map(|words| {
                format!("{last}: {}; {year}: {}", says(previous.as_ref(), words), says(current.as_ref(), words))
            });
    let detail = Text::new(id, en);
    let evidence = RecordEvidence::Growth { current: now, previous: before, matched: matched_amounts.is_some() };
    Some(Judgement { region: region.clone(), left_out, detail, evidence })
}
