//! Rows of `cooperatives`.

use super::cells::Cells;
use super::job::{Job, or_kept};
use crate::domain::Text;
use crate::entry::{Checker, CooperativeEntry};
use crate::exchange::fault::FileCode;
use crate::store::cooperatives::CooperativeData;
use crate::store::import::{self, Change, cooperatives as table};
use crate::store::{StoreResult, Tx};
use std::collections::HashMap;

pub(super) fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let mut clashes: HashMap<i64, String> = HashMap::new();
    let mut released = HashMap::new();
    if header.has("nik_koperasi") {
        clashes = table::clashes(tx)?.into_iter().map(|clash| (clash.line, clash.holder)).collect();
        released = table::release(tx)?;
    }
    let mut after = 0;
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.place;
        let mut standing = table::standing(tx, &rows)?;
        for (id, number) in &released {
            if let Some(unit) = standing.get_mut(id) {
                unit.nik_koperasi = Some(number.clone());
            }
        }
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            if row.first_line != row.line {
                job.refuse_repeated(row, "register_number", row.first_line);
                continue;
            }
            let current = row.unit.and_then(|unit| standing.get(&unit));
            let mut cells = Cells::new(&header, &row.payload, job.numbers);
            let entry = CooperativeEntry {
                register_number: Some(row.name.as_str().into()),
                name: or_kept(cells.text("name"), || current.map(|unit| unit.name.clone().into())),
                region: or_kept(cells.text("region"), || current.map(|unit| unit.region.to_string().into())),
                authority: or_kept(cells.text("authority"), || {
                    current.and_then(|unit| unit.authority).map(|code| code.as_str().into())
                }),
                kind: or_kept(cells.text("kind"), || {
                    current.and_then(|unit| unit.kind).map(|code| code.as_str().into())
                }),
                form: or_kept(cells.text("form"), || {
                    current.and_then(|unit| unit.form).map(|code| code.as_str().into())
                }),
                sharia: or_kept(cells.flag("sharia"), || current.and_then(|unit| unit.sharia)),
                nik_koperasi: or_kept(cells.text("nik_koperasi"), || {
                    current.and_then(|unit| unit.nik_koperasi.clone()).map(Into::into)
                }),
                legal_entity_number: or_kept(cells.text("legal_entity_number"), || {
                    current.and_then(|unit| unit.legal_entity_number.clone()).map(Into::into)
                }),
                established_on: or_kept(cells.text("established_on"), || {
                    current.and_then(|unit| unit.established_on).map(|date| date.to_string().into())
                }),
                dissolved_on: or_kept(cells.text("dissolved_on"), || {
                    current.and_then(|unit| unit.dissolved_on).map(|date| date.to_string().into())
                }),
            };
            let mut check = Checker::default();
            let data = entry.check(&mut check, &mut job.regions)?;
            let faults = std::mem::take(&mut cells.faults);
            let data = job.judge(row, faults, check.finish(data));
            if let Some(holder) = clashes.get(&row.line) {
                let detail =
                    Text::new(format!("sudah dipakai oleh {holder}"), format!("{holder} has this number already"));
                job.refuse(row, "nik_koperasi", FileCode::DuplicateKey, detail);
                continue;
            }
            let Some(data) = data else { continue };
            if !job.check_region_name(row, &data.region)
                || !job.may_edit(row, current.map(|unit| &unit.region).into_iter().chain([&data.region]))
            {
                continue;
            }
            // One that gave its number to another row is written even where it is to have it back.
            let is_same = current.is_some_and(|unit| CooperativeData::from(unit) == data);
            let gave = row.unit.is_some_and(|unit| released.contains_key(&unit));
            match current {
                Some(_) if is_same && !gave => job.unchanged += 1,
                Some(_) => job.updated += 1,
                None => job.created += 1,
            }
            if !is_same || gave {
                changes.push(Change { before: current.cloned(), after: data });
            }
        }
        if job.faults.is_empty() {
            table::keep(tx, &mut job.ledger, &changes)?;
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
}
