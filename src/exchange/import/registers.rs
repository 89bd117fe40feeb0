//! Rows of the registers `cooperatives` and `umkm`: units found by their register number, each with a second unique number.

use crate::domain::text;
use crate::entry::members::FromRow;
use crate::entry::{cooperatives, umkm};
use crate::exchange::fault::FileCode;
use crate::exchange::import::job::Job;
use crate::exchange::import::reading::{Outcome, Reading};
use crate::store::import::units;
use crate::store::{Business, BusinessData, Cooperative, CooperativeData, Located, RowChange, StoreResult, Tx, Unit};

/// A unit that files contain.
pub trait FileUnit: Unit {
    /// The unit as a row gives it. Members without a column keep their stored values.
    fn read(row: Reading<'_>, current: Option<&Self::Data>) -> Outcome<Self::Data>;
}

impl FileUnit for Cooperative {
    fn read(mut row: Reading<'_>, current: Option<&CooperativeData>) -> Outcome<CooperativeData> {
        let input = cooperatives::Input::of_row(&mut row.cells);
        let data = input.checked(&mut row.check, Some(&row.header.over(current)), row.regions);
        row.finish(data)
    }
}

impl FileUnit for Business {
    fn read(mut row: Reading<'_>, current: Option<&BusinessData>) -> Outcome<BusinessData> {
        let input = umkm::Input::of_row(&mut row.cells);
        let data = input.checked(&mut row.check, Some(&row.header.over(current)), row.regions);
        row.finish(data)
    }
}

pub fn go_through<U: FileUnit>(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let clashes = if header.slot(U::SECOND_NUMBER).is_some() { units::clashes::<U>(tx)? } else { Default::default() };
    job.go_through(tx, progress, |job, tx, rows| {
        let stored = units::current::<U>(tx, rows)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in rows {
            if row.first_line != row.line {
                job.refuse_repeated(row, "register_number", row.first_line);
                continue;
            }
            let before = row.unit.and_then(|unit| stored.get(&unit));
            let current = before.map(U::Data::from);
            let (unread, checked) = U::read(Reading::new(&header, row, job), current.as_ref());
            let data = job.judge(row, unread, checked);
            if let Some(holder) = clashes.get(&row.line) {
                let detail = text!("Isian ini sudah dipakai oleh {holder}.", "The value is already used by {holder}.");
                job.refuse(row, U::SECOND_NUMBER, FileCode::DuplicateKey, detail);
                continue;
            }
            let Some(data) = data else { continue };
            let region = data.home().0;
            if job.check_region_name(row, region)
                && job.may_edit(row, before.map(|unit| unit.home().0).into_iter().chain([region]))
                && job.count(current.as_ref(), &data)
            {
                changes.push(RowChange { before: before.cloned(), after: data });
            }
        }
        if job.faults.is_empty() {
            units::upsert(tx, &mut job.ledger, &changes)?;
        }
        Ok(())
    })
}
