//! How many units are expected to report: by year and present region, a row for every year and registered region.
//!
//! The rows are the grid that the indicators are read along. A unit that comes or goes touches some forty of them, which is
//! rare; a report touches none, and reading costs one row a region.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::domain::contributions::Lifetime;
use crate::domain::{Dataset, RegionCode, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;

/// Changes of the expected cooperatives, then UMKM: by region, what is different from each year to the one before it.
pub type Flows = BTreeMap<RegionCode, BTreeMap<Year, [i64; 2]>>;

/// Adds a unit to the flows, `times` times (−1 takes it out).
pub fn add(flows: &mut Flows, dataset: Dataset, region: &RegionCode, lifetime: Lifetime, times: i64) {
    let Some((first, last)) = lifetime.expected_years() else { return };
    let steps = flows.entry(region.clone()).or_default();
    for (year, change) in [(first, times), (last.ahead(1), -times)] {
        let [cooperatives, umkm] = steps.entry(year).or_default();
        match dataset {
            Dataset::Cooperatives => *cooperatives += change,
            Dataset::Umkm => *umkm += change,
            // Of trainings every participation is expected to be graded; that is no flow.
            Dataset::Trainings => {}
        }
    }
}

/// The flows added up: the years that have the same change, and the change.
pub fn runs(steps: &BTreeMap<Year, [i64; 2]>) -> Vec<(Vec<Year>, [i64; 2])> {
    let mut runs: Vec<(Vec<Year>, [i64; 2])> = Vec::new();
    let [mut cooperatives, mut umkm] = [0, 0];
    for year in Year::all() {
        if let Some([a, b]) = steps.get(&year) {
            cooperatives += a;
            umkm += b;
        }
        let change = [cooperatives, umkm];
        match runs.last_mut() {
            Some((years, same)) if *same == change => years.push(year),
            _ => runs.push((vec![year], change)),
        }
    }
    runs.retain(|(_, change)| *change != [0, 0]);
    runs
}

/// Follows a unit that came, changed its region or dates, or went.
pub fn move_unit(
    tx: &mut Tx<'_>,
    dataset: Dataset,
    before: Option<(&RegionCode, Lifetime)>,
    after: Option<(&RegionCode, Lifetime)>,
) -> StoreResult<()> {
    let mut flows = Flows::new();
    if let Some((region, lifetime)) = before {
        add(&mut flows, dataset, region, lifetime, -1);
    }
    if let Some((region, lifetime)) = after {
        add(&mut flows, dataset, region, lifetime, 1);
    }
    apply(tx, &flows)
}

/// Adds flows to what is expected, region by region in their order; writers of one region take turns.
pub fn apply(tx: &mut Tx<'_>, flows: &Flows) -> StoreResult<()> {
    for (region, steps) in flows {
        let runs = runs(steps);
        if !runs.is_empty() {
            tx.lock_region(region)?;
        }
        for (years, [cooperatives, umkm]) in runs {
            // Every year by its key: the rows of a year stand together, not those of a region.
            let years: Vec<String> = years.iter().map(Year::to_string).collect();
            let sql = format!(
                "UPDATE expectations SET cooperatives = cooperatives + ({cooperatives}), umkm = umkm + ({umkm}) \
                 WHERE region = $1 AND year IN ({})",
                years.join(", ")
            );
            diesel::sql_query(sql).bind::<Text, _>(region.clone()).execute(&mut **tx)?;
        }
    }
    Ok(())
}

/// Adds the rows of a region that are not there, in which nothing is expected yet: of a new one all.
pub fn lay_out(tx: &mut Tx<'_>, region: &RegionCode) -> StoreResult<()> {
    let years: Vec<String> = Year::all().map(|year| format!("({year}, $1)")).collect();
    diesel::sql_query(format!(
        "INSERT INTO expectations (year, region) VALUES {} ON CONFLICT DO NOTHING",
        years.join(", ")
    ))
    .bind::<Text, _>(region.clone())
    .execute(&mut **tx)?;
    Ok(())
}

/// Removes the rows of a region.
pub fn forget_region(tx: &mut Tx<'_>, region: &RegionCode) -> StoreResult<()> {
    diesel::sql_query("DELETE FROM expectations WHERE region = $1")
        .bind::<Text, _>(region.clone())
        .execute(&mut **tx)?;
    Ok(())
}
