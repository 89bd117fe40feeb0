//! The registers of cooperatives and of businesses: how a unit is found, created, replaced and deleted.

use std::collections::BTreeSet;

use crate::domain::totals::difference;
use crate::domain::{Contributions, RegionCode, Text};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::models::record::{Data, Row};
use crate::store::models::register::{Located, Report, Unit, facts_by_year};
use crate::store::resources::participants;
use crate::store::rows::Write;
use crate::store::totals::lifetimes;
use crate::store::{rows, totals};

/// The page of a register that a listing asks for.
macro_rules! list_of_units {
    ($unit:ident in $table:ident) => {
        /// A page of the register.
        pub fn list(connection: &mut Connection, filter: &UnitFilter, listing: &Listing) -> StoreResult<Vec<$unit>> {
            let mut query = $table::table.select($unit::as_select()).into_boxed();
            query = within!(query, $table::region, &filter.region);
            if let Some(q) = &filter.q {
                query = query.filter($table::search_key.like(containing(q)).escape('\\'));
            }
            if let Some(since) = filter.updated_since {
                query = query.filter($table::updated_at.ge(since));
            }
            let query = page!(query, listing, $table::id, {
                "id" => $table::id, i64;
                "name" => $table::name, String;
                "register_number" => $table::register_number, String;
                "updated_at" => $table::updated_at, NaiveDateTime;
            });
            Ok(query.load(connection)?)
        }
    };
}
pub(crate) use list_of_units;

/// The unit with this id.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get<U: Unit>(connection: &mut Connection, id: i64) -> StoreResult<U> {
    let [indonesian, english, _] = U::KIND;
    U::find(connection, id)?.ok_or_else(|| {
        StoreError::NotFound(Text::new(format!("{indonesian} {id} tidak ada."), format!("There is no {english} {id}.")))
    })
}

/// The unit with this id, locked until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn lock<U: Unit>(tx: &mut Tx<'_>, id: i64) -> StoreResult<U> {
    tx.lock_row(U::TABLE, id)?;
    get(tx, id)
}

/// Creates a unit, whose region must be registered.
///
/// # Errors
/// [`StoreError::DuplicateKey`].
pub fn create<D>(tx: &mut Tx<'_>, data: &D) -> StoreResult<D::Row>
where
    D: Data<Place = ()> + Located,
    D::Row: Unit<Data = D>,
{
    check_numbers::<D::Row>(tx, data, None)?;
    let created = data.home();
    // Before the row refers to it: the lock could end in a deadlock afterwards.
    tx.lock_region(created.0)?;
    let unit = rows::write_one(tx, Write::alone(None, data))?;
    lifetimes::move_unit(tx, D::Row::DATASET, None, Some(created))?;
    Ok(unit)
}

/// Replaces the data of a locked unit.
///
/// # Errors
/// As [`create`], and [`StoreError::Invalid`] for a sum that grows too large.
pub fn update<U: Unit>(tx: &mut Tx<'_>, current: &U, data: &U::Data) -> StoreResult<U> {
    check_numbers::<U>(tx, data, Some(current))?;
    let (before, after) = (current.home(), data.home());
    if before != after {
        for region in BTreeSet::from([before.0, after.0]) {
            tx.lock_region(region)?;
        }
    }
    let updated = rows::write_one(tx, Write::alone(Some(current), data))?;
    if before.1 != after.1 {
        // The dates decide which reports are outside of them.
        let facts = facts_by_year(&U::Report::of_unit(tx, current.id())?);
        let with_dates = |lifetime| U::Report::contributions(lifetime, &facts);
        totals::apply(tx, &difference(&with_dates(before.1), &with_dates(after.1)))?;
    }
    lifetimes::move_unit(tx, U::DATASET, Some(before), Some(after))?;
    Ok(updated)
}

/// Deletes a locked unit; with `cascade` its reports too. Participations that are linked to it lose the link.
///
/// # Errors
/// [`StoreError::HasRecords`] without `cascade` where there are any.
pub fn delete<U: Unit>(tx: &mut Tx<'_>, current: &U, cascade: bool) -> StoreResult<()> {
    // A transaction that is about to link a participant to it waits, and then finds it gone.
    tx.lock_row_to_delete(U::TABLE, current.id())?;
    tx.lock_region(current.home().0)?;
    let reports = U::Report::of_unit(tx, current.id())?;
    let (count, linked) = (reports.len(), participants::count_linked(tx, current.linked())?);
    if !cascade && (count > 0 || linked > 0) {
        return Err(StoreError::HasRecords(Text::new(
            format!(
                "Laporan: {count}, peserta diklat yang terkait: {linked}. Dengan ?cascade=true laporan ikut dihapus dan peserta kehilangan kaitannya."
            ),
            format!(
                "Reports: {count}, linked participants: {linked}. With ?cascade=true the reports go too, and participants lose the link."
            ),
        )));
    }
    participants::unlink(tx, current.linked())?;
    let number = current.natural_key("");
    rows::delete(tx, &number, &reports)?;
    let contributions = U::Report::contributions(current.home().1, &facts_by_year(&reports));
    totals::apply(tx, &difference(&contributions, &Contributions::new()))?;
    lifetimes::move_unit(tx, U::DATASET, Some(current.home()), None)?;
    rows::delete(tx, "", std::slice::from_ref(current))
}

/// The regions where the reports of a unit count.
pub fn report_regions<U: Unit>(connection: &mut Connection, unit: &U) -> StoreResult<Vec<RegionCode>> {
    use crate::store::models::register::Reported;
    let reports = U::Report::of_unit(connection, unit.id())?;
    let regions: BTreeSet<RegionCode> = reports.iter().map(|report| report.region().clone()).collect();
    Ok(regions.into_iter().collect())
}

/// Checks that no other unit has one of the two numbers. The databases check it too, but choose themselves which of two taken numbers they
/// name; this makes the answer the same on both.
fn check_numbers<U: Unit>(connection: &mut Connection, data: &U::Data, current: Option<&U>) -> StoreResult<()> {
    if current.is_some_and(|current| U::numbers(&current.into()) == U::numbers(data)) {
        return Ok(());
    }
    let taken = U::holders(connection, data, current.map_or(0, Row::id))?;
    match taken.iter().any(|number| number == U::numbers(data).0) {
        true => Err(StoreError::DuplicateKey("register_number")),
        false if taken.is_empty() => Ok(()),
        false => Err(StoreError::DuplicateKey(U::SECOND_NUMBER)),
    }
}
