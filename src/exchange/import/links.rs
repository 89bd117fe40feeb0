//! Which unit a participant of a file manages: by its register number, which is the same in every database, or by the service's
//! own id. Where a file has the column of the number, that of the id is not looked at.

use std::collections::{BTreeSet, HashMap};

use crate::domain::{Violation, ViolationCode};
use crate::entry::checker::Checker;
use crate::exchange::import::cells::Cells;
use crate::exchange::import::faults::shown;
use crate::exchange::import::header::Header;
use crate::exchange::import::job::{Job, or_kept};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::{PlacedRow, participants as table};
use crate::store::models::participant::Participant;

/// The units that some rows link to, as far as they are there.
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
    /// Looks up what the rows link to.
    pub fn read(tx: &mut Tx<'_>, header: &Header, job: &Job, rows: &[PlacedRow]) -> StoreResult<Self> {
        let ids = |name: &str| -> Vec<i64> {
            let sent = rows.iter().filter_map(|row| cells(header, job, row).integer(name).flatten());
            sent.collect::<BTreeSet<i64>>().into_iter().collect()
        };
        let numbers = |name: &str| -> Vec<String> {
            let sent = rows
                .iter()
                .filter_map(|row| cells(header, job, row).text(name).flatten().map(|text| text.into_owned()));
            sent.collect::<BTreeSet<String>>().into_iter().collect()
        };
        let known = table::known_units(tx, &ids("cooperative_id"), &ids("umkm_id"))?;
        let numbered = table::numbered_units(tx, &numbers("cooperative_number"), &numbers("umkm_number"))?;
        Ok(Self {
            cooperatives: Units {
                id_column: "cooperative_id",
                number_column: "cooperative_number",
                ids: known.0,
                numbers: numbered.0,
            },
            businesses: Units { id_column: "umkm_id", number_column: "umkm_number", ids: known.1, numbers: numbered.1 },
        })
    }

    /// Violations of the two links at the columns that the file has of them.
    pub fn placed(&self, header: &Header, violations: Vec<Violation>) -> Vec<Violation> {
        let column = |member| {
            let units = [&self.cooperatives, &self.businesses].into_iter().find(|units| units.id_column == member);
            units.filter(|units| header.has(units.number_column)).map_or(member, |units| units.number_column)
        };
        violations.into_iter().map(|violation| Violation { member: column(violation.member), ..violation }).collect()
    }

    /// The cooperative of a row.
    pub fn cooperative(
        &self,
        cells: &mut Cells<'_>,
        current: Option<&Participant>,
        check: &mut Checker,
    ) -> Option<i64> {
        self.cooperatives.of(cells, current.and_then(|person| person.cooperative_id), check)
    }

    /// The business of a row.
    pub fn business(&self, cells: &mut Cells<'_>, current: Option<&Participant>, check: &mut Checker) -> Option<i64> {
        self.businesses.of(cells, current.and_then(|person| person.umkm_id), check)
    }
}

impl Units {
    fn of(&self, cells: &mut Cells<'_>, current: Option<i64>, check: &mut Checker) -> Option<i64> {
        if let Some(sent) = cells.text(self.number_column) {
            let number = sent?;
            let found = self.numbers.get(number.as_ref()).copied();
            if found.is_none() {
                let number = shown(&number);
                check.refuse(
                    self.number_column,
                    ViolationCode::UnknownReference,
                    format!("tidak ada unit dengan nomor {number}; impor dulu daftarnya"),
                    format!("there is no unit with the number {number}; import the register first"),
                );
            }
            return found;
        }
        let id = or_kept(cells.integer(self.id_column), || current);
        if let Some(id) = id.filter(|id| !self.ids.contains(id) && current != Some(*id)) {
            let (id_text, en) = (format!("tidak ada unit dengan id {id}"), format!("there is no unit with id {id}"));
            check.refuse(self.id_column, ViolationCode::UnknownReference, id_text, en);
        }
        id
    }
}

fn cells<'a>(header: &'a Header, job: &Job, row: &'a PlacedRow) -> Cells<'a> {
    Cells::new(header, &row.payload, job.numbers)
}
