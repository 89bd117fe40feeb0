//! The tables of columns.

pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod headings;
pub(crate) mod trainings;
pub(crate) mod umkm;
pub(crate) mod words;

use crate::exchange::columns::Content::{ReadOnly, Region, RegionName, Text};
use crate::exchange::columns::Need::{Key, Optional, Required};
use crate::exchange::columns::{Column, Content, Need, Shown};
use crate::exchange::dataset::FileDataset;

impl FileDataset {
    /// The columns of the data set, in the order of a template.
    pub fn columns(self) -> &'static [Column] {
        match self {
            FileDataset::Cooperatives => cooperatives::COOPERATIVES,
            FileDataset::CooperativeReports => cooperatives::COOPERATIVE_REPORTS,
            FileDataset::Umkm => umkm::UMKM,
            FileDataset::UmkmReports => umkm::UMKM_REPORTS,
            FileDataset::Trainings => trainings::TRAININGS,
            FileDataset::Participants => trainings::PARTICIPANTS,
            FileDataset::Figures => figures::FIGURES,
        }
    }
}

const fn column(
    name: &'static str,
    heading: &'static str,
    content: Content,
    need: Need,
    about: (&'static str, &'static str),
) -> Column {
    Column { name, heading, content, need, about, is_personal: false, shown: Shown::Everywhere }
}

/// The same of a column that names a person.
const fn personal(column: Column) -> Column {
    Column { is_personal: true, ..column }
}

/// What the service itself writes.
const fn written(name: &'static str, heading: &'static str) -> Column {
    const ABOUT: (&str, &str) =
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import");
    Column { shown: Shown::Lists, ..column(name, heading, ReadOnly, Optional, ABOUT) }
}

/// The same of what says whose row it is, where it is filled in.
const fn filled(column: Column) -> Column {
    Column { shown: Shown::Filled, ..column }
}

/// What another column had the year before, beside the one to be filled in.
const fn previous(name: &'static str, heading: &'static str, of: &'static str) -> Column {
    const ABOUT: (&str, &str) = (
        "Nilai tahun lalu, sebagai pembanding; diabaikan saat impor",
        "Last year’s value, to compare; ignored by the import",
    );
    Column { shown: Shown::YearBefore(of), ..column(name, heading, ReadOnly, Optional, ABOUT) }
}

/// What units are found by, and their reports.
const REGISTER_NUMBER: Column = column(
    "register_number",
    "Nomor Register",
    Text,
    Key,
    ("Nomor register kantor, unik", "The office’s own number, unique"),
);

/// Where a unit or a training is.
const REGION: Column = column(
    "region",
    "Kode Wilayah",
    Region,
    Required,
    ("Kode Kemendagri seperti 15.71", "Kemendagri code such as 15.71"),
);

const CREATED_AT: Column = written("created_at", "Dibuat");
const UPDATED_AT: Column = written("updated_at", "Diubah");

/// Stands beside the code, and must fit it.
const REGION_NAME: Column = Column {
    shown: Shown::Templates,
    ..column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    )
};
