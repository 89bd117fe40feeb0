//! The units that participants of a file manage: by the register number, which is the same in every database, or by the service's
//! own id. Where a file has the column of the number, the column of the id is not read.

use std::collections::{BTreeSet, HashMap};

use crate::domain::{Violation, ViolationCode, text};
use crate::entry::members::{Columns, RowCells};
use crate::exchange::import::cells::Cells;
use crate::exchange::import::faults::shown;
use crate::exchange::import::header::Header;
use crate::exchange::import::job::Job;
use crate::exchange::import::reading::Reading;
use crate::store::import::participants;
use crate::store::{Participant, PlacedRow, StoreResult, Tx};

/// The units that some rows refer to, as far as they are registered.
pub struct Links {
    cooperatives: Units,
    businesses: Units,
}

struct Units {
    id_column: &'static str,
    number_column: &'static str,
    ids: BTreeSet<i64>,
    numbers: HashMap<String, i64>,
}

impl Links {
    /// Looks up the units of the rows.
    pub fn read(tx: &mut Tx<'_>, job: &Job, rows: &[PlacedRow]) -> StoreResult<Self> {
        let cells = |row| Cells::new(&job.header, row, job.numbers);
        let ids = |name: &str| -> Vec<i64> {
            let sent = rows.iter().filter_map(|row| cells(&row.payload).integer(name));
            sent.collect::<BTreeSet<i64>>().into_iter().collect()
        };
        let numbers = |name: &str| -> Vec<String> {
            let sent = rows.iter().filter_map(|row| cells(&row.payload).text(name));
            sent.collect::<BTreeSet<String>>().into_iter().collect()
        };
        let known = participants::known_units(tx, &ids("cooperative_id"), &ids("umkm_id"))?;
        let numbered = participants::numbered_units(tx, &numbers("cooperative_number"), &numbers("umkm_number"))?;
        let units = |id_column, number_column, ids, numbers| Units { id_column, number_column, ids, numbers };
        Ok(Self {
            cooperatives: units("cooperative_id", "cooperative_number", known.0, numbered.0),
            businesses: units("umkm_id", "umkm_number", known.1, numbered.1),
        })
    }

    /// Moves violations at the two ids to the columns that the file has for them.
    pub fn placed(&self, header: &Header, violations: Vec<Violation>) -> Vec<Violation> {
        let column = |member| {
            let units = [&self.cooperatives, &self.businesses].into_iter().find(|units| units.id_column == member);
            units.filter(|units| header.has(units.number_column)).map_or(member, |units| units.number_column)
        };
        violations.into_iter().map(|violation| Violation { member: column(violation.member), ..violation }).collect()
    }

    /// The cooperative of a row.
    pub fn cooperative(&self, row: &mut Reading<'_>, current: Option<&Participant>) -> Option<i64> {
        self.cooperatives.of(row, current.and_then(|person| person.cooperative_id))
    }

    /// The business of a row.
    pub fn business(&self, row: &mut Reading<'_>, current: Option<&Participant>) -> Option<i64> {
        self.businesses.of(row, current.and_then(|person| person.umkm_id))
    }
}

impl Units {
    fn of(&self, row: &mut Reading<'_>, current: Option<i64>) -> Option<i64> {
        if row.header.has(self.number_column) {
            let number = row.cells.text(self.number_column)?;
            let found = self.numbers.get(&number).copied();
            if found.is_none() {
                let number = shown(&number);
                let detail = text!(
                    "Tidak ada unit dengan nomor {number}. Impor dulu daftarnya.",
                    "There is no unit with the number {number}. Import the register first."
                );
                row.check.refuse(self.number_column, ViolationCode::UnknownReference, detail.id, detail.en);
            }
            return found;
        }
        if !row.header.has(self.id_column) {
            return current;
        }
        let id = row.cells.integer(self.id_column);
        if let Some(id) = id.filter(|id| !self.ids.contains(id) && current != Some(*id)) {
            let detail = text!("Tidak ada unit dengan id {id}.", "There is no unit with id {id}.");
            row.check.refuse(self.id_column, ViolationCode::UnknownReference, detail.id, detail.en);
        }
        id
    }
}
