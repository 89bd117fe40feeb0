//! The plan of a demonstration: its years, its regions, and the places with figures.

use chrono::NaiveDate;

use crate::demo::chance::Chance;
use crate::demo::size::DemoSize;
use crate::domain::{Dataset, RegionCode, Year};

/// Jambi's regencies and cities with their share of the units in thousandths, roughly by population.
const REGENCIES: [(&str, u64); 11] = [
    ("15.01", 75),
    ("15.02", 100),
    ("15.03", 80),
    ("15.04", 85),
    ("15.05", 115),
    ("15.06", 95),
    ("15.07", 65),
    ("15.08", 105),
    ("15.09", 90),
    ("15.71", 160),
    ("15.72", 30),
];

/// The regions without reports for the oldest years, which have only figures then.
const WITHOUT_OLD_RECORDS: [&str; 3] = ["15.07", "15.09", "15.72"];

/// The region whose figures of UMKM and trainings are beside incomplete records.
const FIGURE_BESIDE_RECORDS: &str = "15.05";

/// The region without a figure of cooperatives: whether they were active in the oldest years is unknown.
const WITHOUT_FIGURE: &str = "15.08";

/// The plan of one demonstration.
#[derive(Clone, Debug)]
pub struct Plan {
    pub size: DemoSize,
    pub seed: u64,
    pub first: Year,
    pub last: Year,
    pub province: RegionCode,
    regencies: Vec<(RegionCode, u64)>,
    /// The number of oldest years, for which there are figures; zero where the demonstration has few years.
    oldest: i32,
}

impl Plan {
    /// The plan of a size; `None` where the years would begin before [`Year::FIRST`].
    pub fn new(size: DemoSize, last: Year) -> Option<Self> {
        let back = i32::try_from(size.years).ok()?.checked_sub(1)?;
        let regencies = REGENCIES.iter().map(|(code, share)| RegionCode::parse(code).map(|code| (code, *share)));
        Some(Self {
            size,
            seed: size.seed.into(),
            first: Year::new(last.number().checked_sub(back)?)?,
            last,
            province: RegionCode::parse("15")?,
            regencies: regencies.collect::<Option<_>>()?,
            oldest: i32::try_from(size.years / 3).ok()?.min(2),
        })
    }

    /// All twelve regions.
    pub fn regions(&self) -> impl Iterator<Item = &RegionCode> {
        std::iter::once(&self.province).chain(self.regencies.iter().map(|(region, _)| region))
    }

    /// The regencies and cities with their share of the units, in thousandths.
    pub fn regencies(&self) -> &[(RegionCode, u64)] {
        &self.regencies
    }

    /// A random regency or city, in proportion to the shares.
    pub fn regency(&self, chance: &mut Chance) -> RegionCode {
        let mut drawn = chance.below(self.regencies.iter().map(|(_, share)| share).sum());
        for (region, share) in &self.regencies {
            match drawn.checked_sub(*share) {
                Some(rest) => drawn = rest,
                None => return region.clone(),
            }
        }
        self.province.clone()
    }

    /// The years with records or figures.
    pub fn years(&self) -> impl Iterator<Item = Year> + use<> {
        let first = self.first;
        (0..self.size.years).filter_map(|ahead| i32::try_from(ahead).ok()).map(move |ahead| first.ahead(ahead))
    }

    fn is_oldest(&self, year: Year) -> bool {
        (0..self.oldest).contains(&(year.number() - self.first.number()))
    }

    /// The first year without figures.
    pub fn end_of_figures(&self) -> Year {
        self.first.ahead(if self.oldest > 0 { self.oldest + 2 } else { 0 })
    }

    /// Whether a region has a figure for a year. Nearly every region has one of cooperatives for the oldest years; where records are
    /// missing, also for the two years after, in which the records do not decide yet who is active. Figures of UMKM and trainings
    /// exist only where records are missing or incomplete.
    pub fn has_figure(&self, dataset: Dataset, year: Year, region: &RegionCode) -> bool {
        let lacks_records = self.lacks_old_records(region);
        match dataset {
            Dataset::Cooperatives if lacks_records => (self.first..self.end_of_figures()).contains(&year),
            Dataset::Cooperatives => {
                self.is_oldest(year) && region != &self.province && region.as_str() != WITHOUT_FIGURE
            }
            Dataset::Umkm | Dataset::Trainings => {
                self.is_oldest(year) && (lacks_records || region.as_str() == FIGURE_BESIDE_RECORDS)
            }
        }
    }

    fn lacks_old_records(&self, region: &RegionCode) -> bool {
        WITHOUT_OLD_RECORDS.contains(&region.as_str())
    }

    /// Whether the records of a region and year are missing.
    pub fn lacks_records(&self, year: Year, region: &RegionCode) -> bool {
        self.is_oldest(year) && self.lacks_old_records(region)
    }

    /// Whether a report is entered as a record. `is_forgotten` marks a unit whose oldest reports are left out where there is a figure.
    pub fn is_entered(&self, dataset: Dataset, year: Year, region: &RegionCode, is_forgotten: bool) -> bool {
        let is_left_out = is_forgotten && self.is_oldest(year) && self.has_figure(dataset, year, region);
        year >= self.first && year <= self.last && !is_left_out && !self.lacks_records(year, region)
    }

    /// The number of the year `years` before the last.
    pub fn back(&self, years: i32) -> i32 {
        self.last.number() - years
    }
}

/// A random day of a year, in the months from `first` to `last`.
pub fn day(chance: &mut Chance, year: i32, first: u32, last: u32) -> Option<NaiveDate> {
    let month = u32::try_from(chance.between(first.into(), last.into())).ok()?;
    let day = u32::try_from(chance.between(1, 28)).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The growth of all amounts into the last year, the year before and so on, in thousandths; one year shrinks.
const GROWTH: [i64; 7] = [62, 48, 71, 54, -43, 35, 66];

/// The amount of the next year, in whole rupiah: the growth that all units share, and a random part.
pub fn grown(plan: &Plan, chance: &mut Chance, amount: i64, year: Year) -> i64 {
    let index = usize::try_from((plan.last.number() - year.number()).rem_euclid(7)).unwrap_or(0);
    let shared = GROWTH.get(index).copied().unwrap_or(0);
    let own = chance.between(-90, 90);
    amount.saturating_add(amount.saturating_mul(shared + own) / 1000)
}
