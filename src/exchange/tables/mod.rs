//! The tables of columns.

mod cooperatives;
mod figures;
mod headings;
mod trainings;
mod umkm;
mod words;

pub(super) use headings::OTHER_HEADINGS;

use super::columns::Content::{self, ReadOnly, Region, RegionName, Text};
use super::columns::Need::{self, Key, Optional, Required};
use super::columns::{Column, FileDataset, Shown};

/// The columns of a data set.
pub(super) fn table_of(dataset: FileDataset) -> &'static [Column] {
    match dataset {
        FileDataset::Cooperatives => cooperatives::COOPERATIVES,
        FileDataset::CooperativeReports => cooperatives::COOPERATIVE_REPORTS,
        FileDataset::Umkm => umkm::UMKM,
        FileDataset::UmkmReports => umkm::UMKM_REPORTS,
        FileDataset::Trainings => trainings::TRAININGS,
        FileDataset::Participants => trainings::PARTICIPANTS,
        FileDataset::Figures => figures::FIGURES,
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
