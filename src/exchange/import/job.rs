//! The state of one import: what was found, counted and refused so far.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::domain::indicators::{Source, affected};
use crate::domain::{
    Dataset, IndicatorCode, RegionCode, RegionKind, Scope, Text, Violation, ViolationCode, Year, text,
};
use crate::entry::checker::RegionList;
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::{CellError, Numbers};
use crate::exchange::fault::{Fault, FaultCode, FileCode};
use crate::exchange::headings::normalised;
use crate::exchange::import::cells::Cells;
use crate::exchange::import::faults::Faults;
use crate::exchange::import::header::Header;
use crate::exchange::import::report::Slip;
use crate::store::{Ledger, PlacedRow, StoreResult, Tx, import};

/// The registered regions, in memory.
#[derive(Debug, Default)]
pub struct RegionTable(pub BTreeMap<RegionCode, (String, RegionKind)>);

impl RegionList for RegionTable {
    fn has(&self, code: &RegionCode) -> bool {
        self.0.contains_key(code)
    }
}

impl RegionTable {
    /// Whether this is the name of that region, with or without its kind.
    fn is_name(&self, code: &RegionCode, sent: &str) -> bool {
        let Some((name, kind)) = self.0.get(code) else { return true };
        let (name, sent) = (normalised(name), normalised(sent));
        let kinds: &[&str] = match kind {
            RegionKind::Nation => &["negara", "nation"],
            RegionKind::Province => &["provinsi", "province", "prov"],
            RegionKind::Kabupaten => &["kabupaten", "kab", "regency"],
            RegionKind::Kota => &["kota", "city"],
        };
        sent == name || kinds.iter().any(|kind| sent == format!("{kind} {name}") || sent == format!("{name} {kind}"))
    }
}

/// One import in progress.
pub struct Job {
    pub dataset: FileDataset,
    pub header: Rc<Header>,
    pub numbers: Numbers,
    pub regions: RegionTable,
    pub faults: Faults,
    pub ledger: Ledger,
    /// The first and the last year in the file.
    pub years: (i32, i32),
    /// The last year that may be written today.
    pub latest: Year,
    /// The records that the sender may write.
    pub scope: Scope,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub touched: BTreeSet<(IndicatorCode, Year)>,
    pub slips: BTreeMap<(u64, usize), Slip>,
    pub slip_total: u64,
    /// The sheet has merged cells, so that it is not known which of its empty cells are meant to be empty.
    pub is_merged: bool,
}

impl Job {
    /// Passes all staged rows to `with`, in chunks and in their order.
    pub fn go_through(
        &mut self,
        tx: &mut Tx<'_>,
        progress: &dyn Fn(u64),
        mut with: impl FnMut(&mut Self, &mut Tx<'_>, &[PlacedRow]) -> StoreResult<()>,
    ) -> StoreResult<()> {
        let mut after = 0;
        loop {
            let rows = import::next(tx, after)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.place;
            with(self, tx, &rows)?;
            progress(u64::try_from(rows.len()).unwrap_or_default());
        }
    }

    /// Adds a fault at a row's member. Where the file has no such column it is a fault of the row, and the text names the column.
    pub fn refuse(&mut self, row: &PlacedRow, member: &str, code: impl Into<FaultCode>, detail: Text) {
        let slot = self.header.slot(member);
        let written = Cells::new(&self.header, &row.payload, self.numbers).written(member);
        let value = written.filter(|_| slot.is_none_or(|slot| !slot.column.is_personal)).map(str::to_owned);
        let column = slot.map(|slot| (slot.position + 1, slot.heading.clone()));
        let missing = self.dataset.columns().iter().find(|other| column.is_none() && other.name == member);
        let detail = match missing {
            Some(missing) => {
                let (id, en) = (missing.heading, missing.name);
                Text::new(format!("{id}: {}", detail.id), format!("{en}: {}", detail.en))
            }
            None => detail,
        };
        self.faults.add(Fault { line: unsigned(row.line), column, value, code: code.into(), detail });
    }

    /// Refuses a row whose key an earlier row has.
    pub fn refuse_repeated(&mut self, row: &PlacedRow, member: &str, first_line: i64) {
        let detail = text!(
            "Catatan ini sudah ada di baris {first_line} berkas.",
            "Line {first_line} of the file is the same record."
        );
        self.refuse(row, member, FileCode::DuplicateRow, detail);
    }

    /// Refuses a row whose unit or training is not registered.
    pub fn refuse_unknown(&mut self, row: &PlacedRow, member: &str) {
        let detail = text!(
            "Isian ini tidak terdaftar. Impor dulu daftarnya, atau periksa tulisannya.",
            "The value is not registered. Import the register first, or check the spelling."
        );
        self.refuse(row, member, ViolationCode::UnknownReference, detail);
    }

    /// The data of a row that has no fault. `unread` are the cells that could not be read.
    pub fn judge<T>(
        &mut self,
        row: &PlacedRow,
        unread: Vec<(&'static str, CellError)>,
        checked: Result<T, Vec<Violation>>,
    ) -> Option<T> {
        let mut violations = match checked {
            Ok(data) if unread.is_empty() => return Some(data),
            Ok(_) => Vec::new(),
            Err(violations) => violations,
        };
        violations.retain(|violation| unread.iter().all(|(member, _)| *member != violation.member));
        for (member, (code, detail)) in unread {
            self.refuse(row, member, code, detail);
        }
        for violation in violations {
            self.refuse(row, violation.member, violation.code, violation.detail);
        }
        None
    }

    /// Counts a row by what it does to the stored record. True where the record is to be written.
    pub fn count<D: PartialEq>(&mut self, current: Option<&D>, data: &D) -> bool {
        let counter = match current {
            None => &mut self.created,
            Some(current) if current == data => &mut self.unchanged,
            Some(_) => &mut self.updated,
        };
        *counter += 1;
        current != Some(data)
    }

    /// Compares the region's name in a row with its code.
    pub fn check_region_name(&mut self, row: &PlacedRow, region: &RegionCode) -> bool {
        let cells = Cells::new(&self.header, &row.payload, self.numbers);
        let Some(sent) = cells.written("region_name").filter(|sent| !sent.is_empty()) else { return true };
        if self.regions.is_name(region, sent) {
            return true;
        }
        let name = self.regions.0.get(region).map(|(name, kind)| format!("{name} ({kind})")).unwrap_or_default();
        let detail = text!(
            "Kode {region} (Kemendagri) adalah {name}. Kode BPS berbeda untuk beberapa wilayah.",
            "The code {region} (Kemendagri) is {name}. The BPS codes of some regions differ."
        );
        self.refuse(row, "region_name", FileCode::RegionMismatch, detail);
        false
    }

    /// Whether the sender may write at all these regions: the record's present and future region, and its unit's.
    pub fn may_edit<'a>(&mut self, row: &PlacedRow, regions: impl IntoIterator<Item = &'a RegionCode>) -> bool {
        let Some(outside) = regions.into_iter().find(|region| !self.scope.may_edit(region)) else { return true };
        let own = self.scope.region.as_ref().map(RegionCode::to_string).unwrap_or_default();
        let detail = text!(
            "Kunci ini terikat pada wilayah {own} dan yang di bawahnya. Catatan ini di wilayah {outside}.",
            "The key is bound to region {own} and those below it. This record is at region {outside}."
        );
        self.refuse(row, "", FileCode::OutsideRegion, detail);
        false
    }

    /// Notes the values that a change in a data set can alter, up to the latest year.
    pub fn touch(&mut self, dataset: Dataset, source: Source, year: Year) {
        self.touched.extend(affected(dataset, source, year).filter(|(_, year)| *year <= self.latest));
    }
}

/// A line number as faults have it.
pub fn unsigned(line: i64) -> u64 {
    u64::try_from(line).unwrap_or_default()
}
