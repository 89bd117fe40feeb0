//! Units of a file, each with a second number that is unique.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::domain::RegionCode;
use crate::domain::contributions::Lifetime;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::ledger::Ledger;
use crate::store::import::{PlacedRow, RowChange, owners};
use crate::store::models::register::{Located, Report, Unit, facts_of};
use crate::store::rows;
use crate::store::rows::Write;

/// The stored units of some rows, by their ids.
pub fn current<U: Unit>(connection: &mut Connection, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, U>> {
    Ok(U::with_ids(connection, &owners(rows))?.into_iter().map(|unit| (unit.id(), unit)).collect())
}

/// The lines whose second number belongs to another unit: a stored one, even where the file gives that another number, or an
/// earlier row. Each with the register number of that unit. Only for a file that has the column.
pub fn clashes<U: Unit>(connection: &mut Connection) -> StoreResult<HashMap<i64, String>> {
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
    Ok(clashes.load::<Clash>(connection)?.into_iter().map(|clash| (clash.line, clash.holder)).collect())
}

/// Writes units that are new or differ, and notes in the ledger what that changes. Gives the units as they are stored then.
pub fn upsert<U: Unit>(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[RowChange<U, U::Data>]) -> StoreResult<Vec<U>> {
    // The dates decide which reports are outside of them.
    let redated: Vec<(i64, Lifetime, Lifetime)> = changes
        .iter()
        .filter_map(|change| {
            let (id, before) = change.before.as_ref().map(|before| (before.id(), before.home().1))?;
            let after = change.after.home().1;
            (before != after).then_some((id, before, after))
        })
        .collect();
    let ids: Vec<i64> = redated.iter().map(|(id, ..)| *id).collect();
    let facts = facts_of::<U::Report>(tx, &ids)?;
    for (id, before, after) in redated {
        let Some(reports) = facts.get(&id) else { continue };
        ledger.replace(U::Report::contributions(before, reports), U::Report::contributions(after, reports));
    }
    let mut regions: BTreeSet<&RegionCode> = BTreeSet::new();
    for change in changes {
        let (before, after) = (change.before.as_ref().map(U::home), change.after.home());
        ledger.follow(U::DATASET, before, after);
        regions.extend(before.map(|(region, _)| region));
        regions.insert(after.0);
    }
    // Before any row refers to them: the locks could end in a deadlock afterwards.
    for region in regions {
        tx.lock_region(region)?;
    }
    let writes: Vec<_> = changes.iter().map(|change| Write::alone(change.before.as_ref(), &change.after)).collect();
    rows::write(tx, &writes)
}
