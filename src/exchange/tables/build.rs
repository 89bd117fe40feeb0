//! The parts that tables of columns are made of.

use crate::exchange::columns::Content::{ReadOnly, Region, RegionName, Text};
use crate::exchange::columns::Need::{Key, Optional, Required};
use crate::exchange::columns::{Column, Content, Need, Shown};

/// A column that a row sets: name, heading, content, need, and meaning in Indonesian and English.
pub const fn column(
    name: &'static str,
    heading: &'static str,
    content: Content,
    need: Need,
    about: (&'static str, &'static str),
) -> Column {
    Column { name, heading, content, need, about, is_personal: false, shown: Shown::Everywhere }
}

/// Marks a column that names a person.
pub const fn personal(column: Column) -> Column {
    Column { is_personal: true, ..column }
}

/// A column that only the service writes.
pub const fn written(name: &'static str, heading: &'static str) -> Column {
    const ABOUT: (&str, &str) =
        ("Ditulis oleh layanan; diabaikan saat impor", "Written by the service; ignored by the import");
    Column { shown: Shown::Lists, ..column(name, heading, ReadOnly, Optional, ABOUT) }
}

/// Shows a column in prefilled templates too, where it says whose row it is.
pub const fn filled(column: Column) -> Column {
    Column { shown: Shown::Filled, ..column }
}

/// A column with the value of another column in the year before, to compare.
pub const fn previous(name: &'static str, heading: &'static str, of: &'static str) -> Column {
    const ABOUT: (&str, &str) = (
        "Nilai tahun lalu, sebagai pembanding; diabaikan saat impor",
        "Last year’s value, to compare; ignored by the import",
    );
    Column { shown: Shown::YearBefore(of), ..column(name, heading, ReadOnly, Optional, ABOUT) }
}

/// The key of units, and with the year that of their reports.
pub const REGISTER_NUMBER: Column = column(
    "register_number",
    "Nomor Register",
    Text,
    Key,
    ("Nomor register kantor, unik", "The office’s own number, unique"),
);

/// The region of a unit or a training.
pub const REGION: Column = column(
    "region",
    "Kode Wilayah",
    Region,
    Required,
    ("Kode Kemendagri seperti 15.71", "Kemendagri code such as 15.71"),
);

pub const CREATED_AT: Column = written("created_at", "Dibuat");
pub const UPDATED_AT: Column = written("updated_at", "Diubah");

/// The name of a region, which must fit the code beside it.
pub const REGION_NAME: Column = Column {
    shown: Shown::Templates,
    ..column(
        "region_name",
        "Nama Wilayah",
        RegionName,
        Optional,
        ("Nama wilayah; diperiksa terhadap kodenya", "Name of the region; checked against its code"),
    )
};
