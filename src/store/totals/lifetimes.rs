//! The numbers of units that are expected to report, by year and present region: a row for every year and registered region.
//!
//! Indicators are read along these rows. A unit that is created or deleted changes some forty of them, which is rare; a report changes
//! none, and reading costs one row for each region.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::domain::contributions::Lifetime;
use crate::domain::{Dataset, RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;

/// Changes of the expected cooperatives and UMKM: by region, the difference of each year to the year before it.
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
            // Every participation in a training is expected to be graded, so that trainings have no flow.
            Dataset::Trainings => {}
        }
    }
}

/// The flows added up: years with the same change, and the change.
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

/// Counts a unit that is created, moved to another region, given other dates, or deleted.
pub fn move_unit(
    connection: &mut Connection,
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
    apply(connection, &flows)
}

/// Adds flows to the expectations, region by region in their order; writers of one region take turns.
pub fn apply(connection: &mut Connection, flows: &Flows) -> StoreResult<()> {
    for (region, steps) in flows {
        let runs = runs(steps);
        if !runs.is_empty() {
            connection.lock_region(region)?;
        }
        for (years, [cooperatives, umkm]) in runs {
            // Years are named one by one, since the key begins with the year.
            let years: Vec<String> = years.iter().map(Year::to_string).collect();
            let sql = format!(
                "UPDATE expectations SET cooperatives = cooperatives + ({cooperatives}), umkm = umkm + ({umkm}) \
                 WHERE region = $1 AND year IN ({})",
                years.join(", ")
            );
            diesel::sql_query(sql).bind::<Text, _>(region.clone()).execute(connection)?;
        }
    }
    Ok(())
}

/// Adds the missing rows of a region, all of them for a new one, in which nothing is expected yet.
pub fn lay_out(connection: &mut Connection, region: &RegionCode) -> StoreResult<()> {
    let years: Vec<String> = Year::all().map(|year| format!("({year}, $1)")).collect();
    diesel::sql_query(format!(
        "INSERT INTO expectations (year, region) VALUES {} ON CONFLICT DO NOTHING",
        years.join(", ")
    ))
    .bind::<Text, _>(region.clone())
    .execute(connection)?;
    Ok(())
}

/// Deletes the rows of a region.
pub fn forget_region(connection: &mut Connection, region: &RegionCode) -> StoreResult<()> {
    diesel::sql_query("DELETE FROM expectations WHERE region = $1")
        .bind::<Text, _>(region.clone())
        .execute(connection)?;
    Ok(())
}
