//! What registers have in common: units that are expected to report, each with a second number that only it may have.

use super::super::rows::{self, Data, Row, Write};
use super::super::{StoreResult, Tx};
use super::{Change, Ledger};
use crate::domain::contributions::Lifetime;
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A unit of a register.
pub(super) trait Unit: Row {
    /// What can be set of it.
    type Data: Data<Row = Self, Place = ()>;
    /// What of a report enters a figure.
    type Facts;
    /// Which register.
    const DATASET: Dataset;
    /// The column of its second number.
    const SECOND_NUMBER: &'static str;

    /// Where it is, and between which dates it is expected to report.
    fn home(&self) -> (&RegionCode, Lifetime);
    /// As [`Unit::home`], of what is to be.
    fn home_of(data: &Self::Data) -> (&RegionCode, Lifetime);
    /// The facts of the reports of some units.
    fn facts_of(tx: &mut Tx<'_>, units: &[i64]) -> StoreResult<BTreeMap<i64, BTreeMap<Year, Self::Facts>>>;
    /// What a unit contributes to the totals.
    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, Self::Facts>) -> Contributions;
}

/// A number that two records would have.
#[derive(Clone, Debug, QueryableByName)]
pub struct Clash {
    /// The line that would take it.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// The register number of the unit that has it.
    #[diesel(sql_type = Text)]
    pub holder: String,
}

/// The rows that take a number of another unit: of one outside the file, or of an earlier row.
pub(super) fn clashes<U: Unit>(tx: &mut Tx<'_>) -> StoreResult<Vec<Clash>> {
    let (table, number) = (U::TABLE, U::SECOND_NUMBER);
    Ok(diesel::sql_query(format!(
        "SELECT r.line AS line, u.register_number AS holder FROM import_rows r JOIN {table} u ON u.{number} = r.alt \
         WHERE u.register_number <> r.name AND NOT EXISTS (SELECT 1 FROM import_rows o WHERE o.unit = u.id) \
         UNION ALL \
         SELECT line, holder FROM (SELECT line, first_value(name) OVER w AS holder, row_number() OVER w AS nth \
           FROM import_rows WHERE alt IS NOT NULL WINDOW w AS (PARTITION BY alt ORDER BY line)) numbered \
         WHERE nth > 1 ORDER BY 1"
    ))
    .load(&mut **tx)?)
}

/// Takes from units of the file the numbers that other rows of it are to have, so that two can change places; says who had
/// which. Only where the file has the column at all.
pub(super) fn release<U: Unit>(tx: &mut Tx<'_>) -> StoreResult<HashMap<i64, String>> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        number: String,
    }
    let (table, number) = (U::TABLE, U::SECOND_NUMBER);
    // The units of the file by their ids: looked up once for each that is asked for.
    tx.batch_execute("CREATE INDEX IF NOT EXISTS import_rows_unit ON import_rows (unit)")?;
    let taken = diesel::sql_query(format!(
        "SELECT u.id AS id, u.{number} AS number FROM {table} u JOIN import_rows r ON r.alt = u.{number} \
         WHERE r.name <> u.register_number"
    ));
    let taken: HashMap<i64, String> =
        taken.load::<Taken>(&mut **tx)?.into_iter().map(|taken| (taken.id, taken.number)).collect();
    for id in taken.keys() {
        diesel::sql_query(format!("UPDATE {table} SET {number} = NULL WHERE id = $1"))
            .bind::<BigInt, _>(id)
            .execute(&mut **tx)?;
    }
    Ok(taken)
}

/// Writes units that are new or differ, and follows them in the ledger. Every changed unit passes here with how it was and
/// how it is to be.
pub(super) fn keep<U: Unit>(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[Change<U, U::Data>]) -> StoreResult<()> {
    // Dates decide which reports lie outside them.
    let redated: Vec<(i64, Lifetime, Lifetime)> = changes
        .iter()
        .filter_map(|change| {
            let (id, before) = change.before.as_ref().map(|before| (before.id(), before.home().1))?;
            let after = U::home_of(&change.after).1;
            (before != after).then_some((id, before, after))
        })
        .collect();
    let ids: Vec<i64> = redated.iter().map(|(id, ..)| *id).collect();
    let facts = U::facts_of(tx, &ids)?;
    for (id, before, after) in redated {
        let Some(reports) = facts.get(&id) else { continue };
        ledger.replace(U::contributions(before, reports), U::contributions(after, reports));
    }
    let mut regions: BTreeSet<&RegionCode> = BTreeSet::new();
    for change in changes {
        let (before, after) = (change.before.as_ref().map(U::home), U::home_of(&change.after));
        ledger.follow(U::DATASET, before, after);
        regions.extend(before.map(|(region, _)| region));
        regions.insert(after.0);
    }
    // Before any row refers to them: to take the locks afterwards could end in a deadlock.
    for region in regions {
        tx.lock_region(region)?;
    }
    let writes: Vec<_> = changes.iter().map(|change| Write::alone(change.before.as_ref(), &change.after)).collect();
    rows::write(tx, &writes)?;
    Ok(())
}
