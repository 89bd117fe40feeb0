//! One import under way: what every data set's rows have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::indicators::{Source, affected};
use crate::domain::{
    Dataset, IndicatorCode, Money, RegionCode, RegionKind, Scope, Text, Violation, ViolationCode, Year,
};
use crate::entry::checker::Regions;
use crate::exchange::dialect::{CellError, Numbers};
use crate::exchange::fault::{Fault, FaultCode, FileCode};
use crate::exchange::headings::normalised;
use crate::exchange::import::cells::Cells;
use crate::exchange::import::faults::{Faults, LISTED};
use crate::exchange::import::header::Header;
use crate::exchange::import::report::Slip;
use crate::store::database::error::StoreResult;
use crate::store::import::PlacedRow;
use crate::store::import::ledger::Ledger;

/// The registered regions, in memory.
#[derive(Debug, Default)]
pub struct RegionTable(pub BTreeMap<RegionCode, (String, RegionKind)>);

impl Regions for RegionTable {
    fn holds(&mut self, code: &RegionCode) -> StoreResult<bool> {
        Ok(self.0.contains_key(code))
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

/// What is found and counted while rows are gone through.
pub struct Job {
    pub header: Header,
    pub numbers: Numbers,
    pub regions: RegionTable,
    pub faults: Faults,
    pub ledger: Ledger,
    /// The first and the last year in the file.
    pub years: (i32, i32),
    /// The last year that may be written today.
    pub latest: Year,
    /// Which records the sender may write.
    pub scope: Scope,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub touched: BTreeSet<(IndicatorCode, Year)>,
    pub slips: BTreeMap<(u64, usize), Slip>,
    pub slip_total: u64,
    /// The sheet has joined cells: which of its empty cells are meant to be so is not known.
    pub is_merged: bool,
}

impl Job {
    /// A fault at a row's member; at the row as a whole where the file has no such column.
    pub fn refuse(&mut self, row: &PlacedRow, member: &str, code: impl Into<FaultCode>, detail: Text) {
        let (line, payload) = (unsigned(row.line), &row.payload);
        let slot = self.header.slot(member);
        let written = Cells::new(&self.header, payload, self.numbers).written(member);
        let value = written.filter(|_| slot.is_none_or(|slot| !slot.column.is_personal)).map(str::to_owned);
        let column = slot.map(|slot| (slot.position + 1, slot.heading.clone()));
        let detail = match column.is_some() || member.is_empty() {
            true => detail,
            false => Text::new(format!("{member}: {}", detail.id), format!("{member}: {}", detail.en)),
        };
        self.faults.add(Fault { line, column, value, code: code.into(), detail });
    }

    /// A row whose key an earlier one has.
    pub fn refuse_repeated(&mut self, row: &PlacedRow, member: &str, first_line: i64) {
        let detail = Text::new(
            format!("catatan ini sudah ada di baris {first_line} berkas"),
            format!("line {first_line} of the file is the same record"),
        );
        self.refuse(row, member, FileCode::DuplicateRow, detail);
    }

    /// A row that names a unit or training which is not there.
    pub fn refuse_unknown(&mut self, row: &PlacedRow, member: &str) {
        let detail = Text::new(
            "tidak terdaftar; impor dulu daftarnya, atau periksa tulisannya",
            "is not registered; import the register first, or look at how it is written",
        );
        self.refuse(row, member, ViolationCode::UnknownReference, detail);
    }

    /// The data of a row, where nothing is wrong with it; what is wrong is kept.
    pub fn judge<T>(
        &mut self,
        row: &PlacedRow,
        faults: Vec<(&'static str, CellError)>,
        checked: Result<T, Vec<Violation>>,
    ) -> Option<T> {
        let violations = match checked {
            Ok(data) if faults.is_empty() => return Some(data),
            Ok(_) => Vec::new(),
            Err(violations) => violations,
        };
        let payload = row.payload.clone();
        let header = self.header.clone();
        let mut cells = Cells::new(&header, &payload, self.numbers);
        cells.faults = faults;
        for (member, code, detail) in cells.all_faults(violations) {
            self.refuse(row, member, code, detail);
        }
        None
    }

    /// Holds a region's name beside its code.
    pub fn check_region_name(&mut self, row: &PlacedRow, region: &RegionCode) -> bool {
        let cells = Cells::new(&self.header, &row.payload, self.numbers);
        let Some(sent) = cells.written("region_name").filter(|sent| !sent.is_empty()) else { return true };
        if self.regions.is_name(region, sent) {
            return true;
        }
        let name = self.regions.0.get(region).map(|(name, kind)| format!("{name} ({kind})")).unwrap_or_default();
        let detail = Text::new(
            format!("kode {region} (Kemendagri) adalah {name}; kode BPS berbeda untuk beberapa wilayah"),
            format!("{region} (Kemendagri) is {name}; the BPS codes of some regions differ"),
        );
        self.refuse(row, "region_name", FileCode::RegionMismatch, detail);
        false
    }

    /// Whether the sender may write at all these regions: where the record stands, where it is to stand, whose unit it is of.
    pub fn may_edit<'a>(&mut self, row: &PlacedRow, regions: impl IntoIterator<Item = &'a RegionCode>) -> bool {
        let Some(outside) = regions.into_iter().find(|region| !self.scope.may_edit(region)) else { return true };
        let own = self.scope.region.as_ref().map(RegionCode::to_string).unwrap_or_default();
        let detail = Text::new(
            format!("kunci ini terikat pada wilayah {own} dan yang di bawahnya; ini di wilayah {outside}"),
            format!("the key is bound to region {own} and those below it; this is at region {outside}"),
        );
        self.refuse(row, "", FileCode::OutsideRegion, detail);
        false
    }

    /// Holds the amounts of a line against those of the year before: lists of the same members.
    ///
    /// One is doubted that is 100 times that of the year before, or a hundredth of it. One that stands so already (`was`) has been
    /// confirmed.
    pub fn doubt_all(&mut self, line: i64, now: &Amounts, was: Option<&Amounts>, previous: &Amounts) {
        for (index, ((member, now), (_, previous))) in now.iter().zip(previous).enumerate() {
            let was = was.and_then(|was| was.get(index)).and_then(|(_, was)| *was);
            self.doubt(line, (member, *now), was, *previous);
        }
    }

    fn doubt(
        &mut self,
        line: i64,
        (member, current): (&str, Option<Amount>),
        was: Option<Amount>,
        previous: Option<Amount>,
    ) {
        let (Some(current), Some(previous)) = (current, previous) else { return };
        if was == Some(current) {
            return;
        }
        let (now, before) = (current.size(), previous.size());
        if now == 0 || before == 0 || (now < before * 100 && before < now * 100) {
            return;
        }
        // Without the column it is as it was.
        let Some(slot) = self.header.slot(member) else { return };
        self.slip_total += 1;
        let line = unsigned(line);
        let key = (line, slot.position + 1);
        let (id, en) = if now > before { ("di atas", "above") } else { ("di bawah", "below") };
        let (doubt_id, doubt_en) = match current {
            Amount::Money(_) => {
                ("ribuan ditulis sebagai rupiah, atau sebaliknya?", "were thousands entered as rupiah, or the reverse?")
            }
            Amount::Count(_) => (
                "apakah kolomnya tertukar atau nolnya berlebih?",
                "is it another column's, or are there noughts too many?",
            ),
        };
        let fault = Fault {
            line,
            column: Some((slot.position + 1, slot.heading.clone())),
            value: Some(current.to_string()),
            code: FileCode::UnitSlip.into(),
            detail: Text::new(
                format!("100 kali atau lebih {id} tahun sebelumnya ({previous}); {doubt_id}"),
                format!("100 times or more {en} the year before ({previous}); {doubt_en}"),
            ),
        };
        self.slips.insert(key, Slip { fault, previous: previous.to_string() });
        if self.slips.len() > LISTED {
            self.slips.pop_last();
        }
    }

    /// Notes the values that a change in a data set can alter, up to the latest year.
    pub fn touch(&mut self, dataset: Dataset, source: Source, year: Year) {
        self.touched.extend(affected(dataset, source, year).filter(|(_, year)| *year <= self.latest));
    }
}

/// An amount, to be held against another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// In rupiah.
    Money(Money),
    /// Of people.
    Count(i64),
}

impl Amount {
    /// In its smallest unit, without its sign.
    fn size(self) -> u128 {
        match self {
            Self::Money(money) => money.hundredths().unsigned_abs().into(),
            Self::Count(count) => count.unsigned_abs().into(),
        }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Money(money) => money.fmt(f),
            Self::Count(count) => count.fmt(f),
        }
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl From<i64> for Amount {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

/// The amounts of a record, by their members.
pub type Amounts = Vec<(&'static str, Option<Amount>)>;

/// A line as files count them.
fn unsigned(line: i64) -> u64 {
    u64::try_from(line).unwrap_or_default()
}

/// What the file gives, or what stands where it has no such column.
pub fn or_kept<T>(sent: Option<Option<T>>, kept: impl FnOnce() -> Option<T>) -> Option<T> {
    sent.unwrap_or_else(kept)
}
