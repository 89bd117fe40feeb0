//! Rows of `figures`.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Dataset, IndicatorCode, Money, RegionCode, Text, ViolationCode, Year};
use crate::entry::checker::Checker;
use crate::entry::figures::{CooperativesFigureEntry, TrainingsFigureEntry, UmkmFigureEntry};
use crate::exchange::import::cells::Cells;
use crate::exchange::import::job::{Amounts, Job, or_kept};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import;
use crate::store::import::{PlacedRow, RowChange, figures as table};
use crate::store::models::figure::{Figure, FigureData, FigureKey};

/// The members that belong to one data set alone.
fn members(dataset: Dataset) -> &'static [&'static str] {
    match dataset {
        Dataset::Cooperatives => {
            &["active_cooperatives", "quality_cooperatives", "quality_active_cooperatives", "business_volume"]
        }
        Dataset::Umkm => &["businesses", "turnover", "assets", "workers"],
        Dataset::Trainings => &["participants", "good_participants"],
    }
}

/// The indicators that a figure touches, and for how many years after its own.
fn touched(dataset: Dataset) -> &'static [(IndicatorCode, i32)] {
    match dataset {
        Dataset::Cooperatives => {
            &[(IndicatorCode::QualityCooperatives, 0), (IndicatorCode::CooperativeVolumeGrowth, 1)]
        }
        Dataset::Umkm => &[
            (IndicatorCode::UmkmTurnoverGrowth, 1),
            (IndicatorCode::UmkmAssetsGrowth, 1),
            (IndicatorCode::UmkmWorkersGrowth, 1),
        ],
        Dataset::Trainings => &[(IndicatorCode::TrainingGoodGrade, 0)],
    }
}

type Key = (Dataset, Year, RegionCode);

pub fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let mut after = 0;
    let mut seen: BTreeMap<Key, Seen> = BTreeMap::new();
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { break };
        after = last.place;
        let regions: BTreeSet<RegionCode> = rows.iter().filter_map(|row| key_of(row).map(|key| key.2)).collect();
        let standing: BTreeMap<Key, Figure> = table::current(tx, &regions, job.years)?
            .into_iter()
            .map(|figure| ((figure.dataset, figure.year, figure.region.clone()), figure))
            .collect();
        let mut changes = Vec::new();
        for row in &rows {
            let Some(key) = key_of(row) else { continue };
            if row.first_line != row.line {
                job.refuse_repeated(row, "region", row.first_line);
                continue;
            }
            let current = standing.get(&key);
            let Some(data) = data(job, row, key.0, current) else { continue };
            if !job.check_region_name(row, &key.2) || !job.may_edit(row, [&key.2]) {
                continue;
            }
            let year_before = (key.0, key.1.back(1), key.2.clone());
            let of = |figure: &Figure| amounts(&figure.into());
            let was = current.map(of);
            seen.insert(
                key.clone(),
                Seen { line: row.line, now: amounts(&data), was, stood: standing.get(&year_before).map(of) },
            );
            match current {
                Some(figure) if FigureData::from(figure) == data => {
                    job.unchanged += 1;
                    continue;
                }
                Some(_) => job.updated += 1,
                None => job.created += 1,
            }
            job.touch(touched(key.0), key.1);
            let change = RowChange { before: current.cloned(), after: data };
            changes.push((FigureKey { dataset: key.0, year: key.1, region: key.2 }, change));
        }
        if job.faults.is_empty() {
            table::upsert(tx, &changes)?;
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
    doubt(job, &seen);
    Ok(())
}

/// The amounts of a row, of which a file has no more than there are years and regions.
struct Seen {
    line: i64,
    now: Amounts,
    /// Those that stand in its place.
    was: Option<Amounts>,
    /// Those that stand for the year before.
    stood: Option<Amounts>,
}

/// Holds the amounts against those of the year before: those of the file where it has them, wherever that row is.
fn doubt(job: &mut Job, seen: &BTreeMap<Key, Seen>) {
    for ((dataset, year, region), row) in seen {
        let of_file = seen.get(&(*dataset, year.back(1), region.clone())).map(|before| &before.now);
        if let Some(previous) = of_file.or(row.stood.as_ref()) {
            job.doubt_all(row.line, &row.now, row.was.as_ref(), previous);
        }
    }
}

/// The key was read when the row was staged.
fn key_of(row: &PlacedRow) -> Option<Key> {
    let region = row.alt.as_deref().and_then(RegionCode::parse)?;
    Some((Dataset::parse(&row.name)?, Year::new(row.year)?, region))
}

fn data(job: &mut Job, row: &PlacedRow, dataset: Dataset, current: Option<&Figure>) -> Option<FigureData> {
    let header = job.header.clone();
    let mut cells = Cells::new(&header, &row.payload, job.numbers);
    let mut check = Checker::default();
    for other in Dataset::ALL.iter().filter(|other| **other != dataset) {
        for member in members(*other) {
            if cells.written(member).is_some_and(|written| !written.is_empty()) {
                let (id, en) = (format!("bukan bagian dari {dataset}"), format!("is no member of {dataset}"));
                check.refuse(member, ViolationCode::Inconsistent, id, en);
            }
        }
    }
    let count = |cells: &mut Cells<'_>, name: &str, kept: Option<i64>| or_kept(cells.integer(name), || kept);
    let money = |cells: &mut Cells<'_>, name: &str, kept: Option<Money>| {
        or_kept(cells.text(name).map(|sent| sent.map(|text| text.into_owned())), || kept.map(|kept| kept.to_string()))
    };
    let source = or_kept(cells.text("source").map(|sent| sent.map(|text| text.into_owned())), || {
        current.map(|figure| figure.source.clone())
    });
    let found = match dataset {
        Dataset::Cooperatives => CooperativesFigureEntry {
            active_cooperatives: count(&mut cells, "active_cooperatives", current.and_then(|f| f.active_cooperatives)),
            quality_cooperatives: count(
                &mut cells,
                "quality_cooperatives",
                current.and_then(|f| f.quality_cooperatives),
            ),
            quality_active_cooperatives: count(
                &mut cells,
                "quality_active_cooperatives",
                current.and_then(|f| f.quality_active_cooperatives),
            ),
            business_volume: money(&mut cells, "business_volume", current.and_then(|f| f.business_volume)),
            source,
        }
        .check(&mut check),
        Dataset::Umkm => UmkmFigureEntry {
            businesses: count(&mut cells, "businesses", current.and_then(|f| f.businesses)),
            turnover: money(&mut cells, "turnover", current.and_then(|f| f.turnover)),
            assets: money(&mut cells, "assets", current.and_then(|f| f.assets)),
            workers: count(&mut cells, "workers", current.and_then(|f| f.workers)),
            source,
        }
        .check(&mut check),
        Dataset::Trainings => TrainingsFigureEntry {
            participants: count(&mut cells, "participants", current.and_then(|f| f.participants)),
            good_participants: count(&mut cells, "good_participants", current.and_then(|f| f.good_participants)),
            source,
        }
        .check(&mut check),
    };
    let faults = std::mem::take(&mut cells.faults);
    job.judge(row, faults, check.finish(found))
}

/// The amounts that are held against those of the year before.
fn amounts(data: &FigureData) -> Amounts {
    vec![
        ("business_volume", data.business_volume.map(Into::into)),
        ("turnover", data.turnover.map(Into::into)),
        ("assets", data.assets.map(Into::into)),
        ("workers", data.workers.map(Into::into)),
    ]
}

/// What is said of a region that is not registered, or a data set that is none, when a row is staged.
pub fn unknown_dataset() -> Text {
    let all = Dataset::ALL.iter().map(Dataset::to_string).collect::<Vec<_>>().join(", ");
    Text::new(format!("harus salah satu dari: {all}"), format!("must be one of: {all}"))
}
