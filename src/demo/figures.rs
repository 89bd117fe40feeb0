//! Made-up figures of the oldest years, of which few or no records are entered.

use crate::demo::chance::Chance;
use crate::demo::plan::Plan;
use crate::domain::totals::AmountSums;
use crate::domain::{Contributions, Dataset, Money, RegionCode, Totals, Year};
use crate::store::{FigureData, FigureKey};

/// The region whose figure of cooperatives has no business volume in the second year.
const VOLUME_UNKNOWN: &str = "15.09";

/// The region whose figure of UMKM has no assets in the first year.
const ASSETS_UNKNOWN: &str = "15.72";

/// The stream of random numbers for figures.
const STREAM: u64 = 6;

/// All figures; `sums` are the totals of all reports of those years, entered or not.
pub fn make(plan: &Plan, sums: &Contributions) -> Vec<(FigureKey, FigureData)> {
    let mut figures = Vec::new();
    for year in plan.years().filter(|year| *year < plan.end_of_figures()) {
        let is_first = year == plan.first;
        for (region, share) in plan.regencies() {
            let totals = sums.get(&(year, region.clone())).copied().unwrap_or_default();
            let mut enter = |dataset, data: FigureData| {
                if plan.has_figure(dataset, year, region) {
                    figures.push(figure(dataset, year, region, data));
                }
            };
            let mut cooperatives = of_cooperatives(&totals);
            if year == plan.first.ahead(1) && region.as_str() == VOLUME_UNKNOWN {
                cooperatives.business_volume = None;
            }
            enter(Dataset::Cooperatives, cooperatives);
            let mut businesses = of_businesses(&totals);
            if is_first && region.as_str() == ASSETS_UNKNOWN {
                businesses.assets = None;
            }
            enter(Dataset::Umkm, businesses);
            enter(Dataset::Trainings, of_trainings(plan, year, *share));
        }
        if is_first {
            figures.push(figure(Dataset::Umkm, year, &plan.province, of_province(year, sums)));
        }
    }
    figures
}

fn figure(dataset: Dataset, year: Year, region: &RegionCode, data: FigureData) -> (FigureKey, FigureData) {
    let source = format!("Demonstrasi: angka rekaan {dataset} tahun {year}, bukan angka resmi");
    (FigureKey { dataset, year, region: region.clone() }, FigureData { source, ..data })
}

fn of_cooperatives(totals: &Totals) -> FigureData {
    FigureData {
        active_cooperatives: number(totals.active),
        quality_cooperatives: number(totals.quality),
        quality_active_cooperatives: number(totals.quality_active),
        business_volume: number(totals.volume.sum).map(Money::from_hundredths),
        ..FigureData::default()
    }
}

fn of_businesses(totals: &Totals) -> FigureData {
    FigureData {
        businesses: number(totals.umkm_reports),
        turnover: number(totals.turnover.sum).map(Money::from_hundredths),
        assets: number(totals.assets.sum).map(Money::from_hundredths),
        workers: number(totals.workers.sum),
        ..FigureData::default()
    }
}

/// The figure of trainings, about as large as the region's other years.
fn of_trainings(plan: &Plan, year: Year, share: u64) -> FigureData {
    let mut chance = Chance::of(plan.seed, STREAM, u64::from(year.number().unsigned_abs()) * 1000 + share);
    let participants = 6 + u64::from(plan.size.participants) / u64::from(plan.size.years) * share / 1000;
    let good = participants * (60 + chance.below(20)) / 100;
    FigureData {
        participants: i64::try_from(participants).ok(),
        good_participants: i64::try_from(good).ok(),
        ..FigureData::default()
    }
}

/// The figure of the province itself: businesses that it assisted, small beside those of its regions and not among them.
fn of_province(year: Year, sums: &Contributions) -> FigureData {
    let whole = sums.iter().filter(|((of, _), _)| *of == year).fold(Totals::default(), |sum, (_, of)| sum.plus(of));
    let part = |sum: i128| sum / 20;
    of_businesses(&Totals {
        umkm_reports: part(whole.umkm_reports) + 5,
        turnover: AmountSums { sum: part(whole.turnover.sum), ..AmountSums::default() },
        assets: AmountSums { sum: part(whole.assets.sum), ..AmountSums::default() },
        workers: AmountSums { sum: part(whole.workers.sum) + 5, ..AmountSums::default() },
        ..Totals::default()
    })
}

fn number(sum: i128) -> Option<i64> {
    i64::try_from(sum).ok()
}
