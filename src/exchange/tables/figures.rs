//! Columns of figures.

use crate::entry::words::DATASETS;
use crate::exchange::columns::Column;
use crate::exchange::columns::Content::{Code, Count, Money, Region, Text, Year};
use crate::exchange::columns::Need::{Key, Optional, Required};
use crate::exchange::tables::build::{CREATED_AT, REGION_NAME, UPDATED_AT, column};

pub const FIGURES: &[Column] = &[
    column("dataset", "Kumpulan Data", Code(DATASETS), Key, ("Angka tentang apa", "Total of what")),
    column("year", "Tahun", Year, Key, ("Tahun", "Year")),
    column(
        "region",
        "Kode Wilayah",
        Region,
        Key,
        ("Kode Kemendagri; hanya wilayah itu sendiri", "Kemendagri code; that very region only"),
    ),
    REGION_NAME,
    column("active_cooperatives", "Koperasi Aktif", Count, Optional, ("Hanya cooperatives", "Only of cooperatives")),
    column(
        "quality_cooperatives",
        "Koperasi Berkualitas",
        Count,
        Optional,
        ("Hanya cooperatives", "Only of cooperatives"),
    ),
    column(
        "quality_active_cooperatives",
        "Koperasi Berkualitas dan Aktif",
        Count,
        Optional,
        ("Hanya cooperatives", "Only of cooperatives"),
    ),
    column(
        "business_volume",
        "Volume Usaha",
        Money,
        Optional,
        ("Hanya cooperatives; rupiah", "Only of cooperatives; rupiah"),
    ),
    column("businesses", "Usaha", Count, Optional, ("Hanya umkm", "Only of umkm")),
    column("turnover", "Omset", Money, Optional, ("Hanya umkm; rupiah", "Only of umkm; rupiah")),
    column("assets", "Aset", Money, Optional, ("Hanya umkm; rupiah", "Only of umkm; rupiah")),
    column("workers", "Tenaga Kerja", Count, Optional, ("Hanya umkm; orang", "Only of umkm; persons")),
    column("participants", "Peserta", Count, Optional, ("Hanya trainings", "Only of trainings")),
    column("good_participants", "Peserta Berpredikat Baik", Count, Optional, ("Hanya trainings", "Only of trainings")),
    column("source", "Sumber", Text, Required, ("Asal angka ini", "Where the figure comes from")),
    CREATED_AT,
    UPDATED_AT,
];
