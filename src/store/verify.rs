//! Whether the totals are what the records say: recomputed from all of them and compared.

use super::expectations::{self, Flows};
use super::schema::{cooperatives, participants, trainings, umkm};
use super::totals::TotalsRow;
use super::{
    Actor, Connection, Store, StoreError, StoreResult, Tx, cooperative_reports, pool, snapshot, totals, umkm_reports,
};
use crate::domain::contributions::{of_business, of_cooperative, of_training};
use crate::domain::totals::add;
use crate::domain::{Contributions, Dataset, RegionCode, Score, Totals, Year};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

/// One sum that is kept otherwise than the records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// Of which year; 0 for what was so before 1990 or always.
    pub year: i32,
    /// At which region.
    pub region: RegionCode,
    /// The sum's name.
    pub sum: &'static str,
    /// What is kept.
    pub kept: i128,
    /// What the records say.
    pub computed: i128,
}

impl std::fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { year, region, sum, kept, computed } = self;
        write!(f, "{year} {region} {sum}: kept {kept}, the records say {computed}")
    }
}

impl Store {
    /// Recomputes all totals from the records in one state of the database, while others go on writing, and returns what differs. Blocks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn verify(&self) -> StoreResult<Vec<Discrepancy>> {
        let mut connection = pool::take(&self.pool)?;
        snapshot(&mut connection, |connection| Ok(compare(&computed(connection)?, &kept(connection)?)))
    }

    /// As [`Store::verify`], and sets right what differs. Writers wait meanwhile. Blocks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn repair(&self) -> StoreResult<Vec<Discrepancy>> {
        self.write_blocking(Actor::Operator, |tx| {
            if tx.is_postgres() {
                diesel::sql_query(
                    "LOCK TABLE trainings, cooperatives, umkm, cooperative_reports, umkm_reports, participants IN SHARE MODE",
                )
                .execute(&mut **tx)?;
            }
            let (computed, kept) = (computed(tx)?, kept(tx)?);
            let found = compare(&computed, &kept);
            if !found.is_empty() {
                rebuild(tx, &computed)?;
            }
            Ok(found)
        })
    }
}

/// Totals and expectations of everything.
#[derive(Default)]
struct Sums {
    totals: Contributions,
    flows: Flows,
}

/// So many units are read at a time.
const CHUNK: i64 = 500;

fn computed(connection: &mut Connection) -> StoreResult<Sums> {
    let mut sums = Sums::default();
    let mut merge = |flows: &mut Flows, dataset, region: &RegionCode, lifetime, contributions: Contributions| {
        expectations::add(flows, dataset, region, lifetime, 1);
        for (place, totals) in contributions {
            add(&mut sums.totals, place, &totals);
        }
    };
    let mut after = 0;
    loop {
        let units: Vec<super::cooperatives::Cooperative> = cooperatives::table
            .filter(cooperatives::id.gt(after))
            .order(cooperatives::id)
            .limit(CHUNK)
            .select(super::cooperatives::Cooperative::as_select())
            .load(connection)?;
        let Some(last) = units.last() else { break };
        after = last.id;
        let ids: Vec<i64> = units.iter().map(|unit| unit.id).collect();
        let mut reports = cooperative_reports::facts_of(connection, &ids)?;
        for unit in units {
            let reports = reports.remove(&unit.id).unwrap_or_default();
            let contributions = of_cooperative(unit.lifetime(), &reports);
            merge(&mut sums.flows, Dataset::Cooperatives, &unit.region, unit.lifetime(), contributions);
        }
    }
    let mut after = 0;
    loop {
        let units: Vec<super::umkm::Business> = umkm::table
            .filter(umkm::id.gt(after))
            .order(umkm::id)
            .limit(CHUNK)
            .select(super::umkm::Business::as_select())
            .load(connection)?;
        let Some(last) = units.last() else { break };
        after = last.id;
        let ids: Vec<i64> = units.iter().map(|unit| unit.id).collect();
        let mut reports = umkm_reports::facts_of(connection, &ids)?;
        for unit in units {
            let reports = reports.remove(&unit.id).unwrap_or_default();
            let contributions = of_business(unit.lifetime(), &reports);
            merge(&mut sums.flows, Dataset::Umkm, &unit.region, unit.lifetime(), contributions);
        }
    }
    let mut after = 0;
    loop {
        let scores: Vec<(i64, RegionCode, Year, Option<Score>)> = participants::table
            .inner_join(trainings::table)
            .filter(participants::id.gt(after))
            .order(participants::id)
            .limit(CHUNK)
            .select((participants::id, trainings::region, trainings::year, participants::score))
            .load(connection)?;
        let Some((last, ..)) = scores.last() else { break };
        after = *last;
        for (_, region, year, score) in scores {
            for (place, totals) in of_training(&region, year, [score]) {
                add(&mut sums.totals, place, &totals);
            }
        }
    }
    Ok(sums)
}

#[derive(QueryableByName)]
struct KeptTotals {
    #[diesel(sql_type = Integer)]
    year: i32,
    #[diesel(sql_type = Text)]
    region: RegionCode,
    #[diesel(embed)]
    totals: TotalsRow,
}

#[derive(QueryableByName)]
struct KeptFlows {
    #[diesel(sql_type = Integer)]
    year: i32,
    #[diesel(sql_type = Text)]
    region: RegionCode,
    #[diesel(sql_type = BigInt)]
    cooperative_entries: i64,
    #[diesel(sql_type = BigInt)]
    cooperative_exits: i64,
    #[diesel(sql_type = BigInt)]
    umkm_entries: i64,
    #[diesel(sql_type = BigInt)]
    umkm_exits: i64,
}

fn kept(connection: &mut Connection) -> StoreResult<Sums> {
    let mut sums = Sums::default();
    for row in diesel::sql_query("SELECT * FROM totals").load::<KeptTotals>(connection)? {
        let year =
            Year::new(row.year).ok_or_else(|| StoreError::Internal(format!("totals of the year {}", row.year)))?;
        sums.totals.insert((year, row.region), row.totals.into());
    }
    for row in diesel::sql_query("SELECT * FROM expectations").load::<KeptFlows>(connection)? {
        let counts = [row.cooperative_entries, row.cooperative_exits, row.umkm_entries, row.umkm_exits];
        sums.flows.insert((row.year, row.region), counts);
    }
    Ok(sums)
}

fn compare(computed: &Sums, kept: &Sums) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    let mut places: Vec<_> = computed.totals.keys().chain(kept.totals.keys()).collect();
    places.sort();
    places.dedup();
    for place in places {
        let (should, is) = (computed.totals.get(place), kept.totals.get(place));
        let (should, is) = (should.copied().unwrap_or_default(), is.copied().unwrap_or_default());
        for ((sum, computed), kept) in Totals::NAMES.iter().zip(should.values()).zip(is.values()) {
            if computed != kept {
                let (year, region) = place;
                found.push(Discrepancy { year: year.number(), region: region.clone(), sum, kept, computed });
            }
        }
    }
    let mut places: Vec<_> = computed.flows.keys().chain(kept.flows.keys()).collect();
    places.sort();
    places.dedup();
    for place in places {
        let (should, is) = (computed.flows.get(place), kept.flows.get(place));
        let (should, is) = (should.copied().unwrap_or_default(), is.copied().unwrap_or_default());
        for ((sum, computed), kept) in expectations::COLUMNS.iter().zip(should).zip(is) {
            if computed != kept {
                let (year, region) = place;
                let (kept, computed) = (i128::from(kept), i128::from(computed));
                found.push(Discrepancy { year: *year, region: region.clone(), sum, kept, computed });
            }
        }
    }
    found
}

fn rebuild(tx: &mut Tx<'_>, computed: &Sums) -> StoreResult<()> {
    diesel::sql_query("DELETE FROM totals").execute(&mut **tx)?;
    diesel::sql_query("DELETE FROM expectations").execute(&mut **tx)?;
    totals::apply(tx, &computed.totals)?;
    expectations::apply(tx, &computed.flows)
}
