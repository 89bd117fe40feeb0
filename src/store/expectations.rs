//! How many units are expected to report: entries and exits by year and present region, added up when read.

use super::{StoreResult, Tx};
use crate::domain::contributions::Lifetime;
use crate::domain::{Dataset, RegionCode};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use std::collections::BTreeMap;

/// Entries and exits of cooperatives, then of UMKM, at one year and region.
pub(super) type Flows = BTreeMap<(i32, RegionCode), [i64; 4]>;

/// The columns of [`Flows`], in their order.
pub(super) const COLUMNS: [&str; 4] = ["cooperative_entries", "cooperative_exits", "umkm_entries", "umkm_exits"];

/// Adds a unit to the flows, `times` times (−1 takes it out).
pub(super) fn add(flows: &mut Flows, dataset: Dataset, region: &RegionCode, lifetime: Lifetime, times: i64) {
    let mut count = |year: i32, is_exit: bool| {
        let [cooperative_entries, cooperative_exits, umkm_entries, umkm_exits] =
            flows.entry((year, region.clone())).or_default();
        let column = match (dataset, is_exit) {
            (Dataset::Cooperatives, false) => cooperative_entries,
            (Dataset::Cooperatives, true) => cooperative_exits,
            (Dataset::Umkm, false) => umkm_entries,
            (Dataset::Umkm, true) => umkm_exits,
            // Of trainings every participation is expected to be graded; that is no flow.
            (Dataset::Trainings, _) => return,
        };
        *column += times;
    };
    count(lifetime.entry(), false);
    if let Some(exit) = lifetime.exit() {
        count(exit, true);
    }
}

/// Follows a unit that came, changed its region or dates, or went.
pub(super) fn move_unit(
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
    flows.retain(|_, counts| counts.iter().any(|count| *count != 0));
    apply(tx, &flows)
}

/// Adds flows to those that are kept, in the order of year and region, in which every writer takes the rows.
pub(super) fn apply(tx: &mut Tx<'_>, flows: &Flows) -> StoreResult<()> {
    for ((year, region), counts) in flows {
        let changes: Vec<String> = COLUMNS
            .iter()
            .zip(counts)
            .filter(|(_, count)| **count != 0)
            .map(|(column, count)| format!("{column} = {column} + ({count})"))
            .collect();
        let update = format!("UPDATE expectations SET {} WHERE year = $1 AND region = $2", changes.join(", "));
        let run = |tx: &mut Tx<'_>, sql: &str| {
            diesel::sql_query(sql).bind::<Integer, _>(*year).bind::<Text, _>(region.clone()).execute(&mut **tx)
        };
        if run(tx, &update)? == 0 {
            run(tx, "INSERT INTO expectations (year, region) VALUES ($1, $2) ON CONFLICT (region, year) DO NOTHING")?;
            run(tx, &update)?;
        }
    }
    Ok(())
}

/// Removes the rows of a region that no unit is expected in any more.
pub(super) fn forget_region(tx: &mut Tx<'_>, region: &RegionCode) -> StoreResult<()> {
    diesel::sql_query("DELETE FROM expectations WHERE region = $1")
        .bind::<Text, _>(region.clone())
        .execute(&mut **tx)?;
    Ok(())
}
