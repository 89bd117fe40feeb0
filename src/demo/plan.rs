//! What all generators share: the years, the regions and which of them stand on figures.

use chrono::NaiveDate;

use crate::demo::chance::Chance;
use crate::demo::size::DemoSize;
use crate::domain::{Dataset, RegionCode, Year};

/// Jambi's regencies and cities with their share of the units, in thousandths: roughly as their people.
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

/// Where nobody entered the reports of the oldest years: only figures are left of them.
const WITHOUT_OLD_RECORDS: [&str; 3] = ["15.07", "15.09", "15.72"];

/// Where figures of UMKM and trainings stand beside records that are not complete.
const FIGURE_BESIDE_RECORDS: &str = "15.05";

/// Where no figure of cooperatives was entered either: whether they were active in the oldest years can't be said.
const WITHOUT_FIGURE: &str = "15.08";

/// The frame of one demonstration.
#[derive(Clone, Debug)]
pub struct Plan {
    pub size: DemoSize,
    pub seed: u64,
    pub first: Year,
    pub last: Year,
    pub province: RegionCode,
    regencies: Vec<(RegionCode, u64)>,
    /// So many of the oldest years are those of figures; none where there are few years.
    oldest: i32,
}

impl Plan {
    /// `None` for years before [`Year::FIRST`].
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

    /// The regencies and cities, with their share.
    pub fn regencies(&self) -> &[(RegionCode, u64)] {
        &self.regencies
    }

    /// A regency or city, large ones more often.
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

    /// Every year with records or figures.
    pub fn years(&self) -> impl Iterator<Item = Year> + use<> {
        let first = self.first;
        (0..self.size.years).filter_map(|ahead| i32::try_from(ahead).ok()).map(move |ahead| first.ahead(ahead))
    }

    fn is_oldest(&self, year: Year) -> bool {
        (0..self.oldest).contains(&(year.number() - self.first.number()))
    }

    /// The first year in which no figure stands any more.
    pub fn end_of_figures(&self) -> Year {
        self.first.ahead(if self.oldest > 0 { self.oldest + 2 } else { 0 })
    }

    /// Whether a figure stands at a region and year. Those of cooperatives stand nearly everywhere in the oldest years, and
    /// where records are missing for two years more: until then the records can't say who was active. Those of UMKM and
    /// trainings stand only where records are missing or not complete.
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

    /// Whether nobody entered the records of a region and year.
    pub fn lacks_records(&self, year: Year, region: &RegionCode) -> bool {
        self.is_oldest(year) && self.lacks_old_records(region)
    }

    /// Whether a report was entered as a record; `is_forgotten` says so of a unit whose oldest ones were left out.
    pub fn is_entered(&self, dataset: Dataset, year: Year, region: &RegionCode, is_forgotten: bool) -> bool {
        let is_left_out = is_forgotten && self.is_oldest(year) && self.has_figure(dataset, year, region);
        year >= self.first && year <= self.last && !is_left_out && !self.lacks_records(year, region)
    }

    /// A year counted back from the last.
    pub fn back(&self, years: i32) -> i32 {
        self.last.number() - years
    }
}

/// A day of a year, in the months from `first` to `last`.
pub fn day(chance: &mut Chance, year: i32, first: u32, last: u32) -> Option<NaiveDate> {
    let month = u32::try_from(chance.between(first.into(), last.into())).ok()?;
    let day = u32::try_from(chance.between(1, 28)).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// How amounts grew into the last year, the one before and so on, in thousandths; one of the years is a bad one.
const GROWTH: [i64; 7] = [62, 48, 71, 54, -43, 35, 66];

/// An amount of the year after, in whole rupiah: what all share, and what is the unit's own.
pub fn grown(plan: &Plan, chance: &mut Chance, amount: i64, year: Year) -> i64 {
    let index = usize::try_from((plan.last.number() - year.number()).rem_euclid(7)).unwrap_or(0);
    let shared = GROWTH.get(index).copied().unwrap_or(0);
    let own = chance.between(-90, 90);
    amount.saturating_add(amount.saturating_mul(shared + own) / 1000)
}
