//! What registers have in common: units that are expected to report, each with a second number that only it may have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::domain::contributions::Lifetime;
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::ledger::Ledger;
use crate::store::import::{PlacedRow, RowChange, owners};
use crate::store::rows;
use crate::store::rows::{Data, Row, Write};

/// A unit of a register.
pub trait Unit: Row + Clone {
    /// What can be set of it.
    type Data: Data<Row = Self, Place = ()>;
    /// What of a report enters a figure.
    type Facts;
    /// Which register.
    const DATASET: Dataset;
    /// The column of its second number.
    const SECOND_NUMBER: &'static str;

    /// Those with these ids, as far as they are there.
    fn with_ids(tx: &mut Tx<'_>, ids: &[i64]) -> StoreResult<Vec<Self>>;
    /// Where it is, and between which dates it is expected to report.
    fn home(&self) -> (&RegionCode, Lifetime);
    /// As [`Unit::home`], of what is to be.
    fn home_of(data: &Self::Data) -> (&RegionCode, Lifetime);
    /// The facts of the reports of some units.
    fn facts_of(tx: &mut Tx<'_>, units: &[i64]) -> StoreResult<BTreeMap<i64, BTreeMap<Year, Self::Facts>>>;
    /// What a unit contributes to the totals.
    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, Self::Facts>) -> Contributions;
}

/// The stored units of some rows, by their ids.
pub fn current<U: Unit>(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, U>> {
    Ok(U::with_ids(tx, &owners(rows))?.into_iter().map(|unit| (unit.id(), unit)).collect())
}

/// The lines whose second number belongs to another unit: a stored one, even where the file gives that another number, or an
/// earlier row. Each with the register number of that unit. Only for a file that has the column.
pub fn clashes<U: Unit>(tx: &mut Tx<'_>) -> StoreResult<HashMap<i64, String>> {
    #[derive(QueryableByName)]
    struct Clash {
        #[diesel(sql_type = BigInt)]
        line: i64,
        #[diesel(sql_type = Text)]
        holder: String,
    }
    let (table, number) = (U::TABLE, U::SECOND_NUMBER);
    let clashes = diesel::sql_query(format!(
        "SELECT r.line AS line, u.register_number AS holder FROM import_rows r JOIN {table} u ON u.{number} = r.alt \
         WHERE u.register_number <> r.name \
         UNION ALL \
         SELECT line, holder FROM (SELECT line, first_value(name) OVER w AS holder, row_number() OVER w AS nth \
           FROM import_rows WHERE alt IS NOT NULL WINDOW w AS (PARTITION BY alt ORDER BY line)) numbered \
         WHERE nth > 1 ORDER BY 1"
    ));
    Ok(clashes.load::<Clash>(&mut **tx)?.into_iter().map(|clash| (clash.line, clash.holder)).collect())
}

/// Writes units that are new or differ, and follows them in the ledger. Every changed unit passes here with how it was and
/// how it is to be.
///
/// # Errors
/// Those of the database.
pub fn keep<U: Unit>(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[RowChange<U, U::Data>]) -> StoreResult<()> {
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
