//! Rows of `figures`, found by data set, year and region.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::indicators::Source;
use crate::domain::{Dataset, RegionCode, ViolationCode, Year, text};
use crate::entry::figures::{CooperativesInput, TrainingsInput, UmkmInput};
use crate::entry::members::FromRow;
use crate::entry::words::DATASETS;
use crate::exchange::import::doubts::Amounts;
use crate::exchange::import::job::Job;
use crate::exchange::import::reading::Reading;
use crate::store::import::figures;
use crate::store::{Figure, FigureData, FigureKey, PlacedRow, RowChange, StoreResult, Tx};

type Key = (Dataset, Year, RegionCode);

pub fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let mut seen: BTreeMap<Key, Seen> = BTreeMap::new();
    job.go_through(tx, progress, |job, tx, rows| {
        let regions: BTreeSet<RegionCode> = rows.iter().filter_map(|row| key_of(row).map(|key| key.2)).collect();
        let stored: BTreeMap<Key, Figure> = figures::current(tx, &regions, job.years)?
            .into_iter()
            .map(|figure| ((figure.dataset, figure.year, figure.region.clone()), figure))
            .collect();
        let mut changes = Vec::new();
        for row in rows {
            let Some(key) = key_of(row) else { continue };
            if row.first_line != row.line {
                job.refuse_repeated(row, "region", row.first_line);
                continue;
            }
            let before = stored.get(&key);
            let current = before.map(FigureData::from);
            let Some(data) = data(job, row, key.0, current.as_ref()) else { continue };
            if !job.check_region_name(row, &key.2) || !job.may_edit(row, [&key.2]) {
                continue;
            }
            let year_before = stored.get(&(key.0, key.1.back(1), key.2.clone()));
            let amounts = Seen {
                line: row.line,
                now: amounts(&data),
                stored: current.as_ref().map(amounts),
                year_before: year_before.map(|figure| amounts(&figure.into())),
            };
            seen.insert(key.clone(), amounts);
            if job.count(current.as_ref(), &data) {
                job.touch(key.0, Source::Figure, key.1);
                let change = RowChange { before: before.cloned(), after: data };
                changes.push((FigureKey { dataset: key.0, year: key.1, region: key.2 }, change));
            }
        }
        if job.faults.is_empty() {
            figures::upsert(tx, &changes)?;
        }
        Ok(())
    })?;
    doubt(job, &seen);
    Ok(())
}

/// The amounts of a row. A file has at most as many rows as there are data sets, years and regions.
struct Seen {
    line: i64,
    now: Amounts,
    /// The stored amounts of the same figure.
    stored: Option<Amounts>,
    /// The stored amounts of the year before.
    year_before: Option<Amounts>,
}

/// Compares the amounts with those of the year before: those of the file where it has them, wherever that row is.
fn doubt(job: &mut Job, seen: &BTreeMap<Key, Seen>) {
    for ((dataset, year, region), row) in seen {
        let of_file = seen.get(&(*dataset, year.back(1), region.clone())).map(|before| &before.now);
        if let Some(previous) = of_file.or(row.year_before.as_ref()) {
            job.doubt_all(row.line, &row.now, row.stored.as_ref(), previous);
        }
    }
}

/// The key, which was checked when the row was staged.
fn key_of(row: &PlacedRow) -> Option<Key> {
    let region = row.alt.as_deref().and_then(RegionCode::parse)?;
    Some((Dataset::parse(&row.name)?, Year::new(row.year)?, region))
}

/// The members of a data set.
fn members(dataset: Dataset) -> &'static [&'static str] {
    match dataset {
        Dataset::Cooperatives => CooperativesInput::MEMBERS,
        Dataset::Umkm => UmkmInput::MEMBERS,
        Dataset::Trainings => TrainingsInput::MEMBERS,
    }
}

fn data(job: &mut Job, row: &PlacedRow, dataset: Dataset, current: Option<&FigureData>) -> Option<FigureData> {
    let header = job.header.clone();
    let mut reading = Reading::new(&header, row, job);
    let own = members(dataset);
    let others = Dataset::ALL.iter().flat_map(|other| members(*other)).filter(|member| !own.contains(member));
    for member in others {
        if reading.cells.written(member).is_some_and(|written| !written.is_empty()) {
            let name = DATASETS.iter().find(|(code, _)| *code == dataset.as_str()).map_or("", |(_, word)| word);
            let detail = text!(
                "Isian ini bukan bagian dari kumpulan data {name}.",
                "The value is no member of the data set {dataset}."
            );
            reading.check.refuse(member, ViolationCode::Inconsistent, detail.id, detail.en);
        }
    }
    let overlay = Some(header.over(current));
    let (cells, check, overlay) = (&mut reading.cells, &mut reading.check, overlay.as_ref());
    let data = match dataset {
        Dataset::Cooperatives => CooperativesInput::of_row(cells).checked(check, overlay),
        Dataset::Umkm => UmkmInput::of_row(cells).checked(check, overlay),
        Dataset::Trainings => TrainingsInput::of_row(cells).checked(check, overlay),
    };
    let (unread, checked) = reading.finish(data);
    job.judge(row, unread, checked)
}

/// The amounts that are compared with those of the year before.
fn amounts(data: &FigureData) -> Amounts {
    vec![
        ("business_volume", data.business_volume.map(Into::into)),
        ("turnover", data.turnover.map(Into::into)),
        ("assets", data.assets.map(Into::into)),
        ("workers", data.workers.map(Into::into)),
    ]
}
