//! Which unit record counted in an indicator, which was left out, and why: what an auditor asks.

use super::activity::{self, ActivityStatus};
use super::codes::codes;
use super::contributions::{BusinessFacts, CooperativeFacts, is_good, three_years};
use super::indicators::{Quantity, Scale};
use super::{HealthRating, IndicatorCode, Money, RegionCode, Score, Text, Year, health};
use std::collections::BTreeMap;

codes! {
    /// Why a unit's records are no part of a value.
    LeftOut {
        /// There is no report for the year, nor, for a growth, one for the year before that counts here.
        NoReport => "no_report",
        /// There is a report, and the amount in it is unknown.
        AmountUnknown => "amount_unknown",
        /// The cooperative is neither active nor rated healthy or fairly healthy.
        NeitherActiveNorQuality => "neither_active_nor_quality",
        /// A figure is the basis of the data set at the record's region and year.
        FigureIsBasis => "figure_is_basis",
    }
}

/// What is said of one unit or participation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Where it counts; for one without a report, where the unit is.
    pub region: RegionCode,
    /// `None` for one that counted in the numerator, the denominator or either year's sum.
    pub left_out: Option<LeftOut>,
    /// In words.
    pub detail: Text,
    /// What it rests on.
    pub evidence: RecordEvidence,
}

/// What a judgement rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordEvidence {
    /// Quality cooperatives.
    Quality {
        /// Active or not.
        activity: ActivityStatus,
        /// The rating that counts.
        rating_used: Option<HealthRating>,
        /// Counted above the line.
        in_numerator: bool,
        /// Counted below the line.
        in_denominator: bool,
    },
    /// A growth.
    Growth {
        /// What it adds to the sum of the year.
        current: Option<Quantity>,
        /// What it adds to the sum of the year before.
        previous: Option<Quantity>,
        /// Whether it is one of the like-for-like units.
        matched: bool,
    },
    /// Training.
    Training {
        /// The score.
        score: Option<Score>,
        /// Whether it counted above the line.
        good: bool,
    },
}

/// Which places have a figure as their basis, and which are in scope.
pub struct Ground<'a> {
    /// Whether a figure is the basis at this year and region.
    pub has_figure: &'a dyn Fn(Year, &RegionCode) -> bool,
    /// The region asked about; `None` for everything.
    pub scope: Option<&'a RegionCode>,
}

impl Ground<'_> {
    fn covers(&self, region: &RegionCode) -> bool {
        self.scope.is_none_or(|scope| scope.covers(region))
    }
}

/// Judges a cooperative for the quality indicator; `None` when it lies outside the scope.
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

/// Judges a cooperative for the growth of business volume; `None` when it lies outside the scope.
pub fn volume_growth(
    year: Year,
    home: &RegionCode,
    reports: &BTreeMap<Year, CooperativeFacts>,
    ground: &Ground<'_>,
) -> Option<Judgement> {
    let of = |year: Year| {
        let report = reports.get(&year)?;
        Some(Given { region: &report.region, amount: report.business_volume.map(rupiah) })
    };
    growth(year, home, of(year), of(year.back(1)), ground)
}

/// Judges a business for one of the three growths of UMKM; `None` when it lies outside the scope.
pub fn business_growth(
    code: IndicatorCode,
    year: Year,
    home: &RegionCode,
    reports: &BTreeMap<Year, BusinessFacts>,
    ground: &Ground<'_>,
) -> Option<Judgement> {
    let of = |year: Year| {
        let report = reports.get(&year)?;
        let amount = match code {
            IndicatorCode::UmkmTurnoverGrowth => report.turnover.map(rupiah),
            IndicatorCode::UmkmAssetsGrowth => report.assets.map(rupiah),
            _ => report.workers.map(|workers| Quantity { units: i128::from(workers), scale: Scale::Count }),
        };
        Some(Given { region: &report.region, amount })
    };
    growth(year, home, of(year), of(year.back(1)), ground)
}

/// Judges a participation; `None` when it lies outside the scope.
pub fn participation(year: Year, region: &RegionCode, score: Option<Score>, ground: &Ground<'_>) -> Option<Judgement> {
    if !ground.covers(region) {
        return None;
    }
    let is_basis = !(ground.has_figure)(year, region);
    let good = is_basis && score.is_some_and(is_good);
    let detail = match score {
        None => Text::new("belum dinilai", "not graded yet"),
        Some(score) if is_good(score) => Text::new(format!("skor {score}: baik"), format!("score {score}: good")),
        Some(score) => Text::new(format!("skor {score}: di bawah 75"), format!("score {score}: below 75")),
    };
    Some(Judgement {
        region: region.clone(),
        left_out: (!is_basis).then_some(LeftOut::FigureIsBasis),
        detail,
        evidence: RecordEvidence::Training { score, good },
    })
}

/// One year's report as a growth sees it.
struct Given<'a> {
    region: &'a RegionCode,
    amount: Option<Quantity>,
}

fn growth(
    year: Year,
    home: &RegionCode,
    current: Option<Given<'_>>,
    previous: Option<Given<'_>>,
    ground: &Ground<'_>,
) -> Option<Judgement> {
    // A report is looked at where it stands: a unit that moved may be in scope with one of its two years. One that did not
    // report for the year is looked for where it is, as it is expected there.
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

fn rupiah(amount: Money) -> Quantity {
    Quantity { units: i128::from(amount.hundredths()), scale: Scale::Money }
}
