//! Columns of assisted businesses and their reports.

use crate::exchange::columns::Column;
use crate::exchange::columns::Content::{Count, Date, Digits, Money, Region, Text, Year};
use crate::exchange::columns::Need::{Key, Optional, Required};
use crate::exchange::tables::build::{
    CREATED_AT, REGION, REGION_NAME, REGISTER_NUMBER, UPDATED_AT, column, filled, personal, previous, written,
};

pub const UMKM: &[Column] = &[
    written("id", "ID"),
    REGISTER_NUMBER,
    column("name", "Nama", Text, Required, ("Nama usaha", "Name of the business")),
    REGION,
    REGION_NAME,
    personal(column("owner_name", "Nama Pemilik", Text, Optional, ("Data pribadi", "Personal data"))),
    column("nib", "NIB", Digits(13), Optional, ("13 angka, unik", "13 digits, unique")),
    column(
        "sector",
        "KBLI",
        Text,
        Optional,
        ("Kode KBLI seperti G, 56, atau 56103", "KBLI code such as G, 56 or 56103"),
    ),
    column(
        "assisted_since",
        "Dibina Sejak",
        Date,
        Optional,
        ("Sejak kapan wajib melapor", "From when it is expected to report"),
    ),
    column("assisted_until", "Dibina Sampai", Date, Optional, ("Sampai kapan", "Until when")),
    CREATED_AT,
    UPDATED_AT,
];

pub const UMKM_REPORTS: &[Column] = &[
    REGISTER_NUMBER,
    filled(written("name", "Nama")),
    written("umkm_id", "ID UMKM"),
    column("year", "Tahun", Year, Key, ("Tahun", "Year")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Optional,
        (
            "Wilayah laporan; bila kosong, wilayah lama atau wilayah usaha",
            "Region of the report; if empty the one it has, or the business’s",
        ),
    ),
    REGION_NAME,
    column("turnover", "Omset", Money, Optional, ("Rupiah setahun", "Rupiah in the year")),
    column("assets", "Aset", Money, Optional, ("Rupiah per 31 Desember", "Rupiah at 31 December")),
    column("workers", "Tenaga Kerja", Count, Optional, ("Orang", "Persons")),
    previous("turnover_previous", "Omset Tahun Lalu", "turnover"),
    previous("assets_previous", "Aset Tahun Lalu", "assets"),
    previous("workers_previous", "Tenaga Kerja Tahun Lalu", "workers"),
    written("class", "Kelas"),
    CREATED_AT,
    UPDATED_AT,
];
