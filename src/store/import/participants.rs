//! Participations of a file.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use crate::domain::contributions::of_training;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::RowChange;
use crate::store::import::ledger::Ledger;
use crate::store::models::participant::{Participant, ParticipantData};
use crate::store::models::training::Training;
use crate::store::rows;
use crate::store::rows::Write;
use crate::store::schema::tables::{cooperatives, participants, umkm};

/// A participation before and after an import, with its training's id.
pub type ParticipantChange = (i64, RowChange<Participant, ParticipantData>);

/// The ids that are those of cooperatives and of businesses.
pub fn known_units(
    connection: &mut Connection,
    cooperative_ids: &[i64],
    business_ids: &[i64],
) -> StoreResult<(BTreeSet<i64>, BTreeSet<i64>)> {
    let known = cooperatives::table
        .filter(cooperatives::id.eq_any(cooperative_ids))
        .select(cooperatives::id)
        .load::<i64>(connection)?;
    let businesses = umkm::table.filter(umkm::id.eq_any(business_ids)).select(umkm::id).load::<i64>(connection)?;
    Ok((known.into_iter().collect(), businesses.into_iter().collect()))
}

/// The ids of cooperatives and of businesses by their register numbers.
pub fn numbered_units(
    connection: &mut Connection,
    cooperative_numbers: &[String],
    business_numbers: &[String],
) -> StoreResult<(HashMap<String, i64>, HashMap<String, i64>)> {
    let found = cooperatives::table
        .filter(cooperatives::register_number.eq_any(cooperative_numbers))
        .select((cooperatives::register_number, cooperatives::id))
        .load::<(String, i64)>(connection)?;
    let businesses = umkm::table
        .filter(umkm::register_number.eq_any(business_numbers))
        .select((umkm::register_number, umkm::id))
        .load::<(String, i64)>(connection)?;
    Ok((found.into_iter().collect(), businesses.into_iter().collect()))
}

/// Writes participations that are new or differ, and notes their contributions in the ledger.
pub fn upsert(
    tx: &mut Tx<'_>,
    ledger: &mut Ledger,
    trainings: &HashMap<i64, Training>,
    changes: &[ParticipantChange],
) -> StoreResult<()> {
    for (training, change) in changes {
        let Some(training) = trainings.get(training) else { continue };
        let before = change.before.as_ref().map(|before| before.score);
        let follow = |score| of_training(&training.region, training.year, score);
        ledger.replace(follow(before), follow(Some(change.after.score)));
    }
    // A number may pass from one row to another within a file, and must be free before the second is written.
    let renumbered: Vec<i64> = changes
        .iter()
        .filter_map(|(_, change)| {
            let before = change.before.as_ref()?;
            (before.identity_number != change.after.identity_number).then_some(before.id)
        })
        .collect();
    diesel::update(participants::table.filter(participants::id.eq_any(renumbered)))
        .set(participants::identity_number.eq(None::<String>))
        .execute(tx.conn())?;
    let writes: Vec<_> = changes
        .iter()
        .map(|(training, change)| Write {
            place: (*training,),
            owner: trainings.get(training).map_or("", |training| training.code.as_str()),
            before: change.before.as_ref(),
            after: &change.after,
        })
        .collect();
    rows::write(tx, &writes)?;
    Ok(())
}
