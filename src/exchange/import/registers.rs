//! Rows of a register: units found by their register number, each with a second number that only it may have.

use crate::domain::Text;
use crate::exchange::fault::FileCode;
use crate::exchange::import::job::Job;
use crate::exchange::import::reading::Reading;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import;
use crate::store::import::units::SecondNumbers;
use crate::store::import::{RowChange, units};
use crate::store::models::register::{Located, Unit};

/// A unit that files have.
pub trait FileUnit: Unit {
    /// What a row makes of a unit; where the file has no such column as the unit stands.
    fn read(reading: &mut Reading<'_>, current: Option<&Self>) -> StoreResult<Option<Self::Data>>;
}

pub fn go_through<U: FileUnit>(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let numbers = match header.has(U::SECOND_NUMBER) {
        true => SecondNumbers::settle::<U>(tx)?,
        false => SecondNumbers::default(),
    };
    let mut after = 0;
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.place;
        let standing = units::current::<U>(tx, &rows, &numbers)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            if row.first_line != row.line {
                job.refuse_repeated(row, "register_number", row.first_line);
                continue;
            }
            let current = row.unit.and_then(|unit| standing.get(&unit));
            let mut reading = Reading::new(&header, row, job);
            let data = U::read(&mut reading, current)?;
            let (unread, checked) = reading.end(data);
            let data = job.judge(row, unread, checked);
            if let Some(holder) = numbers.clashes.get(&row.line) {
                let detail =
                    Text::new(format!("sudah dipakai oleh {holder}"), format!("{holder} has this number already"));
                job.refuse(row, U::SECOND_NUMBER, FileCode::DuplicateKey, detail);
                continue;
            }
            let Some(data) = data else { continue };
            let region = data.home().0;
            if !job.check_region_name(row, region)
                || !job.may_edit(row, current.map(|unit| unit.home().0).into_iter().chain([region]))
            {
                continue;
            }
            // One that gave its number to another row is written even where it is to have it back.
            let gave = row.unit.is_some_and(|unit| numbers.released.contains_key(&unit));
            match current {
                Some(unit) if !gave && U::Data::from(unit) == data => {
                    job.unchanged += 1;
                    continue;
                }
                Some(_) => job.updated += 1,
                None => job.created += 1,
            }
            changes.push(RowChange { before: current.cloned(), after: data });
        }
        if job.faults.is_empty() {
            units::upsert(tx, &mut job.ledger, &changes)?;
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
}
